"""What came with a message: where the platform keeps it, and then the thing itself."""

from __future__ import annotations

from dataclasses import dataclass, fields

from sqlalchemy import insert, select, update

from store import messages
from store.engine import Tx
from store.ids import new_id, now
from store.schema import attachment, message


@dataclass(frozen=True)
class Attachment:
    """One row of `attachment` without its content; see the schema."""

    id: str
    message_id: str
    number: int
    url: str | None
    mime: str | None
    size: int | None
    state: str
    why: str | None
    attempts: int


_COLUMNS = [attachment.c[field.name] for field in fields(Attachment)]


def add(tx: Tx, message_id: str, urls: list[str | None]) -> None:
    """The attachments of a message, by their addresses; those without one are no files and are left out."""
    for number, url in enumerate(urls):
        if url:
            tx.execute(
                insert(attachment).values(
                    id=new_id(), message_id=message_id, number=number, url=url, state="waiting", next_at=now()
                )
            )


def due(tx: Tx, limit: int = 50) -> list[str]:
    """The attachments that are to be fetched now."""
    query = select(attachment.c.id).where(attachment.c.state == "waiting", attachment.c.next_at <= now()).limit(limit)
    return list(tx.execute(query).scalars())


def take(tx: Tx, attachment_id: str, seconds: float) -> Attachment | None:
    """Become the one that fetches it, for `seconds`; None where it is not to be fetched, or by another."""
    at = now()
    done = tx.execute(
        update(attachment)
        .where(attachment.c.id == attachment_id, attachment.c.state == "waiting", attachment.c.next_at <= at)
        .values(next_at=at + int(seconds * 1000), attempts=attachment.c.attempts + 1)
    )
    if done.rowcount != 1:
        return None
    row = tx.execute(select(*_COLUMNS).where(attachment.c.id == attachment_id)).mappings().one()
    return Attachment(**row)


def store(tx: Tx, of: Attachment, content: bytes, mime: str) -> None:
    """It is ours now; its address is forgotten. One that was erased meanwhile stays so."""
    _settle(tx, of, content=content, mime=mime, size=len(content), state="stored", url=None, why=None)


def refuse(tx: Tx, of: Attachment, why: str) -> None:
    """It will never be fetched: address, type, size or gone."""
    _settle(tx, of, state="refused", why=why, url=None)


def put_off(tx: Tx, of: Attachment, seconds: float | None) -> None:
    """The platform did not give it: to be tried again in `seconds`, or, where None, no more."""
    if seconds is None:
        _settle(tx, of, state="failed", why="unreachable", url=None)
    else:
        _settle(tx, of, next_at=now() + int(seconds * 1000))


def _settle(tx: Tx, of: Attachment, **changes: object) -> None:
    waiting = (attachment.c.id == of.id) & (attachment.c.state == "waiting")
    if tx.execute(update(attachment).where(waiting).values(**changes)).rowcount and "state" in changes:
        messages.ring(tx, of.message_id)


def of_conversation(tx: Tx, conversation_id: str) -> dict[tuple[str, int], Attachment]:
    """(message, number) → the attachment."""
    query = (
        select(*_COLUMNS)
        .join(message, message.c.id == attachment.c.message_id)
        .where(message.c.conversation_id == conversation_id)
    )
    found = (Attachment(**row) for row in tx.execute(query).mappings())
    return {(one.message_id, one.number): one for one in found}


def content(tx: Tx, attachment_id: str) -> tuple[bytes, str] | None:
    """The thing itself and its type, or None where we do not have it."""
    query = select(attachment.c.content, attachment.c.mime).where(
        attachment.c.id == attachment_id, attachment.c.state == "stored"
    )
    row = tx.execute(query).first()
    return (bytes(row.content), str(row.mime)) if row and row.content is not None else None
