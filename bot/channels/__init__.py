"""The doors, each a folder of its own, imported when first used."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from bot.channels.base import Transport

_FOLDERS = {"web": "bot.channels.web"}


@cache
def transport(channel: str) -> Transport | None:
    """The transport of a channel; None for one that is not connected here, such as that of imported conversations."""
    if channel not in _FOLDERS:
        return None
    made: Transport = import_module(_FOLDERS[channel]).TRANSPORT
    return made
