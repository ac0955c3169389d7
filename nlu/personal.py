"""Personal data in a message: phones, e-mails, ids, cards, accounts, plates; and parcel codes, which look like it.

Numbers that say what they are by their shape (a check digit, a province code) are taken as they stand; the rest only
with a cue beside them. Nothing is looked for inside links and parcel codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from nlu.text import nfc, outline


class Personal(NamedTuple):
    """A piece of personal data. `start` and `end` are offsets into nfc(text)."""

    kind: str
    start: int
    end: int


class Parcel(NamedTuple):
    """A carrier's code for a parcel. `start` and `end` are offsets into nfc(text)."""

    code: str
    start: int
    end: int


MASKS = {
    "email": "[email]",
    "phone": "[phone]",
    "card": "[card]",
    "citizen_id": "[id]",
    "passport": "[passport]",
    "tax_code": "[tax]",
    "bank_account": "[account]",
    "plate": "[plate]",
}

_WORTH_A_LOOK = re.compile(r"\d[^\W_]*[ .\-]?\d|@|://|\.\w{2}")
_NUMBER_END = r"(?!\d|[.\-]\d)"
# A link to a chat names its owner's phone, so that it is none here.
_LINK = re.compile(
    r"(?:https?://|www\.)(?!(?:www\.)?(?:zalo|wa)\.me/)\S+"
    r"|(?<![\w@.+\-])[\w\-]+(?:\.[\w\-]+)*\.(?:(?:vn|com|net|org)(?![\w@.\-]*@|[\w\-])(?:/\S*)?|(?:store|shop|link|app|info|ly)/\S+)"
)
_EMAIL = re.compile(r"(?<![\w.+\-])[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+")

_OF = (
    r"(?:\s+(?:so|la|cua|em|e|toi|minh|m|anh|chi|ben|cong\s+ty|cty|number|no|is|my|nay|day|thi|don|ngan\s+hang|bank))*"
    r"\s*[:=\-#.]*\s*"
)
_CUE = r"(?<![\w\[])"  # "[account]" is a mask and no cue for what follows it

_PREFIX = r"(?:(?:\+|00)?84[ .\-]?(?:\(?0\)?[ .\-]?)?|0[ .\-]?)"
# Two phones may be joined by a dash; any other number behind a dash or a dot is a part of this one.
_PHONE_END = r"(?!\d|[.\-](?!0\d{9}(?!\d))\d)"
_PHONE = re.compile(
    r"(?:(?<=(?<!\d)0\d{9}[.\-])|(?<!\d)(?<!\d[.\-+]))"
    rf"(?:{_PREFIX}(?:[35789]\d{{8}}|2\d{{9}}){_PHONE_END}"
    rf"|{_PREFIX}(?:[35789](?:[ .\-]?\d){{8}}|2(?:[ .\-]?\d){{9}}){_PHONE_END}(?! \d{{3}}))"
)
_PHONE_LIKE = re.compile(r"(?:0|84)[35789]\d{8}")
_PHONE_CUE = re.compile(r"(?:sdt|dt|tel|sd|zalo|hotline|phone|mobile|cccd|cmnd|cmt|stk|tk)$")

_CARD = re.compile(
    r"(?<!\d)(?<!\d[.\-])(?=[2-6]|9704)"
    rf"(?:\d{{13,19}}|\d{{4}}([ .\-])\d{{4}}\1\d{{4}}\1\d{{1,7}}|\d{{4}}([ .\-])\d{{4}}\2\d{{4}}\2\d{{4}}\2\d{{1,3}}"
    rf"|\d{{4}}[ \-]\d{{6}}[ \-]\d{{5}}){_NUMBER_END}"
)
# The codes of the 63 provinces in citizen ids; they did not change with the provinces.
_BORN_IN = "00[12468]|01[0124579]|02[024-7]|03[013-8]|04[024-689]|05[12468]|06[024678]|07[024579]|08[0234679]|09[1-6]"
# Province, sex and century, year of birth (1920 to 2029), number.
_CITIZEN = re.compile(
    rf"(?<!\d)(?<!\d[.\-])(?=(?P<digits>\d(?:[ .\-]?\d){{11}}))(?={_BORN_IN})"
    r"(?:\d{3}[ .\-]?\d[ .\-]?\d{2}[ .\-]?\d{3}[ .\-]?\d{3}|\d{4}([ .\-])\d{4}\2\d{4})" + _NUMBER_END
)
_BORN = re.compile(r"\d{3}(?:[01][2-9]|[23][0-2])\d{7}")
_CITIZEN_CUED = re.compile(
    _CUE
    + r"(?:cccd|cmnd|cmt|can\s+cuoc(?:\s+cong\s+dan)?|chung\s+minh(?:\s+nhan\s+dan|\s+thu)?|citizen\s+id|id\s+card)"
    + _OF
    + r"(?P<number>\d{3}[ .\-]?\d{3}[ .\-]?\d{3}(?:[ .\-]?\d{3})?|\d{4}[ .\-]\d{4}[ .\-]\d{4})"
    + _NUMBER_END
)
_TAX = re.compile(
    _CUE
    + rf"(?:mst|ma\s+so\s+thue|ms\s+thue|tax\s+(?:code|id|number)){_OF}(?P<number>\d{{12}}|\d{{10}}(?:[ \-]?\d{{3}})?)"
    + _NUMBER_END
)
_PASSPORT = re.compile(_CUE + rf"(?:ho\s+chieu|passport){_OF}(?P<number>[a-z]{{0,2}}\d{{6,9}})(?!\w)")

