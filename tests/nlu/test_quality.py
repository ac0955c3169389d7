"""Flags on the text of messages: only where something is wrong with it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.quality import quality

patient = settings(deadline=None)  # the first call reads the word lists

ORDER = ["teencode", "no_marks", "shouting", "spam", "keyboard_noise"]

FLAGGED = {
    "sp ko đc như hình r": {"teencode"},
    "don hang cua minh dau roi shop": {"no_marks"},
    "TÔI CHỜ BA TUẦN RỒI": {"shouting"},
    "CAM DIEC HET ROI HA": {"no_marks", "shouting"},
    "Vay tiền nhanh, giải ngân trong ngày, gọi 0901 234 567": {"spam"},
    "Việc nhẹ lương cao, xem https://viec.xyz/a": {"spam"},
    "https://a.vn/1 https://b.vn/2 https://c.vn/3": {"spam"},
    "mua ngay đi. mua ngay đi. mua ngay đi. mua ngay đi.": {"spam"},
    "asdfghjkl": {"keyboard_noise"},
    "aaaaaaa bbbb": {"keyboard_noise"},
    "@@@@@@@@@@": {"keyboard_noise"},
}

PLAIN = [
    "", "ok", "dạ", "DH10234", "ATM", "OTP ATM", "size XL", "ok ban", "haha", "hahaha hihi", "hmmmm", "kkkkk",
    "=))))))))))", "!!!!!!!!!!!!", "đẹp quaaaaaa", "Dạ vâng ạ", "where is my order?",
    "Cho mình hỏi hotline 0901234567 còn dùng không?", "https://nhasen.vn/ao-dai",
    "Hàng đẹp, giao nhanh, sẽ ủng hộ tiếp", "dạ dạ dạ dạ", "❤️❤️❤️❤️❤️❤️❤️❤️❤️❤️❤️❤️", "..............",
    "0901234567", "CSKH tệ quá", "Ngân hàng gọi mời vay tiền nhanh hoài, đừng gọi nữa",
    "my property number is 12",
]  # fmt: skip


@pytest.mark.parametrize(("text", "flags"), FLAGGED.items())
def test_what_is_wrong_with_a_message_is_flagged(text: str, flags: set[str]) -> None:
    assert set(quality(text)) == flags


@pytest.mark.parametrize("text", PLAIN)
def test_a_plain_message_has_no_flag(text: str) -> None:
    assert quality(text) == ()


@patient
@given(st.text())
def test_flags_are_the_same_each_time_and_in_order(text: str) -> None:
    flags = quality(text)
    assert flags == quality(text)
    assert list(flags) == [flag for flag in ORDER if flag in flags]


@patient
@given(st.text(alphabet="aàảãáạăâbcdđeêghiklmnoôơpqrstuưvxy ,.?").filter(lambda text: len(text) < 4))
def test_the_shortest_messages_are_never_shouted_or_spam(text: str) -> None:
    assert not {"shouting", "spam", "keyboard_noise"} & set(quality(text.upper()))
