"""What people say about the tags of a message. Their word stands in the place of the model's, until they take it back.

What the model had said is kept with each correction: it can come back, and the next model can learn from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import RowMapping, Select, case, exists, func, insert, select, update

from store import conversations, events, messages, tags
from store.engine import Tx
from store.ids import new_id, now
from store.messages import Message
from store.schema import conversation, correction, customer, message, tag
from store.tags import Tag

KINDS = ("sentiment", "emotion", "complaint", "topic")  # what people judge
UNSURE = 0.6  # tags that the model believes less than this are worth a person's look


@dataclass(frozen=True)
class Statement:
    """One thing that a person says of a message: a tag's label, value and intensity, as in store/tags.py."""

    label: str = ""
    value: float | None = None
    intensity: int | None = None
    touchpoint: str | None = None


@dataclass(frozen=True)
class Correction:
    """A person's word on the tags of one kind. `says` empty: nothing there; None: the model's word stands again.

    `said`: the model's tags; `model`: its version, None where it heard nothing; `holds`: no later word replaced it.
    """

    id: str
    message_id: str
    kind: str
    said: list[Tag]
    model: str | None
    says: list[Statement] | None
    agrees: bool | None
    holds: bool
    user_id: str
    note: str | None
    at: int


@dataclass(frozen=True)
class Unsure:
    """A message that waits for a person's look, and how sure the model is of the tag that it believes least."""

    message_id: str
    confidence: float


@dataclass(frozen=True)
class Lesson:
    """A message with all that people say of it, kind by kind."""

    message: Message
    corrections: dict[str, Correction]


def judge(
    tx: Tx, message_id: str, says: Mapping[str, Sequence[Statement] | None], user_id: str, note: str | None = None
) -> None:
    """Let a person's word on these kinds stand: in the tags, the tallies and the conversation's mood.

    An empty list: nothing of the kind is there. None: the model's word stands again. Raises LookupError for an unknown
    message.
    """
    of = messages.get(tx, message_id)
    if of is None:
        raise LookupError(f"no message {message_id}")
    held = conversations.locked(tx, of.conversation_id)
    known = tags.of_messages(tx, [of.id])
    holding = _holding(tx, of.id)
    stage = next((one.stage for one in known if one.stage), None)
    at = now()
    changed: dict[str, list[Tag]] = {}
    for kind, words in says.items():
        last = holding.get(kind)
        said = last.said if last else [one for one in known if one.kind == kind]
        if words is None and last is None:
            continue
        changed[kind] = said if words is None else [_tag(kind, word, said, stage) for word in words]
        tx.execute(
            update(correction).where(correction.c.message_id == of.id, correction.c.kind == kind).values(holds=False)
        )
        tx.execute(
            insert(correction).values(
                id=new_id(at),
                message_id=of.id,
                conversation_id=of.conversation_id,
                kind=kind,
                said=[asdict(one) for one in said],
                model=next((one.model for one in said), None),
                says=None if words is None else [asdict(word) for word in words],
                agrees=None if words is None else _gist(said) == _gist(changed[kind]),
                holds=words is not None,
                user_id=user_id,
                note=note,
                at=at,
            )
        )
    if not changed:
        return
    found = [one for of_kind in changed.values() for one in of_kind]
    tags.replace(tx, of.id, of.conversation_id, of.created_at, changed, found)
    tags.refresh(tx, of.conversation_id)
    events.add(
        tx,
        "tags.judged",
        actor=f"user:{user_id}",
        conversation_id=of.conversation_id,
        customer_id=held.customer_id,
        message_id=of.id,
        data={kind: None if says[kind] is None else [one.label for one in changed[kind]] for kind in changed},
        at=at,
    )


def confirm(tx: Tx, message_id: str, user_id: str) -> None:
    """The tags that stand are right, and what is absent is rightly so. Raises LookupError for an unknown message."""
    known = tags.of_messages(tx, [message_id])
    right = {
        kind: [Statement(one.label, one.value, one.intensity, one.touchpoint) for one in known if one.kind == kind]
        for kind in KINDS
    }
    judge(tx, message_id, right, user_id)


def hear_again(tx: Tx, of: Message, found: Iterable[Tag]) -> None:
    """A later model's tags, in the place of an earlier one's; where a person has spoken, their word stays."""
    conversations.locked(tx, of.conversation_id)
    spoken = _holding(tx, of.id).keys()
    heard = [one for one in found if one.kind not in spoken]
    known = {one.kind for one in tags.of_messages(tx, [of.id])}
    tags.replace(tx, of.id, of.conversation_id, of.created_at, known - spoken, heard)
    tags.refresh(tx, of.conversation_id)


