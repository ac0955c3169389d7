"""The invented company "Nhà Sen": customers, goods, shops and orders, made from a seed and told relative to now."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from sqlite_utils import Database

from actions.systems import Item, Status, Step, Store
from actions.systems.sqlite import create, total
from nlu.text import fold

CUSTOMERS, ORDERS, DAYS = 500, 1500, 120
DAY = 86_400_000
# Since when the warehouse that the demo's trouble comes from falls behind, and how much of what it ships is late.
TROUBLED_HUB, TROUBLED_DAYS = "bình_dương", 30
LATE = 0.14
FREE_SHIPPING_FROM = 500_000
PREFIXES = ("90", "91", "93", "97", "98", "36", "38", "70", "79", "83", "86")
# Chances of an order or a message in each hour of the day, and on each day from Monday.
HOURS = [2, 1, 1, 0, 0, 1, 4, 9, 16, 22, 24, 22, 20, 18, 19, 21, 20, 17, 16, 22, 30, 32, 22, 8]
WEEKDAYS = [22, 21, 20, 20, 20, 16, 15]


@dataclass(frozen=True)
class Customer:
    """A customer as the company knows them."""

    ref: str
    name: str
    salutation: str
    phone: str
    email: str
    city: str
    segment: str
    since: int


@dataclass(frozen=True)
class Purchase:
    """An order as it is written into the company's file."""

    code: str
    customer_ref: str
    placed_at: int
    promised_at: int
    history: tuple[Step, ...]
    items: tuple[Item, ...]
    standard_fee: int

    @property
    def status(self) -> Status:
        return self.history[-1].status

    @property
    def shipping_fee(self) -> int:
        return 0 if total(self.items, 0) >= FREE_SHIPPING_FROM else self.standard_fee

    @property
    def total(self) -> int:
        return total(self.items, self.shipping_fee)

    def when(self, status: Status) -> int | None:
        """When the order first came to this status, or None."""
        return next((step.at for step in self.history if step.status == status), None)


@dataclass(frozen=True)
class Company:
    """Everything the company's own system holds, and the moment it was made for."""

    at: int
    zone: ZoneInfo
    customers: list[Customer]
    orders: list[Purchase]
    stores: list[Store]


@cache
def facts() -> dict[str, Any]:
    """The names of people, goods and places."""
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("company.yml").read_text("utf-8"))
    return loaded


def build(at: int, time_zone: str, seed: int = 1) -> Company:
    """The company as it stands at `at` (epoch ms). The same seed and moment give the same company."""
    random, zone = Random(seed), ZoneInfo(time_zone)
    customers = _customers(random)
    purchases = sorted([*_purchases(random, customers, at, zone), _tour_order(customers[0], at, zone)], key=_placed)
    tour = next(place for place, order in enumerate(purchases) if order.code)
    first = facts()["tour"]["order"]["code"] - tour
    orders = [replace(order, code=f"DH{first + place:05}") for place, order in enumerate(purchases)]
    began = {order.customer_ref: order.placed_at for order in reversed(orders)}
    customers = [_dated(random, customer, began.get(customer.ref, at - 30 * DAY), at) for customer in customers]
    return Company(at, zone, customers, orders, [Store(**shop) for shop in facts()["stores"]])


def write(company: Company, path: Path) -> None:
    """Write the company's file anew."""
    path.parent.mkdir(parents=True, exist_ok=True)
    remove(path)
    db = Database(path)
    create(db)
    with db.atomic():
        db.table("customer").insert_all(asdict(customer) for customer in company.customers)
        db.table("product").insert_all(_products())
        db.table("store").insert_all(asdict(shop) for shop in company.stores)
        db.table("orders").insert_all(
            {
                "code": order.code,
                "customer_ref": order.customer_ref,
                "placed_at": order.placed_at,
                "promised_at": order.promised_at,
                "status": order.status,
                "history": json.dumps(order.history, ensure_ascii=False),
                "items": json.dumps(order.items, ensure_ascii=False),
                "shipping_fee": order.shipping_fee,
                "total": order.total,
                "cancel_reason": None,
            }
            for order in company.orders
        )
    db.close()


def remove(path: Path) -> None:
    """Delete the company's file with its journals."""
    for name in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        name.unlink(missing_ok=True)


def moment(random: Random, day: int, zone: ZoneInfo) -> int:
    """A moment (epoch ms) on the day that holds `day`, in an hour in which people shop and write."""
    hour = random.choices(range(24), HOURS)[0]
    midnight = datetime.combine(datetime.fromtimestamp(day / 1000, zone).date(), time(), zone)
    return int((midnight + timedelta(hours=hour, seconds=random.randrange(3600))).timestamp() * 1000)


def _placed(order: Purchase) -> int:
    return order.placed_at


def _products() -> Iterator[dict[str, Any]]:
    number = 0
    for category, goods in facts()["products"].items():
        for name, price, variants in goods:
            number += 1
            yield {
                "sku": f"NS{number:03}",
                "name": name,
                "category": category,
                "price": price,
                "variants": json.dumps(variants, ensure_ascii=False),
            }


def _customers(random: Random) -> list[Customer]:
    cities, surnames = facts()["cities"], facts()["surnames"]
    tour = facts()["tour"]["customer"]
    phones = {tour["phone"]}
    made = [_customer(random, 1, **tour)]
    while len(made) < CUSTOMERS:
        phone = f"0{random.choice(PREFIXES)}{random.randrange(10**7):07}"
        if phone in phones:
            continue
        phones.add(phone)
        salutation = random.choices(("chị", "anh"), (64, 36))[0]
        names = facts()[salutation]
        surname = random.choices(list(surnames), surnames.values())[0]
        made.append(
            _customer(
                random,
                len(made) + 1,
                name=f"{surname} {random.choice(names['middle'])} {random.choice(names['given'])}",
                salutation=salutation,
                phone=phone,
                city=random.choices(cities, [city["share"] for city in cities])[0]["name"],
                segment=random.choices(("vip", "regular", "new"), (12, 55, 33))[0],
            )
        )
    return made


