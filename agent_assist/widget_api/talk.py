"""A visitor begins, reads their conversation, writes and listens.

Every answer holds only what the customer may see. A message is stored before the request is answered and processed in
the background after.
"""

from __future__ import annotations

import logging
from uuid import UUID

import gevent
from flask import Response, g

from agent_assist import stream
from agent_assist.contract import contract, described
from agent_assist.errors import Refusal
from agent_assist.stream import Ring
from agent_assist.widget_api import shown
from agent_assist.widget_api.door import VISITOR, Told, answers, blueprint, told, words
from agent_assist.widget_api.models import Heard, History, HistoryQuery, Seen, Send, Sent, Start, Started, State
from agent_assist.widget_api.visitors import (
    ACCOUNT,
    CHANNEL,
    conversation,
    known,
    may,
    stranger,
    token_for,
    visitor,
)
from bot import intake, mishap
from bot.channels.base import Inbound
from messages import say
from store import Tx, events, messages, read, visitors, write
from store.conversations import Conversation

log = logging.getLogger(__name__)

MOST_CHANGES = 200


@blueprint.post("/start")
@contract.validate(resp=answers(Started, 422, created=Started), tags=["widget"])
def start(json: Start) -> Told:
    """Begin a visit, or go on with an earlier one. 201 for somebody new."""
    may("starts")
    named = known()
    g.visitor = named or stranger()
    with read() as tx:
        state = shown.state(tx, conversation(tx), g.language)
    return told(Started(token=token_for(g.visitor), resumed=named is not None, state=state), 200 if named else 201)


@blueprint.get("/state")
@contract.validate(resp=answers(State, 401), tags=["widget"], security=VISITOR)
def state() -> Told:
    """How the conversation stands."""
    may("reads")
    with read() as tx:
        return told(shown.state(tx, conversation(tx), g.language))


@blueprint.get("/messages")
@contract.validate(resp=answers(History, 401, 422), tags=["widget"], security=VISITOR)
def history(query: HistoryQuery) -> Told:
    """The conversation: its newest page, what changed, or what was before."""
    may("reads")
    with read() as tx:
        held = conversation(tx)
        return told(_history(tx, held, query))


def _history(tx: Tx, held: Conversation | None, asked: HistoryQuery) -> History:
    state = shown.state(tx, held, g.language)
    if held is None:
        return History(messages=[], more=False, reset=False, state=state)
    reset = False
    if asked.since is not None:
        lines = visitors.changed(tx, held.id, asked.since, MOST_CHANGES + 1)
        reset = len(lines) > MOST_CHANGES
    if asked.since is None or reset:
        lines = visitors.page(tx, held.id, asked.limit + 1, asked.before)
        more, lines = len(lines) > asked.limit, lines[-asked.limit :]
    else:
        more = False
    return History(messages=[shown.message(tx, line) for line in lines], more=more, reset=reset, state=state)


@blueprint.post("/messages")
@contract.validate(resp=answers(Sent, 401, 422, created=Sent), tags=["widget"], security=VISITOR)
def send(json: Send) -> Told:
    """Store a message, once for each `id`, and let it be answered. 201 the first time."""
    text = _text(json)
    may("writes")
    received = intake.receive(
        Inbound(
            channel=CHANNEL,
            account=ACCOUNT,
            # ids are the browser's choice: with the visitor before it nobody can meet another's message
            external_id=f"{visitor()}:{json.id}",
            sender=visitor(),
            text=text,
            kind="choice" if json.choice or json.ask else "text",
            payload=_payload(json),
            language=json.language,
        )
    )
    if received.fresh:
        gevent.spawn(_process, received.conversation_id)
    with read() as tx:
        line = visitors.line(tx, received.message_id)
        sent = Sent(
            message=shown.message(tx, line),
            fresh=received.fresh,
            state=shown.state(tx, conversation(tx), g.language),
        )
    return told(sent, 201 if received.fresh else 200)


def _payload(asked: Send) -> dict[str, object]:
    if asked.choice:
        return {"of": str(asked.choice.of), "index": asked.choice.index}
    return {"ask": asked.ask} if asked.ask else {}


def _text(asked: Send) -> str:
    """The words of a message; those of a button are ours, whatever the browser says they were."""
    if asked.ask:
        return say(asked.language, "widget-ask-person")
    if asked.choice:
        return _title(asked.choice.of, asked.choice.index)
    return words(asked.text)


def _title(of: UUID, index: int) -> str:
    with read() as tx:
        held, under = conversation(tx), messages.get(tx, str(of))
    buttons = (under.payload.get("buttons") or []) if held and under and under.conversation_id == held.id else []
    if index >= len(buttons):
        raise Refusal("invalid", fields={"choice": say(g.language, "widget-choice-gone")})
    return str(buttons[index]["title"])


def _process(conversation_id: str) -> None:
    try:
        intake.process(conversation_id)
    except Exception as error:
        mishap.note(log, f"conversation {conversation_id} is left to the worker", error)


@blueprint.post("/typing")
@contract.validate(resp=answers(None, 401), tags=["widget"], security=VISITOR)
def typing() -> tuple[str, int]:
    """The visitor is typing; to be said again every few seconds while it lasts."""
    may("reads")
    with write() as tx:
        held = conversation(tx)
        if held:
            events.ring(tx, "typing", held.id, "customer")
    return "", 204


@blueprint.post("/seen")
@contract.validate(resp=answers(None, 401, 422), tags=["widget"], security=VISITOR)
def seen(json: Seen) -> tuple[str, int]:
    """What has arrived in the widget and what was on the screen."""
    may("reads")
    with write() as tx:
        held = conversation(tx)
        if held:
            visitors.acknowledge(tx, held, json.delivered, json.seen)
    return "", 204


@blueprint.get("/stream")
@described(resp=answers(Heard, 401, 404, 503), tags=["widget"], security=VISITOR)
def listen() -> Response:
    """Server-sent events: `change` (fetch what changed), `typing`, `read` (by a person). 404 before the first word."""
    may("reads")
    with read() as tx:
        held = conversation(tx)
    if held is None:
        raise Refusal("not_found")
    return stream.respond(held.id, _ring)


def _ring(ring: Ring) -> dict[str, object] | None:
    """What the customer may hear of a ring: nothing of private notes, cases and tags."""
    if ring.kind in {"typing", "looking"}:
        return {"kind": {"typing": "typing", "looking": "read"}[ring.kind]} if ring.actor.startswith("user:") else None
    if ring.data.get("state") in {"delivered", "seen"}:
        return None  # the widget said so itself
    if ring.kind == "message" and ring.data.get("author") != "customer":
        return None  # stored, not sent: its state rings when it is
    if ring.kind in {"message", "message.state", "owner", "survey.asked", "survey.answered"}:
        return {"kind": "change", "seq": ring.seq} if ring.data.get("kind") != "note" else None
    return None
