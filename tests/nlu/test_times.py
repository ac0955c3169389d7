"""Hours as people say them, and how long things take, which is none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.text import fold, nfc
from nlu.times import find_times

patient = settings(deadline=None)  # the first call reads the word lists


def hours(text: str) -> list[tuple[str, str]]:
    return [(value, nfc(text)[start:end]) for value, start, end in find_times(text)]


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("3h chiều", "15:00"),
        ("15h30", "15:30"),
        ("15 giờ 30 phút", "15:30"),
        ("8g30", "08:30"),
        ("9 rưỡi sáng", "09:30"),
        ("9h rưỡi", "09:30"),
        ("8 giờ kém 15", "07:45"),
        ("2-3h", "14:00-15:00"),
        ("8h đến 10h", "08:00-10:00"),
        ("8h sáng đến 5h chiều", "08:00-17:00"),
        ("11h-1h chiều", "11:00-13:00"),
        ("7:45 tối", "19:45"),
        ("12h đêm", "00:00"),
        ("12h trưa", "12:00"),
        ("ba giờ chiều", "15:00"),
        ("mười hai giờ trưa", "12:00"),
        ("3pm", "15:00"),
        ("half past nine", "09:30"),
        ("quarter to four", "15:45"),
        ("buổi sáng", "06:00-11:00"),
        ("giờ hành chính", "08:00-17:00"),
    ],
)
def test_an_hour_is_the_same_marked_and_unmarked_and_stands_where_it_was_said(typed: str, value: str) -> None:
    assert hours(f"giao {typed} nhé") == [(value, typed)]
    assert hours(fold(f"giao {typed} nhé")) == [(value, fold(typed))]


@pytest.mark.parametrize(
    "text",
    [
        "đợi 3h đồng hồ",
        "chờ shop 2h rồi",
        "giao trong 2h",
        "3h nữa",
        "giữ nóng 12h",
        "hotline 24/7",
        "giá 300k",
        "tỉ số 2-1",
        "500g",
        "bây giờ",
        "bay gio giao chua",
        "tôi qua lấy",
        "toi qua lay",
        "chiều cao 1m65",
        "good morning",
    ],
)
def test_how_long_it_takes_and_other_numbers_are_no_hour(text: str) -> None:
    assert hours(text) == []


def test_i_after_an_hour_is_no_evening() -> None:
    assert hours("8h tôi qua lấy nhé") == hours("8h toi qua lay nhe") == [("08:00", "8h")]
    assert hours("8h tối qua") == [("20:00", "8h tối")]


@patient
@given(st.integers(0, 23), st.integers(0, 59))
def test_any_minute_of_the_day_is_read_back(hour: int, minute: int) -> None:
    value = f"{hour:02}:{minute:02}"
    assert hours(f"giao lúc {value}") == [(value, value)]
    assert [found for found, _ in hours(f"giao lúc {value.replace(':', 'h')}")] == [value]


@patient
@given(st.text() | st.text(alphabet="0123456789 hgiờsángtoi:-kémrưỡpm"))
def test_hours_stand_in_order_inside_the_text(text: str) -> None:
    places = [0, *(place for _, *span in find_times(text) for place in span), len(nfc(text))]
    assert places == sorted(places)
