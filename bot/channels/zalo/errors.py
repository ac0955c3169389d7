"""What Zalo's error codes mean: whether a second try may help, and what the agent is told."""

from __future__ import annotations

from bot.channels.base import ChannelError, Reason

EXPIRED = frozenset({-216, -220})  # the access token: to be renewed, then tried again
_REASONS: dict[int, Reason] = {
    -32: "rate",
    -204: "token",
    -205: "token",
    -211: "quota",
    -213: "blocked",
    -216: "token",
    -217: "blocked",
    -218: "quota",
    -220: "token",
    -221: "token",
    -223: "token",
    -224: "token",
    -227: "blocked",
    -230: "window",
    -232: "window",
    -233: "unsupported",
    -240: "token",
    -242: "token",
    -244: "blocked",
}
_PASSING = frozenset({-32}) | EXPIRED


class ZaloError(ChannelError):
    """Zalo refused; `code` is its number."""

    def __init__(self, code: int) -> None:
        super().__init__(f"zalo {code}", permanent=code not in _PASSING, reason=_REASONS.get(code, "refused"))
        self.code = code
