"""Nothing is lost and nothing is said twice, in whatever order things go wrong: copies, retries, reordering, lines cut
before and after the platform took a message, echoes early and late, takeovers inside and outside, and processes killed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import handoff, outbox, worker
from bot.handoff import Refused
from store import events, messages, read
from tests.bot.conftest import Clock, agent
from tests.simulators.conftest import House
from tests.simulators.messenger import MessengerPlatform
from tests.simulators.server import Call, Echoes, Fate, Person
from tests.simulators.zalo import ZaloPlatform

_numbers = count()
FATES: tuple[Fate, ...] = ("taken_unanswered", "cut", "down", "taken_broken")
ECHOES: tuple[Echoes, ...] = ("after", "before", "late")


class Killed(BaseException):
    """The process is gone."""


class Chat:
    """One person on the platform, two agents of ours, staff in the platform's inbox."""

    def __init__(self, house: House, platform: ZaloPlatform | MessengerPlatform, clock: Clock) -> None:
        self.house, self.platform, self.clock = house, platform, clock
        number = next(_numbers)
        self.person: Person = platform.person(1000 + number, f"Khách {number}")
        self.agents = [agent("Minh", f"minh-{number}@x"), agent("Lan", f"lan-{number}@x")]
        self.written: list[str] = []
        self.calls: list[Call] = []
        self.killed = 0
        platform.echoes = "after"
        self.the_person_writes(0)
        self.webhooks_are_called(0)

    @property
    def talk(self) -> str:
        return self.house.talk(self.person.id).id

    # what may happen

    def the_person_writes(self, n: int) -> None:
        event = self.platform.writes(self.person, f"câu {len(self.written)}")
        self.written.append(event["message"].get("msg_id") or event["message"]["mid"])
        self.calls.append(self.platform.queue[-1])

    def webhooks_are_called(self, n: int) -> None:
        self.platform.pump()

    def webhooks_are_called_backwards(self, n: int) -> None:
        self.platform.queue.reverse()
        self.platform.pump()

    def an_old_call_comes_again(self, n: int) -> None:
        assert self.platform.send_again(self.calls[n % len(self.calls)]) == 200

    def web_is_down_for_a_round(self, n: int) -> None:
        self.house.down = True
        self.platform.pump()
        self.house.down = False

    def web_is_killed_after_it_took_the_calls(self, n: int) -> None:
        self.house.idle = True
        self.platform.pump()
        self.house.idle = False

    def the_next_send_goes_wrong(self, n: int) -> None:
        self.platform.fates.append(FATES[n % len(FATES)])

    def echoes_come(self, n: int) -> None:
        self.platform.echoes = ECHOES[n % len(ECHOES)]

    def late_echoes_come(self, n: int) -> None:
        self.platform.late_echoes_come()

    def an_agent_replies(self, n: int) -> None:
        handoff.reply(self.talk, self.agents[n % 2], f"Dạ {next(_numbers)}", f"d-{next(_numbers)}")

    def an_agent_types(self, n: int) -> None:
        handoff.typing(self.talk, self.agents[n % 2])

    def an_agent_claims(self, n: int) -> None:
        with suppress(Refused):
            handoff.claim(self.talk, self.agents[n % 2])

    def the_holder_gives_back(self, n: int) -> None:
        held = self.house.talk(self.person.id)
        with suppress(Refused):
            (handoff.release, handoff.close)[n % 2](held.id, held.assignee_id or self.agents[0])

    def staff_write_outside(self, n: int) -> None:
        self.platform.staff_write(self.person, f"Dạ từ OA {next(_numbers)}")

    def the_worker_sweeps(self, n: int) -> None:
        self.clock.forward(3)
        self.house.worker_sweeps()

    def a_sender_is_killed(self, n: int) -> None:
        """With the platform's answer in its hands."""
        kept = outbox._in_our_hand

        def die(*_: object) -> bool:
            raise Killed

        outbox._in_our_hand = die  # type: ignore[assignment]
        try:
            outbox.step(self.talk)
        except Killed:
            self.killed += 1
        finally:
            outbox._in_our_hand = kept

    def some_time_passes(self, n: int) -> None:
        self._forward(31)

    def much_time_passes(self, n: int) -> None:
        self._forward((340, 1_900)[n % 2])

    def the_door_is_shut_for_some_minutes(self, n: int) -> None:
        """What is sent meanwhile is echoed a quarter of an hour later; what others write then comes before."""
        self.platform.late_echoes_come()
        self.house.down = True
        self.an_agent_replies(n)
        self.clock.forward(400)
        self.platform.pump()
        self.house.down = False
        shut_out = list(self.platform.queue)
        self.platform.queue.clear()
        self.platform.writes(self.platform.person(1, "Người khác"), "alo")
        self.platform.pump()
        self.clock.forward(31)
        self.house.worker_sweeps()
        self.platform.queue.extend(shut_out)
        self.platform.pump()

    def _forward(self, seconds: int) -> None:
        """While our door is open no echo is later than five minutes."""
        if seconds > 300:
            self.clock.forward(280)
            self.platform.late_echoes_come()
            self.platform.late_echoes_come()
            seconds -= 280
        self.clock.forward(seconds)
        self.house.worker_sweeps()
        worker.tick()

    # what must hold

    def check(self) -> None:
        self.nothing_was_said_twice()
        self.no_bot_words_left_while_a_person_owned()

    def nothing_was_said_twice(self) -> None:
        said = [
            one["text"]
            for one in self.person.screen
            if one["by"] in {"oa", "page"} and one["text"].startswith(("Dạ ", "Đáp"))
        ]
        assert max(Counter(said).values(), default=0) <= 1

    def no_bot_words_left_while_a_person_owned(self) -> None:
        owner = "bot"
        with read() as tx:
            kept = {one.id: one for one in messages.of_conversation(tx, self.talk, limit=10_000)}
            history = events.of_conversation(tx, self.talk)
        doubtful = {one.message_id for one in history if one.kind == "message.state" and one.data["state"] == "unknown"}
        for one in history:
            if one.kind == "owner":
                owner = one.data["to"]
            if one.kind != "message.state" or one.data["state"] != "sent" or one.message_id in doubtful:
                continue  # what was in doubt had left before; its proof may come when a person is there
            if kept[one.message_id or ""].author == "bot":
                assert owner in {"bot", "queued"}

    def all_comes_right_in_the_end(self) -> None:
        """Every line is mended, every echo comes: all was kept once, and all of a person's words have arrived once."""
        self.platform.fates.clear()
        self.platform.echoes = "after"
        for _ in range(5):
            self.platform.late_echoes_come()
            self.clock.forward(20)
            self.platform.writes(self.platform.person(1, "Người khác"), "alo")
            self.platform.pump()
            self.clock.forward(420)
            self.house.worker_sweeps()
            self.platform.pump()
        self.check()
        with read() as tx:
            kept = messages.of_conversation(tx, self.talk, limit=10_000)
        assert Counter(one.external_id for one in kept if one.author == "customer") == Counter(self.written)
        screen = [one["text"] for one in self.person.screen]
        for one in kept:
            if one.author == "agent":
                # where silence proves nothing it may have been said, and the agent is told
                assert screen.count(one.text) == (one.state == "sent"), (one.state, one.text)
                assert one.state == "sent" or (one.state == "unknown" and self.house.channel == "messenger")
        staff = [one["text"] for one in self.person.screen if one["by"] == "staff"]
        mirrored = [one.text for one in kept if one.payload.get("outside")]
        assert Counter(staff) == Counter(mirrored)


