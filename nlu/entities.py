"""What a message names: order codes, phones, money, days, sizes, colours, products, provinces. And masking.

Patterns carry look-arounds so that a number inside a longer one is never taken for itself: the digits of a parcel
code are no phone. Phrase lists live in data/words/entities.yml and are matched by spaCy on the outline of the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

import spacy
import yaml
from spacy.language import Language
from spacy.matcher import PhraseMatcher

from nlu.amounts import find_amounts
from nlu.dates import find_dates
from nlu.text import WORDS, fold, is_syllable, nfc, outline

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PREFIX = r"(?:(?:\+|00)?84[ .\-]?(?:\(?0\)?[ .\-]?)?|0[ .\-]?)"
_PHONE_TAIL = r"(?!\d|[.\-]\d)"
# In one piece, or in groups with nothing that reads like one more group.
_PHONE_DIGITS = (
    rf"(?:{_PREFIX}(?:[35789]\d{{8}}|2\d{{9}}){_PHONE_TAIL}"
    rf"|{_PREFIX}(?:[35789](?:[ .\-]?\d){{8}}|2(?:[ .\-]?\d){{9}}){_PHONE_TAIL}(?! \d{{3}}))"
)
_PHONE = re.compile(rf"(?<![^\W_])(?<!\d[.\-+]){_PHONE_DIGITS}(?![^\W_])")
_PHONE_ANYWHERE = re.compile(rf"(?<!\d)(?<!\d[.\-+]){_PHONE_DIGITS}")
_ORDER = re.compile(
    r"(?<!\w)(?:dh\s?[.:#\-]?\s?|#|(?:don(?:\s+hang)?|order|ma(?:\s+don)?(?:\s+hang)?)(?:\s+(?:so|ma|code|number|no\.?|la|is))*\s*[:#]?\s*)"
    r"(?P<code>\d{5})(?!\w|[.,]\d|\s?(?:dong|vnd|₫)|\s(?:k|d|nghin|ngan|trieu)\b)"
)
_ORDER_ALONE = re.compile(r"\W*(?P<code>\d{5})\W*")
_LAST4 = re.compile(
    r"(?:so\s+cuoi|duoi\s+so|last\s+(?:four|4)(?:\s+digits)?|ending(?:\s+in)?)"
    r"(?:\s+(?:cua|of|em|minh|toi|anh|chi|my|phone|number|dt|sdt|dien|thoai|so|la|is|are|thi))*\s*[:=\-]?\s*(?P<code>\d{4})(?!\w|[.,]\d)"
)
_LAST4_ALONE = re.compile(
    r"\W*(?:(?:da|vang|la|so|it'?s|is|thi|day|do|a|nham|quen|sorry|no|uh|oh|dung|phai|moi)[\s,.:!]+)*(?P<code>\d{4})(?:\s+(?:a|ak|nha|nhe|em|shop|ban|do|day|oi))*\W*"
)
_LETTER_SIZE = r"(?:xxs|xs|s|m|l|xl|xxl|xxxl|[2-5]xl)"
_SIZE = re.compile(
    rf"(?<!\w)(?:(?:size|sz)\s?|(?:co|so)\s+)(?P<first>{_LETTER_SIZE}|[2-4]\d(?:[.,]5)?)(?!\w|[.,]\d|[/%])"
    rf"(?:\s?(?:hay|hoac|or|va|/|,|-)\s?(?P<second>{_LETTER_SIZE})(?!\w))?"
)
_SIZE_BARE = re.compile(r"(?<![\w'’])(?:XXS|XS|XL|XXL|XXXL|[2-5]XL)(?![\w'’])")
_SIZE_ALONE = re.compile(rf"\W*(?P<size>{_LETTER_SIZE})\W*")
_BEFORE_COLOUR = re.compile(r"(?<!\w)(?:mau|color|colour|ao|vay|dam|quan|khan|tui|ga|rem|tham|bat|lo|bo|chen|noi)\s+$")
_BEFORE_PLACE = re.compile(r"(?<!\w)(?:o|tai|ve|ra|vao|tp|tinh|den|toi|ship|giao|gui|di|tu|in|to|from)\s+$")
_CARD = re.compile(r"(?<!\d)(?:\d{13,19}|\d{4}([ \-])\d{4}\1\d{4}\1\d{1,7}|\d{4}[ \-]\d{6}[ \-]\d{5})(?!\d)")
_CITIZEN = re.compile(r"(?<!\d)0\d{2}[ .]?\d{3}[ .]?\d{6}(?!\d)")


@dataclass(frozen=True)
class Entity:
    """Something a message names. `start` and `end` are offsets into nfc(text)."""

    kind: str
    value: str | int
    start: int
    end: int


def find(text: str, today: date | None = None) -> list[Entity]:
    """The entities of a message in the order they stand, none over another.

    Days are told from `today` (default: this day). Values: DH10234, 0912345678, whole đồng, ISO days, and phrases by
    their first name in the data.
    """
    text = nfc(text)
    taken: list[Entity] = []
    for entity in _candidates(text, today or date.today()):
        if all(entity.end <= other.start or entity.start >= other.end for other in taken):
            taken.append(entity)
    return sorted(taken, key=lambda entity: entity.start)


def _candidates(text: str, today: date) -> Iterator[Entity]:
    """Everything that could be meant, the surer kinds first."""
    plain = outline(text)
    for match in _EMAIL.finditer(text):
        yield Entity("email", match[0].lower().rstrip("."), match.start(), match.end())
    for match in _ORDER.finditer(plain):
        yield Entity(
            "order_code",
            f"DH{match['code']}",
            match.start() if match[0][0] == "d" else match.start("code"),
            match.end(),
        )
    for match in _PHONE.finditer(plain):
        yield Entity("phone", _phone(match[0]), match.start(), match.end())
    for amount, start, end in find_amounts(text):
        yield Entity("amount", amount, start, end)
    for day, start, end in find_dates(text, today):
        yield Entity("date", day.isoformat(), start, end)
    alone = _ORDER_ALONE.fullmatch(plain)
    if alone:
        yield Entity("order_code", f"DH{alone['code']}", *alone.span("code"))
    last4 = _LAST4.search(plain) or _LAST4_ALONE.fullmatch(plain)
    if last4:
        yield Entity("last4", last4["code"], *last4.span("code"))
    yield from _sizes(text, plain)
    yield from _phrases(text, plain)


def _phone(typed: str) -> str:
    digits = re.sub(r"\D", "", typed)
    return "0" + re.sub(r"^(?:0084|84|0)0?", "", digits)


def _sizes(text: str, plain: str) -> Iterator[Entity]:
    for match in _SIZE.finditer(plain):
        for group in ("first", "second"):
            if match[group]:
                yield Entity("size", match[group].upper().replace(",", "."), *match.span(group))
    alone = _SIZE_ALONE.fullmatch(plain)
    if alone:
        yield Entity("size", alone["size"].upper(), *alone.span("size"))
    for match in _SIZE_BARE.finditer(text):
        yield Entity("size", match[0], *match.span())


@cache
def _phrase_matcher() -> tuple[Language, PhraseMatcher, dict[int, tuple[str, str, str]]]:
    """A blank pipeline, its matcher, and what each match means: kind, first name, the phrase with its marks."""
    data = yaml.safe_load((WORDS / "entities.yml").read_text("utf-8"))
    pipeline = spacy.blank("xx")
    matcher = PhraseMatcher(pipeline.vocab)
    meanings: dict[int, tuple[str, str, str]] = {}
    for kind in ("product", "colour", "province"):
        for name, others in data[kind].items():
            for phrase in (name.lower(), *others):
                key = f"{kind}/{name}/{phrase}"
                matcher.add(key, [pipeline.make_doc(fold(phrase))])
                meanings[pipeline.vocab.strings[key]] = (kind, name, phrase)
    return pipeline, matcher, meanings


def _phrases(text: str, plain: str) -> Iterator[Entity]:
    pipeline, matcher, meanings = _phrase_matcher()
    doc = pipeline.make_doc(plain)
    found = []
    for key, first, last in matcher(doc):
        start, end = doc[first].idx, doc[last - 1].idx + len(doc[last - 1])
        kind, name, phrase = meanings[key]
        if _is_meant(kind, phrase, text, plain, start, end):
            found.append(Entity(kind, name, start, end))
    yield from sorted(found, key=lambda entity: entity.start - entity.end)  # the longest first: "đỏ đô" before "đỏ"


def _is_meant(kind: str, phrase: str, text: str, plain: str, start: int, end: int) -> bool:
    """Whether the typed words are the phrase: their marks fit, or there are none and the words are not too common."""
    typed = text[start:end].lower()
    if typed != plain[start:end] and not _same_marks(typed, phrase):
        return False
    before = plain[:start]
    if typed == phrase != plain[start:end] or " " in typed or not is_syllable(typed):
        return True
    if kind == "colour":
        return bool(_BEFORE_COLOUR.search(before))
    return kind == "province" and bool(
        text[start].isupper() or _BEFORE_PLACE.search(before) or len(typed) == len(plain)
    )


def _same_marks(typed: str, phrase: str) -> bool:
    """Whether two spellings differ at most in where the tone stands (hoà, hòa)."""
    return sorted(unicodedata.normalize("NFD", typed)) == sorted(unicodedata.normalize("NFD", phrase))


def mask(text: str) -> str:
    """The text without personal data, for logs and exports. Order and parcel codes stay.

    E-mails, cards (by check digit), citizen ids and phones become [email], [card], [id], [phone].
    """
    text = _EMAIL.sub("[email]", nfc(text))
    text = _CARD.sub(lambda match: "[card]" if _luhn(match[0]) else match[0], text)
    text = _CITIZEN.sub("[id]", text)
    return _PHONE_ANYWHERE.sub("[phone]", text)


def _luhn(number: str) -> bool:
    """The check digit of ISO/IEC 7812."""
    digits = [int(digit) for digit in number if digit.isdigit()]
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
