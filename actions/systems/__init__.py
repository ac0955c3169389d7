"""The company's own systems, behind one door: `orders()`, `products()` and `stores()`."""

from __future__ import annotations

from actions.systems.base import (
    CANCELLABLE,
    MOVING,
    RETURN_DAYS,
    CancelOutcome,
    Item,
    Order,
    Orders,
    Product,
    ReturnRefusal,
    ReturnRequest,
    Status,
    Step,
    Store,
    Unavailable,
)
from actions.systems.sqlite import SqliteCompany
from settings import settings

__all__ = [
    "CANCELLABLE",
    "MOVING",
    "RETURN_DAYS",
    "CancelOutcome",
    "Item",
    "Order",
    "Orders",
    "Product",
    "ReturnRefusal",
    "ReturnRequest",
    "Status",
    "Step",
    "Store",
    "Unavailable",
    "orders",
    "products",
    "stores",
]


def orders() -> Orders:
    """The company's order system."""
    return SqliteCompany(settings().company_db, settings().time_zone)


def products() -> list[Product]:
    """What the company sells. Raises Unavailable."""
    return SqliteCompany(settings().company_db, settings().time_zone).products()


def stores() -> list[Store]:
    """The company's shops. Raises Unavailable."""
    return SqliteCompany(settings().company_db, settings().time_zone).stores()
