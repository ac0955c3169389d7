"""What the customer wants the company to know: written into the history, with thanks."""

from __future__ import annotations

import asyncio

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.replies import language, tell
from store import events, messages, write


class TakeFeedback(Action):
    """Notes which messages are feedback: the gateway has stored and tagged them before the bot was asked."""

    def name(self) -> str:
        """The name in the domain."""
        return "action_take_feedback"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """One reply of thanks."""
        await asyncio.to_thread(note, tracker.sender_id, tracker.latest_message.get("text") or "")
        tell(dispatcher, language(tracker), "actions-feedback-thanks")
        return [SlotSet("answered", True)]


def note(conversation_id: str, text: str) -> None:
    """Write an event "feedback" for each of the customer's newest messages that went into `text`."""
    with write() as tx:
        for said in reversed(messages.of_conversation(tx, conversation_id, limit=20)):
            if said.author != "customer" or said.text.strip() not in text:
                break
            events.add(tx, "feedback", actor="customer", conversation_id=conversation_id, message_id=said.id)
