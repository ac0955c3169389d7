"""Cancel my order: asked again first, and only while it has not left the warehouse."""

from __future__ import annotations

import asyncio

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.replies import PERSON, card, language, money, tell, verified, who
from actions.systems import CANCELLABLE, Order, orders
from actions.verification import VerifiedForm, closed, opened


class ValidateCancelOrderForm(VerifiedForm):
    """The identity check, and a yes or no where the order can still be cancelled."""

    def name(self) -> str:
        """The name in the domain."""
        return "validate_cancel_order_form"

    async def needed(self, order: Order, slots: list[str]) -> list[str]:
        """Nobody is asked to confirm what cannot be done."""
        return slots if order.status in CANCELLABLE else [slot for slot in slots if slot != "confirm"]


class CancelOrder(Action):
    """Cancels on a yes, keeps on a no, and says why where it is too late."""

    def name(self) -> str:
        """The name in the domain."""
        return "action_cancel_order"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """One reply; a cancelled order comes with its card."""
        lang = language(tracker)
        events: list[EventType] = [SlotSet("confirm", None)]
        order = await opened(tracker)
        if order is None:
            return [*events, *closed(dispatcher, tracker)]
        custom = {"verified": verified(order)}
        values = {"who": who(order, lang), "code": order.code, "total": money(order.total, lang)}
        if tracker.slots.get("confirm") is False:
            tell(dispatcher, lang, "actions-cancel-kept", custom=custom, values=values)
            return [*events, SlotSet("answered", True)]
        outcome = "too_late"
        if order.status == "cancelled":
            outcome = "already"
        elif tracker.slots.get("confirm"):
            reason = "the customer asked the assistant"
            outcome = await asyncio.to_thread(orders().cancel, order.code, reason)
        after = await asyncio.to_thread(orders().find, order.code) or order
        key = f"actions-cancel-too-late-{after.status}" if outcome == "too_late" else f"actions-cancel-{outcome}"
        tell(
            dispatcher,
            lang,
            key,
            buttons=[PERSON] if outcome == "too_late" else (),
            custom=custom | {"card": card(after, lang)},
            values=values,
        )
        return [*events, SlotSet("answered", True)]
