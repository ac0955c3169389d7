"""The doors, each a folder of its own, imported when first used."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from bot.channels.base import Platform, Transport

_FOLDERS = {"web": "bot.channels.web", "zalo": "bot.channels.zalo", "messenger": "bot.channels.messenger"}
PLATFORMS = ("zalo", "messenger")


@cache
def transport(channel: str) -> Transport | None:
    """The transport of a channel; None for one that is not connected here, such as that of imported conversations."""
    if channel not in _FOLDERS:
        return None
    made: Transport | None = import_module(_FOLDERS[channel]).connect()
    return made


def platform(channel: str) -> Platform | None:
    """The platform of a channel that reports by webhook; None where it is not connected or is no such channel."""
    found: Platform | None = transport(channel) if channel in PLATFORMS else None  # type: ignore[assignment]
    return found


def given(channel: str) -> dict[str, bool]:
    """Which settings of a platform have a value, by name."""
    found: dict[str, bool] = import_module(_FOLDERS[channel]).given()
    return found


def connected() -> list[Platform]:
    """Every platform that is connected here."""
    return [found for name in PLATFORMS if (found := platform(name))]
