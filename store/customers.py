"""Customers and the names that channels know them by."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

from sqlalchemy import RowMapping, insert, or_, select, update

from store import events
from store.engine import Tx
from store.ids import new_id, now
from store.schema import case, conversation, customer, identity


@dataclass(frozen=True)
class Customer:
    """One row of `customer`; see the schema. Someone unknown has no name, phone or ref."""

    id: str
    ref: str | None
    name: str | None
    salutation: str | None
    email: str | None
    phone: str | None
    city: str | None
    segment: str | None
    language: str
    since: int
    demo: bool
    erased_at: int | None


@dataclass(frozen=True)
class Identity:
    """A name that a channel knows a customer by. `verified_by`: what proved it, None where nothing did yet."""

    id: str
    customer_id: str
    channel: str
    account: str
    external_id: str
    verified_by: str | None
    name: str | None = None
    picture: str | None = None
    profile_at: int | None = None
    interacted_at: int | None = None
    quota: dict[str, Any] | None = None


_DOOR = [identity.c[field.name] for field in fields(Identity)]
_COLUMNS = [customer.c[field.name] for field in fields(Customer)]


def _make(row: RowMapping) -> Customer:
    return Customer(**{field.name: row[field.name] for field in fields(Customer)})


def get(tx: Tx, customer_id: str) -> Customer | None:
    """The customer, or None."""
    row = tx.execute(select(*_COLUMNS).where(customer.c.id == customer_id)).mappings().first()
    return _make(row) if row else None


def by_ref(tx: Tx, ref: str) -> Customer | None:
    """The customer whom the company calls `ref`, or None."""
    row = tx.execute(select(*_COLUMNS).where(customer.c.ref == ref)).mappings().first()
    return _make(row) if row else None


def on_channel(tx: Tx, channel: str, account: str, external_id: str) -> Customer | None:
    """The customer behind a channel's id, or None."""
    query = (
        select(*_COLUMNS)
        .join(identity, identity.c.customer_id == customer.c.id)
        .where(identity.c.channel == channel, identity.c.account == account, identity.c.external_id == external_id)
    )
    row = tx.execute(query).mappings().first()
    return _make(row) if row else None


def door(tx: Tx, identity_id: str) -> Identity | None:
    """The identity with this id, or None."""
    row = tx.execute(select(*_DOOR).where(identity.c.id == identity_id)).mappings().first()
    return Identity(**row) if row else None


def meet(tx: Tx, channel: str, account: str, external_id: str, language: str) -> Identity:
    """The identity behind a channel's id; somebody new gets one, and a customer's row of their own."""
    if known := known_at(tx, channel, account, external_id):
        return known
    at = now()
    made = Identity(new_id(), new_id(), channel, account, external_id, None)
    tx.execute(insert(customer).values(id=made.customer_id, language=language, since=at))
    tx.execute(insert(identity).values(**asdict(made), created_at=at))
    return made


def recognise(tx: Tx, stranger_id: str, ref: str, proof: str, actor: str) -> Customer | None:
    """A stranger has proved to be the customer `ref` (`proof`): their identities, conversations and cases become hers.

    Returns the customer, or None where nobody has that ref or the one who asks is somebody else already known.
    """
    known, stranger = by_ref(tx, ref), get(tx, stranger_id)
    if known is None or stranger is None:
        return None
    if known.id == stranger.id:
        return known
    if stranger.ref is not None:
        return None
    tx.execute(
        update(identity).where(identity.c.customer_id == stranger.id).values(customer_id=known.id, verified_by=proof)
    )
    for table in (conversation, case):
        tx.execute(update(table).where(table.c.customer_id == stranger.id).values(customer_id=known.id))
    events.add(
        tx,
        "customer.recognised",
        actor=actor,
        customer_id=known.id,
        data={"was": stranger.id, "proof": proof},
    )
    return known


def change(tx: Tx, customer_id: str, **changes: Any) -> None:
    """Set columns of a customer."""
    tx.execute(update(customer).where(customer.c.id == customer_id).values(**changes))


def known_at(tx: Tx, channel: str, account: str, external_id: str) -> Identity | None:
    """The identity behind a channel's id, or None; nobody is made."""
    query = select(*_DOOR).where(
        identity.c.channel == channel, identity.c.account == account, identity.c.external_id == external_id
    )
    row = tx.execute(query).mappings().first()
    return Identity(**row) if row else None


def interacted(tx: Tx, identity_id: str, at: int) -> None:
    """The person did something on the platform at `at` (epoch ms); an older act changes nothing."""
    earlier = or_(identity.c.interacted_at.is_(None), identity.c.interacted_at < at)
    tx.execute(update(identity).where(identity.c.id == identity_id, earlier).values(interacted_at=at))


def told_quota(tx: Tx, identity_id: str, quota: dict[str, Any]) -> None:
    """What the platform says may still be sent to the person: {type, remain, total}."""
    tx.execute(update(identity).where(identity.c.id == identity_id).values(quota={**quota, "at": now()}))


def asked_profile(tx: Tx, identity_id: str) -> None:
    """The platform is being asked who the person is."""
    tx.execute(update(identity).where(identity.c.id == identity_id).values(profile_at=now()))


def forget_profile(tx: Tx, identity_id: str) -> None:
    """What is known of the person may be out of date: the platform is to be asked again."""
    tx.execute(update(identity).where(identity.c.id == identity_id).values(profile_at=None))


def introduce(tx: Tx, door: Identity, name: str | None, picture: str | None) -> None:
    """What the platform says of the person; a customer without a name gets this one."""
    same = (identity.c.id == door.id) & (identity.c.external_id == door.external_id)  # not erased meanwhile
    done = tx.execute(update(identity).where(same).values(name=name, picture=picture))
    if name and done.rowcount:
        nameless = (customer.c.id == door.customer_id) & customer.c.name.is_(None)
        tx.execute(update(customer).where(nameless).values(name=name))


def gave_contact(tx: Tx, customer_id: str, name: str | None, phone: str | None, city: str | None) -> None:
    """The person handed over their details: what is empty is filled, what is known stays."""
    for column, value in ((customer.c.name, name), (customer.c.phone, phone), (customer.c.city, city)):
        if value:
            empty = (customer.c.id == customer_id) & column.is_(None)
            tx.execute(update(customer).where(empty).values({column: value}))
