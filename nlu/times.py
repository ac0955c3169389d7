"""Hours as people say them: 3h chiều, 15h30, 9 rưỡi sáng, 8 giờ kém 15, 2-3h, half past nine, buổi sáng.

How long something takes is no hour: "đợi 3h đồng hồ", "trong 2h". Words come from data/words/entities.yml.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

import yaml

from nlu.text import WORDS, nfc, outline


def same_marks(typed: str, word: str) -> bool:
    """Whether two spellings differ at most in where the tone stands (hoà, hòa) and in capitals."""
    return typed == word or sorted(unicodedata.normalize("NFD", typed.lower())) == sorted(
        unicodedata.normalize("NFD", word.lower())
    )


@cache
def _words() -> tuple[dict[str, tuple[str, str]], dict[str, tuple[str, int]]]:
    """By their outline: the parts of the day (spelling, span) and the numbers (spelling, number)."""
    data = yaml.safe_load((WORDS / "entities.yml").read_text("utf-8"))
    parts, numbers = ({outline(word): (word, value) for word, value in data[key].items()} for key in ("time", "number"))
    return parts, numbers


_PART = r"sang|trua|chieu|toi|dem|khuya"
_HALF_DAY = rf"(?:(?:buoi\s+|ban\s+)?(?P<part{{n}}>{_PART})(?!\w|\s+\d)|(?P<half_day{{n}}>[ap]\.?m)(?:\.(?!\w)|(?!\w))"
_HALF_DAY += r"|(?:in\s+the|at)\s+(?P<english{n}>morning|afternoon|evening|night)(?!\w))"
_HOURS = "muoi(?:\\s+(?:mot|hai))?|mot|hai|ba|bon|nam|sau|bay|tam|chin"
_ENGLISH_HOURS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_MINUTES = r"(?:\s?(?:phut|ph|p|')(?!\w))"
_CLOCK = (
    rf"(?P<clock{{n}}>(?P<hour{{n}}>\d{{{{1,2}}}}|(?:{_HOURS}|{_ENGLISH_HOURS})(?!\w))"
    r"(?::(?P<colon{n}>[0-5]\d)(?::[0-5]\d)?(?!\d)"
    rf"|\s?(?P<unit{{n}}>h|g|gio|o['’]?clock)(?:(?P<glued{{n}}>[0-5]?\d)(?!\d){_MINUTES}?|\s?(?P<minute{{n}}>[0-5]?\d){_MINUTES}"
    rf"|\s(?P<apart{{n}}>[0-5]\d)(?=\s*(?:$|[,;?!)]|\.(?!\d)|(?:{_PART})(?!\w))))?)?(?:(?!\w)|(?=[ap]\.?m))"
    r"(?:\s+(?P<half{n}>ruoi)(?!\w))?"
    rf"(?:\s+kem\s+(?P<less{{n}}>\d{{{{1,2}}}}|muoi(?:\s+lam)?|hai\s+muoi|nam)(?!\w){_MINUTES}?)?"
    rf"(?:\s?{_HALF_DAY})?)"
)
_TIME = re.compile(
    r"(?<![\w.,:/\-–])(?:(?P<lead>luc|hen|vao|truoc|sau|den|toi|at|by|before|after|until|till)\s+(?:tam\s+|khoang\s+)?"
    r"|(?P<vague>tam|khoang|chung|tu|around|about|from)\s+)?"
    + _CLOCK.format(n=1)
    + r"(?:\s?(?:-|–|~|den|toi|to|and)\s?"
    + _CLOCK.format(n=2)
    + r")?(?![\w/]|[.:,\-]\d)"
)
_ENGLISH = re.compile(
    rf"(?<!\w)(?P<way>half|quarter)\s+(?P<past>past|to)\s+(?P<hour>1[0-2]|[1-9]|{_ENGLISH_HOURS})(?!\w)"
    + rf"(?:\s?{_HALF_DAY.format(n='')})?"
)
_NAMED = re.compile(r"(?<!\w)(?:(?:at|by|before|after|until)\s+)(?P<word>noon|midday|midnight)(?!\w)")
# Before and behind a number of hours that something takes.
_TAKES = re.compile(
    r"(?<!\w)(?:(?:doi|cho|mat|ton|ngoi|lau|giu|wait\w*|takes?|took)(?:\s+\w+){0,2}|trong(?:\s+vong)?|suot|het|can|them|moi|hon|ca"
    r"|tan|nhanh|toc|express|cach|dung|ngam|nau|ham|pin|sac|chay|ngu|for|within|ty\s+so|ti\s+so|score|ratio)\s+$"
)
_TAKEN = re.compile(r"\s*(?:dong\s+ho|nua|lien|truoc|tieng|lam\s+viec|moi\s+ngay|mot\s+ngay|/|ago|later)(?!\w)")
# The part of the day may come first: sáng mai 9h, tối 8h.
_PART_FIRST = re.compile(
    rf"(?<!\w)(?P<part>{_PART})\s+(?:(?:nay|mai|qua|kia|hom\s+(?:nay|qua)|thu\s\w+|cn|chu\s+nhat)\s+)?"
    r"(?:(?:luc|tam|khoang|tu|truoc|sau|den)\s+)*$"
)
_SPAN = re.compile(
    rf"(?<!\w)(?:(?P<said>buoi\s+(?:{_PART})|ban\s+dem)(?!\w)|(?P<office>gio\s+hanh\s+chinh)(?!\w)"
    rf"|(?P<day>{_PART})(?=\s+(?:nay|mai|qua|kia|hom\s+(?:nay|qua|kia|sau)|som|thu\s?(?:[2-7]|hai|ba|tu|nam|sau|bay)|chu\s?nhat"
    r"|cn|t[2-7]|ngay\s+\d|\d{1,2}[/\-]\d)(?!\w))"
    r"|(?:(?:this|in\s+the|tomorrow|yesterday|every|late|early|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\s+)"
    r"(?P<english>morning|afternoon|evening)(?!\w))"
)
_SURELY_TOLD = re.compile(
    r"(?:sang\s+thu\s|(?:sang|toi)\s+(?:nay|mai|qua(?!\s+(?:shop|lay|nhan|cua|do|day|ben|cho|mua)(?!\w)))(?!\w))"
)
_DOUBTED = re.compile(r"(?<!\w)(?:toi|sang)(?!\w)")
_DOES = re.compile(
    r"\s+(?:qua|den|di|se|moi|da|cung|co|muon|can|phai|ghe|lay|nhan|ranh|chua|khong|ko|k|o)(?!\w)(?!\s*$)"
)


def find_times(text: str) -> Iterator[tuple[str, int, int]]:
    """("15:00" or "14:00-15:00", start, end) for each hour or part of the day; the offsets are into nfc(text).

    An hour without its half of the day is one at which people are awake: 3h is 15:00, 8h is 08:00.
    """
    text = nfc(text)
    plain = _heard(text)
    found: list[tuple[str, int, int]] = []
    for value, start, end in _candidates(text, plain):
        if all(end <= other[1] or start >= other[2] for other in found):
            found.append((value, start, end))
    yield from sorted(found, key=lambda one: one[1])


def _heard(text: str) -> str:
    """The outline, in which "tới" and "tôi" are no "tối" and "sang" is no "sáng": as marked, or by what follows."""
    plain = outline(text)
    bare = text.lower() == plain

    def judge(match: re.Match[str]) -> str:
        typed, word = text[match.start() : match.end()], match[0]
        pronoun = word == "toi" and _DOES.match(plain, match.end())
        if same_marks(typed, _words()[0][word][0]) or (bare and not pronoun):
            return word
        return "den" if word == "toi" else "____"

    return _DOUBTED.sub(judge, plain)


def _candidates(text: str, plain: str) -> Iterator[tuple[str, int, int]]:
    for match in _TIME.finditer(plain):
        ranged = match["clock2"] is not None and _evident(match, 2)
        if (ranged or _evident(match, 1)) and _fits(match, text):
            end = match.end("clock2" if ranged else "clock1")
            said = _PART_FIRST.search(plain[: match.start("clock1")])
            half_day = said["part"] if said and is_part(text, *said.span("part")) else ""
            value = _range(match, half_day) if ranged else _clock(_minutes(match, "1", half_day))
            if value and not _is_taken(match, plain, end):
                yield value, match.start("clock1"), end
    for match in _ENGLISH.finditer(plain):
        minutes = _minutes(match, "")
        if minutes is not None:
            more = 30 if match["way"] == "half" else 15
            yield str(_clock(minutes + (more if match["past"] == "past" else -more))), *match.span()
    for match in _NAMED.finditer(plain):
        yield "00:00" if match["word"] == "midnight" else "12:00", *match.span("word")
    for match in _SPAN.finditer(plain):
        start, end = match.span(str(match.lastgroup))
        word = " ".join(plain[start:end].split()).removeprefix("buoi ").removeprefix("ban ")
        if match["office"] or is_part(text, end - len(word), end):
            yield _words()[0][word][1], start, end


def is_part(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] names a part of the day: its marks fit, and unmarked "tôi qua lấy" is no "tối qua"."""
    typed = text[start:end].lower()
    plain = outline(text)
    known = _words()[0].get(plain[start:end])
    if not known or (typed != plain[start:end] and not same_marks(typed, known[0])):
        return False
    if typed == known[0] or plain[start:end] not in ("sang", "toi"):
        return True
    if re.search(r"(?:buoi|ban)\s+$", plain[:start]):
        return True
    return text.lower() == plain and bool(_SURELY_TOLD.match(plain, start))


