"""Places by every name they have, and addresses."""

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.places import find_addresses, find_places
from nlu.text import WORDS, fold, nfc

patient = settings(deadline=None)  # the first call reads the word lists

PLACES = yaml.safe_load((WORDS / "places.yml").read_text("utf-8"))
PROVINCES = PLACES["province"]
NAMES = [
    (province, name)
    for province, others in PROVINCES.items()
    for name in [province, *others.get("former", []), *others.get("towns", [])]
]
# Resolution 202/2025/QH15: what went into the 23 provinces and cities that were merged.
MERGED = {
    "Tuyên Quang": ["Hà Giang"],
    "Lào Cai": ["Yên Bái"],
    "Thái Nguyên": ["Bắc Kạn"],
    "Phú Thọ": ["Vĩnh Phúc", "Hoà Bình"],
    "Bắc Ninh": ["Bắc Giang"],
    "Hưng Yên": ["Thái Bình"],
    "Hải Phòng": ["Hải Dương"],
    "Ninh Bình": ["Hà Nam", "Nam Định"],
    "Quảng Trị": ["Quảng Bình"],
    "Đà Nẵng": ["Quảng Nam"],
    "Quảng Ngãi": ["Kon Tum"],
    "Gia Lai": ["Bình Định"],
    "Khánh Hoà": ["Ninh Thuận"],
    "Lâm Đồng": ["Đắk Nông", "Bình Thuận"],
    "Đắk Lắk": ["Phú Yên"],
    "TP. Hồ Chí Minh": ["Bình Dương", "Bà Rịa - Vũng Tàu"],
    "Đồng Nai": ["Bình Phước"],
    "Tây Ninh": ["Long An"],
    "Cần Thơ": ["Sóc Trăng", "Hậu Giang"],
    "Vĩnh Long": ["Bến Tre", "Trà Vinh"],
    "Đồng Tháp": ["Tiền Giang"],
    "Cà Mau": ["Bạc Liêu"],
    "An Giang": ["Kiên Giang"],
}


def provinces(text: str) -> list[str]:
    return [place.province for place in find_places(text)]


def addresses(text: str) -> list[str]:
    return [nfc(text)[start:end] for start, end in find_addresses(text, list(find_places(text)))]


def test_the_63_provinces_are_the_34_of_today() -> None:
    assert len(PROVINCES) == 34
    assert len(PROVINCES) + sum(len(former) for former in MERGED.values()) == 63
    for province, former in MERGED.items():
        assert set(former) <= set(PROVINCES[province]["former"])


def test_what_is_called_ordinary_is_a_name_of_the_list() -> None:
    assert {*PLACES["ordinary"], *PLACES["often"]} <= {name for _, name in NAMES}


@pytest.mark.parametrize(("province", "name"), NAMES)
def test_every_name_leads_to_its_province_marked_and_unmarked(province: str, name: str) -> None:
    for text in (f"ship về {name} nhé", f"ship ve {fold(name)} nhe"):
        assert provinces(text) == [province]


@pytest.mark.parametrize("name", PLACES["ordinary"])
def test_a_name_that_is_a_word_needs_a_cue_without_its_marks(name: str) -> None:
    assert provinces(f"bao nhieu {fold(name)} vay") == []


@pytest.mark.parametrize(
    "text",
    [
        "chị Huế nhận hàng",
        "anh Vinh ơi",
        "đường Điện Biên Phủ",
        "ở phố Huế",
        "bộ đồ sơn mài",
        "qn có giao không",
        "5 kg",
    ],
)
def test_people_streets_and_things_are_no_places(text: str) -> None:
    assert provinces(text) == []


def test_a_short_form_of_several_provinces_is_told_by_another_name() -> None:
    assert provinces("hạ long qn") == ["Quảng Ninh"] * 2
    assert provinces("tam kỳ, qn") == ["Đà Nẵng"] * 2


def test_a_place_keeps_its_own_name() -> None:
    assert [place.name for place in find_places("giao quan thu duc hay q1 tphcm")] == ["Thủ Đức", "Quận 1", "tphcm"]


@pytest.mark.parametrize(
    "address",
    [
        "số 12 ngõ 5 Trần Phú, phường Mộ Lao, Hà Đông, Hà Nội",
        "123/45 le van sy p13 q3 tphcm",
        "thôn 4 xã Hoà Khánh",
        "thon 4 xa hoa khanh",
        "12 Trần Phú, Đà Nẵng",
        "45/2 Nguyễn Trãi, P.5, Q.5, TP.HCM",
        "ap 3 xa tan hung huyen cai be tien giang",
        "khu phố 3, phường Long Bình, Biên Hoà, Đồng Nai",
        "chung cư Hoa Sen, đường số 7, phường An Phú, Thủ Đức",
    ],
)
def test_an_address_is_found_whole(address: str) -> None:
    assert addresses(address) == [address]
    sentence = "đổi giúp mình qua {} nhé" if address != fold(address) else "doi giup minh qua {} nhe"
    assert addresses(sentence.format(address)) == [address]


@pytest.mark.parametrize(
    "text",
    ["hàng về 22/10 Huế", "mua 2 noi gang da nang", "giao 24/7 ở Hà Nội", "size số 38 ở Huế", "nhà xa quá", "tp Huế"],
)
def test_a_number_beside_a_town_is_no_address(text: str) -> None:
    assert addresses(text) == []


@patient
@given(st.text() | st.text(alphabet="0123456789 /,.pqxãTPHuế"))
def test_places_stand_in_order_inside_the_text(text: str) -> None:
    places = list(find_places(text))
    ends = [0, *(at for place in places for at in (place.start, place.end)), len(nfc(text))]
    assert ends == sorted(ends)
    ends = [0, *(at for span in find_addresses(text, places) for at in span), len(nfc(text))]
    assert ends == sorted(ends)
