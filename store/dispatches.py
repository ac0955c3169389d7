"""What a platform took from us, part by part, under the ids that it gave."""

from __future__ import annotations

from sqlalchemy import func, insert, select

from store.engine import Tx
from store.ids import now
from store.messages import Message, change, get
from store.schema import dispatch, message

STEPS = {"pending": 0, "unknown": 0, "sent": 1, "delivered": 2, "seen": 3}


def add(tx: Tx, of: Message, part: int, external_id: str) -> None:
    """A part of a message was taken; said again, it changes nothing."""
    known = (dispatch.c.message_id == of.id) & (dispatch.c.part == part)
    if tx.execute(select(dispatch.c.part).where(known)).first() or message_of(tx, of.channel, of.account, external_id):
        return
    tx.execute(
        insert(dispatch).values(
            message_id=of.id, part=part, channel=of.channel, account=of.account, external_id=external_id, at=now()
        )
    )


def message_of(tx: Tx, channel: str, account: str, external_id: str) -> Message | None:
    """Our message that the platform calls `external_id`, or None."""
    query = select(dispatch.c.message_id).where(
        dispatch.c.channel == channel, dispatch.c.account == account, dispatch.c.external_id == external_id
    )
    found = tx.execute(query).scalar()
    return get(tx, found) if found else None


def sent_before(tx: Tx, conversation_id: str, at: int) -> list[Message]:
    """Our messages of a conversation whose last part was taken at or before `at` (epoch ms)."""
    query = (
        select(dispatch.c.message_id)
        .join(message, message.c.id == dispatch.c.message_id)
        .where(message.c.conversation_id == conversation_id, message.c.state.in_(("sent", "delivered")))
        .group_by(dispatch.c.message_id)
        .having(func.max(dispatch.c.at) <= at)
    )
    return [found for row in tx.execute(query) if (found := get(tx, row.message_id))]


def advance(tx: Tx, of: Message, state: str) -> None:
    """The message came further on its way (sent, delivered, seen); a report that comes late changes nothing."""
    if STEPS.get(of.state, 9) < STEPS[state]:
        change(tx, of.id, state=state)
