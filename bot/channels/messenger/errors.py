"""What Messenger's error codes mean: whether a second try may help, and what the agent is told."""

from __future__ import annotations

from typing import Any

from bot.channels.base import ChannelError, Reason
from bot.channels.wire import whole

OUTSIDE_WINDOW = (10, 2018278)
_REASONS: dict[int, Reason] = {10: "blocked", 190: "token", 551: "blocked", 613: "rate"}
_PASSING = frozenset({613})


def refusal(error: dict[str, Any]) -> ChannelError:
    """The error object of an answer, as ours."""
    code, subcode = whole(error.get("code")) or 0, whole(error.get("error_subcode")) or 0
    named = f"messenger {code}/{subcode}" if subcode else f"messenger {code}"
    if (code, subcode) == OUTSIDE_WINDOW:
        return ChannelError(named, permanent=True, reason="window")
    passing = code in _PASSING or error.get("is_transient") is True
    return ChannelError(named, permanent=not passing, reason=_REASONS.get(code, "refused"))
