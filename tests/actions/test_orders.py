"""Order status, cancellation and returns, on a real company file."""

from __future__ import annotations

from typing import get_args

import pytest

from actions.cancel import CancelOrder, ValidateCancelOrderForm
from actions.orders import OrderStatus
from actions.returns import RequestReturn, ValidateReturnRequestForm
from actions.systems import Status, Unavailable, orders
from actions.systems.sqlite import SqliteCompany
from messages import LANGUAGES, say
from settings import settings
from tests.actions.conftest import DAY, Talk


def opened(code: str, last4: str = "4471", language: str = "vi") -> Talk:
    """A talk in which the buyer has been verified."""
    return Talk({"language": language, "attempts": 0, "order_code": code, "last4": last4, "verified": True})


def test_a_late_order_is_shown_with_regret_and_a_way_to_a_person() -> None:
    talk = opened("DH10234")
    talk.resume(OrderStatus())
    assert "chị Hà" in talk.text
    assert "kho Bình Dương" in talk.text
    assert "trễ 3 ngày" in talk.text
    assert "Dự kiến" not in talk.text
    assert talk.choices == ["/request_person", "/deny"]
    card = talk.custom["card"]
    assert (card["code"], card["status"], card["days_late"], card["step"], card["total"]) == (
        "DH10234",
        "at_hub",
        3,
        3,
        640_000,
    )
    assert "phone" not in str(card)
    assert talk.custom["verified"] == {"order": "DH10234", "customer_ref": "KH1"}
    assert talk.slots["answered"] is True


def test_a_late_order_still_in_the_warehouse_may_be_cancelled() -> None:
    talk = opened("DH10241", "2206")
    talk.resume(OrderStatus())
    assert talk.choices == ["/request_person", "/cancel_order", "/deny"]


def test_an_order_in_time_says_when_it_is_due_and_apologises_for_nothing() -> None:
    talk = opened("DH10235", "2206", "en")
    talk.resume(OrderStatus())
    assert "It is due on" in talk.text
    assert "sorry" not in talk.text
    assert len(talk.replies) == 1


def test_a_delivered_order_is_never_said_to_be_late_now() -> None:
    talk = opened("DH10200")
    talk.resume(OrderStatus())
    assert "giao thành công" in talk.text
    assert talk.choices == ["/request_return"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_status_has_words(language: str) -> None:
    for status in get_args(Status):
        assert say(language, f"actions-status-{status}")
        told = {"who": "Hà", "code": "DH1", "place": "kho", "since": "1/1"}
        assert "DH1" in say(language, f"actions-order-{status}", **told)
        if status not in {"placed", "packed", "cancelled"}:
            assert "DH1" in say(language, f"actions-cancel-too-late-{status}", **told)


def test_an_order_is_cancelled_after_a_yes(company: SqliteCompany) -> None:
    talk = opened("DH10240")
    form = ValidateCancelOrderForm()
    talk.resume(form, "order_code", "last4")
    assert "requested_slot" not in talk.slots  # Rasa goes on with `confirm`, the only one missing
    talk.turn(form, "ừ huỷ đi", "affirm", confirm=True)
    talk.resume(CancelOrder())
    order = company.find("DH10240")
    assert order is not None
    assert order.status == "cancelled"
    assert order.history[-1].status == "cancelled"
    assert talk.custom["card"]["status"] == "cancelled"
    assert "590.000 ₫" in talk.text
    assert talk.slots["confirm"] is None


def test_an_order_is_kept_after_a_no(company: SqliteCompany) -> None:
    talk = opened("DH10240")
    talk.slots["confirm"] = False
    talk.resume(CancelOrder())
    order = company.find("DH10240")
    assert order is not None
    assert order.status == "placed"
    assert "giữ nguyên" in talk.text
    assert talk.slots["confirm"] is None


def test_nobody_confirms_what_can_no_longer_be_cancelled(company: SqliteCompany) -> None:
    talk = opened("DH10234")
    talk.resume(ValidateCancelOrderForm(), "order_code", "last4")
    assert talk.slots["requested_slot"] is None
    talk.resume(CancelOrder())
    order = company.find("DH10234")
    assert order is not None
    assert order.status == "at_hub"
    assert "không huỷ được nữa" in talk.text
    assert talk.choices == ["/request_person"]


def test_cancelling_twice_changes_nothing(company: SqliteCompany) -> None:
    assert company.cancel("DH10240", "test") == "done"
    before = company.find("DH10240")
    assert company.cancel("DH10240", "test") == "already"
    assert company.find("DH10240") == before
    assert company.cancel("DH99999", "test") == "unknown"


def test_the_cancelling_of_an_order_that_left_meanwhile_is_refused(company: SqliteCompany) -> None:
    assert company.cancel("DH10235", "test") == "too_late"


def test_a_return_is_written_down_for_the_item_that_was_meant(company: SqliteCompany) -> None:
    talk = opened("DH10200")
    form = ValidateReturnRequestForm()
    talk.resume(form, "order_code", "last4")
    assert "requested_slot" not in talk.slots
    talk.turn(form, "cai vay", return_item="cai vay")
    talk.turn(form, "Không vừa", return_reason="Không vừa")
    talk.resume(RequestReturn())
    (request,) = company.returns_of("DH10200")
    assert (request.item, request.reason) == ("Váy linen dáng suông", "Không vừa")
    assert request.number in talk.text
    assert talk.slots["return_item"] is None
    assert talk.slots["return_reason"] is None


def test_of_a_single_item_nobody_is_asked_which() -> None:
    talk = opened("DH10201")
    talk.resume(ValidateReturnRequestForm(), "order_code", "last4")
    assert talk.slots["requested_slot"] == "return_reason"


def test_a_return_asked_for_twice_is_one_return(company: SqliteCompany) -> None:
    talk = opened("DH10201")
    for _ in range(2):
        talk.slots["return_reason"] = "Hàng bị lỗi"
        talk.resume(RequestReturn())
    assert len(company.returns_of("DH10201")) == 1
    assert "đã có yêu cầu" in talk.text


@pytest.mark.parametrize(("code", "words"), [("DH10100", "hạn đổi trả"), ("DH10234", "chưa giao xong")])
def test_what_cannot_be_returned_is_refused_with_its_reason(company: SqliteCompany, code: str, words: str) -> None:
    talk = opened(code)
    talk.resume(ValidateReturnRequestForm(), "order_code", "last4")
    assert talk.slots["requested_slot"] is None
    talk.resume(RequestReturn())
    assert words in talk.text
    assert company.returns_of(code) == []
    assert talk.choices == ["/request_person"]


def test_orders_are_found_by_phone_and_by_customer_newest_first(company: SqliteCompany) -> None:
    codes = [order.code for order in company.of_customer("KH1")]
    assert codes[0] == "DH10240"
    assert codes[-1] == "DH10100"
    assert [order.code for order in company.of_phone("0903284471")] == codes


def test_a_late_delivery_counts_until_it_was_delivered(company: SqliteCompany) -> None:
    order = company.find("DH10100")
    assert order is not None
    assert order.days_late == 0
    assert order.returnable_until == order.delivered_at + 7 * DAY if order.delivered_at else False


def test_a_company_without_its_file_is_unavailable() -> None:
    settings().company_db.unlink()
    with pytest.raises(Unavailable):
        orders().find("DH10234")
