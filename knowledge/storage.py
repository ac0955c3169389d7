"""How the index is written: one SQLite file with the passages of all articles, their terms for FTS5 and their vectors.

Each passage is a row with the terms of its article's title and questions and of its own text. A term carries its
language in front (`vi:phi_giao`), so that each language has its own frequencies. What customers may ask word for word —
titles, headings that are questions, and the questions that an article lists — has vectors of its own, each true of the
passages from `start` to `stop`.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from knowledge.articles import Article, Passage, plain
from knowledge.meaning import ship, vectors, version
from knowledge.terms import terms

FORMAT = "2"  # raise when rows are made differently, so that older indexes are built again


def write(articles: list[Article], path: Path, hash_of: str = "") -> None:
    """Make the index of these articles in one step: readers see the old file or the whole new one.

    `hash_of` is kept to tell later whether it is still true.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    os.close(handle)
    draft = Path(name)
    try:
        database = Database(draft)
        _fill(database, sorted(articles, key=lambda article: article.lang), hash_of)
        database.close()
        draft.chmod(0o644)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def hash_in(path: Path) -> str | None:
    """The `hash_of` that an index was written with, None where the file is none."""
    database = Database(path)
    try:
        return next((row["hash"] for row in database["source"].rows), None) if database["source"].exists() else None
    except sqlite3.DatabaseError:
        return None
    finally:
        database.close()


def _fill(database: Database, articles: list[Article], hash_of: str) -> None:
    for pragma in ("journal_mode = off", "synchronous = off"):
        database.execute(f"pragma {pragma}")
    pieces = [(article, article.passages()) for article in articles]
    database["passages"].insert_all(  # type: ignore[union-attr]
        (row for article, passages in pieces for row in _rows(article, passages)), pk="id", columns={"id": int}
    )
    database.execute(
        "create table languages as "
        "select lang, count(*) as passages, min(id) - 1 as start, max(id) as stop from passages group by lang"
    )
    database["passages"].enable_fts(  # type: ignore[union-attr]
        ["title_terms", "question_terms", "text_terms"], tokenize="unicode61 remove_diacritics 0 tokenchars '_:='"
    )
    database.execute("insert into passages_fts(passages_fts) values ('optimize')")
    database.execute("create virtual table temp.vocabulary using fts5vocab('main', 'passages_fts', 'row')")
    database.execute("create table frequencies (term text primary key, passages integer) without rowid")
    database.execute("insert into frequencies select term, doc from temp.vocabulary")
    _mean(database, pieces)
    asked = 2 * sum(bool(article.questions) for article in articles) > len(articles)
    database["source"].insert({"hash": hash_of, "encoder": version(), "asked": asked})  # type: ignore[union-attr]
    database.conn.commit()


def _rows(article: Article, passages: list[Passage]) -> Iterator[dict[str, str]]:
    def held(text: str) -> str:
        return " ".join(f"{article.lang}:{term}" for term in terms(text, article.lang))

    title, questions = held(article.title), "\n".join(map(held, article.questions))
    for passage in passages:
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


def ship_vectors(articles: list[Article]) -> None:
    """Write the vectors of these articles into the file that ships with them."""
    passages = [text for article in articles for text in _texts(article, article.passages())]
    headings = [p.heading for article in articles for p in article.passages() if p.heading.endswith("?")]
    asked = [text for article in articles for text in (article.title, *article.questions) if text]
    ship(passages, [*asked, *headings])


def _texts(article: Article, passages: list[Passage]) -> list[str]:
    return ["\n".join(filter(None, (article.title, p.heading, plain(p.text)))) for p in passages]


def _mean(database: Database, pieces: list[tuple[Article, list[Passage]]]) -> None:
    """The vectors of all passages and of what may be asked; for each of the asked the range of passages that answer it,
    for each passage the range of the asked that are its article's."""
    texts: list[str] = []
    asked: list[tuple[str, int, int]] = []
    owned: list[tuple[int, int]] = []
    for article, passages in pieces:
        first, start, stop = len(asked), len(texts), len(texts) + len(passages)
        asked += [(text, start, stop) for text in (article.title, *article.questions) if text]
        asked += [(p.heading, start + n, start + n + 1) for n, p in enumerate(passages) if p.heading.endswith("?")]
        texts += _texts(article, passages)
        owned += [(first, len(asked))] * len(passages)
    held: dict[str, NDArray[Any]] = {
        "passages": vectors(texts, "passage"),
        "asked": vectors([text for text, _, _ in asked], "query"),
        "ranges": np.array([place for _, *place in asked], np.int64),
        "owned": np.array(owned, np.int64),
    }
    for name, rows in held.items():
        database["meanings"].insert({"name": name, "rows": rows.tobytes()})  # type: ignore[union-attr]
