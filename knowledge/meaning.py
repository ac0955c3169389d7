"""What passages and questions mean: the encoder's vectors.

A text is encoded once: its vector is kept in `vectors.db` beside the company's data, under the hash of the text and
of the encoder's version, for every index of every process. Those of the articles that ship are in `vectors.npz`.
Without an encoder there are no vectors, and the search goes on by words.
"""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from nlu.encoder import Encoder, Floats, Kind, encoder
from nlu.restore import restore
from nlu.text import language
from settings import settings

Halves = NDArray[np.float16]

WIDTH = 384
KEPT = 200_000  # vectors; those longest unused go first
RECENT = 10_000  # vectors that a process holds itself, for when it builds again
SHIPPED = Path(__file__).parent / "vectors.npz"
_BATCH = 256  # texts that are encoded before their vectors are kept

_RECALL = "select key, vector from vectors where key in (select value from json_each(?))"
_USED = "update vectors set used = ? where key in (select value from json_each(?))"
_FORGET = "delete from vectors where key in (select key from vectors order by used desc limit -1 offset ?)"

_log = logging.getLogger(__name__)
_recent: dict[str, Halves] = {}


@cache
def _encoder() -> Encoder | None:
    try:
        return encoder()
    except Exception:
        # missing, damaged, or made for other libraries: whatever it is, customers still get answers
        _log.warning("the encoder cannot be loaded: articles are found by words alone", exc_info=True)
        return None


def version() -> str:
    """The version of the vectors that this process makes and compares; empty where it has no encoder."""
    held = _encoder()
    return held.version if held else ""


@lru_cache(maxsize=2048)
def vector(question: str) -> Floats | None:
    """What a question means, None without an encoder. What customers write is not kept in the file.

    Without marks it is read twice, as typed and with its marks put back: either may be wrong, both seldom are.
    """
    held = _encoder()
    if held is None:
        return None
    known = _recent.get(_key(held, "query", question))
    if known is not None:
        return known.astype(np.float32)
    ways = [question]
    if language(question) == "vi-unmarked":
        ways.append(restore(question))
    mean: Floats = held.vectors(ways, "query").mean(axis=0)
    return mean / np.float32(np.linalg.norm(mean))


def prepare(questions: Sequence[str]) -> None:
    """Read many questions at once, so that `vector` finds them; one without marks is read as it is asked."""
    vectors([question for question in questions if language(question) != "vi-unmarked"], "query")


def vectors(texts: Sequence[str], kind: Kind) -> Halves:
    """A row for each text, made now or earlier; no rows without an encoder."""
    held = _encoder()
    if held is None:
        return np.empty((0, WIDTH), np.float16)
    keys = [_key(held, kind, text) for text in texts]
    ready = _shipped() | _recent
    known = {key: ready[key] for key in keys if key in ready}
    known |= _recall([key for key in keys if key not in known])
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    pending = list(missing)
    for start in range(0, len(pending), _BATCH):
        part = pending[start : start + _BATCH]
        made = held.vectors([missing[key] for key in part], kind).astype(np.float16)
        known.update(zip(part, made, strict=True))
        _remember({key: known[key] for key in part})
    _recent.update(known)
    while len(_recent) > RECENT:
        del _recent[next(iter(_recent))]
    return np.array([known[key] for key in keys], np.float16).reshape(-1, WIDTH)


@cache
def _shipped() -> dict[str, Halves]:
    if not SHIPPED.is_file():
        return {}
    with np.load(SHIPPED, allow_pickle=False) as held:
        return dict(zip(held["keys"].tolist(), held["rows"], strict=True))


def ship(passages: Sequence[str], questions: Sequence[str]) -> None:
    """Write the vectors of the articles that ship, so that nobody waits for them."""
    held = _encoder()
    if held is not None:
        keys = [_key(held, "passage", text) for text in passages] + [_key(held, "query", text) for text in questions]
        rows = np.concatenate([vectors(passages, "passage"), vectors(questions, "query")])
        np.savez_compressed(SHIPPED, keys=np.array(keys), rows=rows)


def _key(by: Encoder, kind: Kind, text: str) -> str:
    return hashlib.sha256(f"{by.version}\0{kind}\0{text}".encode()).hexdigest()[:32]


def forget() -> None:
    """Let go of the vectors that this process holds; those in the file stay."""
    _recent.clear()


def _open() -> Database:
    path = settings().data_dir / "vectors.db"
    path.parent.mkdir(parents=True, exist_ok=True)
    database = Database(sqlite3.connect(path, timeout=30))
    database.execute("create table if not exists vectors (key text primary key, vector blob, used real) without rowid")
    database.execute("create index if not exists vectors_by_use on vectors (used)")
    return database


def _recall(keys: Sequence[str]) -> dict[str, Halves]:
    """The vectors that are kept, by key; they count as used now."""
    given = json.dumps(keys)
    try:
        with closing(_open().conn) as connection, connection:
            rows = connection.execute(_RECALL, [given]).fetchall()
            connection.execute(_USED, [time.time(), given])
    except (OSError, sqlite3.Error) as error:
        _log.warning("kept vectors cannot be read, all are made anew: %s", error)
        return {}
    return {key: np.frombuffer(blob, np.float16) for key, blob in rows}


def _remember(made: dict[str, Halves]) -> None:
    rows = [(key, row.tobytes(), time.time()) for key, row in made.items()]
    try:
        with closing(_open().conn) as connection, connection:
            connection.executemany("insert or replace into vectors values (?, ?, ?)", rows)
            connection.execute(_FORGET, [KEPT])
    except (OSError, sqlite3.Error) as error:
        _log.warning("vectors cannot be kept: %s", error)
