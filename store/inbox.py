"""The agents' inbox: which conversations, in which order, and what a line of the list shows.

The order of open conversations is a score in points, so that it can be explained to the people who work by it:

    wait        one point for each minute that the customer has waited for a word, 90 at most
    urgency     0, 10, 25 or 60: harm and danger outweigh an hour of waiting
    mood        up to 20, for −1; nothing for neutral, good or unknown
    complaint   5
    nobody      10 while nobody has taken it (queued)

While nobody waits, because the last word is ours, urgency, mood and complaint count a fifth. Equal scores: the one that
was last written in first.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Literal

from sqlalchemy import ColumnElement, Float, Select, String, and_, case, cast, exists, func, literal, or_, select

from store.conversations import Conversation, make
from store.engine import Tx
from store.folding import fold, folded
from store.ids import now
from store.schema import conversation, customer, message, reading, tag

Tab = Literal["mine", "waiting", "bot", "all"]
TABS: tuple[Tab, ...] = ("mine", "waiting", "bot", "all")
MOST_WAIT = 90  # minutes
URGENCY = {0: 0.0, 1: 10.0, 2: 25.0, 3: 60.0}
MOOD, COMPLAINT, NOBODY, OURS = 20.0, 5.0, 10.0, 0.2
OPEN = ("bot", "queued", "human")
SHOWN = ("text", "choice", "card", "feedback")  # kinds of message that are somebody's words


@dataclass(frozen=True)
class Line:
    """A conversation as the list shows it. `unread`: the customer's messages that this user has not had on screen."""

    conversation: Conversation
    score: float
    name: str | None
    segment: str | None
    unread: bool
    last_text: str
    last_author: str
    last_user_id: str | None
    last_at: int
    topic: str | None


_COLUMNS = [conversation.c[field.name] for field in fields(Conversation)]


def score(at: int) -> ColumnElement[float]:
    """The points of a conversation at a moment (epoch ms), as SQL."""
    c = conversation.c
    minutes = cast(literal(at) - c.waiting_since, Float) / 60_000
    wait = case((minutes > MOST_WAIT, float(MOST_WAIT)), (minutes < 0, 0.0), else_=minutes)
    urgency = case(*((c.urgency == level, points) for level, points in URGENCY.items()), else_=0.0)
    mood = case((c.mood_now < 0, -c.mood_now * MOOD), else_=0.0)
    heat = urgency + mood + case((c.complaint.is_(True), COMPLAINT), else_=0.0)
    return case(
        (c.waiting_since.is_(None), heat * OURS),
        else_=wait + heat + case((c.owner == "queued", NOBODY), else_=0.0),
    )


def _in(tab: Tab, user_id: str) -> ColumnElement[bool]:
    c = conversation.c
    if tab == "mine":
        return and_(c.owner == "human", c.assignee_id == user_id)
    if tab == "waiting":
        return c.owner == "queued"
    if tab == "bot":
        # demo conversations are the past: nobody is in them now
        return and_(c.owner == "bot", c.demo.is_(False))
    return literal(True)


def _matching(query: str) -> ColumnElement[bool]:
    """Conversations that name the query: the customer, somebody's words, an order code."""
    needle = "%" + fold(query.strip()).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    said = exists().where(
        message.c.conversation_id == conversation.c.id, folded(message.c.text).like(needle, escape="\\")
    )
    return or_(
        folded(customer.c.name).like(needle, escape="\\"),
        folded(cast(conversation.c.slots, String)).like(needle, escape="\\"),
        said,
    )


def lines(tx: Tx, tab: Tab, user_id: str, query: str = "", limit: int = 60) -> list[Line]:
    """The first `limit` lines of a tab: open ones by score, then closed ones, the newest first."""
    at = now()
    points = score(at)
    closed = case((conversation.c.owner == "closed", 1), else_=0)
    seen = select(reading.c.seq).where(reading.c.conversation_id == conversation.c.id, reading.c.user_id == user_id)
    chosen: Select[Any] = (
        select(
            *_COLUMNS,
            case((closed == 1, 0.0), else_=points).label("score"),
            customer.c.name,
            customer.c.segment,
            func.coalesce(seen.scalar_subquery(), 0).label("seen"),
        )
        .join(customer, customer.c.id == conversation.c.customer_id)
        .where(_in(tab, user_id))
        .order_by(closed, case((closed == 1, 0.0), else_=points).desc(), conversation.c.last_message_at.desc())
        .limit(limit)
    )
    if query.strip():
        chosen = chosen.where(_matching(query))
    rows = tx.execute(chosen).mappings().all()
    ids = [row["id"] for row in rows]
    words, heard, topics = _last_words(tx, ids), _last_heard(tx, ids), _topics(tx, ids)
    found = []
    for row in rows:
        said = words.get(row["id"])
        found.append(
            Line(
                conversation=make(row),
                score=row["score"],
                name=row["name"],
                segment=row["segment"],
                unread=row["waiting_since"] is not None
                and row["owner"] in ("queued", "human")
                and heard.get(row["id"], 0) > row["seen"],
                last_text=said.text if said else "",
                last_author=said.author if said else "customer",
                last_user_id=said.user_id if said else None,
                last_at=said.created_at if said else row["last_message_at"],
                topic=topics.get(row["id"]),
            )
        )
    return found


def counts(tx: Tx, user_id: str) -> dict[str, int]:
    """How many conversations each tab holds; `all` counts those that are not closed."""
    query = select(
        *(
            func.coalesce(func.sum(case((_in(tab, user_id), 1), else_=0)), 0).label(tab)
            for tab in ("mine", "waiting", "bot")
        ),
        func.count().label("all"),
    ).where(conversation.c.owner.in_(OPEN), conversation.c.demo.is_(False) | (conversation.c.owner != "bot"))
    return {key: int(value) for key, value in tx.execute(query).mappings().one().items()}


def _last_words(tx: Tx, ids: list[str]) -> dict[str, Any]:
    newest = (
        select(message.c.conversation_id, func.max(message.c.seq).label("seq"))
        .where(message.c.conversation_id.in_(ids), message.c.kind.in_(SHOWN), message.c.state != "unsent")
        .group_by(message.c.conversation_id)
        .subquery()
    )
    query = select(
        message.c.conversation_id, message.c.text, message.c.author, message.c.user_id, message.c.created_at
    ).join(newest, and_(newest.c.conversation_id == message.c.conversation_id, newest.c.seq == message.c.seq))
    return {row.conversation_id: row for row in tx.execute(query)}


def _last_heard(tx: Tx, ids: list[str]) -> dict[str, int]:
    query = (
        select(message.c.conversation_id, func.max(message.c.seq).label("seq"))
        .where(message.c.conversation_id.in_(ids), message.c.author == "customer")
        .group_by(message.c.conversation_id)
    )
    return {row.conversation_id: row.seq for row in tx.execute(query)}


def _topics(tx: Tx, ids: list[str]) -> dict[str, str]:
    """What each conversation is most about: the topic that most of its messages name, the latest of equals."""
    # asked for by kind too, SQLite would walk all topics of all conversations
    query = (
        select(tag.c.conversation_id, tag.c.kind, tag.c.label)
        .where(tag.c.conversation_id.in_(ids))
        .group_by(tag.c.conversation_id, tag.c.kind, tag.c.label)
        .order_by(func.count(), func.max(tag.c.at))
    )
    return {row.conversation_id: row.label for row in tx.execute(query) if row.kind == "topic"}
