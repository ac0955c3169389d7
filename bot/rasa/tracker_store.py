"""Rasa's SQL tracker store on an SQLite file that stays open: write-ahead log and a pool of connections.

Rasa's own store opens and closes the file for every session and waits for the disk at every commit.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain


class PooledTrackerStore(SQLTrackerStore):
    """Trackers in the file `path`, whose folder is made where it is missing."""

    def __init__(
        self, domain: Domain | None = None, path: str = "", event_broker: EventBroker | None = None, **kwargs: Any
    ) -> None:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        super().__init__(domain=domain, db=path, event_broker=event_broker, **kwargs)
        url = self.engine.url
        self.engine.dispose()
        self.engine = sa.create_engine(
            url, poolclass=sa.pool.QueuePool, pool_size=4, connect_args={"check_same_thread": False, "timeout": 10}
        )
        sa.event.listen(self.engine, "connect", _prepare)
        self.sessionmaker.configure(bind=self.engine)


def _prepare(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.close()
