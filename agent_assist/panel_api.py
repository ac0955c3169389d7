"""The panel's verbs as HTTP, under /api/v1/conversations: what the page itself uses, and anybody else who may."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, Response, g
from pydantic import BaseModel
from spectree import Response as Answer

from agent_assist import next_actions, stream, suggestions
from agent_assist.auth import PANEL, current, roles
from agent_assist.contract import Failure, contract
from agent_assist.deeds import Done, do
from agent_assist.errors import Refusal
from agent_assist.panel_models import (
    ActionOut,
    ActionsOut,
    Choice,
    ConversationOut,
    DetailOut,
    DoneOut,
    Extension,
    Judgement,
    LineOut,
    ListOut,
    ListQuery,
    MessageOut,
    Reading,
    SuggestionOut,
    SuggestionsOut,
    TagOut,
    Words,
)
from agent_assist.situation import Situation, look_at
from agent_assist.stream import Ring
from bot import handoff
from messages import say
from store import Tx, conversations, events, inbox, read, readings, users, write
from store import suggestions as verdicts
from store.conversations import Conversation
from store.inbox import Tab
from store.messages import Message

blueprint = Blueprint("panel_api", __name__, url_prefix="/api/v1")
SIGNED_IN: dict[str, list[str]] = {"session": []}
HEARD = frozenset(
    {"message", "message.state", "owner", "conversation.opened", "survey.answered", "case.opened", "tags.judged"}
)
HEARD_SIGNALS = frozenset({"typing", "looking"})

Made = TypeVar("Made")


def _conversation(held: Conversation) -> ConversationOut:
    return ConversationOut.model_validate(held, from_attributes=True)


def _message(message: Message, situation: Situation | None = None) -> MessageOut:
    made = MessageOut.model_validate(message, from_attributes=True)
    if situation is None:
        return made
    mood = situation.sentiment(message)
    found = [TagOut.model_validate(one, from_attributes=True) for one in situation.tags.get(message.id, [])]
    changes = {"tags": found, **({"mood": mood.value, "band": mood.label} if mood else {})}
    return made.model_copy(update=changes)


def _known(tx: Tx, conversation_id: str) -> Conversation:
    held = conversations.get(tx, conversation_id)
    if held is None:
        raise Refusal("not_found")
    return held


def answers(**models: type[BaseModel] | None) -> Answer:
    """A view's answers for the contract: its own, and the refusals that any of these views may give."""
    return Answer(**models, HTTP_401=Failure, HTTP_403=Failure, HTTP_404=Failure, HTTP_409=Failure)


def _by_the_protocol(step: Callable[[], Made]) -> Made:
    """Do a step of the handoff protocol; its refusals become ours, with the name of who was first."""
    try:
        return step()
    except handoff.Taken as taken:
        with read() as tx:
            holder = users.get(tx, taken.by) if taken.by else None
        raise Refusal("taken", name=holder.name if holder else say(g.language, "thread-bot")) from None
    except handoff.NoSuchConversation:
        raise Refusal("not_found") from None
    except handoff.Refused:
        raise Refusal("not_yours") from None


@blueprint.get("/conversations")
@roles(*PANEL)
@contract.validate(resp=answers(HTTP_200=ListOut), tags=["panel"], security=SIGNED_IN)
def list_conversations(query: ListQuery) -> ListOut:
    """The conversations of a tab, the most urgent first; `q` searches all of them without diacritics."""
    tab: Tab = "all" if query.q.strip() else query.tab
    with read() as tx:
        found = inbox.lines(tx, tab, current().user.id, query.q, query.limit)
        counts = inbox.counts(tx, current().user.id)
    shown = [
        LineOut(
            **_conversation(line.conversation).model_dump(),
            name=line.name,
            score=line.score,
            unread=line.unread,
            last_text=line.last_text,
            topic=line.topic,
        )
        for line in found
    ]
    return ListOut(conversations=shown, counts=counts)


@blueprint.get("/conversations/<conversation_id>")
@roles(*PANEL)
@contract.validate(resp=answers(HTTP_200=DetailOut), tags=["panel"], security=SIGNED_IN)
def show_conversation(conversation_id: str) -> DetailOut:
    """A conversation with its last 500 messages, private notes included."""
    situation = look_at(conversation_id)
    return DetailOut(
        conversation=_conversation(situation.conversation),
        messages=[_message(one, situation) for one in situation.messages],
        looking=situation.looking,
    )


@blueprint.post("/conversations/<conversation_id>/claim")
@roles(*PANEL)
@contract.validate(resp=answers(HTTP_200=ConversationOut), tags=["panel"], security=SIGNED_IN)
def claim(conversation_id: str) -> ConversationOut:
    """Take a conversation of the bot or the queue; 409 `taken` names who was first."""
    return _conversation(_by_the_protocol(lambda: handoff.claim(conversation_id, current().user.id)))


@blueprint.post("/conversations/<conversation_id>/reply")
@roles(*PANEL)
@contract.validate(resp=answers(HTTP_200=MessageOut), tags=["panel"], security=SIGNED_IN)
def reply(conversation_id: str, json: Words) -> MessageOut:
    """Say something to the customer. Takes the conversation over in the same step, whoever had it."""
    user = current().user.id
    return _message(_by_the_protocol(lambda: handoff.reply(conversation_id, user, json.text, json.draft_id)))


