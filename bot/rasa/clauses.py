"""Several wishes in one message: where it may be cut, and which cuts are meant.

A message is cut only where each side is a wish of its own: it asks, it is classified with confidence, and no two sides
want the same. Everything else ("Mình đặt hôm qua, giờ muốn huỷ") stays one. The words are in clauses.yml.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from nlu.text import expand

Parse = Callable[[str], Awaitable[dict[str, Any]]]

SURE = 0.6  # from this confidence on a clause's intent is believed
MOST = 3  # wishes that one message may hold
LONGEST = 8  # clauses of a message that is cut at all
SHORTEST = 2  # words of a clause


@dataclass(frozen=True)
class Wish:
    """A stretch of the message that wants one thing. `parsed` as Rasa parses a message."""

    text: str
    parsed: dict[str, Any]

    @property
    def intent(self) -> str:
        """What it wants."""
        return str(self.parsed["intent"]["name"])

    @property
    def sure(self) -> float:
        """How surely."""
        return float(self.parsed["intent"]["confidence"])


@cache
def _words(kind: str) -> frozenset[str]:
    data = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text("utf-8"))
    return frozenset(data[kind])


@cache
def _opening() -> re.Pattern[str]:
    """Words that open another matter and say nothing about it, at the beginning of a clause."""
    return re.compile(rf"\A(?:{_either('opening')})(?!\w)[\s,]*", re.IGNORECASE)


def _either(*kinds: str) -> str:
    """The words of these kinds as a pattern, the longest first."""
    words = sorted(frozenset().union(*map(_words, kinds)), key=len, reverse=True)
    return "|".join(map(re.escape, words))


@cache
def _cut() -> re.Pattern[str]:
    """A place where a clause may end: after a sentence or a comma, before a word that opens or joins."""
    return re.compile(rf"(?<=[.?!;,])\s+|\n+|\s+(?=(?:{_either('opening', 'joining')})(?!\w))", re.IGNORECASE)


def clauses(text: str) -> list[str]:
    """The message in the smallest pieces that it may be cut into."""
    return [piece for piece in (piece.strip() for piece in _cut().split(text)) if piece]


def asks(clause: str) -> bool:
    """Whether the clause asks for something rather than telling something."""
    if clause.rstrip().endswith("?"):
        return True
    words = re.findall(r"\w+", expand(clause.lower()))
    while words and words[-1] in _words("polite"):
        words.pop()
    if not words:
        return False
    inside = {*words, *(f"{first} {second}" for first, second in pairwise(words))}
    return words[-1] in _words("ending") or words[0] in _words("starting") or not inside.isdisjoint(_words("asking"))


async def wishes(text: str, parsed: dict[str, Any], parse: Parse) -> list[Wish]:
    """The wishes of a message in the order they were said: one, or up to three that want different things."""
    whole = Wish(text, parsed)
    pieces = clauses(text)
    if not 2 <= len(pieces) <= LONGEST:
        return [whole]
    parts: list[Wish] = []
    for piece in pieces:
        matter = _opening().sub("", piece)
        said = Wish(matter, await parse(matter))
        if not parts or (_is_wish(said) and _is_wish(parts[-1]) and said.intent != parts[-1].intent):
            parts.append(said)
        else:  # it tells more about what was wanted before, or leads up to what follows
            joined = f"{parts[-1].text} {piece}"
            parts[-1] = Wish(joined, await parse(joined))
    return parts if _are_wishes(parts) else [whole]


def in_turn(parts: Iterable[Wish]) -> list[Wish]:
    """The wishes as they are best answered: what the assistant asks back about comes last."""
    return sorted(parts, key=lambda part: part.intent in _words("closing"))


def _is_wish(said: Wish) -> bool:
    known = said.intent in _words("answered") | _words("closing")
    return known and said.sure >= SURE and len(said.text.split()) >= SHORTEST and asks(said.text)


def _are_wishes(parts: list[Wish]) -> bool:
    intents = [part.intent for part in parts]
    different = len(set(intents)) == len(intents)
    closing = sum(intent in _words("closing") for intent in intents)
    return 1 < len(parts) <= MOST and different and closing <= 1 and all(map(_is_wish, parts))
