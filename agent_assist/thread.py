"""A conversation as people read it: words, private notes and what happened between them, in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import g

from agent_assist.phrases import clock, day, duration
from agent_assist.situation import Situation
from messages import say
from nlu.topics import topics
from store.events import Event
from store.messages import Message
from store.tags import Tag

# notices that tell the customer of a change of owner: the change itself stands in the thread
TOLD_BY_EVENT = frozenset({"queued", "claimed", "returned", "closed"})
FIRST = "goal"  # the question that a survey on a platform begins with
NO_BROWSER_DRAWS = ("image/heic", "image/heif")
ICONS = {"queued": "corner-down-left", "human": "headset", "bot": "bot", "closed": "circle-check"}


@dataclass(frozen=True)
class File:
    """What came with a message. `shown`: image, audio, video, file, place, link or nothing; `href` where it is."""

    kind: str
    shown: str
    name: str
    href: str | None
    state: str  # stored · waiting · refused · failed · none: there is nothing to fetch


@dataclass(frozen=True)
class Said:
    """Somebody's words. `pieces`: the text cut into (part, whether the mood rests on it); `judged`: by a person."""

    key: str
    at: int
    message: Message
    name: str | None
    band: str | None
    pieces: list[tuple[str, bool]]
    topics: list[str]
    tags: list[Tag]
    judged: set[str]
    files: list[File]
    failure: str | None = None  # why it was not delivered, where it was not
    shape: str = "said"


@dataclass(frozen=True)
class Happened:
    """Something between the words: a change of owner, a case, a rating; a new day."""

    key: str
    at: int
    icon: str
    text: str
    shape: str = "happened"


Entry = Said | Happened


def entries(situation: Situation) -> list[Entry]:
    """The thread, oldest first, with a line where a day begins."""
    found: list[Entry] = [entry for one in situation.messages if (entry := _of_message(situation, one))]
    queued_at: int | None = None
    for event in situation.events:
        if event.kind == "owner" and event.data.get("to") == "queued":
            queued_at = event.at
        if line := _of_event(situation, event, queued_at):
            found.append(line)
    # what caused an event was stored before it; what an event brought with it (a reply) comes after
    found.sort(key=lambda entry: (entry.at, entry.shape == "said"))
    with_days: list[Entry] = []
    today = ""
    for entry in found:
        if day(entry.at) != today:
            today = day(entry.at)
            with_days.append(Happened(f"day-{today}", entry.at, "", f"{today}, {clock(entry.at)}", "day"))
        with_days.append(entry)
    return with_days


def _of_message(situation: Situation, message: Message) -> Entry | None:
    if message.kind == "notice" and message.payload.get("notice") in TOLD_BY_EVENT:
        return None
    if message.kind == "rating" or message.payload.get("question", FIRST) != FIRST:
        return None  # the rating stands in the thread once, with all its answers
    if message.kind == "survey":
        return Happened(message.id, message.created_at, "star", _rating(situation, message))
    if message.kind == "notice":
        return Happened(message.id, message.created_at, "bell", message.text)
    mood = situation.sentiment(message)
    found = situation.tags.get(message.id, [])
    start, end = (mood.start, mood.end) if mood else (None, None)
    return Said(
        message.id,
        message.created_at,
        message,
        situation.name_of(message.user_id),
        mood.label if mood else None,
        _cut(message.text, start, end),
        [topic_name(tag.label) for tag in found if tag.kind == "topic"],
        found,
        situation.judged.get(message.id, set()),
        _files(situation, message),
        situation.failures.get(message.id),
    )


