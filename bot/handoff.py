"""Who may speak: the changes of owner, each one transaction (docs/handoff.md).

`owner` is bot, queued, human or closed; `epoch` counts its changes. What the bot has to say carries the epoch in which
it was decided, so a change of owner silences it without anybody having to remember.
"""

from __future__ import annotations

import logging
from datetime import datetime
from zoneinfo import ZoneInfo

import store.outbox as parcels
from bot import outbox, rating
from messages import say
from settings import settings
from store import Tx, cases, conversations, messages, now, stretches, users, visitors, write
from store.conversations import Conversation
from store.messages import Message

log = logging.getLogger(__name__)


class Refused(Exception):
    """What was asked cannot be done; `key` names the message that says why."""

    key = "handoff-refused"


class NoSuchConversation(Refused):
    """No conversation of that id."""

    key = "handoff-no-such-conversation"


class NotYours(Refused):
    """Only the one who holds the conversation may do that."""

    key = "handoff-not-yours"


class Taken(Refused):
    """Somebody else holds the conversation; `by` is their user id."""

    key = "handoff-taken"

    def __init__(self, by: str | None) -> None:
        super().__init__(by)
        self.by = by


def request(
    tx: Tx, held: Conversation, reason: str, *, cause: str, actor: str = "bot", note: str | None = None
) -> Conversation:
    """Put a conversation of the bot into the queue for a person and tell the customer how it goes on.

    `reason`: requested, anger, risk, failed, policy. `cause`: the message that led to it.
    """
    stretches.end(tx, held.id, "handed_over")
    at = now()
    queued = conversations.move(
        tx,
        held,
        "queued",
        actor=actor,
        why=reason,
        cause=cause,
        queued_at=at,
        promised_at=None,
        assignee_id=None,
        human_until=None,
        waiting_since=held.waiting_since or at,
        reason=reason,
        note=note,
    )
    here = settings()
    if not open_now():
        text = say(queued.language, "notice-queued-closed", opens=here.hours_open, closes=here.hours_close)
    elif visitors.people_online(tx) == 0:
        text = say(queued.language, "notice-queued-nobody")
    else:
        text = say(queued.language, "notice-queued", ahead=conversations.ahead(tx, at))
    _notice(tx, queued, text, cause=f"queued:{queued.epoch}", what="queued")
    return queued


def claim(conversation_id: str, user_id: str) -> Conversation:
    """Take a conversation of the bot or the queue. Claiming what one holds changes nothing.

    Raises Taken where another person holds it, NotYours where it is closed, NoSuchConversation.
    """
    with write() as tx:
        held = _held(tx, conversation_id)
        if held.owner == "human" and held.assignee_id is not None:  # without: staff in the platform's own inbox
            if held.assignee_id != user_id:
                raise Taken(held.assignee_id)
            return held
        if held.owner == "closed":
            raise NotYours()
        taken = _take_over(tx, held, user_id, reason="claimed")
    outbox.deliver(conversation_id)
    return taken


def reply(conversation_id: str, user_id: str, text: str, draft_id: str) -> Message:
    """Say something as a person: takes the conversation over in the same transaction, whoever had it.

    The same draft sent twice is one message.
    """
    cause = f"draft:{draft_id}"
    with write() as tx:
        held = _held(tx, conversation_id)
        known = parcels.message_of(tx, conversation_id, cause)
        if known:
            stored = messages.get(tx, known)
            assert stored is not None
            return stored
        if held.owner != "human" or held.assignee_id != user_id:
            held = _take_over(tx, held, user_id, reason="replied")
        stretch = stretches.current(tx, held.id)
        message = outbox.put(
            tx,
            held,
            author="agent",
            user_id=user_id,
            text=text,
            cause=cause,
            stretch_id=stretch.id if stretch else None,
        )
        conversations.change(
            tx, held.id, waiting_since=None, typing_until=0, human_until=now() + int(settings().return_to_bot * 1000)
        )
    outbox.deliver(conversation_id)
    return message


def note(conversation_id: str, user_id: str, text: str, draft_id: str) -> Message:
    """Write a private note, once a draft; changes nothing about who speaks."""
    external_id = f"note:{draft_id}"
    with write() as tx:
        held = _held(tx, conversation_id)
        known = messages.by_external(tx, held.channel, held.account, external_id)
        return known or messages.add(
            tx, held, author="agent", user_id=user_id, kind="note", text=text, state="kept", external_id=external_id
        )


def typing(conversation_id: str, user_id: str) -> None:
    """A person is typing: what the bot has to say waits a while, renewed by each call."""
    with write() as tx:
        held = _held(tx, conversation_id)
        conversations.change(tx, held.id, typing_until=now() + int(settings().typing_hold * 1000))


def extend(conversation_id: str, user_id: str, minutes: int = 30) -> Conversation:
    """Keep the bot silent for another while. Raises NotYours."""
    with write() as tx:
        held = _held(tx, conversation_id)
        if held.owner != "human" or held.assignee_id != user_id:
            raise NotYours()
        until = max(held.human_until or 0, now()) + minutes * 60_000
        conversations.change(tx, held.id, human_until=until)
        return conversations.locked(tx, held.id)


def release(conversation_id: str, user_id: str) -> Conversation:
    """Give a conversation back to the bot. Raises NotYours unless the caller holds it."""
    with write() as tx:
        held = _held(tx, conversation_id)
        if held.owner != "human" or held.assignee_id != user_id:
            raise NotYours()
        given = to_bot(tx, held, actor=f"user:{user_id}", reason="returned")
    outbox.deliver(conversation_id)
    return given


