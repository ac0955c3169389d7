"""The whole house with a simulated platform at its door: webhooks, a database, a Rasa that says what we want."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import gevent
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from agent_assist import create_app
from bot import channels, intake, reports, worker
from settings import settings
from store import conversations, engine, ids, messages, read, sessions, users, write
from store.conversations import Conversation
from store.messages import Message
from store.schema import metadata
from tests.bot.conftest import Clock, RasaSays, agent
from tests.simulators import messenger, zalo
from tests.simulators.messenger import MessengerPlatform
from tests.simulators.server import Person, Platform
from tests.simulators.zalo import ZaloPlatform


@dataclass
class House:
    """Our side. `down`: web answers 503, as while it is deployed; `idle`: it is killed after it took what came."""

    client: FlaskClient
    channel: str
    account: str
    down: bool = False
    idle: bool = False

    def webhook(self, body: bytes, headers: dict[str, str]) -> int:
        """A webhook call and, unless idle, the work that it brings; its status."""
        if self.down:
            return 503
        answer = self.client.post(f"/webhooks/{self.channel}", data=body, headers=headers)
        if not self.idle:
            gevent.wait(timeout=30)
        return answer.status_code

    def worker_sweeps(self) -> None:
        """One round of the worker, its jobs one after the other."""
        worker.sweep(lambda job, name: job(name))

    def talk(self, person: str) -> Conversation:
        """The conversation with a person."""
        with read() as tx:
            found = conversations.current(tx, self.channel, self.account, person)
        assert found
        return found

    def history(self, person: str) -> list[Message]:
        """Every message of the conversation with a person."""
        with read() as tx:
            return messages.of_conversation(tx, self.talk(person).id)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Time that stands still until the test moves it, for us and for the platform."""
    made = Clock()
    monkeypatch.setattr(ids, "clock", made)
    return made


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every test has a data folder and a database of its own."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("PUBLIC_URL", "https://chat.example.vn")
    settings.cache_clear()
    engine.engine.cache_clear()
    channels.transport.cache_clear()
    metadata.create_all(engine.engine())
    yield
    engine.engine().dispose()
    engine.engine.cache_clear()
    channels.transport.cache_clear()
    settings.cache_clear()


@pytest.fixture
def rasa(monkeypatch: pytest.MonkeyPatch) -> RasaSays:
    """A Rasa that answers, until told otherwise."""
    made = RasaSays()
    client = made.client()
    monkeypatch.setattr(intake, "client", lambda: client)
    monkeypatch.setattr(reports, "client", lambda: client)
    return made


Simulated = TypeVar("Simulated", bound=Platform)
Connect = Callable[[Platform, str, str], House]


@pytest.fixture
def connect(database: None) -> Connect:
    """Put a platform before our door."""

    def connected(platform: Platform, channel: str, account: str) -> House:
        settings.cache_clear()
        channels.transport.cache_clear()
        made = House(create_app({"TESTING": True}).test_client(), channel, account)
        platform.post = made.webhook
        return made

    return connected


def _listening(made: Simulated, given: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Simulated]:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    yield made
    made.close()


@pytest.fixture
def oa(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[ZaloPlatform]:
    """Zalo, with our Official Account on it."""
    made = ZaloPlatform(clock=clock)
    given = {
        "ZALO_APP_ID": zalo.APP_ID,
        "ZALO_APP_SECRET": zalo.APP_SECRET,
        "ZALO_OA_ID": zalo.OA_ID,
        "ZALO_OA_SECRET": zalo.OA_SECRET,
        "ZALO_REFRESH_TOKEN": zalo.FIRST_REFRESH,
        "ZALO_API_URL": made.url,
        "ZALO_OAUTH_URL": made.url,
        "PRIVATE_SOURCES": made.url.removeprefix("http://"),
    }
    yield from _listening(made, given, monkeypatch)


@pytest.fixture
def ha(oa: ZaloPlatform) -> Person:
    """A customer on Zalo."""
    return oa.person(1, "Trần Thu Hà")


@pytest.fixture
def house(oa: ZaloPlatform, connect: Connect, rasa: RasaSays) -> House:
    """Our side, with Zalo before the door."""
    return connect(oa, "zalo", zalo.OA_ID)


@pytest.fixture
def page(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[MessengerPlatform]:
    """Messenger, with our Page on it."""
    made = MessengerPlatform(clock=clock)
    given = {
        "MESSENGER_PAGE_ID": messenger.PAGE_ID,
        "MESSENGER_APP_ID": messenger.APP_ID,
        "MESSENGER_APP_SECRET": messenger.APP_SECRET,
        "MESSENGER_PAGE_TOKEN": messenger.PAGE_TOKEN,
        "MESSENGER_VERIFY_TOKEN": messenger.VERIFY_TOKEN,
        "MESSENGER_API_URL": f"{made.url}/v24.0",
    }
    yield from _listening(made, given, monkeypatch)


@pytest.fixture
def page_house(page: MessengerPlatform, connect: Connect, rasa: RasaSays) -> House:
    """Our side, with Messenger before the door."""
    return connect(page, "messenger", messenger.PAGE_ID)


@pytest.fixture
def minh() -> str:
    """An agent's id."""
    return agent("Thành Minh", "minh@example.vn")


class Panel:
    """Minh's browser."""

    def __init__(self, client: FlaskClient) -> None:
        self._client = client

    def get(self, path: str, **headers: str) -> TestResponse:
        """A page or a part of one."""
        return self._client.get(path, headers=headers)

    def thread(self, conversation_id: str) -> str:
        """The thread of a conversation."""
        answer = self._client.get(f"/panel/{conversation_id}", headers={"X-Fragment": "thread"})
        assert answer.status_code == 200
        return answer.text


@pytest.fixture
def panel(minh: str, rasa: RasaSays) -> Panel:
    """Minh, signed in."""
    with write() as tx:
        user = users.get(tx, minh)
        assert user
        cookie = sessions.open_new(tx, user, 24 * 365)
    client = create_app({"TESTING": True}).test_client()
    client.set_cookie("session", cookie)
    return Panel(client)
