"""The doorbell: one reader of the history a process, many who listen to it, over server-sent events.

The stream carries no content, only that something happened (seq, kind, conversation, actor); who hears it fetches
what they may see. Every connection begins with `hello`: whoever hears that looks again at everything, so that nothing
is lost between two connections. Under gunicorn's gevent worker these threads and queues are gevent's own.
"""

from __future__ import annotations

import json
import logging
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from queue import Empty, Full, Queue
from typing import Any

from flask import Response

from agent_assist.errors import Refusal
from store import events, now, read

log = logging.getLogger(__name__)

LOOK_EVERY = 0.08  # seconds between two looks at the history
HEARTBEAT = 20.0  # seconds of silence after which a comment keeps proxies from closing the line
MOST_LISTENERS = 4_000
MOST_TABS = 20  # of them, for one conversation
BACKLOG = 1_000  # rings that a slow listener may be behind before it is cut off and comes back with `hello`
GAP_MS = 10_000  # a number missing in the history belongs to a slower transaction for so long, then to one undone


@dataclass(frozen=True)
class Ring:
    """Something happened. `seq` numbers events; a signal (typing, looking) has that of the last event before it."""

    seq: int
    kind: str
    conversation_id: str | None
    actor: str
    data: dict[str, Any] = field(default_factory=dict)


class Listener:
    """One who listens: to one conversation, or (None) to all. Iterates over rings; None after a silence."""

    def __init__(self, conversation_id: str | None) -> None:
        self.conversation_id = conversation_id
        self._rings: Queue[Ring | None] = Queue(BACKLOG)
        self.cut = False

    def ring(self, ring: Ring) -> None:
        """Hand over a ring; a listener too far behind is cut off."""
        try:
            self._rings.put_nowait(ring)
        except Full:
            self.cut = True

    def wait(self, seconds: float) -> Ring | None:
        """The next ring, or None after `seconds` of silence."""
        try:
            return self._rings.get(timeout=seconds)
        except Empty:
            return None

    def __iter__(self) -> Iterator[Ring | None]:
        while not self.cut:
            yield self.wait(HEARTBEAT)

    def close(self) -> None:
        """Listen no more."""
        _tower.leave(self)


class _Tower:
    """All listeners of this process, and the thread that reads the history while there are any."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_conversation: defaultdict[str | None, set[Listener]] = defaultdict(set)
        self._reader: threading.Thread | None = None
        self._last = self._last_signal = 0
        self._gaps: dict[int, int] = {}

    def __len__(self) -> int:
        return sum(len(group) for group in self._by_conversation.values())

    def enter(self, listener: Listener) -> None:
        with self._lock:
            if listener.conversation_id is not None and self._is_full_for(listener.conversation_id):
                raise Refusal("unavailable", retry_after=5)
            self._by_conversation[listener.conversation_id].add(listener)
            if self._reader is None:
                with read() as tx:
                    self._last, self._last_signal = events.last_seq(tx), events.last_signal(tx)
                self._gaps.clear()
                self._reader = threading.Thread(target=self._read_on, name="doorbell", daemon=True)
                self._reader.start()

    def _is_full_for(self, conversation_id: str) -> bool:
        """Customers, who cost nothing to be, must not keep out other customers or us: we are always let in."""
        tabs = len(self._by_conversation.get(conversation_id, ()))
        return tabs >= MOST_TABS or len(self) >= MOST_LISTENERS

    def leave(self, listener: Listener) -> None:
        with self._lock:
            group = self._by_conversation[listener.conversation_id]
            group.discard(listener)
            if not group:
                del self._by_conversation[listener.conversation_id]
            if not self._by_conversation:
                self._reader = None  # it ends by itself; whoever listens next begins at the history's end

    def _read_on(self) -> None:
        pause = threading.Event()
        while True:
            pause.wait(LOOK_EVERY)
            if self._reader is not threading.current_thread():
                return
            try:
                rings = self._look()
            except Exception:
                log.exception("the history could not be read; trying again")
                pause.wait(1)
                continue
            for ring in rings:
                self._spread(ring)

    def _look(self) -> list[Ring]:
        at = now()
        self._gaps = {seq: until for seq, until in self._gaps.items() if until > at}
        with read() as tx:
            found = events.since(tx, min(self._gaps, default=self._last + 1) - 1)
            signals = events.signals_since(tx, self._last_signal)
        rings = []
        for one in found:
            if one.seq <= self._last and one.seq not in self._gaps:
                continue
            self._gaps.pop(one.seq, None)
            # on PostgreSQL a number may be given out before, and seen after, a higher one
            self._gaps.update(dict.fromkeys(range(self._last + 1, one.seq), at + GAP_MS))
            self._last = max(self._last, one.seq)
            rings.append(Ring(one.seq, one.kind, one.conversation_id, one.actor, one.data))
        for seq, kind, conversation_id, actor in signals:
            self._last_signal = seq
            rings.append(Ring(self._last, kind, conversation_id, actor))
        return rings

    def _spread(self, ring: Ring) -> None:
        with self._lock:
            hearing = [*self._by_conversation.get(None, ())]
            if ring.conversation_id is not None:
                hearing += self._by_conversation.get(ring.conversation_id, ())
        for listener in hearing:
            listener.ring(ring)


_tower = _Tower()


def listening() -> int:
    """How many listen in this process."""
    return len(_tower)


def listen(conversation_id: str | None) -> Listener:
    """Listen to one conversation, or to all (None: for us, never refused).

    Raises Refusal (503, Retry-After) when too many do already.
    """
    listener = Listener(conversation_id)
    _tower.enter(listener)
    return listener


def respond(conversation_id: str | None, show: Callable[[Ring], dict[str, Any] | None]) -> Response:
    """Server-sent events for one listener. `show` makes a ring's JSON, or None for what they may not hear."""
    listener = listen(conversation_id)

    def lines() -> Iterator[str]:
        try:
            yield "retry: 2000\nevent: hello\ndata: {}\n\n"
            for ring in listener:
                shown = show(ring) if ring else None
                if shown is not None and ring is not None:
                    yield f"id: {ring.seq}\ndata: {json.dumps(shown)}\n\n"
                elif ring is None:
                    yield ": still here\n\n"
        finally:
            listener.close()

    response = Response(lines(), mimetype="text/event-stream", headers={"Cache-Control": "no-store"})
    response.headers["X-Accel-Buffering"] = "no"
    response.call_on_close(listener.close)
    return response
