"""Tags counted by day, channel and label. Kept by whoever stores tags, in the same transaction.

A report over months reads some thousand rows here instead of millions of tags.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Integer, cast, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from settings import settings
from store.engine import Tx
from store.schema import conversation, tag, tally

HOUR = 3_600_000
COUNTED = ("sentiment", "topic", "complaint")
_KEY = ("kind", "day", "label", "channel")
_COUNTS = ("mentions", "bad", "good", "complaints")


class Judged(Protocol):
    """What is looked at of a tag."""

    @property
    def kind(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def value(self) -> float | None: ...


@dataclass(frozen=True)
class Count:
    """How often something was said: mentions, of which with a bad or a good feeling about it, and in complaints."""

    mentions: int = 0
    bad: int = 0
    good: int = 0
    complaints: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(*(getattr(self, name) + getattr(other, name) for name in _COUNTS))

    def __neg__(self) -> Count:
        return Count(*(-getattr(self, name) for name in _COUNTS))


Key = tuple[str, str, str, str]


def day_of(at: int) -> date:
    """The day of an epoch in ms where the company is."""
    return _day_of_quarter(at // (HOUR // 4), settings().time_zone)


@lru_cache(maxsize=4096)
def _day_of_quarter(quarter: int, zone: str) -> date:
    # no zone's day begins but on a quarter of an hour
    return datetime.fromtimestamp(quarter * 900, ZoneInfo(zone)).date()


def add(tx: Tx, conversation_id: str, at: int, tags: Iterable[Judged]) -> None:
    """Count the tags of one message, written at `at` (epoch ms)."""
    change(tx, conversation_id, at, [], tags)


def change(tx: Tx, conversation_id: str, at: int, before: Iterable[Judged], after: Iterable[Judged]) -> None:
    """Count `after` in the place of `before`: all tags of one message, written at `at` (epoch ms)."""
    gone = [(kind, label, -count) for kind, label, count in _of_message(list(before))]
    counts = [*gone, *_of_message(list(after))]
    if not counts:
        return
    channel = tx.execute(select(conversation.c.channel).where(conversation.c.id == conversation_id)).scalar_one()
    day = day_of(at).isoformat()
    _store(tx, [((kind, day, label, channel), count) for kind, label, count in counts])
    if gone:
        tx.execute(delete(tally).where(tally.c.day == day, tally.c.channel == channel, tally.c.mentions == 0))


def recount(tx: Tx) -> None:
    """Count all tags anew, after rows were written or taken away in bulk."""
    tx.execute(delete(tally))
    query = (
        select(tag.c.message_id, tag.c.kind, tag.c.label, tag.c.value, tag.c.at, conversation.c.channel)
        .join(conversation, conversation.c.id == tag.c.conversation_id)
        .where(tag.c.kind.in_(COUNTED))
        .order_by(tag.c.message_id)
    )
    counted: dict[Key, Count] = {}
    rows: list[Any] = []

    def close() -> None:
        for kind, label, count in _of_message(rows):
            key = (kind, day_of(rows[0].at).isoformat(), label, rows[0].channel)
            counted[key] = counted.get(key, Count()) + count
        rows.clear()

    for row in tx.execute(query, execution_options={"yield_per": 5000}):
        if rows and rows[0].message_id != row.message_id:
            close()
        rows.append(row)
    if rows:
        close()
    _store(tx, list(counted.items()))


def _of_message(tags: list[Any]) -> Iterator[tuple[str, str, Count]]:
    complains = any(one.kind == "complaint" and (one.value or 0) > 0 for one in tags)
    for one in tags:
        value = one.value or 0
        if one.kind in COUNTED and (one.kind != "complaint" or complains):
            felt = one.kind == "topic"
            yield one.kind, one.label, Count(1, int(felt and value < 0), int(felt and value > 0), int(complains))


def _store(tx: Tx, counts: list[tuple[Key, Count]]) -> None:
    if not counts:
        return
    together: dict[Key, Count] = {}
    for key, count in counts:
        together[key] = together.get(key, Count()) + count
    # in one order, so that two writers who count the same things wait for each other and never in a circle
    rows = [
        dict(zip(_KEY, key, strict=True)) | {name: getattr(together[key], name) for name in _COUNTS}
        for key in sorted(together)
        if together[key] != Count()
    ]
    if not rows:
        return
    insert: Callable[..., Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[tx.dialect.name]
    statement = insert(tally)
    grown = {name: tally.c[name] + statement.excluded[name] for name in _COUNTS}
    tx.execute(statement.on_conflict_do_update(index_elements=list(_KEY), set_=grown), rows)


def totals(tx: Tx, kind: str, first: date, last: date, channel: str | None = None) -> dict[str, Count]:
    """What was said from the day `first` to the day `last`: label → count."""
    query = select(tally.c.label, *_sums()).where(*_of(kind, first, last, channel)).group_by(tally.c.label)
    return {label: Count(*counts) for label, *counts in tx.execute(query)}


def by_day(
    tx: Tx, kind: str, labels: Sequence[str], first: date, last: date, channel: str | None = None
) -> dict[tuple[date, str], Count]:
    """The same for each day, of these labels: (day, label) → count."""
    query = (
        select(tally.c.day, tally.c.label, *_sums())
        .where(*_of(kind, first, last, channel), tally.c.label.in_(labels))
        .group_by(tally.c.day, tally.c.label)
    )
    return {(date.fromisoformat(day), label): Count(*counts) for day, label, *counts in tx.execute(query)}


def _sums() -> list[ColumnElement[int]]:
    # a sum of integers is a decimal on PostgreSQL
    return [cast(func.sum(tally.c[name]), Integer) for name in _COUNTS]


def _of(kind: str, first: date, last: date, channel: str | None) -> list[ColumnElement[bool]]:
    where = [tally.c.kind == kind, tally.c.day >= first.isoformat(), tally.c.day <= last.isoformat()]
    return [*where, tally.c.channel == channel] if channel else where
