"""Deliver what was stored: in order, one sender a conversation, tried again where that may help, given up aloud."""

from __future__ import annotations

import logging
from typing import Any, Literal

import store.outbox as parcels
from bot import channels
from bot.channels.base import Author, ChannelError, Part, Recipient, Taken
from store import Tx, arrivals, conversations, customers, dispatches, messages, now, write
from store.conversations import Conversation
from store.messages import Message
from store.outbox import Parcel

log = logging.getLogger(__name__)

# longer than the longest send takes: three calls, where a token has to be renewed on the way
LEASE_S = 90
# seconds before the second, third … try; after the last the message has failed
RETRY_S = (1, 5, 30, 120, 600)
# how long an echo may take while our door is open
ECHO_PATIENCE_S = 360
# how long the platform takes over a webhook call, at most
ECHO_CALL_S = 30
# an account that echoed within this time echoes everything
ECHOES_MS = 86_400_000


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
    """Send the next part of a message, and with it all that our own widget shows; False where nothing more is due."""
    with write() as tx:
        held = conversations.locked(tx, conversation_id)
        transport = channels.transport(held.channel)
        while (parcel := parcels.lease(tx, conversation_id, LEASE_S)) is not None:
            if parcel.state == "sending":
                _doubt(tx, parcel, "its sender was cut off", parcel.lease_until)
                continue
            if not _may_go(tx, held, parcel):
                continue
            message = messages.get(tx, parcel.message_id)
            door = customers.door(tx, held.identity_id) if held.identity_id else None
            if message is None or door is None or transport is None:
                _give_up(tx, parcel, "no recipient" if transport else f"{held.channel} is not connected")
                continue
            part, to = transport.parts(message)[parcel.part], Recipient(door.external_id, door.interacted_at)
            if transport.local:
                _sent(tx, parcel, message, part, transport.send(part, to, _author(message)), 1)
            elif parcel.state == "unknown" and (silence := _silence(tx, held, parcel, door.external_id)) != "proof":
                if silence == "nothing":
                    # better said too little than twice; the agent sees it
                    parcels.settle(tx, parcel.id, "failed", error=f"unreachable: {parcel.error}")
                else:
                    parcels.settle(tx, parcel.id, "unknown", next_at=silence, error=parcel.error)
            else:
                break
        else:
            return False
    try:
        taken = transport.send(part, to, _author(message))
    except ChannelError as error:
        with write() as tx:
            if _in_our_hand(tx, parcel):
                if error.permanent or parcel.attempts >= len(RETRY_S):
                    _give_up(tx, parcel, f"{error.reason}: {error}")
                else:
                    _later(tx, parcel, f"{error.reason}: {error}")
    except TimeoutError as error:
        with write() as tx:
            if _in_our_hand(tx, parcel):
                _doubt(tx, parcel, str(error), now())
    else:
        with write() as tx:
            if taken.quota:
                customers.told_quota(tx, door.id, taken.quota)
            _in_our_hand(tx, parcel)
            # also where our time was over: nobody else may find out that it arrived
            if (found := parcels.get(tx, parcel.id)) and found.part == parcel.part:
                _arrived(tx, found, part, taken, len(transport.parts(message)))
    return True


def heard(tx: Tx, held: Conversation, external_id: str, text: str, ours: tuple[str, int] | None) -> bool:
    """The platform echoes what it took from us: that settles the parcel it speaks of. False where it is none of ours.

    `ours`: message and part where the echo names them; where it does not, the words tell, for a parcel in doubt only.
    The caller holds the conversation.
    """
    known = dispatches.message_of(tx, held.channel, held.account, external_id)
    if known:
        dispatches.advance(tx, known, "sent")
        return True
    transport = channels.transport(held.channel)
    doubtful = parcels.in_doubt(tx, held.id)
    # where one alone is in doubt an echo of ours speaks of it, whatever the platform made of its words
    alone = not ours and [one.state for one in doubtful] == ["unknown"]
    for parcel in doubtful:
        message = messages.get(tx, parcel.message_id)
        if message is None or transport is None or (ours and ours != (message.id, parcel.part)):
            continue
        parts = transport.parts(message)
        part = parts[parcel.part]
        if not ours and not alone and not _same(part.text, text):
            continue
        _arrived(tx, parcel, part, Taken(external_id), len(parts))
        return True
    return False


