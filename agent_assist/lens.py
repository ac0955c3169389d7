"""What the CX pages look at: a period of whole days compared with the one before, on one channel or all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from settings import settings
from store import now
from store.tallies import day_of
from store.voice import Period

DAYS = (7, 30, 90)
USUAL = 30
WEEK = 7


@dataclass(frozen=True)
class Step:
    """A bar of a chart: from the day `first` to the day `last`."""

    first: date
    last: date


@dataclass(frozen=True)
class Lens:
    """From the day `first` to the day `last`, where the company is. `days`: the length that was chosen."""

    first: date
    last: date
    days: int
    channel: str | None = None

    @classmethod
    def of(cls, asked: Mapping[str, str], channels: list[str]) -> Lens:
        """What the address asks for; what it says that cannot be is left out.

        `days` 7, 30 or 90 up to today; `from` and `to`, ISO dates, narrow it to these days; `channel`.
        """
        today = day_of(now())
        wanted = asked.get("days", "")
        days = int(wanted) if wanted in map(str, DAYS) else USUAL
        first, last = _date(asked.get("from")), _date(asked.get("to"))
        channel = asked.get("channel")
        if first is None or last is None or first > last:
            first, last = today - timedelta(days - 1), today
        return cls(first, last, days, channel if channel in channels else None)

    @cached_property
    def period(self) -> Period:
        """The same in epoch ms."""
        return Period(_midnight(self.first), _midnight(self.last + timedelta(1)), self.channel)

    @cached_property
    def before(self) -> Lens:
        """As many days before it."""
        length = self.last - self.first + timedelta(1)
        return replace(self, first=self.first - length, last=self.first - timedelta(1))

    @cached_property
    def steps(self) -> list[Step]:
        """Days, or weeks where there are many; the last one is whole."""
        each = 1 if (self.last - self.first).days <= 31 else WEEK
        found: list[Step] = []
        last = self.last
        while last >= self.first:
            found.append(Step(max(self.first, last - timedelta(each - 1)), last))
            last -= timedelta(each)
        return found[::-1]

    @cached_property
    def narrowed(self) -> bool:
        """Whether it is other than the last `days` days."""
        return self.last != day_of(now()) or (self.last - self.first).days + 1 != self.days

    def query(self, **more: object) -> dict[str, str]:
        """The parameters of an address that looks the same way, and `more` of them; None and False are left out."""
        query: dict[str, str] = {"days": str(self.days)}
        if self.channel:
            query["channel"] = self.channel
        if self.narrowed:
            query |= {"from": self.first.isoformat(), "to": self.last.isoformat()}
        given = {name: value for name, value in more.items() if value is not None and value is not False}
        return query | {name: "1" if value is True else str(value) for name, value in given.items()}

    def overview(self) -> dict[str, str]:
        """The parameters of the overview, which looks at whole periods only."""
        return {name: value for name, value in self.query().items() if name in ("days", "channel")}

    def words(self, step: Step | None = None, /, **wanted: object) -> str:
        """The address of the verbatims behind a number."""
        if step:
            wanted |= {"from": step.first.isoformat(), "to": step.last.isoformat()}
        return f"/voice/verbatims?{urlencode(self.query(**wanted))}"


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _midnight(day: date) -> int:
    zone = ZoneInfo(settings().time_zone)
    return int(datetime.combine(day, time(), zone).timestamp() * 1000)
