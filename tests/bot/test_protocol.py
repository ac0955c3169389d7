"""The handoff protocol under random interleavings: copies, a slow, dead or silent Rasa, takeovers, closings, time,
and a kill between any two steps. What must hold whatever happens is checked after every step.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import store.outbox as parcels
from bot import answers, handoff, intake, outbox, turns, worker
from bot.handoff import Refused
from bot.rasa_client import RasaFailed, Turn
from store import events, ids, messages, read, stretches
from tests.bot.conftest import Clock, Customer, Mode, RasaSays, agent

# an answer as often as all that may go wrong
MODES: tuple[Mode, ...] = (
    *("answer",) * 7,
    *("handoff", "lost", "empty", "failed", "down", "slow", "settled"),
)
_numbers = count()


class Protocol:
    """One customer, two agents, any number of processes that may die at any point."""

    def __init__(self) -> None:
        self.clock = Clock()
        ids.clock = self.clock
        self.rasa = RasaSays()
        self.client = self.rasa.client()
        self.customer = Customer(f"khách-{next(_numbers)}")
        self.sent_ids: list[str] = []
        self.drafts: list[tuple[int, str]] = []
        self.in_hand: list[tuple[turns.Task, Turn | RasaFailed | None]] = []
        self.agents = [agent("Minh", f"{self.customer.sender}-1"), agent("Lan", f"{self.customer.sender}-2")]
        self.the_customer_writes(0)

    @property
    def conversation_id(self) -> str:
        """The one conversation."""
        return self.customer.conversation.id

    # what may happen, in any order; `n` chooses among what there is

    def the_customer_writes(self, n: int) -> None:
        external_id = f"{self.customer.sender}-{len(self.sent_ids)}"
        self.sent_ids.append(external_id)
        text = ("đơn đâu", "phí ship", "tệ quá", "cho gặp người")[n % 4]
        self.customer.writes(f"{text} {len(self.sent_ids)}", external_id)

    def a_copy_of_an_old_message_comes(self, n: int) -> None:
        assert not self.customer.writes("bản sao", self.sent_ids[n % len(self.sent_ids)]).fresh

    def the_customer_asks_for_a_person(self, n: int) -> None:
        self.customer.asks_for_a_person()

    def a_process_takes_the_messages_up(self, n: int) -> None:
        if task := turns.take_up(self.conversation_id, f"holder-{next(_numbers)}"):
            self.in_hand.append((task, None))

    def rasa_is_asked(self, n: int) -> None:
        for place, (task, turn) in enumerate(self.in_hand):
            if turn is None:
                self.rasa.mode = MODES[n % len(MODES)]
                self.in_hand[place] = (task, turns.ask(task, self.client))
                return

    def the_answer_is_settled(self, n: int) -> None:
        for task, turn in self.in_hand:
            if turn is not None:
                answers.settle(task, turn)
                self.in_hand.remove((task, turn))
                return

    def a_process_is_killed(self, n: int) -> None:
        if self.in_hand:
            self.in_hand.pop(n % len(self.in_hand))

    def a_parcel_is_sent(self, n: int) -> None:
        outbox.step(self.conversation_id)

    def an_agent_claims(self, n: int) -> None:
        with suppress(Refused):
            handoff.claim(self.conversation_id, self.agents[n % 2])

    def an_agent_replies(self, n: int) -> None:
        self.drafts.append((n % 2, f"d-{next(_numbers)}"))
        self._reply(self.drafts[-1])

    def the_browser_sends_a_reply_again(self, n: int) -> None:
        if self.drafts:
            self._reply(self.drafts[n % len(self.drafts)])

    def _reply(self, draft: tuple[int, str]) -> None:
        who, draft_id = draft
        handoff.reply(self.conversation_id, self.agents[who], f"Dạ {draft_id}", draft_id)

    def the_one_who_holds_it_gives_it_back(self, n: int) -> None:
        self._holder_does(handoff.release)

    def the_one_who_holds_it_closes(self, n: int) -> None:
        self._holder_does(handoff.close)

    def an_agent_types(self, n: int) -> None:
        handoff.typing(self.conversation_id, self.agents[n % 2])

    def _holder_does(self, verb: Callable[[str, str], object]) -> None:
        held = self.customer.conversation
        with suppress(Refused):
            verb(held.id, held.assignee_id or self.agents[0])

    def a_little_time_passes(self, n: int) -> None:
        self.clock.forward(27)
        worker.tick()

    def much_time_passes(self, n: int) -> None:
        self.clock.forward((700, 1900)[n % 2])
        worker.tick()

    # what must hold after each of them

    def check(self) -> None:
        self.every_message_is_in_the_history_once()
        self.no_bot_words_went_out_over_a_person_or_after_the_end()
        self.at_most_one_copy_of_each_answer_went_out()
        self.who_waits_is_seen()
        self.one_speaker_at_a_time()

    def every_message_is_in_the_history_once(self) -> None:
        with read() as tx:
            kept = messages.of_conversation(tx, self.conversation_id, limit=10_000)
        got = Counter(one.external_id for one in kept if one.external_id in self.sent_ids)
        assert got == Counter(self.sent_ids)

    def no_bot_words_went_out_over_a_person_or_after_the_end(self) -> None:
        owner = "bot"
        with read() as tx:
            authors = {one.id: one.author for one in messages.of_conversation(tx, self.conversation_id, limit=10_000)}
            history = events.of_conversation(tx, self.conversation_id)
        for one in history:
            if one.kind == "owner":
                owner = one.data["to"]
            if one.kind == "message.state" and one.data["state"] == "sent" and authors[one.message_id or ""] == "bot":
                assert owner in {"bot", "queued"}

    def at_most_one_copy_of_each_answer_went_out(self) -> None:
        with read() as tx:
            said = parcels.of_conversation(tx, self.conversation_id)
            texts = {one.id: one for one in messages.of_conversation(tx, self.conversation_id, limit=10_000)}
        assert max(Counter((one.cause, one.seq) for one in said).values(), default=0) <= 1
        drafts = Counter(texts[one.message_id].text for one in said if one.cause.startswith("draft:"))
        assert max(drafts.values(), default=0) <= 1
        assert max(Counter(one.message_id for one in said).values(), default=0) <= 1

    def who_waits_is_seen(self) -> None:
        held = self.customer.conversation
        if held.owner == "queued":
            assert held.queued_at is not None
            assert held.assignee_id is None
        if held.owner == "human":
            assert held.assignee_id is not None
            assert held.human_until is not None

    def one_speaker_at_a_time(self) -> None:
        with read() as tx:
            open_parts = [one for one in stretches.of_conversation(tx, self.conversation_id) if one.ended_at is None]
        assert len(open_parts) <= 1

    def all_is_answered_in_the_end(self) -> None:
        """Whatever happened: once Rasa is well and the dead holders' time is over, one more message gets one answer."""
        self.rasa.mode = "answer"
        self.clock.forward(60)
        intake.process(self.conversation_id, self.client)
        outbox.deliver(self.conversation_id)
        before = len(self.customer.sees())
        self.the_customer_writes(0)
        owner = self.customer.conversation.owner
        intake.process(self.conversation_id, self.client)
        self.clock.forward(30)
        outbox.deliver(self.conversation_id)
        answers = [one for one in self.customer.sees()[before:] if one.author == "bot"]
        assert len(answers) == (1 if owner in {"bot", "closed"} else 0)
        with read() as tx:
            assert messages.unhandled(tx, self.conversation_id) == []
            assert all(one.state != "pending" for one in parcels.of_conversation(tx, self.conversation_id))


# the ordinary course of a conversation more often than what crosses it
STEPS = 3 * [
    Protocol.the_customer_writes,
    Protocol.a_process_takes_the_messages_up,
    Protocol.rasa_is_asked,
    Protocol.the_answer_is_settled,
    Protocol.a_parcel_is_sent,
] + [
    Protocol.a_copy_of_an_old_message_comes,
    Protocol.the_customer_asks_for_a_person,
    Protocol.a_process_is_killed,
    Protocol.an_agent_claims,
    Protocol.an_agent_replies,
    Protocol.the_browser_sends_a_reply_again,
    Protocol.the_one_who_holds_it_gives_it_back,
    Protocol.the_one_who_holds_it_closes,
    Protocol.an_agent_types,
    Protocol.a_little_time_passes,
    Protocol.much_time_passes,
]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 15)), min_size=5, max_size=40))
def test_the_protocol_holds_in_every_order_of_events(steps: list[tuple[Callable[[Protocol, int], None], int]]) -> None:
    try:
        talk = Protocol()
        for step, n in steps:
            step(talk, n)
            talk.check()
        talk.all_is_answered_in_the_end()
    finally:
        ids.clock = time.time_ns
