"""Zalo Official Account, OA API v3."""

from __future__ import annotations

from bot.channels.zalo.account import Zalo
from settings import settings


def connect() -> Zalo | None:
    """The Official Account of the settings; None where there is none."""
    here = settings().zalo
    return Zalo(here) if here.oa_id else None
