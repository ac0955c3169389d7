"""The encoder that ships: what it promises of any text, and what it hears."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.encoder import FOLDER, encoder, feeling
from nlu.text import fold, nfc


def nearness(first: str, second: str) -> float:
    one, other = encoder().vectors([first, second], "query")
    return float(one @ other)


@pytest.mark.parametrize(
    ("asked", "same", "other"),
    [
        ("đơn hàng của em tới đâu rồi ạ", "don hang cua em toi dau roi a", "shop có tuyển nhân viên không"),
        ("phí ship về Đà Nẵng bao nhiêu", "phi ship ve da nang bao nhieu", "áo này giặt máy được không"),
        ("cho mình huỷ đơn", "cho mk hủy đơn nha", "cửa hàng mở cửa mấy giờ"),
        ("Where is my order?", "my parcel has not arrived yet", "do you sell gift cards?"),
    ],
)
def test_the_same_wish_lies_nearer_than_another_however_it_is_typed(asked: str, same: str, other: str) -> None:
    assert nearness(asked, same) > nearness(asked, other)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.text(max_size=60), st.sampled_from(["giao trễ quá", "ok", "😡", "DH10234"])), max_size=5))
def test_every_text_has_a_vector_of_length_one(texts: list[str]) -> None:
    rows = encoder().vectors(texts, "passage")
    assert rows.shape == (len(texts), 384)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-4)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80), st.one_of(st.none(), st.text(min_size=1, max_size=30)))
def test_the_pieces_of_a_message_stand_inside_it(text: str, context: str | None) -> None:
    states = feeling().states([(text, context)])[0]
    assert len(states.rows) == len(states.spans)
    for start, end in states.spans.tolist():
        assert 0 <= start <= end <= len(nfc(text))


def test_a_text_in_separate_marks_means_the_same() -> None:
    text = "Giao hàng chậm quá"
    assert nearness(text, unicodedata.normalize("NFD", text)) == pytest.approx(1, abs=1e-4)


def test_a_long_text_is_cut_and_not_refused() -> None:
    assert np.isfinite(encoder().vectors(["giao hàng chậm " * 3000], "passage")).all()


def test_texts_keep_their_order_whatever_their_length() -> None:
    texts = ["ok", "một câu dài hơn hẳn những câu khác ở trong danh sách này", "trả hàng", fold("đổi hàng")]
    together = encoder().vectors(texts, "query")
    for row, text in zip(together, texts, strict=True):
        assert float(row @ encoder().vectors([text], "query")[0]) > 0.98


def test_the_artefact_is_neutral_files_small_enough_to_keep_with_the_code() -> None:
    files = [path for path in FOLDER.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} <= {".onnx", ".json", ".md"}
    assert sum(path.stat().st_size for path in files) <= 60 * 2**20
