"""The demo shop and the help centre, as a customer's browser gets them."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from agent_assist.help_centre import SECTIONS, section_of
from agent_assist.shop import PICTURES, shelf
from demo import company
from knowledge import articles
from knowledge.articles import ARTICLES
from messages import say
from settings import settings
from store import now


@pytest.fixture
def goods() -> None:
    company.write(company.build(now(), settings().time_zone), settings().company_db)


def test_the_shop_shows_what_the_company_sells_at_its_price_and_carries_the_widget(app: Flask, goods: None) -> None:
    page = app.test_client().get("/").get_data(as_text=True)
    assert "Bộ ấm trà gốm Bát Tràng" in page
    assert "640.000 ₫" in page.replace("\xa0", " ")
    assert re.search(r'<script src="/static/widget/langnghe.js" data-company="Nhà Sen" data-lang="vi" async>', page)


def test_every_drawn_picture_belongs_to_something_for_sale(goods: None) -> None:
    shown = {product.picture for products in shelf().values() for product in products}
    assert shown == {path.name for path in PICTURES.glob("*.svg")}


def test_a_shop_without_data_says_so(app: Flask) -> None:
    answer = app.test_client().get("/")
    assert answer.status_code == 200
    assert say("vi", "shop-bare") in answer.get_data(as_text=True)


def test_the_language_asked_for_is_remembered(app: Flask) -> None:
    client = app.test_client()
    assert '<html lang="en">' in client.get("/?lang=en").get_data(as_text=True)
    assert '<html lang="en">' in client.get("/").get_data(as_text=True)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_article_can_be_found_from_the_help_centre_and_read(app: Flask, lang: str) -> None:
    client = app.test_client()
    centre = client.get(f"/help/{lang}").get_data(as_text=True)
    for article in articles.read_all(ARTICLES / lang):
        assert f'href="{article.url}"' in centre
        page = client.get(article.url)
        assert page.status_code == 200
        assert f'<html lang="{lang}">' in page.get_data(as_text=True)
        assert section_of(article) in SECTIONS


def test_a_question_without_marks_finds_its_article(app: Flask) -> None:
    page = app.test_client().get("/help/vi", query_string={"q": "phi ship ve da nang"}).get_data(as_text=True)
    assert 'href="/help/vi/shipping-fee"' in page


def test_a_question_is_only_ever_text(app: Flask) -> None:
    page = app.test_client().get("/help/vi", query_string={"q": '"><script>alert(1)</script>'}).get_data(as_text=True)
    assert "<script>alert" not in page


@pytest.mark.parametrize(("lang", "path"), [("vi", "/help/vi/nothing"), ("en", "/help/en/nothing"), ("en", "/help/xx")])
def test_an_article_that_is_not_there_is_a_page_in_the_readers_language(app: Flask, lang: str, path: str) -> None:
    answer = app.test_client().get(path, headers={"Accept-Language": lang, "Accept": "text/html"})
    assert answer.status_code == 404
    assert say(lang, "error-not-found") in answer.get_data(as_text=True)


def test_the_help_centre_opens_in_the_readers_language(app: Flask) -> None:
    answer = app.test_client().get("/help", headers={"Accept-Language": "en"})
    assert answer.headers["Location"] == "/help/en"
