"""The next actions: which are offered when, and that each does what it says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from actions.systems import orders
from agent_assist.next_actions import FREE_SHIPPING_VOUCHER, LATE_CANCEL_FROM, LATE_VOUCHER, LATE_VOUCHER_FROM
from bot import handoff
from store import cases, new_id, now, read, suggestions
from store.conversations import Conversation
from tests.agent_assist.conftest import Cast, Desk, SignIn
from tests.agent_assist.scenes import DELIVERED, DRESS, HA, LATE, PLACED, Line, company, known, scene

REGULAR = {**HA, "segment": "regular"}


@pytest.fixture
def minh(cast: Cast, sign_in: SignIn) -> Desk:
    return sign_in(cast.minh)


def offered(desk: Desk, held: Conversation) -> dict[str, dict[str, Any]]:
    answer = desk.get(f"/api/v1/conversations/{held.id}/actions")
    assert answer.status_code == 200, answer.text
    return {one["id"]: one for one in answer.json["actions"]}


def do(desk: Desk, held: Conversation, action: str, choice: str | None = None) -> dict[str, Any]:
    answer = desk.post(f"/api/v1/conversations/{held.id}/actions/{action}", {"choice": choice})
    assert answer.status_code == 200, answer.text
    done: dict[str, Any] = answer.json
    return done


def about(code: str, text: str = "đơn của mình sao rồi", mood: float | None = None, **more: Any) -> Conversation:
    line = Line("customer", text, mood, more.pop("topics", ()), more.pop("intent", "ask_order_status"))
    return scene(line, **{**REGULAR, "slots": {"order_code": code}, **more})


def cases_of(held: Conversation) -> list[cases.Case]:
    with read() as tx:
        return cases.of_customer(tx, held.customer_id)


def test_a_late_order_gets_a_case_and_what_the_company_promises(minh: Desk) -> None:
    company(LATE)
    held = about("DH10234")
    found = offered(minh, held)
    assert {"late-case", "late-compensation"} <= found.keys()
    assert "trễ 3 ngày" in found["late-case"]["reason"]
    done = do(minh, held, "late-case")
    assert "VV-" in done["message"]
    [case] = cases_of(held)
    assert (case.kind, case.topic, case.title) == ("complaint", "delivery/late", "Giao trễ 3 ngày: đơn DH10234")
    assert "late-case" not in offered(minh, held)


def test_the_offer_for_a_late_order_names_what_the_article_promises(minh: Desk) -> None:
    company(LATE)
    held = about("DH10234")
    draft = do(minh, held, "late-compensation")["draft"]
    assert "chị Hà" in draft
    assert "hoàn lại phí giao 30.000" in draft
    assert "mã giảm 50.000" in draft


def test_the_figures_of_the_promise_stand_in_the_article() -> None:
    article = Path("knowledge/articles/vi/late-delivery.md").read_text(encoding="utf-8")
    for figure in (LATE_VOUCHER, FREE_SHIPPING_VOUCHER):
        assert f"mã giảm {figure:,}".replace(",", ".") in article
    assert f"Trễ từ {LATE_VOUCHER_FROM} ngày" in article
    assert f"Trễ từ {LATE_CANCEL_FROM} ngày" in article


def test_an_order_that_came_without_a_fee_earns_the_small_voucher(minh: Desk) -> None:
    company(("DH10250", "KH1", 1, [DRESS], [(4.0, "placed", "nhasen.vn"), (1.0, "shipped", "kho Hà Nội")]), fee=0)
    draft = do(minh, about("DH10250"), "late-compensation")["draft"]
    assert "mã giảm 20.000" in draft
    assert "phí giao" not in draft


def test_damaged_goods_within_the_days_for_returns_are_sent_back(minh: Desk) -> None:
    company(DELIVERED)
    held = about("DH10200", "ấm bị mẻ rồi", topics=("delivery/damaged",), intent="request_return")
    action = offered(minh, held)["start-return"]
    assert action["choices"] == ["Bộ ấm trà gốm Bát Tràng", "Váy linen dáng suông"]
    refused = minh.post(f"/api/v1/conversations/{held.id}/actions/start-return", {"choice": "Cái khác"})
    assert refused.status_code == 422
    done = do(minh, held, "start-return", "Bộ ấm trà gốm Bát Tràng")
    [asked] = orders().returns_of("DH10200")
    assert asked.item == "Bộ ấm trà gốm Bát Tràng"
    assert asked.number in done["message"]
    assert asked.number in done["draft"]


def test_no_return_is_offered_after_the_days_for_returns(minh: Desk) -> None:
    company(("DH10100", "KH1", 9, [DRESS], [(12.0, "placed", "nhasen.vn"), (9.0, "delivered", "Thủ Đức")]))
    assert "start-return" not in offered(minh, about("DH10100", intent="request_return"))


def test_a_furious_vip_is_called_back_first(minh: Desk, cast: Cast) -> None:
    company(LATE)
    held = about("DH10234", "quá tệ", -0.9, segment="vip")
    found = offered(minh, held)
    assert next(iter(found)) == "call-back"
    assert "VIP" in found["call-back"]["reason"]
    done = do(minh, held, "call-back")
    [case] = cases_of(held)
    assert (case.kind, case.owner_id) == ("callback", cast.minh.id)
    assert case.due_at == pytest.approx(now() + 15 * 60_000, abs=60_000)
    assert "gọi" in done["draft"]


def test_someone_unproved_is_asked_for_the_last_digits_and_told_nothing(minh: Desk) -> None:
    company(LATE)
    held = scene(Line("customer", "DH10234 đâu", intent="ask_order_status"), slots={"order_code": "DH10234"})
    found = offered(minh, held)
    assert "verify" in found
    assert found.keys().isdisjoint({"late-compensation", "late-cancel", "start-return", "cancel-order"})
    assert "4 số cuối" in do(minh, held, "verify")["draft"]


def test_somebody_known_who_names_anothers_order_is_offered_nothing_about_it(minh: Desk) -> None:
    company(PLACED)
    other = {**REGULAR, "ref": "KH2", "name": "Lê Quang An", "salutation": "anh"}
    held = about(PLACED[0], "huỷ giúp mình đơn này", intent="cancel_order", **other)
    found = offered(minh, held)
    assert "cancel-order" not in found
    assert "verify" in found


def test_someone_who_names_no_order_is_asked_for_one(minh: Desk) -> None:
    held = scene(Line("customer", "đơn mình đâu", intent="ask_order_status"))
    assert "mã đơn" in do(minh, held, "ask-order")["draft"]


def test_an_order_that_is_still_here_is_cancelled_when_asked_for(minh: Desk) -> None:
    company(PLACED)
    held = about("DH10240", "huỷ giúp mình", intent="cancel_order")
    do(minh, held, "cancel-order")
    order = orders().find("DH10240")
    assert order is not None
    assert order.status == "cancelled"


def test_an_order_on_its_way_is_not_offered_for_cancelling(minh: Desk) -> None:
    company(LATE)
    assert "cancel-order" not in offered(minh, about("DH10234", intent="cancel_order"))


def test_a_complaint_without_a_case_gets_one(minh: Desk) -> None:
    company()
    held = scene(Line("customer", "nhân viên nói chuyện kỳ quá", -0.5, ("staff/attitude",)), complaint=True)
    do(minh, held, "complaint-case")
    assert cases_of(held)[0].title == "Khiếu nại: Thái độ"


def test_a_happy_customer_is_let_go(minh: Desk, cast: Cast) -> None:
    company()
    held = scene(Line("customer", "cảm ơn em nhiều nha", 0.8))
    handoff.reply(held.id, cast.minh.id, "Dạ không có gì ạ", new_id())
    do(minh, held, "close")
    assert known(held.id).owner == "closed"


def test_what_is_dismissed_is_not_offered_again_here_and_sinks_elsewhere(minh: Desk) -> None:
    company(LATE)
    first = list(offered(minh, about("DH10234")))
    for _ in range(6):
        held = about("DH10234")
        judged = {"kind": "action", "source": f"rule:{first[0]}", "verdict": "rejected"}
        assert minh.post(f"/api/v1/conversations/{held.id}/suggestions/verdict", judged).status_code == 204
        assert first[0] not in offered(minh, held)
    assert next(iter(offered(minh, about("DH10234")))) != first[0]


def test_doing_one_is_remembered_as_accepted(minh: Desk) -> None:
    company(LATE)
    held = about("DH10234")
    do(minh, held, "late-case")
    with read() as tx:
        assert suggestions.judged(tx, held.id, "action") == {"rule:late-case": "accepted"}


def test_an_action_that_is_not_offered_cannot_be_done(minh: Desk) -> None:
    company(LATE)
    held = about("DH10234")
    assert minh.post(f"/api/v1/conversations/{held.id}/actions/cancel-order").status_code == 404
    order = orders().find("DH10234")
    assert order is not None
    assert order.status == "at_hub"


def test_at_most_three_are_offered_and_each_says_why_and_what_it_brings(minh: Desk) -> None:
    company(LATE)
    found = offered(minh, about("DH10234", "quá tệ", -0.9, segment="vip", complaint=True))
    assert len(found) == 3
    for action in found.values():
        assert action["reason"]
        assert action["customer"]
        assert action["company"]
