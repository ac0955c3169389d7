"""One conversation as it is told, written down in the rows that the gateway would have left behind."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import asdict
from functools import cache
from random import Random
from typing import Any

from bot import tagger
from demo.scripts import Script, Turn
from demo.timeline import SECOND, Beat
from messages import say
from nlu.tags import Tags
from nlu.topics import topics
from settings import settings
from store import new_id
from store.demo import Rows
from store.tags import summary

# The scales of the survey, and how many of those who answer fill in only the first.
QUESTIONS = ("goal", "ease", "feeling", "recommend")
HASTY = 0.15
ACCOUNT = "demo"


@cache
def read(text: str, context: str | None) -> Tags:
    """The tags of a text; scripts repeat themselves, and reading is what takes the time."""
    return tagger.read(text, context)


@cache
def topic_names() -> dict[str, str]:
    """The Vietnamese name of each topic: "delivery/late" → "Giao trễ"."""
    return {path: topic.vi for path, topic in topics().items()}


class Ledger:
    """What the conversations of one telling share. `called`: the agents' ids and names."""

    def __init__(self, called: dict[str, str]) -> None:
        self.rows: Rows = defaultdict(list)
        self.called = called
        # what a case would say of each complaint that a person closed unsettled, by order
        self.unsettled: dict[str, dict[str, Any]] = {}
        self._surveyed: dict[tuple[str, str], int] = {}

    def may_ask(self, customer_id: str, kind: str, at: int) -> bool:
        """Whether the customer may be asked now: not again within the quarantine."""
        last = self._surveyed.get((customer_id, kind))
        if last is not None and at - last < settings().survey_quarantine * SECOND:
            return False
        self._surveyed[customer_id, kind] = at
        return True