def _arrived(tx: Tx, parcel: Parcel, part: Part, taken: Taken, parts: int) -> None:
    message = messages.get(tx, parcel.message_id)
    if message is None or parcel.state == "sent":
        return
    if parcel.state in {"pending", "sending", "unknown"}:
        _sent(tx, parcel, message, part, taken, parts)
    elif message.state == "unknown":  # nobody wanted it any more, but it had arrived
        if taken.external_id:
            dispatches.add(tx, message, part.number, taken.external_id)
        dispatches.advance(tx, message, "sent")


def _same(ours: str, echoed: str) -> bool:
    return " ".join(ours.split()) == " ".join(echoed.split())


def _author(message: Message) -> Author:
    return "agent" if message.author == "agent" else "bot" if message.author == "bot" else "system"


def _in_our_hand(tx: Tx, parcel: Parcel) -> bool:
    conversations.locked(tx, parcel.conversation_id)
    return parcels.still_sending(tx, parcel)


def _silence(tx: Tx, held: Conversation, parcel: Parcel, person: str) -> Literal["proof", "nothing"] | int:
    """What it says that no echo of a parcel came: that it was not taken, nothing, or when to look again (epoch ms).

    It proves something only of an account whose echoes are heard. What came and was not worked off may be the very
    echo. And our door may have been shut: something that came in after the send and before one of the tries that the
    platform makes to tell us shows that, however long it was shut, one of them found it open.
    """
    at = now()
    platform = channels.platform(held.channel)
    echo = arrivals.last(tx, held.channel, held.account, "echo")
    if platform is None or echo is None or at - echo.received_at > ECHOES_MS or at - parcel.created_at > ECHOES_MS:
        return "nothing"
    if arrivals.waiting(tx, held.channel, held.account, person):
        return at + ECHO_CALL_S * 1000
    for tried_s in platform.echo_tries_s:
        over = parcel.doubt_at + max(tried_s + ECHO_CALL_S, ECHO_PATIENCE_S) * 1000
        if over > at:
            return over
        # it may have been taken a whole lease before it was in doubt
        until = parcel.doubt_at + (tried_s - LEASE_S) * 1000
        if arrivals.came(tx, held.channel, held.account, parcel.doubt_at, until):
            return "proof"
    return "nothing"


def _may_go(tx: Tx, held: Conversation, parcel: Parcel) -> bool:
    """Whether a parcel may leave now. The bot's is void once the owner has changed, and waits while a person types."""
    if parcel.epoch is None:
        return True
    if held.epoch != parcel.epoch or held.owner == "human":
        parcels.settle(tx, parcel.id, "void")
        if parcel.part == 0 and parcel.state == "pending":  # else it was said, in part or perhaps
            messages.change(tx, parcel.message_id, state="unsent")
        return False
    if held.typing_until > now():
        parcels.settle(tx, parcel.id, parcel.state, next_at=held.typing_until, error=parcel.error)
        return False
    return True


def _sent(tx: Tx, parcel: Parcel, message: Message, part: Part, taken: Taken, parts: int) -> None:
    if taken.external_id:
        dispatches.add(tx, message, part.number, taken.external_id)
    if part.number + 1 < parts:
        parcels.next_part(tx, parcel.id, part.number + 1)
        return
    parcels.settle(tx, parcel.id, "sent")
    if message.state in {"pending", "unknown"}:
        messages.change(tx, message.id, state="sent")


def _later(tx: Tx, parcel: Parcel, error: str) -> None:
    wait_s = RETRY_S[min(parcel.attempts, len(RETRY_S) - 1)]
    parcels.settle(tx, parcel.id, "pending", next_at=now() + wait_s * 1000, error=error)


def _doubt(tx: Tx, parcel: Parcel, error: str, since: int) -> None:
    """The platform may have taken it: its echo settles the parcel; without one it is tried again."""
    log.info("message %s may have arrived: %s", parcel.message_id, error)
    parcels.doubt(tx, parcel.id, since=since, next_at=since + ECHO_PATIENCE_S * 1000, error=error)
    messages.change(tx, parcel.message_id, state="unknown")


def _give_up(tx: Tx, parcel: Parcel, error: str) -> None:
    log.warning("message %s was not delivered: %s", parcel.message_id, error)
    parcels.settle(tx, parcel.id, "failed", error=error)
    messages.change(tx, parcel.message_id, state="failed")
