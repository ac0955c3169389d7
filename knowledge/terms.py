"""The terms by which questions and passages are compared: folded words and pairs of neighbours.

Customers write without marks and shorten words, so both sides are folded, short forms are written out, and words that
mean the same become one (`search.yml`). English words are cut to their stems.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import snowballstemmer
import yaml

from nlu.text import expand, fold, syllables

SEARCH = Path(__file__).parent / "search.yml"
_TONES = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_PARTS = re.compile(r"\d+|\D+")  # "50kg" and "1m60" are read as "50 kg" and "1 m 60"


@dataclass(frozen=True)
class Reading:
    """How the words of one language are read: phrase → what stands for it, words left out, openers of a follow-up."""

    same: Mapping[tuple[str, ...], tuple[str, ...]]
    longest: int
    silent: frozenset[str]
    openers: tuple[tuple[str, ...], ...]


@cache
def reading(lang: str) -> Reading:
    """The rules of `search.yml` for a language; those of Vietnamese where the language has none."""
    rules: dict[str, Any] = yaml.safe_load(SEARCH.read_text(encoding="utf-8"))
    mine = rules.get(lang, rules["vi"])
    same = {
        _stems(variant.split(), lang): _stems(word.split(), lang)
        for word, variants in mine["same"].items()
        for variant in (word, *variants)
    }
    openers = sorted((tuple(opener.split()) for opener in mine["openers"]), key=len, reverse=True)
    silent = frozenset(_stems(mine["silent"].split(), lang))
    return Reading(same, max(map(len, same)), silent, tuple(openers))


def words(text: str, lang: str) -> list[str]:
    """The words of the text that say what it is about, as the index holds them, in order."""
    rules = reading(lang)
    typed = _stems((part for word in syllables(fold(expand(text))) for part in _PARTS.findall(word)), lang)
    found: list[str] = []
    place = 0
    while place < len(typed):
        for size in range(min(rules.longest, len(typed) - place), 0, -1):
            phrase = typed[place : place + size]
            if phrase in rules.same:
                found += rules.same[phrase]
                place += size
                break
        else:
            found.append(typed[place])
            place += 1
    return [word for word in found if word not in rules.silent]


def pairs(of: list[str]) -> list[str]:
    """Each two neighbours as one term."""
    return [f"{first}_{second}" for first, second in pairwise(of)]


def marked(text: str) -> list[str]:
    """The Vietnamese words that were typed with marks, each with its tone behind it: "hoà" and "hòa" are both `hoa=f`.

    They tell "lò" from "lỡ" where the customer has taken the trouble; unmarked words give nothing.
    """
    found = []
    for word in syllables(text):
        if word.isascii():
            continue
        letters, tone = [], ""
        for letter in unicodedata.normalize("NFD", word):
            if letter in _TONES:
                tone = _TONES[letter]
            else:
                letters.append(letter)
        found.append(f"{unicodedata.normalize('NFC', ''.join(letters))}={tone}")
    return found


def terms(text: str, lang: str) -> list[str]:
    """Words, pairs and, in Vietnamese, marked words of the text, repeated as often as they occur."""
    single = words(text, lang)
    return single + pairs(single) + (marked(text) if lang == "vi" else [])


def opener(text: str, lang: str) -> int:
    """How many syllables open the text as a question that leans on the one before ("thế còn …", "what about …").

    None where they belong to a phrase of their own ("còn hàng không" asks about stock).
    """
    rules, typed = reading(lang), tuple(syllables(fold(text)))
    size = next((len(start) for start in rules.openers if typed[: len(start)] == start), 0)
    return 0 if any(typed[:more] in rules.same for more in range(size + 1, rules.longest + 1)) else size


def rarity(count: int, total: int) -> float:
    """Inverse document frequency as in BM25, never negative: `count` of `total` passages hold the term."""
    return math.log(1 + (total - count + 0.5) / (count + 0.5))


def share(have: Iterable[str], of: Mapping[str, float]) -> float:
    """How much of the weight of the terms in `of` is held by `have`, 0 to 1."""
    whole = sum(of.values())
    return sum(of[term] for term in set(have) & of.keys()) / whole if whole else 0.0


@cache
def _stemmer() -> Any:
    return snowballstemmer.stemmer("english")


def _stems(typed: Iterable[str], lang: str) -> tuple[str, ...]:
    return tuple(_stemmer().stemWords(typed)) if lang == "en" else tuple(typed)
