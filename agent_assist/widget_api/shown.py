"""Rows as the customer's browser gets them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pydantic import ValidationError

from agent_assist.phrases import initials
from agent_assist.widget_api.models import Agent, Button, Card, Hours, Message, Source, State, SurveyAnswers
from bot import handoff
from messages import say
from settings import settings
from store import Tx, conversations, now, surveys, visitors
from store.conversations import Conversation
from store.visitors import Line

MINUTE_MS = 60_000


def message(tx: Tx, line: Line) -> Message:
    """A message: the bot's buttons without what they mean to the bot, a survey with its answers so far."""
    payload = line.payload
    buttons = [Button(index=index, title=one["title"]) for index, one in enumerate(payload.get("buttons") or [])]
    return Message.model_validate(
        {
            "id": line.id,
            "client_id": line.external_id.partition(":")[2] if line.author == "customer" and line.external_id else None,
            "seq": line.seq,
            "author": line.author,
            "speaker": line.speaker if line.author == "agent" else None,
            "kind": line.kind,
            "text": line.text,
            "lang": line.language if line.language in {"vi", "en"} else None,
            "at": line.created_at,
            "state": line.state,
            "of": payload.get("of"),
            "buttons": buttons,
            "source": _source(payload),
            "card": _card(payload),
            "survey": survey(tx, str(payload["survey"])) if line.kind == "survey" else None,
        }
    )


def survey(tx: Tx, survey_id: str) -> SurveyAnswers | None:
    """A survey with what was answered so far, None where there is no such survey."""
    asked = surveys.get(tx, survey_id)
    if asked is None:
        return None
    return SurveyAnswers.model_validate({**asdict(asked), "words": asked.message_id is not None})


def _source(payload: dict[str, Any]) -> Source | None:
    found = payload.get("source")
    return Source(title=found["title"], url=found["url"], lang=found["lang"]) if found else None


def _card(payload: dict[str, Any]) -> Card | None:
    try:
        return Card.model_validate(payload["card"]) if "card" in payload else None
    except ValidationError:  # a card of a kind that this widget does not draw: the text says the same
        return None


def state(tx: Tx, held: Conversation | None, language: str) -> State:
    """How the conversation stands, `wait` in the reader's language."""
    at = hours()
    if held is None:
        return State(
            conversation=None, owner="bot", agent=None, hours=at, wait=None,
            read_seq=0, seen_seq=0, last_seq=0, cursor=0,
        )  # fmt: skip
    name = visitors.speaker(tx, held.assignee_id) if held.owner == "human" and held.assignee_id else None
    return State(
        conversation=held.id,
        owner=held.owner,
        agent=Agent(name=name, initials=initials(name)) if name else None,
        hours=at,
        wait=_wait(tx, held, language, at) if held.owner == "queued" else None,
        read_seq=visitors.answered_up_to(tx, held.id),
        seen_seq=held.seen_seq,
        last_seq=held.last_seq,
        cursor=visitors.cursor(tx, held.id),
    )


def hours() -> Hours:
    """When people answer, and whether it is that time."""
    here = settings()
    return Hours(opens=here.hours_open, closes=here.hours_close, open_now=handoff.open_now())


def _wait(tx: Tx, held: Conversation, language: str, at: Hours) -> str:
    """How long it may take until a person answers, as far as that can be known."""
    if not at.open_now:
        return say(language, "wait-closed", opens=at.opens, closes=at.closes)
    if visitors.people_online(tx) == 0:
        return say(language, "wait-nobody-online")
    usual, waited = visitors.usual_wait(tx), now() - (held.queued_at or now())
    if usual is not None and waited > 2 * max(usual, MINUTE_MS):
        return say(language, "wait-longer")
    ahead = conversations.ahead(tx, held.queued_at or now())
    if ahead:
        return say(language, "wait-ahead", count=ahead)
    if usual is None:
        return say(language, "wait-next")
    return say(language, "wait-usual", minutes=usual // MINUTE_MS + 1)
