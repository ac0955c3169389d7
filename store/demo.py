"""The demo's past: written in bulk, marked, and taken away again without a trace."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, exists, insert, or_, select, union, update

from store import tallies
from store.engine import Tx
from store.ids import now
from store.schema import conversation, customer, metadata, session, setting, survey, user
from store.users import DEMO_PASSWORD

# The names of tables, and rows for them; within one table all rows have the same columns.
Rows = dict[str, list[dict[str, Any]]]


def loaded(tx: Tx) -> bool:
    """Whether demo customers are there."""
    return bool(tx.execute(select(exists().where(customer.c.demo))).scalar())


def add(tx: Tx, rows: Rows) -> None:
    """Insert rows into many tables, each after those that it refers to."""
    for table in metadata.sorted_tables:
        if rows.get(table.name):
            tx.execute(insert(table), rows[table.name])
    if rows.get("tag"):
        tallies.recount(tx)


def remove(tx: Tx) -> None:
    """Delete every demo row and all that hangs on one: what was said to an invented customer goes with that customer.

    A demo user whose name stands in a real conversation cannot go: they are shut out instead.
    """
    people = select(customer.c.id).where(customer.c.demo)
    talks = select(conversation.c.id).where(or_(conversation.c.demo, conversation.c.customer_id.in_(people)))
    surveys = select(survey.c.id).where(survey.c.conversation_id.in_(talks))
    hangs_on = {"survey_id": surveys, "conversation_id": talks, "customer_id": people}
    for table in reversed(metadata.sorted_tables):
        if table is conversation:
            tx.execute(delete(table).where(table.c.id.in_(talks)))
        elif table is customer:
            tx.execute(delete(table).where(table.c.demo))
        else:
            for name in hangs_on.keys() & set(table.c.keys()):
                tx.execute(delete(table).where(table.c[name].in_(hangs_on[name])))
    tallies.recount(tx)
    tx.execute(delete(setting).where(setting.c.key == DEMO_PASSWORD))
    _remove_users(tx)


def _remove_users(tx: Tx) -> None:
    demo = select(user.c.id).where(user.c.demo)
    tx.execute(delete(session).where(session.c.user_id.in_(demo)))
    named = union(
        *(
            select(key.parent).where(key.parent.is_not(None))
            for table in metadata.sorted_tables
            for key in table.foreign_keys
            if key.column.table is user
        )
    )
    tx.execute(update(user).where(user.c.demo, user.c.id.in_(named)).values(disabled_at=now()))
    tx.execute(delete(user).where(user.c.demo, user.c.id.not_in(named)))
