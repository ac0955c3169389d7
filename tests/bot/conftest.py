"""A database of its own for each test, two agents, a customer, and a Rasa that says what the test wants."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Literal

import httpx
import pytest

from bot import handoff, intake
from bot.channels.base import Inbound
from bot.rasa_client import RasaClient
from settings import settings
from store import conversations, engine, ids, messages, read, users, write
from store.conversations import Conversation
from store.messages import Message
from store.schema import metadata

_numbers = count()
Mode = Literal["answer", "handoff", "lost", "empty", "failed", "down", "slow", "settled"]


class Clock:
    """The time that the store sees; goes on only when told."""

    def __init__(self) -> None:
        self.at = 1_800_000_000_000_000_000

    def __call__(self) -> int:
        self.at += 1_000_000
        return self.at

    def forward(self, seconds: float) -> None:
        """Let time pass."""
        self.at += int(seconds * 1e9)


@dataclass
class RasaSays:
    """Rasa's HTTP as our client sees it. `mode` is what it does with the next call."""

    mode: Mode = "answer"
    asked: list[str] = field(default_factory=list)
    told: list[Any] = field(default_factory=list)
    forgot: list[str] = field(default_factory=list)

    def client(self) -> RasaClient:
        """A client that talks to this Rasa."""
        return RasaClient(httpx.Client(transport=httpx.MockTransport(self._serve), base_url="http://rasa"))

    def _serve(self, request: httpx.Request) -> httpx.Response:
        if self.mode == "down":
            raise httpx.ConnectError("refused")
        if self.mode == "slow":
            raise httpx.ReadTimeout("late")
        body = json.loads(request.content)
        if request.url.path.endswith("/tracker/events"):
            self.told.append(body)
            return httpx.Response(200, json={})
        if request.url.path.endswith("/forget"):
            self.forgot.append(body["conversation"])
            return httpx.Response(200, json={})
        self.asked.append(body["text"])
        if self.mode in {"empty", "failed"}:
            return httpx.Response(200, json={"replies": [], "failed": self.mode == "failed"})
        replies: list[dict[str, Any]] = [{"text": f"Đáp {len(self.asked)}: {body['text']}"}]
        if self.mode == "handoff":
            replies.append({"custom": {"handoff": {"reason": "requested"}}})
        if self.mode == "settled":
            replies.append({"custom": {"done": True}})
        return httpx.Response(
            200,
            json={
                "replies": replies,
                "intent": {"name": "ask_hours", "confidence": 0.9},
                "entities": [],
                "slots": {},
                "failed": False,
                "understood": self.mode != "lost",
            },
        )


@dataclass
class Customer:
    """Somebody on the website. `conversation` is the one they are in."""

    sender: str

    def writes(self, text: str, external_id: str | None = None) -> intake.Received:
        """Send a message; with the id of an earlier one it is a copy."""
        return intake.receive(
            Inbound("web", "main", external_id or f"{self.sender}-{next(_numbers)}", self.sender, text)
        )

    def asks_for_a_person(self) -> intake.Received:
        """Tap the button."""
        tap = Inbound(
            "web", "main", f"{self.sender}-{next(_numbers)}", self.sender, "Gặp người thật", "choice", {"ask": "person"}
        )
        return intake.receive(tap)

    @property
    def conversation(self) -> Conversation:
        """The newest conversation."""
        with read() as tx:
            found = conversations.current(tx, "web", "main", self.sender)
        assert found
        return found

    def sees(self) -> list[Message]:
        """What the widget shows of the newest conversation."""
        with read() as tx:
            said = messages.of_conversation(tx, self.conversation.id)
        return [
            one for one in said if one.kind != "note" and (one.author == "customer" or one.state in {"sent", "seen"})
        ]

    def reads(self, author: str) -> list[str]:
        """The texts that the customer sees of one author."""
        return [one.text for one in self.sees() if one.author == author and one.kind == "text"]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Time that stands still until the test moves it, at 15:00 in Vietnam."""
    made = Clock()
    monkeypatch.setattr(ids, "clock", made)
    return made


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every test has a data folder and a database of its own."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    settings.cache_clear()
    engine.engine.cache_clear()
    metadata.create_all(engine.engine())
    yield
    engine.engine().dispose()
    engine.engine.cache_clear()
    settings.cache_clear()


@pytest.fixture
def minh() -> str:
    """An agent's id."""
    return agent("Thành Minh", "minh@example.vn")


@pytest.fixture
def lan() -> str:
    """Another agent's id."""
    return agent("Ngọc Lan", "lan@example.vn")


def agent(name: str, email: str) -> str:
    """Somebody who answers customers; their id."""
    with write() as tx:
        return users.create(tx, email=email, name=name, role="agent", password="mat-khau-dai").id


@pytest.fixture
def ha() -> Customer:
    """A customer."""
    return Customer("ha")


@pytest.fixture
def rasa() -> RasaSays:
    """A Rasa that answers, until told otherwise."""
    return RasaSays()


@pytest.fixture
def with_minh(ha: Customer, minh: str) -> str:
    """A conversation of Hà's that Minh holds; its id."""
    ha.asks_for_a_person()
    intake.process(ha.conversation.id, RasaSays().client())
    handoff.claim(ha.conversation.id, minh)
    return ha.conversation.id
