"""What the platforms report: stored in the call that brings it, worked off after, first in first out for each person.

Working off may be cut off anywhere and is done again: each step changes nothing the second time.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from bot import channels, intake, mishap, outbox, outside, rating
from bot.channels.base import (
    Arrived,
    ChannelError,
    Echoed,
    Followed,
    GaveContact,
    Inbound,
    Noticed,
    Passed,
    Platform,
    Reacted,
    Report,
    Withdrew,
    Wrote,
)
from bot.rasa_client import RasaClient, client
from messages import say
from settings import settings
from store import Conflict, Tx, arrivals, conversations, customers, dispatches, erasure, messages, now, read, write
from store.arrivals import Arrival
from store.messages import Message

log = logging.getLogger(__name__)

LEASE_S = 30
# before the second, third … try; after the last it is kept as failed, but for a withdrawal, which is never given up
RETRY_S = (1, 5, 30, 300)
PROFILE_MS = 86_400_000  # how old what we know of a person may be


@dataclass(frozen=True)
class Kept:
    """What a call brought: the ids of one fresh arrival a person, to be worked off; how many were fresh, and copies."""

    to_work_off: list[str]
    fresh: int
    copies: int


class Busy(Exception):
    """The bot is at work on a conversation that is to be erased."""


def keep(platform: Platform, brought: list[Report]) -> Kept:
    """Store all that a call brought, in one transaction, each report once."""
    try:
        return _keep(platform, brought)
    except Conflict:  # a copy that came at the same moment was first
        return _keep(platform, brought)


def _keep(platform: Platform, brought: list[Report]) -> Kept:
    stored: dict[str, str] = {}
    fresh = 0
    with write() as tx:
        for one in brought:
            made = arrivals.add(
                tx,
                channel=platform.channel,
                account=platform.account,
                external_id=one.key,
                person=one.person,
                name=one.name,
                kind=one.kind,
                body=one.raw,
                happened_at=one.at,
            )
            if made:
                fresh += 1
                if one.person and one.kind != "unknown":
                    stored.setdefault(one.person, made)
    return Kept(list(stored.values()), fresh, len(brought) - fresh)


def take_up(arrival_id: str, rasa: RasaClient | None = None) -> None:
    """Work off what waits about the person of this arrival, until nothing does or somebody else is at it."""
    with read() as tx:
        first = arrivals.get(tx, arrival_id)
    platform = channels.platform(first.channel) if first else None
    if first is None or first.person is None or platform is None:
        return
    talks: dict[str, None] = {}
    while True:
        with write() as tx:
            one = arrivals.lease(tx, first.channel, first.account, first.person, LEASE_S)
        if one is None:
            break
        talk = _work_off(platform, one, rasa)
        if talk:
            talks[talk] = None
    for conversation_id in talks:
        intake.process(conversation_id, rasa)
        outbox.deliver(conversation_id)  # what a tap brought with it
    _ask_who(platform, first.person)


def _work_off(platform: Platform, one: Arrival, rasa: RasaClient | None) -> str | None:
    """Do what a report asks for; the conversation in which something may wait to be answered or sent."""
    try:
        talk = _do(platform, one, platform.read(one.body), rasa)
    except Exception as error:
        mishap.note(log, f"report {one.id} ({one.channel} {one.kind}) was not worked off", error)
        with write() as tx:
            last = RETRY_S[-1] if one.kind == "withdrawal" else None
            arrivals.put_off(tx, one.id, RETRY_S[one.attempts] if one.attempts < len(RETRY_S) else last)
        return None
    with write() as tx:
        arrivals.handled(tx, one.id)
    return talk


def _do(platform: Platform, one: Arrival, report: Report, rasa: RasaClient | None) -> str | None:
    channel, account, person, news = platform.channel, platform.account, one.person, report.news
    assert person is not None
    if isinstance(news, Wrote):
        if news.standby:
            with write() as tx:
                outside.passed(tx, channel, account, person, to_us=False)
        talk = _receive(platform, person, news)
        _acted(platform, person, report.at)
        return talk
    if isinstance(news, Withdrew):
        _erase(platform, person, one, rasa or client())
        return None
    with write() as tx:
        if isinstance(news, Echoed):
            outside.echoed(tx, channel, account, person, news, report.at)
        elif isinstance(news, Passed):
            outside.passed(tx, channel, account, person, news.to_us)
        elif isinstance(news, Arrived):
            held = conversations.current(tx, channel, account, person)
            found = [dispatches.message_of(tx, channel, account, known) for known in news.external_ids]
            if held and news.until is not None:
                found += dispatches.sent_before(tx, held.id, news.until)
            for message in found:
                if message:
                    dispatches.advance(tx, message, news.state)
        elif isinstance(news, Reacted):
            under = dispatches.message_of(tx, channel, account, news.external_id) or messages.by_external(
                tx, channel, account, news.external_id
            )
            if under:
                conversations.locked(tx, under.conversation_id)
                messages.react(tx, under.id, news.sign)
        elif isinstance(news, GaveContact):
            _contact(tx, platform, person, news, one.external_id)
        elif isinstance(news, Followed):
            door = customers.meet(tx, channel, account, person, "vi")
            customers.forget_profile(tx, door.id)  # a name that was hidden may be seen now
    if isinstance(news, Reacted | GaveContact) or (isinstance(news, Noticed) and news.acted):
        _acted(platform, person, report.at)
    return None


def _receive(platform: Platform, person: str, wrote: Wrote) -> str:
    """Store what the person wrote, a tap as the button that was tapped; returns the conversation."""
    text, payload = wrote.text, {}
    offered, index = _offered(platform, person, wrote.tap)
    if offered:
        button = offered.payload["buttons"][index]
        if offered.kind == "survey":
            rating.tap(offered.conversation_id, wrote.external_id, offered, index)
            return offered.conversation_id
        text, payload = button["title"], {"of": offered.id, "index": index}
    received = intake.receive(
        Inbound(
            channel=platform.channel,
            account=platform.account,
            external_id=wrote.external_id,
            sender=person,
            text=text,
            kind="choice" if payload else "text",
            payload=payload,
            attachments=wrote.attachments,
            reply_to=wrote.reply_to,
        )
    )
    return received.conversation_id


def _offered(platform: Platform, person: str, tap: tuple[int, int] | None) -> tuple[Message | None, int]:
    """Our message that offered the tapped button, and the button's number; None where there is no such button."""
    if tap is None:
        return None, 0
    seq, index = tap
    with read() as tx:
        talk = conversations.current(tx, platform.channel, platform.account, person)
        offered = messages.numbered(tx, talk.id, seq) if talk else None
    if offered is None or offered.author == "customer" or index >= len(offered.payload.get("buttons") or []):
        return None, 0
    return offered, index


