"""The website: the widget reads the conversation itself, so what is stored as sent has been sent."""

from __future__ import annotations

from store.messages import Message


class WebTransport:
    """Nothing to do: the stored event rings the widget's stream."""

    local = True

    def send(self, message: Message, recipient: str) -> str | None:
        """The message is visible to the widget as soon as the transaction commits."""
        return None


TRANSPORT = WebTransport()
