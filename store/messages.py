"""Messages: every word said in a conversation, numbered in the order in which it was stored."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

from sqlalchemy import Integer, RowMapping, bindparam, insert, or_, select, update

from store import events
from store.conversations import Conversation
from store.engine import Tx
from store.ids import new_id, now
from store.schema import conversation, message, stretch


@dataclass(frozen=True)
class Message:
    """One row of `message`; see the schema for the meaning of each column."""

    id: str
    conversation_id: str
    seq: int
    author: str
    user_id: str | None
    kind: str
    text: str
    payload: dict[str, Any]
    channel: str
    account: str
    external_id: str | None
    state: str
    stretch_id: str | None
    intent: str | None
    confidence: float | None
    entities: list[dict[str, Any]] | None
    language: str | None
    created_at: int


_COLUMNS = [message.c[field.name] for field in fields(Message)]
_BY_ID = select(*_COLUMNS).where(message.c.id == bindparam("id"))
_BY_EXTERNAL = select(*_COLUMNS).where(
    message.c.channel == bindparam("channel"),
    message.c.account == bindparam("account"),
    message.c.external_id == bindparam("external_id"),
)
_UNHANDLED = (
    select(*_COLUMNS)
    .where(message.c.conversation_id == bindparam("conversation_id"), message.c.state == "received")
    .order_by(message.c.seq)
)
_LATEST = (
    select(*_COLUMNS)
    .where(message.c.conversation_id == bindparam("conversation_id"), message.c.seq > bindparam("after"))
    .order_by(message.c.seq.desc())
    .limit(bindparam("most", type_=Integer))
)
_NEXT_SEQ = (
    update(conversation)
    .where(conversation.c.id == bindparam("conversation_id"))
    .values(last_seq=conversation.c.last_seq + 1, last_message_at=bindparam("at"))
    .returning(conversation.c.last_seq)
)


def _make(row: RowMapping) -> Message:
    return Message(**{field.name: row[field.name] for field in fields(Message)})


def get(tx: Tx, message_id: str) -> Message | None:
    """The message, or None."""
    row = tx.execute(_BY_ID, {"id": message_id}).mappings().first()
    return _make(row) if row else None


def by_external(tx: Tx, channel: str, account: str, external_id: str) -> Message | None:
    """The message that the platform calls `external_id`, or None."""
    named = {"channel": channel, "account": account, "external_id": external_id}
    row = tx.execute(_BY_EXTERNAL, named).mappings().first()
    return _make(row) if row else None


def numbered(tx: Tx, conversation_id: str, seq: int) -> Message | None:
    """The message with this number in a conversation, or None."""
    query = select(*_COLUMNS).where(message.c.conversation_id == conversation_id, message.c.seq == seq)
    row = tx.execute(query).mappings().first()
    return _make(row) if row else None


def react(tx: Tx, message_id: str, sign: str | None) -> None:
    """The customer put a sign under a message; None takes it away. The caller holds the conversation."""
    under = get(tx, message_id)
    if under is None:
        return
    payload = {key: value for key, value in under.payload.items() if key != "reaction"}
    if sign:
        payload["reaction"] = sign
    change(tx, message_id, payload=payload)
    ring(tx, message_id)


def add(
    tx: Tx,
    held: Conversation,
    *,
    author: str,
    text: str,
    state: str,
    kind: str = "text",
    payload: dict[str, Any] | None = None,
    user_id: str | None = None,
    external_id: str | None = None,
    stretch_id: str | None = None,
    language: str | None = None,
    at: int | None = None,
) -> Message:
    """Store a message at the end of a conversation that the caller holds (`conversations.locked`)."""
    at = at or now()
    seq = tx.execute(_NEXT_SEQ, {"conversation_id": held.id, "at": at}).scalar_one()
    made = Message(
        id=new_id(at),
        conversation_id=held.id,
        seq=seq,
        author=author,
        user_id=user_id,
        kind=kind,
        text=text,
        payload=payload or {},
        channel=held.channel,
        account=held.account,
        external_id=external_id,
        state=state,
        stretch_id=stretch_id,
        intent=None,
        confidence=None,
        entities=None,
        language=language,
        created_at=at,
    )
    tx.execute(insert(message), asdict(made))
    events.add(
        tx,
        "message",
        actor=f"user:{user_id}" if user_id else author,
        conversation_id=held.id,
        customer_id=held.customer_id,
        message_id=made.id,
        data={"author": author, "kind": kind, "seq": seq},
        at=at,
    )
    return made


def change(tx: Tx, message_id: str, **changes: Any) -> None:
    """Set columns of a message and tell the listeners."""
    tx.execute(update(message).where(message.c.id == message_id).values(**changes))
    if "state" in changes:
        ring(tx, message_id)


def ring(tx: Tx, message_id: str) -> None:
    """Tell those who look at a message that it is to be drawn anew."""
    row = tx.execute(select(message.c.conversation_id, message.c.state).where(message.c.id == message_id)).one()
    events.add(
        tx,
        "message.state",
        actor="system",
        conversation_id=row.conversation_id,
        message_id=message_id,
        data={"state": row.state},
    )


def handled(tx: Tx, message_ids: list[str], **changes: Any) -> None:
    """The bot or a person has taken these up; `changes`: other columns of theirs. What came of it has its own event."""
    tx.execute(update(message).where(message.c.id.in_(message_ids)).values(state="handled", **changes))


def unanswered(tx: Tx, conversation_id: str, since: int) -> None:
    """What the customer wrote to people since `since` (epoch ms), or to the queue, is to be taken up after all."""
    asked_of_the_bot = select(stretch.c.id).where(stretch.c.conversation_id == conversation_id, stretch.c.kind == "bot")
    tx.execute(
        update(message)
        .where(
            message.c.conversation_id == conversation_id,
            message.c.author == "customer",
            message.c.kind.in_(("text", "choice")),
            message.c.state == "handled",
            message.c.created_at >= since,
            or_(message.c.stretch_id.is_(None), message.c.stretch_id.not_in(asked_of_the_bot)),
        )
        .values(state="received")
    )


def of_conversation(tx: Tx, conversation_id: str, after: int = 0, limit: int = 500) -> list[Message]:
    """The messages numbered above `after`, oldest first; of more than `limit`, the newest."""
    rows = tx.execute(_LATEST, {"conversation_id": conversation_id, "after": after, "most": limit}).mappings()
    return [_make(row) for row in rows][::-1]


def said_before(tx: Tx, of: Message) -> Message | None:
    """What the customer was told last before they wrote `of`, by the bot or a person; None where nobody had spoken."""
    query = (
        select(*_COLUMNS)
        .where(
            message.c.conversation_id == of.conversation_id,
            message.c.seq < of.seq,
            message.c.author.in_(("bot", "agent")),
            message.c.kind == "text",
        )
        .order_by(message.c.seq.desc())
        .limit(1)
    )
    row = tx.execute(query).mappings().first()
    return _make(row) if row else None


def of_customers(tx: Tx, since: int, after: str = "", limit: int = 500) -> list[Message]:
    """What customers wrote since `since` (epoch ms), in chats and to surveys, in the order of ids after `after`."""
    query = (
        select(*_COLUMNS)
        .where(
            message.c.created_at >= since,
            message.c.id > after,
            message.c.author == "customer",
            message.c.kind.in_(("text", "feedback")),
            message.c.text != "",
        )
        .order_by(message.c.id)
        .limit(limit)
    )
    return [_make(row) for row in tx.execute(query).mappings()]


def unhandled(tx: Tx, conversation_id: str) -> list[Message]:
    """What the customer wrote and nobody has taken up yet, oldest first."""
    return [_make(row) for row in tx.execute(_UNHANDLED, {"conversation_id": conversation_id}).mappings()]


def waiting_conversations(tx: Tx, before: int) -> list[str]:
    """The conversations in which something received before `before` (epoch ms) waits and nobody is at work."""
    query = (
        select(message.c.conversation_id)
        .join(conversation, conversation.c.id == message.c.conversation_id)
        .where(message.c.state == "received", message.c.created_at < before, conversation.c.turn_until < now())
        .distinct()
        .limit(200)
    )
    return [row.conversation_id for row in tx.execute(query)]
