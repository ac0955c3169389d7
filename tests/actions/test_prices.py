"""What things cost."""

from __future__ import annotations

import pytest
from sqlite_utils import Database

from actions.answers import Answer
from actions.prices import MOST, named
from actions.systems import Product, products
from settings import settings
from tests.actions.conftest import Talk

VASE = Product("Bình hoa gốm dáng cao", 320_000, ("trắng", "xanh"))
SHELF = [
    Product("Bộ ấm trà gốm Bát Tràng", 640_000, ()),
    VASE,
    Product("Gương tròn viền mây", 520_000, ()),
    *(Product(f"Khăn tắm sợi tre số {number}", 165_000, ()) for number in range(6)),
]


@pytest.fixture(autouse=True)
def shelf(place: None) -> None:
    """The company sells these."""
    db = Database(settings().company_db)
    rows = [
        {"sku": str(at), "name": one.name, "category": "nhà", "price": one.price, "variants": _list(one.variants)}
        for at, one in enumerate(SHELF)
    ]
    db.table("product").insert_all(rows)
    db.close()


def _list(variants: tuple[str, ...]) -> str:
    return "[" + ", ".join(f'"{one}"' for one in variants) + "]"


def test_the_company_names_what_it_sells() -> None:
    assert products() == SHELF


@pytest.mark.parametrize("question", ["giá cái bình hoa", "gia cai binh hoa bao nhieu", "how much is the vase"])
def test_a_thing_is_named_in_any_way(question: str) -> None:
    assert named(question, SHELF) == [VASE]


def test_two_words_of_its_name_are_enough() -> None:
    assert [one.name for one in named("gương tròn nhiêu tiền", SHELF)] == ["Gương tròn viền mây"]


@pytest.mark.parametrize("question", ["giá bao nhiêu", "sao mắc vậy", "xin giá"])
def test_no_thing_is_guessed(question: str) -> None:
    assert named(question, SHELF) == []


def test_the_price_comes_from_the_shelf(talk: Talk) -> None:
    talk.turn(Answer(), "giá cái bình hoa", "ask_price")
    assert "Bình hoa gốm dáng cao: 320.000 ₫ (trắng, xanh)" in talk.text
    assert talk.slots["answered"] is True


def test_of_many_things_the_nearest_are_named(talk: Talk) -> None:
    talk.slots["language"] = "en"
    talk.turn(Answer(), "price of a bath towel", "ask_price")
    assert talk.text.count("165,000 ₫") == MOST


def test_a_question_of_price_without_a_thing_is_answered_by_an_article(talk: Talk) -> None:
    talk.turn(Answer(), "giá trên web với cửa hàng có giống nhau không", "ask_price")
    assert talk.custom["source"]["article"] == "price-questions"
