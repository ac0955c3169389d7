"""How a message is cut into words and clauses, and what its words carry."""

from hypothesis import given
from hypothesis import strategies as st

from nlu.phrases import phrases_in
from nlu.text import nfc
from nlu.words import words_of


def keys(text: str) -> list[str]:
    return [word.key for word in words_of(text)]


def clauses(text: str) -> list[str]:
    words = words_of(text)
    return [
        " ".join(word.form for word in words if word.clause == clause) for clause in sorted({w.clause for w in words})
    ]


def test_a_negation_reaches_the_words_after_it_but_not_over_a_pause() -> None:
    assert keys("không đẹp, tốt") == ["không", "¬đẹp", "tốt"]


def test_what_stands_after_but_is_known_to() -> None:
    assert keys("đẹp nhưng chậm") == ["đẹp", "»nhưng", "»chậm"]


def test_clauses_end_at_commas_and_begin_at_but() -> None:
    assert clauses("hàng đẹp nhưng mà giao chậm, shipper vui") == ["hàng đẹp", "nhưng mà giao chậm", "shipper vui"]
    assert clauses("nice fabric but late\nrefund please") == ["nice fabric", "but late", "refund please"]


def test_teencode_and_drawn_out_letters_count_as_the_words_they_stand_for() -> None:
    assert keys("sp đẹppppp") == ["sản", "phẩm", "đẹp"]
    assert keys("sp ko dep") == ["san", "pham", "khong", "¬dep"]


def test_the_longest_phrase_is_heard_and_a_denied_one_as_denied() -> None:
    assert phrases_in(words_of("không tệ"))[1] == ["%good_hidden"]
    assert "%slow" in phrases_in(words_of("giao trễ quá"))[1] + phrases_in(words_of("trễ quá"))[1]
    assert any(
        kind.startswith("¬%") for kinds in phrases_in(words_of("chưa thấy tuyệt vời")).values() for kind in kinds
    )


@given(st.text())
def test_words_stand_in_order_inside_the_text(text: str) -> None:
    words = words_of(text)
    starts = [word.start for word in words]
    assert starts == sorted(starts)
    assert all(0 <= word.start < word.end <= len(nfc(text)) and word.form for word in words)
    assert [word.clause for word in words] == sorted(word.clause for word in words)
