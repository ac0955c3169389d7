"""A small company of our own: Hà and Tùng, their orders, and a way to let an action take its turn."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlite_utils import Database

from actions.systems.sqlite import SqliteCompany, create
from settings import settings
from store import engine, now
from store.schema import metadata

HOUR, DAY = 3_600_000, 86_400_000
DOMAIN = yaml.safe_load((Path(__file__).parents[2] / "domain.yml").read_text("utf-8"))
ENTITIES = {next(iter(entity)) for entity in DOMAIN["entities"]}
TEAPOT = ("Bộ ấm trà gốm Bát Tràng", 1, 640_000, "men xanh")
DRESS = ("Váy linen dáng suông", 1, 590_000, "M")
# code → customer, days since it was promised, items, and (days ago, status, place)
ORDERS: dict[str, tuple[str, int, list[Any], list[tuple[float, str, str]]]] = {
    "DH10234": (
        "KH1",
        3,
        [TEAPOT],
        [(6, "placed", "nhasen.vn"), (5, "shipped", "kho Hà Nội"), (2, "at_hub", "kho Bình Dương")],
    ),
    "DH10240": ("KH1", -2, [DRESS], [(0.2, "placed", "nhasen.vn")]),
    "DH10200": ("KH1", 2, [TEAPOT, DRESS], [(5, "placed", "nhasen.vn"), (2, "delivered", "TP. Hồ Chí Minh")]),
    "DH10201": ("KH1", 2, [DRESS], [(5, "placed", "nhasen.vn"), (2, "delivered", "TP. Hồ Chí Minh")]),
    "DH10100": ("KH1", 9, [TEAPOT], [(12, "placed", "nhasen.vn"), (9, "delivered", "TP. Hồ Chí Minh")]),
    "DH10230": ("KH1", -1, [DRESS], [(1, "placed", "nhasen.vn"), (0.9, "cancelled", "nhasen.vn")]),
    "DH10235": ("KH2", -1, [DRESS], [(1, "placed", "nhasen.vn"), (0.5, "shipped", "kho Hà Nội")]),
    "DH10241": ("KH2", 8, [DRESS], [(11, "placed", "nhasen.vn"), (10, "packed", "kho Hà Nội")]),
}


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Both databases of this test: ours and the company's."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    settings.cache_clear()
    engine.engine.cache_clear()
    metadata.create_all(engine.engine())
    _found(tmp_path / "company.db")
    yield
    engine.engine().dispose()
    engine.engine.cache_clear()
    settings.cache_clear()


@pytest.fixture
def company(place: None) -> SqliteCompany:
    """The company's system."""
    return SqliteCompany(settings().company_db, settings().time_zone)


def _found(path: Path) -> None:
    db, at = Database(path), now()
    create(db)
    shared = {"email": "", "city": "TP. Hồ Chí Minh", "segment": "vip", "since": at}
    db.table("customer").insert_all(
        [
            {"ref": "KH1", "name": "Trần Thu Hà", "salutation": "chị", "phone": "0903284471", **shared},
            {"ref": "KH2", "name": "Lê Thanh Tùng", "salutation": "anh", "phone": "0987002206", **shared},
        ]
    )
    for code, (customer, late, items, history) in ORDERS.items():
        db.table("orders").insert(
            {
                "code": code,
                "customer_ref": customer,
                "placed_at": at - int(history[0][0] * DAY),
                "promised_at": at - late * DAY,
                "status": history[-1][1],
                "history": json.dumps([(at - int(ago * DAY), status, where) for ago, status, where in history]),
                "items": json.dumps(items),
                "shipping_fee": 0,
                "total": sum(item[2] for item in items),
            }
        )
    shop = {"phone": "1900 0188", "hours": "9:00–21:00"}
    db.table("store").insert_all(
        [
            {"id": "hang-bong", "name": "Nhà Sen Hàng Bông", "address": "48 Hàng Bông", "city": "Hà Nội", **shop},
            {"id": "pasteur", "name": "Nhà Sen Pasteur", "address": "125 Pasteur", "city": "TP. Hồ Chí Minh", **shop},
        ]
    )
    db.close()


@dataclass
class Talk:
    """A conversation as Rasa tells an action of it: the slots live on from turn to turn."""

    slots: dict[str, Any] = field(default_factory=lambda: {"language": "vi", "attempts": 0})
    events: list[dict[str, Any]] = field(default_factory=list)
    replies: list[dict[str, Any]] = field(default_factory=list)
    sender: str = "talk"

    def turn(self, action: Action, text: str = "", intent: str = "inform", **said: Any) -> list[dict[str, Any]]:
        """Let the action answer a message; `said` are the entities and slots in it. Returns its events."""
        entities = [{"entity": name, "value": value} for name, value in said.items() if name in ENTITIES]
        if "phone" in said:
            said["last4"] = said["phone"]
        said = {name: value for name, value in said.items() if name in DOMAIN["slots"]}
        message = {"text": text, "intent": {"name": intent, "confidence": 1.0}, "entities": entities}
        self.events.append({"event": "user", "text": text, "parse_data": message})
        self.events.append({"event": "action", "name": "form"})
        return self._run(action, message, said)

    def resume(self, action: Action, *slots: str) -> list[dict[str, Any]]:
        """Let the action run on slots that were filled earlier, as when a form begins."""
        self.events.append({"event": "action", "name": "form"})
        message = {"text": "", "intent": {"name": "inform", "confidence": 1.0}, "entities": []}
        return self._run(action, message, {name: self.slots[name] for name in slots})

    def _run(self, action: Action, message: dict[str, Any], said: dict[str, Any]) -> list[dict[str, Any]]:
        self.slots |= said
        self.events += [{"event": "slot", "name": name, "value": value} for name, value in said.items()]
        tracker = Tracker(
            self.sender, dict(self.slots), message, [dict(event) for event in self.events], False, None, {}, None
        )
        dispatcher = CollectingDispatcher()
        # in a thread of its own: in this one playwright's event loop runs from the first test of the browser on
        with ThreadPoolExecutor(1) as pool:
            turn = pool.submit(asyncio.run, action.run(dispatcher, tracker, DOMAIN))
        events: list[dict[str, Any]] = turn.result()
        self.replies = dispatcher.messages
        for event in events:
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
        self.events += events
        return events

    @property
    def text(self) -> str:
        """What the bot said last, all bubbles."""
        return "\n".join(reply["text"] or "" for reply in self.replies)

    @property
    def custom(self) -> dict[str, Any]:
        """What the bot handed to the gateway last."""
        return {key: value for reply in self.replies for key, value in reply["custom"].items()}

    @property
    def choices(self) -> list[str]:
        """The payloads of the buttons."""
        return [button["payload"] for reply in self.replies for button in reply["buttons"]]


@pytest.fixture
def talk() -> Talk:
    """A talk that begins."""
    return Talk()
