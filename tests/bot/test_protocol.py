"""The handoff protocol under random interleavings: copies, a slow, dead or silent Rasa, takeovers, closings, time,
and a kill between any two steps. What must hold whatever happens is checked after every step.
"""

from __future__ import annotations

import time
from collections import Counter
from contextlib import suppress
from itertools import count

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

import store.outbox as parcels
from bot import handoff, intake, outbox, worker
from bot.handoff import Refused
from bot.rasa_client import RasaFailed, Turn
from store import events, ids, messages, read, stretches
from tests.bot.conftest import Clock, Customer, RasaSays, agent

MODES = ["answer", "handoff", "lost", "empty", "failed", "down", "slow", "settled"]
_customers = count()
_drafts = count()


class Protocol(RuleBasedStateMachine):
    """One customer, two agents, any number of processes that may die at any point."""

    drafts = Bundle("drafts")

    @initialize()
    def begin(self) -> None:
        self.clock = Clock()
        ids.clock = self.clock
        self.rasa = RasaSays()
        self.client = self.rasa.client()
        self.customer = Customer(f"khách-{next(_customers)}")
        self.sent_ids: list[str] = []
        self.in_hand: list[tuple[intake.Task, Turn | RasaFailed | None]] = []
        self.agents = [agent("Minh", f"{self.customer.sender}-1"), agent("Lan", f"{self.customer.sender}-2")]
        self._writes("alo")

    def teardown(self) -> None:
        if not hasattr(self, "clock"):
            return
        try:
            self._all_is_answered_in_the_end()
        finally:
            ids.clock = time.time_ns

    def _writes(self, text: str) -> None:
        external_id = f"{self.customer.sender}-{len(self.sent_ids)}"
        self.sent_ids.append(external_id)
        self.customer.writes(text, external_id)

    @property
    def conversation_id(self) -> str:
        return self.customer.conversation.id

    @rule(text=st.sampled_from(["đơn đâu", "phí ship", "tệ quá", "cho gặp người"]))
    def the_customer_writes(self, text: str) -> None:
        self._writes(f"{text} {len(self.sent_ids)}")

    @rule(which=st.integers(0, 50))
    def a_copy_of_an_old_message_comes(self, which: int) -> None:
        external_id = self.sent_ids[which % len(self.sent_ids)]
        assert not self.customer.writes("bản sao", external_id).fresh

    @rule()
    def the_customer_asks_for_a_person(self) -> None:
        self.customer.asks_for_a_person()

    @rule()
    def a_process_takes_the_messages_up(self) -> None:
        task = intake.take_up(self.conversation_id, f"holder-{next(_drafts)}")
        if task:
            self.in_hand.append((task, None))

    @rule(which=st.integers(0, 9), mode=st.sampled_from(MODES))
    def rasa_is_asked(self, which: int, mode: str) -> None:
        if self.in_hand:
            task, _ = self.in_hand[which % len(self.in_hand)]
            self.rasa.mode = mode  # type: ignore[assignment]
            self.in_hand[which % len(self.in_hand)] = (task, intake.ask(task, self.client))

    @rule(which=st.integers(0, 9))
    def the_answer_is_settled(self, which: int) -> None:
        ready = [one for one in self.in_hand if one[1] is not None]
        if ready:
            task, turn = ready[which % len(ready)]
            assert turn is not None
            intake.settle(task, turn)
            self.in_hand.remove((task, turn))

    @rule(which=st.integers(0, 9))
    def a_process_is_killed(self, which: int) -> None:
        if self.in_hand:
            self.in_hand.pop(which % len(self.in_hand))

    @rule()
    def a_parcel_is_sent(self) -> None:
        outbox.step(self.conversation_id)

    @rule(who=st.integers(0, 1))
    def an_agent_claims(self, who: int) -> None:
        with suppress(Refused):
            handoff.claim(self.conversation_id, self.agents[who])

    @rule(target=drafts, who=st.integers(0, 1))
    def an_agent_replies(self, who: int) -> tuple[int, str]:
        draft = f"d-{next(_drafts)}"
        handoff.reply(self.conversation_id, self.agents[who], f"Dạ {draft}", draft)
        return who, draft

    @rule(draft=drafts)
    def the_browser_sends_a_reply_again(self, draft: tuple[int, str]) -> None:
        who, draft_id = draft
        handoff.reply(self.conversation_id, self.agents[who], f"Dạ {draft_id}", draft_id)

    @rule(who=st.integers(0, 1), what=st.sampled_from(["release", "close", "typing", "extend"]))
    def an_agent_does(self, who: int, what: str) -> None:
        with suppress(Refused):
            getattr(handoff, what)(self.conversation_id, self.agents[who])

    @rule(seconds=st.sampled_from([5, 25, 700, 1900]))
    def time_passes_and_the_worker_looks(self, seconds: float) -> None:
        self.clock.forward(seconds)
        worker.tick()

    @invariant()
    def every_message_is_in_the_history_once(self) -> None:
        with read() as tx:
            kept = messages.of_conversation(tx, self.conversation_id, limit=10_000)
        got = Counter(one.external_id for one in kept if one.external_id in self.sent_ids)
        assert got == Counter(self.sent_ids)

    @invariant()
    def no_bot_words_went_out_while_a_person_owned(self) -> None:
        owner = "bot"
        with read() as tx:
            authors = {one.id: one.author for one in messages.of_conversation(tx, self.conversation_id, limit=10_000)}
            history = events.of_conversation(tx, self.conversation_id)
        for one in history:
            if one.kind == "owner":
                owner = one.data["to"]
            if one.kind == "message.state" and one.data["state"] == "sent" and authors[one.message_id or ""] == "bot":
                assert owner != "human"

    @invariant()
    def at_most_one_copy_of_each_answer_went_out(self) -> None:
        with read() as tx:
            said = parcels.of_conversation(tx, self.conversation_id)
            texts = {one.id: one for one in messages.of_conversation(tx, self.conversation_id, limit=10_000)}
        assert max(Counter((one.cause, one.seq) for one in said).values(), default=0) <= 1
        drafts = Counter(texts[one.message_id].text for one in said if one.cause.startswith("draft:"))
        assert max(drafts.values(), default=0) <= 1
        assert max(Counter(one.message_id for one in said).values(), default=0) <= 1

    @invariant()
    def who_waits_is_seen(self) -> None:
        held = self.customer.conversation
        if held.owner == "queued":
            assert held.queued_at is not None
            assert held.assignee_id is None
        if held.owner == "human":
            assert held.assignee_id is not None
            assert held.human_until is not None

    @invariant()
    def one_speaker_at_a_time(self) -> None:
        with read() as tx:
            open_parts = [one for one in stretches.of_conversation(tx, self.conversation_id) if one.ended_at is None]
        assert len(open_parts) <= 1

    def _all_is_answered_in_the_end(self) -> None:
        """Whatever happened: once Rasa is well and the dead holders' time is over, one more message gets one answer."""
        self.rasa.mode = "answer"
        self.clock.forward(60)
        intake.process(self.conversation_id, self.client)
        before = len(self.customer.sees())
        self._writes("câu cuối")
        owner = self.customer.conversation.owner
        intake.process(self.conversation_id, self.client)
        self.clock.forward(30)
        outbox.deliver(self.conversation_id)
        answers = [one for one in self.customer.sees()[before:] if one.author == "bot"]
        assert len(answers) == (1 if owner in {"bot", "closed"} else 0)
        with read() as tx:
            assert messages.unhandled(tx, self.conversation_id) == []
            assert all(one.state != "pending" for one in parcels.of_conversation(tx, self.conversation_id))


TestProtocol = Protocol.TestCase
TestProtocol.settings = settings(
    max_examples=60,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
TestProtocol = pytest.mark.usefixtures("database")(TestProtocol)
