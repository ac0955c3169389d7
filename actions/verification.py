"""The identity check that stands before every order: its code and the last four digits of its phone.

Each form that opens an order inherits it. What the customer learns from a wrong pair is only that the two do not match,
so that nobody finds out here which orders exist.
"""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction
from rasa_sdk.types import DomainDict

from actions.replies import NO, PERSON, language, tell
from actions.systems import Order, orders

TRIES = 3


async def opened(tracker: Tracker) -> Order | None:
    """The order that the slots open. Asked again by each action: a slot alone opens nothing."""
    code, last4 = tracker.slots.get("order_code"), tracker.slots.get("last4")
    if not isinstance(code, str) or not isinstance(last4, str):
        return None
    return await asyncio.to_thread(orders().verify, code, last4)


def closed(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """What an action says and sets where the order is not open: a person can verify the buyer by other means."""
    tell(dispatcher, language(tracker), "actions-not-open", buttons=[PERSON, NO])
    return [SlotSet("verified", False), SlotSet("answered", False)]


class VerifiedForm(FormValidationAction):
    """A form whose first questions are `order_code` and `last4`."""

    @abstractmethod
    def name(self) -> str:
        """The name in the domain."""

    async def needed(self, order: Order, slots: list[str]) -> list[str]:
        """Which of the form's slots are asked once the order is open."""
        return slots

    async def required_slots(
        self, domain_slots: list[str], dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[str]:
        """All slots of the form; none after the last try; what the order makes sense of once it is open."""
        if _tries(tracker) >= TRIES and not tracker.slots.get("verified"):
            return []
        order = await opened(tracker) if tracker.slots.get("verified") else None
        return await self.needed(order, domain_slots) if order else domain_slots

    async def get_extraction_events(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Nothing: the domain's mappings fill every slot."""
        return []

    async def get_validation_events(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """The slots that were said now, and what they say about the identity; nothing where nothing was said."""
        said = tracker.slots_to_validate()
        changes: dict[str, Any] = {name: said[name] for name in said if name in self.domain_slots(domain)}
        if changes.keys() & {"order_code", "last4"}:
            changes |= await self._check(dispatcher, tracker, changes)
        tracker.slots.update(changes)
        return [SlotSet(name, value) for name, value in changes.items()]

    async def _check(self, dispatcher: CollectingDispatcher, tracker: Tracker, said: dict[str, Any]) -> dict[str, Any]:
        code = _newest(said.get("order_code", tracker.slots.get("order_code")))
        last4 = _last_four(said.get("last4", tracker.slots.get("last4")))
        tries = _tries(tracker)
        found: dict[str, Any] = {"order_code": code, "last4": last4, "verified": None}
        if tries >= TRIES:
            return found | {"last4": None, "verified": False}
        if code is None or last4 is None:
            return found
        if await asyncio.to_thread(orders().verify, code, last4):
            return found | {"verified": True}
        found["last4"] = None
        if not _said_digits(tracker):
            return found
        tries += 1
        if tries >= TRIES:
            return found | {"attempts": tries, "verified": False}
        tell(dispatcher, language(tracker), "actions-verify-wrong", values={"code": code})
        return found | {"attempts": tries}


def _tries(tracker: Tracker) -> int:
    return int(tracker.slots.get("attempts") or 0)


def _newest(value: object) -> str | None:
    last = value[-1] if isinstance(value, list) and value else value
    return last if isinstance(last, str) else None


def _last_four(value: object) -> str | None:
    digits = "".join(mark for mark in str(value or "") if mark.isdigit())
    return digits[-4:] if len(digits) >= 4 else None


def _said_digits(tracker: Tracker) -> bool:
    """Whether the digits belong to this message, and not to an order that was spoken of before."""
    return any(found.get("entity") in {"last4", "phone"} for found in tracker.latest_message.get("entities") or [])