STEPS = 2 * [
    Chat.the_person_writes,
    Chat.webhooks_are_called,
    Chat.the_worker_sweeps,
    Chat.the_next_send_goes_wrong,
] + [
    Chat.webhooks_are_called_backwards,
    Chat.an_old_call_comes_again,
    Chat.web_is_down_for_a_round,
    Chat.web_is_killed_after_it_took_the_calls,
    Chat.echoes_come,
    Chat.late_echoes_come,
    Chat.an_agent_replies,
    Chat.an_agent_types,
    Chat.an_agent_claims,
    Chat.the_holder_gives_back,
    Chat.staff_write_outside,
    Chat.a_sender_is_killed,
    Chat.some_time_passes,
    Chat.much_time_passes,
    Chat.the_door_is_shut_for_some_minutes,
]


Steps = list[tuple[Callable[[Chat, int], None], int]]
STORIES = st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 11)), min_size=4, max_size=25)


def play(house: House, platform: ZaloPlatform | MessengerPlatform, clock: Clock, steps: Steps) -> None:
    """One story from its beginning to its end."""
    platform.queue.clear()
    platform.late.clear()
    platform.fates.clear()
    chat = Chat(house, platform, clock)
    for step, n in steps:
        step(chat, n)
        chat.check()
    chat.all_comes_right_in_the_end()


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(STORIES)
def test_nothing_is_lost_and_nothing_is_said_twice_on_zalo(
    house: House, oa: ZaloPlatform, clock: Clock, steps: Steps
) -> None:
    oa.quota = 1_000
    play(house, oa, clock, steps)


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(STORIES)
def test_nothing_is_lost_and_nothing_is_said_twice_on_messenger(
    page_house: House, page: MessengerPlatform, clock: Clock, steps: Steps
) -> None:
    play(page_house, page, clock, steps)
