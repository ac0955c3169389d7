"""How names, times, money and moods are read by people here: filters for the templates."""

from __future__ import annotations

import zlib
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Flask, g

from messages import say
from settings import settings
from store import now

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
HUES = 8
FACES = {
    "very_negative": ("angry", "-2"),
    "negative": ("frown", "-1"),
    "neutral": ("meh", "0"),
    "positive": ("smile", "1"),
    "very_positive": ("laugh", "2"),
}


def _local(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1000, ZoneInfo(settings().time_zone))


def initials(name: str) -> str:
    """The first letters of the last two words: Vietnamese are called by these, the family name stands first."""
    return "".join(word[0] for word in name.split()[-2:]).upper() or "?"


def hue(key: str) -> int:
    """One of the avatar colours, always the same for one id."""
    return zlib.crc32(key.encode()) % HUES


def clock(at: int) -> str:
    """The time of day of an epoch in ms: 14:05."""
    return _local(at).strftime("%H:%M")


def day(at: int) -> str:
    """The day of an epoch in ms: Hôm nay, Hôm qua, else 09/11, with the year where it is not this one."""
    then, today = _local(at).date(), _local(now()).date()
    apart = (today - then).days
    if apart in (0, 1):
        return say(g.language, "day-today" if apart == 0 else "day-yesterday")
    return f"{then:%d/%m}" if then.year == today.year else f"{then:%d/%m/%Y}"


def moment(at: int) -> str:
    """Day and time: "hôm qua, 14:05"."""
    return f"{day(at)}, {clock(at)}"


def date(at: int) -> str:
    """The day as a number: 20/11."""
    return f"{_local(at):%d/%m}"


def year(at: int) -> str:
    """The year of an epoch in ms."""
    return f"{_local(at):%Y}"


def ago(at: int) -> str:
    """How long ago, in the largest whole unit: "vừa xong", "6 phút"."""
    passed = max(0, now() - at)
    if passed < MINUTE:
        return say(g.language, "ago-now")
    for name, unit, most in (("minutes", MINUTE, HOUR), ("hours", HOUR, DAY)):
        if passed < most:
            return say(g.language, f"ago-{name}", count=passed // unit)
    return say(g.language, "ago-days", count=passed // DAY)


def duration(milliseconds: int) -> str:
    """A length of time in its largest whole unit: "48 giây", "12 phút", "3 giờ"."""
    seconds = max(0, milliseconds) // 1000
    for unit, length in (("days", 86_400), ("hours", 3600), ("minutes", 60)):
        if seconds >= length:
            return say(g.language, f"duration-{unit}", count=seconds // length)
    return say(g.language, "duration-seconds", count=seconds)


def waited(at: int) -> str:
    """How long it has been since an epoch in ms, as a length of time."""
    return duration(now() - at)


def minutes(at: int) -> int:
    """Whole minutes since an epoch in ms."""
    return (now() - at) // MINUTE


def last4(phone: str) -> str:
    """A phone number as far as it has to be seen: •••• 4471."""
    return f"•••• {phone[-4:]}"


def money(amount: int, language: str | None = None) -> str:
    """Đồng: 1.250.000 ₫ in Vietnamese, 1,250,000 ₫ in English; in the reader's language where none is given."""
    text = f"{amount:,}\N{NO-BREAK SPACE}₫"
    return text.replace(",", ".") if (language or g.language) == "vi" else text


def money_short(amount: int) -> str:
    """Đồng in millions where there are some: 9,2 tr ₫."""
    if abs(amount) < 1_000_000:
        return money(amount)
    text = say(g.language, "money-millions", amount=f"{amount / 1_000_000:.1f}")
    return text.replace(".", ",") if g.language == "vi" else text


def band(score: float | None) -> str | None:
    """The band of a sentiment of −1…1, or None for none: absent is not neutral."""
    if score is None:
        return None
    bands = list(FACES)
    return bands[sum(score > edge for edge in (-0.6, -0.2, 0.2, 0.6))]


def face(mood: str) -> str:
    """The icon of a band."""
    return FACES[mood][0]


def shade(mood: str) -> str:
    """The class of a band's colours: m--2 … m-2."""
    return f"m-{FACES[mood][1]}"


def install(app: Flask) -> None:
    """Make these the filters of `app`'s templates."""
    for filter_ in (
        initials, hue, clock, day, moment, date, year, ago, waited, minutes,
        last4, money, money_short, band, face, shade,
    ):  # fmt: skip
        app.jinja_env.filters[filter_.__name__] = filter_
