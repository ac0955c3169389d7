"""Rasa's SQL tracker store on an SQLite file that stays open: write-ahead log, a pool of connections, plain SQL.

Rasa's own store opens and closes the file for every session, waits for the disk at every commit, and builds an object
for every event that it reads or counts. The table is Rasa's, so either store reads what the other wrote.
"""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker

_SESSION = """FROM events WHERE sender_id = :sender AND timestamp >= coalesce(
    (SELECT max(timestamp) FROM events WHERE sender_id = :sender AND type_name = 'session_started'), 0)"""
_READ_SESSION = sa.text(f"SELECT data {_SESSION} ORDER BY id")
_COUNT_SESSION = sa.text(f"SELECT count(*) {_SESSION}")
_READ_ALL = sa.text("SELECT data FROM events WHERE sender_id = :sender ORDER BY id")
_FORGET = sa.text("DELETE FROM events WHERE sender_id = :sender")
_ADD = sa.text(
    "INSERT INTO events (sender_id, type_name, timestamp, intent_name, action_name, data)"
    " VALUES (:sender, :type, :timestamp, :intent, :action, :data)"
)


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

    async def _retrieve(self, sender_id: str, fetch_events_from_all_sessions: bool) -> DialogueStateTracker | None:
        read = _READ_ALL if fetch_events_from_all_sessions else _READ_SESSION
        with self.engine.connect() as connection:
            events = [json.loads(data) for data in connection.execute(read, {"sender": sender_id}).scalars()]
        return DialogueStateTracker.from_dict(sender_id, events, self.domain.slots) if events else None

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write the events that are not there yet."""
        await self.stream_events(tracker)
        with self.engine.begin() as connection:
            stored = connection.execute(_COUNT_SESSION, {"sender": tracker.sender_id}).scalar_one()
            rows = [_row(tracker.sender_id, event) for event in islice(tracker.events, stored, None)]
            if rows:
                connection.execute(_ADD, rows)

    def forget(self, sender_id: str) -> None:
        """Delete every event of a conversation."""
        with self.engine.begin() as connection:
            connection.execute(_FORGET, {"sender": sender_id})


def _row(sender: str, event: Event) -> dict[str, Any]:
    data = event.as_dict()
    return {
        "sender": sender,
        "type": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action": data.get("name"),
        "data": json.dumps(data),
    }


def _prepare(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.close()
