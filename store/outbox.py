"""What is to be said to customers, stored in the transaction that decided it and delivered after."""

from __future__ import annotations

from dataclasses import dataclass, fields

from sqlalchemy import RowMapping, and_, bindparam, insert, or_, select, update

from store.engine import Tx
from store.ids import new_id, now
from store.schema import message, outbox


@dataclass(frozen=True)
class Parcel:
    """One message on its way out. `epoch` set: void once the conversation's owner has changed."""

    id: str
    conversation_id: str
    message_id: str
    cause: str
    seq: int
    epoch: int | None
    state: str
    part: int
    attempts: int
    next_at: int
    lease_until: int
    doubt_at: int
    error: str | None
    created_at: int


_COLUMNS = [outbox.c[field.name] for field in fields(Parcel)]
_NEXT = (
    select(*_COLUMNS)
    .join(message, message.c.id == outbox.c.message_id)
    .where(
        outbox.c.conversation_id == bindparam("conversation_id"),
        or_(
            outbox.c.state.in_(("pending", "sending")),
            # the platform may have it: what comes after does not wait until that is known
            and_(outbox.c.state == "unknown", outbox.c.next_at <= bindparam("at")),
        ),
    )
    .order_by(message.c.seq)
    .limit(1)
)


def _make(row: RowMapping) -> Parcel:
    return Parcel(**{field.name: row[field.name] for field in fields(Parcel)})


def add(tx: Tx, conversation_id: str, message_id: str, cause: str, seq: int, epoch: int | None) -> str:
    """Put a message into the outbox. `(conversation, cause, seq)` is unique: an answer is stored once."""
    made = new_id()
    at = now()
    tx.execute(
        insert(outbox).values(
            id=made,
            conversation_id=conversation_id,
            message_id=message_id,
            cause=cause,
            seq=seq,
            epoch=epoch,
            next_at=at,
            created_at=at,
        )
    )
    return made


def message_of(tx: Tx, conversation_id: str, cause: str) -> str | None:
    """The first message that was said for this cause, or None."""
    query = (
        select(outbox.c.message_id)
        .where(outbox.c.conversation_id == conversation_id, outbox.c.cause == cause)
        .order_by(outbox.c.seq)
        .limit(1)
    )
    found = tx.execute(query).scalar()
    return str(found) if found else None


def lease(tx: Tx, conversation_id: str, seconds: float) -> Parcel | None:
    """The next parcel of a conversation, in order, held for `seconds`.

    None where there is nothing due, or where an earlier parcel is still being sent: one sender a conversation. The
    caller holds the conversation's row.
    """
    at = now()
    row = tx.execute(_NEXT, {"conversation_id": conversation_id, "at": at}).mappings().first()
    if row is None or row["lease_until"] > at or row["next_at"] > at:
        return None
    tx.execute(
        update(outbox)
        .where(outbox.c.id == row["id"])
        .values(state="sending", lease_until=at + int(seconds * 1000), attempts=row["attempts"] + 1)
    )
    return _make(row)


def get(tx: Tx, parcel_id: str) -> Parcel | None:
    """The parcel as it is now, or None."""
    row = tx.execute(select(*_COLUMNS).where(outbox.c.id == parcel_id)).mappings().first()
    return _make(row) if row else None


def still_sending(tx: Tx, parcel: Parcel) -> bool:
    """Whether a parcel as `lease` gave it is still in that hand: no echo has settled it, and no other sender has it."""
    query = select(outbox.c.state, outbox.c.part, outbox.c.attempts).where(outbox.c.id == parcel.id)
    row = tx.execute(query).one()
    return (row.state, row.part, row.attempts) == ("sending", parcel.part, parcel.attempts + 1)


def next_part(tx: Tx, parcel_id: str, part: int) -> None:
    """A part has left: `part` of them are gone, the next is due."""
    changes = {"state": "pending", "part": part, "attempts": 0, "next_at": now(), "lease_until": 0, "error": None}
    tx.execute(update(outbox).where(outbox.c.id == parcel_id).values(**changes))


def spoken_in(tx: Tx, conversation_id: str, epoch: int, cause: str) -> bool:
    """Whether the bot had something to say in this epoch, or something was said for this cause."""
    query = select(outbox.c.id).where(
        outbox.c.conversation_id == conversation_id, or_(outbox.c.epoch == epoch, outbox.c.cause == cause)
    )
    return tx.execute(query.limit(1)).first() is not None


def failures(tx: Tx, conversation_id: str) -> dict[str, str]:
    """Message → the word for why it was not delivered (bot/channels/base.py: Reason), where the platform gave one."""
    query = select(outbox.c.message_id, outbox.c.error).where(
        outbox.c.conversation_id == conversation_id, outbox.c.state == "failed", outbox.c.error.contains(": ")
    )
    return {row.message_id: str(row.error).split(": ", 1)[0] for row in tx.execute(query)}


def in_doubt(tx: Tx, conversation_id: str) -> list[Parcel]:
    """The parcels that were tried and may have arrived, whatever the platform answered; in order."""
    query = (
        select(*_COLUMNS)
        .join(message, message.c.id == outbox.c.message_id)
        .where(
            outbox.c.conversation_id == conversation_id,
            or_(
                outbox.c.state.in_(("sending", "unknown")),
                and_(outbox.c.state == "pending", outbox.c.attempts > 0),
                message.c.state == "unknown",
            ),
        )
        .order_by(message.c.seq)
    )
    return [_make(row) for row in tx.execute(query).mappings()]


def doubt(tx: Tx, parcel_id: str, *, since: int, next_at: int, error: str) -> None:
    """Nobody knows whether the part that was being sent until `since` arrived; to be looked at at `next_at`."""
    changes = {"state": "unknown", "lease_until": 0, "doubt_at": since, "next_at": next_at, "error": error}
    tx.execute(update(outbox).where(outbox.c.id == parcel_id).values(**changes))


def settle(tx: Tx, parcel_id: str, state: str, *, next_at: int | None = None, error: str | None = None) -> None:
    """Say what became of a parcel: sent, failed, void; or pending/unknown, to be tried at `next_at`."""
    changes: dict[str, object] = {"state": state, "lease_until": 0, "error": error}
    if next_at is not None:
        changes["next_at"] = next_at
    tx.execute(update(outbox).where(outbox.c.id == parcel_id).values(**changes))


def due_conversations(tx: Tx, at: int) -> list[str]:
    """The conversations that have a parcel due and held by nobody."""
    query = (
        select(outbox.c.conversation_id)
        .where(
            or_(
                and_(outbox.c.state.in_(("pending", "unknown")), outbox.c.next_at <= at),
                and_(outbox.c.state == "sending", outbox.c.lease_until <= at),
            )
        )
        .distinct()
        .limit(200)
    )
    return [row.conversation_id for row in tx.execute(query)]


def of_conversation(tx: Tx, conversation_id: str) -> list[Parcel]:
    """Every parcel of a conversation, in order."""
    query = (
        select(*_COLUMNS)
        .join(message, message.c.id == outbox.c.message_id)
        .where(outbox.c.conversation_id == conversation_id)
        .order_by(message.c.seq)
    )
    return [_make(row) for row in tx.execute(query).mappings()]
