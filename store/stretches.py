"""Stretches: the parts of a conversation that the bot or one person carried. Ratings belong to a stretch."""

from __future__ import annotations

from dataclasses import dataclass, fields

from sqlalchemy import RowMapping, bindparam, insert, select, update

from store.engine import Tx
from store.ids import new_id, now
from store.schema import stretch


@dataclass(frozen=True)
class Stretch:
    """`kind` bot or human; `outcome` settled, handed_over, returned, closed or lapsed; times in epoch ms."""

    id: str
    conversation_id: str
    kind: str
    user_id: str | None
    began_at: int
    ended_at: int | None
    outcome: str | None


_COLUMNS = [stretch.c[field.name] for field in fields(Stretch)]
_CURRENT = (
    select(*_COLUMNS)
    .where(stretch.c.conversation_id == bindparam("conversation_id"), stretch.c.ended_at.is_(None))
    .order_by(stretch.c.began_at.desc())
    .limit(1)
)


def _make(row: RowMapping) -> Stretch:
    return Stretch(**{field.name: row[field.name] for field in fields(Stretch)})


def current(tx: Tx, conversation_id: str) -> Stretch | None:
    """The stretch that has not ended, or None."""
    row = tx.execute(_CURRENT, {"conversation_id": conversation_id}).mappings().first()
    return _make(row) if row else None


def begin(tx: Tx, conversation_id: str, kind: str, user_id: str | None = None, at: int | None = None) -> Stretch:
    """Begin a stretch; the one before it must have ended."""
    made, at = new_id(), at or now()
    tx.execute(
        insert(stretch).values(id=made, conversation_id=conversation_id, kind=kind, user_id=user_id, began_at=at)
    )
    return Stretch(made, conversation_id, kind, user_id, at, None, None)


def end(tx: Tx, conversation_id: str, outcome: str, at: int | None = None) -> Stretch | None:
    """End the current stretch, if there is one, and return it as it was."""
    ended = current(tx, conversation_id)
    if ended:
        tx.execute(update(stretch).where(stretch.c.id == ended.id).values(ended_at=at or now(), outcome=outcome))
    return ended


def of_conversation(tx: Tx, conversation_id: str) -> list[Stretch]:
    """All stretches of a conversation, oldest first."""
    query = select(*_COLUMNS).where(stretch.c.conversation_id == conversation_id).order_by(stretch.c.began_at)
    return [_make(row) for row in tx.execute(query).mappings()]
