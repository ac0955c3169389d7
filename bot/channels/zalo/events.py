"""Zalo's events in our words. Nothing here trusts a shape: what is odd is left out, what is unknown is kept as such."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from bot.channels.base import (
    Arrived,
    Attachment,
    Echoed,
    Followed,
    GaveContact,
    News,
    Noticed,
    Reacted,
    Report,
    Unknown,
    Withdrew,
    Wrote,
)
from bot.channels.composing import tapped
from bot.channels.wire import degrees, ident, moment, read_json, rows, table, whole, words
from store import now

Event = dict[str, Any]
MOST_ATTACHMENTS = 20
TYPES = {
    "image": "image",
    "gif": "image",
    "audio": "audio",
    "voice": "audio",
    "video": "video",
    "sticker": "sticker",
    "location": "location",
    "file": "file",
    "link": "link",
    "links": "link",
    "business_card": "contact",
}


def report(raw: str, oa_id: str) -> Report:
    """What an event of the account `oa_id` reports; one of another account is unknown. Raises Turned (malformed)."""
    event = read_json(raw)
    name = words(event.get("event_name")) or "none"
    person = _person(event, oa_id)
    make = _KNOWN.get(name)
    news = make(event) if make and person and _concerns(event, oa_id) else Unknown()
    return Report(_key(event, name, news, raw), name, person, moment(event.get("timestamp"), now()), news, raw)


def _ids(event: Event) -> list[str]:
    """Who is named, whatever the source says of their order."""
    nodes = (table(event.get(key)).get("id") for key in ("sender", "recipient", "follower", "user"))
    return [found for one in (*nodes, event.get("user_id"), event.get("oa_id")) if (found := ident(one))]


def _person(event: Event, oa_id: str) -> str | None:
    """The one who is named and is not the account."""
    return next((one for one in _ids(event) if one != oa_id), None)


def _concerns(event: Event, oa_id: str) -> bool:
    """Whether the event is about our account: one that names two sides names it."""
    sides = [table(event.get(key)).get("id") for key in ("sender", "recipient")]
    named = [found for one in (*sides, event.get("oa_id")) if (found := ident(one))]
    return len(named) < 2 or oa_id in named


def _key(event: Event, name: str, news: News, raw: str) -> str:
    """A message is known by its id; any other event by what it says, to the letter."""
    if isinstance(news, Wrote | Echoed):
        return f"{'in' if isinstance(news, Wrote) else 'out'}:{news.external_id}"
    return f"{name[:60]}:{hashlib.sha256(raw.encode()).hexdigest()}"


def _message(event: Event) -> Event:
    return table(event.get("message"))


def _wrote(event: Event) -> News:
    message = _message(event)
    external_id = ident(message.get("msg_id"))
    if external_id is None:
        return Unknown()
    text = words(message.get("text"))
    return Wrote(external_id, text, _attachments(event), ident(message.get("quote_msg_id")), tapped(text))


def _echoed(event: Event) -> News:
    message = _message(event)
    external_id = ident(message.get("msg_id"))
    if external_id is None:
        return Unknown()
    outside = ident(table(event.get("sender")).get("admin_id")) is not None
    return Echoed(external_id, words(message.get("text")), _attachments(event), outside)


def _attachments(event: Event) -> tuple[Attachment, ...]:
    found = (_attachment(table(one)) for one in rows(_message(event).get("attachments"))[:MOST_ATTACHMENTS])
    return tuple(one for one in found if one)


def _attachment(one: Event) -> Attachment | None:
    payload = table(one.get("payload"))
    kind = TYPES.get(words(one.get("type")))
    if kind is None:
        return None
    place = table(payload.get("coordinates"))
    return Attachment(
        type=kind,  # type: ignore[arg-type]
        url=words(payload.get("url"))[:2000] or None,
        name=words(payload.get("name") or payload.get("description"))[:200] or None,
        size=whole(payload.get("size")),
        latitude=degrees(place.get("latitude")),
        longitude=degrees(place.get("longitude")),
    )


def _receipt(state: str) -> Callable[[Event], News]:
    def made(event: Event) -> News:
        message = _message(event)
        ids = [ident(one) for one in [*rows(message.get("msg_ids")), message.get("msg_id")]]
        named = tuple(one for one in ids if one)
        return Arrived("seen" if state == "seen" else "delivered", named)

    return made


# what the codes of Zalo's signs look like
SIGNS = {
    "/-heart": "❤️",
    "/-strong": "👍",
    "/-weak": "👎",
    "/-break": "💔",
    "/-rose": "🌹",
    "/-ok": "👌",
    "/-v": "✌️",
    "/-thanks": "🙏",
    "_()_": "🙏",
    ":>": "😆",
    ":')": "😂",
    ":o": "😮",
    ":-((": "😢",
    ":-h": "😡",
    ":-*": "😘",
    ";xx": "😍",
}
OTHER_SIGN = "💬"


def _reacted(event: Event) -> News:
    message = _message(event)
    of = ident(message.get("msg_id"))
    code = words(message.get("react_icon") or message.get("reaction")).strip()[:20]
    # Zalo's word for a sign that was taken back
    gone = not code or code == "/-remove"
    sign = code if code and not code.isascii() else SIGNS.get(code, OTHER_SIGN)
    return Reacted(of, None if gone else sign) if of else Unknown()


def _contact(event: Event) -> News:
    info = table(event.get("info"))
    name, phone = words(info.get("name"))[:120] or None, ident(info.get("phone"))
    street = ", ".join(one for key in ("address", "ward", "district") if (one := words(info.get(key)).strip()))
    return GaveContact(name, phone[:20] if phone else None, words(info.get("city"))[:80] or None, street[:300] or None)


_INCOMING = ("text", "image", "gif", "link", "audio", "video", "sticker", "location", "business_card", "file")
_OUTGOING = ("text", "image", "gif", "list", "file", "sticker")
_KNOWN: dict[str, Callable[[Event], News]] = {
    **{f"user_send_{what}": _wrote for what in _INCOMING},
    **{f"oa_send_{what}": _echoed for what in _OUTGOING},
    "user_received_message": _receipt("delivered"),
    "user_seen_message": _receipt("seen"),
    "user_reacted_message": _reacted,
    "follow": lambda event: Followed(True),
    "unfollow": lambda event: Followed(False),
    "user_submit_info": _contact,
    "user_withdraw": lambda event: Withdrew(),
    "user_click_chatnow": lambda event: Noticed(acted=True),
    "user_feedback": lambda event: Noticed(acted=True),
    "add_user_to_tag": lambda event: Noticed(),
    "remove_user_from_tag": lambda event: Noticed(),
}
