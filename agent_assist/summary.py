"""Why a conversation came to a person, what the customer wants, what was tried: rules over what is stored."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g

from agent_assist.phrases import FACES, band
from agent_assist.situation import Situation
from agent_assist.thread import topic_name
from messages import say
from nlu.text import nfc
from store.messages import Message

ABOUT_AN_ORDER = frozenset(
    {"ask_order_status", "cancel_order", "change_address", "edit_order", "request_return", "report_item_problem"}
)
ABOUT_THE_SHOP = frozenset(
    {"ask_shipping_fee", "ask_shipping_time", "ask_return_policy", "ask_refund", "ask_warranty", "ask_payment"}
    | {"ask_size", "ask_product_care", "ask_stock", "ask_store", "ask_hours", "ask_points", "ask_promotion"}
    | {"ask_invoice", "ask_privacy", "give_feedback", "place_order", "ask_price", "ask_recommendation", "ask_gift"}
    | {"ask_product_info", "ask_wholesale", "ask_account", "ask_careers"}
    | {"report_payment_problem", "report_fraud", "report_site_problem"}
)
WISHES = ABOUT_AN_ORDER | ABOUT_THE_SHOP | {"ask_case", "request_callback"}
QUOTE = 110  # characters of somebody's words that a summary quotes
TRIED = 3
WIDTH, HEIGHT, EDGE = 240, 52, 8  # of the line of moods


@dataclass(frozen=True)
class Point:
    """One message's mood on the line; `band` gives colour and word."""

    x: float
    y: float
    band: str


@dataclass(frozen=True)
class Summary:
    """What stands at the head of the context. Sentences are in the reader's language."""

    why: list[str]
    wish: str | None
    tried: list[str]
    known: list[str]
    moods: list[Point]
    course: str | None  # the line of moods in words

    @property
    def path(self) -> str:
        """The line as an SVG path."""
        return " ".join(f"{'M' if i == 0 else 'L'}{p.x:.0f} {p.y:.0f}" for i, p in enumerate(self.moods))


def summarise(situation: Situation) -> Summary:
    """The summary of a conversation as it stands."""
    moods = _moods(situation)
    return Summary(_why(situation), _wish(situation), _tried(situation), _known(situation), moods, _course(moods))


def shorten(text: str, length: int = QUOTE) -> str:
    """The text in one line, cut at a word where it is longer."""
    line = " ".join(nfc(text).split())
    return line if len(line) <= length else line[:length].rsplit(" ", 1)[0].rstrip(",.;:") + "…"


def _why(situation: Situation) -> list[str]:
    held = situation.conversation
    if not held.reason:
        return []
    known = ("requested", "anger", "risk", "failed", "policy", "out_of_hours")
    found = [say(g.language, f"why-{held.reason.replace('_', '-') if held.reason in known else 'other'}")]
    if held.note:
        found.append(f"“{shorten(held.note)}”")
    turned = next((one for one in situation.words if one.id == held.mood_turn_id), None)
    fell = turned and (mood := situation.sentiment(turned)) and mood.value is not None and mood.value < -0.2
    if turned and fell:
        found.append(say(g.language, "why-mood-fell", words=shorten(turned.text, 60)))
    elif held.mood_low is not None and band(held.mood_low) == "very_negative":
        found.append(say(g.language, "why-very-upset"))
    order = situation.order
    if order and order.days_late:
        found.append(say(g.language, "why-late", code=order.code, days=order.days_late))
    if held.urgency >= 2:
        found.append(say(g.language, "why-urgent"))
    return found


def wish_of(situation: Situation) -> tuple[str | None, Message | None]:
    """The last intent that says what the customer wants, and the message it was read from."""
    for message in reversed(situation.words):
        if message.intent in WISHES:
            return message.intent, message
    intent = situation.conversation.intent
    return (intent, None) if intent in WISHES else (None, None)


def _wish(situation: Situation) -> str | None:
    intent, _ = wish_of(situation)
    code = situation.order_code
    if intent:
        wish = say(g.language, f"wish-{intent.replace('_', '-')}")
        return f"{wish} · {code}" if code and intent in ABOUT_AN_ORDER else wish
    longest = max(situation.words, key=lambda one: len(one.text), default=None)
    return f"“{shorten(longest.text)}”" if longest and longest.text.strip() else None


def _tried(situation: Situation) -> list[str]:
    found: list[str] = []
    for message in situation.messages:
        if message.author == "bot" and message.kind in ("text", "card") and message.state != "unsent":
            line = _attempt(message)
        elif message.author == "agent" and message.kind == "text":
            channel = say(g.language, f"channel-{message.channel}")
            name = situation.name_of(message.user_id) or say(g.language, "thread-outside-staff", channel=channel)
            line = say(g.language, "tried-person", name=name, words=shorten(message.text, 80))
        else:
            continue
        if line and line not in found:
            found.append(line)
    return found[-TRIED:]


def _attempt(message: Message) -> str | None:
    source, card = message.payload.get("source"), message.payload.get("card")
    if isinstance(source, dict):
        return say(g.language, "tried-article", title=str(source.get("title", "")))
    if isinstance(card, dict) and card.get("kind") == "order":
        return say(g.language, "tried-order", code=str(card.get("code", "")), status=str(card.get("status_text", "")))
    return say(g.language, "tried-bot", words=shorten(message.text, 80)) if message.text.strip() else None


def _known(situation: Situation) -> list[str]:
    found = [say(g.language, "known-verified" if situation.verified else "known-unverified")]
    slots = situation.conversation.slots
    for slot in ("return_item", "return_reason"):
        if isinstance(value := slots.get(slot), str) and value:
            found.append(say(g.language, f"known-{slot.replace('_', '-')}", value=shorten(value, 60)))
    found += [topic_name(topic) for topic in sorted(situation.topics)][:3]
    return found


def _moods(situation: Situation) -> list[Point]:
    scored = [mood for one in situation.words if (mood := situation.sentiment(one)) and mood.value is not None]
    step = (WIDTH - 2 * EDGE) / max(1, len(scored) - 1)
    middle, reach = HEIGHT / 2, HEIGHT / 2 - EDGE
    return [
        Point(EDGE + i * step, middle - (mood.value or 0) * reach, mood.label if mood.label in FACES else "neutral")
        for i, mood in enumerate(scored)
    ]


def _course(moods: list[Point]) -> str | None:
    if not moods:
        return None
    first, last = (say(g.language, f"mood-{point.band.replace('_', '-')}").lower() for point in (moods[0], moods[-1]))
    key = "course-steady" if first == last else "course-changed"
    return say(g.language, key, first=first, last=last)
