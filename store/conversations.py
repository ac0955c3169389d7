"""Conversations: who may speak, and what is known of them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Literal

from sqlalchemy import ColumnElement, RowMapping, bindparam, func, insert, or_, select, update

from store import events
from store.customers import Identity
from store.engine import Tx
from store.ids import new_id, now
from store.schema import conversation, identity

Owner = Literal["bot", "queued", "human", "closed"]


class Moved(RuntimeError):
    """Somebody else changed the owner first: the epoch that the caller knew is past."""


@dataclass(frozen=True)
class Conversation:
    """One row of `conversation`; see the schema for the meaning of each column."""

    id: str
    customer_id: str
    identity_id: str | None
    channel: str
    account: str
    language: str
    owner: Owner
    epoch: int
    assignee_id: str | None
    rasa_epoch: int
    turn_holder: str | None
    turn_until: int
    typing_until: int
    human_until: int | None
    queued_at: int | None
    promised_at: int | None
    waiting_since: int | None
    misunderstood: int
    reason: str | None
    note: str | None
    slots: dict[str, Any]
    intent: str | None
    mood_start: float | None
    mood_low: float | None
    mood_now: float | None
    mood_turn_id: str | None
    effort: float | None
    urgency: int
    complaint: bool
    resolved: bool | None
    last_seq: int
    last_message_at: int
    seen_seq: int
    created_at: int
    closed_at: int | None
    demo: bool


_NAMES = [field.name for field in fields(Conversation)]
_COLUMNS = [conversation.c[name] for name in _NAMES]


def make(row: RowMapping) -> Conversation:
    """A conversation from a row that holds all its columns."""
    return Conversation(**{name: row[name] for name in _NAMES})


# made once: building a statement of forty columns costs more than running it
_BY_ID = select(*_COLUMNS).where(conversation.c.id == bindparam("id"))
_LOCKED = _BY_ID.with_for_update()
_CURRENT = (
    select(*_COLUMNS)
    .join(identity, identity.c.id == conversation.c.identity_id)
    .where(
        identity.c.channel == bindparam("channel"),
        identity.c.account == bindparam("account"),
        identity.c.external_id == bindparam("external_id"),
    )
    .order_by(conversation.c.created_at.desc(), conversation.c.id.desc())
    .limit(1)
)


def get(tx: Tx, conversation_id: str) -> Conversation | None:
    """The conversation, or None."""
    row = tx.execute(_BY_ID, {"id": conversation_id}).mappings().first()
    return make(row) if row else None


def locked(tx: Tx, conversation_id: str) -> Conversation:
    """The conversation, held against everybody else until the transaction ends. Raises LookupError if unknown."""
    row = tx.execute(_LOCKED, {"id": conversation_id}).mappings().first()
    if row is None:
        raise LookupError(f"no conversation {conversation_id}")
    return make(row)


def current(tx: Tx, channel: str, account: str, external_id: str) -> Conversation | None:
    """The newest conversation that came in by this door (a visitor's browser, a Zalo id), or None."""
    door = {"channel": channel, "account": account, "external_id": external_id}
    row = tx.execute(_CURRENT, door).mappings().first()
    return make(row) if row else None


def at_door(tx: Tx, channel: str, account: str, external_id: str) -> list[str]:
    """The ids of all conversations that came in by a door."""
    query = (
        select(conversation.c.id)
        .join(identity, identity.c.id == conversation.c.identity_id)
        .where(identity.c.channel == channel, identity.c.account == account, identity.c.external_id == external_id)
    )
    return list(tx.execute(query).scalars())


def of_customer(tx: Tx, customer_id: str, limit: int = 20) -> list[Conversation]:
    """The customer's conversations on every channel, newest first."""
    query = (
        select(*_COLUMNS)
        .where(conversation.c.customer_id == customer_id)
        .order_by(conversation.c.created_at.desc())
        .limit(limit)
    )
    return [make(row) for row in tx.execute(query).mappings()]


def open_new(tx: Tx, door: Identity, language: str) -> Conversation:
    """A new conversation that the bot owns."""
    at = now()
    made = new_id(at)
    tx.execute(
        insert(conversation).values(
            id=made,
            customer_id=door.customer_id,
            identity_id=door.id,
            channel=door.channel,
            account=door.account,
            language=language,
            slots={},
            last_message_at=at,
            created_at=at,
        )
    )
    events.add(tx, "conversation.opened", actor="customer", conversation_id=made, customer_id=door.customer_id, at=at)
    return locked(tx, made)


def move(
    tx: Tx,
    known: Conversation,
    owner: Owner,
    *,
    actor: str,
    why: str,
    cause: str | None = None,
    **changes: Any,
) -> Conversation:
    """Change the owner, if nobody did so since `known` was read; one conditional update and one event.

    `why` is a word for the event, `cause` the message that led to it, `changes` other columns.
    Raises Moved when the epoch is past.
    """
    done = tx.execute(
        update(conversation)
        .where(conversation.c.id == known.id, conversation.c.epoch == known.epoch)
        .values(owner=owner, epoch=known.epoch + 1, **changes)
    )
    if done.rowcount != 1:
        raise Moved(known.id)
    events.add(
        tx,
        "owner",
        actor=actor,
        conversation_id=known.id,
        customer_id=known.customer_id,
        message_id=cause,
        data={"from": known.owner, "to": owner, "why": why, "epoch": known.epoch + 1},
    )
    return locked(tx, known.id)


def change(tx: Tx, conversation_id: str, **changes: Any) -> None:
    """Set columns that do not decide who may speak (owner and epoch go through `move`)."""
    if changes.keys() & {"owner", "epoch"}:
        raise ValueError("owner and epoch change through move()")
    tx.execute(update(conversation).where(conversation.c.id == conversation_id).values(**changes))


def take_turn(tx: Tx, conversation_id: str, holder: str, seconds: float) -> bool:
    """Become the one that works on this conversation for at most `seconds`; False where another does.

    A holder that was killed is followed by the next one when its time is over.
    """
    at = now()
    done = tx.execute(
        update(conversation)
        .where(
            conversation.c.id == conversation_id,
            or_(conversation.c.turn_until < at, conversation.c.turn_holder == holder),
        )
        .values(turn_holder=holder, turn_until=at + int(seconds * 1000))
    )
    return done.rowcount == 1


def end_turn(tx: Tx, conversation_id: str, holder: str) -> None:
    """Let the next one work on this conversation."""
    tx.execute(
        update(conversation)
        .where(conversation.c.id == conversation_id, conversation.c.turn_holder == holder)
        .values(turn_holder=None, turn_until=0)
    )


def over(tx: Tx, at: int) -> list[Conversation]:
    """The conversations that a person holds and whose hold is over at `at`."""
    return _live(tx, (conversation.c.owner == "human") & (conversation.c.human_until < at))


def unheard(tx: Tx, queued_before: int) -> list[Conversation]:
    """The conversations in the queue since before `queued_before` whose customers have not been told so."""
    return _live(
        tx,
        (conversation.c.owner == "queued")
        & (conversation.c.queued_at < queued_before)
        & conversation.c.promised_at.is_(None),
    )


def idle(tx: Tx, before: int) -> list[Conversation]:
    """The conversations of the bot in which nothing was said since `before`."""
    return _live(tx, (conversation.c.owner == "bot") & (conversation.c.last_message_at < before))


def _live(tx: Tx, condition: ColumnElement[bool]) -> list[Conversation]:
    query = select(*_COLUMNS).where(condition, conversation.c.demo.is_(False)).limit(200)
    return [make(row) for row in tx.execute(query).mappings()]


def ahead(tx: Tx, queued_at: int) -> int:
    """How many wait in the queue since before `queued_at`."""
    query = select(func.count()).where(conversation.c.owner == "queued", conversation.c.queued_at < queued_at)
    return int(tx.execute(query).scalar_one())
