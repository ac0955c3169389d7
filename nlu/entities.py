"""What a message names: codes, personal data, addresses, provinces, money, days, hours, sizes, colours, products.

Patterns carry look-arounds so that a number inside a longer one is never taken for itself: the digits of a parcel
code are no phone. Phrase lists live in data/words/entities.yml and are matched by spaCy on the outline of the text.
"""

from __future__ import annotations

import re
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
from nlu.personal import Personal, find_links, find_parcels, find_personal, mask
from nlu.places import Place, find_addresses, find_places
from nlu.text import WORDS, fold, is_syllable, nfc, outline
from nlu.times import find_times, same_marks

__all__ = ["Entity", "find", "mask"]

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


@dataclass(frozen=True)
class Entity:
    """Something a message names. `start` and `end` are offsets into nfc(text); `name` is a place's own name."""

    kind: str
    value: str | int
    start: int
    end: int
    name: str | None = None


def find(text: str, today: date | None = None) -> list[Entity]:
    """The entities of a message in the order they stand, none over another but a province in an address.

    Days are told from `today` (default: this day). Values: DH10234, 0912345678, whole đồng, ISO days, hours as 15:00 or
    14:00-15:00, the province of today, an address as typed, and phrases by their first name in the data.
    """
    text = nfc(text)
    places = list(find_places(text))
    taken = list(find_links(text))
    found: list[Entity] = []
    for entity in _candidates(text, places, today or date.today()):
        if all(entity.end <= start or entity.start >= end for start, end in taken):
            taken.append((entity.start, entity.end))
            found.append(entity)
    addresses = [entity for entity in found if entity.kind == "address"]
    found += [place for address in addresses for place in _provinces(places, address)]
    return sorted(found, key=lambda entity: (entity.start, -entity.end))


def _candidates(text: str, places: list[Place], today: date) -> Iterator[Entity]:
    """Everything that could be meant, the surer kinds first."""
    plain = outline(text)
    for parcel in find_parcels(text):
        yield Entity("parcel_code", *parcel)
    personal = list(find_personal(text))
    yield from (_personal(one, text) for one in personal if one.kind == "email")
    for match in _ORDER.finditer(plain):
        yield Entity(
            "order_code",
            f"DH{match['code']}",
            match.start() if match[0][0] == "d" else match.start("code"),
            match.end(),
        )
    yield from (_personal(one, text) for one in personal)
    phrases = list(_phrases(text, plain))
    for start, end in find_addresses(text, places):
        # A number before a product counts things and is no house.
        things = text[start].isdigit() and any(one.kind == "product" and start <= one.start < end for one in phrases)
        if not things:
            yield Entity("address", text[start:end], start, end)
    for place in places:
        yield Entity("province", place.province, place.start, place.end, place.name)
    for amount, start, end in find_amounts(text):
        yield Entity("amount", amount, start, end)
    for hours, start, end in find_times(text):
        yield Entity("time", hours, start, end)
    for day, start, end in find_dates(text, today):
        yield Entity("date", day.isoformat(), start, end)
    alone = _ORDER_ALONE.fullmatch(plain)
    if alone:
        yield Entity("order_code", f"DH{alone['code']}", *alone.span("code"))
    last4 = _LAST4.search(plain) or _LAST4_ALONE.fullmatch(plain)
    if last4:
        yield Entity("last4", last4["code"], *last4.span("code"))
    yield from _sizes(text, plain)
    yield from phrases


def _provinces(places: list[Place], address: Entity) -> Iterator[Entity]:
    """The provinces that an address names, each by its last name: of "Hà Đông, Hà Nội" the city."""
    last = {place.province: place for place in places if address.start <= place.start < address.end}
    return (Entity("province", place.province, place.start, place.end, place.name) for place in last.values())


def _personal(one: Personal, text: str) -> Entity:
    """Personal data in one form: an e-mail in small letters, a phone from its 0, all else in capitals without gaps."""
    typed = text[one.start : one.end]
    if one.kind == "email":
        return Entity(one.kind, typed.lower(), one.start, one.end)
    if one.kind == "phone":
        digits = re.sub(r"\D", "", typed)
        return Entity(one.kind, "0" + re.sub(r"^(?:0084|84|0)0?", "", digits), one.start, one.end)
    return Entity(one.kind, re.sub(r"[\W_]", "", typed).upper(), one.start, one.end)


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
    for kind in ("product", "colour"):
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
    if typed != plain[start:end] and not same_marks(typed, phrase):
        return False
    if typed == phrase != plain[start:end] or " " in typed or not is_syllable(typed):
        return True
    return kind == "colour" and bool(_BEFORE_COLOUR.search(plain, 0, start))
