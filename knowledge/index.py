"""The search index: one SQLite file with FTS5 over the passages of all articles.

Each passage is a row with the terms of its article's title and questions and of its own text. A term carries its
language in front (`vi:phi_giao`), so that each language has its own frequencies. A search asks FTS5 for the passages
with the rarest terms of the question, ranked by BM25, and weighs the evidence of the best of them (`evidence`).
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from sqlite_utils import Database

from knowledge.articles import ARTICLES, Article, files, plain, read
from knowledge.evidence import features, weights
from knowledge.terms import SEARCH, rarity, terms
from settings import settings

FORMAT = "1"  # raise when rows are made differently, so that older indexes are built again
CANDIDATES = 20
POSTINGS = 4000  # how many entries of the index one search may walk: keeps it fast in large collections

_NUMBER = re.compile(r"\d")
_RANKED = """
    select p.*, found.height from (
        select rowid, -bm25(passages_fts, 2.0, 1.5, 1.0) as height
        from passages_fts where passages_fts match :match order by height desc limit :limit
    ) as found join passages as p on p.id = found.rowid order by found.height desc
"""


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
    """A passage that shares terms with the question, the evidence for it, and whether that is enough to answer."""

    hit: Hit
    features: tuple[float, ...]
    answers: bool
    place: int  # in the order of the articles


class Index:
    """An index that is open for reading. May be used by several threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = Lock()
        self._totals = {row["lang"]: int(row["passages"]) for row in database["languages"].rows}

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
        languages = [lang] if lang else list(self._totals)
        found = [candidate for each in languages for candidate in self._nearest(query, each)]
        # scores to the hundredth: of two as good as level the earlier passage leads: an article begins with its summary
        return sorted(found, key=lambda candidate: (-candidate.hit.score, candidate.place))

    def _nearest(self, query: str, lang: str) -> Iterator[Candidate]:
        asked = [f"{lang}:{term}" for term in dict.fromkeys(terms(query, lang))]
        with self._lock:
            counts = self._counts(asked)
            if not counts:
                return
            ranked = list(self._database.query(_RANKED, {"match": _affordable(counts), "limit": CANDIDATES}))
        # A number that no passage holds ("53 kg", "đơn 620k") is a detail of this customer, not the matter.
        weight = {
            term: rarity(counts.get(term, 0), self._totals[lang])
            for term in asked
            if term in counts or not _NUMBER.search(term)
        }
        for row in ranked:
            lead = row["height"] / ranked[0]["height"]
            evidence = features(weight, row["title_terms"], row["question_terms"], row["text_terms"], lead)
            used = weights(bool(row["question_terms"]))
            score = used.score(evidence)
            hit = Hit(row["article"], lang, row["title"], row["heading"], row["text"], round(score, 2), row["url"])
            yield Candidate(hit, evidence, score >= used.threshold, row["id"])

    def _counts(self, asked: list[str]) -> dict[str, int]:
        sql = "select term, passages from frequencies where term in (select value from json_each(?))"
        return dict(self._database.execute(sql, [json.dumps(asked)]).fetchall())


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


def write(articles: list[Article], path: Path, hash_of: str = "") -> None:
    """Make the index of these articles; `hash_of` is kept to tell later whether it is still true."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    os.close(handle)
    draft = Path(name)
    try:
        database = Database(draft)
        _fill(database, articles, hash_of)
        database.close()
        draft.chmod(0o644)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _fill(database: Database, articles: list[Article], hash_of: str) -> None:
    for pragma in ("journal_mode = off", "synchronous = off"):
        database.execute(f"pragma {pragma}")
    database["passages"].insert_all(  # type: ignore[union-attr]
        (row for article in articles for row in _rows(article)), pk="id", columns={"id": int}
    )
    database.execute("create table languages as select lang, count(*) as passages from passages group by lang")
    database["passages"].enable_fts(  # type: ignore[union-attr]
        ["title_terms", "question_terms", "text_terms"], tokenize="unicode61 remove_diacritics 0 tokenchars '_:='"
    )
    database.execute("insert into passages_fts(passages_fts) values ('optimize')")
    database.execute("create virtual table temp.vocabulary using fts5vocab('main', 'passages_fts', 'row')")
    database.execute("create table frequencies (term text primary key, passages integer) without rowid")
    database.execute("insert into frequencies select term, doc from temp.vocabulary")
    database["source"].insert({"hash": hash_of})  # type: ignore[union-attr]
    database.conn.commit()


def _rows(article: Article) -> Iterator[dict[str, str]]:
    def held(text: str) -> str:
        return " ".join(f"{article.lang}:{term}" for term in terms(text, article.lang))

    title, questions = held(article.title), "\n".join(map(held, article.questions))
    for passage in article.passages():
        text = plain(passage.text)
        yield {
            "article": article.id,
            "lang": article.lang,
            "title": article.title,
            "heading": passage.heading,
            "text": text,
            "url": article.url,
            "title_terms": title,
            "question_terms": questions,
            "text_terms": held(f"{passage.heading}\n{text}"),
        }


def fingerprint(articles_dir: Path) -> str:
    """A hash of all that the index is made from: the articles, how words are read, and the form of the rows."""
    made = hashlib.sha256(FORMAT.encode() + SEARCH.read_bytes())
    for file in files(articles_dir):
        made.update(str(file.relative_to(articles_dir)).encode() + b"\0" + file.read_bytes() + b"\0")
    return made.hexdigest()


def ensure(articles_dir: Path = ARTICLES, path: Path | None = None) -> Path:
    """The path of an index that is true to the articles, built now where it is missing or they have changed."""
    path = path or settings().data_dir / "knowledge.db"
    if not path.is_file() or _hash(path) != fingerprint(articles_dir):
        build(articles_dir, path)
    return path


def _hash(path: Path) -> str | None:
    database = Database(path)
    try:
        return next((row["hash"] for row in database["source"].rows), None) if database["source"].exists() else None
    except sqlite3.DatabaseError:
        return None
    finally:
        database.close()


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
