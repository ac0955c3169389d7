"""Cases: what the company owes a customer, with an owner and a time."""

from __future__ import annotations

from dataclasses import dataclass, fields

from sqlalchemy import RowMapping, func, insert, select, update

from store import events
from store.engine import Tx
from store.ids import new_id, now
from store.schema import case

FIRST_NUMBER = 1001


@dataclass(frozen=True)
class Case:
    """One row of `case`; people call it "VV-<number>". `kind` complaint or callback; `state` open or done."""

    id: str
    number: int
    conversation_id: str | None
    customer_id: str
    kind: str
    title: str
    topic: str | None
    state: str
    owner_id: str | None
    due_at: int | None
    created_at: int
    closed_at: int | None


_COLUMNS = [case.c[field.name] for field in fields(Case)]


def _make(row: RowMapping) -> Case:
    return Case(**{field.name: row[field.name] for field in fields(Case)})


def open_new(
    tx: Tx,
    *,
    kind: str,
    title: str,
    customer_id: str,
    actor: str,
    conversation_id: str | None = None,
    topic: str | None = None,
    owner_id: str | None = None,
    due_at: int | None = None,
) -> Case:
    """Open a case; the same one where the conversation has an open case of this kind and topic already."""
    query = select(*_COLUMNS).where(
        case.c.conversation_id == conversation_id, case.c.kind == kind, case.c.topic == topic, case.c.state == "open"
    )
    known = tx.execute(query).mappings().first() if conversation_id else None
    if known:
        return _make(known)
    number = int(tx.execute(select(func.coalesce(func.max(case.c.number), FIRST_NUMBER - 1))).scalar_one()) + 1
    made = Case(
        new_id(), number, conversation_id, customer_id, kind, title, topic, "open", owner_id, due_at, now(), None
    )
    tx.execute(insert(case).values({field.name: getattr(made, field.name) for field in fields(Case)}))
    events.add(
        tx,
        "case.opened",
        actor=actor,
        conversation_id=conversation_id,
        customer_id=customer_id,
        data={"case": made.id, "number": number, "kind": kind},
    )
    return made


def close(tx: Tx, case_id: str, actor: str) -> None:
    """Mark a case done."""
    found = tx.execute(select(*_COLUMNS).where(case.c.id == case_id)).mappings().one()
    tx.execute(update(case).where(case.c.id == case_id).values(state="done", closed_at=now()))
    events.add(tx, "case.closed", actor=actor, conversation_id=found["conversation_id"], data={"case": case_id})


def of_customer(tx: Tx, customer_id: str) -> list[Case]:
    """The customer's cases, newest first."""
    query = select(*_COLUMNS).where(case.c.customer_id == customer_id).order_by(case.c.created_at.desc())
    return [_make(row) for row in tx.execute(query).mappings()]
