"""What the platforms reported, as it came: stored once, worked off first in first out for each person."""

from __future__ import annotations

from dataclasses import dataclass, fields

from sqlalchemy import RowMapping, delete, exists, func, insert, or_, select, tuple_, update

from store.engine import Tx
from store.ids import new_id, now
from store.schema import arrival

WEEK_MS = 7 * 86_400_000


@dataclass(frozen=True)
class Arrival:
    """One row of `arrival`; see the schema."""

    id: str
    channel: str
    account: str
    external_id: str
    person: str | None
    name: str
    kind: str
    body: str
    state: str
    attempts: int
    next_at: int
    lease_until: int
    happened_at: int
    received_at: int


_COLUMNS = [arrival.c[field.name] for field in fields(Arrival)]


def _make(row: RowMapping) -> Arrival:
    return Arrival(**{field.name: row[field.name] for field in fields(Arrival)})


def add(
    tx: Tx,
    *,
    channel: str,
    account: str,
    external_id: str,
    person: str | None,
    name: str,
    kind: str,
    body: str,
    happened_at: int,
) -> str | None:
    """Keep what came; its id, or None for a copy. What is about nobody, or unknown, is kept and not worked off.

    Two copies at the same moment: the second raises Conflict.
    """
    copy = select(arrival.c.id).where(
        arrival.c.channel == channel, arrival.c.account == account, arrival.c.external_id == external_id
    )
    if tx.execute(copy).first():
        return None
    at = now()
    made = new_id(at)
    tx.execute(
        insert(arrival).values(
            id=made,
            channel=channel,
            account=account,
            external_id=external_id,
            person=person,
            name=name[:60],
            kind=kind,
            body=body,
            state="unknown" if kind == "unknown" or person is None else "received",
            next_at=at,
            happened_at=happened_at,
            received_at=at,
        )
    )
    return made


def get(tx: Tx, arrival_id: str) -> Arrival | None:
    """The arrival, or None."""
    row = tx.execute(select(*_COLUMNS).where(arrival.c.id == arrival_id)).mappings().first()
    return _make(row) if row else None


def lease(tx: Tx, channel: str, account: str, person: str, seconds: float) -> Arrival | None:
    """The next arrival about a person, the earliest by the platform's clock, held for `seconds`.

    None where nothing waits, or where an earlier one is in another's hands or is to be tried later.
    """
    at = now()
    oldest = (
        select(*_COLUMNS)
        .where(
            arrival.c.channel == channel,
            arrival.c.account == account,
            arrival.c.person == person,
            arrival.c.state == "received",
        )
        .order_by(arrival.c.happened_at, arrival.c.id)
        .limit(1)
        .with_for_update()
    )
    row = tx.execute(oldest).mappings().first()
    # what came late but happened earlier must not pass what is already in somebody's hands
    if row is None or row["next_at"] > at or _in_hand(tx, channel, account, person, at):
        return None
    changes = {"lease_until": at + int(seconds * 1000), "attempts": row["attempts"] + 1}
    tx.execute(update(arrival).where(arrival.c.id == row["id"]).values(**changes))
    return _make(row)


def _in_hand(tx: Tx, channel: str, account: str, person: str, at: int) -> bool:
    held = exists().where(
        arrival.c.channel == channel,
        arrival.c.account == account,
        arrival.c.person == person,
        arrival.c.state == "received",
        arrival.c.lease_until > at,
    )
    return bool(tx.execute(select(held)).scalar())


def handled(tx: Tx, arrival_id: str) -> None:
    """It is in our own tables now; what the platform wrote is not kept twice."""
    tx.execute(update(arrival).where(arrival.c.id == arrival_id).values(state="handled", body="", lease_until=0))


def put_off(tx: Tx, arrival_id: str, seconds: float | None) -> None:
    """It could not be worked off: to be tried again in `seconds`, or, where None, kept as failed."""
    changes: dict[str, object] = {"lease_until": 0}
    changes |= {"state": "failed"} if seconds is None else {"next_at": now() + int(seconds * 1000)}
    tx.execute(update(arrival).where(arrival.c.id == arrival_id).values(**changes))


def stranded(tx: Tx, before: int) -> list[str]:
    """One waiting arrival for each person about whom something came before `before` (epoch ms) and is in no hands."""
    at = now()
    query = (
        select(func.min(arrival.c.id))
        .where(
            arrival.c.state == "received",
            arrival.c.received_at < before,
            arrival.c.next_at <= at,
            arrival.c.lease_until <= at,
        )
        .group_by(arrival.c.channel, arrival.c.account, arrival.c.person)
        .limit(200)
    )
    return list(tx.execute(query).scalars())


def last(tx: Tx, channel: str, account: str, kind: str | None = None) -> Arrival | None:
    """The newest arrival of an account, of one kind where one is named; None where there is none."""
    query = select(*_COLUMNS).where(arrival.c.channel == channel, arrival.c.account == account)
    if kind:
        query = query.where(arrival.c.kind == kind)
    row = tx.execute(query.order_by(arrival.c.received_at.desc()).limit(1)).mappings().first()
    return _make(row) if row else None


def came(tx: Tx, channel: str, account: str, since: int, until: int) -> bool:
    """Whether the platform reported anything between two moments (epoch ms)."""
    found = exists().where(
        arrival.c.channel == channel, arrival.c.account == account, arrival.c.received_at.between(since, until)
    )
    return bool(tx.execute(select(found)).scalar())


def last_person(tx: Tx, channel: str, account: str) -> str | None:
    """The one about whom something came last, or None."""
    query = (
        select(arrival.c.person)
        .where(arrival.c.channel == channel, arrival.c.account == account, arrival.c.kind == "message")
        .where(arrival.c.person.is_not(None))
        .order_by(arrival.c.received_at.desc())
        .limit(1)
    )
    found = tx.execute(query).scalar()
    return str(found) if found else None


def waiting(tx: Tx, channel: str, account: str, person: str) -> bool:
    """Whether something about a person came and was not worked off yet."""
    found = exists().where(
        arrival.c.channel == channel,
        arrival.c.account == account,
        arrival.c.person == person,
        arrival.c.state == "received",
    )
    return bool(tx.execute(select(found)).scalar())


def forget_person(tx: Tx, withdrawal: Arrival) -> None:
    """Empty what came about a person up to their withdrawal, and drop what of it was not worked off."""
    about = (arrival.c.channel == withdrawal.channel) & (arrival.c.account == withdrawal.account)
    before = tuple_(arrival.c.happened_at, arrival.c.id) <= tuple_(withdrawal.happened_at, withdrawal.id)
    tx.execute(
        update(arrival)
        .where(about, arrival.c.person == withdrawal.person, before)
        .values(body="", person=None, state="handled", lease_until=0)
    )


def stuck(tx: Tx, channel: str, account: str, tries: int) -> int:
    """How many arrivals were not worked off though more than `tries` tries were made, or were given up."""
    hard = or_(arrival.c.state == "failed", (arrival.c.state == "received") & (arrival.c.attempts > tries))
    query = select(func.count()).where(arrival.c.channel == channel, arrival.c.account == account, hard)
    return int(tx.execute(query).scalar_one())


def sweep(tx: Tx, before: int) -> int:
    """Forget what came before `before` (epoch ms) and was worked off or never understood; returns how many."""
    done = arrival.c.state != "received"
    return tx.execute(delete(arrival).where(arrival.c.received_at < before, done)).rowcount
