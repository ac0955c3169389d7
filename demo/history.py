"""Three months of past conversations and the inbox as it stands now, drawn from the scripts.

What was said is written in the same rows as if it had come through the gateway: conversation, stretches, messages,
tags, surveys, answers and the events of each change.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import takewhile
from random import Random

from demo.company import DAY, TROUBLED_DAYS, WEEKDAYS, Company, facts, moment
from demo.conversation import read
from demo.moments import Book, Subject
from demo.record import Door, Recorder
from demo.scripts import Script, Style, told
from demo.timeline import SECOND, Beat, beats

CONVERSATIONS, DAYS = 3000, 90
RESPONSE_RATE = 0.21
CHANNELS = {"web": 62, "zalo": 26, "messenger": 12}
STYLES: dict[Style, int] = {"as written": 64, "unmarked": 23, "teencode": 13}
OF_ORDER = frozenset({"order", "product", "date_due", "days_late"})
# What comes after a conversation has ended, the answers to the survey: in milliseconds.
AFTERMATH = 600_000
# One in so many who ask about no order has never told who they are.
UNKNOWN = 0.4


class Storyteller:
    """Draws conversations for one company and hands them to the recorder."""

    def __init__(self, company: Company, scripts: list[Script], recorder: Recorder, seed: int = 2) -> None:
        self.company = company
        self.book = Book(company)
        self.scripts = scripts
        self.recorder = recorder
        self.random = Random(seed)
        self.willing = 0.0
        self.fees = {city["name"]: city["fee"] for city in facts()["cities"]}
        # the order of the tour is nobody's business yet
        self.quiet = {f"DH{facts()['tour']['order']['code']}"}

    def past(self, count: int) -> None:
        """Conversations over the last ninety days, all of them closed."""
        days = [self.company.at - age * DAY for age in range(DAYS)]
        busy = [
            WEEKDAYS[datetime.fromtimestamp(day / 1000, self.company.zone).weekday()] * (1.25 - 0.5 * age / DAYS)
            for age, day in enumerate(days)
        ]
        drawn = sorted(moment(self.random, day, self.company.zone) for day in self.random.choices(days, busy, k=count))
        chosen = [(at, self._script(at)) for at in drawn]
        rated = sum(script.rating is not None for _, script in chosen)
        self.willing = RESPONSE_RATE * count / max(rated, 1)
        for at, script in chosen:
            self._tell(script, min(at, self.company.at - AFTERMATH))

    def inbox(self, agents: list[str]) -> None:
        """The conversations that are going on now: some wait in the queue, some are held by the agents (user ids)."""
        for minutes, reason in zip((1, 4, 9, 17), ("anger", "requested", "failed", "risk"), strict=True):
            script = self._loudest(reason)
            turns = tuple(takewhile(lambda turn: turn.who != "agent", script.turns))
            self._tell(replace(script, turns=turns), self.company.at, ago=minutes, state="queued")
        held = [name for name in ("damaged", "size", "late_delivery", "return") if self._long(name)]
        for place, scenario in enumerate(held):
            script = self.random.choice(self._long(scenario))
            # in every other one the customer has answered and waits
            turns = script.turns[: _second_word(script) + 1 - place % 2]
            agent = agents[place % len(agents)]
            self._tell(replace(script, turns=turns), self.company.at, ago=2 + 5 * place, state="human", agent=agent)

    def _loudest(self, reason: str) -> Script:
        """The script handed over for this reason in which the customer's mood falls lowest before a person comes."""

        def lowest(script: Script) -> float:
            said = takewhile(lambda turn: turn.who != "agent", script.turns)
            felt = (read(turn.text, None).sentiment for turn in said if turn.who == "customer")
            return min((one.score for one in felt if one), default=0.0)

        return min((script for script in self.scripts if script.handoff_reason == reason), key=lowest)

    def _long(self, scenario: str) -> list[Script]:
        return [script for script in self.scripts if script.scenario == scenario and _second_word(script)]

    def _script(self, at: int) -> Script:
        hour = datetime.fromtimestamp(at / 1000, self.company.zone).hour
        # outside working hours there is only the bot
        pool = self.scripts if 8 <= hour < 21 else [script for script in self.scripts if script.kind == "bot"]
        strain = self._strain(at)
        return self.random.choices(
            pool, [script.weight * (strain if script.scenario == "late_delivery" else 1) for script in pool]
        )[0]

    def _strain(self, at: int) -> float:
        """How bad the lateness is: ordinary until the last month, then worse week by week."""
        age = (self.company.at - at) / (TROUBLED_DAYS * DAY)
        return 0.5 if age > 1 else 0.8 + 1.5 * (1 - age)

    def _tell(self, script: Script, at: int, ago: int = 0, state: str = "closed", agent: str | None = None) -> None:
        about_order = bool(script.gaps & OF_ORDER) or ("amount" in script.gaps and not script.small_amount)
        subject = self.book.subject(self.random, script, at, frozenset(self.quiet)) if about_order else None
        subject = subject or self.book.stranger(self.random, script, at)
        if about_order and subject.order is None:
            return
        agent = agent or self.random.choice(self.recorder.agents)
        style = self.random.choices(list(STYLES), list(STYLES.values()))[0]
        script = told(script, self._values(script, subject, agent), self._last4(subject), style, self.random)
        strain = max(1.0, self._strain(subject.at)) if script.scenario == "late_delivery" else 1.0
        line = list(beats(self.random, script.turns, strain))
        if state != "closed":
            self.quiet.add(subject.customer.ref)  # one talk at a time
            line = _unfinished(line, state)
            began = self.company.at - ago * 60_000 - line[-1].after
        else:
            began = min(subject.at, self.company.at - AFTERMATH - line[-1].after)
        known = subject.order is not None or self.random.random() > UNKNOWN
        channel = self.random.choices(list(CHANNELS), list(CHANNELS.values()))[0]
        door = Door(channel, subject.customer.ref if known else None, subject.customer.since if known else began)
        answers = state == "closed" and self.random.random() < self.willing
        self.recorder.record(script, door, subject.order.code if subject.order else None, began, line, agent, answers)

    def _last4(self, subject: Subject) -> str | None:
        return subject.customer.phone[-4:] if subject.order else None

    def _values(self, script: Script, subject: Subject, agent: str) -> dict[str, str]:
        name = subject.customer.name.split()[-1]
        values = {
            "name": name,
            "city": subject.customer.city,
            "agent": self.recorder.ledger.called[agent].split()[-1],
            "amount": _money(self.fees[subject.customer.city]),
        }
        if order := subject.order:
            due = datetime.fromtimestamp(order.promised_at / 1000, self.company.zone)
            values |= {
                "order": order.code,
                "product": order.items[0].name,
                "date_due": f"{due.day}/{due.month}",
                "days_late": str(max(1, self.book.days_late(order, subject.at))),
            }
            if not script.small_amount:
                values["amount"] = _money(order.total)
        return values


def _second_word(script: Script) -> int:
    """The place of the second thing that an agent says; 0 where there is none."""
    spoken = [place for place, turn in enumerate(script.turns) if turn.who == "agent"]
    return spoken[1] if len(spoken) > 1 else 0


def _unfinished(line: list[Beat], state: str) -> list[Beat]:
    """The conversation without its end: with a person, or waiting for one."""
    told = line[:-1]
    return [*told, Beat(told[-1].after + SECOND, "queue")] if state == "queued" else told


def _money(amount: int) -> str:
    return f"{amount:,} ₫".replace(",", ".")
