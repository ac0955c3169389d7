"""The demo: an invented company, its orders and three months of conversations, marked as such and removable."""

from __future__ import annotations

import os
from typing import cast

from demo import company as company_file
from demo.company import Company, build, facts, write
from demo.history import CONVERSATIONS, Storyteller
from demo.record import Recorder
from demo.scripts import load as load_scripts
from settings import settings
from store import cases, demo, new_id, now, read, users
from store import write as writing
from store.users import Role

DEFAULT_PASSWORD = "langnghe-demo"
# So many of the newest complaints that were not settled are somebody's to mend.
OPEN_CASES = 8


def load(conversations: int = CONVERSATIONS) -> bool:
    """Load the demo, with so many past conversations, unless it is there. Returns whether anything was done."""
    with read() as tx:
        if demo.loaded(tx):
            return False
    here = settings()
    made = build(now(), here.time_zone)
    write(made, here.company_db)
    people = _users()
    customers = {customer.ref: new_id(customer.since) for customer in made.customers}
    agents = {user_id: name for user_id, (name, role) in people.items() if role == "agent"}
    recorder = Recorder(customers, agents)
    storyteller = Storyteller(made, load_scripts(), recorder)
    storyteller.past(conversations)
    storyteller.inbox(list(agents))
    lead = next(user_id for user_id, (_, role) in people.items() if role == "lead")
    with writing() as tx:
        demo.add(tx, {"customer": _customers(made, customers)})
        demo.add(tx, recorder.finished())
        for case in list(recorder.ledger.unsettled.values())[-OPEN_CASES:]:
            cases.open_new(tx, kind="complaint", actor="system", owner_id=lead, due_at=now() + company_file.DAY, **case)
    return True


def remove() -> None:
    """Take everything away that `load` brought, and what has been said to the invented customers since."""
    with writing() as tx:
        demo.remove(tx)
    company_file.remove(settings().company_db)


def _users() -> dict[str, tuple[str, Role]]:
    """The people of the demo, made where they are missing: id → name and role."""
    given = os.environ.get("DEMO_PASSWORD")
    password = given or DEFAULT_PASSWORD
    found: dict[str, tuple[str, Role]] = {}
    with writing() as tx:
        known = {user.email: user for user in users.everyone(tx).values()}
        for person in facts()["agents"]:
            role = cast(Role, person["role"])
            user = known.get(person["email"])
            if user:
                users.change(tx, user.id, disabled_at=None)
            else:
                user = users.create(
                    tx, email=person["email"], name=person["name"], role=role, password=password, demo=True
                )
            found[user.id] = (user.name, role)
        if not given:
            users.offer_demo(tx, password)
    return found


def _customers(made: Company, ids: dict[str, str]) -> list[dict[str, object]]:
    return [
        {
            "id": ids[customer.ref],
            "ref": customer.ref,
            "name": customer.name,
            "salutation": customer.salutation,
            "email": customer.email,
            "phone": customer.phone,
            "city": customer.city,
            "segment": customer.segment,
            "language": "vi",
            "since": customer.since,
            "demo": True,
        }
        for customer in made.customers
    ]
