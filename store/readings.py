"""Who has a conversation on the screen, and how far they have read it."""

from __future__ import annotations

from sqlalchemy import func, insert, select, update

from store import events
from store.engine import Tx
from store.ids import now
from store.schema import conversation, reading

LOOKING_MS = 45_000  # a screen that has said nothing for so long is no longer looking


def look(tx: Tx, conversation_id: str, user_id: str, seq: int) -> None:
    """A user has the conversation on the screen and has read up to message `seq`; tells the listeners who come new."""
    here = (reading.c.user_id == user_id, reading.c.conversation_id == conversation_id)
    known = tx.execute(select(reading.c.seq, reading.c.at).where(*here)).first()
    at = now()
    if known is None:
        tx.execute(insert(reading).values(user_id=user_id, conversation_id=conversation_id, seq=seq, at=at))
    else:
        tx.execute(update(reading).where(*here).values(seq=max(seq, known.seq), at=at))
    if known is None or at - known.at > LOOKING_MS or seq > known.seq:
        events.ring(tx, "looking", conversation_id, f"user:{user_id}")


def leave(tx: Tx, conversation_id: str, user_id: str) -> None:
    """A user no longer has the conversation on the screen."""
    tx.execute(
        update(reading).where(reading.c.user_id == user_id, reading.c.conversation_id == conversation_id).values(at=0)
    )
    events.ring(tx, "looking", conversation_id, f"user:{user_id}")


def looking(tx: Tx, conversation_id: str) -> list[str]:
    """The ids of the users who have the conversation on the screen now."""
    query = select(reading.c.user_id).where(
        reading.c.conversation_id == conversation_id, reading.c.at > now() - LOOKING_MS
    )
    return [row.user_id for row in tx.execute(query)]


def unread(tx: Tx, user_id: str) -> int:
    """How many of the user's own conversations hold something that they have not read, and the queue beside them."""
    seen = select(reading.c.seq).where(reading.c.conversation_id == conversation.c.id, reading.c.user_id == user_id)
    query = (
        select(func.count())
        .select_from(conversation)
        .where(
            conversation.c.owner.in_(("queued", "human")),
            conversation.c.waiting_since.is_not(None),
            (conversation.c.owner == "queued")
            | (
                (conversation.c.owner == "human")
                & (conversation.c.assignee_id == user_id)
                & (conversation.c.last_seq > func.coalesce(seen.scalar_subquery(), 0))
            ),
        )
    )
    return int(tx.execute(query).scalar_one())
