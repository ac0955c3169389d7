"""What nlu.entities finds in a message and what it leaves alone."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.entities import find, mask
from nlu.text import fold, nfc

patient = settings(deadline=None)  # the first call reads the word lists

patient = settings(deadline=None)  # the first call reads the word lists
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


@patient
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


@patient
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


@patient
@given(st.text() | st.text(alphabet="0123456789 h/:.-,ađ@kTPHuế"))
def test_entities_stand_in_order_inside_the_text_and_apart(text: str) -> None:
    entities = find(text, SATURDAY)
    addresses = [entity for entity in entities if entity.kind == "address"]
    spans = [range(address.start, address.end) for address in addresses]
    apart = [one for one in entities if one.kind != "province" or not any(one.start in span for span in spans)]
    places = [0, *(place for entity in apart for place in (entity.start, entity.end)), len(nfc(text))]
    assert places == sorted(places)
    assert all(entity.start < entity.end for entity in entities)


# What a careful reader would mark, written before the code was run on it: message => kind=value; kind=value.
CHECKED = """
giao giúp em lúc 3h chiều mai => time=15:00; date=2026-11-22
mai 8h sang giao dc ko => date=2026-11-22; time=08:00
tầm 2-3h mình mới về nhà => time=14:00-15:00
sau 5h chiều hãy gọi em => time=17:00
trưa nay có giao không => time=11:00-13:00; date=2026-11-21
shop mở cửa từ 8h đến 21h à => time=08:00-21:00
9 rưỡi sáng mình qua lấy => time=09:30
8 giờ kém 15 em có mặt => time=07:45
call me at 3pm please => time=15:00
I am home after half past nine => time=09:30
giao buổi sáng nhé => time=06:00-11:00
giao buoi toi giup minh => time=18:00-22:00
chỉ nhận giờ hành chính thôi => time=08:00-17:00
đợi 3h đồng hồ rồi chưa thấy ai =>
giao trong 2h được không =>
cho em 3h nua em tra loi =>
hotline hỗ trợ 24/7 đúng không =>
tối qua 20h30 em đặt đơn 10234 => time=18:00-22:00; date=2026-11-20; time=20:30; order_code=DH10234
hẹn 7:45 tối thứ 6 => time=19:45; date=2026-11-27
mười giờ sáng giao giúp chị => time=10:00
bây giờ còn hàng không =>
tomorrow morning is fine => date=2026-11-22; time=06:00-11:00
sáng chủ nhật shop làm việc không => time=06:00-11:00; date=2026-11-22
giao trước 11h30 nha => time=11:30
gọi em khoảng 6h tối => time=18:00
chờ từ 8h sáng tới giờ => time=08:00
nước hoa giữ mùi 8h =>
bình giữ nhiệt giữ nóng 12h => product=bình giữ nhiệt
đúng 12h đêm có sale không => time=00:00
3h giao được không => time=15:00
ship về Bình Dương bao nhiêu => province=TP. Hồ Chí Minh
ship ve vung tau bao nhieu tien => province=TP. Hồ Chí Minh
em ở Hà Giang có giao không => province=Tuyên Quang
minh o thai binh => province=Hưng Yên
ở hue có shop không => province=Huế
ve vinh mat may ngay => province=Nghệ An
tp can tho phi ship sao => province=Cần Thơ
gửi về an giang giúp em => province=An Giang
bao gia lai giup minh =>
co ca mau trang khong => colour=trắng
ao soc trang con size L => size=L
nhà em có hai phòng =>
chị Huế nhận hàng giúp em =>
anh Vinh lấy hàng rồi =>
giao quận 1 mất mấy ngày => province=TP. Hồ Chí Minh
giao q7 phi bao nhieu => province=TP. Hồ Chí Minh
ở Thủ Đức giao nhanh không => province=TP. Hồ Chí Minh
gửi Biên Hoà giúp mình => province=Đồng Nai
em ở Đà Lạt, khách Nha Trang => province=Lâm Đồng; province=Khánh Hoà
hn giao bao lau => province=Hà Nội
ship hcm nhanh ko shop => province=TP. Hồ Chí Minh
ở đn có cửa hàng ko => province=Đà Nẵng
em ở bmt => province=Đắk Lắk
hạ long qn ship mấy ngày => province=Quảng Ninh; province=Quảng Ninh
qn giao mấy ngày =>
quy nhon co ship khong => province=Gia Lai
Phú Quốc giao được không => province=An Giang
kon tum => province=Quảng Ngãi
đồ sơn mài có không =>
vi thanh toan loi nen em dat lai =>
số 12 ngõ 5 Trần Phú, Mộ Lao, Hà Nội => address=số 12 ngõ 5 Trần Phú, Mộ Lao, Hà Nội; province=Hà Nội
123/45 le van sy p13 q3 tphcm => address=123/45 le van sy p13 q3 tphcm; province=TP. Hồ Chí Minh
giao về thôn 4 xã Hoà Khánh giúp em => address=thôn 4 xã Hoà Khánh
dia chi cua em 12 tran phu da nang => address=12 tran phu da nang; province=Đà Nẵng
12 Trần Phú, Đà Nẵng nhé => address=12 Trần Phú, Đà Nẵng; province=Đà Nẵng
45/2 Nguyễn Trãi, P.5, Q.5, TP.HCM => address=45/2 Nguyễn Trãi, P.5, Q.5, TP.HCM; province=TP. Hồ Chí Minh
đổi thành 8 Hoa Sứ, phường An Khê, Đà Nẵng => address=8 Hoa Sứ, phường An Khê, Đà Nẵng; province=Đà Nẵng
ap 3 xa tan hung huyen cai be tien giang => address=ap 3 xa tan hung huyen cai be tien giang; province=Đồng Tháp
số 5 toà Sen Vàng, đường Hoa Mai, Thủ Đức => address=số 5 toà Sen Vàng, đường Hoa Mai, Thủ Đức; province=TP. Hồ Chí Minh
khu phố 3, phường Hoa Sen, Đồng Nai => address=khu phố 3, phường Hoa Sen, Đồng Nai; province=Đồng Nai
mua 2 nồi gang giao Huế => product=nồi gang; province=Huế
hàng về 22/10 Huế nha => date=2026-10-22; province=Huế
đường Điện Biên Phủ có kẹt xe không =>
gần phố Huế có shop không =>
sdt em 0900000123 => phone=0900000123
gọi 0900 000 123 hoặc 0900.000.456 => phone=0900000123; phone=0900000456
mail cho mình la.sen@vidu.vn => email=la.sen@vidu.vn
cccd 079203000001 => citizen_id=079203000001
số của em là 001199000002 => citizen_id=001199000002
mã 079903000001 là gì =>
cmnd 100000001 => citizen_id=100000001
cmt so 100 000 002 => citizen_id=100000002
thẻ 4111 1111 1111 1111 bị trừ hai lần => card=4111111111111111
the 5555555555554444 => card=5555555555554444
thẻ 4111 1111 1111 1112 =>
stk 0000123456789 vietcombank => bank_account=0000123456789
số tài khoản của em: 100200300 vcb => bank_account=100200300
19000000000001 techcombank hoa mai => bank_account=19000000000001
hoàn tiền về vcb 0001000123456 => bank_account=0001000123456
chuyển vcb 500000 rồi nhé =>
tài khoản 0900000123 không đăng nhập được => phone=0900000123
xe 30A-000.12 giao hàng => plate=30A00012
biển số 59x1 000.12 => plate=59X100012
biển số 30a00012 => plate=30A00012
shipper đi xe 29-H1 000.34 => plate=29H100034
xuất hoá đơn MST 0300000001 => tax_code=0300000001
mã số thuế 0100000002-001 => tax_code=0100000002001
hộ chiếu B0000001 => passport=B0000001
passport number C0000002 => passport=C0000002
đơn DH10234 đâu rồi => order_code=DH10234
don hang 10235 giao chua => order_code=DH10235
mã vận đơn SPXVN000000000012 => parcel_code=SPXVN000000000012
GHN000000123 tới đâu rồi => parcel_code=GHN000000123
vận đơn J&T 800000000012 => parcel_code=800000000012
ma van don L0DYX8 => parcel_code=L0DYX8
viettel post 100000000012 => parcel_code=100000000012
EA000000012VN => parcel_code=EA000000012VN
S0000001.HN1.A2B.1000000001 => parcel_code=S0000001.HN1.A2B.1000000001
bưu tá J&T 0900000123 => phone=0900000123
xem https://vidu.vn/a-i.100.0900000123 =>
nhắn https://zalo.me/0900000123 => phone=0900000123
SPXVN0900000123999 chưa giao => parcel_code=SPXVN0900000123999
áo linen màu kem size M 500k => product=áo linen; colour=kem; size=M; amount=500000
ao thun den size xl gia 250k => product=áo thun; colour=đen; size=XL; amount=250000
quần jean 2 triệu rưỡi đắt quá => product=quần jean; amount=2500000
4 số cuối 5678 => last4=5678
đặt hôm qua, thứ 3 giao nhé => date=2026-11-20; date=2026-11-24
đổi size 38 sang 39.5 => size=38
cao 1m65 nặng 50 kg mặc size gì =>
shop ơi tư vấn giúp em với =>
tôi qua shop lấy hàng được không =>
"""
LABELLED = [tuple(line.split("=>")) for line in CHECKED.strip().splitlines()]
# What is known to be read wrong: a short form of two meanings, a person called Mai, a colour behind two words.
MISREAD = {"hn giao bao lau", "19000000000001 techcombank hoa mai", "ao thun den size xl gia 250k"}


def wanted(labels: str) -> list[tuple[str, str]]:
    pairs = (label.strip().split("=", 1) for label in labels.split(";") if label.strip())
    return sorted((kind, value) for kind, value in pairs)


@pytest.mark.parametrize(("text", "labels"), LABELLED)
def test_a_message_is_read_as_a_careful_reader_would(text: str, labels: str, request: pytest.FixtureRequest) -> None:
    if text.strip() in MISREAD:
        request.applymarker(pytest.mark.xfail(strict=True))
    assert sorted((kind, str(value)) for kind, value in said(text.strip())) == wanted(labels)


def test_personal_data_is_masked_and_codes_stay() -> None:
    text = "a.b@k.vn 0912345678 4111 1111 1111 1111 079203012345 DH10234 SPXVN0912345678999 sđt0912345678"
    assert mask(text) == "[email] [phone] [card] [id] DH10234 SPXVN0912345678999 sđt[phone]"


@patient
@given(st.text(alphabet="0123456789 .-+ađ@k"))
def test_masking_leaves_no_phone_and_nothing_more_to_mask(text: str) -> None:
    masked = mask(text)
    assert mask(masked) == masked
    assert not [entity for entity in find(masked) if entity.kind in ("phone", "email")]


def test_rice_is_no_size() -> None:
    assert "size" not in {one.kind for one in find("nồi nấu cơm có bền không")}


def test_a_corrected_ending_of_a_phone_is_heard() -> None:
    assert [(one.kind, one.value) for one in find("à nhầm 5678")] == [("last4", "5678")]
