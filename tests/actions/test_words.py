"""Shops and feedback."""

from __future__ import annotations

from actions.feedback import TakeFeedback
from actions.stores import StoreInfo
from store import conversations, customers, events, messages, read, write
from tests.actions.conftest import Talk


def test_all_shops_are_named_where_no_place_was(talk: Talk) -> None:
    talk.turn(StoreInfo(), "shop có cửa hàng không", "ask_store")
    assert "48 Hàng Bông" in talk.text
    assert "125 Pasteur" in talk.text
    assert "2 cửa hàng" in talk.text


def test_the_shops_of_a_province_come_alone(talk: Talk) -> None:
    talk.turn(StoreInfo(), "ở hà nội có không", "ask_store", province="Hà Nội")
    assert "48 Hàng Bông" in talk.text
    assert "Pasteur" not in talk.text


def test_a_province_without_a_shop_is_told_so_and_given_the_others(talk: Talk) -> None:
    talk.turn(StoreInfo(), "cà mau có cửa hàng ko", "ask_store", province="Cà Mau")
    assert "Cà Mau" in talk.text
    assert "chưa có cửa hàng" in talk.text
    assert "48 Hàng Bông" in talk.text


def test_feedback_is_an_event_on_each_message_it_was_said_in(talk: Talk) -> None:
    with write() as tx:
        held = conversations.open_new(tx, customers.meet(tx, "web", "main", "hà", "vi"), "vi")
        messages.add(tx, held, author="customer", text="chào shop", state="handled")
        messages.add(tx, held, author="bot", text="Dạ em chào ạ", state="sent")
        said = [
            messages.add(tx, held, author="customer", text=text, state="handled").id
            for text in ("góp ý xíu", "hộp gói đẹp mà khó mở")
        ]
    talk.sender = held.id
    talk.turn(TakeFeedback(), "góp ý xíu\nhộp gói đẹp mà khó mở", "give_feedback")
    with read() as tx:
        noted = [event.message_id for event in events.of_conversation(tx, held.id) if event.kind == "feedback"]
    assert sorted(noted, key=str) == sorted(said)
    assert "cảm ơn" in talk.text
