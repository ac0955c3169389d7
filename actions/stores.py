"""Where the shops are and when they are open, from the company's own records."""

from __future__ import annotations

import asyncio

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.replies import language
from actions.systems import stores
from messages import say


class StoreInfo(Action):
    """Names the shops of the province that the customer named, or all of them."""

    def name(self) -> str:
        """The name in the domain."""
        return "action_store_info"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """One reply, a line for each shop."""
        lang = language(tracker)
        every = await asyncio.to_thread(stores)
        wanted = {found for found in tracker.get_latest_entity_values("province") if isinstance(found, str)}
        near = [shop for shop in every if shop.city in wanted]
        key = "actions-stores-near" if near else "actions-stores-none" if wanted else "actions-stores-all"
        lines = [
            say(lang, "actions-store", name=shop.name, address=shop.address, hours=shop.hours, phone=shop.phone)
            for shop in near or every
        ]
        lead = say(lang, key, count=len(near or every), city=", ".join(sorted(wanted)))
        dispatcher.utter_message(text="\n".join([lead, *lines]))
        return [SlotSet("answered", True)]
