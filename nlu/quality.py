"""What is wrong with a message as a piece of text: flags for the reader and for the models, never a reason to drop it.

Cautious on purpose: "ok", "dạ", "DH10234" and "ATM" have no flag.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache
from typing import Literal

import yaml

from nlu.text import CODE, WORDS, Language, expand, fold, is_syllable, language, nfc, undrawn

Flag = Literal["teencode", "no_marks", "shouting", "spam", "keyboard_noise"]

_LINK = re.compile(
    r"https?://\S+|www\.\S+|\b[\w-]+\.(?:vn|com|net|org|xyz|top|club|me|ly|info)\b(?:/\S*)?", re.IGNORECASE
)
_PHONE = re.compile(r"(?<!\d)(?:\+?84|0)\d(?:[ .-]?\d){8}(?!\d)")
_LETTERS = re.compile(r"[^\W\d_]+")
_SIGNS = re.compile(r"([^\w\s.…!?~)=(:❤️-])\1{7,}|[^\w\s.…!?~)=(:\U0001f000-\U0001faff❤️-]{10,}")
_PAUSE = re.compile(r"[.!?;,]+")
_VOWEL = re.compile("[aeiouy]")
_SHORTENED = 0.25  # the share of shortened words from which a message is teencode
_UNMARKED_WORDS = 3  # "ok ban" says little about how somebody types
_SHOUTED_LETTERS, _SHOUTED_WORDS, _SHOUTED_SHARE = 8, 2, 0.7
_MANY_LINKS, _SAME_TEXT = 3, 4


@cache
def _data() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = yaml.safe_load((WORDS / "quality.yml").read_text("utf-8"))
    return re.compile(rf"\b(?:{'|'.join(words['promises'])})\b"), re.compile("|".join(words["keys"]))


def quality(text: str, spoken: Language | None = None) -> tuple[Flag, ...]:
    """The flags of a message, each at most once, in the order of `Flag`. `spoken` is language(text), where known."""
    text = nfc(text)
    words = _LETTERS.findall(" ".join(chunk for chunk in text.split() if not CODE.fullmatch(chunk)))
    found: list[Flag] = []
    if _is_teencode(text, words):
        found.append("teencode")
    noise = _is_noise(text, words)
    if not noise and len(words) >= _UNMARKED_WORDS and (spoken or language(text)) == "vi-unmarked":
        found.append("no_marks")
    if _is_shouted(words):
        found.append("shouting")
    if _is_spam(text, words):
        found.append("spam")
    if noise:
        found.append("keyboard_noise")
    return tuple(found)


def _is_teencode(text: str, words: list[str]) -> bool:
    """Two short forms and more, or one among few words; "CSKH" in capitals is how it is written."""
    written_out = expand(text)
    if written_out == text:
        return False
    typed = Counter(word.lower() for word in words if not (word.isupper() and word.isascii()))
    shortened = (typed - Counter(_LETTERS.findall(written_out.lower()))).total()
    return shortened >= 2 or 0 < _SHORTENED * len(words) <= shortened < len(words)


def _is_shouted(words: list[str]) -> bool:
    """Mostly capitals in words long enough not to be abbreviations."""
    long = [word for word in words if len(word) > 1]
    loud = [word for word in long if word.isupper()]
    letters = sum(map(len, loud))
    return (
        len(loud) >= _SHOUTED_WORDS and letters >= _SHOUTED_LETTERS and letters >= _SHOUTED_SHARE * sum(map(len, long))
    )


def _is_spam(text: str, words: list[str]) -> bool:
    """Money promised or goods advertised with a way to get in touch, many links, or the same text over and over."""
    folded = " ".join(fold(text).split())
    promises = len(set(_data()[0].findall(folded)))
    links, phones = len(set(_LINK.findall(text))), len(_PHONE.findall(text))
    if links >= _MANY_LINKS or promises >= 2 or (promises and (links or phones)):
        return True
    clauses = Counter(clause for part in _PAUSE.split(folded) if len((clause := part.strip()).split()) > 2)
    return max(clauses.values(), default=0) >= _SAME_TEXT or _repeats(fold(" ".join(words)).split())


def _repeats(words: list[str]) -> bool:
    """Whether the words are one phrase of two to twelve words, said four times and more."""
    longest = min(12, len(words) // _SAME_TEXT)
    return len(set(words)) > 1 and any(words[:-size] == words[size:] for size in range(2, longest + 1))


def _is_noise(text: str, words: list[str]) -> bool:
    """Keys hit at random, letters held down, signs repeated; half of the words and more."""
    if _SIGNS.search(text):
        return True
    strange = sum(len(word) for word in words if _is_mashed(word))
    return strange >= 6 and 2 * strange >= sum(map(len, words))


@lru_cache(maxsize=50_000)
def _is_mashed(word: str) -> bool:
    word = fold(word)
    once = undrawn(word)
    if is_syllable(once) and len(once) > 1:
        return False
    if _data()[1].search(word) and not word.startswith(("property", "poetry")):
        return True
    if len(word) >= 4 and len(set(word)) == 1:
        return word[0] not in "hkmui"
    return len(word) >= 7 and once == word and not _VOWEL.search(word)
