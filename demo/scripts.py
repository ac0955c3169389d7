"""Past conversations as they were written down, and how a customer of another habit would have typed them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any, Literal

from demo.company import facts
from nlu.text import fold, has_marks, language

CONVERSATIONS = Path(__file__).with_name("conversations")
_GAP = re.compile(r"\{(\w+)\}")
_DIGITS = re.compile(r"\b\d{4}\b")
_ASKS_WHO = re.compile(r"4 số cuối|last 4 digits|mã đơn|số điện thoại|order number", re.IGNORECASE)
_SMALL = re.compile(r"\b(phí|mã giảm|giảm|chênh|thêm|delivery to)\b", re.IGNORECASE)
_NEUTRAL = re.compile(r"anh/chị|chị/anh|anh chị", re.IGNORECASE)
_ADDRESSED = re.compile(r"\b(anh|chị)\b", re.IGNORECASE)

Who = Literal["customer", "bot", "agent"]
Style = Literal["as written", "unmarked", "teencode"]


@dataclass(frozen=True)
class Turn:
    """One message of a script, with gaps such as {order} still open."""

    who: Who
    text: str


@dataclass(frozen=True)
class Script:
    """One conversation to be told many times; `rating` as the customer would give it, None where they would not."""

    id: str
    scenario: str
    handled: Literal["bot", "human", "both"]
    handoff_reason: str | None
    weight: float
    turns: tuple[Turn, ...]
    rating: dict[str, Any] | None
    resolved: bool | None
    intent: str

    @cached_property
    def gaps(self) -> frozenset[str]:
        """The names of the gaps in the text."""
        return frozenset(name for turn in self.turns for name in _GAP.findall(turn.text))

    @cached_property
    def small_amount(self) -> bool:
        """Whether {amount} is a fee or a voucher, and not what was paid for the order."""
        return any(_SMALL.search(turn.text) for turn in self.turns if "{amount}" in turn.text)

    @cached_property
    def salutation(self) -> str | None:
        """How our side addresses the customer, where it is plainly "anh" or "chị"."""
        words = {
            word.lower()
            for turn in self.turns
            if turn.who != "customer"
            for word in _ADDRESSED.findall(_NEUTRAL.sub("", turn.text))
        }
        return words.pop() if len(words) == 1 else None

    @cached_property
    def language(self) -> str:
        """The language the customer writes: "vi" or "en"."""
        return "en" if language(" ".join(turn.text for turn in self.turns if turn.who == "customer")) == "en" else "vi"

    @cached_property
    def kind(self) -> Literal["bot", "human"]:
        """Who spoke last for us: the one whom the survey is about."""
        return "human" if any(turn.who == "agent" for turn in self.turns) else "bot"


def load(folder: Path = CONVERSATIONS) -> list[Script]:
    """Every script in the folder's .jsonl files, in the order of their names."""
    return [
        Script(**{**row, "turns": tuple(Turn(**turn) for turn in row["turns"])})
        for path in sorted(folder.glob("*.jsonl"))
        for row in map(json.loads, path.read_text("utf-8").splitlines())
    ]


def told(script: Script, values: dict[str, str], last4: str | None, style: Style, random: Random) -> Script:
    """The script with its gaps filled, the customer typing in the given style.

    `last4` takes the place of the four digits that a customer gives when asked who they are.
    """

    def filled(text: str) -> str:
        return _GAP.sub(lambda gap: values[gap.group(1)], text)

    turns, asked = [], False
    for turn in script.turns:
        text = filled(turn.text)
        if turn.who == "customer":
            if last4 and (asked or "{order}" in turn.text):
                text = _DIGITS.sub(last4, text)
            text = _typed(text, style, random)
        else:
            asked = bool(_ASKS_WHO.search(turn.text))
        turns.append(Turn(turn.who, text))
    rating = script.rating
    if rating and rating["words"]:
        rating = {**rating, "words": _typed(filled(rating["words"]), style, random)}
    return replace(script, turns=tuple(turns), rating=rating)


def _typed(text: str, style: Style, random: Random) -> str:
    if style == "as written" or not has_marks(text):
        return text
    if style == "unmarked":
        return fold(text)
    short = facts()["teencode"]
    words = (short.get(word.lower(), word) if random.random() < 0.7 else word for word in text.split(" "))
    return " ".join(words)
