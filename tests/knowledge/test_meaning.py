"""Vectors of meaning: made once for each text and encoder, found by a fast first pass, not needed for an answer."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest

from knowledge import meaning
from knowledge.index import Index, build, ensure
from knowledge.meaning import WIDTH, vectors
from knowledge.space import Space
from nlu.encoder import Floats, Kind
from nlu.text import fold, syllables
from settings import settings

Use = Callable[[object], None]


class Counted:
    """An encoder for which texts are as near as they share words; it remembers what it was given."""

    def __init__(self, version: str = "one") -> None:
        self.version = version
        self.read: list[str] = []

    def vectors(self, texts: Sequence[str], kind: Kind) -> Floats:
        self.read += texts
        rows = np.full((len(texts), WIDTH), 0.01, np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in syllables(fold(text)):
                row[crc32(word.encode()) % WIDTH] += 1
        unit: Floats = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit


@pytest.fixture
def use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Use]:
    """Put an encoder (or none) in the place of the one that ships; kept vectors lie in a folder of the test's own."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    settings.cache_clear()

    def put(one: object) -> None:
        monkeypatch.setattr(meaning, "_encoder", lambda: one)
        meaning.vector.cache_clear()
        meaning.forget()

    yield put
    meaning.vector.cache_clear()
    meaning.forget()
    settings.cache_clear()


def test_a_text_is_encoded_once_whichever_index_or_process_asks(folder: Path, tmp_path: Path, use: Use) -> None:
    use(one := Counted())
    build(folder, tmp_path / "a.db")
    assert len(one.read) == 3
    (folder / "mo-the.md").rename(folder / "mo-the-moi.md")
    build(folder, tmp_path / "b.db")
    assert len(one.read) == 3
    use(later := Counted())  # a process of its own remembers nothing, but finds the file
    build(folder, tmp_path / "c.db")
    assert later.read == []
    assert Index.open(tmp_path / "c.db").search("mất thẻ thì khoá thẻ")[0].article_id == "khoa-the"


def test_another_encoder_makes_the_index_anew(folder: Path, tmp_path: Path, use: Use) -> None:
    use(Counted("one"))
    path = ensure(folder, tmp_path / "k.db")
    use(two := Counted("two"))
    assert Index.open(path).mode == "bare-words"  # vectors of two encoders are not compared
    assert Index.open(ensure(folder, path)).mode == "bare"
    assert len(two.read) == 3


def test_kept_vectors_are_bounded_and_the_longest_unused_go_first(use: Use, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "KEPT", 2)
    use(one := Counted())
    for text in ("một", "hai", "một", "ba"):
        meaning.forget()
        vectors([text], "query")
    assert one.read == ["một", "hai", "ba"]
    meaning.forget()
    vectors(["một", "hai"], "query")
    assert one.read == ["một", "hai", "ba", "hai"]


def test_a_damaged_file_of_vectors_costs_time_and_nothing_else(use: Use) -> None:
    use(one := Counted())
    path = settings().data_dir / "vectors.db"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"not a database" * 100)
    assert vectors(["một", "hai"], "query").shape == (2, WIDTH)
    assert one.read == ["một", "hai"]


def test_a_passage_and_a_question_of_the_same_words_are_kept_apart(use: Use) -> None:
    use(Counted())
    vectors(["thẻ"], "query")
    vectors(["thẻ"], "passage")
    with sqlite3.connect(settings().data_dir / "vectors.db") as kept:
        assert kept.execute("select count(*) from vectors").fetchone() == (2,)


def test_without_an_encoder_words_still_find_the_answer(folder: Path, tmp_path: Path, use: Use) -> None:
    use(None)
    build(folder, tmp_path / "k.db")
    index = Index.open(tmp_path / "k.db")
    assert index.mode == "bare-words"
    assert index.search("mat the thi lam sao khoa the")[0].article_id == "khoa-the"
    assert index.search("phở bò nấu mấy tiếng") == []


def test_an_encoder_that_cannot_be_loaded_is_said_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def missing() -> None:
        raise FileNotFoundError("model.onnx")

    monkeypatch.setattr(meaning, "encoder", missing)
    meaning._encoder.cache_clear()
    with caplog.at_level(logging.WARNING):
        assert [meaning.version(), meaning.version()] == ["", ""]
    meaning._encoder.cache_clear()
    assert [record.getMessage() for record in caplog.records] == [
        "the encoder cannot be loaded: articles are found by words alone"
    ]


def test_the_first_pass_of_many_vectors_loses_none_of_the_nearest() -> None:
    chance = np.random.default_rng(5)
    centres = chance.normal(size=(200, WIDTH))
    rows = centres[chance.integers(0, 200, 9000)] + 0.7 * chance.normal(size=(9000, WIDTH))
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float16)
    space = Space(rows)
    for place in range(2500, 2520):
        asked = rows[place].astype(np.float32)
        exact = 2000 + np.argsort(rows[2000:8000].astype(np.float32) @ asked)[-5:]
        assert set(exact) <= set(space.nearest(asked, 20, 2000, 8000))
