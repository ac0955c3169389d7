"""Places and addresses: the 34 provinces of today, found by every name that people give them, and where a parcel goes.

Names live in data/words/places.yml and are matched by spaCy on the outline of the text. A name that is an ordinary word
without its marks ("gia lai", "hai phong") counts only where something says that a place is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import spacy
import yaml
from spacy.language import Language
from spacy.matcher import PhraseMatcher

from nlu.text import WORDS, nfc, outline
from nlu.times import same_marks


class Place(NamedTuple):
    """A place by the province it is in today and by its own name. `start` and `end` are offsets into nfc(text)."""

    province: str
    name: str
    start: int
    end: int


class _Name(NamedTuple):
    """What a phrase means: its spelling, its province (none where it holds a place's name only) and how sure it is."""

    province: str
    phrase: str
    level: str


_CUE = re.compile(
    r"(?<!\w)(?:o|tai|ve|ra|vao|tp|t\.p|thanh\s+pho|tinh|den|toi|ship|giao|gui|di|tu|que|khach|huyen|quan|thi\s+xa|tx|khu\s+vuc"
    r"|dia\s+chi|dc|in|to|from|at|(?:huyen|phuong|thi\s+xa|thi\s+tran)\s+\w+(?:\s\w+)?,?)(?:\s+(?:o|tp|thanh\s+pho|tinh|la))?\s*[:.]?\s*$"
)
_STREET = re.compile(r"(?<!\w)(?:duong|(?<!thanh )pho|xa\s+lo|quoc\s+lo|nguyen)\s+$")
_TITLE = re.compile(r"(?<!\w)(?:anh|chi|em|co|chu|bac|ong|ba|ban|be|a|c|mr|ms|shipper)\s+$")
_BETWEEN = re.compile(r"[\s,.\-–(]*")
_DISTRICT = re.compile(
    r"(?<!\w)(?:(?P<full>quan|district)\s?|q\.?\s?)(?P<number>1[0-2]|[1-9])(?!\w|[.,/]\d|\s+(?:cai|chiec|bo|size)\b)"
)
_WARD_BEFORE = re.compile(r"(?:(?<!\w)(?:p\.?|phuong|f\.?)\s?(?:\d{1,2}|\w+(?:\s\w+)?)|,)[\s,\-]*$")


@cache
def _data() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((WORDS / "places.yml").read_text("utf-8"))
    return loaded


@cache
def _matcher() -> tuple[Language, PhraseMatcher, dict[int, list[_Name]]]:
    """A blank pipeline, its matcher, and the names that each match may be."""
    data, pipeline = _data(), spacy.blank("xx")
    matcher = PhraseMatcher(pipeline.vocab)
    names: dict[int, list[_Name]] = {}
    listed = [_Name("", phrase, "elsewhere") for phrase in data["elsewhere"]]
    for province, others in data["province"].items():
        for phrase in [province, *others.get("former", []), *others.get("towns", [])]:
            level = "often" if phrase in data["often"] else "ordinary" if phrase in data["ordinary"] else "sure"
            listed.append(_Name(province, phrase, level))
        for level in ("short", "cued", "shared"):
            listed += [_Name(province, phrase, level) for phrase in others.get(level, [])]
    for name in listed:
        key = outline(name.phrase)
        matcher.add(key, [pipeline.make_doc(key)])
        names.setdefault(pipeline.vocab.strings[key], []).append(name)
    return pipeline, matcher, names


def find_places(text: str) -> Iterator[Place]:
    """The places of a message in the order they stand, none over another."""
    text = nfc(text)
    plain = outline(text)
    pipeline, matcher, names = _matcher()
    doc = pipeline.make_doc(plain)
    hits = [(doc[first].idx, doc[last - 1].idx + len(doc[last - 1]), names[key]) for key, first, last in matcher(doc)]
    found: list[Place] = []
    doubted: list[tuple[int, int, _Name]] = []
    taken: list[tuple[int, int]] = []
    for start, end, meanings in sorted(hits, key=lambda hit: (hit[0] - hit[1], hit[0])):
        fitting = [name for name in meanings if _fits(text[start:end], plain[start:end], name)]
        over = any(start < other[1] and end > other[0] for other in taken)
        if over or not fitting or _STREET.search(plain, 0, start):
            continue
        sure = next((name for name in fitting if _is_sure(name, text, plain, start, end)), None)
        if sure or fitting[0].level == "elsewhere":
            taken.append((start, end))
        if sure:
            found.append(Place(sure.province, sure.phrase, start, end))
        else:
            doubted += [(start, end, name) for name in fitting]
    found += _districts(text, plain, taken, found)
    yield from sorted(found + list(_confirmed(doubted, found, plain)), key=lambda place: place.start)


def _fits(typed: str, plain: str, name: _Name) -> bool:
    return typed.lower() == plain or same_marks(typed, name.phrase)


def _is_sure(name: _Name, text: str, plain: str, start: int, end: int) -> bool:
    """Whether a phrase means the place without another place beside it."""
    typed = text[start:end]
    if name.level in ("elsewhere", "shared") or (name.level == "cued" and not same_marks(typed, name.phrase)):
        return False
    nameable = name.level == "often" or (name.level in ("sure", "ordinary") and " " not in name.phrase)
    if nameable and _TITLE.search(plain, 0, start):
        return False
    marked = typed.lower() != plain[start:end]
    if name.level in ("sure", "short") or (marked and name.level == "ordinary"):
        return True
    capitals = all(word[0].isupper() for word in typed.split()) and not text.isupper()
    if capitals and (name.level == "ordinary" or (name.level == "often" and " " in typed)):
        return True
    return bool(_CUE.search(plain, 0, start)) or not re.search(r"\w", plain[:start] + plain[end:])


def _districts(text: str, plain: str, taken: list[tuple[int, int]], found: list[Place]) -> list[Place]:
    """Quận 1, q3: the short form behind a cue, a ward or a comma, or before its city."""
    word, province = _data()["district"]["word"], _data()["district"]["province"]
    districts = []
    for match in _DISTRICT.finditer(plain):
        start, end = match.span()
        typed = text[start:end].split(match["number"])[0].strip().lower()
        if match["full"] == "quan" and typed != "quan" and not same_marks(typed, word):
            continue
        beside = any(place.province == province and _BETWEEN.fullmatch(plain, end, place.start) for place in found)
        cued = _CUE.search(plain, 0, start) or _WARD_BEFORE.search(plain, 0, start) or beside
        if (match["full"] and typed != "quan") or cued:
            districts.append(Place(province, f"{word.capitalize()} {match['number']}", start, end))
    return districts


def _confirmed(doubted: list[tuple[int, int, _Name]], found: list[Place], plain: str) -> Iterator[Place]:
    """Of the doubtful names those that a sure one confirms: beside it, or for a shared short form anywhere."""
    provinces = {place.province for place in found}
    ends = [(place.start, place.end) for place in found]
    for start, end, name in doubted:
        shared = (
            name.level == "shared" and sum(other.province in provinces for at, _, other in doubted if at == start) == 1
        )
        beside = any(
            _BETWEEN.fullmatch(plain, min(end, place.end), max(start, place.start))
            for place in found
            if place.province == name.province
        )
        if name.province in provinces and (shared or beside) and all(end <= a or start >= b for a, b in ends):
            ends.append((start, end))
            yield Place(name.province, name.phrase, start, end)


_WORD = re.compile(r"[^\W\d_]+")
# Words that a sentence goes on with, and no street's name.
_STOPS = re.compile(
    r"(?:giao|ship|nhe|nha|a|ak|ah|roi|cho|em|minh|shop|ko|khong|k|duoc|dc|la|toi|gui|hang|don|mua|cai|ban|oi|voi|thi|sang"
    r"|qua|hom|mai|nay|truoc|sau|luc|khoang|va|hoac|co|di|ve|den|o|tai|nhan|lay|gap|giup|diem|size|mau|gia|chua|vay|nhu)"
)
_HOUSE = r"\d{1,4}[a-h]?"
_SLASHED = re.compile(rf"(?<![\w/.,\-]){_HOUSE}(?:/{_HOUSE})+(?![\w/%]|[.,]\d)")
_PLAIN_NUMBER = re.compile(rf"(?<![\w/.,\-:]){_HOUSE}(?=,?\s+[^\W\d_])")
_DATE_LIKE = re.compile(r"(?:[12]?\d|3[01])/(?:1[0-2]|0?[1-9])(?:/\d+)?")
_SHORT_WARD = re.compile(r"(?<!\w)[pf]\.?\s?\d{1,2}(?!\w|[.,/]\d)")
_SENT_TO = re.compile(
    r"(?<!\w)(?:dia\s+chi|d/c|dc|(?:giao|ship|gui)(?:\s+hang)?\s+(?:den|toi|ve|o|tai)|nha\s+(?:em|minh|toi)(?:\s+o)?)"
    r"(?:\s+(?:moi|la|nhan|giao|hang|cua|em|e|minh|mik|m|toi|o))*\s*[:\-]?\s*$"
)


class _Part(NamedTuple):
    """A part of an address: a number, a street or ward with its name, or an area."""

    level: str
    start: int
    end: int


@cache
def _markers() -> dict[str, tuple[re.Pattern[str], dict[str, str]]]:
    """For each way that an address marks its parts: the pattern of the words and their spelling by outline."""
    made = {}
    for level in ("numbered", "street", "area"):
        words = _data()["address"][level]
        spelled = {outline(word): word for word in words}
        either = "|".join(sorted((word.replace(" ", r"\s+") for word in spelled), key=len, reverse=True))
        behind = rf"\.?\s?{_HOUSE}(?:[/\-]{_HOUSE})*(?!\w|[.,/]\d)" if level == "numbered" else r"(?:\.\s?|\s+)(?=\w)"
        made[level] = (re.compile(rf"(?<!\w)(?P<word>{either}){behind}"), spelled)
    return made


def find_addresses(text: str, places: list[Place]) -> Iterator[tuple[int, int]]:
    """(start, end) in nfc(text) of each address: a number or a street, and what says where that is."""
    text = nfc(text)
    plain = outline(text)
    chain: list[_Part] = []
    for part in [*sorted(_parts(text, plain, places), key=lambda one: (one.start, -one.end)), None]:
        if part and chain and part.end <= chain[-1].end:
            continue
        if part and chain and _joined(chain[-1], part, plain):
            chain.append(part)
            continue
        if _is_address(chain, text, plain):
            yield chain[0].start, chain[-1].end
        chain = [part] if part else []


def _parts(text: str, plain: str, places: list[Place]) -> Iterator[_Part]:
    bare = text.lower() == plain
    doubted = _data()["address"]["doubtful"]
    yield from (_Part("area", place.start, place.end) for place in places)
    yield from (_Part("street", *match.span()) for match in _SHORT_WARD.finditer(plain))
    for level, (pattern, spelled) in _markers().items():
        for match in pattern.finditer(plain):
            start, end = match.span("word")
            word, typed = spelled[" ".join(match["word"].split())], text[start:end].lower()
            doubtful = word in doubted
            if not same_marks(typed, word) and (doubtful or not bare or typed != plain[start:end]):
                continue
            if level == "numbered":
                yield from _numbered(text, start, match.end())
                continue
            name = _name_end(text, plain, match.end(), level)
            if name and not (doubtful and text[match.end()].islower()):
                yield _Part(level, start, name)
    for match in _SLASHED.finditer(plain):
        told = _capitalised(text, match.end()) or _SENT_TO.search(plain, 0, match.start())
        if told or not _DATE_LIKE.fullmatch(match[0]):
            yield from _numbered(text, *match.span(), level="bare")
    for match in _PLAIN_NUMBER.finditer(plain):
        street = text[match.end() : _capitalised(text, match.end())]
        if _SENT_TO.search(plain, 0, match.start()) or len(street.split()) > 1:
            yield from _numbered(text, *match.span(), level="bare")


def _numbered(text: str, start: int, end: int, level: str = "number") -> Iterator[_Part]:
    """A number and, where capitals follow, the street that it is in."""
    yield _Part(level, start, end)
    street = _capitalised(text, end)
    if street:
        first = street - len(text[end:street].lstrip(", \t\n"))
        yield _Part("street" if level == "number" else "bare", first, street)


def _capitalised(text: str, at: int) -> int:
    """Where the words in capitals that follow end, 0 where none do or all the text is in capitals."""
    match = re.compile(r",?\s+((?:[^\W\d_]+\s+){0,4}[^\W\d_]+)").match(text, at)
    if not match or text.isupper():
        return 0
    end = 0
    for word in _WORD.finditer(text, match.start(1), match.end(1)):
        if not word[0][0].isupper():
            break
        end = word.end()
    return end


def _name_end(text: str, plain: str, at: int, level: str) -> int:
    """Where the name that stands at `at` ends: its capitals, or two words that no sentence goes on with; a number."""
    number = re.compile(r"(?:so\s+)?\d{1,3}[a-z]?(?!\w|[.,/]\d)").match(plain, at)
    if number:
        return number.end()
    capitals = _capitalised(" " + text[at:], 0)
    if capitals:
        return at + capitals - 1
    end = 0
    for count, word in enumerate(_WORD.finditer(plain, at)):
        stops = _STOPS.fullmatch(word[0]) and (count or level != "area")
        if count == 2 or stops or (end and plain[end : word.start()].strip(" ")):
            break
        end = word.end()
    return end


def _joined(last: _Part, part: _Part, plain: str) -> bool:
    """Whether two parts are of one address: nothing between them but a street's words."""
    between = plain[last.end : part.start]
    words = _WORD.findall(between)
    if re.search(r"[^\w\s,.\-–()]|\d|\.\s+\S|\n", between) or any(map(_STOPS.fullmatch, words)):
        return False
    if part.level == "bare":  # the street of the number before it, never a number of its own
        return last.level == "bare" and not words
    return len(words) <= (5 if last.level in ("number", "bare") else 2)


def _is_address(chain: list[_Part], text: str, plain: str) -> bool:
    """Whether a chain of parts names a place to send something to, and not just a number beside a town."""
    levels = [part.level for part in chain]
    if len(chain) < 2 or levels[0] == "area" or not {"street", "area"} & set(levels):
        return False
    if levels == ["bare", "area"]:
        return bool(_WORD.search(plain, chain[0].end, chain[1].start))
    typed = text[chain[0].start : chain[-1].end]
    return any(map(str.isdigit, typed)) or (text.lower() != plain and typed.lower() != typed)
