"""What nlu.text promises, on typical messages and on any text at all."""

import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nlu.text import expand, fold, has_marks, language, nfc, outline, syllables, teencode

patient = settings(deadline=None)  # the first call reads the word lists

VIETNAMESE = (
    "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ ,.!?0123456789😡❤️"
)
vietnamese = st.text(alphabet=VIETNAMESE + VIETNAMESE.upper())
anything = st.one_of(vietnamese, st.text())


@patient
@given(anything)
@example("İstanbul ẞ ŉ")
@example("\u1112\u0323\u1161")
@example("d\u0323")
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@patient
@given(anything)
def test_the_outline_keeps_every_offset(text: str) -> None:
    assert len(outline(nfc(text))) == len(nfc(text))


@patient
@given(vietnamese)
def test_folding_vietnamese_leaves_plain_letters_of_the_same_length(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(nfc(text))
    assert not re.search("[^a-z ,.!?0-9😡❤\ufe0f]", folded)


@patient
@given(vietnamese)
def test_a_text_in_separate_marks_is_the_same_text(text: str) -> None:
    split = unicodedata.normalize("NFD", text)
    assert nfc(split) == nfc(text)
    assert fold(split) == fold(text)
    assert language(split) == language(text)
    assert syllables(split) == syllables(text)


@patient
@given(anything)
def test_folded_text_has_no_marks(text: str) -> None:
    assert not has_marks(fold(text))
    assert language(fold(text)) != "vi"


@patient
@given(anything)
def test_expanding_twice_changes_nothing_more(text: str) -> None:
    assert expand(expand(text)) == expand(text)


code = st.from_regex(
    r"(DH[0-9]{5}|0[0-9]{9}|[0-9]{1,3}k|https://[a-z]{3,9}\.vn/[a-z0-9?=]{1,9}|[a-z]{2,8}@k\.vn|😍|❤️)", fullmatch=True
)
word = st.sampled_from(["sp", "ko", "đc", "k", "r", "mình", "đặt", "giao", "chậm", "ship", "stk", "ntn"])


@patient
@given(st.lists(st.one_of(code, word), min_size=1))
def test_expanding_never_touches_codes_links_numbers_and_emoji(parts: list[str]) -> None:
    expanded = expand(" ".join(parts))
    kept = [part for part in parts if not part.isalpha()]
    assert [part for part in expanded.split() if not part.isalpha()] == kept


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sp ko dùng đc r", "sản phẩm không dùng được rồi"),
        ("Ko thik lắm!", "Không thích lắm!"),
        ("500 k", "500 k"),
        ("thanks, where r u", "thanks, where r u"),
        ("gửi stk qua k@k.vn", "gửi số tài khoản qua k@k.vn"),
        ("cskh rep chậm quá", "chăm sóc khách hàng trả lời chậm quá"),
        ("SP KO ĐC", "SẢN PHẨM KHÔNG ĐƯỢC"),
    ],
)
def test_teencode_is_written_out_where_it_means_one_thing(typed: str, meant: str) -> None:
    assert expand(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("e k biết", "em không biết"),
        ("size e", "size e"),
        ("bn ơi giá bn v", "bạn ơi giá bao nhiêu vậy"),
        ("chưa bt khi nào giao", "chưa biết khi nào giao"),
        ("chất vải bt", "chất vải bình thường"),
        ("kh cũ mà, có kh vậy", "khách hàng cũ mà, có không vậy"),
        ("3 h chiều", "3 giờ chiều"),
        ("dài 5 m", "dài 5 mét"),
        ("size m", "size m"),
        ("mau hong", "mau hong"),
        ("ck mình và con", "chồng mình và con"),
        ("mình ck rồi", "mình chuyển khoản rồi"),
        ("còn bh không", "còn bảo hành không"),
        ("tới bh mới trả", "tới bây giờ mới trả"),
        ("huỷ vé đk k ad", "huỷ vé được không admin"),
        ("đk khám ở đâu", "đăng ký khám ở đâu"),
        ("gen z", "gen z"),
        ("hàng rep 1:1", "hàng rep 1:1"),
    ],
)
def test_a_short_form_of_several_meanings_is_read_by_its_neighbours(typed: str, meant: str) -> None:
    assert expand(typed) == meant


BETWEEN = ["a", "e", "c", "t", "m", "h", "v", "bt", "kh", "bn", "bh", "dk", "hd", "tt", "3", "shop", ".", "giao"]
short_forms = st.sampled_from([*teencode(), *BETWEEN])


@patient
@given(st.lists(short_forms).map(" ".join))
def test_expanding_any_row_of_short_forms_twice_changes_nothing_more(text: str) -> None:
    assert expand(expand(text)) == expand(text)


def test_what_short_forms_stand_for_holds_no_short_forms() -> None:
    assert [full for full in teencode().values() if expand(full) != full] == []


SPOKEN = {
    "vi": ["phí ship bao nhiêu", "ko đc", "Giao hàng trễ quá", "được", "delivery trễ quá", "Cho em xin link sản phẩm"],
    "vi-unmarked": [
        "phi ship bao nhieu", "don cua minh dau roi", "co the doi size khong", "the nao la hang loi", "k dc r",
        "con hang ko shop", "ship ve ha noi", "the thi thoi", "may ngay nua moi giao", "bao gio giao", "DON TOI DAU",
        "may loc khong khi", "noi com dien bi loi", "em no qua te", "can doi", "anh can them thong tin", "khong thich",
        "dep", "don dau", "te that", "hang loi", "ok ban", "tot", "an ngon", "app lag qua", "cam on shop",
    ],
    "en": [
        "I want my money back", "where is my order", "hello", "thanks so much!", "can you help me", "it is ok", "bad",
        "I went to Nguyen Trai store, staff was rude", "how much is shipping to Da Nang?", "where's my parcel??",
        "my order DH10234 has not arrived", "AWFUL SERVICE", "size L in stock?", "can i talk to a human", "love it",
        "nice", "on time", "no", "bad app",
    ],
    "mixed": [
        "check giúp mình với, I still have not received anything", "shop ơi my parcel is lost rồi",
        "order của mình is very late rồi đó, please check",
    ],
    "other": ["", "123", "😍", "DH10234", "ok", "hi", "app lag", "你好吗", "bonjour je voudrais une facture", "Привет", "https://a.vn/x"],
}  # fmt: skip


@pytest.mark.parametrize(("spoken", "text"), [(name, text) for name, texts in SPOKEN.items() for text in texts])
def test_the_language_of_a_message_is_heard(spoken: str, text: str) -> None:
    assert language(text) == spoken
