"""What the company's systems tell us and do for us, whatever they are made of.

Times are UTC epoch milliseconds, money is integer đồng.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

Status = Literal["placed", "packed", "shipped", "at_hub", "out_for_delivery", "delivered", "cancelled", "returned"]
CANCELLABLE = frozenset({"placed", "packed"})
MOVING = frozenset({"shipped", "at_hub", "out_for_delivery"})
RETURN_DAYS = 7


class Unavailable(RuntimeError):
    """The company's system cannot be reached now."""


class Step(NamedTuple):
    """One line of an order's history: what happened when, and where."""

    at: int
    status: Status
    place: str


class Item(NamedTuple):
    """One line of an order; `price` for one piece, `variant` a size or a colour, empty where there is none."""

    name: str
    qty: int
    price: int
    variant: str


@dataclass(frozen=True)
class Order:
    """An order as its buyer may see it.

    `days_late`: whole calendar days past the promised day, up to delivery or else until now; 0 for a cancelled order.
    `returnable_until` is set for a delivered order, past or not.
    """

    code: str
    customer_ref: str
    customer_name: str
    salutation: str
    phone: str
    city: str
    placed_at: int
    promised_at: int
    status: Status
    history: tuple[Step, ...]
    items: tuple[Item, ...]
    shipping_fee: int
    total: int
    days_late: int
    returnable_until: int | None

    @property
    def place(self) -> str:
        """Where the order is, as far as is known."""
        return self.history[-1].place

    @property
    def under_way(self) -> bool:
        """Whether the buyer still waits for it."""
        return self.status in CANCELLABLE | MOVING

    @property
    def delivered_at(self) -> int | None:
        """When it was handed over, or None."""
        return next((step.at for step in reversed(self.history) if step.status == "delivered"), None)


@dataclass(frozen=True)
class Store:
    """A shop that people can walk into; `hours` as "8:00–21:30"."""

    id: str
    name: str
    address: str
    city: str
    phone: str
    hours: str


class Product(NamedTuple):
    """A thing on the shelf; `price` in đồng, the same for every variant."""

    name: str
    price: int
    variants: tuple[str, ...]


CancelOutcome = Literal["done", "already", "too_late", "unknown"]
ReturnRefusal = Literal["not_delivered", "too_late", "unknown"]


@dataclass(frozen=True)
class ReturnRequest:
    """A return that the company has on its books. `fresh` is False where the same one was asked for before."""

    number: str
    order_code: str
    item: str
    reason: str
    at: int
    fresh: bool = True


class Orders(Protocol):
    """The company's order system. Every method raises Unavailable when it cannot be reached."""

    def find(self, code: str) -> Order | None:
        """The order with this code, for people of the company. Customers go through `verify`."""
        ...

    def verify(self, code: str, last4: str) -> Order | None:
        """The order, for somebody who knows the last four digits of its phone; None tells nothing about why not."""
        ...

    def of_phone(self, phone: str) -> list[Order]:
        """The orders on a phone number, newest first."""
        ...

    def of_customer(self, customer_ref: str) -> list[Order]:
        """The orders of a customer, newest first."""
        ...

    def cancel(self, code: str, reason: str) -> CancelOutcome:
        """Cancel what has not left the warehouse. Doing it twice is "already" and changes nothing."""
        ...

    def request_return(self, code: str, item: str, reason: str) -> ReturnRequest | ReturnRefusal:
        """Ask to send back an item within seven days of delivery. Asking twice for one item gives the first request."""
        ...

    def returns_of(self, code: str) -> list[ReturnRequest]:
        """The returns asked for an order, oldest first."""
        ...
