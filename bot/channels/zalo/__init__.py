"""Zalo Official Account, OA API v3."""

from __future__ import annotations

from bot.channels.zalo.account import Zalo
from settings import settings


def connect() -> Zalo | None:
    """The Official Account of the settings; None where there is none."""
    here = settings().zalo
    return Zalo(here) if here.oa_id else None


def given() -> dict[str, bool]:
    """Which of its settings have a value."""
    here = settings().zalo
    return {
        "ZALO_OA_ID": bool(here.oa_id),
        "ZALO_APP_ID": bool(here.app_id),
        "ZALO_APP_SECRET": bool(here.app_secret),
        "ZALO_OA_SECRET": bool(here.oa_secret),
        "ZALO_REFRESH_TOKEN": bool(here.refresh_token),
    }
