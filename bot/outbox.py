"""Deliver what was stored: in order, one sender a conversation, tried again where that may help, given up aloud."""

from __future__ import annotations

import logging
from typing import Any

import store.outbox as parcels
from bot import channels
from bot.channels.base import ChannelError
from store import Tx, conversations, customers, messages, now, write
from store.conversations import Conversation
from store.messages import Message
from store.outbox import Parcel

log = logging.getLogger(__name__)

LEASE_S = 30
# seconds before the second, third … try; after the last the message has failed
RETRY_S = (1, 5, 30, 120, 600)


def put(
    tx: Tx,
    held: Conversation,
    *,
    author: str,
    text: str,
    cause: str,
    seq: int = 0,
    kind: str = "text",
    payload: dict[str, Any] | None = None,
    user_id: str | None = None,
    stretch_id: str | None = None,
) -> Message:
    """Store a message and its parcel in the caller's transaction.

    The bot's words carry the epoch and are void once it has moved; a person's and the system's are always sent.
    """
    message = messages.add(
        tx,
        held,
        author=author,
        text=text,
        state="pending",
        kind=kind,
        payload=payload,
        user_id=user_id,
        stretch_id=stretch_id,
    )
    address(tx, held, message, cause=cause, seq=seq)
    return message


def address(tx: Tx, held: Conversation, message: Message, *, cause: str, seq: int) -> None:
    """Put a stored message into the outbox; the bot's words with the epoch that `held` has."""
    parcels.add(tx, held.id, message.id, cause, seq, held.epoch if message.author == "bot" else None)


def deliver(conversation_id: str) -> None:
    """Send what is due in this conversation, until nothing is, or somebody else is sending."""
    while step(conversation_id):
        pass


def step(conversation_id: str) -> bool:
    """Send the next parcel, and with it all that our own widget shows; False where nothing more is due."""
    with write() as tx:
        held = conversations.locked(tx, conversation_id)
        transport = channels.transport(held.channel)
        while (parcel := parcels.lease(tx, conversation_id, LEASE_S)) is not None:
            if not _may_go(tx, held, parcel):
                continue
            message = messages.get(tx, parcel.message_id)
            door = customers.door(tx, held.identity_id) if held.identity_id else None
            if message is None or door is None or transport is None:
                _give_up(tx, parcel, "no recipient" if transport else f"{held.channel} is not connected")
            elif transport.local:
                _sent(tx, parcel, transport.send(message, door.external_id))
            else:
                break
        else:
            return False
    try:
        external_id = transport.send(message, door.external_id)
    except ChannelError as error:
        with write() as tx:
            if error.permanent or parcel.attempts >= len(RETRY_S):
                _give_up(tx, parcel, str(error))
            else:
                _later(tx, parcel, "pending", str(error))
    except TimeoutError as error:
        with write() as tx:
            # the platform may have taken it: its echo settles the parcel, else it is tried again
            _later(tx, parcel, "unknown", str(error))
    else:
        with write() as tx:
            _sent(tx, parcel, external_id)
    return True


def _may_go(tx: Tx, held: Conversation, parcel: Parcel) -> bool:
    """Whether a parcel may leave now. The bot's is void once the owner has changed, and waits while a person types."""
    if parcel.epoch is None:
        return True
    if held.epoch != parcel.epoch or held.owner == "human":
        parcels.settle(tx, parcel.id, "void")
        messages.change(tx, parcel.message_id, state="unsent")
        return False
    if held.typing_until > now():
        parcels.settle(tx, parcel.id, "pending", next_at=held.typing_until)
        return False
    return True


def _sent(tx: Tx, parcel: Parcel, external_id: str | None) -> None:
    parcels.settle(tx, parcel.id, "sent")
    if external_id:
        messages.change(tx, parcel.message_id, state="sent", external_id=external_id)
    else:
        messages.change(tx, parcel.message_id, state="sent")


def _later(tx: Tx, parcel: Parcel, state: str, error: str) -> None:
    wait_s = RETRY_S[min(parcel.attempts, len(RETRY_S) - 1)]
    parcels.settle(tx, parcel.id, state, next_at=now() + wait_s * 1000, error=error)


def _give_up(tx: Tx, parcel: Parcel, error: str) -> None:
    log.warning("message %s was not delivered: %s", parcel.message_id, error)
    parcels.settle(tx, parcel.id, "failed", error=error)
    messages.change(tx, parcel.message_id, state="failed")
