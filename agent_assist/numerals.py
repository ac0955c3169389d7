"""How numbers are read by people here: 1.234, 31 %, +8, 20/11 in Vietnamese; 1,234, 31%, 20 Nov in English."""

from __future__ import annotations

from datetime import date

from flask import g

from agent_assist.figures import Figure

MINUS, NARROW = "−", "\N{NO-BREAK SPACE}"


def number(value: float, digits: int = 0) -> str:
    """A number with the reader's marks: 1.234,5 or 1,234.5."""
    text = f"{abs(value):,.{digits}f}"
    if g.language == "vi":
        text = text.replace(",", " ").replace(".", ",").replace(" ", ".")
    return f"{MINUS}{text}" if value < 0 and text.strip("0,.") else text


def percent(share: float, digits: int | None = None) -> str:
    """A share of 0…1: 31 %. Below one in a hundred with a decimal, that a few are not none."""
    digits = (1 if 0 < share < 0.00995 else 0) if digits is None else digits
    return number(share * 100, digits) + (f"{NARROW}%" if g.language == "vi" else "%")


def signed(value: float, digits: int = 0) -> str:
    """A difference with its sign: +8, −3, 0."""
    text = number(value, digits)
    return f"+{text}" if value > 0 and text.strip("0,.") else text


def points(share: float) -> str:
    """A difference of shares in percentage points, with its sign; small ones with a decimal: +8, −0,4."""
    small = 0 < abs(share) < 0.00995
    return signed(share * 100, 1 if small else 0)


def interval(figure: Figure) -> str:
    """The interval of a share in percent: 28–34."""
    return f"{number(figure.low * 100)}–{number(figure.high * 100)}"


def short_date(day: date) -> str:
    """A day as a number: 20/11, 20 Nov."""
    return f"{day:%d/%m}" if g.language == "vi" else f"{day.day} {day:%b}"


FILTERS = (number, percent, signed, points, interval, short_date)
