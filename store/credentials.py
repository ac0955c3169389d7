"""The keys to an account on a platform. The refresh token is good for one use, so both new keys are stored in one
transaction before either is used, and one renews them at a time.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, fields

from sqlalchemy import ColumnElement, insert, select, update

from store.engine import Tx
from store.ids import now
from store.schema import credential


@dataclass(frozen=True)
class Credential:
    """One row of `credential`; see the schema. Its keys stay out of what is printed."""

    channel: str
    account: str
    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    seeds: list[str]
    expires_at: int
    renewed_at: int
    lease_until: int
    failure: str | None
    failed_at: int | None
    refused: bool


_COLUMNS = [credential.c[one.name] for one in fields(Credential)]


def seed_of(token: str) -> str:
    """By what a token that an operator gave is known again."""
    return hashlib.sha256(token.encode()).hexdigest()


def get(tx: Tx, channel: str, account: str, hold: bool = False) -> Credential | None:
    """The keys of an account, or None where there are none; `hold` against others until the transaction ends."""
    query = select(*_COLUMNS).where(_of(channel, account))
    row = tx.execute(query.with_for_update() if hold else query).mappings().first()
    return Credential(**row) if row else None


def begin(tx: Tx, channel: str, account: str, refresh_token: str) -> None:
    """Begin with a refresh token that the operator gave; what was kept before goes."""
    held = get(tx, channel, account, hold=True)
    fresh = {
        "refresh_token": refresh_token,
        "seeds": sorted({*(held.seeds if held else []), seed_of(refresh_token)}),
        "renewed_at": 0,
        "lease_until": 0,
        "failure": None,
        "failed_at": None,
        "refused": False,
    }
    if held is None:
        key = {"channel": channel, "account": account, "access_token": "", "expires_at": 0}
        tx.execute(insert(credential).values(**key, **fresh))
    else:
        tx.execute(update(credential).where(_of(channel, account)).values(**fresh))


def count_as_known(tx: Tx, channel: str, account: str, token: str) -> None:
    """This token is older than the keys at hand and never to be begun with."""
    if held := get(tx, channel, account, hold=True):
        tx.execute(update(credential).where(_of(channel, account)).values(seeds=sorted({*held.seeds, seed_of(token)})))


def take(tx: Tx, channel: str, account: str, spent: str, seconds: float) -> Credential | None:
    """Become the one that renews the access token `spent`, for `seconds`.

    None where it is no longer the stored one, where another is renewing it, or where the refresh token was refused.
    """
    at = now()
    done = tx.execute(
        update(credential)
        .where(
            _of(channel, account),
            credential.c.access_token == spent,
            credential.c.lease_until <= at,
            credential.c.refused.is_(False),
        )
        .values(lease_until=at + int(seconds * 1000))
    )
    return get(tx, channel, account) if done.rowcount == 1 else None


def renew(tx: Tx, was: Credential, access_token: str, refresh_token: str, seconds: float) -> None:
    """Store both new keys, good for `seconds`. Where the operator began anew meanwhile, theirs stay."""
    at = now()
    tx.execute(
        update(credential)
        .where(_of(was.channel, was.account), credential.c.refresh_token == was.refresh_token)
        .values(
            access_token=access_token,
            refresh_token=refresh_token,
            expires_at=at + int(seconds * 1000),
            renewed_at=at,
            lease_until=0,
            failure=None,
            failed_at=None,
        )
    )


def failed(tx: Tx, was: Credential, why: str, refused: bool) -> None:
    """The keys could not be renewed; the old ones stay. `refused`: this refresh token will never do."""
    tx.execute(
        update(credential)
        .where(_of(was.channel, was.account), credential.c.refresh_token == was.refresh_token)
        .values(lease_until=0, failure=why[:200], failed_at=now(), refused=refused)
    )


def _of(channel: str, account: str) -> ColumnElement[bool]:
    return (credential.c.channel == channel) & (credential.c.account == account)
