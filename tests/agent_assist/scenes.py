"""What happens before an agent looks: customers who write, a bot that answers, a company with orders."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from actions.systems.sqlite import create
from bot import handoff
from settings import settings
from store import conversations, customers, messages, new_id, now, read, stretches, tags, write
from store.conversations import Conversation
from store.tags import Tag

MINUTE, DAY = 60_000, 86_400_000
TEAPOT = ("Bộ ấm trà gốm Bát Tràng", 1, 640_000, "men xanh")
DRESS = ("Váy linen dáng suông", 1, 590_000, "M")


@dataclass(frozen=True)
class Line:
    """Something that is said in a scene; `mood` −1…1 with its band, where the words give ground for it."""

    who: str
    text: str
    mood: float | None = None
    topics: tuple[str, ...] = ()
    intent: str | None = None
    span: tuple[int, int] | None = None


BANDS = ((-0.6, "very_negative"), (-0.2, "negative"), (0.2, "neutral"), (0.6, "positive"), (2.0, "very_positive"))


def band(mood: float) -> str:
    return next(name for edge, name in BANDS if mood <= edge)


def scene(
    *said: Line,
    name: str | None = None,
    ref: str | None = None,
    salutation: str | None = None,
    segment: str | None = None,
    phone: str | None = None,
    language: str = "vi",
    slots: dict[str, Any] | None = None,
    ago: int = 5,
    urgency: int = 0,
    complaint: bool = False,
) -> Conversation:
    """A conversation with the bot in which this was said, the last of it `ago` minutes ago."""
    at = now() - ago * MINUTE
    with write() as tx:
        visitor = new_id()
        door = customers.meet(tx, "web", "site", visitor, language)
        if ref and customers.by_ref(tx, ref):
            customers.recognise(tx, door.customer_id, ref, "token", "system")
            door = customers.meet(tx, "web", "site", visitor, language)
        customers.change(tx, door.customer_id, name=name, ref=ref, salutation=salutation, segment=segment, phone=phone)
        held = conversations.open_new(tx, door, language)
        stretches.begin(tx, held.id, "bot")
    for place, line in enumerate(said):
        with write() as tx:
            state = "handled" if line.who == "customer" else "sent"
            stored = messages.add(
                tx, conversations.locked(tx, held.id), author=line.who, text=line.text, state=state,
                language=language, at=at - (len(said) - 1 - place) * 1000,
            )  # fmt: skip
            if line.intent:
                messages.change(tx, stored.id, intent=line.intent)
            start, end = line.span or (None, None)
            found = [Tag("topic", topic, None, 0.9, "test") for topic in line.topics]
            if line.mood is not None:
                found.append(Tag("sentiment", band(line.mood), line.mood, 0.9, "test", start=start, end=end))
            if urgency and place == len(said) - 1:
                found.append(Tag("urgency", "", float(urgency), 1.0, "test"))
            if complaint:
                found.append(Tag("complaint", "", 1.0, 1.0, "test"))
            tags.add(tx, stored.id, held.id, stored.created_at, found)
            tags.refresh(tx, held.id)
    waits = said[-1].who == "customer" if said else False
    with write() as tx:
        intent = next((line.intent for line in reversed(said) if line.intent), None)
        conversations.change(tx, held.id, waiting_since=at if waits else None, slots=slots or {}, intent=intent)
    return known(held.id)


def known(conversation_id: str) -> Conversation:
    """The conversation as it is now."""
    with read() as tx:
        held = conversations.get(tx, conversation_id)
    assert held is not None
    return held


def queue(held: Conversation, reason: str = "requested") -> Conversation:
    """The bot calls a person."""
    with write() as tx:
        said = messages.of_conversation(tx, held.id)
        handoff.request(tx, conversations.locked(tx, held.id), reason, cause=said[-1].id)
    return known(held.id)


def company(
    *orders: tuple[str, str, int, list[tuple[str, int, int, str]], list[tuple[float, str, str]]], fee: int = 30_000
) -> None:
    """The company's system with Hà (KH1) and these orders: code, customer, days past the promise, items, history."""
    db, at = Database(settings().company_db), now()
    create(db)
    db.table("customer").insert(
        {"ref": "KH1", "name": "Trần Thu Hà", "salutation": "chị", "phone": "0903284471", "email": "",
         "city": "Thủ Đức", "segment": "vip", "since": at}
    )  # fmt: skip
    for code, customer, late, items, history in orders:
        total = sum(item[1] * item[2] for item in items) + fee
        steps = [(at - int(ago * DAY), status, place) for ago, status, place in history]
        db.table("orders").insert(
            {"code": code, "customer_ref": customer, "placed_at": steps[0][0], "promised_at": at - late * DAY,
             "status": steps[-1][1], "history": json.dumps(steps), "items": json.dumps(items),
             "shipping_fee": fee, "total": total, "cancel_reason": ""}
        )  # fmt: skip


LATE = ("DH10234", "KH1", 3, [TEAPOT], [(6.0, "placed", "nhasen.vn"), (2.0, "at_hub", "kho Bình Dương")])
DELIVERED = ("DH10200", "KH1", 0, [TEAPOT, DRESS], [(5.0, "placed", "nhasen.vn"), (1.0, "delivered", "Thủ Đức")])
PLACED = ("DH10240", "KH1", -2, [DRESS], [(0.2, "placed", "nhasen.vn")])
HA: dict[str, Any] = {
    "name": "Trần Thu Hà", "ref": "KH1", "salutation": "chị", "segment": "vip", "phone": "0903284471"
}  # fmt: skip
