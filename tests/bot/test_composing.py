"""What a platform gets of a message: pieces that read well, buttons that name themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.composing import length, mark, split, tapped

anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)
vietnamese = st.lists(
    st.sampled_from(["Dạ", "đơn", "hàng", "của", "chị", "ạ.", "nhé!", "chưa?", "rồi,", "😀", "👩‍👩‍👧", "\n", "\n\n"]),
    max_size=120,
).map(" ".join)


@given(anything | vietnamese, st.integers(2, 60))
def test_pieces_fit_are_not_empty_and_lose_nothing_but_white_space(text: str, most: int) -> None:
    pieces = split(text, most)
    assert all(0 < length(one) <= most for one in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


@given(anything)
def test_a_text_that_fits_stays_whole(text: str) -> None:
    assert split(text, 1_000) == ([text.strip()] if text.strip() else [])


def test_a_cut_falls_at_the_end_of_a_sentence() -> None:
    text = "Dạ đơn của chị đã tới kho. Mai shop giao ạ. Chị giữ máy giúp em nhé."
    assert split(text, 45) == ["Dạ đơn của chị đã tới kho. Mai shop giao ạ.", "Chị giữ máy giúp em nhé."]


def test_a_paragraph_is_a_better_place_than_a_sentence() -> None:
    assert split("Một. Hai.\n\nBa. Bốn. Năm.", 18) == ["Một. Hai.", "Ba. Bốn. Năm."]


def test_an_address_without_a_pause_is_cut_where_it_must_be() -> None:
    assert split("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]


@pytest.mark.parametrize("letter", ["👩‍👩‍👧", "👍🏽", "e\u0301", "❤️"])
def test_no_letter_is_torn_apart(letter: str) -> None:
    text = letter * 40
    most = 3 * length(letter) + 1
    assert all(one == letter * (len(one) // len(letter)) for one in split(text, most))


@given(st.text(max_size=80).filter(lambda one: "#" not in one), st.integers(1, 10**6), st.integers(0, 12))
def test_what_a_button_sends_back_names_it(title: str, seq: int, index: int) -> None:
    assert tapped(f"{title} {mark(seq, index)}") == (seq, index)


@pytest.mark.parametrize(
    "text", ["", "alo", "#12", "#a.b", "đơn #12.1 đâu rồi", "x" * 300 + " #1.1", "#1.1.1", "a#1.1"]
)
def test_other_words_name_no_button(text: str) -> None:
    assert tapped(text) is None
