"""Which order a conversation can have been about: the one that stood just so at that moment."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from random import Random

from demo.company import DAY, Company, Customer, Purchase
from demo.scripts import Script

# How far a conversation may be moved to find an order that fits it, in days.
REACH = 12
# People write about one order a few times; only where no other fits, more often.
OFTEN, CONVERSATIONS_AT_MOST = 6, 20


@dataclass(frozen=True)
class Subject:
    """Who speaks, about which order, and when (epoch ms)."""

    customer: Customer
    order: Purchase | None
    at: int


class Book:
    """The company's orders and customers, by what can be said of them at a moment."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.customers = {customer.ref: customer for customer in company.customers}
        self._told: Counter[str] = Counter()
        self._by_day: dict[int, list[Purchase]] = defaultdict(list)
        for order in company.orders:
            for day in range(order.placed_at // DAY, (order.history[-1].at + 9 * DAY) // DAY + 1):
                self._by_day[day].append(order)

    def subject(self, random: Random, script: Script, at: int, avoid: frozenset[str] = frozenset()) -> Subject | None:
        """An order that the script can be about near `at`, and its buyer; None where there is none within reach.

        `avoid`: orders and customers, by their codes, that are not to be spoken of.
        """
        fits = self._fits(script)
        for most in (OFTEN, CONVERSATIONS_AT_MOST):
            for step in range(REACH * 2):
                moved = at + (step // 2 + step % 2) * (-DAY if step % 2 else DAY)
                if moved > self.company.at - DAY // 12 and step:
                    continue
                found = [
                    order
                    for order in self._by_day[moved // DAY]
                    if self._told[order.code] < most
                    and fits(order, moved)
                    and self._suits(script, order)
                    and not avoid & {order.code, order.customer_ref}
                ]
                if found:
                    order = random.choice(found)
                    self._told[order.code] += 1
                    return Subject(self.customers[order.customer_ref], order, moved)
        return None

    def stranger(self, random: Random, script: Script, at: int) -> Subject:
        """Somebody who asks about no order."""
        while True:
            customer = random.choice(self.company.customers)
            if script.salutation in {None, customer.salutation} and customer.since < at:
                return Subject(customer, None, at)

    def days_late(self, order: Purchase, at: int) -> int:
        """Calendar days past the promised day at `at`."""
        first, last = (datetime.fromtimestamp(t / 1000, self.company.zone).date() for t in (order.promised_at, at))
        return (last - first).days

    def _suits(self, script: Script, order: Purchase) -> bool:
        return script.salutation in {None, self.customers[order.customer_ref].salutation}

    def _fits(self, script: Script) -> Callable[[Purchase, int], bool]:
        if "days_late" in script.gaps or script.scenario.startswith("late"):
            return lambda order, at: _under_way(order, at) and self.days_late(order, at) > 0
        if script.intent in {"cancel_order", "change_address"}:
            return lambda order, at: order.placed_at < at < order.placed_at + DAY and _under_way(order, at)
        if script.intent in {"request_return", "ask_refund", "ask_warranty", "give_feedback", "ask_product_care"}:
            return lambda order, at: 0 < at - (order.when("delivered") or at) < 7 * DAY
        return lambda order, at: _under_way(order, at) and self.days_late(order, at) <= 0


def _under_way(order: Purchase, at: int) -> bool:
    ended = order.when("delivered") or order.when("cancelled")
    return order.placed_at < at and (ended is None or at < ended)