@blueprint.post("/conversations/<conversation_id>/note")
@roles(*PANEL)
@contract.validate(resp=answers(HTTP_200=MessageOut), tags=["panel"], security=SIGNED_IN)
def note(conversation_id: str, json: Words) -> MessageOut:
    """Write a private note. It never reaches the customer."""
    user = current().user.id
    return _message(_by_the_protocol(lambda: handoff.note(conversation_id, user, json.text, json.draft_id)))


@blueprint.post("/conversations/<conversation_id>/release")
@roles(*PANEL)
@contract.validate(resp=answers(HTTP_200=ConversationOut), tags=["panel"], security=SIGNED_IN)
def release(conversation_id: str) -> ConversationOut:
    """Give the conversation back to the bot."""
    return _conversation(_by_the_protocol(lambda: handoff.release(conversation_id, current().user.id)))


@blueprint.post("/conversations/<conversation_id>/close")
@roles(*PANEL)
@contract.validate(resp=answers(HTTP_200=ConversationOut), tags=["panel"], security=SIGNED_IN)
def close(conversation_id: str) -> ConversationOut:
    """End the conversation; the customer is asked how it was."""
    return _conversation(_by_the_protocol(lambda: handoff.close(conversation_id, current().user.id)))


@blueprint.post("/conversations/<conversation_id>/extend")
@roles(*PANEL)
@contract.validate(resp=answers(HTTP_200=ConversationOut), tags=["panel"], security=SIGNED_IN)
def extend(conversation_id: str, json: Extension) -> ConversationOut:
    """Keep the bot silent for longer."""
    user = current().user.id
    return _conversation(_by_the_protocol(lambda: handoff.extend(conversation_id, user, json.minutes)))


@blueprint.post("/conversations/<conversation_id>/typing")
@roles(*PANEL)
@contract.validate(resp=answers(HTTP_204=None), tags=["panel"], security=SIGNED_IN)
def typing(conversation_id: str) -> tuple[str, int]:
    """The agent is typing: the customer sees it, and what the bot has to say waits."""
    user = current().user.id
    _by_the_protocol(lambda: handoff.typing(conversation_id, user))
    with write() as tx:
        events.ring(tx, "typing", conversation_id, f"user:{user}")
    return "", 204


@blueprint.post("/conversations/<conversation_id>/looking")
@roles(*PANEL)
@contract.validate(resp=answers(HTTP_204=None), tags=["panel"], security=SIGNED_IN)
def looking(conversation_id: str, json: Reading) -> tuple[str, int]:
    """The agent has the conversation on the screen, read up to `seq`; or has left it."""
    with write() as tx:
        held = _known(tx, conversation_id)
        if json.left:
            readings.leave(tx, held.id, current().user.id)
        else:
            readings.look(tx, held.id, current().user.id, min(json.seq, held.last_seq))
    return "", 204


@blueprint.get("/conversations/<conversation_id>/suggestions")
@roles(*PANEL)
@contract.validate(resp=answers(HTTP_200=SuggestionsOut), tags=["panel"], security=SIGNED_IN)
def suggest(conversation_id: str) -> SuggestionsOut:
    """Up to three replies with their sources."""
    found = suggestions.replies(look_at(conversation_id), current().user)
    return SuggestionsOut(suggestions=[SuggestionOut.model_validate(one, from_attributes=True) for one in found])


@blueprint.post("/conversations/<conversation_id>/suggestions/verdict")
@roles(*PANEL)
@contract.validate(resp=answers(HTTP_204=None), tags=["panel"], security=SIGNED_IN)
def judge(conversation_id: str, json: Judgement) -> tuple[str, int]:
    """Say what was done with a suggested reply or action; it is learned from."""
    with write() as tx:
        held = _known(tx, conversation_id)
        verdicts.judge(tx, held.id, current().user.id, json.kind, json.source, json.verdict)
    return "", 204


@blueprint.get("/conversations/<conversation_id>/actions")
@roles(*PANEL)
@contract.validate(resp=answers(HTTP_200=ActionsOut), tags=["panel"], security=SIGNED_IN)
def actions(conversation_id: str) -> ActionsOut:
    """Up to three next actions with reason and effect."""
    found = next_actions.best(look_at(conversation_id))
    return ActionsOut(actions=[ActionOut.model_validate(one, from_attributes=True) for one in found])


@blueprint.post("/conversations/<conversation_id>/actions/<action_id>")
@roles(*PANEL)
@contract.validate(resp=answers(HTTP_200=DoneOut), tags=["panel"], security=SIGNED_IN)
def act(conversation_id: str, action_id: str, json: Choice) -> DoneOut:
    """Do one of the suggested actions; 409 where it no longer makes sense."""
    done: Done = _by_the_protocol(lambda: do(look_at(conversation_id), action_id, current().user, json.choice))
    return DoneOut(message=done.message, draft=done.draft)


@blueprint.get("/stream")
@roles(*PANEL)
def doorbell() -> Response:
    """Server-sent events: something happened in a conversation (kind, id, who); the page then fetches what it shows."""

    def show(ring: Ring) -> dict[str, Any] | None:
        if ring.kind not in HEARD | HEARD_SIGNALS or ring.conversation_id is None:
            return None
        return {"kind": ring.kind, "conversation": ring.conversation_id, "actor": ring.actor}

    return stream.respond(None, show)
