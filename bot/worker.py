"""The worker: delivers what others left, takes up what was stranded by a kill, and keeps the clocks.

Any number may run: each job is held by a lease or by the conversation's epoch.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

import store.outbox as parcels
from bot import channels, fetching, handoff, intake, mishap, outbox, reports
from settings import settings
from store import arrivals, attachments, conversations, events, messages, now, read, write

log = logging.getLogger(__name__)

PULSE_S = 0.2
CLOCK_S = 2.0
STRANDED_MS = 1_000  # a message that waits longer than this was left by somebody who was killed
SIGNALS_MS = 60_000
THREADS = 8
FETCHING_THREADS = 2  # of their own: a slow platform must not keep answers from going out


def sweep(run: Callable[[Callable[[str], None], str], object]) -> None:
    """Give what is left over to `run(job, id)`: conversations, and what the platforms reported."""
    with read() as tx:
        to_fetch = attachments.due(tx)
        reported = arrivals.stranded(tx, now() - STRANDED_MS)
        parcels_due = parcels.due_conversations(tx, now())
        stranded = messages.waiting_conversations(tx, now() - STRANDED_MS)
    for conversation_id in parcels_due:
        run(outbox.deliver, conversation_id)
    for conversation_id in stranded:
        run(intake.process, conversation_id)
    for arrival_id in reported:
        run(reports.take_up, arrival_id)
    for attachment_id in to_fetch:
        run(fetching.fetch, attachment_id)


def tick() -> None:
    """Do what the time has come for: holds that are over, customers nobody came to, conversations fallen asleep."""
    here = settings()
    at = now()
    with read() as tx:
        over = conversations.over(tx, at)
        unheard = conversations.unheard(tx, at - int(here.queue_patience * 1000))
        idle = conversations.idle(tx, at - int(here.bot_patience * 1000))
    for job, found in ((handoff.lapse, over), (handoff.own_up, unheard), (handoff.fall_asleep, idle)):
        _each(job, found)
    with write() as tx:
        events.sweep_signals(tx, at - SIGNALS_MS)
        arrivals.sweep(tx, at - arrivals.WEEK_MS)


def keep(channel: str) -> None:
    """Let a platform do what it has to do from time to time."""
    if platform := channels.platform(channel):
        platform.keep()


def _each(job: Callable[[conversations.Conversation], None], found: Iterable[conversations.Conversation]) -> None:
    for held in found:
        try:
            job(held)
        except Exception as error:
            mishap.note(log, f"{job.__name__} failed for conversation {held.id}", error)


class Pools:
    """The worker's threads; a job that is at work for a name is not begun for it a second time."""

    def __init__(self) -> None:
        self._busy: set[tuple[str, str]] = set()
        self._lock = threading.Lock()
        self._usual, self._fetching = ThreadPoolExecutor(THREADS), ThreadPoolExecutor(FETCHING_THREADS)

    def __enter__(self) -> Pools:
        return self

    def __exit__(self, *_: object) -> None:
        self._usual.shutdown()
        self._fetching.shutdown()

    def run(self, job: Callable[[str], None], name: str) -> None:
        """Do `job(name)` when a thread is free."""
        key = (job.__name__, name)
        with self._lock:
            if key in self._busy:
                return
            self._busy.add(key)
        (self._fetching if job is fetching.fetch else self._usual).submit(self._work, key, job, name)

    def _work(self, key: tuple[str, str], job: Callable[[str], None], name: str) -> None:
        try:
            job(name)
        except Exception as error:
            mishap.note(log, f"{job.__name__} failed for {name}", error)
        finally:
            with self._lock:
                self._busy.discard(key)


def main() -> None:
    """Work until SIGTERM or SIGINT."""
    logging.basicConfig(level=settings().log_level, format="%(asctime)s worker %(levelname)s %(name)s: %(message)s")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    log.info("ready")
    with Pools() as pools:
        next_tick = 0.0
        while not stop.wait(PULSE_S):
            try:
                sweep(pools.run)
                if (at := now() / 1000) >= next_tick:
                    next_tick = at + CLOCK_S
                    tick()
                    for channel in channels.PLATFORMS:
                        pools.run(keep, channel)
            except Exception as error:
                mishap.note(log, "a sweep failed; the next one tries again", error)


if __name__ == "__main__":
    main()
