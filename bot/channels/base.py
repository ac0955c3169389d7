"""What every channel gives and takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from store.messages import Message

Author = Literal["bot", "agent", "system"]


@dataclass(frozen=True)
class Inbound:
    """One message from a customer, its sender already proved by the channel.

    `external_id`: the platform's id of the message, the same for every copy. `sender`: the platform's id of the person.
    kind choice is a tapped button: payload {"of": message id, "index": n} or {"ask": "person"}. `attachments` as
    `Attachment` has them; `reply_to`: the platform's id of the message that this one answers.
    """

    channel: str
    account: str
    external_id: str
    sender: str
    text: str
    kind: Literal["text", "choice"] = "text"
    payload: dict[str, Any] = field(default_factory=dict)
    language: str = "vi"
    attachments: tuple[Attachment, ...] = ()
    reply_to: str | None = None


@dataclass(frozen=True)
class Attachment:
    """What came with a message, or was the message. `url` is the platform's, good for a while."""

    type: Literal["image", "audio", "video", "file", "sticker", "location", "link", "contact"]
    url: str | None = None
    name: str | None = None
    size: int | None = None
    latitude: float | None = None
    longitude: float | None = None


# the types that are files of their own, to be fetched
FETCHED = frozenset({"image", "audio", "video", "file", "sticker"})

# What a platform may report of a person


@dataclass(frozen=True)
class Wrote:
    """The person wrote.

    `tap`: (number of the message, number of its button) where they tapped one of ours. `standby`: another program has
    the thread, and this is not for us to answer.
    """

    external_id: str
    text: str
    attachments: tuple[Attachment, ...] = ()
    reply_to: str | None = None
    tap: tuple[int, int] | None = None
    standby: bool = False


@dataclass(frozen=True)
class Echoed:
    """The account itself wrote to the person.

    `outside`: a member of staff did, in the platform's own inbox. `ours`: our message's id and the number of the part,
    where the echo names them.
    """

    external_id: str
    text: str
    attachments: tuple[Attachment, ...] = ()
    outside: bool = False
    ours: tuple[str, int] | None = None


@dataclass(frozen=True)
class Arrived:
    """What we sent was delivered to the person, or seen: these messages, or all that left up to `until` (epoch ms)."""

    state: Literal["delivered", "seen"]
    external_ids: tuple[str, ...] = ()
    until: int | None = None


@dataclass(frozen=True)
class Reacted:
    """The person put a sign under a message, or took it away (None)."""

    external_id: str
    sign: str | None


@dataclass(frozen=True)
class GaveContact:
    """The person handed over their details."""

    name: str | None
    phone: str | None
    city: str | None
    address: str | None = None


@dataclass(frozen=True)
class Followed:
    """The person follows the account, or no longer does."""

    follows: bool


@dataclass(frozen=True)
class Withdrew:
    """The person takes their consent back: their data must go."""


@dataclass(frozen=True)
class Passed:
    """The thread with the person went to us, or to another program or the platform's own inbox."""

    to_us: bool


@dataclass(frozen=True)
class Noticed:
    """Something that asks nothing of us. `acted`: the person did it, which opens the platform's window."""

    acted: bool = False


@dataclass(frozen=True)
class Unknown:
    """Something that we have no word for: kept as it came."""


News = Wrote | Echoed | Arrived | Reacted | GaveContact | Followed | Withdrew | Passed | Noticed | Unknown
KINDS: dict[type[News], str] = {
    Wrote: "message",
    Echoed: "echo",
    Arrived: "receipt",
    Reacted: "reaction",
    GaveContact: "contact",
    Followed: "follow",
    Withdrew: "withdrawal",
    Passed: "control",
    Noticed: "notice",
    Unknown: "unknown",
}


@dataclass(frozen=True)
class Report:
    """One thing that a platform reports. `raw`: as it came, so that `Platform.read` makes the same report of it.

    `key` is the same for every copy; `person` None where it is about nobody; `at` in epoch ms by the platform's clock.
    """

    key: str
    name: str
    person: str | None
    at: int
    news: News
    raw: str

    @property
    def kind(self) -> str:
        """Our word for it."""
        return KINDS[type(self.news)]


class Turned(Exception):
    """A webhook call that is not let in. `why`: unsigned, forged, stale or malformed."""

    def __init__(self, why: Literal["unsigned", "forged", "stale", "malformed"]) -> None:
        super().__init__(why)
        self.why = why


Reason = Literal["window", "quota", "blocked", "token", "rate", "refused", "unreachable", "unsupported"]


class ChannelError(Exception):
    """A platform would not take a message. `permanent`: trying again is of no use; `reason`: what to tell the agent."""

    def __init__(self, message: str, permanent: bool = False, reason: Reason = "refused") -> None:
        super().__init__(message)
        self.permanent = permanent
        self.reason = reason


@dataclass(frozen=True)
class Part:
    """A piece of a message that goes out in one call. `buttons` are (title, what a tap sends back)."""

    message_id: str
    number: int
    text: str
    buttons: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Recipient:
    """Whom a message goes to: the platform's id, and when they last did something there (epoch ms)."""

    id: str
    interacted_at: int | None


@dataclass(frozen=True)
class Window:
    """Until when a platform lets us write to a person (epoch ms): the bot, and people. None: it does not say."""

    bot: int | None
    people: int | None


@dataclass(frozen=True)
class Taken:
    """A platform took a part. `quota`: what it says may still be sent to the person, {type, remain, total}."""

    external_id: str | None
    quota: dict[str, Any] | None = None


@dataclass(frozen=True)
class Profile:
    """What a platform says of a person."""

    name: str | None
    picture: str | None


class Transport(Protocol):
    """How a channel's words reach its customers.

    `local`: sending is only making the message visible in our own database, and happens inside the transaction that
    looks who may speak. Otherwise `send` may take its time and raise ChannelError, or TimeoutError where nobody knows
    whether the platform took the part.
    """

    local: bool

    def parts(self, message: Message) -> list[Part]:
        """The calls that a message makes, at least one; the same for the same message."""
        ...

    def send(self, part: Part, to: Recipient, author: Author) -> Taken:
        """Send one part."""
        ...


class Platform(Transport, Protocol):
    """A channel on somebody else's platform, which reports to us by webhook."""

    channel: str
    account: str
    # when a webhook call that found our door shut has been tried again, in seconds after the first try
    echo_tries_s: tuple[int, ...]

    def admit(self, body: bytes, headers: Mapping[str, str]) -> list[Report]:
        """All that a webhook call reports, if it is from the platform; `headers` by lower-case name. Raises Turned."""
        ...

    def greet(self, query: Mapping[str, str]) -> str | None:
        """The answer to a platform that asks whether this is its webhook; None where the question is not right."""
        ...

    def read(self, raw: str) -> Report:
        """One stored report."""
        ...

    def window(self, interacted_at: int | None) -> Window:
        """Until when we may write to somebody who last did something at `interacted_at` (epoch ms)."""
        ...

    def profile(self, person: str) -> Profile:
        """Who the person is. Raises ChannelError or TimeoutError."""
        ...

    def probe(self, person: str | None) -> None:
        """Ask the platform something harmless, about a person if one is known. Raises ChannelError or TimeoutError."""
        ...

    def keep(self) -> None:
        """What has to be done from time to time, such as renewing keys."""
        ...
