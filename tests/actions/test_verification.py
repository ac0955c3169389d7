"""Who may see an order."""

from __future__ import annotations

import pytest

from actions.orders import OrderStatus, ValidateOrderStatusForm
from actions.systems.sqlite import GUESSES_AN_HOUR, SqliteCompany
from store import ids
from tests.actions.conftest import HOUR, Talk

FORM = ValidateOrderStatusForm()


def test_the_right_ending_opens_the_order(talk: Talk) -> None:
    talk.turn(FORM, "đơn DH10234", order_code="DH10234")
    assert talk.slots["verified"] is None
    talk.turn(FORM, "4471", last4="4471")
    assert talk.slots["verified"] is True
    assert talk.slots["last4"] == "4471"
    assert talk.replies == []


def test_a_wrong_ending_is_said_cleared_and_counted(talk: Talk) -> None:
    talk.turn(FORM, "DH10234 1111", order_code="DH10234", last4="1111")
    assert talk.slots["verified"] is None
    assert talk.slots["last4"] is None
    assert talk.slots["attempts"] == 1
    assert talk.slots["order_code"] == "DH10234"
    assert "chưa khớp" in talk.text


def test_an_order_that_does_not_exist_sounds_like_a_wrong_ending(talk: Talk) -> None:
    talk.turn(FORM, "DH99999 4471", order_code="DH99999", last4="4471")
    unknown, slots = talk.text.replace("DH99999", "…"), dict(talk.slots, order_code=None)
    wrong = Talk()
    wrong.turn(FORM, "DH10234 1111", order_code="DH10234", last4="1111")
    assert wrong.text.replace("DH10234", "…") == unknown
    assert dict(wrong.slots, order_code=None) == slots


def test_the_third_wrong_ending_ends_the_form_without_another_word(talk: Talk) -> None:
    talk.turn(FORM, "đơn DH10234", order_code="DH10234")
    for wrong in ("1111", "2222"):
        talk.turn(FORM, wrong, last4=wrong)
        assert talk.slots.get("requested_slot", "last4") == "last4"
    events = talk.turn(FORM, "3333", last4="3333")
    assert talk.slots["verified"] is False
    assert {"event": "slot", "timestamp": None, "name": "requested_slot", "value": None} in events
    assert talk.replies == []


def test_there_is_no_fourth_try_in_a_session(talk: Talk) -> None:
    talk.slots["attempts"] = 3
    talk.turn(FORM, "DH10234 4471", order_code="DH10234", last4="4471")
    assert talk.slots["verified"] is False
    assert talk.slots["requested_slot"] is None


def test_another_order_of_the_same_buyer_is_open_at_once(talk: Talk) -> None:
    talk.turn(FORM, "DH10234 4471", order_code="DH10234", last4="4471")
    talk.turn(FORM, "còn DH10240?", order_code="DH10240")
    assert talk.slots["verified"] is True
    assert talk.slots["last4"] == "4471"


def test_an_order_of_somebody_else_asks_again_and_does_not_count(talk: Talk) -> None:
    talk.turn(FORM, "DH10234 4471", order_code="DH10234", last4="4471")
    talk.turn(FORM, "còn DH10235?", order_code="DH10235")
    assert talk.slots["verified"] is None
    assert talk.slots["last4"] is None
    assert talk.slots["attempts"] == 0
    assert talk.replies == []


def test_a_form_that_begins_looks_again_at_what_was_said_before(talk: Talk) -> None:
    talk.slots |= {"order_code": "DH10235", "last4": "4471", "verified": True}
    talk.resume(FORM, "order_code", "last4")
    assert talk.slots["verified"] is None
    assert talk.slots["last4"] is None


def test_a_whole_phone_number_counts_by_its_last_four(talk: Talk) -> None:
    talk.turn(FORM, "DH10234, 0903284471", order_code="DH10234", phone="0903284471")
    assert talk.slots["verified"] is True
    assert talk.slots["last4"] == "4471"


def test_of_two_codes_the_newest_counts(talk: Talk) -> None:
    talk.turn(FORM, "à không DH10234, 4471", order_code=["DH10235", "DH10234"], last4="4471")
    assert talk.slots["order_code"] == "DH10234"
    assert talk.slots["verified"] is True


def test_where_nothing_was_said_nothing_is_set(talk: Talk) -> None:
    talk.slots["order_code"] = "DH10234"
    assert talk.turn(FORM, "phí ship bao nhiêu", "ask_shipping_fee") == []


def test_the_word_of_a_slot_opens_nothing(talk: Talk) -> None:
    talk.slots |= {"order_code": "DH10235", "last4": "4471", "verified": True}
    talk.resume(OrderStatus())
    assert "card" not in talk.custom
    assert talk.slots["verified"] is False
    assert talk.slots["answered"] is False
    assert talk.choices == ["/request_person", "/deny"]


def test_guessing_from_many_chats_is_stopped_for_an_hour(
    company: SqliteCompany, monkeypatch: pytest.MonkeyPatch
) -> None:
    for guess in range(GUESSES_AN_HOUR):
        assert company.verify("DH10234", f"{guess:04}") is None
    assert company.verify("DH10234", "4471") is None
    assert company.verify("DH10235", "2206") is not None
    later = ids.now() + HOUR + 1
    monkeypatch.setattr(ids, "clock", lambda: later * 1_000_000)
    assert company.verify("DH10234", "4471") is not None
