"""The ways the same words may be typed: without marks, in teencode, with slips of the finger or the input method."""

from __future__ import annotations

import random
import unicodedata
from collections import defaultdict
from functools import cache

from nlu.text import fold, nfc, teencode

SHORTENED = 0.6  # the share of words with a short form that a light teencode twin shortens
_NEIGHBOURS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_TELEX_TONES = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_TELEX_LETTERS = {"ă": "aw", "â": "aa", "đ": "dd", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw"}


@cache
def _short_forms() -> dict[str, list[str]]:
    forms = defaultdict(list)
    for short, full in teencode().items():
        forms[full].append(short)
    return dict(forms)


def shorten(text: str, chance: random.Random) -> str:
    """The text with most words that have a short form written so."""
    forms = _short_forms()
    words = []
    for word in text.split(" "):
        bare = word.lower().strip(".,!?")
        if bare in forms and chance.random() < SHORTENED:
            word = word.lower().replace(bare, chance.choice(forms[bare]))
        words.append(word)
    return " ".join(words)


def slip(text: str, chance: random.Random, share: float = 0.08) -> str:
    """The text with slips in some words: letters swapped, left out, doubled, the next key, marks left as keys."""
    return " ".join(_slipped(word, chance) if chance.random() < share else word for word in text.split(" "))


def _slipped(word: str, chance: random.Random) -> str:
    if len(word) < 2 or not word.isalpha():
        return word
    at = chance.randrange(len(word) - 1)
    way = chance.randrange(5)
    if way == 0:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if way == 1:
        return word[:at] + word[at + 1 :]
    if way == 2:
        return word[:at] + word[at] * 2 + word[at + 1 :]
    if way == 3:
        row = next((row for row in _NEIGHBOURS if word[at] in row), None)
        return word if row is None else word[:at] + row[(row.index(word[at]) + 1) % len(row)] + word[at + 1 :]
    return _telex(word)


def _telex(word: str) -> str:
    """The word as its keys were pressed, the input method being off: "đẹp" is "ddepj"."""
    keys, tone = "", ""
    for letter in word:
        parts = unicodedata.normalize("NFD", letter)
        tone += "".join(_TELEX_TONES.get(mark, "") for mark in parts)
        bare = nfc("".join(mark for mark in parts if mark not in _TELEX_TONES))
        keys += _TELEX_LETTERS.get(bare, bare)
    return keys + tone


def twins(text: str, chance: random.Random) -> list[str]:
    """The text as typed, unmarked, lightly teencoded, and both; each once, whatever its capitals."""
    shortened = shorten(text, chance)
    return list({way.lower(): way for way in (fold(shortened), shortened, fold(text), text)}.values())[::-1]


def noisy(text: str, chance: random.Random) -> str:
    """One way the text may be typed, drawn at random: half without marks, a third shortened, some with slips."""
    if chance.random() < 0.35:
        text = shorten(text, chance)
    if chance.random() < 0.5:
        text = fold(text)
    if chance.random() < 0.3:
        text = slip(text, chance)
    if chance.random() < 0.3:
        text = text.lower()
    if chance.random() < 0.15:
        text = text.translate({ord(sign): None for sign in ".,!?"})
    return text.upper() if chance.random() < 0.03 else text
