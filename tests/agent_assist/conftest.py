"""A fresh database for each test, the cast, and a browser that signs in as one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from agent_assist import create_app
from settings import settings
from store import engine, sessions, users, write
from store.schema import metadata

PASSWORD = "sen-no-ngoai-ho"


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every test has a data folder and a database of its own."""
    for name, value in {
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'test.db'}",
        "COMPANY_DB": str(tmp_path / "company.db"),
        "SECRET_KEY": "secret-of-the-tests",
        "RASA_TOKEN": "token-of-the-tests",
        "RASA_URL": "http://127.0.0.1:9",
        "HOURS_OPEN": "0",
        "HOURS_CLOSE": "24",
    }.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    engine.engine.cache_clear()
    metadata.create_all(engine.engine())
    yield
    engine.engine().dispose()
    engine.engine.cache_clear()
    settings.cache_clear()


@dataclass(frozen=True)
class Cast:
    """Minh and Lan answer customers, Tuấn leads them, Vy reads what customers say."""

    minh: users.User
    lan: users.User
    tuan: users.User
    vy: users.User


@pytest.fixture
def cast() -> Cast:
    people: dict[str, tuple[str, users.Role]] = {
        "minh": ("Thành Minh", "agent"),
        "lan": ("Ngọc Lan", "agent"),
        "tuan": ("Anh Tuấn", "lead"),
        "vy": ("Tường Vy", "cx"),
    }
    with write() as tx:
        made = {
            key: users.create(tx, email=f"{key}@nhasen.vn", name=name, role=role, password=PASSWORD)
            for key, (name, role) in people.items()
        }
    return Cast(**made)


@pytest.fixture
def app() -> Flask:
    return create_app({"TESTING": True})


class Desk:
    """A signed-in person's browser: what changes something carries their token. Answers are werkzeug's TestResponse."""

    def __init__(self, client: FlaskClient, csrf: str) -> None:
        self.client, self.csrf = client, csrf

    def get(self, path: str, **options: Any) -> Any:
        return self.client.get(path, **options)

    def post(self, path: str, json: dict[str, Any] | None = None) -> Any:
        return self.client.post(path, json=json or {}, headers={"X-CSRF-Token": self.csrf})


SignIn = Callable[[users.User], Desk]


@pytest.fixture
def sign_in(app: Flask) -> SignIn:
    """`sign_in(cast.minh)`: Minh's browser."""

    def as_user(user: users.User) -> Desk:
        with write() as tx:
            cookie = sessions.open_new(tx, user, 1)
            session = sessions.of_cookie(tx, cookie)
        assert session is not None
        client = app.test_client()
        client.set_cookie("session", cookie)
        return Desk(client, session.csrf)

    return as_user
