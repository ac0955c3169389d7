"""What becomes of Rasa's answer: sent, kept as a note, or a person instead."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

from bot import handoff, outbox, rating
from bot.rasa_client import RasaFailed, Reply, Turn
from bot.turns import ASK_FOR_PERSON, Task
from messages import say
from settings import settings
from store import Tx, conversations, customers, messages, stretches, tags, write
from store.conversations import Conversation
from store.stretches import Stretch

log = logging.getLogger(__name__)

# after so many "I did not understand" in a row a person is offered, and after one more a person comes
MISUNDERSTOOD_OFFER, MISUNDERSTOOD_HANDOFF = 3, 4
UPSET, ANGRY = ("anger", "disgust"), 4  # these, from this intensity on, go to a person; one less where all is very bad
HARM = 3  # so does this urgency


def settle(task: Task, turn: Turn | RasaFailed) -> bool:
    """Store the answer, unless the conversation has moved on: then it is kept as a note and never sent.

    Returns whether more messages wait; where none do, the turn is over and another may take the next.
    """
    with write() as tx:
        held = conversations.locked(tx, task.conversation_id)
        if held.turn_holder != task.holder:
            return False  # our time was over and another took the messages up
        stretch = stretches.current(tx, held.id)
        messages.handled(tx, task.message_ids, stretch_id=stretch.id if stretch else None)
        if held.owner != "bot" or held.epoch != task.epoch:
            _keep_unsent(tx, held, turn)
        elif isinstance(turn, RasaFailed):
            log.warning("conversation %s: the bot has no answer: %s", held.id, turn)
            conversations.change(tx, held.id, language=task.language)
            text = say(task.language, "notice-bot-trouble")
            about = {"notice": "trouble"}
            outbox.put(tx, held, author="system", kind="notice", text=text, payload=about, cause=task.cause)
            handoff.request(tx, held, "failed", cause=task.cause, actor="system", note=str(turn))
        else:
            messages.change(tx, task.cause, intent=turn.intent, confidence=turn.confidence, entities=turn.entities)
            _answer(tx, held, task, turn, stretch)
        if messages.unhandled(tx, held.id):
            return True
        conversations.end_turn(tx, held.id, task.holder)
        return False


def _answer(tx: Tx, held: Conversation, task: Task, turn: Turn, stretch: Stretch | None) -> None:
    customs = [reply.custom for reply in turn.replies]
    misunderstood = not turn.understood or any("not_found" in custom for custom in customs)
    count = held.misunderstood + 1 if misunderstood else 0
    conversations.change(
        tx,
        held.id,
        rasa_epoch=held.epoch if turn.asked else held.rasa_epoch,
        language=task.language,
        misunderstood=count,
        slots=turn.slots,
        intent=turn.intent or held.intent,
        waiting_since=None,
    )
    replies = turn.replies
    if count == MISUNDERSTOOD_OFFER:
        button = {"title": say(task.language, "button-person"), "payload": ASK_FOR_PERSON}
        replies = [Reply(say(task.language, "bot-offer-person"), [button])]
    held = replace(held, language=task.language)
    for custom in customs:
        if proof := custom.get("verified"):
            known = customers.recognise(tx, held.customer_id, str(proof["customer_ref"]), "order_phone", "bot")
            held = replace(held, customer_id=known.id) if known else held
    reason, note = _handoff(tx, task, customs, count)
    if reason in {"anger", "risk"}:
        # what they asked may be answered; to be asked back, or comforted by a machine, is not what they need now
        told = [reply for reply in replies if reply.custom.keys() & {"card", "source"}]
        replies = [*told, Reply(say(task.language, "bot-handoff-upset"))]
    if task.introduce:
        replies = _introduced(replies, task.language)
    stored = [
        messages.add(
            tx,
            held,
            author="bot",
            text=reply.text,
            state="pending",
            payload=_payload(reply),
            stretch_id=stretch.id if stretch else None,
        )
        for reply in replies
        if reply.text or "card" in reply.custom
    ]
    if reason:
        held = handoff.request(tx, held, reason, cause=task.cause, note=note)
    for seq, message in enumerate(stored):
        outbox.address(tx, held, message, cause=task.cause, seq=seq)
    if not reason and any(custom.get("done") for custom in customs):
        ended = stretches.end(tx, held.id, "settled")
        if ended:
            rating.ask(tx, held, ended)


def _introduced(replies: list[Reply], language: str) -> list[Reply]:
    """The first words begin with what it is that speaks."""
    first = next((place for place, one in enumerate(replies) if one.text), None)
    if first is None:
        return replies
    text = f"{say(language, 'bot-introduction', company=settings().company_name)}\n\n{replies[first].text}"
    return [*replies[:first], replace(replies[first], text=text), *replies[first + 1 :]]


def _handoff(tx: Tx, task: Task, customs: list[dict[str, Any]], misunderstood: int) -> tuple[str | None, str | None]:
    """Why this conversation goes to a person now, and in what words; (None, None) where it stays with the bot."""
    for custom in customs:
        if wish := custom.get("handoff"):
            return str(wish.get("reason", "requested")), wish.get("note")
    if misunderstood >= MISUNDERSTOOD_HANDOFF:
        return "failed", None
    found = tags.of_messages(tx, task.message_ids)
    bitter = any(one.kind == "sentiment" and one.label == "very_negative" for one in found)
    if any(one.kind == "emotion" and one.label in UPSET and (one.intensity or 0) >= ANGRY - bitter for one in found):
        return "anger", None
    # harm is urgent and felt: a plain question that sounds pressing is the bot's to answer
    felt = any(one.kind == "sentiment" and (one.value or 0) < 0 for one in found)
    if felt and any(one.kind == "urgency" and (one.value or 0) >= HARM for one in found):
        return "risk", None
    return None, None


def _payload(reply: Reply) -> dict[str, Any]:
    payload: dict[str, Any] = {key: reply.custom[key] for key in ("source", "card") if key in reply.custom}
    if reply.buttons:
        payload["buttons"] = reply.buttons
    return payload


def _keep_unsent(tx: Tx, held: Conversation, turn: Turn | RasaFailed) -> None:
    if isinstance(turn, RasaFailed):
        return
    text = "\n\n".join(reply.text for reply in turn.replies if reply.text)
    if text:
        messages.add(tx, held, author="bot", kind="note", text=text, state="kept", payload={"unsent": True})
