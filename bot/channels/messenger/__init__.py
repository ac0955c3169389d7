"""Facebook Messenger, through a Page."""

from __future__ import annotations

from bot.channels.messenger.page import Page
from settings import settings


def connect() -> Page | None:
    """The Page of the settings; None where there is none."""
    here = settings().messenger
    return Page(here) if here.page_id else None
