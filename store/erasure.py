"""Erasing a person: the columns marked PERSONAL are emptied, the rows stay for the counts."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, select, update

from store import conversations, events, stretches
from store.engine import Tx
from store.ids import now
from store.schema import (
    answered_question,
    attachment,
    case,
    conversation,
    correction,
    customer,
    identity,
    message,
    outbox,
)


def erase(tx: Tx, channel: str, account: str, external_id: str) -> None:
    """Empty what came in by one door. Where the customer has no other, all that is known of them goes too.

    Nobody is known at that door afterwards: one who writes again is somebody new.
    """
    door = tx.execute(
        select(identity.c.id, identity.c.customer_id).where(
            identity.c.channel == channel, identity.c.account == account, identity.c.external_id == external_id
        )
    ).first()
    if door is None:
        return
    at = now()
    talks = select(conversation.c.id).where(conversation.c.identity_id == door.id)
    _empty_words(tx, message.c.conversation_id.in_(talks), talks)
    tx.execute(
        update(conversation)
        .where(conversation.c.identity_id == door.id)
        .values(note=None, slots={}, turn_holder=None, turn_until=0, waiting_since=None, human_until=None)
    )
    # what was to be said has nobody to be said to
    waiting = outbox.c.conversation_id.in_(talks) & outbox.c.state.in_(("pending", "sending", "unknown"))
    tx.execute(update(outbox).where(waiting).values(state="void", lease_until=0))
    for talk in conversations.at_door(tx, channel, account, external_id):
        held = conversations.locked(tx, talk)
        stretches.end(tx, held.id, "closed", at)
        if held.owner != "closed":
            conversations.move(
                tx, held, "closed", actor="customer", why="withdrawn", closed_at=at, assignee_id=None, queued_at=None
            )
    tx.execute(
        update(identity)
        .where(identity.c.id == door.id)
        .values(external_id=f"erased:{door.id}", name=None, picture=None, quota=None)
    )
    others = select(identity.c.id).where(
        identity.c.customer_id == door.customer_id, identity.c.external_id.not_like("erased:%")
    )
    if tx.execute(others).first() is None:
        _empty_person(tx, door.customer_id, at)
    # the reason of the erasure is kept, the person is not
    events.add(tx, "customer.erased", actor="customer", customer_id=door.customer_id, data={"channel": channel})


def _empty_words(tx: Tx, said: ColumnElement[bool], talks: Select[tuple[str]]) -> None:
    theirs = attachment.c.message_id.in_(select(message.c.id).where(said))
    tx.execute(update(attachment).where(theirs).values(url=None, content=None, state="refused", why="gone"))
    tx.execute(update(message).where(said).values(text="", payload={}, entities=None))
    tx.execute(update(message).where(said, message.c.state == "received").values(state="handled"))
    tx.execute(update(correction).where(correction.c.conversation_id.in_(talks)).values(note=None))
    tx.execute(update(answered_question).where(answered_question.c.conversation_id.in_(talks)).values(question=""))
    tx.execute(update(case).where(case.c.conversation_id.in_(talks)).values(title=""))


def _empty_person(tx: Tx, customer_id: str, at: int) -> None:
    tx.execute(
        update(customer)
        .where(customer.c.id == customer_id)
        .values(ref=None, name=None, salutation=None, email=None, phone=None, city=None, erased_at=at)
    )
    tx.execute(update(case).where(case.c.customer_id == customer_id).values(title=""))
