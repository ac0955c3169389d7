"""From a message as we store it to what a platform takes: texts cut at pauses, buttons that name themselves."""

from __future__ import annotations

import re

from bot.channels.base import Part
from messages import say
from settings import settings
from store.messages import Message

# where a text may be cut, the best place first: between paragraphs, lines, sentences, clauses, words
PAUSES = tuple(re.compile(one) for one in (r"\n\s*\n", r"\n", r"(?<=[.!?…])[\"”’)]*\s+", r"(?<=[,;:])\s+", r"\s+"))
# what belongs to the letter before it: combining marks, emoji joiners, variation selectors, skin tones
GLUED = re.compile(r"[\u0300-\u036f\u200d\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")
MARK = re.compile(r"^(?:.*\s)?#(\d{1,9})\.(\d{1,2})$", re.DOTALL)


def length(text: str) -> int:
    """Characters as platforms count them: an emoji outside the first plane is two."""
    return len(text) + sum(1 for one in text if one > "\uffff")


def split(text: str, most: int) -> list[str]:
    """The text in pieces of at most `most` characters, cut where a reader pauses; only white space is left out."""
    pieces = []
    rest = text.strip()
    while length(rest) > most:
        head = _fitting(rest, most)
        cut = _pause(rest, head) or _between_letters(rest, head)
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [one for one in (*pieces, rest) if one]


def _fitting(text: str, most: int) -> int:
    """How many letters of the text fit into `most` characters, at least one."""
    used = 0
    for place, letter in enumerate(text):
        used += 2 if letter > "\uffff" else 1
        if used > most:
            return max(place, 1)
    return len(text)


def _pause(text: str, head: int) -> int | None:
    """Where the text is best cut up to `head`: the coarsest pause in its second half, else the last word's end."""
    for pause in PAUSES:
        ends = [found.end() for found in pause.finditer(text, 0, min(head + 1, len(text))) if found.start() <= head]
        if ends and (ends[-1] > head // 2 or pause is PAUSES[-1]):
            return min(ends[-1], head) or None
    return None


def _between_letters(text: str, head: int) -> int:
    """A cut at or before `head` that tears no letter apart."""
    cut = head
    while cut > 1 and (GLUED.match(text[cut]) or text[cut - 1] == "\u200d"):
        cut -= 1
    return cut if cut > 1 else head


def body(message: Message) -> str:
    """The words of a message, with the source of an answer below."""
    source = message.payload.get("source")
    if not source:
        return message.text
    url = source["url"] if "://" in source["url"] else settings().public_url + source["url"]
    return f"{message.text}\n\n{say(source['lang'], 'channel-source', title=source['title'])}\n{url}"


def grouped(message_id: str, texts: list[str], buttons: list[tuple[str, str]], most: int) -> list[Part]:
    """The parts of a message: buttons stand under its last text, at most `most` of them, and what is left follows.

    Eleven buttons where five may stand are four, four and three.
    """
    number = max(-(-len(buttons) // most), 1)
    size = max(-(-len(buttons) // number), 1)
    groups = [tuple(buttons[at : at + size]) for at in range(0, len(buttons), size)] or [()]
    said: list[tuple[str, tuple[tuple[str, str], ...]]] = [(text, ()) for text in texts[:-1]]
    said.append((texts[-1] if texts else "…", groups[0]))
    said += [(_range(group), group) for group in groups[1:]]
    return [Part(message_id, place, text, group) for place, (text, group) in enumerate(said)]


def _range(group: tuple[tuple[str, str], ...]) -> str:
    """What stands over buttons that did not fit under the text: the first and the last of them."""
    titles = [title for title, _ in group]
    return titles[0] if len(titles) == 1 else f"{titles[0]} … {titles[-1]}"


def mark(seq: int, index: int) -> str:
    """What a tap on a button sends back: the message's number in its conversation and the button's in the message."""
    return f"#{seq}.{index}"


def tapped(text: str) -> tuple[int, int] | None:
    """The message and the button that a text names as `mark` does; None for any other text."""
    found = MARK.match(text) if len(text) <= 200 else None
    return (int(found[1]), int(found[2])) if found else None
