"""Which verbatims an address asks for, and how they are shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from flask import g

from agent_assist.lens import Lens
from agent_assist.thread import reason_name
from agent_assist.voice_report import BANDS
from messages import say
from nlu.topics import topics
from store.surveys import SCALES
from store.tags import Tag
from store.verbatims import OUTCOMES, Verbatim, Wanted

INFERRED = ("feeling", "ease")
FELT = ("bad", "good")
YES_NO = {"1": True, "0": False}


@dataclass(frozen=True)
class Chip:
    """One of the things that are asked for, in words, and the address without it."""

    text: str
    without: str


def wanted(asked: Mapping[str, str]) -> Wanted:
    """What an address asks for; what it says that cannot be is left out."""

    def one_of(name: str, known: tuple[str, ...]) -> str | None:
        value = asked.get(name, "")
        return value if value in known else None

    def whole(name: str, usual: int) -> int:
        value = asked.get(name, "")
        return min(int(value), 10) if value.isascii() and value.isdigit() else usual

    topic = asked.get("topic", "")
    return Wanted(
        band=one_of("mood", BANDS),
        topic=topic if topic in paths() else None,
        felt=one_of("felt", FELT) if topic in paths() else None,
        complaint=asked.get("complaint") == "1",
        question=one_of("question", tuple(SCALES)),
        low=whole("low", 0),
        high=whole("high", 10),
        outcome=one_of("outcome", OUTCOMES),
        reason=asked.get("reason", "")[:20] or None,
        inferred=one_of("inferred", INFERRED),
        good=YES_NO.get(asked.get("good", "")),
        answered=YES_NO.get(asked.get("answered", "")),
    )


def parameters(of: Wanted) -> dict[str, object]:
    """The parameters that ask for it: the way back of `wanted`."""
    asked: dict[str, object] = {
        "mood": of.band,
        "topic": of.topic,
        "felt": of.felt,
        "complaint": of.complaint,
        "question": of.question,
        "outcome": of.outcome,
        "reason": of.reason,
        "inferred": of.inferred,
        "good": None if of.good is None else str(int(of.good)),
        "answered": None if of.answered is None else str(int(of.answered)),
    }
    if of.question:
        asked |= {"low": str(of.low), "high": str(of.high)}
    return {name: value for name, value in asked.items() if value not in (None, False)}


def hidden(of: Wanted, lens: Lens) -> dict[str, str]:
    """The parameters for which the form above the list has no field: they stay as they are."""
    asked = lens.query(**parameters(of))
    return {
        name: value for name, value in asked.items() if name not in ("days", "channel", "mood", "topic", "complaint")
    }


def before(asked: Mapping[str, str], name: str = "before") -> str | None:
    """The id that the page begins after (or that another parameter holds), or None."""
    try:
        return str(UUID(asked.get(name, "")))
    except ValueError:
        return None


@cache
def paths() -> tuple[str, ...]:
    """Every topic that there is, in the order of the tree."""
    return tuple(path for path, topic in topics().items() if topic.depth > 1)


def chips(of: Wanted, lens: Lens, title: Callable[[str], str]) -> list[Chip]:
    """What is asked for beyond period and channel, each with the way to drop it."""
    asked = parameters(of)

    def chip(text: str, *names: str) -> Chip:
        return Chip(text, lens.words(**{name: value for name, value in asked.items() if name not in names}))

    def told(key: str, **values: str | int) -> str:
        return say(g.language, f"voice-chip-{key}", **values)

    found: list[Chip] = []
    if lens.narrowed:
        usual = Lens.of({"days": str(lens.days), "channel": lens.channel or ""}, [lens.channel or ""])
        found.append(Chip(told("days", first=f"{lens.first:%d/%m}", last=f"{lens.last:%d/%m}"), usual.words(**asked)))
    if of.topic:
        found.append(chip(told("topic", topic=title(of.topic)), "topic", "felt"))
    if of.felt:
        found.append(chip(told(f"felt-{of.felt}"), "felt"))
    if of.complaint:
        found.append(chip(told("complaint"), "complaint"))
    if of.band:
        found.append(chip(say(g.language, f"mood-{of.band.replace('_', '-')}"), "mood"))
    if of.question:
        text = told("asked", question=say(g.language, f"voice-{of.question}"), low=of.low, high=of.high)
        found.append(chip(text, "question", "low", "high"))
    if of.inferred:
        level = say(g.language, f"voice-{of.inferred}")
        key = "inferred" if of.good is None else "inferred-good" if of.good else "inferred-bad"
        found.append(chip(told(key, question=level), "inferred", "good"))
    if of.outcome:
        found.append(chip(say(g.language, f"voice-bot-{of.outcome.replace('_', '-')}"), "outcome"))
    if of.reason:
        found.append(chip(told("reason", reason=reason_name(of.reason)), "reason"))
    if of.answered is not None:
        found.append(chip(told("answered" if of.answered else "silent"), "answered"))
    return found


def pieces(said: Verbatim, topic: str | None = None) -> list[tuple[str, bool]]:
    """The text cut into (part, whether it is what a judgement rests on): on the topic asked for, else on the mood."""
    of_topic = (one for one in said.tags if one.kind == "topic" and one.label == topic)
    return cut(said.text, next(of_topic, None) or said.tag("sentiment"))


def cut(text: str, about: Tag | None) -> list[tuple[str, bool]]:
    """The text around the span of a tag; without one, or with one over all of it, in one piece."""
    if about is None or about.start is None or about.end is None or not 0 <= about.start < about.end <= len(text):
        return [(text, False)]
    start, end = about.start, about.end
    return [part for part in ((text[:start], False), (text[start:end], True), (text[end:], False)) if part[0]]
