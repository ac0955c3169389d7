"""How far is my complaint: told from the cases that the company has open for this customer."""

from __future__ import annotations

import asyncio

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.replies import NO, PERSON, day, language, tell
from store import cases, conversations, read
from store.cases import Case


class CaseStatus(Action):
    """Names the customer's open cases, and offers a person who can say more."""

    def name(self) -> str:
        """The name in the domain."""
        return "action_case_status"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """One reply: the newest open case with its day, or that there is none."""
        lang = language(tracker)
        found = await asyncio.to_thread(open_cases, tracker.sender_id)
        if found:
            values: dict[str, str | int] = {"case": f"VV-{found[0].number}", "since": day(found[0].created_at, lang)}
            tell(dispatcher, lang, "actions-case-open", buttons=[PERSON, NO], values=values | {"count": len(found)})
        else:
            tell(dispatcher, lang, "actions-case-none", buttons=[PERSON, NO])
        return [SlotSet("answered", bool(found))]


def open_cases(conversation_id: str) -> list[Case]:
    """What is still open for the customer of this conversation, newest first."""
    with read() as tx:
        held = conversations.get(tx, conversation_id)
        return [one for one in cases.of_customer(tx, held.customer_id) if one.state == "open"] if held else []
