"""The website: the widget reads the conversation itself, so what is stored as sent has been sent."""

from __future__ import annotations

from bot.channels.base import Author, Part, Recipient, Taken
from store.messages import Message


class WebTransport:
    """Nothing to do: the stored event rings the widget's stream."""

    local = True

    def parts(self, message: Message) -> list[Part]:
        """The widget shows every message whole."""
        return [Part(message.id, 0, message.text)]

    def send(self, part: Part, to: Recipient, author: Author) -> Taken:
        """The message is visible to the widget as soon as the transaction commits."""
        return Taken(None)


def connect() -> WebTransport:
    """The website is always there."""
    return WebTransport()
