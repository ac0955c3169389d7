"""Where is my order: shown to the buyer, with regret and a way out where it is late."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.replies import CANCEL, PERSON, RETURN, WAIT, card, day, language, tell, verified, who
from actions.systems import CANCELLABLE, Order
from actions.verification import VerifiedForm, closed, opened
from store import now


class ValidateOrderStatusForm(VerifiedForm):
    """Two questions, both of the identity check."""

    def name(self) -> str:
        """The name in the domain."""
        return "validate_order_status_form"


class OrderStatus(Action):
    """Shows the order that the form has opened."""

    def name(self) -> str:
        """The name in the domain."""
        return "action_order_status"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """One reply with the card; a second with regret and choices for an order on its way that is late."""
        lang = language(tracker)
        order = await opened(tracker)
        if order is None:
            return closed(dispatcher, tracker)
        late = order.under_way and order.days_late > 0
        told = _told(order, lang)
        keys = [f"actions-order-{order.status}"]
        if order.under_way and not late:
            keys.append("actions-order-expected")
        tell(
            dispatcher,
            lang,
            *keys,
            custom={"card": card(order, lang), "verified": verified(order)},
            buttons=[RETURN] if order.returnable_until and order.returnable_until > now() else (),
            values=told,
        )
        if late:
            choices = [PERSON, CANCEL, WAIT] if order.status in CANCELLABLE else [PERSON, WAIT]
            tell(dispatcher, lang, "actions-order-late", buttons=choices, values=told)
        return [SlotSet("answered", True)]


def _told(order: Order, lang: str) -> dict[str, str | int]:
    return {
        "who": who(order, lang),
        "code": order.code,
        "place": order.place,
        "since": day(order.history[-1].at, lang),
        "promised": day(order.promised_at, lang),
        "days": order.days_late,
    }