def _is_taken(match: re.Match[str], plain: str, end: int) -> bool:
    """Whether the hours are how long something takes."""
    if any(match[f"{key}{n}"] for n in (1, 2) for key in ("part", "half_day", "english")):
        return False
    if _TAKEN.match(plain, end) or (match["hour1"] == "24" and not match["lead"] and not match["colon1"]):
        return True
    return not match["lead"] and not match["colon1"] and bool(_TAKES.search(plain[: match.start()]))


def _evident(match: re.Match[str], n: int) -> bool:
    """Whether a clock says that it is one, and not just a number."""
    unit, half_day = match[f"unit{n}"], match[f"half_day{n}"]
    part = match[f"part{n}"] or match[f"english{n}"]
    led = bool(match["lead"] or match["vague"] or n == 2)
    if not match[f"hour{n}"][0].isdigit():
        told = part or led or (unit or "").startswith("o")
        return bool(half_day or (told and (unit or match[f"half{n}"])))
    if match[f"colon{n}"] or half_day:
        return True
    if unit == "g":  # grams, unless minutes follow or the part of the day
        return bool(part or match[f"glued{n}"] or match["lead"])
    if match[f"half{n}"] or match[f"less{n}"]:
        return bool(unit or part or led)
    return bool(unit or (part and match["lead"] == "luc"))