_BANK = (
    r"(?:vietcombank|vcb|techcombank|tcb|bidv|viett?in\s?bank|agribank|mb\s?bank|mb|acb|(?:vp|tp|hd|sea|lp|ab)\s?bank"
    r"|sacombank|stb|vib|ocb|shb|msb|scb|exim\s?bank|nam\s?a\s?bank|bac\s?a\s?bank|pvcombank|bvbank|ncb|timo|cake|shinhan"
    r"|woori|hsbc)"
)
_NO_SUM = r"(?!\s?(?:k|d|dong|vnd|₫|tr|trieu|nghin|ngan)(?!\w))"
_ACCOUNT_CUED = re.compile(
    _CUE
    + r"(?:(?P<sure>stk|so\s+tk|so\s+tai\s+khoan|account\s+(?:number|no))|tk|tai\s+khoan|account)"
    + rf"(?:{_OF}{_BANK}(?!\w))?{_OF}(?P<number>\d{{6,19}}|\d{{2,5}}(?:[ .\-]\d{{2,5}}){{1,5}})(?!\d|[.,\-]\d){_NO_SUM}"
)
_ACCOUNT_AFTER_BANK = re.compile(_CUE + rf"{_BANK}(?!\w){_OF}(?P<number>\d{{8,19}})(?!\d|[.,\-]\d){_NO_SUM}")
_ACCOUNT_BEFORE_BANK = re.compile(
    rf"(?<![\w.,\-])(?P<number>\d{{8,19}})(?=(?:\s*[\-,(:]\s*|\s+)(?:[^\W\d_]+\s+){{0,4}}{_BANK}(?!\w))"
)

_SERIES = r"[a-eghk-npr-vxyz]"
_PLATE_NUMBER = r"\d{3}\.?\d{2}"
_PLATE_END = r"(?!\w|[.,\-]\d)"
# Sure by itself: written as on the plate (30A-123.45, 59-X1 234.56), with a dot, a dash or a series of two.
_PLATE = re.compile(
    rf"(?<![\w.,\-])[1-9]\d(?:[ \-]?{_SERIES}{{1,2}}[ \-]?\d{{3}}\.\d{{2}}|[ \-]?{_SERIES}{{1,2}}-{_PLATE_NUMBER}"
    rf"|[ \-]?{_SERIES}\d[ \-.]\d{{3}}\.?\d{{2}}|-{_SERIES}\d[ \-]?\d{{4,5}}){_PLATE_END}"
)
_PLATE_IN_CAPITALS = re.compile(rf"(?<![\w.,\-])[1-9]\d[A-EGHK-NPR-VXYZ]{{1,2}}[ \-]?(?:\d{{5}}|\d{{4}}){_PLATE_END}")
_PLATE_CUED = re.compile(
    _CUE
    + rf"(?:bien\s+(?:so|kiem\s+soat|xe)|bks|bsx|plate)(?:\s+xe)?{_OF}"
    + rf"(?P<number>[1-9]\d[ \-]?{_SERIES}{{1,2}}\d?[ \-.]?(?:{_PLATE_NUMBER}|\d{{4}})){_PLATE_END}"
)

_PARCEL = re.compile(
    # Carriers' own prefixes, glued; or apart, where what follows is too long for a phone.
    r"(?<![^\W_])(?:(?:spxvn|spx|vtpvn|vtp|ghnvn|ghn|ghtk|jtvn|jnt|jt|njvn|njv|nvvn|lexvn|lzdvn|lmpvn|vnp|best)"
    r"(?:[a-z0-9]{0,4}?\d{6,16}[a-z0-9]{0,4}|[ \-]?\d{11,18}[a-z]?)"
    r"|s\d{5,9}(?:\.[a-z0-9]{1,6}){1,4}\.\d{6,12}"  # GHTK
    r"|[a-z]{2}\d{9}vn)(?![^\W_])"  # the post, UPU S10
)
_PARCEL_CUED = re.compile(
    r"(?<!\w)(?:(?:ma\s+)?van\s+don|ma\s+van\s+chuyen|ma\s+buu\s+(?:gui|kien|pham)|mvd|tracking(?:\s+(?:code|id))?|waybill)"
    r"(?:\s+(?:ghn|ghtk|spx|vtp|viettel\s+post|j&t|jt|ems))?"
    + _OF
    + r"(?P<code>(?=[a-z]{0,9}\d)(?:\d{9,20}|(?=\d*[a-z])[a-z0-9]{6,20}))(?![^\W_])"
)
_PARCEL_OF_CARRIER = re.compile(
    r"(?<!\w)(?:j&t(?:\s+express)?|jt\s+express|viettel\s+post|vtp|ghtk|ghn|giao\s+hang\s+(?:tiet\s+kiem|nhanh)|ninja\s?van)"
    r"(?:\s+(?:ma|don))?" + _OF + r"(?P<code>[1-9]\d{10,14})(?!\w|[.\-]\d)"
)


