"""The bot's turn: take up what waits, ask Rasa. What becomes of the answer: `answers.py`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import store.outbox as parcels
from bot import channels
from bot.rasa_client import RasaClient, RasaFailed, Reply, Turn
from messages import say
from settings import settings
from store import Tx, conversations, messages, stretches, write
from store.conversations import Conversation
from store.messages import Message

ASK_FOR_PERSON = "/request_person"
LONGEST = 8_000  # characters asked at once; Rasa's channel refuses more than 10,000


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
    introduce: bool = False  # the bot has yet to say what it is

    @property
    def cause(self) -> str:
        """The message that the answer answers: the last one."""
        return self.message_ids[-1]


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
            text=payload or "\n".join(one.text for one in batch)[:LONGEST],
            trusted=bool(payload),
            message_ids=[one.id for one in batch],
            slots=held.slots,
            introduce=_is_to_introduce_itself(tx, held),
        )


def ask(task: Task, rasa: RasaClient) -> Turn | RasaFailed:
    """Ask Rasa, once more where it had nothing to say. No transaction is open here."""
    if task.text == ASK_FOR_PERSON and task.trusted:
        handed = Reply("", custom={"handoff": {"reason": "requested"}})
        return Turn(
            [handed], "request_person", 1.0, [], task.slots, True, asked=False
        )  # what the bot has learnt goes along
    if not task.text.strip():
        button = {"title": say(task.language, "button-person"), "payload": ASK_FOR_PERSON}
        wordless = Reply(say(task.language, "bot-wordless"), [button])
        return Turn([wordless], None, None, [], task.slots, True, asked=False)
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


def _is_to_introduce_itself(tx: Tx, held: Conversation) -> bool:
    """On a platform nothing but its words says what the bot is: at the start, after a lapse, after a person.

    The notice that the bot answers again says it too.
    """
    door = channels.transport(held.channel)
    if door is None or door.local:
        return False
    return not parcels.spoken_in(tx, held.id, held.epoch, f"returned:{held.epoch}")


def _together(waiting: list[Message]) -> list[Message]:
    """The first messages that can be answered as one: typed ones together, a tapped button alone."""
    if waiting[0].kind == "choice":
        return waiting[:1]
    batch: list[Message] = []
    length = 0
    for one in waiting:
        length += len(one.text) + 1
        if one.kind == "choice" or (batch and length > LONGEST):
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
