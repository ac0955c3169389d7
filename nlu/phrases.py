"""Phrases that say the same kind of thing (data/words/feelings.yml), found among the words of a message."""

from __future__ import annotations

from functools import cache

import yaml

from nlu.text import WORDS, fold
from nlu.words import NEGATED, TURNED, Word, words_of

KIND = "%"
_LONGEST = 5


@cache
def _kinds() -> tuple[dict[str, tuple[str, ...]], frozenset[str]]:
    """What each phrase says, by its words as typed with and without marks; and the words that phrases begin with.

    A single syllable without its marks may be another word: it says a kind of its own ("poor~").
    """
    text: dict[str, str] = yaml.safe_load((WORDS / "feelings.yml").read_text("utf-8"))
    marked: dict[str, tuple[str, ...]] = {}
    plain: dict[str, tuple[str, ...]] = {}
    for kind, phrases in text.items():
        for phrase in phrases.split(","):
            said = " ".join(word.key.lstrip(NEGATED + TURNED) for word in words_of(phrase, "vi"))
            guess = "" if " " in said else "~"
            marked[said] = (*marked.get(said, ()), kind)
            plain[fold(said)] = (*plain.get(fold(said), ()), kind + guess)
    known = {**plain, **marked}
    return known, frozenset(said.partition(" ")[0] for said in known)


def phrases_in(words: list[Word]) -> dict[int, list[str]]:
    """The kinds said, by the place of the last word of each phrase; the longest phrases first, none over another."""
    known, starts = _kinds()
    forms = [word.key.lstrip(NEGATED + TURNED) for word in words]
    found: dict[int, list[str]] = {}
    at = 0
    while at < len(forms):
        length = 1
        if forms[at] in starts:
            for length in range(min(_LONGEST, len(forms) - at), 0, -1):
                kinds = known.get(" ".join(forms[at : at + length]))
                if kinds:
                    key = words[at].key
                    flags = key[: len(key) - len(forms[at])]
                    found[at + length - 1] = [flags + KIND + kind for kind in kinds]
                    break
        at += length
    return found


def kinds(cause: str) -> list[str]:
    """The features of a phrase: its kind, or the kind denied; and that it stands after a "but"."""
    flags, _, kind = cause.partition(KIND)
    said = (NEGATED if NEGATED in flags else "") + KIND + kind
    return [said, TURNED + said] if TURNED in flags else [said]
