"""Send it back: within seven days of delivery, for one item of the order and with its reason."""

from __future__ import annotations

import asyncio

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.replies import PERSON, day, language, tell, verified, who
from actions.systems import Order, ReturnRequest, orders
from actions.verification import VerifiedForm, closed, opened
from nlu.text import fold, syllables
from store import now


class ValidateReturnRequestForm(VerifiedForm):
    """The identity check, then which item and why, where the order can be sent back at all."""

    def name(self) -> str:
        """The name in the domain."""
        return "validate_return_request_form"

    async def needed(self, order: Order, slots: list[str]) -> list[str]:
        """No questions about what cannot be returned, and none about the item where there is only one."""
        spared = {"return_item"} if len(order.items) == 1 else set()
        if order.returnable_until is None or order.status != "delivered" or order.returnable_until < now():
            spared = {"return_item", "return_reason"}
        return [slot for slot in slots if slot not in spared]


class RequestReturn(Action):
    """Writes the return down and says what happens next, or why it cannot be."""

    def name(self) -> str:
        """The name in the domain."""
        return "action_request_return"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """One reply with the number of the return."""
        lang = language(tracker)
        events: list[EventType] = [SlotSet("return_item", None), SlotSet("return_reason", None)]
        order = await opened(tracker)
        if order is None:
            return [*events, *closed(dispatcher, tracker)]
        item = named_item(order, tracker.slots.get("return_item") or "")
        reason = tracker.slots.get("return_reason") or ""
        outcome = await asyncio.to_thread(orders().request_return, order.code, item, reason)
        values: dict[str, str | int] = {"who": who(order, lang), "code": order.code, "item": item}
        if isinstance(outcome, ReturnRequest):
            key = "actions-return-done" if outcome.fresh else "actions-return-again"
            values["number"] = outcome.number
            tell(dispatcher, lang, key, custom={"verified": verified(order)}, values=values)
        else:
            values["until"] = day(order.returnable_until, lang) if order.returnable_until else ""
            key = f"actions-return-{outcome.replace('_', '-')}"
            tell(dispatcher, lang, key, buttons=[PERSON], custom={"verified": verified(order)}, values=values)
        return [*events, SlotSet("answered", True)]


def named_item(order: Order, words: str) -> str:
    """The item of the order that the words name best; the words themselves where none is near."""
    said = set(syllables(fold(words)))

    def shared(name: str) -> float:
        of_item = set(syllables(fold(name)))
        return len(said & of_item) / len(of_item)

    if len(order.items) == 1:
        return order.items[0].name
    best = max(order.items, key=lambda item: shared(f"{item.name} {item.variant}"))
    return best.name if shared(f"{best.name} {best.variant}") > 0 else words
