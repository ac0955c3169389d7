"""The database: one engine a process, SQLite by default, PostgreSQL by address.

`write()` is a transaction that holds SQLite's write lock from its first statement, so that what it reads stays true
until it commits; on PostgreSQL the row locks of `conversations.locked` do the same for one conversation. No network
call and no wait belongs inside either.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

from settings import settings

Tx = Connection
BUSY_MS = 15_000


@cache
def engine() -> Engine:
    """The engine of this process, made at first use from `DATABASE_URL`."""
    return make_engine(settings().database_url)


def make_engine(url: str) -> Engine:
    """An engine for `url` with what each database needs; makes the folder of an SQLite file."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=20, hide_parameters=True)
    made = create_engine(url, pool_size=10, max_overflow=50, hide_parameters=True)
    if made.url.database:
        Path(made.url.database).parent.mkdir(parents=True, exist_ok=True)

    @event.listens_for(made, "connect")
    def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in (f"busy_timeout={BUSY_MS}", "journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(made, "begin")
    def _begin(connection: Connection) -> None:
        mode = "IMMEDIATE" if connection.get_execution_options().get("writes") else "DEFERRED"
        connection.exec_driver_sql(f"BEGIN {mode}")

    return made


@contextmanager
def write() -> Iterator[Tx]:
    """A transaction that changes something; commits at the end, rolls back on an exception."""
    with engine().connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


@contextmanager
def read() -> Iterator[Tx]:
    """A transaction that only looks: one state of the database from first to last statement (on SQLite)."""
    with engine().connect() as connection, connection.begin():
        yield connection
