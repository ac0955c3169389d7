"""Vietnamese text as people type it: marked, unmarked, shortened, mixed with English.

Pure functions without models. Offsets that other modules report are offsets into ``nfc(text)``.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

import yaml

Language = Literal["vi", "vi-unmarked", "en", "mixed", "other"]

WORDS = Path(__file__).parent / "data" / "words"
_STRAY_MARKS = re.compile("[\u0300-\u036f]+")
_SYLLABLE = re.compile(r"[^\W_]+")
_LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_DRAWN_OUT = re.compile(r"(.)\1{2,}")
_CHUNK = re.compile(r"\S+")
_PUNCTUATION = "()[]\"'“”‘’.,;:!?…~"
# What is not prose: addresses, links, handles and codes tell nothing about the language and are never rewritten.
CODE = re.compile(r"\S*(?:@|://|www\.|\d)\S*|\S+\.(?:vn|com|net|org)\S*", re.IGNORECASE)
# A syllable as Vietnamese spelling allows it, without marks.
_UNMARKED = re.compile(
    r"(?:(?:ngh|gh)(?=[ei])|(?:ng|nh|ch|kh|ph|qu|th|tr|gi|[bdhlmnprstvx])|c(?=[aou])|g(?=[aoui])|k(?=[eiy]))?"
    r"(?:a(?:c|ch|i|m|n|ng|nh|o|p|t|u|y)?|e(?:c|ch|m|n|ng|nh|o|p|t|u)?"
    r"|i(?:a|ch|ec|em|en|eng|ep|et|eu|m|n|nh|p|t|u)?|o(?:a(?:c|ch|i|m|n|ng|nh|o|t|y)?|c|e(?:n|o|t)?|i|m|n|ng|ong|p|t)?"
    r"|u(?:a(?:n|ng|t|y)?|c|e(?:ch|nh)?|i|m|n|ng|o(?:c|i|m|n|ng|p|t|u)?|p|t|u|y(?:a|ch|en|et|nh|t|u)?)?"
    r"|y(?:em|en|eng|et|eu)?)"
)


class _Base(dict[int, str]):
    """For str.translate: each character's lower-case letter without its marks, always one character for one."""

    def __missing__(self, code: int) -> str:
        lower = chr(code).lower()[0]
        parts = unicodedata.normalize("NFD", lower)
        base = "đ" if lower == "đ" else parts[0] if _STRAY_MARKS.fullmatch(parts[1:]) else lower
        self[code] = "d" if base == "đ" else base
        return self[code]


_BASE = _Base()