class Conversation:
    """One conversation while it is told."""

    def __init__(self, ledger: Ledger, script: Script, customer_id: str, channel: str, began: int, agent: str) -> None:
        self.id, self.began = new_id(began), began
        self.ledger, self.rows, self.script = ledger, ledger.rows, script
        self.customer_id, self.channel, self.agent = customer_id, channel, agent
        self.owner, self.epoch, self.seq, self.last_at = "bot", 0, 0, began
        self.stretch: dict[str, Any] | None = None
        self.survey: dict[str, Any] | None = None
        self.moods: list[tuple[str, str, float | None]] = []
        self.topics: list[str] = []
        self.question: str | None = None
        self.waiting_since: int | None = None
        self.queued_at: int | None = None
        self.closed_at: int | None = None
        self._event("conversation.opened", "customer", began)
        if script.handled != "human":
            self._begin("bot", began)

    def play(self, at: int, beat: Beat) -> None:
        """Let one thing happen at `at` (epoch ms)."""
        if beat.turn:
            self._say(at, beat.turn)
        elif beat.what == "queue":
            self._end(at, "handed_over")
            self._move(at, "queued", "bot", self.reason)
            self._notice(at, "queued", ahead=0)
            self.queued_at, self.waiting_since = at, self.waiting_since or at
        elif beat.what == "claim":
            self._move(at, "human", f"user:{self.agent}", "claimed")
            self._begin("human", at)
            self._notice(at, "claimed", name=self.ledger.called[self.agent])
            self.queued_at = None
        elif self.owner == "human":
            self._end(at, "closed")
            self._move(at, "closed", f"user:{self.agent}", "closed")
            self._notice(at, "closed")
            self._ask(at)
        else:
            settled = self.script.resolved
            self._end(self.last_at if settled else at, "settled" if settled else "lapsed")
            self._ask(self.last_at + 2 * SECOND if settled else at)
            self._move(at, "closed", "system", "lapsed")

    def answer(self, random: Random) -> None:
        """Answer the survey as the script does, if it does and one was asked; some stop after the first question."""
        rating = self.script.rating
        if not rating or not self.survey:
            return
        at = self.survey["asked_at"] + random.randrange(15, 300) * SECOND
        hasty = random.random() < HASTY
        given = {name: rating[name] if name == "goal" or not hasty else None for name in QUESTIONS}
        message_id = None
        if rating["words"] and not hasty:
            message_id = self._message(
                at,
                "customer",
                rating["words"],
                kind="feedback",
                payload={"survey": self.survey["id"]},
                tags=read(rating["words"], None),
            )
        self.rows["response"].append(
            {"survey_id": self.survey["id"], **given, "message_id": message_id, "created_at": at, "updated_at": at}
        )
        told = {name: value for name, value in given.items() if value is not None}
        self._event("survey.answered", "customer", at, {"survey": self.survey["id"], **told})

    def finish(self, identity_id: str, order_code: str | None) -> None:
        """Write the conversation's own row."""
        mood = summary(self.moods)
        if (
            mood["complaint"]
            and self.script.resolved is False
            and self.closed_at
            and self.epoch > 1
            and self.topics
            and order_code
        ):
            topic = Counter(self.topics).most_common(1)[0][0]
            self.ledger.unsettled[order_code] = {
                "conversation_id": self.id,
                "customer_id": self.customer_id,
                "topic": topic,
                "title": f"{topic_names()[topic]} · {order_code}",
            }
        held, handed = self.owner == "human", self.epoch > 1 or self.owner == "queued"
        self.rows["conversation"].append(
            {
                "id": self.id,
                "customer_id": self.customer_id,
                "identity_id": identity_id,
                "channel": self.channel,
                "account": ACCOUNT,
                "language": self.script.language,
                "owner": self.owner,
                "epoch": self.epoch,
                "assignee_id": self.agent if self.epoch > 1 else None,
                "human_until": self.last_at + int(settings().return_to_bot * SECOND) if held else None,
                "queued_at": self.queued_at,
                "waiting_since": self.waiting_since if self.closed_at is None else None,
                "reason": self.reason if handed else None,
                "slots": {"order_code": order_code, "verified": True} if order_code else {},
                "intent": self.script.intent,
                **mood,
                "resolved": self.script.resolved if self.closed_at else None,
                "last_seq": self.seq,
                "last_message_at": self.last_at,
                "seen_seq": self.seq,
                "created_at": self.began,
                "closed_at": self.closed_at,
                "demo": True,
            }
        )

    @property
    def reason(self) -> str:
        """Why a person was asked for."""
        return self.script.handoff_reason or "requested"

    def _say(self, at: int, turn: Turn) -> None:
        if turn.who == "customer":
            tags = read(turn.text, self.question)
            message_id = self._message(at, "customer", turn.text, tags=tags)
            self.topics += [topic.path for topic in tags.topics if (topic.sentiment or 0) < 0]
            self.moods += [(message_id, tag.kind, tag.value) for tag in tagger.rows(tags)]
            self.waiting_since = self.waiting_since or at
        else:
            self._message(at, turn.who, turn.text)
            self.question = turn.text if "?" in turn.text else None
            self.waiting_since = None

    def _message(
        self,
        at: int,
        author: str,
        text: str,
        *,
        kind: str = "text",
        payload: dict[str, Any] | None = None,
        tags: Tags | None = None,
    ) -> str:
        self.seq += 1
        self.last_at = at
        message_id = new_id(at)
        user_id = self.agent if author == "agent" else None
        self.rows["message"].append(
            {
                "id": message_id,
                "conversation_id": self.id,
                "seq": self.seq,
                "author": author,
                "user_id": user_id,
                "kind": kind,
                "text": text,
                "payload": payload or {},
                "channel": self.channel,
                "account": ACCOUNT,
                "state": "handled" if author == "customer" else "seen",
                "stretch_id": self.stretch["id"] if self.stretch else None,
                "language": tags.language if tags else None,
                "created_at": at,
            }
        )
        told = {"author": author, "kind": kind, "seq": self.seq}
        self._event("message", f"user:{user_id}" if user_id else author, at, told, message_id)
        if tags:
            self.rows["tag"] += [
                {"id": new_id(at), "message_id": message_id, "conversation_id": self.id, "at": at, **asdict(tag)}
                for tag in tagger.rows(tags)
            ]
        return message_id

    def _notice(self, at: int, what: str, **values: str | int) -> None:
        text = say(self.script.language, f"notice-{what}", **values)
        self._message(at, "system", text, kind="notice", payload={"notice": what})

    def _ask(self, at: int) -> None:
        ended = self.rows["stretch"][-1]
        if not self.ledger.may_ask(self.customer_id, ended["kind"], at):
            return
        self.survey = {
            "id": new_id(at),
            "conversation_id": self.id,
            "stretch_id": ended["id"],
            "kind": ended["kind"],
            "asked_at": at,
        }
        self.rows["survey"].append(self.survey)
        self._event("survey.asked", "system", at, {"survey": self.survey["id"]})
        text = say(self.script.language, f"survey-intro-{ended['kind']}")
        payload = {"survey": self.survey["id"], "kind": ended["kind"]}
        self._message(at, "system", text, kind="survey", payload=payload)

    def _begin(self, kind: str, at: int) -> None:
        self.stretch = {
            "id": new_id(at),
            "conversation_id": self.id,
            "kind": kind,
            "user_id": self.agent if kind == "human" else None,
            "began_at": at,
            "ended_at": None,
            "outcome": None,
        }
        self.rows["stretch"].append(self.stretch)

    def _end(self, at: int, outcome: str) -> None:
        if self.stretch:
            self.stretch |= {"ended_at": at, "outcome": outcome}
            self.stretch = None

    def _move(self, at: int, owner: str, actor: str, why: str) -> None:
        self.epoch += 1
        self._event("owner", actor, at, {"from": self.owner, "to": owner, "why": why, "epoch": self.epoch})
        self.owner = owner
        self.closed_at = at if owner == "closed" else None

    def _event(
        self, kind: str, actor: str, at: int, data: dict[str, Any] | None = None, message_id: str | None = None
    ) -> None:
        self.rows["event"].append(
            {
                "kind": kind,
                "conversation_id": self.id,
                "customer_id": self.customer_id,
                "actor": actor,
                "message_id": message_id,
                "data": data or {},
                "at": at,
            }
        )
