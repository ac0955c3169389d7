"""What a customer may see of their own conversation, what they have seen of it, and how long people like them wait."""

from __future__ import annotations

from dataclasses import dataclass, fields
from statistics import median
from typing import Any

from sqlalchemy import Integer, RowMapping, and_, bindparam, func, or_, select

from store import conversations, messages
from store.conversations import Conversation
from store.engine import Tx
from store.ids import now
from store.schema import conversation, customer, event, identity, message, session, stretch, user

SHOWN = ("text", "choice", "notice", "survey", "feedback")
ARRIVED = ("sent", "delivered", "seen")
WAITS = 50  # newest waits that "usually" is taken from
FEWEST_WAITS = 5  # with fewer, nobody can say what is usual


@dataclass(frozen=True)
class Line:
    """A message as its customer may see it. `speaker`: the name of the person who wrote it, where one did."""

    id: str
    seq: int
    author: str
    kind: str
    text: str
    payload: dict[str, Any]
    external_id: str | None
    state: str
    language: str | None
    created_at: int
    speaker: str | None


@dataclass(frozen=True)
class Held:
    """What is kept of a visitor: their names, since when (epoch ms), and how much they wrote."""

    name: str | None
    phone: str | None
    email: str | None
    since: int
    conversations: int
    messages: int


_VISIBLE = and_(message.c.kind.in_(SHOWN), or_(message.c.author == "customer", message.c.state.in_(ARRIVED)))
_LINES = select(
    *(message.c[field.name] for field in fields(Line) if field.name != "speaker"), user.c.name.label("speaker")
).join(user, user.c.id == message.c.user_id, isouter=True)
# made once: each is asked with every ring of a widget's bell
_CHANGED = (
    _LINES.where(
        message.c.conversation_id == bindparam("conversation_id"),
        message.c.id.in_(
            select(event.c.message_id).where(
                event.c.conversation_id == bindparam("conversation_id"),
                event.c.seq > bindparam("since"),
                event.c.message_id.is_not(None),
            )
        ),
        _VISIBLE,
    )
    .order_by(message.c.seq)
    .limit(bindparam("most", type_=Integer))
)
_ONE = _LINES.where(message.c.id == bindparam("message_id"), _VISIBLE)
_CURSOR = select(func.coalesce(func.max(event.c.seq), 0)).where(event.c.conversation_id == bindparam("conversation_id"))
_ANSWERED = select(func.coalesce(func.max(message.c.seq), 0)).where(
    message.c.conversation_id == bindparam("conversation_id"),
    message.c.author == "agent",
    message.c.kind == "text",
    message.c.state.in_(ARRIVED),
)


def page(tx: Tx, conversation_id: str, limit: int, before: int | None = None) -> list[Line]:
    """The newest `limit` messages (numbered under `before`) that the customer may see, oldest first."""
    query = _LINES.where(message.c.conversation_id == conversation_id, _VISIBLE)
    if before is not None:
        query = query.where(message.c.seq < before)
    rows = tx.execute(query.order_by(message.c.seq.desc()).limit(limit)).mappings()
    return [_line(row) for row in rows][::-1]


def changed(tx: Tx, conversation_id: str, since: int, limit: int) -> list[Line]:
    """The messages that the customer may see and that the history names after event `since`, oldest first."""
    asked = {"conversation_id": conversation_id, "since": since, "most": limit}
    return [_line(row) for row in tx.execute(_CHANGED, asked).mappings()]


def line(tx: Tx, message_id: str) -> Line:
    """One message of the customer's own. Raises LookupError for one that is not there to be seen."""
    row = tx.execute(_ONE, {"message_id": message_id}).mappings().first()
    if row is None:
        raise LookupError(f"no message {message_id} to be seen")
    return _line(row)


def cursor(tx: Tx, conversation_id: str) -> int:
    """The number of the conversation's newest event."""
    return int(tx.execute(_CURSOR, {"conversation_id": conversation_id}).scalar_one())


def answered_up_to(tx: Tx, conversation_id: str) -> int:
    """The number of the newest message that a person wrote and that arrived: what stands before it has been read."""
    return int(tx.execute(_ANSWERED, {"conversation_id": conversation_id}).scalar_one())


def acknowledge(tx: Tx, held: Conversation, delivered: int, seen: int) -> None:
    """The widget has received all up to number `delivered` and shown all up to `seen`; going back changes nothing."""
    query = select(message.c.id, message.c.seq, message.c.state).where(
        message.c.conversation_id == held.id,
        message.c.author != "customer",
        message.c.state.in_(("sent", "delivered")),
        message.c.seq <= max(delivered, seen),
    )
    for row in tx.execute(query).all():
        state = "seen" if row.seq <= seen else "delivered"
        if state != row.state:
            messages.change(tx, row.id, state=state)
    if seen > held.seen_seq:
        conversations.change(tx, held.id, seen_seq=min(seen, held.last_seq))


def people_online(tx: Tx) -> int:
    """How many who answer customers are there: signed in, and not signed out or forgotten by the clock."""
    signed_in = select(session.c.user_id).where(session.c.expires_at > now())
    query = select(func.count()).where(
        user.c.presence == "online", user.c.role != "cx", user.c.disabled_at.is_(None), user.c.id.in_(signed_in)
    )
    return int(tx.execute(query).scalar_one())


def usual_wait(tx: Tx, days: int = 7) -> int | None:
    """The median wait (ms) between the bot's handing over and a person's taking over; None with too few to tell."""
    bot, person = stretch.alias(), stretch.alias()
    query = (
        select(bot.c.ended_at, func.min(person.c.began_at).label("came"))
        .join(person, and_(person.c.conversation_id == bot.c.conversation_id, person.c.began_at >= bot.c.ended_at))
        .where(
            bot.c.kind == "bot",
            bot.c.outcome == "handed_over",
            person.c.kind == "human",
            bot.c.began_at > now() - days * 86_400_000,
        )
        .group_by(bot.c.id, bot.c.ended_at)
        .order_by(bot.c.ended_at.desc())
        .limit(WAITS)
    )
    waits = [row.came - row.ended_at for row in tx.execute(query)]
    return int(median(waits)) if len(waits) >= FEWEST_WAITS else None


def speaker(tx: Tx, user_id: str) -> str | None:
    """The name under which a person speaks to customers."""
    name = tx.execute(select(user.c.name).where(user.c.id == user_id)).scalar()
    return str(name) if name else None


def held_of(tx: Tx, channel: str, account: str, visitor: str) -> Held | None:
    """What is kept of the person behind this door, None where nothing is."""
    query = (
        select(identity.c.id, identity.c.created_at, customer.c.name, customer.c.phone, customer.c.email)
        .join(customer, customer.c.id == identity.c.customer_id)
        .where(identity.c.channel == channel, identity.c.account == account, identity.c.external_id == visitor)
    )
    door = tx.execute(query).first()
    if door is None:
        return None
    mine = select(conversation.c.id).where(conversation.c.identity_id == door.id)
    talks = tx.execute(select(func.count()).select_from(mine.subquery())).scalar_one()
    words = tx.execute(
        select(func.count()).where(message.c.conversation_id.in_(mine), message.c.author == "customer")
    ).scalar_one()
    return Held(door.name, door.phone, door.email, door.created_at, int(talks), int(words))


def _line(row: RowMapping) -> Line:
    return Line(**row)
