"""The one history: an append-only row in the same transaction as each change, and the short-lived signals beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping, delete, func, insert, select

from store.engine import Tx
from store.ids import now
from store.schema import event, signal


@dataclass(frozen=True)
class Event:
    """One thing that happened. `actor` is customer, bot, system or user:<id>; `at` in epoch milliseconds."""

    seq: int
    kind: str
    conversation_id: str | None
    actor: str
    message_id: str | None
    data: dict[str, Any]
    at: int


def add(
    tx: Tx,
    kind: str,
    *,
    actor: str,
    conversation_id: str | None = None,
    customer_id: str | None = None,
    message_id: str | None = None,
    data: dict[str, Any] | None = None,
    at: int | None = None,
) -> None:
    """Append one event in the caller's transaction."""
    tx.execute(
        insert(event),
        {
            "kind": kind,
            "actor": actor,
            "conversation_id": conversation_id,
            "customer_id": customer_id,
            "message_id": message_id,
            "data": data or {},
            "at": at or now(),
        },
    )


def since(tx: Tx, seq: int, limit: int = 500) -> list[Event]:
    """The events after `seq`, oldest first."""
    rows = tx.execute(select(event).where(event.c.seq > seq).order_by(event.c.seq).limit(limit)).mappings()
    return [_event(row) for row in rows]


def of_conversation(tx: Tx, conversation_id: str) -> list[Event]:
    """The whole history of one conversation, oldest first."""
    rows = tx.execute(select(event).where(event.c.conversation_id == conversation_id).order_by(event.c.seq)).mappings()
    return [_event(row) for row in rows]


def last_seq(tx: Tx) -> int:
    """The number of the newest event, 0 where there is none."""
    return int(tx.execute(select(func.coalesce(func.max(event.c.seq), 0))).scalar_one())


def ring(tx: Tx, kind: str, conversation_id: str, actor: str) -> None:
    """A short-lived signal (typing, looking): seen by whoever listens now, remembered by nobody."""
    tx.execute(insert(signal).values(kind=kind, conversation_id=conversation_id, actor=actor, at=now()))


def signals_since(tx: Tx, seq: int) -> list[tuple[int, str, str, str]]:
    """The signals after `seq` as (seq, kind, conversation, actor)."""
    rows = tx.execute(select(signal).where(signal.c.seq > seq).order_by(signal.c.seq))
    return [(row.seq, row.kind, row.conversation_id, row.actor) for row in rows]


def last_signal(tx: Tx) -> int:
    """The number of the newest signal, 0 where there is none."""
    return int(tx.execute(select(func.coalesce(func.max(signal.c.seq), 0))).scalar_one())


def sweep_signals(tx: Tx, before: int) -> int:
    """Forget the signals older than `before` (epoch ms); returns how many."""
    return tx.execute(delete(signal).where(signal.c.at < before)).rowcount


def _event(row: RowMapping) -> Event:
    return Event(
        row["seq"], row["kind"], row["conversation_id"], row["actor"], row["message_id"], row["data"], row["at"]
    )
