"""The people who work here, and how they prove it. Passwords are kept as argon2id hashes."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import RowMapping, insert, select, update

from store.engine import Tx
from store.ids import new_id, now
from store.schema import setting, user

Role = Literal["agent", "lead", "cx", "admin"]
ROLES: tuple[Role, ...] = ("agent", "lead", "cx", "admin")
DEMO_PASSWORD = "demo_password"  # the setting that the login page shows beside the demo users


@dataclass(frozen=True)
class User:
    """One row of `user` without its password."""

    id: str
    email: str
    name: str
    role: Role
    language: str
    presence: str
    seen_at: int | None
    demo: bool
    disabled_at: int | None


_COLUMNS = [user.c[field.name] for field in fields(User)]


def _make(row: RowMapping) -> User:
    return User(**{field.name: row[field.name] for field in fields(User)})


@cache
def _hasher() -> PasswordHasher:
    # OWASP Password Storage Cheat Sheet, argon2id: 19 MiB, two passes, one lane
    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


@cache
def _nobody() -> str:
    return _hasher().hash(new_id())


def create(
    tx: Tx, *, email: str, name: str, role: Role, password: str, language: str = "vi", demo: bool = False
) -> User:
    """A new user. Raises ValueError for a role that does not exist."""
    if role not in ROLES:
        raise ValueError(f"no role {role}")
    made = new_id()
    tx.execute(
        insert(user).values(
            id=made,
            email=email.strip().lower(),
            name=name,
            role=role,
            password_hash=_hasher().hash(password),
            language=language,
            demo=demo,
            created_at=now(),
        )
    )
    created = get(tx, made)
    assert created is not None
    return created


def get(tx: Tx, user_id: str) -> User | None:
    """The user, or None."""
    row = tx.execute(select(*_COLUMNS).where(user.c.id == user_id)).mappings().first()
    return _make(row) if row else None


def everyone(tx: Tx) -> dict[str, User]:
    """All users by id, those who left too."""
    return {row["id"]: _make(row) for row in tx.execute(select(*_COLUMNS).order_by(user.c.name)).mappings()}


def credentials(tx: Tx, email: str) -> tuple[User | None, str]:
    """The user with this e-mail who may sign in, and the hash to check the password against.

    Somebody unknown has a hash too, so that the answer takes as long.
    """
    query = select(*_COLUMNS, user.c.password_hash).where(
        user.c.email == email.strip().lower(), user.c.disabled_at.is_(None)
    )
    row = tx.execute(query).mappings().first()
    return (_make(row), row["password_hash"]) if row else (None, _nobody())


def matches(password_hash: str, password: str) -> bool:
    """Whether the password belongs to the hash. Takes some 20 ms on purpose: call it outside a transaction."""
    try:
        return _hasher().verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def change(tx: Tx, user_id: str, **changes: str | int | bool | None) -> None:
    """Set columns of a user."""
    tx.execute(update(user).where(user.c.id == user_id).values(**changes))


def offer_demo(tx: Tx, password: str) -> None:
    """Let the login page show the demo users with this password."""
    if tx.execute(select(setting.c.key).where(setting.c.key == DEMO_PASSWORD)).first():
        tx.execute(update(setting).where(setting.c.key == DEMO_PASSWORD).values(value=password))
    else:
        tx.execute(insert(setting).values(key=DEMO_PASSWORD, value=password))


def demo_logins(tx: Tx) -> tuple[list[User], str]:
    """The demo users and their password; nobody where none exist or none was offered."""
    password = tx.execute(select(setting.c.value).where(setting.c.key == DEMO_PASSWORD)).scalar()
    query = select(*_COLUMNS).where(user.c.demo.is_(True), user.c.disabled_at.is_(None)).order_by(user.c.created_at)
    found = [_make(row) for row in tx.execute(query).mappings()] if password else []
    return found, str(password or "")
