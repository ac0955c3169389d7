"""Swearing and insults are told apart, and innocent words that look like them are let be."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.abuse import abuse

patient = settings(deadline=None)  # the first call reads the word lists

SWORN = [
    "đm mạng lag quá", "chờ lâu vcl", "đẹp vl shop ơi", "pin đéo gì mà tụt nhanh thế", "đồ ăn như cc",
    "Đ.M chán thật", "wtf is this", "đmmmm lại trễ", "dm app lag", "deo hieu kieu gi", "mẹ kiếp, thơm bá cháy",
    "the shit broke again", "ĐM LẠI MẤT MẠNG",
]  # fmt: skip
INSULTED = [
    "nhân viên ngu thật sự", "đồ lừa đảo trả tiền đây", "shipper mất dạy", "đm mày", "ngu như bò",
    "khon nan vua thoi", "you idiots", "đm shop làm ăn thế à", "thằng chó giao hàng", "fuck you", "ĐỒ KHỐN",
    "mày bị điên à",
]  # fmt: skip
INNOCENT = [
    "", "ok", "bia lon còn không shop", "cho 2 lon bia", "may lon nuoc ngot", "cac mau nay con khong",
    "con cac size khac khong", "buoi sang giao duoc khong", "bưởi năm roi", "cho minh hoi do ngu cho be",
    "phong ngu rong", "tam 5 dm vai", "dài 3dm", "deo tui nay dep", "deo chiu duoc nuoc khong", "du roi",
    "dự kiến khi nào giao", "du lieu bi mat", "hạt óc chó rang", "trứng cút", "vòng cổ cho chó",
    "shop có bán đồ chó mèo không", "bố mẹ nó mua cho", "cho de xe o dau", "hỏi ngu tí, cách dùng sao",
    "tức điên lên được", "đẹp điên", "đây là lừa đảo", "app này tệ quá", "stupid app", "this is bad",
    "CC của tôi bị khoá, xem CC giúp", "mở ví VL thế nào", "mat day dong ho", "thang nay giao khong",
    "lớp mấy giờ vô học vậy cô",
]  # fmt: skip


@pytest.mark.parametrize("text", SWORN)
def test_swearing_at_nobody_is_profanity(text: str) -> None:
    assert abuse(text) == "profanity"


@pytest.mark.parametrize("text", INSULTED)
def test_an_insult_to_a_person_is_abuse(text: str) -> None:
    assert abuse(text) == "abuse"


@pytest.mark.parametrize("text", INNOCENT)
def test_innocent_words_are_let_be(text: str) -> None:
    assert abuse(text) is None


@patient
@given(st.text())
def test_any_text_has_an_answer(text: str) -> None:
    assert abuse(text) in (None, "profanity", "abuse")


@patient
@given(
    st.sampled_from(INSULTED), st.sampled_from(["Dạ, ", "shop ơi. ", "ok! "]), st.sampled_from(["", ".", " 😡", "!!!"])
)
def test_an_insult_stays_one_within_a_longer_message(insult: str, before: str, after: str) -> None:
    assert abuse(before + insult + after) == "abuse"
