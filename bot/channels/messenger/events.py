"""Messenger's events in our words. A call brings many: each is stored and read for itself, in an envelope of ours
`{"page", "time", "standby", "event"}`, and nothing here trusts a shape.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from bot.channels.base import (
    Arrived,
    Attachment,
    Echoed,
    News,
    Noticed,
    Passed,
    Reacted,
    Report,
    Unknown,
    Wrote,
)
from bot.channels.composing import tapped
from bot.channels.wire import degrees, ident, moment, read_json, rows, table, words
from store import now

Event = dict[str, Any]
MOST_ATTACHMENTS = 20
TYPES = {"image": "image", "video": "video", "audio": "audio", "file": "file", "location": "location"}
LINKS = frozenset({"fallback", "template", "ig_reel", "reel", "post"})
# what an event is, by the member that it has; the first that fits
NAMES = (
    "message",
    "postback",
    "reaction",
    "read",
    "delivery",
    "pass_thread_control",
    "take_thread_control",
    "request_thread_control",
    "app_roles",
)


def envelopes(body: Event) -> list[str]:
    """Every event of every entry of a call, each in its envelope, in the order in which they stand."""
    found = []
    for one in rows(body.get("entry")):
        entry = table(one)
        for key in ("messaging", "standby"):
            for event in rows(entry.get(key)):
                about = {"page": entry.get("id"), "time": entry.get("time"), "standby": key == "standby"}
                found.append(json.dumps({**about, "event": event}, ensure_ascii=False, sort_keys=True))
    return found


def sent_at(body: Event) -> int | None:
    """When a call was put together, by its newest entry (epoch ms); None where no entry says."""
    times = [moment(table(one).get("time"), 0) for one in rows(body.get("entry"))]
    return max((one for one in times if one), default=None)


def report(raw: str, page: str, app_id: str) -> Report:
    """What an enveloped event of the Page reports; one of another Page is unknown."""
    envelope = read_json(raw)
    event, standby = table(envelope.get("event")), envelope.get("standby") is True
    name = next((one for one in NAMES if one in event), "none")
    if name == "message" and table(event["message"]).get("is_echo") is True:
        name = "echo"
    ends = [ident(table(event.get(side)).get("id")) for side in ("sender", "recipient")]
    person = next((one for one in ends if one and one != page), None)
    ours = ident(envelope.get("page")) == page and person is not None
    news = _news(name, event, standby, app_id, person or "") if ours else Unknown()
    at = moment(event.get("timestamp"), moment(envelope.get("time"), now()))
    return Report(_key(name, news, raw), f"standby {name}" if standby else name, person, at, news, raw)


def _key(name: str, news: News, raw: str) -> str:
    """A message is known by its id; any other event by what it says, to the letter."""
    if isinstance(news, Wrote | Echoed):
        return f"{'in' if isinstance(news, Wrote) else 'out'}:{news.external_id}"
    return f"{name}:{hashlib.sha256(raw.encode()).hexdigest()}"


def _news(name: str, event: Event, standby: bool, app_id: str, person: str) -> News:
    about = table(event.get(name if name != "echo" else "message"))
    if name == "message":
        return _wrote(about, standby)
    if name == "echo":
        return _echoed(about, app_id)
    if name == "postback":
        return _tapped(about, event, standby, person)
    if name == "reaction":
        of, sign = _mid(about.get("mid")), words(about.get("emoji") or about.get("reaction"))[:20]
        return Reacted(of, None if about.get("action") == "unreact" else sign or None) if of else Unknown()
    if name == "read":
        return Arrived("seen", (), moment(about.get("watermark"), 0) or None)
    if name == "delivery":
        mids = tuple(mid for one in rows(about.get("mids")) if (mid := _mid(one)))
        return Arrived("delivered", mids, moment(about.get("watermark"), 0) or None)
    if name in {"pass_thread_control", "take_thread_control"}:
        # an app that takes the thread is not named: it is told to the one that loses it
        return Passed(to_us=name.startswith("pass") and ident(about.get("new_owner_app_id")) == app_id)
    return Noticed() if name in NAMES else Unknown()


def _mid(value: object) -> str | None:
    """A message's id; they are long."""
    return words(value)[:190] or None


def _wrote(message: Event, standby: bool) -> News:
    mid = _mid(message.get("mid"))
    if mid is None:
        return Unknown()
    tap = tapped(words(table(message.get("quick_reply")).get("payload")))
    answered = _mid(table(message.get("reply_to")).get("mid"))
    return Wrote(mid, words(message.get("text")), _attachments(message), answered, tap, standby)


def _tapped(postback: Event, event: Event, standby: bool, person: str) -> News:
    """A postback has no id of its own in older versions: the person and the moment are one."""
    mid = _mid(postback.get("mid")) or f"postback:{person}:{moment(event.get('timestamp'), 0)}"
    title, payload = words(postback.get("title")), words(postback.get("payload"))
    return Wrote(mid, title or payload, tap=tapped(payload), standby=standby)


def _echoed(message: Event, app_id: str) -> News:
    mid = _mid(message.get("mid"))
    if mid is None:
        return Unknown()
    by_us = bool(app_id) and ident(message.get("app_id")) == app_id
    ours = _named(words(message.get("metadata"))) if by_us else None
    return Echoed(mid, words(message.get("text")), _attachments(message), outside=not by_us, ours=ours)


def _named(metadata: str) -> tuple[str, int] | None:
    """Our message and its part, as `page.metadata` wrote them."""
    message_id, _, part = metadata.partition(":")
    return (message_id, int(part)) if len(message_id) == 36 and part.isdecimal() and len(part) < 4 else None


def _attachments(message: Event) -> tuple[Attachment, ...]:
    found = (_attachment(table(one)) for one in rows(message.get("attachments"))[:MOST_ATTACHMENTS])
    return tuple(one for one in found if one)


def _attachment(one: Event) -> Attachment | None:
    payload, given = table(one.get("payload")), words(one.get("type"))
    kind = "sticker" if ident(payload.get("sticker_id")) else "link" if given in LINKS else TYPES.get(given)
    if kind is None:
        return None
    place = table(payload.get("coordinates"))
    return Attachment(
        type=kind,  # type: ignore[arg-type]
        url=words(payload.get("url") or one.get("url"))[:2000] or None,
        name=words(payload.get("title") or one.get("title"))[:200] or None,
        latitude=degrees(place.get("lat")),
        longitude=degrees(place.get("long")),
    )
