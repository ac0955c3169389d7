"""The one door: store → tag → whose turn? → Rasa or the queue → outbox.

`receive` stores and returns at once. `process` works off what was stored, first in, first out, one worker a
conversation; its three steps (`turns.take_up`, `turns.ask`, `answers.settle`) are each safe to be cut off by a kill.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from bot import handoff, outbox, tagger
from bot.answers import settle
from bot.channels.base import FETCHED, Inbound
from bot.rasa_client import RasaClient, client
from bot.turns import ASK_FOR_PERSON, ask, take_up
from nlu.text import nfc
from store import Conflict, Tx, attachments, conversations, customers, messages, new_id, read, stretches, write
from store.conversations import Conversation


@dataclass(frozen=True)
class Received:
    """Where a message was stored; `fresh` False for a second copy."""

    message_id: str
    conversation_id: str
    fresh: bool


def receive(inbound: Inbound) -> Received:
    """Store a message from a customer, once, with its tags. A second copy changes nothing."""
    try:
        return _receive(inbound)
    except Conflict:  # a copy that came at the same moment was first
        return _receive(inbound)


def _receive(inbound: Inbound) -> Received:
    text = nfc(inbound.text)
    tagged = None
    if inbound.kind == "text" and text.strip():
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
        goodbye = held.owner == "closed" and not text.strip() and _only_stickers(inbound)
        message = messages.add(
            tx,
            held,
            author="customer",
            text=text,
            kind=inbound.kind,
            payload=_payload(tx, held, inbound),
            state="handled" if goodbye or held.owner in {"human", "queued"} else "received",
            external_id=inbound.external_id,
            stretch_id=stretch.id if stretch else None,
            language=tagged.language if tagged else None,
        )
        attachments.add(tx, message.id, [one.url if one.type in FETCHED else None for one in inbound.attachments])
        if tagged:
            tagger.save(tx, message, tagged)
        if goodbye:
            return Received(message.id, held.id, True)
        if held.owner == "closed":
            handoff.reopen(tx, held, message.id)
        if held.waiting_since is None:
            conversations.change(tx, held.id, waiting_since=message.created_at)
    return Received(message.id, held.id, True)


def _only_stickers(inbound: Inbound) -> bool:
    return bool(inbound.attachments) and all(one.type == "sticker" for one in inbound.attachments)


def process(conversation_id: str, rasa: RasaClient | None = None) -> None:
    """Answer what waits in this conversation, until nothing does or somebody else is at it."""
    rasa = rasa or client()
    holder = new_id()
    while task := take_up(conversation_id, holder):
        more = settle(task, ask(task, rasa))
        outbox.deliver(conversation_id)
        if not more:
            return


def _question(tx: Tx, inbound: Inbound) -> str | None:
    """What we asked last: the same words mean other things after another question."""
    held = conversations.current(tx, inbound.channel, inbound.account, inbound.sender)
    if held is None:
        return None
    for one in reversed(messages.of_conversation(tx, held.id, after=max(0, held.last_seq - 4))):
        if one.author in {"bot", "agent"} and one.kind == "text":
            return one.text if "?" in one.text else None
    return None


def _payload(tx: Tx, held: Conversation, inbound: Inbound) -> dict[str, Any]:
    """What comes with the words: the button that was tapped, attachments, the message that is answered."""
    payload = _chosen(tx, held, inbound)
    if inbound.attachments:
        payload["attachments"] = [asdict(one) for one in inbound.attachments]
    if inbound.reply_to:
        payload["reply_to"] = inbound.reply_to
    return payload


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
