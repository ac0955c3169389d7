"""A message as the models see it: words with their place, their clause and what stands around them.

A message is the sum of its words: every feature belongs to one word or to a pair of neighbours. So the part of each
word in a decision is known, a clause is judged by the same model as the whole, and the work for a word is done once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import yaml

from nlu.text import WORDS, fold, language, nfc, teencode, undrawn

NEGATED, TURNED, ASKED = "¬", "»", "?"

_LINKS = r"https?://\S+|www\.\S+|[\w.+-]+@[\w-]+\.[\w.]+"
_WORD = r"[^\W\d_]+(?:['’][^\W\d_]+)*"
_NUMBER = r"\d+(?:[.,:/]\d+)*[^\W_]*"
_FACES = r"[:;=][-']?[()\[\]DPp3/|]+|[()]{2,}|:v|<3|=\)+|\^_?\^|T_T"
_SIGN = r"[!?]+|\.{2,}|…"
_TOKEN = re.compile(rf"({_LINKS})|({_FACES})|({_NUMBER})|({_WORD})|({_SIGN})|([.,;\n])|([^\w\s!-~])")
_LINK, _FACE, _DIGITS, _LETTERS, _SIGNS, _PAUSE, _OTHER = range(1, 8)
_INVISIBLE = "\ufe0f\u200d\u200b\u2640\u2642" + NEGATED + TURNED
_REACH = 3  # words that a negation reaches


class Word(NamedTuple):
    """One word, number, sign or emoji: what it counts as, where it stands in nfc(text), and in which clause.

    `key` is the form with a sign before it where it is negated or stands after a "but".
    """

    key: str
    form: str
    start: int
    end: int
    clause: int


@cache
def _turns() -> list[frozenset[str]]:
    words = yaml.safe_load((WORDS / "turns.yml").read_text("utf-8"))
    return [frozenset(words[kind]) for kind in ("negating", "contrasting", "splitting", "pausing")]


@cache
def _short_forms(spoken: str) -> dict[str, str]:
    """Teencode as the rest of the message is typed: written out without marks in a message without marks."""
    if spoken == "en":
        return {}
    return {short: fold(full) for short, full in teencode().items()} if spoken == "vi-unmarked" else teencode()


def words_of(text: str, spoken: str | None = None) -> list[Word]:
    """The words of a message in order. `spoken` is language(text), where the caller knows it already."""
    text = nfc(text)
    short = _short_forms(spoken or language(text))
    negating, contrasting, splitting, pausing = _turns()
    found: list[Word] = []
    clause = first = negated = 0
    turned = joined = False
    for match in _TOKEN.finditer(text):
        kind, start, end = match.lastindex, match.start(), match.end()
        if kind == _PAUSE:
            clause, first, negated, joined = (clause + (len(found) > first), len(found), 0, False)
            continue
        for form in _forms(match[0], kind, short):
            prefix = ""
            if kind == _LETTERS:
                turning = form in contrasting
                if turning or form in splitting:
                    if len(found) > first and not joined:
                        clause, first = clause + 1, len(found)
                    turned, negated, joined = turned or turning, 0, True
                else:
                    joined = False
                prefix = (NEGATED if negated else "") + (TURNED if turned else "")
                negated = _REACH if form in negating else 0 if form in pausing else max(0, negated - 1)
            found.append(Word(prefix + form, form, start, end, clause))
    return found


def _forms(typed: str, kind: int | None, short: dict[str, str]) -> list[str]:
    """What a token counts as: short forms written out, drawn-out letters once, numbers by their size."""
    if kind == _LETTERS:
        form = undrawn(typed.lower())
        return short[form].split() if form in short else [form]
    if kind == _DIGITS:
        return [typed if len(typed) < 3 else "#k" if typed[-1].isalpha() else "###"]
    if kind == _LINK:
        return ["#link"]
    if kind == _OTHER:
        return [] if typed in _INVISIBLE or "\U0001f3fb" <= typed <= "\U0001f3ff" else [typed]
    return [typed[:3]]


def pieces(key: str) -> tuple[list[str], list[str]]:
    """The features of one word: its character n-grams, and itself in the ways it can be read."""
    word = key.lstrip(NEGATED + TURNED)
    flags = key[: len(key) - len(word)]
    plain = fold(word)
    ways = [word] if word == plain else [word, "~" + plain]
    if word == plain:
        ways.append("~" + plain)
    ways += [flag + plain for flag in flags]
    if not word[0].isalpha():
        return [], [*ways, "#"] if word.isdigit() else ways
    grams = [gram for form in {word, plain} for gram in _grams(f"^{form}$")]
    return grams, ways


def _grams(padded: str) -> Iterator[str]:
    for size in range(2, 6):
        for at in range(len(padded) - size + 1):
            yield padded[at : at + size]


def pairs(first: str, second: str) -> list[str]:
    """The features of two neighbouring words of one clause."""
    one, two = first.lstrip(NEGATED + TURNED), second.lstrip(NEGATED + TURNED)
    return [f"~{fold(one)} {fold(two)}"]
