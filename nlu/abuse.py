"""Swearing and insults in a message, from the lists in data/words/abuse.yml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal

import yaml

from nlu.phrases import longest
from nlu.text import WORDS, nfc, undrawn

Abuse = Literal["profanity", "abuse"]

# A number takes its unit along; signs part clauses; letters hidden behind "*" or parted by dots are one word.
_TOKEN = re.compile(r"(\d\S*)|((?:[^\W\d_]\.){1,3}[^\W\d_]\b|[^\W\d_]+(?:[*'’][^\W\d_]+)*)|([.,;:!?…\n()]+)")
_NUMBER, _WORD, _SIGN = 1, 2, 3
_EDGE = "."
_REACH = 2  # words between a target and what is said of it
_LONGEST = 4


@cache
def _phrases() -> tuple[dict[str, str], dict[str, int]]:
    """The kind of each listed phrase, and how long phrases get by their first word."""
    kinds = yaml.safe_load((WORDS / "abuse.yml").read_text("utf-8"))
    phrases = {str(phrase): kind for kind, listed in kinds.items() for phrase in listed}
    return phrases, longest(phrases)


def abuse(text: str) -> Abuse | None:
    """ "abuse" where a person or the staff is insulted, "profanity" where somebody swears at nobody, else None.

    Naming a fault ("lừa đảo", "stupid app") is a complaint, not abuse.
    """
    sworn: Abuse | None = None
    swore = aimed = -_LONGEST
    for place, length, kind in _found(_tokens(nfc(text))):
        if kind == "insults" or (kind == "slurs" and place - aimed <= _REACH):
            return "abuse"
        if kind == "intensifiers":
            sworn = "profanity"
        elif kind == "profanity":
            if place == aimed:
                return "abuse"
            sworn, swore = "profanity", place + length
        elif kind == "targets":
            if place == swore:
                return "abuse"
            aimed = place + length
        elif kind == _EDGE:
            swore = aimed = -_LONGEST
    return sworn


def _found(tokens: list[str]) -> Iterator[tuple[int, int, str]]:
    """(place, words, kind) of the longest listed phrase at each place, and of the edges of clauses."""
    phrases, reach = _phrases()
    place = 0
    while place < len(tokens):
        for length in range(min(reach.get(tokens[place], 0), len(tokens) - place), 0, -1):
            kind = phrases.get(" ".join(tokens[place : place + length]))
            if kind:
                yield place, length, kind
                place += length - 1
                break
        else:
            if tokens[place] == _EDGE:
                yield place, 1, _EDGE
        place += 1


def _tokens(text: str) -> list[str]:
    """Words in lower case, "#" for numbers with their units, "." for signs."""
    shouted = text.isupper()
    tokens = []
    for match in _TOKEN.finditer(text):
        word = match[0]
        if match.lastindex == _SIGN:
            tokens.append(_EDGE)
        elif match.lastindex == _NUMBER or (word.isupper() and word.isascii() and len(word) < 4 and not shouted):
            # "VL", "CC" in a message in small letters are names
            tokens.append("#")
        else:
            tokens.append(undrawn(word.lower()).replace(".", ""))
    return tokens
