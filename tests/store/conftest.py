"""A fresh database for each test, and Vy, who reviews."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from settings import settings
from store import engine, users, write
from store.schema import metadata
from store.users import User


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every test has a database of its own."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'test.db'}")
    settings.cache_clear()
    engine.engine.cache_clear()
    metadata.create_all(engine.engine())
    yield
    engine.engine().dispose()
    engine.engine.cache_clear()
    settings.cache_clear()


@pytest.fixture
def vy() -> User:
    with write() as tx:
        return users.create(tx, email="vy@nhasen.vn", name="Tường Vy", role="cx", password="sen-no-ngoai-ho")
