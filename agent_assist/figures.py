"""Shares and scores with their uncertainty, and whether a change is more than chance.

Pure functions of counts. Confidence is 95 % throughout.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scipy.stats import false_discovery_control, norm

CONFIDENCE = 0.95
Z = float(norm.ppf(0.5 + CONFIDENCE / 2))
# below so many answers nothing is said about a change
ENOUGH = 30


@dataclass(frozen=True)
class Figure:
    """An estimate with its interval, and the `n` cases it rests on. Shares are 0…1, an NPS −1…1."""

    value: float
    low: float
    high: float
    n: int

    @property
    def enough(self) -> bool:
        """Whether there are cases enough to speak of change."""
        return self.n >= ENOUGH


@dataclass(frozen=True)
class Share(Figure):
    """`count` of `of`. They may be sayings, several from one conversation; `n` counts conversations."""

    count: int
    of: int


@dataclass(frozen=True)
class Score(Figure):
    """A net promoter score: promoters (9–10) less detractors (0–6), as shares of all."""

    promoters: float
    passives: float
    detractors: float


@dataclass(frozen=True)
class Change:
    """The difference to the period before, with its interval. `verdict`: up, down, unclear, or few (too few to say)."""

    value: float
    low: float
    high: float
    verdict: str

    @property
    def certain(self) -> bool:
        """Whether the change is beyond chance."""
        return self.verdict in ("up", "down")


def share(count: int, of: int, n: int | None = None) -> Share | None:
    """A share with Wilson's interval; None of nothing.

    `n`: the independent cases among `of`, where one case may have been counted several times; the interval is that
    of the same share of `n`.
    """
    if of <= 0:
        return None
    cases = min(of, n) if n else of
    value = count / of
    return Share(value, *_wilson(value, cases), cases, count, of)


def score(answers: Mapping[int, int]) -> Score | None:
    """The net promoter score of answers 0–10 (answer → how many); None of none.

    The interval is the adjusted Wald interval of Rocks (2016): the variance of a variable that is 1, 0 or −1,
    p + d − (p − d)², after three answers are added, half of them passive. Without them a handful of equal answers
    would look certain.
    """
    n = sum(answers.values())
    if n == 0:
        return None
    promoters = sum(count for answer, count in answers.items() if answer >= 9)
    detractors = sum(count for answer, count in answers.items() if answer <= 6)
    value = (promoters - detractors) / n
    p, d = (promoters + 0.75) / (n + 3), (detractors + 0.75) / (n + 3)
    half = Z * math.sqrt((p + d - (p - d) ** 2) / (n + 3))
    low, high = max(-1.0, p - d - half), min(1.0, p - d + half)
    return Score(
        value, min(low, value), max(high, value), n, promoters / n, 1 - (promoters + detractors) / n, detractors / n
    )


def change(now: Figure | None, before: Figure | None) -> Change | None:
    """From `before` to `now`; None where one is missing.

    Newcombe's interval of a difference (1998, method 10): made of the two intervals, for shares of Wilson's.
    """
    if now is None or before is None:
        return None
    value = now.value - before.value
    low = value - math.hypot(now.value - now.low, before.high - before.value)
    high = value + math.hypot(now.high - now.value, before.value - before.low)
    verdict = "up" if low > 0 else "down" if high < 0 else "unclear"
    return Change(value, low, high, verdict if now.enough and before.enough else "few")


def beyond_chance(pairs: Sequence[tuple[Share | None, Share | None]]) -> list[bool]:
    """For each pair (now, before): whether it changed, when all of them are looked at together.

    Of many comparisons some stand out by chance alone: Benjamini and Hochberg's procedure keeps the false ones under
    5 % of those that are called changes.
    """
    chances = [_chance(now, before) for now, before in pairs]
    known = [chance for chance in chances if chance is not None]
    adjusted = iter(false_discovery_control(known)) if known else iter(())
    return [chance is not None and float(next(adjusted)) < 1 - CONFIDENCE for chance in chances]


def _chance(now: Share | None, before: Share | None) -> float | None:
    """The chance of a difference as large in two samples of one share (pooled z test, two-sided)."""
    if not now or not before or not now.enough or not before.enough:
        return None
    pooled = (now.value * now.n + before.value * before.n) / (now.n + before.n)
    spread = math.sqrt(pooled * (1 - pooled) * (1 / now.n + 1 / before.n))
    return math.erfc(abs(now.value - before.value) / spread / math.sqrt(2)) if spread else 1.0


def _wilson(value: float, n: int) -> tuple[float, float]:
    """Wilson's score interval of a share (1927); closed form, a hundredth of the time of scipy's binomtest."""
    middle = value + Z**2 / (2 * n)
    half = Z * math.sqrt(value * (1 - value) / n + Z**2 / (4 * n**2))
    scale = 1 + Z**2 / n
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)
