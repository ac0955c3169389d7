"""Who speaks in the demo's conversations, and where they come in."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from demo.conversation import ACCOUNT, Conversation, Ledger
from demo.scripts import Script
from demo.timeline import Beat
from store import new_id
from store.demo import Rows


@dataclass(frozen=True)
class Door:
    """Where somebody came in: the channel, the company's number for them (None: a stranger), known since (epoch ms)."""

    channel: str
    ref: str | None
    since: int


class Recorder:
    """Collects the rows of many conversations."""

    def __init__(self, customers: dict[str, str], agents: dict[str, str], seed: int = 3) -> None:
        """`customers`: the company's number → our id; `agents`: user id → name."""
        self.ledger = Ledger(agents)
        self.agents = list(agents)
        self._customers = customers
        self._doors: dict[tuple[str, str], str] = {}
        self._random = Random(seed)

    def record(
        self,
        script: Script,
        door: Door,
        order_code: str | None,
        began: int,
        line: list[Beat],
        agent: str,
        willing: bool,
    ) -> None:
        """One conversation from its beats. `willing`: whether the customer answers a survey that the script rates."""
        customer_id, identity_id = self._enter(door, script.language)
        made = Conversation(self.ledger, script, customer_id, door.channel, began, agent)
        for beat in line:
            made.play(began + beat.after, beat)
        if willing:
            made.answer(self._random)
        made.finish(identity_id, order_code)

    def finished(self) -> Rows:
        """All rows, the events in the order in which they happened."""
        self.ledger.rows["event"].sort(key=lambda event: event["at"])
        return self.ledger.rows

    def _enter(self, door: Door, language: str) -> tuple[str, str]:
        """The customer and the identity behind a door; made where they are new."""
        key = (door.channel, door.ref or "")
        customer_id = self._customers[door.ref] if door.ref else new_id(door.since)
        if door.ref is None:
            nothing = dict.fromkeys(("ref", "name", "salutation", "email", "phone", "city", "segment"))
            self.ledger.rows["customer"].append(
                {"id": customer_id, **nothing, "language": language, "since": door.since, "demo": True}
            )
        if door.ref and key in self._doors:
            return customer_id, self._doors[key]
        identity_id = new_id(door.since)
        self.ledger.rows["identity"].append(
            {
                "id": identity_id,
                "customer_id": customer_id,
                "channel": door.channel,
                "account": ACCOUNT,
                "external_id": f"demo-{identity_id}",
                "verified_by": "order_phone" if door.ref else None,
                "created_at": door.since,
            }
        )
        if door.ref:
            self._doors[key] = identity_id
        return customer_id, identity_id
