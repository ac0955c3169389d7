"""Suggested replies: from the company's articles and macros, in its voice, fit for the customer's mood."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot import handoff
from knowledge import index
from settings import settings
from store import new_id
from store.conversations import Conversation
from tests.agent_assist.conftest import Cast, Desk, SignIn
from tests.agent_assist.scenes import DELIVERED, HA, LATE, Line, company, scene


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("index") / "knowledge.db"
    index.ensure(path=path)
    return path


@pytest.fixture(autouse=True)
def searched(articles: Path) -> None:
    (settings().data_dir / "knowledge.db").symlink_to(articles)


@pytest.fixture
def minh(cast: Cast, sign_in: SignIn) -> Desk:
    return sign_in(cast.minh)


def suggested(desk: Desk, held: Conversation) -> list[dict[str, Any]]:
    answer = desk.get(f"/api/v1/conversations/{held.id}/suggestions")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json["suggestions"]
    return found


def test_a_question_is_answered_from_the_article_that_is_named(minh: Desk) -> None:
    company()
    found = suggested(minh, scene(Line("customer", "phí giao hàng bao nhiêu vậy", intent="ask_shipping_fee"), **HA))
    article = next(one for one in found if one["source"].startswith("article:"))
    assert article["source"] == "article:shipping-fee"
    assert article["url"] == "/help/vi/shipping-fee"
    assert "₫" in article["text"]


def test_a_question_without_diacritics_finds_the_same_article(minh: Desk) -> None:
    company()
    found = suggested(minh, scene(Line("customer", "phi giao hang bao nhieu vay", intent="ask_shipping_fee"), **HA))
    assert "article:shipping-fee" in {one["source"] for one in found}


def test_somebody_upset_is_first_told_that_we_are_sorry_by_name(minh: Desk) -> None:
    company(LATE)
    held = scene(
        Line("customer", "trễ 3 ngày rồi, quá tệ", -0.9, ("delivery/late",), "ask_order_status"),
        **HA,
        slots={"order_code": "DH10234"},
    )
    first = suggested(minh, held)[0]
    assert "xin lỗi chị Hà" in first["text"]
    assert "em là Minh" in first["text"]
    assert "DH10234" in first["text"]


def test_the_promise_for_a_late_order_is_never_the_price_of_the_order(minh: Desk) -> None:
    company(LATE)
    held = scene(
        Line("customer", "trễ quá, đền đi", -0.9, ("delivery/late",), "complain"),
        **HA,
        slots={"order_code": "DH10234"},
    )
    texts = " ".join(one["text"] for one in suggested(minh, held))
    assert "mã giảm 50.000" in texts
    assert "670.000" not in texts


def test_nothing_untrue_of_the_order_is_suggested(minh: Desk) -> None:
    company(DELIVERED)
    held = scene(
        Line("customer", "đơn của mình đâu", 0.0, ("order/status",), "ask_order_status"),
        **HA,
        slots={"order_code": "DH10200"},
    )
    assert "macro:order-on-the-way" not in {one["source"] for one in suggested(minh, held)}


def test_nothing_of_an_order_is_suggested_for_somebody_unproved(minh: Desk) -> None:
    company(LATE)
    held = scene(
        Line("customer", "trễ quá", -0.9, ("delivery/late",), "ask_order_status"), slots={"order_code": "DH10234"}
    )
    assert all("DH10234" not in one["text"] for one in suggested(minh, held))


def test_an_english_customer_is_answered_in_english(minh: Desk) -> None:
    company()
    found = suggested(minh, scene(Line("customer", "how much is shipping?"), language="en", name="John Smith"))
    assert found
    assert all("anh/chị" not in one["text"] for one in found)
    assert any(one["url"] == "/help/en/shipping-fee" for one in found)


def test_who_has_introduced_themselves_does_not_do_it_again(minh: Desk, cast: Cast) -> None:
    company()
    held = scene(Line("customer", "phí giao hàng bao nhiêu vậy", intent="ask_shipping_fee"), **HA)
    before = next(one for one in suggested(minh, held) if one["url"])
    handoff.reply(held.id, cast.minh.id, "Dạ em chào chị Hà", new_id())
    after = next(one for one in suggested(minh, held) if one["url"])
    assert "em là Minh" in before["text"]
    assert "em là Minh" not in after["text"]


def test_what_is_dismissed_is_not_suggested_again_here(minh: Desk) -> None:
    company()
    held = scene(Line("customer", "phí giao hàng bao nhiêu vậy", intent="ask_shipping_fee"), **HA)
    source = suggested(minh, held)[0]["source"]
    minh.post(f"/api/v1/conversations/{held.id}/suggestions/verdict", {"source": source, "verdict": "rejected"})
    assert source not in {one["source"] for one in suggested(minh, held)}


def test_a_closed_conversation_needs_no_reply(minh: Desk, cast: Cast) -> None:
    company()
    held = scene(Line("customer", "phí giao hàng bao nhiêu vậy"), **HA)
    handoff.claim(held.id, cast.minh.id)
    handoff.close(held.id, cast.minh.id)
    assert suggested(minh, held) == []


def test_the_page_shows_them_with_their_source(minh: Desk) -> None:
    company()
    held = scene(Line("customer", "phí giao hàng bao nhiêu vậy", intent="ask_shipping_fee"), **HA)
    part = minh.get(f"/panel/{held.id}", headers={"X-Fragment": "suggest"}).text
    assert 'data-insert="1"' in part
    assert 'href="/help/vi/shipping-fee"' in part