def close(conversation_id: str, user_id: str) -> Conversation:
    """End a conversation that the caller holds, or that waits in the queue, and ask how it was. Raises NotYours."""
    with write() as tx:
        held = _held(tx, conversation_id)
        if held.owner == "closed":
            return held
        if held.owner == "bot" or (held.owner == "human" and held.assignee_id != user_id):
            raise NotYours()
        ended = stretches.end(tx, held.id, "closed")
        closed = conversations.move(
            tx, held, "closed", actor=f"user:{user_id}", why="closed", closed_at=now(), human_until=None,
            waiting_since=None, queued_at=None, typing_until=0,
        )  # fmt: skip
        _notice(tx, closed, say(closed.language, "notice-closed"), cause=f"closed:{closed.epoch}", what="closed")
        if ended and ended.kind == "human":
            rating.ask(tx, closed, ended)
    outbox.deliver(conversation_id)
    return closed


def reopen(tx: Tx, held: Conversation, cause: str) -> Conversation:
    """The customer writes after the end: the bot begins anew."""
    return conversations.move(
        tx, held, "bot", actor="customer", why="came_back", cause=cause, closed_at=None, assignee_id=None,
        misunderstood=0, reason=None, note=None,
    )  # fmt: skip


def lapse(held: Conversation) -> None:
    """A person's hold is over: back to the bot, or to the queue where the customer still waits for a word."""
    with write() as tx:
        fresh = conversations.locked(tx, held.id)
        if fresh.epoch != held.epoch or (fresh.human_until or 0) > now():
            return
        if fresh.waiting_since is None:
            to_bot(tx, fresh, actor="system", reason="lapsed")
        else:
            stretches.end(tx, fresh.id, "lapsed")
            conversations.move(
                tx, fresh, "queued", actor="system", why="unanswered", assignee_id=None, human_until=None,
                queued_at=fresh.waiting_since, promised_at=None,
            )  # fmt: skip
    outbox.deliver(held.id)


def fall_asleep(held: Conversation) -> None:
    """Nothing was said to the bot for a while: the conversation ends, and the customer is asked how it was."""
    with write() as tx:
        fresh = conversations.locked(tx, held.id)
        if fresh.epoch != held.epoch or fresh.last_message_at > held.last_message_at:
            return
        ended = stretches.end(tx, fresh.id, "lapsed")
        asleep = conversations.move(
            tx, fresh, "closed", actor="system", why="lapsed", closed_at=now(), waiting_since=None
        )
        if ended:
            rating.ask(tx, asleep, ended)
    outbox.deliver(held.id)


def own_up(held: Conversation) -> None:
    """Nobody came to the queue: say so once and keep the customer's wish as a case; they stay in the queue."""
    with write() as tx:
        fresh = conversations.locked(tx, held.id)
        if fresh.epoch != held.epoch or fresh.promised_at is not None:
            return
        opened = cases.open_new(
            tx,
            kind="callback",
            title=say("vi", "case-unheard"),
            customer_id=fresh.customer_id,
            conversation_id=fresh.id,
            actor="system",
        )
        conversations.change(tx, fresh.id, promised_at=now())
        text = say(fresh.language, "notice-unheard", case=f"VV-{opened.number}")
        _notice(tx, fresh, text, cause=f"unheard:{fresh.epoch}", what="unheard")
    outbox.deliver(held.id)


def _held(tx: Tx, conversation_id: str) -> Conversation:
    try:
        return conversations.locked(tx, conversation_id)
    except LookupError:
        raise NoSuchConversation() from None


def _take_over(tx: Tx, held: Conversation, user_id: str, reason: str) -> Conversation:
    outcome = "handed_over" if held.owner in {"bot", "queued"} else "closed"
    stretches.end(tx, held.id, outcome)
    taken = conversations.move(
        tx, held, "human", actor=f"user:{user_id}", why=reason, assignee_id=user_id, queued_at=None,
        human_until=now() + int(settings().return_to_bot * 1000), closed_at=None,
    )  # fmt: skip
    stretches.begin(tx, held.id, "human", user_id)
    person = users.get(tx, user_id)
    text = say(taken.language, "notice-claimed", name=person.name if person else settings().company_name)
    _notice(tx, taken, text, cause=f"claimed:{taken.epoch}", what="claimed")
    return taken


def to_bot(tx: Tx, held: Conversation, actor: str, reason: str) -> Conversation:
    """The bot takes up again, and with it what the customer wrote and nobody has answered."""
    stretches.end(tx, held.id, reason)
    if held.waiting_since is not None:
        messages.unanswered(tx, held.id, held.waiting_since)
    given = conversations.move(
        tx, held, "bot", actor=actor, why=reason, assignee_id=None, human_until=None, queued_at=None,
        misunderstood=0, typing_until=0,
    )  # fmt: skip
    _notice(tx, given, say(given.language, "notice-returned"), cause=f"returned:{given.epoch}", what="returned")
    return given


def _notice(tx: Tx, held: Conversation, text: str, *, cause: str, what: str) -> None:
    outbox.put(tx, held, author="system", kind="notice", text=text, payload={"notice": what}, cause=cause)


def open_now() -> bool:
    """Whether it is an hour in which people answer."""
    here = settings()
    hour = datetime.fromtimestamp(now() / 1000, ZoneInfo(here.time_zone)).hour
    return here.hours_open <= hour < here.hours_close
