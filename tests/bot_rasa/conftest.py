"""A real Rasa with the trained model and a real action server, each in a process of its own on a free port."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlite_utils import Database

from actions.systems.sqlite import create

ROOT = Path(__file__).parents[2]
TOKEN = "a token for the tests"
READY_S = 120
DAY = 86_400_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs Rasa."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("rasa")


@dataclass
class Talk:
    """One conversation with the bot over the gateway's channel."""

    http: httpx.Client
    language: str = "vi"
    id: str = field(default_factory=lambda: uuid.uuid4().hex)

    def say(self, text: str, *, trusted: bool = False) -> dict[str, Any]:
        """The bot's answer to a message."""
        answer = self.ask(text=text, trusted=trusted, metadata={"language": self.language})
        answer.raise_for_status()
        turn: dict[str, Any] = answer.json()
        return turn

    def ask(self, **body: Any) -> httpx.Response:
        """What the channel answers to a body as it is."""
        return self.http.post("/webhooks/gateway/turn", json={"conversation": self.id} | body)

    def events(self, *events: dict[str, Any]) -> None:
        """Tell Rasa what happened elsewhere."""
        self.http.post(f"/conversations/{self.id}/tracker/events", json=list(events)).raise_for_status()

    def remembered(self) -> list[str]:
        """The customer's messages in Rasa's tracker."""
        tracker = self.http.get(f"/conversations/{self.id}/tracker").raise_for_status().json()
        return [event["text"] for event in tracker["events"] if event["event"] == "user"]


def words(turn: dict[str, Any]) -> str:
    """All that the bot said in a turn."""
    return "\n".join(reply["text"] or "" for reply in turn["replies"])


def customs(turn: dict[str, Any]) -> dict[str, Any]:
    """All that the bot handed to the gateway in a turn."""
    return {key: value for reply in turn["replies"] for key, value in (reply["custom"] or {}).items()}


@dataclass(frozen=True)
class Rasa:
    """A running Rasa."""

    url: str

    def talk(self, language: str = "vi") -> Talk:
        """A new conversation."""
        headers = {"Authorization": f"Bearer {TOKEN}"}
        http = httpx.Client(base_url=self.url, headers=headers, params={"token": TOKEN}, timeout=30, trust_env=False)
        return Talk(http, language)


@pytest.fixture(scope="session")
def rasa(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rasa]:
    """Rasa and the actions of a small company.

    Its orders belong to a phone that ends in 4471: DH10234 is on its way, DH10240 was placed yesterday.
    """
    data = tmp_path_factory.mktemp("company")
    _found(data / "company.db")
    actions, port = free_port(), free_port()
    environment = os.environ | {"DATA_DIR": str(data), "ACTIONS_PORT": str(actions), "PYTHONPATH": str(ROOT)}
    subprocess.run([ROOT / ".venv/bin/python", "-m", "store.migrate"], cwd=ROOT, env=environment, check=True)
    serving = [ROOT / ".venv/bin/python", "-m", "actions"]
    with (
        _process(serving, environment, data / "actions.log", f"http://127.0.0.1:{actions}/health"),
        _rasa(data, port, f"http://127.0.0.1:{actions}/webhook"),
    ):
        yield Rasa(f"http://127.0.0.1:{port}")


@pytest.fixture(scope="session")
def lonely_rasa(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rasa]:
    """Rasa with no action server behind it."""
    port = free_port()
    with _rasa(tmp_path_factory.mktemp("lonely"), port, f"http://127.0.0.1:{free_port()}/webhook"):
        yield Rasa(f"http://127.0.0.1:{port}")


def free_port() -> int:
    """A port of the loopback that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def _rasa(data: Path, port: int, actions_url: str) -> Iterator[None]:
    trained = subprocess.run([ROOT / "deploy/model.sh"], cwd=ROOT, capture_output=True, text=True, check=True)
    model = os.environ.get("RASA_MODEL") or trained.stdout.strip()
    serving = [ROOT / ".venv-rasa/bin/rasa", "run", "--model", model, "--interface", "127.0.0.1", "--port", str(port)]
    serving += ["--enable-api", "--auth-token", TOKEN]
    environment = os.environ | {
        "RASA_TOKEN": TOKEN,
        "ACTIONS_URL": actions_url,
        "RASA_TRACKER_DB": str(data / "rasa.db"),
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "2",
        "OMP_NUM_THREADS": "1",
        "PYTHONPATH": str(ROOT),
    }
    with _process(serving, environment, data / "rasa.log", f"http://127.0.0.1:{port}/version"):
        yield


@contextmanager
def _process(command: list[Any], environment: dict[str, str], log: Path, health: str) -> Iterator[None]:
    with log.open("w") as out:
        running = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        _wait(running, health, log)
        yield
    finally:
        os.killpg(running.pid, signal.SIGTERM)
        running.wait(30)


def _wait(running: subprocess.Popen[bytes], health: str, log: Path) -> None:
    last = time.monotonic() + READY_S
    while time.monotonic() < last:
        try:
            if httpx.get(health, timeout=2, trust_env=False).is_success:
                return
        except httpx.HTTPError:
            pass
        try:
            running.wait(0.3)
        except subprocess.TimeoutExpired:
            continue
        break
    pytest.fail(f"not ready: {health}\n{log.read_text()[-3000:]}")


def _found(path: Path) -> None:
    db, now = Database(path), int(time.time() * 1000)
    create(db)
    db.table("customer").insert(
        {
            "ref": "KH1",
            "name": "Trần Thu Hà",
            "salutation": "chị",
            "phone": "0903284471",
            "email": "",
            "city": "TP. Hồ Chí Minh",
            "segment": "vip",
            "since": now,
        }
    )
    on_its_way = [(now - 6 * DAY, "placed", "nhasen.vn"), (now - 2 * DAY, "at_hub", "kho Bình Dương")]
    for code, promised, history in (
        ("DH10234", now - 3 * DAY, on_its_way),
        ("DH10240", now + 2 * DAY, [(now - DAY, "placed", "nhasen.vn")]),
    ):
        db.table("orders").insert(
            {
                "code": code,
                "customer_ref": "KH1",
                "placed_at": history[0][0],
                "promised_at": promised,
                "status": history[-1][1],
                "history": json.dumps(history),
                "items": json.dumps([("Bộ ấm trà gốm Bát Tràng", 1, 640_000, "men xanh")]),
                "shipping_fee": 0,
                "total": 640_000,
            }
        )
    vase = {"sku": "BH1", "name": "Bình hoa gốm dáng cao", "category": "gốm sứ", "price": 320_000, "variants": "[]"}
    db.table("product").insert(vase)
    db.table("store").insert(
        {
            "id": "pasteur",
            "name": "Nhà Sen Pasteur",
            "address": "125 Pasteur",
            "city": "TP. Hồ Chí Minh",
            "phone": "1900 0188",
            "hours": "9:00–21:00",
        }
    )
    db.close()
