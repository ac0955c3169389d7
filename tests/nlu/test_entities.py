"""What nlu.entities finds in a message and what it leaves alone."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.entities import find, mask
from nlu.text import fold, nfc

SATURDAY = date(2026, 11, 21)


def said(text: str) -> list[tuple[str, str | int]]:
    return [(entity.kind, entity.value) for entity in find(text, SATURDAY)]


@pytest.mark.parametrize(
    "text",
    ["đơn DH10234 của mình đâu rồi", "dh 10234", "đơn 10234 huỷ giúp em", "mã đơn hàng là 10234", "10234", "#10234"],
)
def test_an_order_is_found_however_its_code_is_typed(text: str) -> None:
    assert said(text) == [("order_code", "DH10234")]


@pytest.mark.parametrize(
    "text",
    [
        "SPXVN0912345678999",
        "SPXVN 0912345678999",
        "GHN0912345678",
        "9704 0912 3456 7890",
        "10.0912345678",
        "0912345678999",
    ],
)
def test_the_digits_of_a_longer_code_are_no_phone(text: str) -> None:
    assert not [entity for entity in find(text) if entity.kind in ("phone", "order_code", "last4")]


@pytest.mark.parametrize(
    "typed",
    [
        "0912345678",
        "0912 345 678",
        "0912.345.678",
        "+84 912 345 678",
        "84912345678",
        "+84(0)912345678",
        "sđt:0912345678",
    ],
)
def test_a_phone_has_one_form_whatever_was_typed(typed: str) -> None:
    assert said(f"gọi em {typed} nhé") == [("phone", "0912345678")]


def test_a_phone_is_found_beside_other_numbers() -> None:
    assert said("0912345678 2 cái") == [("phone", "0912345678")]
    assert said("02838221234") == [("phone", "02838221234")]


@given(st.integers(0, 99_999_999).map(lambda n: f"09{n:08d}"), st.sampled_from([" ", ".", "-", ""]))
def test_any_mobile_number_in_groups_is_that_number(number: str, gap: str) -> None:
    typed = gap.join([number[:4], number[4:7], number[7:]])
    assert said(f"số {typed} ạ") == [("phone", number)]
    assert mask(f"số {typed} ạ") == "số [phone] ạ"


@pytest.mark.parametrize(
    "text", ["4 số cuối là 5678", "5678", "dạ 5678 ạ", "last 4 digits 5678", "so cuoi sdt cua em la 5678"]
)
def test_the_last_four_digits_are_heard(text: str) -> None:
    assert said(text) == [("last4", "5678")]


@pytest.mark.parametrize(
    ("typed", "dong"),
    [
        ("500k", 500_000),
        ("500 nghìn", 500_000),
        ("1tr2", 1_200_000),
        ("1tr250", 1_250_000),
        ("1 triệu 2", 1_200_000),
        ("1 triệu 200 nghìn", 1_200_000),
        ("2 triệu rưỡi", 2_500_000),
        ("2 trieu ruoi", 2_500_000),
        ("1,5 triệu", 1_500_000),
        ("1.250.000đ", 1_250_000),
        ("1.250k", 1_250_000),
        ("250.000", 250_000),
        ("50000 đồng", 50_000),
        ("hai trăm nghìn", 200_000),
        ("hai trăm năm mươi nghìn", 250_000),
        ("mười lăm triệu", 15_000_000),
        ("2 tỷ", 2_000_000_000),
    ],
)
def test_money_is_whole_dong_however_it_is_said(typed: str, dong: int) -> None:
    assert said(f"tổng tiền: {typed}.") == [("amount", dong)]


@given(st.integers(1, 999_999_999).map(lambda n: n * 1000))
def test_any_sum_written_with_dots_is_read_back(dong: int) -> None:
    assert said(f"{dong:,}đ".replace(",", ".")) == [("amount", dong)]


@pytest.mark.parametrize("text", ["cao 1m65 nặng 50 kg", "k biết", "3 cái", "giao 24/7", "được 9/10 điểm"])
def test_other_numbers_are_neither_money_nor_days(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("hôm qua", "2026-11-20"),
        ("hom nay", "2026-11-21"),
        ("mai", "2026-11-22"),
        ("ngày mai", "2026-11-22"),
        ("thứ 6", "2026-11-27"),
        ("thứ bảy", "2026-11-21"),
        ("thứ 6 tuần trước", "2026-11-13"),
        ("chủ nhật tuần sau", "2026-11-29"),
        ("22/10", "2026-10-22"),
        ("22-10-2025", "2025-10-22"),
        ("22 tháng 10", "2026-10-22"),
        ("2026-10-22", "2026-10-22"),
        ("5/1", "2027-01-05"),
        ("3 ngày trước", "2026-11-18"),
        ("2 tuần nữa", "2026-12-05"),
        ("yesterday", "2026-11-20"),
        ("last friday", "2026-11-20"),
        ("oct 22", "2026-10-22"),
        ("3 days ago", "2026-11-18"),
    ],
)
def test_days_are_told_from_today(typed: str, day: str) -> None:
    assert said(typed) == [("date", day)]


def test_chi_mai_is_a_person_and_unmarked_mai_khong_is_not_tomorrow() -> None:
    assert said("chị Mai ơi") == []
    assert said("cho mai khong thay giao") == []


def test_sizes_colours_and_products_are_found_marked_and_unmarked() -> None:
    wanted = [("product", "áo linen"), ("colour", "đỏ đô"), ("size", "M"), ("size", "L"), ("province", "Huế")]
    text = "áo linen màu đỏ đô size M hay L, ship về Huế"
    assert said(text) == wanted
    assert said(fold(text)) == wanted
    assert said("giày số 38") == [("size", "38")]
    assert said("XL") == [("size", "XL")]


@pytest.mark.parametrize(
    "text", ["gồm có gì vậy", "chào shop, chọn giúp em", "den gio chua giao", "mình vậy thôi", "chan qua"]
)
def test_a_word_with_other_marks_or_none_is_not_taken_for_a_product(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    ("typed", "province"),
    [
        ("Bình Dương", "TP. Hồ Chí Minh"),
        ("hòa bình", "Phú Thọ"),
        ("hoà bình", "Phú Thọ"),
        ("sg", "TP. Hồ Chí Minh"),
        ("da lat", "Lâm Đồng"),
    ],
)
def test_old_provinces_and_towns_lead_to_the_province_of_today(typed: str, province: str) -> None:
    assert said(f"ship về {typed} không") == [("province", province)]


@given(st.text())
def test_entities_stand_in_order_inside_the_text_and_apart(text: str) -> None:
    entities = find(text, SATURDAY)
    places = [0, *(place for entity in entities for place in (entity.start, entity.end)), len(nfc(text))]
    assert places == sorted(places)
    assert all(entity.start < entity.end for entity in entities)


def test_personal_data_is_masked_and_codes_stay() -> None:
    text = "a.b@k.vn 0912345678 4111 1111 1111 1111 079203012345 DH10234 SPXVN0912345678999 sđt0912345678"
    assert mask(text) == "[email] [phone] [card] [id] DH10234 SPXVN0912345678999 sđt[phone]"


@given(st.text(alphabet="0123456789 .-+ađ@k"))
def test_masking_leaves_no_phone_and_nothing_more_to_mask(text: str) -> None:
    masked = mask(text)
    assert mask(masked) == masked
    assert not [entity for entity in find(masked) if entity.kind in ("phone", "email")]


def test_rice_is_no_size() -> None:
    assert "size" not in {one.kind for one in find("nồi nấu cơm có bền không")}


def test_a_corrected_ending_of_a_phone_is_heard() -> None:
    assert [(one.kind, one.value) for one in find("à nhầm 5678")] == [("last4", "5678")]
