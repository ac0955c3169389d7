"""How every skill speaks: in the customer's language, with figures and days as people here write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.systems import Order, Status
from messages import LANGUAGES, say
from settings import settings

Values = Mapping[str, str | int]

# A button's message id (its title) and what tapping it means.
PERSON = ("actions-button-person", "/request_person")
NO = ("actions-button-no", "/deny")
CANCEL = ("actions-button-cancel", "/cancel_order")
WAIT = ("actions-button-wait", "/deny")
RETURN = ("actions-button-return", "/request_return")

# The way of an order to its buyer, in five steps.
STEPS = 5
_STEP: dict[Status, int] = {
    "placed": 1,
    "packed": 2,
    "shipped": 3,
    "at_hub": 3,
    "out_for_delivery": 4,
    "delivered": 5,
    "cancelled": 0,
    "returned": 5,
}


def language(tracker: Tracker) -> str:
    """The language that this turn is held in: "vi" or "en"."""
    known = tracker.slots.get("language")
    return known if known in LANGUAGES else "vi"


def tell(
    dispatcher: CollectingDispatcher,
    lang: str,
    *keys: str,
    buttons: Sequence[tuple[str, str]] = (),
    values: Values | None = None,
    custom: dict[str, Any] | None = None,
) -> None:
    """Say the messages `keys`, filled with `values`, one after the other in one bubble."""
    dispatcher.utter_message(
        text=" ".join(say(lang, key, **values or {}) for key in keys),
        buttons=[{"title": say(lang, title), "payload": payload} for title, payload in buttons],
        json_message=custom,
    )


def who(order: Order, lang: str) -> str:
    """How the buyer is addressed: "chị Hà", "Hà"."""
    return say(lang, "actions-who", salutation=order.salutation, name=order.customer_name.split()[-1])


def money(amount: int, lang: str) -> str:
    """640000 as "640.000 ₫", in English "640,000 ₫"."""
    text = f"{amount:,} ₫"
    return text if lang == "en" else text.replace(",", ".")


def day(at: int, lang: str) -> str:
    """A day without its year: "19/11", in English "19 Nov"."""
    there = datetime.fromtimestamp(at / 1000, ZoneInfo(settings().time_zone))
    return f"{there.day} {there:%b}" if lang == "en" else f"{there.day}/{there.month}"


def card(order: Order, lang: str) -> dict[str, Any]:
    """The order as the widget draws it.

    It stands at `step` of `steps`; a cancelled one has no steps. `days_late` is 0 once it has arrived. It came to
    `place` at `since`.
    """
    step = _STEP[order.status]
    return {
        "kind": "order",
        "code": order.code,
        "status": order.status,
        "status_text": say(lang, f"actions-status-{order.status}"),
        "placed_at": order.placed_at,
        "promised_at": order.promised_at,
        "days_late": order.days_late if order.under_way else 0,
        "place": order.place,
        "since": order.history[-1].at,
        "step": step,
        "steps": STEPS if step else 0,
        "items": [item._asdict() for item in order.items],
        "shipping_fee": order.shipping_fee,
        "total": order.total,
    }


def verified(order: Order) -> dict[str, str]:
    """What the gateway is told, so that it may link the conversation to its customer."""
    return {"order": order.code, "customer_ref": order.customer_ref}
