"""Days as people say them: hôm qua, mai, thứ 6 tuần trước, 22/10, 3 ngày nữa, last Friday."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from nlu.text import outline
from nlu.times import is_part

# A part of the day before the day is an hour (nlu.times) and no part of the date.
_BEHIND_PART = r"(?:(?<=sang )|(?<=trua )|(?<=chieu )|(?<=toi )|(?<=dem )|(?<=khuya ))"
_NAMED = {
    rf"(?:hom\s+|{_BEHIND_PART})nay|hnay|today|tonight": 0,
    rf"(?:hom\s+|{_BEHIND_PART})qua|hqua|yesterday": -1,
    r"hom\s+kia": -2,
    rf"(?:ngay\s+|{_BEHIND_PART})mai|tomorrow": 1,
    r"ngay\s+(?:mot|kia)": 2,
}
_WEEKDAYS = {
    0: "thu\\s?(?:2|hai)|monday",
    1: "thu\\s?(?:3|ba)|tuesday",
    2: "thu\\s?(?:4|tu)|wednesday",
    3: "thu\\s?(?:5|nam)|thursday",
    4: "thu\\s?(?:6|sau)|friday",
    5: "thu\\s?(?:7|bay)|saturday",
    6: "chu\\s?nhat|cn|sunday",
}
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

_DAY = re.compile("|".join(rf"(?<!\w)(?P<d{abs(n)}{'p' if n < 0 else 'f'}>{rx})(?!\w)" for rx, n in _NAMED.items()))
# "mai" alone: tomorrow, unless a person's name or an unmarked "mãi không".
_MAI = re.compile(
    r"(?<!\w)(?<!chi )(?<!anh )(?<!co )(?<!em )(?<!ban )mai(?!\w)(?!\s+(?:khong|ko|k|chua|chang|cha|ma|moi)\b)"
)
_WEEKDAY = re.compile(
    r"(?<!\w)(?:(?P<last>last|this past)\s+|(?P<next>next)\s+)?(?:"
    + "|".join(f"(?P<w{n}>{rx})" for n, rx in _WEEKDAYS.items())
    + r")(?!\w)(?:\s+(?P<before>tuan\s+(?:truoc|roi|qua)|truoc|vua\s+(?:roi|qua))"
    r"|\s+(?P<after>tuan\s+(?:sau|toi)))?(?!\w)"
)
_AGO = re.compile(
    r"(?<![\w.,/])(?:cach\s+day\s+(?P<n1>\d{1,2})\s+(?P<u1>ngay|hom|tuan)|(?P<n2>\d{1,2})\s+(?P<u2>ngay|hom|tuan)\s+(?P<way>truoc|nua|toi)"
    r"|(?P<n3>\d{1,2})\s+(?P<u3>day|week)s?\s+ago|in\s+(?P<n4>\d{1,2})\s+(?P<u4>day|week)s?)(?!\w)"
)
_NUMERIC = re.compile(
    r"(?<![\w.,/\-])(?!24/7)(?:(?P<said>ngay|hom|tu|den|truoc|sau|on|since|by)\s+)?"
    r"(?:(?P<y1>20\d\d)-(?P<m1>\d\d)-(?P<d1>\d\d)"
    r"|(?P<d2>\d{1,2})\s?[/\-]\s?(?P<m2>\d{1,2})(?:\s?[/\-]\s?(?P<y2>20\d\d|\d\d))?"
    r"|(?P<d3>\d{1,2})\s+thang\s+(?P<m3>\d{1,2})(?:(?:\s+nam)?\s+(?P<y3>20\d\d))?)(?![\w/]|[.,\-]\d)(?P<score>\s+diem)?"
)
_ENGLISH = re.compile(
    rf"(?<!\w)(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<m1>{'|'.join(_MONTHS)})[a-z]*"
    rf"|(?P<m2>{'|'.join(_MONTHS)})[a-z]*\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?)(?:,?\s+(?P<y>20\d\d))?(?!\w)"
)


def find_dates(text: str, today: date) -> Iterator[tuple[date, int, int]]:
    """(day, start, end) for each day named. A weekday alone is the coming one (today counts); a day and month alone are
    of the year that brings them nearest to today. Offsets are into the text."""
    plain = outline(text)
    for match in _DAY.finditer(plain):
        kind = str(match.lastgroup)
        before = match.start() - 1
        if match[0] in ("nay", "qua", "mai") and not is_part(text, plain.rfind(" ", 0, before) + 1, before):
            continue
        yield today + timedelta(int(kind[1:-1]) * (-1 if kind[-1] == "p" else 1)), match.start(), match.end()
    for match in _MAI.finditer(plain):
        if text[match.start() : match.end()] in ("mai", "MAI") or (match.start() == 0 and text[1:3] == "ai"):
            yield today + timedelta(1), match.start(), match.end()
    for match in _WEEKDAY.finditer(plain):
        yield _weekday(match, today), match.start(), match.end()
    for match in _AGO.finditer(plain):
        number = int(next(match[f"n{i}"] for i in range(1, 5) if match[f"n{i}"]))
        unit = next(match[f"u{i}"] for i in range(1, 5) if match[f"u{i}"])
        past = match["n1"] or match["n3"] or match["way"] == "truoc"
        days = number * (7 if unit in ("tuan", "week") else 1)
        yield today + timedelta(-days if past else days), match.start(), match.end()
    for match in _NUMERIC.finditer(plain):
        day, month, year = (next((match[f"{p}{i}"] for i in (1, 2, 3) if match[f"{p}{i}"]), None) for p in "dmy")
        mark = match["d2"] and match["m2"] in ("5", "10") and int(match["d2"]) <= int(match["m2"])  # 9/10 is a mark
        if match["score"] or (mark and not match["said"] and not year):
            continue
        found = _day(str(day), int(str(month)), year, today)
        if found:
            start = match.start() if not match["said"] else match.end("said")
            start += len(plain[start:]) - len(plain[start:].lstrip())
            yield found, start, match.end()
    for match in _ENGLISH.finditer(plain):
        found = _day(match["d1"] or match["d2"], _MONTHS.index(match["m1"] or match["m2"]) + 1, match["y"], today)
        if found:
            yield found, match.start(), match.end()


def _weekday(match: re.Match[str], today: date) -> date:
    wanted = next(n for n in range(7) if match[f"w{n}"])
    ahead = (wanted - today.weekday()) % 7
    monday = today - timedelta(today.weekday())
    before = match["before"]
    if before and before.startswith("tuan"):
        return monday + timedelta(wanted - 7)
    if before or match["last"]:
        return today - timedelta((today.weekday() - wanted) % 7 or 7)
    if match["after"]:
        return monday + timedelta(wanted + 7)
    return today + timedelta(ahead or 7 if match["next"] else ahead)


def _day(day: str, month: int, year: str | None, today: date) -> date | None:
    years = [int(year) + (2000 if len(year) == 2 else 0)] if year else [today.year - 1, today.year, today.year + 1]
    days = []
    for candidate in years:
        try:
            days.append(date(candidate, month, int(day)))
        except ValueError:
            continue
    return min(days, key=lambda found: abs(found - today), default=None)