def find_parcels(text: str) -> Iterator[Parcel]:
    """The parcel codes of Vietnamese carriers, in capitals without spaces."""
    text = nfc(text)
    if not _WORTH_A_LOOK.search(text):
        return
    plain = outline(text)
    ends = [0]
    spans = {match.span() for match in _PARCEL.finditer(plain)}
    for pattern in (_PARCEL_CUED, _PARCEL_OF_CARRIER):
        spans |= {match.span("code") for match in pattern.finditer(plain)}
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= ends[-1]:
            ends.append(end)
            yield Parcel(re.sub(r"[ \-]", "", plain[start:end]).upper(), start, end)


def find_links(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each web address in nfc(text)."""
    return (match.span() for match in _LINK.finditer(outline(nfc(text))))


def find_personal(text: str) -> Iterator[Personal]:
    """The personal data of a message in the order it stands, none over another.

    Kinds: email, phone, card, citizen_id, passport, tax_code, bank_account, plate.
    """
    text = nfc(text)
    if "@" not in text and sum(map(str.isdigit, text)) < 6:  # fewer digits are nobody's
        return
    taken = [*find_links(text), *((start, end) for _, start, end in find_parcels(text))]
    found: list[Personal] = []
    for one in _candidates(text, outline(text)):
        if all(one.end <= start or one.start >= end for start, end in taken):
            taken.append((one.start, one.end))
            found.append(one)
    yield from sorted(found, key=lambda one: one.start)


def _candidates(text: str, plain: str) -> Iterator[Personal]:
    """Everything that could be meant; what a cue names comes before what only has the shape."""
    for match in _EMAIL.finditer(text):
        yield Personal("email", match.start(), match.end() - match[0].endswith("."))
    for kind, pattern in (("tax_code", _TAX), ("passport", _PASSPORT), ("citizen_id", _CITIZEN_CUED)):
        for match in pattern.finditer(plain):
            yield Personal(kind, *match.span("number"))
    for match in _CARD.finditer(plain):
        if _luhn(match[0]) and not _in_code(text, match.start()):
            yield Personal("card", *match.span())
    for match in _ACCOUNT_CUED.finditer(plain):
        number = _digits(match["number"])
        if 6 <= len(number) <= 19 and (match["sure"] or not _PHONE_LIKE.fullmatch(number)):
            yield Personal("bank_account", *match.span("number"))
    for pattern in (_ACCOUNT_AFTER_BANK, _ACCOUNT_BEFORE_BANK):
        for match in pattern.finditer(plain):
            if not _PHONE_LIKE.fullmatch(match["number"]):
                yield Personal("bank_account", *match.span("number"))
    for match in _PLATE_CUED.finditer(plain):
        yield Personal("plate", *match.span("number"))
    for match in (*_PLATE.finditer(plain), *_PLATE_IN_CAPITALS.finditer(text)):
        yield Personal("plate", *match.span())
    for match in _CITIZEN.finditer(plain):
        if _BORN.fullmatch(_digits(match[0])) and not _in_code(text, match.start()):
            yield Personal("citizen_id", *match.span())
    for match in _PHONE.finditer(plain):
        if not _in_code(text, match.start()):
            yield Personal("phone", *match.span())


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)


def _in_code(text: str, start: int) -> bool:
    """Whether capitals stand glued before the number, as in ABX0912345678, and do not name what it is, as SĐT does."""
    letters = re.search(r"[^\W\d_]{2,}$", text[max(0, start - 12) : start])
    return bool(letters and letters[0].isupper() and not _PHONE_CUE.search(outline(letters[0])))


def _luhn(number: str) -> bool:
    """The check digit of ISO/IEC 7812."""
    digits = [int(digit) for digit in _digits(number)]
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def mask(text: str) -> str:
    """The text without personal data, for logs and exports: [phone], [card] … Links, order and parcel codes stay."""
    text = nfc(text)
    while found := list(find_personal(text)):  # again, as what is hidden can uncover what stands beside it
        for one in reversed(found):
            text = text[: one.start] + MASKS[one.kind] + text[one.end :]
    return text
