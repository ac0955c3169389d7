"""Facebook Messenger, through a Page."""

from __future__ import annotations

from bot.channels.messenger.page import Page
from settings import settings


def connect() -> Page | None:
    """The Page of the settings; None where there is none, or no app: its echoes could not be told from staff's."""
    here = settings().messenger
    return Page(here) if here.page_id and here.app_id else None


def given() -> dict[str, bool]:
    """Which of its settings have a value."""
    here = settings().messenger
    return {
        "MESSENGER_PAGE_ID": bool(here.page_id),
        "MESSENGER_APP_ID": bool(here.app_id),
        "MESSENGER_APP_SECRET": bool(here.app_secret),
        "MESSENGER_PAGE_TOKEN": bool(here.page_token),
        "MESSENGER_VERIFY_TOKEN": bool(here.verify_token),
    }
