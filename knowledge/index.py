"""The search: passages that share the question's rare terms and passages that mean the same, weighed together.

FTS5 finds by words (BM25), the encoder's vectors find by meaning: of the passages, and of the questions that they are
known to answer. `evidence` says which of them is best and whether it answers. `storage` writes the file.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from sqlite_utils import Database

from knowledge.articles import ARTICLES, files, read
from knowledge.evidence import FEATURES, Signals, Weights, weights, worded
from knowledge.meaning import vector, version
from knowledge.space import Meanings, Places
from knowledge.storage import FORMAT, hash_in, write
from knowledge.terms import SEARCH, rarity, terms, words
from settings import settings

CANDIDATES = 20  # by words, and as many by meaning
WEIGHED = 12  # of which this many are looked at closely
POSTINGS = 2000  # how many entries of the index one search may walk: keeps it fast in large collections
OWN = 4  # what the words of its own text count for a passage beside others of its article, which share all the rest
RANKED = 200  # passages whose BM25 is kept, so that those found by meaning have theirs

_NUMBER = re.compile(r"\d")
_RANKED = """
    select rowid, -bm25(passages_fts, 2.0, 1.5, 1.0) as height
    from passages_fts where passages_fts match ? order by height desc limit ?
"""
_HELD = "select * from passages where id in (select value + 1 from json_each(?))"


@dataclass(frozen=True)
class Hit:
    """A passage that was found. `score` is the estimated chance, 0 to 1, that it answers."""

    article_id: str
    lang: str
    title: str
    heading: str
    passage: str
    score: float
    url: str


@dataclass(frozen=True)
class Candidate:
    """A passage near the question, the evidence for it, and whether that is enough to answer."""

    hit: Hit
    features: tuple[float, ...]
    answers: bool

    @property
    def meaning(self) -> float:
        """How near the passage is to the question, -1 to 1; 0 without an encoder."""
        return self.features[FEATURES.index("meaning")]


@dataclass(frozen=True)
class Pool:
    """The passages that may answer a question: where they stand in the order of the articles, what speaks for them, and
    how rare each term of the question is in each language."""

    places: Places
    signals: Signals
    rare: dict[str, dict[str, float]]


class Index:
    """An index that is open for reading. May be used by several threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = Lock()
        self._languages = {row["lang"]: row for row in database["languages"].rows}
        ids = [article for (article,) in database.execute("select article from passages order by id").fetchall()]
        self._articles = np.array(ids, np.str_)
        source = next(iter(database["source"].rows))
        # vectors of another encoder than this process has cannot be compared with its own
        comparable = source["encoder"] and source["encoder"] == version()
        held = {row["name"]: row["rows"] for row in database["meanings"].rows}
        self._meanings = Meanings(held) if comparable and ids else None
        self.mode = ("asked" if source["asked"] else "bare") + ("" if self._meanings else "-words")

    @classmethod
    def open(cls, path: Path) -> Index:
        """The index in a file that `build` made. Raises FileNotFoundError where there is none."""
        if not path.is_file():
            raise FileNotFoundError(path)
        address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        connection = sqlite3.connect(address, uri=True, check_same_thread=False)
        connection.execute("pragma mmap_size = 268435456")
        return cls(Database(connection))

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._database.close()

    def search(self, query: str, lang: str | None = None, top: int = 5) -> list[Hit]:
        """The passages that answer, best first, at most `top`; empty where nothing does. No `lang`: in any language."""
        return [candidate.hit for candidate in self.candidates(query, lang) if candidate.answers][:top]

    def candidates(self, query: str, lang: str | None = None) -> list[Candidate]:
        """The passages nearest to the question, whether they answer or not, best first."""
        pool = self.pool(query, lang)
        return self.weigh(pool, weights(self.mode)) if pool else []

    def pool(self, query: str, lang: str | None = None) -> Pool | None:
        """The passages that share words with the question or mean something near; None where it asks nothing."""
        languages = [each for each in self._languages if lang in (None, each)]
        if not languages or not all(words(query, each) for each in languages):
            return None
        ranked = {each: self._ranked(query, each) for each in languages}
        heights = {place: height for _, best in ranked.values() for place, height in best.items()}
        places = np.array(sorted(heights, key=heights.__getitem__, reverse=True)[:CANDIDATES], np.int64)
        meaning = asked = np.zeros(len(places), np.float32)
        if self._meanings and (meant := vector(query)) is not None:
            start, stop = self._languages[languages[0]]["start"], self._languages[languages[-1]]["stop"]
            places = np.union1d(places, self._meanings.nearest(meant, CANDIDATES, start, stop))
            meaning, asked = self._meanings.cosines(meant, places)
        if not len(places):
            return None
        height = np.array([heights.get(place, 0.0) for place in places.tolist()])
        signals = Signals(meaning.astype(np.float64), asked.astype(np.float64), height, self._articles[places])
        return Pool(places, signals, {each: rare for each, (rare, _) in ranked.items()})

    def weigh(self, pool: Pool, used: Weights) -> list[Candidate]:
        """The best of the pool, best first; none is surer to answer than the one before it."""
        ranks = pool.signals.ranks(used.ranking)
        # of two as good as level the earlier passage leads: an article begins with its summary
        order = np.lexsort((pool.places, -ranks.round(1)))[:WEIGHED].tolist()
        heights, rows = pool.signals.evidence(), self._rows(pool.places[order])
        evidence = {n: (*heights[n].tolist(), *_worded(rows[int(pool.places[n])], pool.rare)) for n in order}
        mine: dict[str, list[int]] = {}
        for n in sorted(order, key=lambda n: ranks[n] + OWN * evidence[n][FEATURES.index("body")]):
            mine.setdefault(pool.signals.article[n], []).append(n)
        found: list[Candidate] = []
        surest = 1.0
        for n in [mine[pool.signals.article[n]].pop() for n in order]:
            row = rows[int(pool.places[n])]
            surest = min(surest, used.score(evidence[n]))
            hit = Hit(
                row["article"], row["lang"], row["title"], row["heading"], row["text"], round(surest, 2), row["url"]
            )
            found.append(Candidate(hit, evidence[n], surest >= used.threshold))
        return found

    def _rows(self, places: Places) -> dict[int, dict[str, Any]]:
        with self._lock:
            rows = list(self._database.query(_HELD, [json.dumps(places.tolist())]))
        return {row["id"] - 1: row for row in rows}

    def _ranked(self, query: str, lang: str) -> tuple[dict[str, float], dict[int, float]]:
        """The rarity of each term of the question, and the BM25 of the passages that hold the rarest of them."""
        asked = [f"{lang}:{term}" for term in dict.fromkeys(terms(query, lang))]
        with self._lock:
            counts = self._counts(asked)
            ranked = self._database.execute(_RANKED, [_affordable(counts), RANKED]).fetchall() if counts else []
        # A number that no passage holds ("53 kg", "đơn 620k") is a detail of this customer, not the matter.
        total = self._languages[lang]["passages"]
        weight = {
            term: rarity(counts.get(term, 0), total) for term in asked if term in counts or not _NUMBER.search(term)
        }
        return weight, {row - 1: height for row, height in ranked}

    def _counts(self, asked: list[str]) -> dict[str, int]:
        sql = "select term, passages from frequencies where term in (select value from json_each(?))"
        return dict(self._database.execute(sql, [json.dumps(asked)]).fetchall())


