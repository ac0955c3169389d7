"""Who is signed in. The table holds the SHA-256 of the cookie: a stolen table opens no door."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select

from store import events, users
from store.engine import Tx
from store.ids import now
from store.schema import event, session


@dataclass(frozen=True)
class Session:
    """A user who is signed in until `expires_at` (epoch ms), and the token that each of their changes must carry."""

    id: str
    user: users.User
    csrf: str
    expires_at: int


def _digest(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()


def open_new(tx: Tx, user: users.User, hours: float) -> str:
    """Sign a user in; returns the cookie, which is kept nowhere else. Sweeps the sessions that are over."""
    cookie, at = secrets.token_urlsafe(32), now()
    tx.execute(delete(session).where(session.c.expires_at < at))
    tx.execute(
        insert(session).values(
            id=_digest(cookie),
            user_id=user.id,
            csrf=secrets.token_urlsafe(24),
            created_at=at,
            expires_at=at + int(hours * 3_600_000),
        )
    )
    users.change(tx, user.id, presence="online", seen_at=at)
    events.add(tx, "login", actor=f"user:{user.id}")
    return cookie


def of_cookie(tx: Tx, cookie: str) -> Session | None:
    """The session behind a cookie, or None where it is over or its user has left."""
    query = select(session).where(session.c.id == _digest(cookie), session.c.expires_at > now())
    row = tx.execute(query).mappings().first()
    user = users.get(tx, row["user_id"]) if row else None
    if row is None or user is None or user.disabled_at is not None:
        return None
    return Session(row["id"], user, row["csrf"], row["expires_at"])


def end(tx: Tx, ended: Session) -> None:
    """Sign out."""
    tx.execute(delete(session).where(session.c.id == ended.id))
    users.change(tx, ended.user.id, presence="away", seen_at=now())
    events.add(tx, "logout", actor=f"user:{ended.user.id}")


def failed(tx: Tx, who: str, where: str) -> None:
    """Remember a login that failed. `who`, `where`: digests of an e-mail and an address, never these themselves."""
    events.add(tx, "login.failed", actor="system", data={"who": who, "where": where})


def failures(tx: Tx, who: str, where: str, since: int) -> tuple[int, int]:
    """How many logins failed since then (epoch ms) for this account, and from this place."""
    recent = (event.c.kind == "login.failed", event.c.at >= since)

    def count(key: str, digest: str) -> int:
        query = select(func.count()).where(*recent, event.c.data[key].as_string() == digest)
        return int(tx.execute(query).scalar_one())

    return count("who", who), count("where", where)
