"""Questions that the bot left open, what a person then said, and what answers them: an article, or none yet.

A question was left open where it stands among the intents that articles answer and no reply to it named an article, or
where the bot gave up on it and called a person.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, delete, exists, func, insert, literal, or_, select

from store import events, messages
from store.engine import Tx
from store.ids import new_id, now
from store.messages import Message
from store.schema import answered_question, conversation, customer, event, message

Verdict = Literal["article", "new", "none"]


@dataclass(frozen=True)
class Open:
    """A question that nobody has judged yet, what was said just before it, and what a person answered."""

    message: Message
    before: Message | None
    answers: list[Message]


@dataclass(frozen=True)
class Answered:
    """A judgement: `article_id` answers it, or no article does yet (`new`), or it is no question (`none`)."""

    id: str
    message_id: str
    conversation_id: str
    question: str
    language: str
    verdict: Verdict
    article_id: str | None
    user_id: str
    at: int


_COLUMNS = [answered_question.c[field.name] for field in fields(Answered)]


def unanswered(tx: Tx, intents: Iterable[str], since: int, skip: int = 0, limit: int = 1) -> list[Open]:
    """The open questions since `since` (epoch ms), newest first. `intents`: those that articles answer."""
    query = _open(intents, since).order_by(message.c.id.desc()).offset(skip).limit(limit)
    found = [messages.get(tx, row.id) for row in tx.execute(query)]
    return [Open(one, messages.said_before(tx, one), _answers(tx, one)) for one in found if one]


def count_unanswered(tx: Tx, intents: Iterable[str], since: int) -> int:
    """How many questions `unanswered` has."""
    return int(tx.execute(select(func.count()).select_from(_open(intents, since).subquery())).scalar_one())


def judge(
    tx: Tx, message_id: str, verdict: Verdict, user_id: str, language: str, article_id: str | None = None
) -> None:
    """Say what becomes of a question; a later word replaces an earlier one. Raises LookupError, ValueError."""
    asked = messages.get(tx, message_id)
    if asked is None:
        raise LookupError(f"no message {message_id}")
    if (verdict == "article") != (article_id is not None):
        raise ValueError("an article belongs to the verdict 'article', and to no other")
    tx.execute(delete(answered_question).where(answered_question.c.message_id == message_id))
    tx.execute(
        insert(answered_question).values(
            id=new_id(),
            message_id=asked.id,
            conversation_id=asked.conversation_id,
            question=asked.text,
            language=language,
            verdict=verdict,
            article_id=article_id,
            user_id=user_id,
            at=now(),
        )
    )
    _tell(tx, asked, user_id, {"verdict": verdict, "article": article_id})


def take_back(tx: Tx, message_id: str, user_id: str) -> None:
    """The question is open again. Raises LookupError where it was not judged."""
    asked = messages.get(tx, message_id)
    done = tx.execute(delete(answered_question).where(answered_question.c.message_id == message_id))
    if asked is None or not done.rowcount:
        raise LookupError(f"no judgement on {message_id}")
    _tell(tx, asked, user_id, {"verdict": None})


def answered(tx: Tx) -> list[Answered]:
    """All judgements, oldest first; those on erased customers' words are left out."""
    query = (
        select(*_COLUMNS)
        .join(conversation, conversation.c.id == answered_question.c.conversation_id)
        .join(customer, customer.c.id == conversation.c.customer_id)
        .where(customer.c.erased_at.is_(None), answered_question.c.question != "")
        .order_by(answered_question.c.message_id)
    )
    return [Answered(**row) for row in tx.execute(query).mappings()]


def judged_by(tx: Tx, user_id: str, since: int) -> int:
    """How many questions a user has judged since `since` (epoch ms)."""
    query = select(func.count()).where(answered_question.c.user_id == user_id, answered_question.c.at >= since)
    return int(tx.execute(query).scalar_one())


def _open(intents: Iterable[str], since: int) -> Select[Any]:
    return (
        select(message.c.id)
        .join(conversation, conversation.c.id == message.c.conversation_id)
        .join(customer, customer.c.id == conversation.c.customer_id)
        .where(
            message.c.author == "customer",
            message.c.kind == "text",
            message.c.text != "",
            message.c.created_at >= since,
            customer.c.erased_at.is_(None),
            or_(_admitted(list(intents)), message.c.id.in_(_given_up(since))),
            ~exists().where(answered_question.c.message_id == message.c.id),
        )
    )


def _admitted(intents: list[str]) -> ColumnElement[bool]:
    """Of `message`: it asks what articles answer, and no reply before the customer's next words shows a source."""
    reply, later = message.alias("reply"), message.alias("later")
    next_words = (
        select(func.min(later.c.seq))
        .where(
            later.c.conversation_id == message.c.conversation_id,
            later.c.seq > message.c.seq,
            later.c.author == "customer",
        )
        .correlate(message)
        .scalar_subquery()
    )
    shown = or_(reply.c.payload["source"].as_string().is_not(None), reply.c.payload["card"].as_string().is_not(None))
    told = exists().where(
        reply.c.conversation_id == message.c.conversation_id,
        reply.c.seq > message.c.seq,
        reply.c.seq < func.coalesce(next_words, literal(2**31 - 1)),
        reply.c.author == "bot",
        shown,
    )
    return message.c.intent.in_(intents) & ~told


def _given_up(since: int) -> Select[Any]:
    """The messages on which the bot gave up: the one that the event names, else the customer's last before it."""
    said = message.alias("said")
    last = (
        select(func.max(said.c.id))
        .where(
            said.c.conversation_id == event.c.conversation_id,
            said.c.author == "customer",
            said.c.kind == "text",
            said.c.created_at <= event.c.at,
        )
        .correlate(event)
        .scalar_subquery()
    )
    return select(func.coalesce(event.c.message_id, last)).where(
        event.c.kind == "owner",
        event.c.at >= since,
        event.c.data["to"].as_string() == "queued",
        event.c.data["why"].as_string() == "failed",
    )


def _answers(tx: Tx, asked: Message) -> list[Message]:
    """What the first person to write after a question said, until the customer's next words."""
    found: list[Message] = []
    for one in messages.of_conversation(tx, asked.conversation_id, after=asked.seq):
        if one.author == "agent" and one.kind == "text":
            found.append(one)
        elif found and one.author == "customer":
            break
    return found


def _tell(tx: Tx, asked: Message, user_id: str, data: dict[str, Any]) -> None:
    events.add(
        tx,
        "question.judged",
        actor=f"user:{user_id}",
        conversation_id=asked.conversation_id,
        message_id=asked.id,
        data=data,
    )