def _files(situation: Situation, message: Message) -> list[File]:
    found = []
    for number, one in enumerate(message.payload.get("attachments") or []):
        kind = one["type"]
        name = one.get("name") or say(g.language, f"file-{kind}")
        kept = situation.files.get((message.id, number))
        if kept is not None and kept.state == "stored" and kept.mime:
            family = kept.mime.split("/")[0]
            drawn = family in ("image", "audio", "video") and kept.mime not in NO_BROWSER_DRAWS
            shown = family if drawn else "file"
            found.append(File(kind, shown, name, f"/panel/files/{kept.id}", "stored"))
        elif kept is not None:
            found.append(File(kind, "nothing", name, None, kept.state))
        elif kind == "location" and one.get("latitude") is not None and one.get("longitude") is not None:
            place = f"https://www.google.com/maps?q={one['latitude']},{one['longitude']}"
            found.append(File(kind, "place", name, place, "none"))
        elif kind in ("link", "contact") and str(one.get("url") or "").startswith(("https://", "http://")):
            found.append(File(kind, "link", name, one["url"], "none"))
        else:
            found.append(File(kind, "nothing", name, None, "none"))
    return found


def _cut(text: str, start: int | None, end: int | None) -> list[tuple[str, bool]]:
    """The text around the span, in whole words; a span over all of it says nothing about where, and is left out."""
    if start is None or end is None or not 0 <= start < end <= len(text):
        return [(text, False)]
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    if end - start >= len(text.strip()):
        return [(text, False)]
    return [piece for piece in ((text[:start], False), (text[start:end], True), (text[end:], False)) if piece[0]]


def _rating(situation: Situation, message: Message) -> str:
    asked = next((one for one in situation.surveys if one.id == message.payload.get("survey")), None)
    scale = (("goal", 5), ("ease", 5), ("feeling", 5), ("recommend", 10))
    given = [(name, getattr(asked, name), top) for name, top in scale if asked and getattr(asked, name) is not None]
    if not given:
        return say(g.language, f"thread-survey-asked-{message.payload.get('kind', 'bot')}")
    parts = ", ".join(f"{say(g.language, f'thread-rating-{name}')} {value}/{top}" for name, value, top in given)
    return say(g.language, "thread-survey-answered", ratings=parts)


def _of_event(situation: Situation, event: Event, queued_at: int | None) -> Happened | None:
    text: str | None = None
    if event.kind == "owner":
        text = _of_move(situation, event, queued_at)
    elif event.kind == "case.opened":
        text = say(g.language, "thread-case-opened", number=f"VV-{event.data['number']}")
    elif event.kind == "customer.recognised":
        text = say(g.language, "thread-recognised")
    if text is None:
        return None
    icon = ICONS.get(str(event.data.get("to")), "circle-alert" if event.kind == "case.opened" else "shield-check")
    return Happened(f"event-{event.seq}", event.at, icon, f"{text} · {clock(event.at)}")


def _of_move(situation: Situation, event: Event, queued_at: int | None) -> str:
    before, after, why = (str(event.data.get(key, "")) for key in ("from", "to", "why"))
    values: dict[str, Any] = {"name": situation.name_of(event.actor.removeprefix("user:")) or "Bot"}
    if after == "queued" and why != "unanswered":
        return say(g.language, "thread-queued", reason=reason_name(why))
    if after == "human" and why == "outside":
        return say(g.language, "thread-outside", channel=say(g.language, f"channel-{situation.conversation.channel}"))
    if after == "human" and before == "queued" and queued_at:
        return say(g.language, "thread-claimed-waited", wait=duration(event.at - queued_at), **values)
    if after == "human":
        return say(g.language, f"thread-{'took-over' if before in ('bot', 'human') else 'reopened'}", **values)
    key = {
        ("queued", "unanswered"): "thread-unanswered",
        ("bot", "returned"): "thread-returned",
        ("bot", "lapsed"): "thread-lapsed",
        ("bot", "came_back"): "thread-came-back",
        ("closed", "closed"): "thread-closed",
    }.get((after, why), "thread-ended" if after == "closed" else "thread-moved")
    return say(g.language, key, **values)


def reason_name(reason: str) -> str:
    """Why a person was called, in words."""
    known = ("requested", "anger", "risk", "failed", "policy", "out_of_hours", "outside")
    return say(g.language, f"reason-{reason.replace('_', '-') if reason in known else 'other'}")


def topic_name(path: str, language: str | None = None) -> str:
    """A topic in a language, the reader's where none is given; its branch, or its path, where the tree lacks it."""
    known = topics()
    named = known.get(path) or known.get(path.split("/")[0])
    return str(getattr(named, language or g.language)) if named else path
