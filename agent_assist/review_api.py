"""People's labels over HTTP: what a message is tagged with, and what a person says of that.

Agents speak of the conversations that are theirs; leads, the CX team and admins of all.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint

from agent_assist import labels
from agent_assist.auth import current, roles
from agent_assist.contract import contract
from agent_assist.errors import Refusal
from agent_assist.panel_api import SIGNED_IN, answers
from agent_assist.panel_models import TagOut
from agent_assist.review_models import JudgementOut, LabelledOut, Labelling
from store import Tx, conversations, corrections, messages, read, tags, users, write
from store.corrections import Correction, Statement
from store.messages import Message
from store.tags import Tag

blueprint = Blueprint("review_api", __name__, url_prefix="/api/v1")


@blueprint.get("/messages/<message_id>/tags")
@roles(*users.ROLES)
@contract.validate(resp=answers(HTTP_200=LabelledOut), tags=["tags"], security=SIGNED_IN)
def show(message_id: str) -> LabelledOut:
    """A customer's message: its tags, and what people said of them."""
    with read() as tx:
        return _labelled(tx, speak_of(tx, message_id))


@blueprint.post("/messages/<message_id>/tags")
@roles(*users.ROLES)
@contract.validate(resp=answers(HTTP_200=LabelledOut), tags=["tags"], security=SIGNED_IN)
def correct(message_id: str, json: Labelling) -> LabelledOut:
    """Say what is right. It stands in the place of the model's word, and the next model learns from it."""
    says = _statements(json)
    if not says:
        raise Refusal("invalid", fields={"sentiment": "nothing is said"})
    return _spoken(message_id, lambda tx: corrections.judge(tx, message_id, says, current().user.id, json.note))


@blueprint.post("/messages/<message_id>/tags/confirm")
@roles(*users.ROLES)
@contract.validate(resp=answers(HTTP_200=LabelledOut), tags=["tags"], security=SIGNED_IN)
def confirm(message_id: str) -> LabelledOut:
    """Say that all tags are right as they stand, and that what is absent is rightly so."""
    return _spoken(message_id, lambda tx: corrections.confirm(tx, message_id, current().user.id))


@blueprint.delete("/messages/<message_id>/tags")
@roles(*users.ROLES)
@contract.validate(resp=answers(HTTP_200=LabelledOut), tags=["tags"], security=SIGNED_IN)
def take_back(message_id: str) -> LabelledOut:
    """Take back all that people said: the model's word stands again."""
    nothing = dict.fromkeys(corrections.KINDS)
    return _spoken(message_id, lambda tx: corrections.judge(tx, message_id, nothing, current().user.id))


def speak_of(tx: Tx, message_id: str) -> Message:
    """A customer's words that the signed-in user may label. Raises Refusal: 404 there are none, 403 not theirs."""
    of = messages.get(tx, message_id)
    if of is None or of.author != "customer" or of.kind not in ("text", "feedback"):
        raise Refusal("not_found")
    held, user = conversations.get(tx, of.conversation_id), current().user
    if user.role == "agent" and (held is None or held.assignee_id != user.id):
        raise Refusal("forbidden")
    return of


def _spoken(message_id: str, speak: Callable[[Tx], None]) -> LabelledOut:
    with write() as tx:
        of = speak_of(tx, message_id)
        speak(tx)
        return _labelled(tx, of)


def _statements(given: Labelling) -> dict[str, list[Statement]]:
    told = given.model_fields_set
    says: dict[str, list[Statement]] = {}
    if "sentiment" in told:
        says["sentiment"] = labels.mood(given.sentiment)
    if "emotion" in told:
        says["emotion"] = labels.emotion(given.emotion, given.intensity)
    if "complaint" in told:
        says["complaint"] = labels.complaint(given.complaint)
    if "topics" in told:
        says["topic"] = labels.topics({one.path: one.feeling for one in given.topics})
    return says


def _labelled(tx: Tx, of: Message) -> LabelledOut:
    held = conversations.get(tx, of.conversation_id)
    assert held is not None
    return LabelledOut(
        message_id=of.id,
        conversation_id=held.id,
        tags=[TagOut.model_validate(one, from_attributes=True) for one in tags.of_messages(tx, [of.id])],
        mood_now=held.mood_now,
        complaint=held.complaint,
        judgements=[_judgement(one) for one in corrections.of_message(tx, of.id)],
    )


def _judgement(of: Correction) -> JudgementOut:
    return JudgementOut(
        kind=of.kind,
        said=labels.of_kind(of.kind, [_statement(one) for one in of.said]),
        model=of.model,
        labels=None if of.says is None else labels.of_kind(of.kind, of.says),
        agrees=of.agrees,
        holds=of.holds,
        user_id=of.user_id,
        note=of.note,
        at=of.at,
    )


def _statement(of: Tag) -> Statement:
    return Statement(of.label, of.value, of.intensity)
