"""The invented company."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from actions.systems.sqlite import SqliteCompany
from demo.company import CUSTOMERS, DAY, ORDERS, build, facts, write
from store import ids

ZONE = "Asia/Ho_Chi_Minh"
AT = 1_795_230_000_000


@pytest.mark.parametrize("hours", [0, 5, 11, 17, 23])
def test_the_order_of_the_tour_is_three_days_late_whenever_the_demo_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    at = AT + hours * 3_600_000
    monkeypatch.setattr(ids, "clock", lambda: at * 1_000_000)
    write(build(at, ZONE), tmp_path / "company.db")
    order = SqliteCompany(tmp_path / "company.db", ZONE).verify("DH10234", "4471")
    assert order is not None
    assert (order.customer_name, order.salutation) == ("Trần Thu Hà", "chị")
    assert order.items[0].name == "Bộ ấm trà gốm Bát Tràng"
    assert (order.total, order.place, order.status, order.days_late) == (640_000, "kho Bình Dương", "at_hub", 3)


def test_the_same_seed_and_moment_give_the_same_company() -> None:
    assert build(AT, ZONE) == build(AT, ZONE)
    assert build(AT, ZONE, seed=5).customers[1:] != build(AT, ZONE).customers[1:]


def test_it_has_the_customers_and_orders_that_were_promised() -> None:
    company = build(AT, ZONE)
    assert len(company.customers) == CUSTOMERS == len({customer.phone for customer in company.customers})
    assert len(company.orders) == ORDERS == len({order.code for order in company.orders})
    assert len(company.stores) == 4


def test_no_history_reaches_into_the_future_or_runs_backwards() -> None:
    for order in build(AT, ZONE).orders:
        times = [step.at for step in order.history]
        assert times == sorted(times)
        assert times[-1] <= AT
        assert order.placed_at == times[0]


def test_a_customer_is_not_younger_than_the_first_order() -> None:
    company = build(AT, ZONE)
    since = {customer.ref: customer.since for customer in company.customers}
    assert all(since[order.customer_ref] < order.placed_at for order in company.orders)


def test_the_given_name_fits_the_salutation() -> None:
    for customer in build(AT, ZONE).customers[1:]:
        assert customer.name.split()[-1] in facts()[customer.salutation]["given"]


def test_the_last_month_is_late_mostly_where_the_warehouse_is_in_trouble() -> None:
    company = build(AT, ZONE)
    hubs = {city["name"]: city["hub"] for city in facts()["cities"]}
    city = {customer.ref: customer.city for customer in company.customers}
    late, every = Counter[tuple[bool, bool]](), Counter[tuple[bool, bool]]()
    for order in company.orders:
        ended = order.when("delivered") or AT
        kind = (hubs[city[order.customer_ref]] == "bình_dương", AT - order.placed_at < 30 * DAY)
        every[kind] += 1
        late[kind] += order.promised_at < ended - DAY // 4 and order.when("cancelled") is None
    share = {kind: late[kind] / every[kind] for kind in every}
    assert share[True, True] > 1.5 * share[True, False]
    assert share[True, True] > 1.5 * share[False, True]