def spoken(tx: Tx, message_ids: Iterable[str]) -> dict[str, set[str]]:
    """On which kinds of these messages' tags a person's word holds: message id → kinds."""
    query = select(correction.c.message_id, correction.c.kind).where(
        correction.c.message_id.in_(list(message_ids)), correction.c.holds
    )
    found: dict[str, set[str]] = {}
    for message_id, kind in tx.execute(query):
        found.setdefault(message_id, set()).add(kind)
    return found


def of_message(tx: Tx, message_id: str) -> list[Correction]:
    """All that people said of a message, oldest first."""
    query = select(correction).where(correction.c.message_id == message_id).order_by(correction.c.at, correction.c.id)
    return [_make(row) for row in tx.execute(query).mappings()]


def unsure(tx: Tx, since: int, skip: int = 0, limit: int = 1) -> list[Unsure]:
    """The messages since `since` (epoch ms) that nobody has judged, least sure first."""
    found = _unsure(since).subquery()
    query = select(found).order_by(found.c.sure, found.c.message_id.desc()).offset(skip).limit(limit)
    return [Unsure(row.message_id, row.sure) for row in tx.execute(query)]


def count_unsure(tx: Tx, since: int) -> int:
    """How many messages `unsure` has."""
    return int(tx.execute(select(func.count()).select_from(_unsure(since).subquery())).scalar_one())


def judged_by(tx: Tx, user_id: str, since: int) -> int:
    """How many messages a user has judged since `since` (epoch ms)."""
    query = select(func.count(correction.c.message_id.distinct())).where(
        correction.c.user_id == user_id, correction.c.at >= since, correction.c.holds
    )
    return int(tx.execute(query).scalar_one())


def agreement(tx: Tx, since: int) -> tuple[int, int]:
    """Of the judgements since `since` (epoch ms): in how many the model was right, and of how many."""
    right = func.sum(case((correction.c.agrees, 1), else_=0))
    row = tx.execute(select(right, func.count()).where(correction.c.holds, correction.c.at >= since)).one()
    return int(row[0] or 0), int(row[1])


def lessons(tx: Tx) -> Iterator[Lesson]:
    """Every message that people have judged, oldest first; those of erased customers are left out."""
    query = (
        select(correction)
        .join(message, message.c.id == correction.c.message_id)
        .join(conversation, conversation.c.id == message.c.conversation_id)
        .join(customer, customer.c.id == conversation.c.customer_id)
        .where(correction.c.holds, customer.c.erased_at.is_(None), message.c.text != "")
        .order_by(correction.c.message_id)
    )
    of: dict[str, dict[str, Correction]] = {}
    for row in tx.execute(query).mappings():
        of.setdefault(row["message_id"], {})[row["kind"]] = _make(row)
    for message_id, found in of.items():
        said = messages.get(tx, message_id)
        assert said is not None
        yield Lesson(said, found)


def _unsure(since: int) -> Select[Any]:
    judged = exists().where(correction.c.message_id == tag.c.message_id, correction.c.holds)
    return (
        select(tag.c.message_id, func.min(tag.c.confidence).label("sure"))
        .join(message, message.c.id == tag.c.message_id)
        .join(conversation, conversation.c.id == tag.c.conversation_id)
        .join(customer, customer.c.id == conversation.c.customer_id)
        .where(
            tag.c.kind.in_(KINDS),
            tag.c.confidence < UNSURE,
            tag.c.at >= since,
            tag.c.source == "model",
            message.c.text != "",
            customer.c.erased_at.is_(None),
            ~judged,
        )
        .group_by(tag.c.message_id)
    )


def _holding(tx: Tx, message_id: str) -> dict[str, Correction]:
    return {one.kind: one for one in of_message(tx, message_id) if one.holds}


def _tag(kind: str, word: Statement, said: list[Tag], stage: str | None) -> Tag:
    """The tag that a statement makes. Where the model said the same, its finer score and its place in the text stay."""
    same = next((one for one in said if one.label == word.label), None)
    if same is None:
        return Tag(
            kind, word.label, word.value, 1.0, "", word.intensity,
            touchpoint=word.touchpoint, source="person", stage=stage,
        )  # fmt: skip
    value = same.value if kind == "sentiment" else word.value
    return replace(same, value=value, intensity=word.intensity, confidence=1.0, source="person")


def _gist(of: list[Tag]) -> list[str]:
    """What tags of one kind come down to when two judgements are compared: a complaint denied is none."""
    return sorted(one.label for one in of if one.kind != "complaint" or (one.value or 0) > 0)


def _make(row: RowMapping) -> Correction:
    return Correction(
        id=row["id"],
        message_id=row["message_id"],
        kind=row["kind"],
        said=[Tag(**one) for one in row["said"]],
        model=row["model"],
        says=None if row["says"] is None else [Statement(**one) for one in row["says"]],
        agrees=row["agrees"],
        holds=row["holds"],
        user_id=row["user_id"],
        note=row["note"],
        at=row["at"],
    )
