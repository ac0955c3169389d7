"""Everything that is known of one conversation, read once: what the thread, the summary and the rules look at."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import cached_property

from actions.systems import Order, Unavailable
from actions.systems import orders as order_system
from agent_assist.errors import Refusal
from messages import say
from store import (
    attachments,
    cases,
    conversations,
    corrections,
    customers,
    events,
    messages,
    now,
    outbox,
    read,
    readings,
    surveys,
    tags,
    users,
)
from store.attachments import Attachment
from store.cases import Case
from store.conversations import Conversation
from store.customers import Customer, Identity
from store.events import Event
from store.messages import Message
from store.surveys import Survey
from store.tags import Tag
from store.users import User

log = logging.getLogger(__name__)

EARLIER = 5  # earlier conversations that are shown
OVER = frozenset({"delivered", "cancelled", "returned"})


@dataclass(frozen=True)
class Situation:
    """A conversation with its messages, tags, history, customer and cases as they stood at `at` (epoch ms).

    `judged`: on which kinds of a message's tags a person has spoken; `failures`: why messages did not arrive;
    `files`: what came with them, by message and place; `door`: the name that the channel knows the customer by.
    """

    at: int
    conversation: Conversation
    customer: Customer
    messages: list[Message]
    tags: dict[str, list[Tag]]
    judged: dict[str, set[str]]
    failures: dict[str, str]
    files: dict[tuple[str, int], Attachment]
    door: Identity | None
    events: list[Event]
    surveys: list[Survey]
    cases: list[Case]
    earlier: list[Conversation]
    people: dict[str, User]
    looking: list[str]

    @cached_property
    def words(self) -> list[Message]:
        """What the customer wrote in this conversation, without what they wrote to a survey; oldest first."""
        return [one for one in self.messages if one.author == "customer" and one.kind in ("text", "choice")]

    @cached_property
    def orders(self) -> list[Order] | None:
        """The customer's orders and the one that is talked of, newest first; None where the system is not reached."""
        code = self.order_code
        try:
            known = order_system().of_customer(self.customer.ref) if self.customer.ref else []
            if code and all(order.code != code for order in known):
                named = order_system().find(code)
                known = [named, *known] if named else known
        except Unavailable:
            log.warning("the order system cannot be reached")
            return None
        return known

    @property
    def own_orders(self) -> list[Order]:
        """The orders that are this customer's, without one of somebody else's that they named."""
        return [order for order in self.orders or [] if order.customer_ref == self.customer.ref]

    @cached_property
    def order_code(self) -> str | None:
        """The order that is talked of: the one in the bot's slots, else the last one that a message named."""
        slot = self.conversation.slots.get("order_code")
        if isinstance(slot, str) and slot:
            return slot
        for message in reversed(self.messages):
            for entity in message.entities or []:
                value = entity.get("value")
                if entity.get("kind", entity.get("entity")) == "order_code" and isinstance(value, str):
                    return value
        return None

    @property
    def order(self) -> Order | None:
        """The order that is talked of; where none was named, the only one that is under way."""
        orders = self.orders or []
        if self.order_code:
            return next((order for order in orders if order.code == self.order_code), None)
        open_now = [order for order in orders if order.status not in OVER]
        return open_now[0] if len(open_now) == 1 else None

    @property
    def verified(self) -> bool:
        """Whether the customer has proved who they are: for an order, that it is theirs, or its digits to the bot.

        Somebody known to us who names the code of another's order has proved nothing about that one.
        """
        slots, order = self.conversation.slots, self.order
        if slots.get("verified") is True and slots.get("order_code") == self.order_code:
            return True
        return self.customer.ref is not None and (order is None or order.customer_ref == self.customer.ref)

    @property
    def address(self) -> str:
        """How the customer is addressed in their language: "chị Hà", "anh/chị"; in English by the given name."""
        language, given = self.conversation.language, (self.customer.name or "").split()[-1:]
        if not given or (language == "vi" and not self.customer.salutation):
            return say(language, "address-unknown")
        return given[0] if language == "en" else f"{self.customer.salutation} {given[0]}"

    @cached_property
    def topics(self) -> set[str]:
        """The topics that the customer's words are tagged with."""
        return {tag.label for found in self.tags.values() for tag in found if tag.kind == "topic"}

    def sentiment(self, message: Message) -> Tag | None:
        """The mood of one message, or None."""
        return next((tag for tag in self.tags.get(message.id, []) if tag.kind == "sentiment"), None)

    def name_of(self, user_id: str | None) -> str | None:
        """A user's name, or None for nobody."""
        user = self.people.get(user_id or "")
        return user.name if user else None


def look_at(conversation_id: str) -> Situation:
    """The situation now. Raises Refusal (404) for an unknown conversation."""
    with read() as tx:
        held = conversations.get(tx, conversation_id)
        if held is None:
            raise Refusal("not_found")
        customer = customers.get(tx, held.customer_id)
        assert customer is not None
        others = [one for one in conversations.of_customer(tx, customer.id, EARLIER + 1) if one.id != held.id]
        said = messages.of_conversation(tx, held.id)
        return Situation(
            at=now(),
            conversation=held,
            customer=customer,
            messages=said,
            tags=tags.of_conversation(tx, held.id),
            judged=corrections.spoken(tx, [one.id for one in said if one.author == "customer"]),
            files=attachments.of_conversation(tx, held.id),
            door=customers.door(tx, held.identity_id) if held.identity_id else None,
            failures=outbox.failures(tx, held.id),
            events=events.of_conversation(tx, held.id),
            surveys=surveys.of_conversation(tx, held.id),
            cases=cases.of_customer(tx, customer.id),
            earlier=others[:EARLIER],
            people=users.everyone(tx),
            looking=readings.looking(tx, held.id),
        )
