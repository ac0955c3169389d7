"""What agents did with what was suggested to them: accepted, edited or rejected."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import func, insert, select

from store.engine import Tx
from store.ids import new_id, now
from store.schema import suggestion

Kind = Literal["reply", "action"]
Verdict = Literal["accepted", "edited", "rejected"]


def judge(tx: Tx, conversation_id: str, user_id: str, kind: Kind, source: str, verdict: Verdict) -> None:
    """Remember a verdict. `source`: article:<id>, macro:<id> or rule:<id>."""
    tx.execute(
        insert(suggestion).values(
            id=new_id(),
            conversation_id=conversation_id,
            user_id=user_id,
            kind=kind,
            source=source,
            verdict=verdict,
            at=now(),
        )
    )


def judged(tx: Tx, conversation_id: str, kind: Kind) -> dict[str, str]:
    """The last verdict on each source in a conversation: source → verdict."""
    query = (
        select(suggestion.c.source, suggestion.c.verdict)
        .where(suggestion.c.conversation_id == conversation_id, suggestion.c.kind == kind)
        .order_by(suggestion.c.id)
    )
    return {row.source: row.verdict for row in tx.execute(query)}


def record(tx: Tx, kind: Kind) -> dict[str, tuple[int, int]]:
    """How each source has fared: source → (taken, judged). What people take is offered sooner."""
    query = select(suggestion.c.source, suggestion.c.verdict, func.count().label("n")).where(suggestion.c.kind == kind)
    found: dict[str, tuple[int, int]] = {}
    for row in tx.execute(query.group_by(suggestion.c.source, suggestion.c.verdict)):
        taken, judged_ = found.get(row.source, (0, 0))
        found[row.source] = (taken + (row.n if row.verdict != "rejected" else 0), judged_ + row.n)
    return found
