"""Marks are put back where they lack, and nothing else is touched."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.restore import MODELS, Marks, restore
from nlu.text import expand, fold, nfc

patient = settings(deadline=None)  # the first call reads the word lists

WORDS = "don hang cua minh giao cham qua toi DEP Shop the can order is late ko dc được chua quaaa shop, nhe!"
OTHER = "DH10234 50k https://k.vn/a?b=1 a@k.vn 0901234567 😍 ❤️ T/K (ok)"
unmarked = st.lists(st.sampled_from(f"{WORDS} {OTHER}".split())).map(" ".join)
anything = st.one_of(unmarked, st.text())


@patient
@given(anything)
def test_only_marks_are_added(text: str) -> None:
    assert fold(restore(text)) == fold(text)


@patient
@given(anything)
def test_restoring_twice_changes_nothing_more(text: str) -> None:
    assert restore(restore(text)) == restore(text)


@patient
@given(anything)
def test_capitals_and_lengths_stay(text: str) -> None:
    restored, typed = restore(text), nfc(text)
    assert len(restored) == len(typed)
    assert [letter.isupper() for letter in restored] == [letter.isupper() for letter in typed]


@patient
@given(unmarked)
def test_codes_links_numbers_emoji_and_english_stay_as_typed(text: str) -> None:
    for before, after in zip(text.split(), restore(text).split(), strict=True):
        if before in OTHER.split() or before in ("order", "late", "Shop", "ko", "dc", "được"):
            assert after == before


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("don hang cua toi dau roi", "đơn hàng của tôi đâu rồi"),
        ("Giao hang cham qua!", "Giao hàng chậm quá!"),
        ("DON HANG CUA TOI DAU", "ĐƠN HÀNG CỦA TÔI ĐÂU"),
        ("hang dep quaaaa", "hàng đẹp quáaaa"),
        ("minh muon doi size khac duoc khong", "mình muốn đổi size khác được không"),
        ("kiem tra don DH10234 giup minh", "kiểm tra đơn DH10234 giúp mình"),
    ],
)
def test_missing_marks_are_put_back(typed: str, meant: str) -> None:
    assert restore(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ok",
        "where is my order",
        "can I return the hat",
        "Đơn hàng cua toi đâu rồi",
        "https://a.vn/don-hang",
        "DH10234",
        "😍",
    ],
)
def test_what_is_marked_or_not_vietnamese_stays(text: str) -> None:
    assert restore(text) == text


def test_teencode_stays_unless_it_is_asked_for_written_out() -> None:
    assert restore("hang ko dung dc r") == "hàng ko dùng dc r"
    assert restore("hang ko dung dc r", short_forms=True) == "hàng không dùng được rồi"
    assert restore("hàng ko dùng đc r", short_forms=True) == expand("hàng ko dùng đc r")


def test_an_english_word_inside_a_vietnamese_message_stays() -> None:
    assert restore("minh muon refund don nay") == "mình muốn refund đơn này"


def test_a_folder_without_a_model_is_refused() -> None:
    with pytest.raises(FileNotFoundError):
        Marks.load(MODELS.parent / "nothing")
