"""How much there is to do now, in numbers for the metrics."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from store.engine import Tx
from store.ids import now
from store.schema import conversation, outbox


@dataclass(frozen=True)
class Load:
    """`owners`: conversations by owner; `parcels`: messages to be sent by state; `longest_wait` in seconds."""

    owners: dict[str, int]
    parcels: dict[str, int]
    longest_wait: float


def measure(tx: Tx) -> Load:
    """The load as it stands."""
    owners = select(conversation.c.owner, func.count()).group_by(conversation.c.owner)
    undelivered = ("pending", "sending", "unknown", "failed")
    parcels = select(outbox.c.state, func.count()).where(outbox.c.state.in_(undelivered)).group_by(outbox.c.state)
    oldest = select(func.min(conversation.c.waiting_since)).where(conversation.c.owner.in_(("queued", "human")))
    since = tx.execute(oldest).scalar()
    return Load(
        {"bot": 0, "queued": 0, "human": 0, "closed": 0} | {row[0]: row[1] for row in tx.execute(owners)},
        dict.fromkeys(undelivered, 0) | {row[0]: row[1] for row in tx.execute(parcels)},
        max(0.0, (now() - since) / 1000) if since is not None else 0.0,
    )
