"""One demo, loaded once for all tests that only look, and a fresh place for those that change it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import demo
from settings import settings
from store import engine
from store.schema import metadata

CONVERSATIONS = 400


@contextmanager
def _place(folder: Path) -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    patch.setenv("DATA_DIR", str(folder))
    patch.delenv("DEMO_PASSWORD", raising=False)
    settings.cache_clear()
    engine.engine.cache_clear()
    metadata.create_all(engine.engine())
    try:
        yield
    finally:
        engine.engine().dispose()
        engine.engine.cache_clear()
        patch.undo()
        settings.cache_clear()


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The demo as it is after `load`."""
    with _place(tmp_path_factory.mktemp("demo")):
        assert demo.load(CONVERSATIONS)
        yield


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[None]:
    """A place without the demo."""
    with _place(tmp_path):
        yield
