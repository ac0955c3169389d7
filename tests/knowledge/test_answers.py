"""The bot's answers: a passage worded for the chat, with its source; follow-ups lean on the question before."""

from __future__ import annotations

import pytest

from knowledge.answers import answer
from knowledge.index import Index


def test_an_answer_is_polite_has_the_figure_and_names_its_source(index: Index) -> None:
    found = answer("ship da nang nhieu tien vay", "vi", index=index)
    assert found is not None
    assert found.text.startswith("Dạ, giao về Đà Nẵng phí 30.000 ₫")
    assert (found.title, found.url) == ("Phí và thời gian giao hàng", "/help/vi/shipping-fee")


def test_an_english_answer_is_in_english(index: Index) -> None:
    found = answer("how much is delivery to Da Nang", "en", index=index)
    assert found is not None
    assert found.text.startswith("Delivery to Da Nang costs 30,000 ₫")
    assert found.url == "/help/en/shipping-fee"


def test_a_name_keeps_its_capital_after_the_polite_word(index: Index) -> None:
    found = answer("cửa hàng ở đâu", "vi", index=index)
    assert found is not None
    assert found.text.startswith("Dạ, Nhà Sen có 4 cửa hàng")


@pytest.mark.parametrize(
    ("previous", "query", "article", "words"),
    [
        ("đổi trả trong mấy ngày", "thế còn đồ sale?", "return-policy", "hàng sale"),
        ("giao hà nội mấy ngày tới", "còn ở đà nẵng thì sao", "shipping-fee", "Đà Nẵng"),
        ("phi ship bao nhieu", "con ra dao thi sao", "shipping-fee", "45.000 ₫"),
        ("bảo hành bao lâu", "thế quần áo thì sao", "warranty", "Quần áo"),
    ],
)
def test_a_follow_up_is_read_with_the_question_before_it(
    index: Index, previous: str, query: str, article: str, words: str
) -> None:
    found = answer(query, "vi", previous, index=index)
    assert found is not None
    assert found.article_id == article
    assert words in found.text


def test_a_follow_up_of_a_follow_up_keeps_the_thread(index: Index) -> None:
    one = answer("giao hà nội mấy ngày tới", "vi", index=index)
    assert one is not None
    two = answer("còn đà nẵng?", "vi", one.question, index=index)
    assert two is not None
    three = answer("thế còn ra đảo?", "vi", two.question, index=index)
    assert three is not None
    assert "45.000 ₫" in three.text


def test_a_new_question_is_not_bent_to_the_old_one(index: Index) -> None:
    found = answer("quên mật khẩu thì làm sao", "vi", "phí ship bao nhiêu", index=index)
    assert found is not None
    assert found.article_id == "password-login"


def test_a_question_about_stock_does_not_lean_on_the_one_before(index: Index) -> None:
    found = answer("còn hàng không shop", "vi", "phí ship bao nhiêu", index=index)
    assert found is not None
    assert found.article_id == "restock"


@pytest.mark.parametrize("query", ["thế thời tiết thì sao", "giá vàng hôm nay", "còn bóng đá thì sao"])
def test_nonsense_after_a_good_question_is_still_not_answered(index: Index, query: str) -> None:
    assert answer(query, "vi", "phí ship bao nhiêu", index=index) is None


@pytest.mark.parametrize("query", ["", "ơi", "dạ", "???", "shop ơi", "cho mình hỏi"])
def test_words_that_ask_nothing_find_nothing(index: Index, query: str) -> None:
    assert index.search(query, "vi") == []
