"""Phrases that say the same kind of thing (feelings.yml, subjects.yml), found among the words of a message."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import yaml

from nlu.text import WORDS, fold
from nlu.words import ASKED, NEGATED, TURNED, Word, words_of

KIND = "%"


@cache
def _lists() -> list[tuple[dict[str, tuple[str, ...]], dict[str, int]]]:
    """For each list what its phrases say, by their words with and without marks; and how long they get by first word.

    A single syllable without its marks may be another word: it says a kind of its own ("poor~").
    """
    return [_list(yaml.safe_load((WORDS / name).read_text("utf-8"))) for name in ("feelings.yml", "subjects.yml")]


def _list(text: dict[str, str]) -> tuple[dict[str, tuple[str, ...]], dict[str, int]]:
    marked: dict[str, tuple[str, ...]] = {}
    plain: dict[str, tuple[str, ...]] = {}
    for kind, phrases in text.items():
        for phrase in phrases.split(","):
            said = " ".join(word.form for word in words_of(phrase, "vi"))
            guess = "" if " " in said else "~"
            marked[said] = (*marked.get(said, ()), kind)
            plain[fold(said)] = (*plain.get(fold(said), ()), kind + guess)
    known = {**plain, **marked}
    return known, longest(known)


def longest(phrases: Iterable[str]) -> dict[str, int]:
    """How many words the longest of the phrases has that begins with a word."""
    found: dict[str, int] = {}
    for phrase in phrases:
        first = phrase.partition(" ")[0]
        found[first] = max(found.get(first, 0), phrase.count(" ") + 1)
    return found


def phrases_in(words: list[Word]) -> dict[int, list[str]]:
    """The kinds said, by the place of each phrase's last word: the longest phrases of each list, none over another."""
    forms = [word.form for word in words]
    found: dict[int, list[str]] = {}
    for known, reach in _lists():
        at = 0
        while at < len(forms):
            length = min(reach.get(forms[at], 0), len(forms) - at)
            while length and not (said := known.get(" ".join(forms[at : at + length]))):
                length -= 1
            if length and said:
                flags = words[at].key.removesuffix(forms[at])
                found.setdefault(at + length - 1, []).extend(flags + KIND + kind for kind in said)
            at += length or 1
    return found


def kinds(cause: str) -> list[str]:
    """The features of a phrase: its kind, or the kind denied; that it stands after a "but", or in the question."""
    flags, _, kind = cause.partition(KIND)
    if ASKED in flags:
        return [cause]
    said = (NEGATED if NEGATED in flags else "") + KIND + kind
    return [said, TURNED + said] if TURNED in flags else [said]