def _customer(random: Random, number: int, name: str, **known: str) -> Customer:
    words = fold(name).split()
    email = f"{words[-1]}.{words[0]}{random.randrange(70, 100)}@example.com"
    return Customer(ref=f"KH{number:05}", name=name, email=email, since=0, **known)


def _dated(random: Random, customer: Customer, first_order: int, at: int) -> Customer:
    """A new customer came with the first order; the others were there before what is told here begins."""
    earlier = at - (DAYS + random.randrange(1000)) * DAY
    return replace(customer, since=first_order - 600_000 if customer.segment == "new" else earlier)


def _purchases(random: Random, customers: list[Customer], at: int, zone: ZoneInfo) -> Iterator[Purchase]:
    cities = {city["name"]: city for city in facts()["cities"]}
    goods = [product for category in facts()["products"].values() for product in category]
    weights = [{"vip": 5.0, "regular": 2.2, "new": 1.0}[customer.segment] for customer in customers]
    days = [at - age * DAY for age in range(DAYS)]
    busy = [WEEKDAYS[datetime.fromtimestamp(day / 1000, zone).weekday()] for day in days]
    made = 0
    while made < ORDERS - 1:
        placed = moment(random, random.choices(days, busy)[0], zone)
        if placed >= at:
            continue
        customer = random.choices(customers, weights)[0]
        items = tuple(
            _item(random, product) for product in random.sample(goods, random.choices((1, 2, 3), (62, 28, 10))[0])
        )
        yield _fulfil(random, customer, placed, items, cities[customer.city], at, zone)
        made += 1


def _item(random: Random, product: tuple[str, int, list[str]]) -> Item:
    name, price, variants = product
    qty = random.choices((1, 2, 4), (85, 11, 4))[0] if price < 200_000 else 1
    return Item(name, qty, price, random.choice(variants) if variants else "")


def _fulfil(
    random: Random,
    customer: Customer,
    placed: int,
    items: tuple[Item, ...],
    city: dict[str, Any],
    at: int,
    zone: ZoneInfo,
) -> Purchase:
    """Let an order run its course until `at`."""
    hubs, places = facts()["hubs"], facts()["places"]
    origin = hubs[random.choices(("hà_nội", "bình_dương"), (55, 45))[0]]
    promised_day = datetime.fromtimestamp(placed / 1000, zone).date() + timedelta(days=city["days"])
    promised = int(datetime.combine(promised_day, time(18), zone).timestamp() * 1000)
    window = promised - placed
    late = random.random() < _late_chance(city["hub"], at - placed)
    ready = placed + int(window * random.uniform(0.55, 0.97))
    done = (
        promised + int(random.uniform(0.9, 5.2 if at - placed < TROUBLED_DAYS * DAY else 2.8) * DAY) if late else ready
    )
    steps = [
        Step(placed, "placed", places["web"]),
        Step(placed + int(window * 0.12), "packed", origin),
        Step(placed + int(window * 0.25), "shipped", origin),
        Step(placed + int(window * random.uniform(0.3, 0.42)), "at_hub", hubs[city["hub"]]),
        Step(
            done - int(random.uniform(0.03, 0.1) * window),
            "out_for_delivery",
            places["courier"].format(city=customer.city),
        ),
        Step(done, "delivered", places["door"].format(city=customer.city)),
    ]
    fate = random.random()
    if fate < 0.04:
        steps = [steps[0], Step(placed + random.randrange(1, 5) * 1_800_000, "cancelled", places["web"])]
    elif fate < 0.07:
        steps.append(Step(done + random.randrange(4, 10) * DAY, "returned", origin))
    return Purchase(
        "", customer.ref, placed, promised, tuple(step for step in steps if step.at <= at), items, city["fee"]
    )


def _late_chance(hub: str, age: int) -> float:
    """How likely an order of this age (ms) comes late: the troubled warehouse gets worse week by week."""
    if hub != TROUBLED_HUB or age > TROUBLED_DAYS * DAY:
        return LATE
    return 0.2 + 0.45 * (1 - age / (TROUBLED_DAYS * DAY))


def _tour_order(customer: Customer, at: int, zone: ZoneInfo) -> Purchase:
    """The order of the tour: past its day since `days_late` days, and still in the troubled warehouse."""
    told, hubs = facts()["tour"]["order"], facts()["hubs"]
    price = next(price for name, price, _ in facts()["products"]["gốm sứ"] if name == told["product"])
    today = datetime.fromtimestamp(at / 1000, zone).date()

    def ago(days: int, hour: int, minute: int) -> int:
        return int(datetime.combine(today - timedelta(days=days), time(hour, minute), zone).timestamp() * 1000)

    late: int = told["days_late"]
    history = (
        Step(ago(late + 2, 20, 14), "placed", facts()["places"]["web"]),
        Step(ago(late + 1, 9, 5), "packed", hubs["hà_nội"]),
        Step(ago(late + 1, 15, 40), "shipped", hubs["hà_nội"]),
        Step(ago(late - 1, 7, 25), "at_hub", hubs[TROUBLED_HUB]),
    )
    item = Item(told["product"], 1, price, told["variant"])
    return Purchase("tour", customer.ref, history[0].at, ago(late, 18, 0), history, (item,), 0)
