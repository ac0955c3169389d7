"""The one door: store → tag → whose turn? → Rasa or the queue → outbox.

`receive` stores and returns at once. `process` works off what was stored, first in, first out, one worker a
conversation; its three steps (`take_up`, `ask`, `settle`) are each safe to be cut off by a kill.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import Any

from bot import handoff, outbox, rating, tagger
from bot.channels.base import Inbound
from bot.rasa_client import RasaClient, RasaFailed, Reply, Turn, client
from messages import say
from nlu.text import nfc
from settings import settings
from store import Conflict, Tx, conversations, customers, messages, new_id, read, stretches, tags, write
from store.conversations import Conversation
from store.messages import Message
from store.stretches import Stretch

log = logging.getLogger(__name__)

ASK_FOR_PERSON = "/request_person"
# after so many "I did not understand" in a row a person is offered, and after one more a person comes
MISUNDERSTOOD_OFFER, MISUNDERSTOOD_HANDOFF = 3, 4
ANGRY = 4  # an anger of this intensity goes to a person
HARM = 3  # so does this urgency


@dataclass(frozen=True)
class Received:
    """Where a message was stored; `fresh` False for a second copy."""

    message_id: str
    conversation_id: str
    fresh: bool


@dataclass(frozen=True)
class Task:
    """What the customer wrote and is to be answered in one go, and the epoch in which it was taken up."""

    conversation_id: str
    customer_id: str
    holder: str
    epoch: int
    behind: bool
    language: str
    channel: str
    text: str
    trusted: bool
    message_ids: list[str]
    slots: dict[str, Any]

    @property
    def cause(self) -> str:
        """The message that the answer answers: the last one."""
        return self.message_ids[-1]


def receive(inbound: Inbound) -> Received:
    """Store a message from a customer, once, with its tags. A second copy changes nothing."""
    try:
        return _receive(inbound)
    except Conflict:  # a copy that came at the same moment was first
        return _receive(inbound)


def _receive(inbound: Inbound) -> Received:
    text = nfc(inbound.text)
    tagged = None
    if inbound.kind == "text":
        with read() as tx:
            context = _question(tx, inbound)
        tagged = tagger.read(text, context)
    with write() as tx:
        known = messages.by_external(tx, inbound.channel, inbound.account, inbound.external_id)
        if known:
            return Received(known.id, known.conversation_id, False)
        held = conversations.current(tx, inbound.channel, inbound.account, inbound.sender)
        if held is None:
            door = customers.meet(tx, inbound.channel, inbound.account, inbound.sender, inbound.language)
            held = conversations.open_new(tx, door, inbound.language)
        else:
            held = conversations.locked(tx, held.id)
        stretch = stretches.current(tx, held.id)
        message = messages.add(
            tx,
            held,
            author="customer",
            text=text,
            kind=inbound.kind,
            payload=_chosen(tx, held, inbound),
            state="handled" if held.owner in {"human", "queued"} else "received",
            external_id=inbound.external_id,
            stretch_id=stretch.id if stretch else None,
            language=tagged.language if tagged else None,
        )
        if tagged:
            tagger.save(tx, message, tagged)
        if held.owner == "closed":
            handoff.reopen(tx, held, message.id)
        if held.waiting_since is None:
            conversations.change(tx, held.id, waiting_since=message.created_at)
    return Received(message.id, held.id, True)


def process(conversation_id: str, rasa: RasaClient | None = None) -> None:
    """Answer what waits in this conversation, until nothing does or somebody else is at it."""
    rasa = rasa or client()
    holder = new_id()
    while task := take_up(conversation_id, holder):
        more = settle(task, ask(task, rasa))
        outbox.deliver(conversation_id)
        if not more:
            return


def take_up(conversation_id: str, holder: str) -> Task | None:
    """Take the oldest unanswered messages in hand; None where there is nothing to do or another holder is at work."""
    with write() as tx:
        held = conversations.locked(tx, conversation_id)
        # the lease outlasts Rasa's deadline for all calls of a turn: telling it what happened, asking, asking again
        if not conversations.take_turn(tx, conversation_id, holder, 3 * settings().rasa_deadline + 1):
            return None
        waiting = messages.unhandled(tx, conversation_id)
        if not waiting or held.owner != "bot":
            messages.handled(tx, [one.id for one in waiting])
            conversations.end_turn(tx, conversation_id, holder)
            return None
        batch = _together(waiting)
        if stretches.current(tx, held.id) is None:
            stretches.begin(tx, held.id, "bot")
        payload = batch[0].payload.get("payload", "") if batch[0].kind == "choice" else ""
        return Task(
            conversation_id=held.id,
            customer_id=held.customer_id,
            holder=holder,
            epoch=held.epoch,
            behind=held.rasa_epoch < held.epoch,
            language=_language(held, batch),
            channel=held.channel,
            text=payload or "\n".join(one.text for one in batch),
            trusted=bool(payload),
            message_ids=[one.id for one in batch],
            slots=held.slots,
        )


def ask(task: Task, rasa: RasaClient) -> Turn | RasaFailed:
    """Ask Rasa, once more where it had nothing to say. No transaction is open here."""
    if task.text == ASK_FOR_PERSON and task.trusted:
        handed = Reply("", custom={"handoff": {"reason": "requested"}})
        return Turn([handed], "request_person", 1.0, [], task.slots, True)  # what the bot has learnt goes along
    metadata = {"language": task.language, "customer": task.customer_id, "channel": task.channel}
    try:
        if task.behind:
            rasa.catch_up(task.conversation_id)
        try:
            return rasa.turn(task.conversation_id, task.text, trusted=task.trusted, metadata=metadata)
        except RasaFailed as failed:
            if not failed.silent:
                raise
            return rasa.turn(task.conversation_id, task.text, trusted=task.trusted, metadata=metadata)
    except RasaFailed as failed:
        return failed


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
        rasa_epoch=held.epoch,
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


def _handoff(tx: Tx, task: Task, customs: list[dict[str, Any]], misunderstood: int) -> tuple[str | None, str | None]:
    """Why this conversation goes to a person now, and in what words; (None, None) where it stays with the bot."""
    for custom in customs:
        if wish := custom.get("handoff"):
            return str(wish.get("reason", "requested")), wish.get("note")
    if misunderstood >= MISUNDERSTOOD_HANDOFF:
        return "failed", None
    for one in tags.of_messages(tx, task.message_ids):
        if one.kind == "urgency" and (one.value or 0) >= HARM:
            return "risk", None
        if one.kind == "emotion" and one.label == "anger" and (one.intensity or 0) >= ANGRY:
            return "anger", None
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


def _together(waiting: list[Message]) -> list[Message]:
    """The first messages that can be answered as one: typed ones together, a tapped button alone."""
    if waiting[0].kind == "choice":
        return waiting[:1]
    batch = []
    for one in waiting:
        if one.kind == "choice":
            break
        batch.append(one)
    return batch


def _language(held: Conversation, batch: list[Message]) -> str:
    """The language to answer in: that of the last message whose language is plain, else the conversation's."""
    for one in reversed(batch):
        if one.language == "en" and len(one.text.split()) > 2:
            return "en"
        if one.language in {"vi", "vi-unmarked"} and len(one.text.split()) > 2:
            return "vi"
    return held.language


def _question(tx: Tx, inbound: Inbound) -> str | None:
    """What we asked last: the same words mean other things after another question."""
    held = conversations.current(tx, inbound.channel, inbound.account, inbound.sender)
    if held is None:
        return None
    for one in reversed(messages.of_conversation(tx, held.id, after=max(0, held.last_seq - 4))):
        if one.author in {"bot", "agent"} and one.kind == "text":
            return one.text if "?" in one.text else None
    return None


def _chosen(tx: Tx, held: Conversation, inbound: Inbound) -> dict[str, Any]:
    """The payload of a tapped button as we stored it: a customer names the button, never the intent."""
    if inbound.kind != "choice":
        return {}
    if inbound.payload.get("ask") == "person":
        return {"payload": ASK_FOR_PERSON}
    asked = messages.get(tx, str(inbound.payload.get("of", "")))
    if asked is None or asked.conversation_id != held.id:
        return {}
    buttons = asked.payload.get("buttons") or []
    index = inbound.payload.get("index")
    if not isinstance(index, int) or not 0 <= index < len(buttons):
        return {}
    return {"payload": buttons[index]["payload"], "of": asked.id}
