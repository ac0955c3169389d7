"""The company's own systems, behind one door: `orders()` and `stores()`."""

from __future__ import annotations

from actions.systems.base import (
    CANCELLABLE,
    MOVING,
    RETURN_DAYS,
    CancelOutcome,
    Item,
    Order,
    Orders,
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
    "ReturnRefusal",
    "ReturnRequest",
    "Status",
    "Step",
    "Store",
    "Unavailable",
    "orders",
    "stores",
]


def orders() -> Orders:
    """The company's order system."""
    return SqliteCompany(settings().company_db, settings().time_zone)


def stores() -> list[Store]:
    """The company's shops. Raises Unavailable."""
    return SqliteCompany(settings().company_db, settings().time_zone).stores()
