"""What every channel gives and takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from store.messages import Message


@dataclass(frozen=True)
class Inbound:
    """One message from a customer, its sender already proved by the channel.

    `external_id`: the platform's id of the message, the same for every copy. `sender`: the platform's id of the person.
    kind choice is a tapped button: payload {"of": message id, "index": n} or {"ask": "person"}.
    """

    channel: str
    account: str
    external_id: str
    sender: str
    text: str
    kind: Literal["text", "choice"] = "text"
    payload: dict[str, Any] = field(default_factory=dict)
    language: str = "vi"


class ChannelError(Exception):
    """A platform would not take a message. `permanent`: trying again is of no use."""

    def __init__(self, message: str, permanent: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent


class Transport(Protocol):
    """How a channel's words reach its customers.

    `local`: sending is only making the message visible in our own database, and happens inside the transaction that
    looks who may speak. Otherwise `send` may take its time and raise ChannelError, or TimeoutError where nobody knows
    whether the platform took the message.
    """

    local: bool

    def send(self, message: Message, recipient: str) -> str | None:
        """Send and return the platform's id of the message."""
        ...
