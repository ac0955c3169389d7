"""Vectors of an index in memory, and which of them are nearest to a question."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from knowledge.meaning import WIDTH, Halves
from nlu.encoder import Floats

Places = NDArray[np.int64]

_FEW = 64  # dimensions of the first pass
_SAMPLE = 4000  # rows from which its directions are learnt; fewer rows than this are all compared exactly
_SHORTLIST = 8  # how many times more than asked for the first pass lets through


class Space:
    """Vectors of length one, searched by cosine. Many are first compared in the few directions in which they differ
    most; only the best of that pass are compared exactly."""

    def __init__(self, rows: Halves) -> None:
        self._rows = rows
        self._directions: Floats | None = None
        if len(rows) > _SAMPLE:
            sample = rows[:: len(rows) // _SAMPLE].astype(np.float32)
            _, directions = np.linalg.eigh(np.cov(sample, rowvar=False))  # by growing variance
            self._directions = np.ascontiguousarray(directions[:, -_FEW:], np.float32)
            parts = np.array_split(rows, len(rows) // _SAMPLE)
            self._few = np.concatenate([part.astype(np.float32) @ self._directions for part in parts])

    def __len__(self) -> int:
        return len(self._rows)

    def cosines(self, of: Floats, places: Places) -> Floats:
        """How near the rows at these places are to a vector, -1 to 1."""
        found: Floats = self._rows[places].astype(np.float32) @ of
        return found

    def nearest(self, of: Floats, count: int, start: int, stop: int) -> Places:
        """The places of the `count` nearest rows between start and stop, in no order."""
        if self._directions is None:
            return start + _largest(self._rows[start:stop].astype(np.float32) @ of, count)
        coarse = self._few[start:stop] @ (of @ self._directions)
        places = start + _largest(coarse, _SHORTLIST * count)
        return places[_largest(self.cosines(of, places), count)]


def _largest(values: Floats, count: int) -> Places:
    if len(values) <= count:
        return np.arange(len(values))
    return np.argpartition(values, -count)[-count:]


class Meanings:
    """What the passages of an index mean, and what is known to be asked of them."""

    def __init__(self, held: Mapping[str, bytes]) -> None:
        passages, asked = (np.frombuffer(held[name], np.float16).reshape(-1, WIDTH) for name in ("passages", "asked"))
        self._passages, self._asked = Space(passages), Space(asked)
        ranges, owned = (np.frombuffer(held[name], np.int64).reshape(-1, 2) for name in ("ranges", "owned"))
        self._starts, self._stops = ranges.T.copy()
        self._owned = owned

    def nearest(self, of: Floats, count: int, start: int, stop: int) -> Places:
        """The passages between start and stop that are nearest by themselves or by a question that they answer."""
        first, last = np.searchsorted(self._starts, (start, stop))
        asked = self._asked.nearest(of, count, int(first), int(last))
        ranges = zip(self._starts[asked], self._stops[asked], strict=True)
        answering = [np.arange(begin, end) for begin, end in ranges]
        return np.unique(np.concatenate([self._passages.nearest(of, count, start, stop), *answering]))

    def cosines(self, of: Floats, places: Places) -> tuple[Floats, Floats]:
        """How near these passages are, and the nearest question of each (where none is known, the passage itself)."""
        own = self._passages.cosines(of, places)
        rows = np.concatenate([np.arange(first, last) for first, last in np.unique(self._owned[places], axis=0)])
        near = self._asked.cosines(of, rows)
        meant = (self._starts[rows] <= places[:, None]) & (places[:, None] < self._stops[rows])
        asked = np.where(meant, near, -1).max(axis=1, initial=-1)
        return own, np.where(meant.any(axis=1), asked, own)
