"""How often one may ask: token buckets in this process's memory.

They are kept here and not in the database so that a flood costs no writes; with several web processes each counts for
itself, and the limits hold for each.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass
from math import ceil

from agent_assist.errors import Refusal

MOST_BUCKETS = 20_000


@dataclass(frozen=True)
class Limit:
    """`burst` at once, then `a_second` on average."""

    burst: float
    a_second: float


class Limiter:
    """Buckets by name; of more than MOST_BUCKETS the one used longest ago is forgotten."""

    def __init__(self, limit: Limit) -> None:
        self.limit = limit
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, name: str) -> None:
        """Take one token. Raises Refusal (429, Retry-After in seconds) from an empty bucket."""
        at = time.monotonic()
        left, then = self._buckets.pop(name, (self.limit.burst, at))
        left = min(self.limit.burst, left + (at - then) * self.limit.a_second)
        self._buckets[name] = (max(left - 1, 0) if left >= 1 else left, at)
        if len(self._buckets) > MOST_BUCKETS:
            self._buckets.popitem(last=False)
        if left < 1:
            raise Refusal("too_many", retry_after=ceil((1 - left) / self.limit.a_second))
