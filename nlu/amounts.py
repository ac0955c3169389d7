"""Money as people in Vietnam say it: 500k, 1tr2, 2 triệu rưỡi, hai trăm nghìn, 1.250.000đ. In whole đồng."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlu.text import outline

_UNITS = {
    **dict.fromkeys(("k", "nghin", "ngan"), 1_000),
    **dict.fromkeys(("tr", "trieu"), 1_000_000),
    **dict.fromkeys(("ty", "ti"), 1_000_000_000),
}
_CURRENCY = r"(?:\s?(?:vnd|dong|d|₫)(?!\w))"
_NUMERAL = "mot|hai|ba|bon|nam|sau|bay|tam|chin"
_DIGITS = {**{word: digit for digit, word in enumerate(_NUMERAL.split("|"), 1)}, "lam": 5}
_TENS = rf"(?:(?:{_NUMERAL})\s+)?muoi(?:\s+(?:{_NUMERAL}|lam))?"
_SAID = rf"(?:(?:{_NUMERAL})\s+tram(?:\s+{_TENS})?|{_TENS}|{_NUMERAL})"
_WITH_UNIT = re.compile(
    rf"(?<![\w.,])(?P<number>\d+(?:[.,]\d+)*|{_SAID})\s?(?P<unit>k|nghin|ngan|trieu|tr|ty|ti)"
    r"(?:(?P<tail>\d{1,3})(?!\d)|(?!\w)(?:\s(?P<half>ruoi)|\s(?P<rest>\d{1,3})(?:\s?(?:k|nghin|ngan)(?!\w)|(?!\w|[.,]\d|%|\s+\w))"
    r")?)?" + _CURRENCY + r"?(?!\w)"
)
_IN_DIGITS = re.compile(rf"(?<![\w.,])(?:[1-9]\d{{0,2}}(?:[.,]\d{{3}})+|[1-9]\d{{3,}})(?:{_CURRENCY}|(?!\w|[.,]\d))")


def find_amounts(text: str) -> Iterator[tuple[int, int, int]]:
    """(đồng, start, end) for each sum of money; the offsets are into the text."""
    plain = outline(text)
    for match in _WITH_UNIT.finditer(plain):
        unit = _UNITS[match["unit"]]
        sum_ = _number(match["number"], unit)
        if match["tail"]:
            sum_ += int(match["tail"]) * unit // 10 ** len(match["tail"])
        elif match["half"]:
            sum_ += unit // 2
        elif match["rest"]:  # "1 triệu 2" is a tenth of the unit each, "1 triệu 200" thousands
            sum_ += int(match["rest"]) * (unit // 10 if len(match["rest"]) == 1 else 1_000)
        if sum_:
            yield sum_, match.start(), match.end()
    for match in _IN_DIGITS.finditer(plain):
        digits = re.sub(r"\D", "", match[0])
        named = not match[0][-1].isdigit()
        # Without a currency only grouped round sums are money; the rest are codes and counts.
        if named or (len(digits) < len(match[0]) and digits.endswith("00")):
            yield int(digits), match.start(), match.end()


def _number(said: str, unit: int) -> int:
    if not said[0].isdigit():
        return _of_words(said) * unit
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", said):  # 1.250k
        return int(re.sub(r"\D", "", said)) * unit
    whole, _, part = said.replace(",", ".").partition(".")
    part = part.replace(".", "")
    return int(whole) * unit + (int(part) * unit // 10 ** len(part) if part else 0)


def _of_words(said: str) -> int:
    """The number said in words below a thousand: 250 for "hai tram nam muoi"."""
    total = last = 0
    for word in said.split():
        if word == "tram":
            total, last = total + last * 100, 0
        elif word == "muoi":
            total, last = total + (last or 1) * 10, 0
        else:
            total, last = total + last, _DIGITS[word]
    return total + last