def _contact(tx: Tx, platform: Platform, person: str, given: GaveContact, key: str) -> None:
    """What is empty of the customer is filled, and all that was given stands in the thread, for the agents."""
    door = customers.meet(tx, platform.channel, platform.account, person, "vi")
    customers.gave_contact(tx, door.customer_id, given.name, given.phone, given.city)
    held = conversations.current(tx, platform.channel, platform.account, person)
    held = conversations.locked(tx, held.id) if held else conversations.open_new(tx, door, "vi")
    if messages.by_external(tx, platform.channel, platform.account, key):
        return
    told = [one for one in (given.name, given.phone, given.address, given.city) if one]
    text = say(held.language, "note-contact", details=" · ".join(told))
    messages.add(tx, held, author="system", kind="note", text=text, state="kept", external_id=key)


def _acted(platform: Platform, person: str, at: int) -> None:
    with write() as tx:
        if door := customers.known_at(tx, platform.channel, platform.account, person):
            customers.interacted(tx, door.id, min(at, now()))


def _ask_who(platform: Platform, person: str) -> None:
    """Ask the platform who a person is, where we do not know it or have not asked for a day; without, life goes on."""
    with write() as tx:
        door = customers.known_at(tx, platform.channel, platform.account, person)
        if door is None or (door.profile_at is not None and now() - door.profile_at < PROFILE_MS):
            return
        customers.asked_profile(tx, door.id)
    try:
        found = platform.profile(person)
    except (ChannelError, TimeoutError) as error:
        log.info("%s did not say who a person is: %s", platform.channel, error)
        return
    with write() as tx:
        customers.introduce(tx, door, found.name, found.picture)


def _erase(platform: Platform, person: str, one: Arrival, rasa: RasaClient) -> None:
    """Consent is taken back: Rasa forgets first, for without the conversations nobody could name them to it again.

    Nobody may ask it about them meanwhile, so their turns are taken. Raises Busy where another has one.
    """
    with write() as tx:
        talks = conversations.at_door(tx, platform.channel, platform.account, person)
        turn_s = (1 + len(talks)) * settings().rasa_deadline + LEASE_S
        if not all(conversations.take_turn(tx, talk, one.id, turn_s) for talk in talks):
            raise Busy(person)
    for conversation_id in talks:
        rasa.forget(conversation_id)
    with write() as tx:
        erasure.erase(tx, platform.channel, platform.account, person)
        arrivals.forget_person(tx, one)
