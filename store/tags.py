"""Tags of messages, and what they add up to for a conversation. A tag that is absent stays absent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from itertools import pairwise
from typing import Any

from sqlalchemy import RowMapping, delete, insert, select

from store import conversations, tallies
from store.engine import Tx
from store.ids import new_id
from store.schema import message, tag


@dataclass(frozen=True)
class Tag:
    """One judgement on a message.

    kind and its label/value: sentiment (band, −1…1) · emotion (name; `intensity` 1–5) · effort (−5…5) ·
    complaint (0/1) · urgency (0…3) · topic (path; the topic's own sentiment −2…2 or None) · actionability (answer,
    fix, improve) · churn (0/1) · abuse (profanity, abuse) · quality (one flag) · language. `start`, `end`: the
    characters it rests on. `stage`: of the customer's journey. `source`: model or person.
    """

    kind: str
    label: str
    value: float | None
    confidence: float
    model: str
    intensity: int | None = None
    start: int | None = None
    end: int | None = None
    touchpoint: str | None = None
    source: str = "model"
    stage: str | None = None


_COLUMNS = [tag.c[field.name] for field in fields(Tag)]


def _make(row: RowMapping) -> Tag:
    return Tag(**{field.name: row[field.name] for field in fields(Tag)})


def add(tx: Tx, message_id: str, conversation_id: str, at: int, tags: Iterable[Tag]) -> None:
    """Store and count the tags of a message that was written at `at` (epoch ms)."""
    found = list(tags)
    if found:
        _insert(tx, message_id, conversation_id, at, found)
        tallies.add(tx, conversation_id, at, found)


def replace(tx: Tx, message_id: str, conversation_id: str, at: int, kinds: Iterable[str], tags: Iterable[Tag]) -> None:
    """Put these tags in the place of the message's tags of these kinds, and count it anew."""
    gone, new = set(kinds), list(tags)
    known = of_messages(tx, [message_id])
    tx.execute(delete(tag).where(tag.c.message_id == message_id, tag.c.kind.in_(gone)))
    if new:
        _insert(tx, message_id, conversation_id, at, new)
    kept = [one for one in known if one.kind not in gone]
    tallies.change(tx, conversation_id, at, known, kept + new)


def _insert(tx: Tx, message_id: str, conversation_id: str, at: int, tags: list[Tag]) -> None:
    of_message = {"message_id": message_id, "conversation_id": conversation_id, "at": at}
    tx.execute(insert(tag), [{"id": new_id(at), **of_message, **asdict(one)} for one in tags])


def of_conversation(tx: Tx, conversation_id: str) -> dict[str, list[Tag]]:
    """The tags of each message of a conversation: message id → tags."""
    found: dict[str, list[Tag]] = {}
    query = select(tag.c.message_id, *_COLUMNS).where(tag.c.conversation_id == conversation_id).order_by(tag.c.id)
    for row in tx.execute(query).mappings():
        found.setdefault(row["message_id"], []).append(_make(row))
    return found


def of_messages(tx: Tx, message_ids: list[str]) -> list[Tag]:
    """The tags of these messages."""
    query = select(*_COLUMNS).where(tag.c.message_id.in_(message_ids)).order_by(tag.c.id)
    return [_make(row) for row in tx.execute(query).mappings()]


def by_message(tx: Tx, message_ids: list[str]) -> dict[str, list[Tag]]:
    """The tags of these messages: message id → tags."""
    found: dict[str, list[Tag]] = {}
    query = select(tag.c.message_id, *_COLUMNS).where(tag.c.message_id.in_(message_ids)).order_by(tag.c.id)
    for row in tx.execute(query).mappings():
        found.setdefault(row["message_id"], []).append(_make(row))
    return found


def refresh(tx: Tx, conversation_id: str) -> None:
    """Compute the conversation's mood (start, lowest, now, what turned it), effort, urgency and complaint again."""
    query = (
        select(tag.c.message_id, tag.c.kind, tag.c.value)
        .join(message, message.c.id == tag.c.message_id)
        .where(tag.c.conversation_id == conversation_id, message.c.kind != "feedback")
        .order_by(message.c.seq)
    )
    conversations.change(tx, conversation_id, **summary((row[0], row[1], row[2]) for row in tx.execute(query)))


def summary(rows: Iterable[tuple[str, str, float | None]]) -> dict[str, Any]:
    """The conversation's columns from its tags in order: (message, kind, value)."""
    moods: list[tuple[str, float]] = []
    efforts: list[float] = []
    urgency, complaint = 0, False
    for message_id, kind, value in rows:
        if value is None:
            continue
        if kind == "sentiment":
            moods.append((message_id, value))
        elif kind == "effort":
            efforts.append(value)
        elif kind == "urgency":
            urgency = max(urgency, int(value))
        elif kind == "complaint":
            complaint = complaint or value > 0
    steps = [(abs(b[1] - a[1]), b[0]) for a, b in pairwise(moods)]
    turn = max(steps, default=(0.0, None))
    return {
        "mood_start": moods[0][1] if moods else None,
        "mood_low": min(value for _, value in moods) if moods else None,
        "mood_now": moods[-1][1] if moods else None,
        # less than a band and a half is the ordinary wavering of a scored text, not a turn
        "mood_turn_id": turn[1] if turn[0] >= 0.6 else None,
        "effort": min(efforts) if efforts else None,
        "urgency": urgency,
        "complaint": complaint,
    }
