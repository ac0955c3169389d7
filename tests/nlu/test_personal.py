"""Personal data, and the codes that only look like it. Every number here is invented."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.personal import find_parcels, find_personal, mask
from nlu.text import fold, nfc

patient = settings(deadline=None)  # the first call reads the word lists

patient = settings(deadline=None)  # the first call reads the word lists
GAPS = st.sampled_from(["", " ", ".", "-"])
LETTERS = st.text(alphabet="aàbcdđeghô ,!?\n", max_size=12)


def personal(text: str) -> list[tuple[str, str]]:
    return [(kind, nfc(text)[start:end]) for kind, start, end in find_personal(text)]


def with_check_digit(number: str) -> str:
    digits = [int(digit) for digit in number]
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[::-2]]
    return number + str(-(sum(doubled) + sum(digits[-2::-2])) % 10)


CARDS = st.from_regex(r"[45][0-9]{14}", fullmatch=True).map(with_check_digit)
CITIZENS = st.builds(
    lambda province, century, year, number: f"{province}{century}{year:02}{number:06}",
    st.sampled_from(["001", "079", "048", "092", "010"]),
    st.integers(0, 1),
    st.integers(20, 99),
    st.integers(0, 999_999),
)
PHONES = st.integers(0, 99_999_999).map(lambda number: f"09{number:08}")


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("số 0900000123 nhé", "phone", "0900000123"),
        ("sđt0900000123", "phone", "0900000123"),
        ("la.sen@vidu.vn ạ", "email", "la.sen@vidu.vn"),
        ("079203000001", "citizen_id", "079203000001"),
        ("cmnd 100 000 002", "citizen_id", "100 000 002"),
        ("thẻ 4111 1111 1111 1111", "card", "4111 1111 1111 1111"),
        ("stk 0000123456789 vcb", "bank_account", "0000123456789"),
        ("số tài khoản: 0900000123", "bank_account", "0900000123"),
        ("19000000000001 techcombank", "bank_account", "19000000000001"),
        ("xe 30A-000.12", "plate", "30A-000.12"),
        ("59-X1 000.34", "plate", "59-X1 000.34"),
        ("biển số 30a00012", "plate", "30a00012"),
        ("MST 0300000001-001", "tax_code", "0300000001-001"),
        ("hộ chiếu B0000001", "passport", "B0000001"),
        ("https://zalo.me/0900000123", "phone", "0900000123"),
    ],
)
def test_personal_data_is_found_marked_and_unmarked(text: str, kind: str, number: str) -> None:
    assert personal(text) == [(kind, number)]
    assert personal(fold(text)) in ([(kind, fold(number))], [] if kind == "plate" else None)


@pytest.mark.parametrize(
    "text",
    [
        "DH10234",
        "SPXVN0912345678999",
        "GHN0900000123",
        "mã vận đơn 0900000123999",
        "079903000001",
        "100000001",
        "4111 1111 1111 1112",
        "chuyển vcb 500000",
        "https://vidu.vn/a-i.100.0900000123",
        "ABX0900000123",
        "1.250.000đ",
        "30k 12345",
    ],
)
def test_codes_links_and_other_numbers_are_nobodys(text: str) -> None:
    assert personal(text) == []
    assert mask(text) == text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("SPXVN000000000012", "SPXVN000000000012"),
        ("spxvn 0912345678999", "SPXVN0912345678999"),
        ("GHN000000123", "GHN000000123"),
        ("J&T 800000000012", "800000000012"),
        ("viettel post 100000000012", "100000000012"),
        ("EA000000012VN", "EA000000012VN"),
        ("S0000001.HN1.A2B.1000000001", "S0000001.HN1.A2B.1000000001"),
        ("mã vận đơn L0DYX8", "L0DYX8"),
    ],
)
def test_a_parcel_is_known_by_its_carrier(text: str, code: str) -> None:
    assert [parcel.code for parcel in find_parcels(text)] == [code]


def test_the_phone_of_a_carriers_man_is_a_phone() -> None:
    assert personal("bưu tá J&T 0900000123") == [("phone", "0900000123")]


def test_two_phones_joined_by_a_dash_are_both_hidden() -> None:
    assert mask("0900000123-0900000456") == "[phone]-[phone]"


@patient
@given(LETTERS, PHONES, GAPS, LETTERS)
def test_no_phone_is_left(before: str, number: str, gap: str, after: str) -> None:
    masked = mask(before + gap.join([number[:4], number[4:7], number[7:]]) + after)
    assert not re.search(r"\d{3}", masked)


@patient
@given(LETTERS, CARDS, st.sampled_from(["", " ", "-"]), LETTERS)
def test_no_card_is_left(before: str, number: str, gap: str, after: str) -> None:
    masked = mask(before + gap.join(number[at : at + 4] for at in range(0, 16, 4)) + after)
    assert not re.search(r"\d{3}", masked)


@patient
@given(LETTERS, CITIZENS, GAPS, LETTERS)
def test_no_citizen_id_is_left(before: str, number: str, gap: str, after: str) -> None:
    masked = mask(before + gap.join([number[:3], number[3:6], number[6:]]) + after)
    assert not re.search(r"\d{3}", masked)


@patient
@given(st.text() | st.text(alphabet="0123456789 .-+ađ@kstcvbm:AX"))
def test_masking_twice_is_masking_once(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@patient
@given(st.text() | st.text(alphabet="0123456789 .-+ađ@kstcvbm:AX"))
def test_personal_data_stands_in_order_inside_the_text(text: str) -> None:
    places = [0, *(place for _, *span in find_personal(text) for place in span), len(nfc(text))]
    assert places == sorted(places)


@patient
@given(st.from_regex(r"(?:SPXVN|GHN|GHTK|VTP)0[35789][0-9]{8}", fullmatch=True))
def test_nothing_is_found_inside_a_parcel_code(code: str) -> None:
    assert personal(f"đơn {code} đâu") == []
    assert mask(f"đơn {code} đâu") == f"đơn {code} đâu"
