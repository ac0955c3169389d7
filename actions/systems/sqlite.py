"""The embedded company system: orders, shops and returns in one SQLite file of their own.

A connection lives for one call: the file may be replaced under a running process when the demo is loaded again.
"""

from __future__ import annotations

import hmac
import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from actions.systems.base import (
    CANCELLABLE,
    RETURN_DAYS,
    CancelOutcome,
    Item,
    Order,
    Product,
    ReturnRefusal,
    ReturnRequest,
    Step,
    Store,
    Unavailable,
)
from store import now

DAY = 86_400_000
# Ten thousand endings are few: somebody who guesses is stopped long before, whatever number of chats they open.
GUESSES_AN_HOUR = 20
_ORDERS = """select orders.*, customer.name, customer.salutation, customer.phone, customer.city
    from orders join customer on customer.ref = orders.customer_ref"""


def create(db: Database) -> None:
    """Make the tables of a company that has no data yet."""
    db.enable_wal()
    db.table("customer").create(
        {
            "ref": str,
            "name": str,
            "salutation": str,
            "phone": str,
            "email": str,
            "city": str,
            "segment": str,
            "since": int,
        },
        pk="ref",
    )
    db.table("orders").create(
        {
            "code": str,
            "customer_ref": str,
            "placed_at": int,
            "promised_at": int,
            "status": str,
            "history": str,
            "items": str,
            "shipping_fee": int,
            "total": int,
            "cancel_reason": str,
        },
        pk="code",
        foreign_keys=[("customer_ref", "customer", "ref")],
    )
    db.table("orders").create_index(["customer_ref"])
    db.table("customer").create_index(["phone"], unique=True)
    db.table("product").create({"sku": str, "name": str, "category": str, "price": int, "variants": str}, pk="sku")
    db.table("store").create({"id": str, "name": str, "address": str, "city": str, "phone": str, "hours": str}, pk="id")
    db.table("return_request").create(
        {"number": str, "order_code": str, "item": str, "reason": str, "at": int},
        pk="number",
        foreign_keys=[("order_code", "orders", "code")],
    )
    db.table("return_request").create_index(["order_code", "item"], unique=True)
    db.table("wrong_guess").create({"code": str, "at": int})
    db.table("wrong_guess").create_index(["code", "at"])


class SqliteCompany:
    """Orders and shops of one company file; see `base.Orders` for what each method promises."""

    def __init__(self, path: Path, time_zone: str) -> None:
        self.path = path
        self.zone = ZoneInfo(time_zone)

    @contextmanager
    def _open(self, writes: bool = False) -> Iterator[Database]:
        if not self.path.exists():
            raise Unavailable("the company's database is not there")
        try:
            connection = sqlite3.connect(self.path, timeout=5, isolation_level=None)
            try:
                connection.row_factory = sqlite3.Row
                connection.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
                yield Database(connection)
                connection.execute("COMMIT")
            finally:
                connection.close()
        except sqlite3.OperationalError as error:
            raise Unavailable(str(error)) from error

    def find(self, code: str) -> Order | None:
        with self._open() as db:
            return next(self._orders(db, "orders.code = ?", code), None)

    def verify(self, code: str, last4: str) -> Order | None:
        hour_ago = now() - 3_600_000
        with self._open() as db:
            order = next(self._orders(db, "orders.code = ?", code), None)
            guesses = db.table("wrong_guess").count_where("code = ? and at > ?", [code, hour_ago])
        right = hmac.compare_digest(order.phone[-4:] if order else "----", last4)
        if right and guesses < GUESSES_AN_HOUR:
            return order
        with self._open(writes=True) as db:
            db.table("wrong_guess").delete_where("at <= ?", [hour_ago])
            db.table("wrong_guess").insert({"code": code, "at": now()})
        return None

    def of_phone(self, phone: str) -> list[Order]:
        with self._open() as db:
            return list(self._orders(db, "customer.phone = ?", phone))

    def of_customer(self, customer_ref: str) -> list[Order]:
        with self._open() as db:
            return list(self._orders(db, "customer.ref = ?", customer_ref))

    def cancel(self, code: str, reason: str) -> CancelOutcome:
        with self._open(writes=True) as db:
            order = next(self._orders(db, "orders.code = ?", code), None)
            if order is None:
                return "unknown"
            if order.status == "cancelled":
                return "already"
            if order.status not in CANCELLABLE:
                return "too_late"
            history = [*order.history, Step(now(), "cancelled", order.place)]
            db.table("orders").update(
                code, {"status": "cancelled", "history": json.dumps(history), "cancel_reason": reason}
            )
            return "done"

    def request_return(self, code: str, item: str, reason: str) -> ReturnRequest | ReturnRefusal:
        with self._open(writes=True) as db:
            order = next(self._orders(db, "orders.code = ?", code), None)
            if order is None:
                return "unknown"
            if order.status != "delivered" or order.returnable_until is None:
                return "not_delivered"
            if now() > order.returnable_until:
                return "too_late"
            known = next(iter(db.table("return_request").rows_where("order_code = ? and item = ?", [code, item])), None)
            if known:
                return ReturnRequest(**dict(known), fresh=False)
            number = (
                f"DT{code.removeprefix('DH')}-{db.table('return_request').count_where('order_code = ?', [code]) + 1}"
            )
            made = ReturnRequest(number, code, item, reason, now())
            db.table("return_request").insert(
                {"number": number, "order_code": code, "item": item, "reason": reason, "at": made.at}
            )
            return made

    def returns_of(self, code: str) -> list[ReturnRequest]:
        with self._open() as db:
            rows = list(db.table("return_request").rows_where("order_code = ?", [code], order_by="at"))
        return [ReturnRequest(**dict(row), fresh=False) for row in rows]

    def stores(self) -> list[Store]:
        """The company's shops, in the order in which it names them."""
        with self._open() as db:
            return [Store(**dict(row)) for row in db.table("store").rows_where(order_by="rowid")]

    def products(self) -> list[Product]:
        """All that the company sells, in its own order."""
        with self._open() as db:
            rows = list(db.table("product").rows_where(order_by="rowid"))
        return [Product(row["name"], row["price"], tuple(json.loads(row["variants"]))) for row in rows]

    def _orders(self, db: Database, where: str, value: str) -> Iterator[Order]:
        return (self._order(row) for row in db.query(f"{_ORDERS} where {where} order by placed_at desc", [value]))

    def _order(self, row: dict[str, Any]) -> Order:
        history = tuple(Step(*step) for step in json.loads(row["history"]))
        delivered = next((step.at for step in reversed(history) if step.status == "delivered"), None)
        return Order(
            code=row["code"],
            customer_ref=row["customer_ref"],
            customer_name=row["name"],
            salutation=row["salutation"],
            phone=row["phone"],
            city=row["city"],
            placed_at=row["placed_at"],
            promised_at=row["promised_at"],
            status=row["status"],
            history=history,
            items=tuple(Item(*item) for item in json.loads(row["items"])),
            shipping_fee=row["shipping_fee"],
            total=row["total"],
            days_late=0 if row["status"] == "cancelled" else self._days(row["promised_at"], delivered or now()),
            returnable_until=delivered + RETURN_DAYS * DAY if delivered else None,
        )

    def _days(self, promised: int, until: int) -> int:
        first, last = (datetime.fromtimestamp(at / 1000, self.zone).date() for at in (promised, until))
        return max(0, (last - first).days)


def total(items: Iterable[Item], shipping_fee: int) -> int:
    """What is to be paid, in đồng."""
    return sum(item.qty * item.price for item in items) + shipping_fee