def _fits(match: re.Match[str], text: str) -> bool:
    """Whether the marks typed are those of an hour: "bây giờ" is no "bảy giờ", and "bay gio" is now."""
    parts, numbers = _words()
    bare = text.lower() == outline(text)
    for n in (1, 2):
        hour, part = match[f"hour{n}"], match[f"part{n}"]
        if hour and not hour[0].isdigit():
            typed, word = text[slice(*match.span(f"hour{n}"))], numbers[" ".join(hour.split())][0]
            if not same_marks(typed, word) and (not bare or hour == "bay" or (hour == "sau" and not part)):
                return False
        if part:
            typed = text[slice(*match.span(f"part{n}"))].lower()
            if typed != part and not same_marks(typed, parts[part][0]):
                return False
    return True


def _range(match: re.Match[str], half_day: str) -> str | None:
    """Both ends; the first has the half of the day of the second, where it tells none and still comes first so."""
    end = _minutes(match, "2", half_day)
    starts = [_minutes(match, "1", half_day or _half_day(match, "2")), _minutes(match, "1", half_day)]
    start = next((one for one in starts if one is not None and end is not None and one < end), None)
    return None if start is None else f"{_clock(start)}-{_clock(end)}"


def _half_day(match: re.Match[str], n: str) -> str:
    groups = match.groupdict()
    return (groups[f"part{n}"] or groups[f"english{n}"] or groups[f"half_day{n}"] or "").replace(".", "")


def _minutes(match: re.Match[str], n: str, half_day: str = "") -> int | None:
    """Minutes since midnight, or nothing where no day has that hour; `half_day` is for one that tells none."""
    said = " ".join(match[f"hour{n}"].split())
    hour = int(said) if said[0].isdigit() else _words()[1][said][1]
    if hour > 24:
        return None
    groups = match.groupdict()
    minutes = next((groups[key] for key in (f"colon{n}", f"glued{n}", f"minute{n}", f"apart{n}") if groups.get(key)), 0)
    less = groups.get(f"less{n}") or "0"
    earlier = int(less) if less[0].isdigit() else _words()[1][" ".join(less.split())][1]
    hour = _hour(hour, _half_day(match, n) or half_day, said)
    return hour * 60 + int(minutes) + 30 * bool(groups.get(f"half{n}")) - earlier


def _hour(hour: int, half_day: str, said: str) -> int:
    """The hour of 24 for one said with a half of the day or none."""
    if hour > 12:
        return hour
    match half_day:
        case "sang" | "am" | "morning":
            return hour % 12
        case "trua":
            return hour if hour >= 10 else hour + 12
        case "chieu" | "pm" | "afternoon":
            return hour % 12 + 12
        case "toi" | "evening":
            return hour % 12 + 12 if hour >= 5 else hour
        case "dem" | "khuya" | "night":
            return hour % 12 + 12 * (7 <= hour < 12)
    return hour + 12 if 1 <= hour <= 6 and said[0] != "0" else hour


def _clock(minutes: int | None) -> str | None:
    return None if minutes is None else f"{minutes // 60 % 24:02}:{minutes % 60:02}"
