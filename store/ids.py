"""Ids and the clock: UUIDv7 as text (RFC 9562, section 5.7) and UTC epoch milliseconds."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Callable

# The clock in nanoseconds; a test that needs another hour puts another clock here
clock: Callable[[], int] = time.time_ns


def now() -> int:
    """Milliseconds since the epoch, UTC."""
    return clock() // 1_000_000


def new_id(at: int | None = None) -> str:
    """A UUIDv7: sorts by the millisecond `at` (now, where none is given), random after that."""
    stamp = now() if at is None else at
    value = (stamp & (1 << 48) - 1) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))