def nfc(text: str) -> str:
    """The text with each letter and its marks as one character (Unicode NFC)."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def outline(text: str) -> str:
    """Lower case without marks, character for character: as long as the text, so that offsets stay true."""
    return text.lower() if text.isascii() else text.translate(_BASE)


def fold(text: str) -> str:
    """Lower case without marks, đ as d: "Đơn hàng" and "don hang" are the same. Idempotent."""
    if text.isascii():
        return text.lower()
    plain = outline(nfc(text))
    return plain if plain.isascii() else nfc(_STRAY_MARKS.sub("", plain))


def syllables(text: str) -> list[str]:
    """The words and numbers of the text in lower case, marks kept, punctuation left out."""
    return _SYLLABLE.findall(nfc(text).lower())


def is_syllable(word: str) -> bool:
    """Whether an unmarked lower-case word is spelled as a Vietnamese syllable can be."""
    return _UNMARKED.fullmatch(word) is not None


@lru_cache(maxsize=50_000)
def undrawn(word: str) -> str:
    """A word with its drawn-out letters once: "đẹppppp" is "đẹp"."""
    return _DRAWN_OUT.sub(r"\1", word)


def has_marks(text: str) -> bool:
    """Whether any letter carries a Vietnamese mark or is đ."""
    return fold(text) != nfc(text).lower()


@cache
def _lexicon() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """English words, those of them that are unmarked Vietnamese syllables too, and loans that speak for neither."""
    lines = [line.split() for line in (WORDS / "english.txt").read_text("utf-8").splitlines() if line[0] != "#"]
    loans = (WORDS / "loans.txt").read_text("utf-8").splitlines()[1:]
    return (
        frozenset(line[0] for line in lines if len(line) == 1),
        frozenset(line[0] for line in lines if len(line) == 2),
        frozenset(loans),
    )


@cache
def teencode() -> dict[str, str]:
    """Short forms of one meaning, in lower case, and what they stand for."""
    words: dict[str, str] = yaml.safe_load((WORDS / "teencode.yml").read_text("utf-8"))
    return words


@lru_cache(maxsize=50_000)
def _speaks(word: str) -> tuple[str, bool]:
    """For which language a lower-case word speaks, and whether it could be an unmarked name."""
    english, either, loans = _lexicon()
    bare = undrawn(word).replace("'", "").replace("’", "")
    base = fold(bare)
    syllable = is_syllable(base)
    if bare in loans:
        return "loan", False
    if base != bare:
        return ("marked" if syllable or bare in teencode() else "strange"), False
    if bare in english:
        return "english", syllable
    if bare in either:
        return "either", syllable
    if bare in teencode() or (syllable and len(bare) > 1):
        return "plain", syllable
    return ("strange" if len(bare) > 1 else "loan"), False


def speaks(word: str) -> str:
    """What a lower-case word speaks for: "marked" or "plain" Vietnamese, "english", "either", "loan" or "strange"."""
    return _speaks(word)[0]


def language(text: str) -> Language:
    """The language of a message: Vietnamese with or without marks, English, both in earnest, or neither.

    Loans ("ship", "size", "ok") and Vietnamese names inside an English sentence do not count. "other" is also the
    answer where there is nothing to judge by: numbers, codes, emoji, a bare "ok".
    """
    prose = CODE.sub(" ", nfc(text))
    cased = not prose.isupper()
    heard = dict.fromkeys(("loan", "marked", "strange", "english", "either", "plain", "name"), 0)
    for place, word in enumerate(_LETTERS.findall(prose)):
        kind, nameable = _speaks(word.lower())
        heard["name" if nameable and cased and place and len(word) > 1 and word.istitle() else kind] += 1
    vietnamese = heard["marked"] + heard["plain"]
    foreign = heard["english"] + heard["either"] / 2
    if vietnamese + foreign <= heard["strange"]:
        vietnamese += heard["name"]
    if (not vietnamese and not foreign) or vietnamese + foreign <= heard["strange"] / 2:
        return "other"
    english = heard["english"]
    if english >= 2 and vietnamese >= 2 and min(english, vietnamese) >= 0.2 * (english + vietnamese):
        return "mixed"
    if foreign > vietnamese:
        return "en"
    return "vi" if heard["marked"] and heard["marked"] >= 0.15 * vietnamese else "vi-unmarked"


@cache
def _ambiguous() -> dict[str, list[tuple[str | None, frozenset[str], frozenset[str]]]]:
    """Short forms of several meanings: each meaning with the cues before and after it."""
    words = yaml.safe_load((WORDS / "ambiguous.yml").read_text("utf-8"))
    return {
        short: [
            (meaning["means"], frozenset(meaning.get("before", ())), frozenset(meaning.get("after", ())))
            for meaning in meanings
        ]
        for short, meanings in words.items()
    }


class _Chunk(NamedTuple):
    """What stands between two spaces: the short form in it, if any, at chunk[start:end], and how neighbours see it."""

    start: int
    end: int
    short: str
    first: str
    last: str
    opens: bool
    closes: bool


@lru_cache(maxsize=50_000)
def _chunk(token: str) -> _Chunk:
    """`first` and `last` are the outer syllables of what is meant, without marks; "#" for numbers and codes."""
    core = token.strip(_PUNCTUATION)
    start = token.index(core)
    opens, closes = start > 0, start + len(core) < len(token)
    if not core or CODE.fullmatch(token):
        return _Chunk(0, 0, "", "#", "#", opens, closes)
    short = core.lower()
    # "V" alone is a numeral or a size
    listed = short in teencode() or (short in _ambiguous() and (len(core) > 1 or core.islower()))
    known = listed and _LETTERS.fullmatch(core)
    meant = fold(teencode().get(short, core)).split() or ["#"]
    return _Chunk(start, start + len(core), short if known else "", meant[0], meant[-1], opens, closes)


def expand(text: str) -> str:
    """Teencode written out ("sp ko dùng đc" → "sản phẩm không dùng được") where its meaning is clear.

    English messages, codes, links, numbers and everything else stay as typed. Idempotent.
    """
    text = nfc(text)
    chunks = [(match.start(), _chunk(match.group())) for match in _CHUNK.finditer(text)]
    if not any(chunk.short for _, chunk in chunks) or language(text) == "en":
        return text
    ambiguous = _ambiguous()
    written: list[str] = []
    end = 0
    unclear = False
    before = "."
    for place, (start, chunk) in enumerate(chunks):
        full = teencode().get(chunk.short)
        if chunk.short in ambiguous:
            coming = chunks[place + 1][1] if place + 1 < len(chunks) else None
            after = "." if coming is None or coming.opens or chunk.closes else coming.first
            before = "." if chunk.opens else before
            meanings = ambiguous[chunk.short]
            full = next((means for means, cues, later in meanings if before in cues or after in later), full)
            unclear = unclear or full is None
        before = "." if chunk.closes else fold(full).split()[-1] if full else chunk.last
        if full:
            typed = text[start + chunk.start : start + chunk.end]
            shape = full.upper() if typed.isupper() and len(typed) > 1 else full
            written += [
                text[end : start + chunk.start],
                shape.capitalize() if typed.istitle() and len(typed) > 1 else shape,
            ]
            end = start + chunk.end
    expanded = "".join([*written, text[end:]])
    # What is written out by now may be the cue of what was unclear.
    return expand(expanded) if written and unclear else expanded
