"""What the account says to a person without passing through us: staff who write in the platform's own inbox."""

from __future__ import annotations

from dataclasses import asdict

from bot import handoff, outbox
from bot.channels.base import FETCHED, Echoed
from settings import settings
from store import Tx, attachments, conversations, customers, dispatches, messages, now, stretches
from store.conversations import Conversation


def echoed(tx: Tx, channel: str, account: str, person: str, echo: Echoed, at: int) -> None:
    """An echo: proof that our own words arrived, or a person's takeover from outside, which is mirrored.

    What another program sent through the account is neither, and is left out. `at`: when it was said (epoch ms).
    """
    held = _held(tx, channel, account, person, echo)
    if held is None or messages.by_external(tx, channel, account, echo.external_id):
        return
    if not echo.outside or dispatches.message_of(tx, channel, account, echo.external_id):
        outbox.heard(tx, held, echo.external_id, echo.text, echo.ours)
        return
    held = _taken_over(tx, held)
    stretch = stretches.current(tx, held.id)
    mirrored = messages.add(
        tx,
        held,
        author="agent",
        text=echo.text,
        payload={"outside": True, "attachments": [asdict(one) for one in echo.attachments]},
        state="sent",
        external_id=echo.external_id,
        stretch_id=stretch.id if stretch else None,
    )
    attachments.add(tx, mirrored.id, [one.url if one.type in FETCHED else None for one in echo.attachments])
    until = now() + int(settings().return_to_bot * 1000)
    # what the customer wrote after it still waits
    waiting = held.waiting_since if held.waiting_since is not None and held.waiting_since > at else None
    conversations.change(tx, held.id, waiting_since=waiting, typing_until=0, human_until=until)


def passed(tx: Tx, channel: str, account: str, person: str, to_us: bool) -> None:
    """The thread went to another program: the bot is silent. It came to us: what nobody of ours holds is the bot's."""
    door = customers.meet(tx, channel, account, person, "vi")
    held = conversations.current(tx, channel, account, person) or conversations.open_new(tx, door, "vi")
    held = conversations.locked(tx, held.id)
    if not to_us:
        _taken_over(tx, held)
        until = now() + int(settings().return_to_bot * 1000)
        conversations.change(tx, held.id, human_until=until)
    elif held.owner == "human" and held.assignee_id is None:
        handoff.to_bot(tx, held, actor="outside", reason="returned")


def _held(tx: Tx, channel: str, account: str, person: str, echo: Echoed) -> Conversation | None:
    """The person's conversation, locked; where staff write first, one is opened."""
    held = conversations.current(tx, channel, account, person)
    if held is not None:
        return conversations.locked(tx, held.id)
    if not echo.outside:
        return None
    return conversations.open_new(tx, customers.meet(tx, channel, account, person, "vi"), "vi")


def _taken_over(tx: Tx, held: Conversation) -> Conversation:
    """A person owns it now. Where one of ours did already it stays theirs: nobody knows who wrote."""
    if held.owner == "human":
        return held
    stretches.end(tx, held.id, "handed_over" if held.owner in {"bot", "queued"} else "closed")
    taken = conversations.move(
        tx, held, "human", actor="outside", why="outside", assignee_id=None, queued_at=None, closed_at=None,
        human_until=now() + int(settings().return_to_bot * 1000), reason=held.reason or "outside",
    )  # fmt: skip
    stretches.begin(tx, held.id, "human")
    return taken
