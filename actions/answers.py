"""Questions, answered from the help articles and from nothing else."""

from __future__ import annotations

import asyncio

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.prices import priced
from actions.replies import language
from knowledge.answers import answer
from messages import say


class Answer(Action):
    """Looks the question up. Without a good passage it says nothing, and the rules choose the words."""

    def name(self) -> str:
        """The name in the domain."""
        return "action_answer"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """The price from the shelf, the passage with its source, or a reply of `not_found` alone."""
        lang = language(tracker)
        question = asked(tracker, lang)
        if tracker.latest_message["intent"]["name"] == "ask_price":
            prices = await asyncio.to_thread(priced, question, lang)
            if prices:
                dispatcher.utter_message(text=prices)
                return [SlotSet("answered", True)]
        found = await asyncio.to_thread(answer, question, lang, before(tracker))
        if found is None:
            dispatcher.utter_message(json_message={"not_found": True, "question": question})
            return [SlotSet("answered", False)]
        source = {"article": found.article_id, "title": found.title, "url": found.url, "lang": found.lang}
        dispatcher.utter_message(text=found.text, json_message={"source": source, "question": found.question})
        return [SlotSet("answered", True)]


def asked(tracker: Tracker, lang: str) -> str:
    """The customer's words; behind a tapped button ("/ask_refund") the question that its title stands for."""
    text: str = tracker.latest_message.get("text") or ""
    if text.startswith("/"):
        intent: str = tracker.latest_message["intent"]["name"]
        return say(lang, f"actions-question-{intent.replace('_', '-')}")
    return text


def before(tracker: Tracker) -> str | None:
    """The question before this one, which "còn đồ sale thì sao" leans on: as it was answered, else as it was typed."""
    current = False
    for event in reversed(tracker.events):
        if event.get("event") == "bot":
            custom = (event.get("data") or {}).get("custom") or {}
            if question := custom.get("question"):
                return str(question)
        elif event.get("event") == "user":
            if current:
                text: str = event.get("text") or ""
                return None if text.startswith("/") else text
            current = True
    return None
