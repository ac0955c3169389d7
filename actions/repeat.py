"""Say that again: what the assistant said last, once more."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict


class Repeat(Action):
    """The replies of the turn before, with their buttons; where there are none, what the customer needs is asked."""

    def name(self) -> str:
        """The name in the domain."""
        return "action_repeat"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """As many replies as there were."""
        said = last_said(tracker)
        for reply in said:
            dispatcher.utter_message(text=reply["text"], buttons=(reply.get("data") or {}).get("buttons"))
        if not said:
            dispatcher.utter_message(response="utter_how_can_i_help")
        return []


def last_said(tracker: Tracker) -> list[dict[str, Any]]:
    """The bot's words since the customer's last message but one, in their order."""
    said: list[dict[str, Any]] = []
    for event in reversed(tracker.events):
        if event.get("event") == "bot" and event.get("text"):
            said.append(event)
        elif event.get("event") == "user" and said:
            break
    return said[::-1]
