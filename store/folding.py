"""`folded(column)`: lower case without diacritics, in SQL, so that "ha" finds "Hà". PostgreSQL and SQLite."""

from __future__ import annotations

import sqlite3
import unicodedata
from typing import Any

from sqlalchemy import Engine, String, event
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


def _letters() -> dict[str, str]:
    """Every lower-case Latin letter with marks, and đ, to the letter without."""
    found = {"đ": "d"}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1EFA)):
        letter = chr(code)
        base = unicodedata.normalize("NFD", letter)[0]
        if letter.islower() and base.isascii() and base != letter:
            found[letter] = base
    return found


_LETTERS = _letters()
_TABLE = str.maketrans(_LETTERS)


def fold(text: str) -> str:
    """The text as `folded` makes it."""
    return unicodedata.normalize("NFC", text).lower().translate(_TABLE)


class folded(FunctionElement[str]):
    """A text column, folded."""

    type = String()
    inherit_cache = True


@compiles(folded, "sqlite")
def _on_sqlite(element: folded, compiler: SQLCompiler, **options: Any) -> str:
    return f"fold({compiler.process(element.clauses, **options)})"


@compiles(folded)
def _elsewhere(element: folded, compiler: SQLCompiler, **options: Any) -> str:
    marked, plain = "".join(_LETTERS), "".join(_LETTERS.values())
    return f"translate(lower({compiler.process(element.clauses, **options)}), '{marked}', '{plain}')"


@event.listens_for(Engine, "connect")
def _teach(connection: Any, _record: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.create_function("fold", 1, lambda text: None if text is None else fold(text), deterministic=True)