def _worded(row: dict[str, Any], rare: dict[str, dict[str, float]]) -> tuple[float, ...]:
    return worded(rare[row["lang"]], row["title_terms"], row["question_terms"], row["text_terms"])


def _affordable(counts: dict[str, int]) -> str:
    """The match expression of the rarest terms whose entries together stay within POSTINGS (the rarest one always)."""
    chosen: list[str] = []
    walked = 0
    for term, count in sorted(counts.items(), key=lambda item: item[1]):
        walked += count
        if chosen and walked > POSTINGS:
            break
        chosen.append(f'"{term}"')
    return " OR ".join(chosen)


def build(articles_dir: Path, path: Path) -> None:
    """Make the index of all articles under a folder, in one step: readers see the old file or the whole new one.

    Raises articles.ArticleError for an article that cannot be read; the old index then stays.
    """
    write([read(file) for file in files(articles_dir)], path, fingerprint(articles_dir))


def fingerprint(articles_dir: Path) -> str:
    """A hash of all that the index is made from: the articles, how words are read, and the form of the rows."""
    made = hashlib.sha256(f"{FORMAT} {version()}".encode() + SEARCH.read_bytes())
    for file in files(articles_dir):
        made.update(str(file.relative_to(articles_dir)).encode() + b"\0" + file.read_bytes() + b"\0")
    return made.hexdigest()


def ensure(articles_dir: Path = ARTICLES, path: Path | None = None) -> Path:
    """The path of an index that is true to the articles, built now where it is missing or they have changed."""
    path = path or settings().data_dir / "knowledge.db"
    if not path.is_file() or hash_in(path) != fingerprint(articles_dir):
        build(articles_dir, path)
    return path


_current: tuple[tuple[int, int], Index] | None = None
_opening = Lock()


def current() -> Index:
    """The company's index, made true to the articles when the process first asks, opened again when replaced."""
    global _current
    path = settings().data_dir / "knowledge.db"
    with _opening:
        if _current is None or not path.is_file():
            ensure(path=path)
        stat = path.stat()
        version = (stat.st_ino, stat.st_mtime_ns)
        if _current is None or _current[0] != version:
            _current = (version, Index.open(path))
        return _current[1]
