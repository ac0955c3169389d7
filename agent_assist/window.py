"""How long and how often the platform still lets us write to a customer, as it stands beside the composer."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g

from agent_assist.phrases import moment
from agent_assist.situation import Situation
from bot import channels
from messages import say
from store import now


@dataclass(frozen=True)
class Notice:
    """What the agent is told. `people_only`: the bot may no longer write; `closed`: nobody may."""

    text: str
    people_only: bool
    closed: bool
    quota: str | None


def of(situation: Situation) -> Notice | None:
    """The window of a conversation; None where the channel has none, or says nothing of it."""
    held, door = situation.conversation, situation.door
    platform = channels.platform(held.channel)
    if platform is None or door is None:
        return None
    open_until = platform.window(door.interacted_at)
    if open_until.people is None or open_until.bot is None:
        return None
    at, named = now(), {"channel": say(g.language, f"channel-{held.channel}")}
    people_only, closed = at > open_until.bot, at > open_until.people
    if closed:
        text = say(g.language, "window-closed", time=moment(open_until.people), **named)
    elif people_only:
        text = say(g.language, "window-people-only", time=moment(open_until.people), **named)
    else:
        text = say(g.language, "window-open", time=moment(open_until.people), **named)
    return Notice(text, people_only, closed, None if closed else _quota(door.quota, door.interacted_at))


def _quota(told: dict[str, object] | None, interacted_at: int | None) -> str | None:
    """How many messages the platform says are left; it counts, not we, and anew when the customer does something."""
    if not told or not isinstance(told.get("remain"), int):
        return None
    if interacted_at is not None and int(str(told.get("at", 0))) < interacted_at:
        return None
    remain, total = int(str(told["remain"])), told.get("total")
    if isinstance(total, int):
        return say(g.language, "window-quota-of", remain=remain, total=total)
    return say(g.language, "window-quota", remain=remain)
