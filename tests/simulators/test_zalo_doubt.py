"""What Zalo may have taken is never said twice and never lost."""

from __future__ import annotations

import pytest

from bot import handoff, outbox, reports
from store import arrivals, dispatches, read
from store.conversations import Conversation
from tests.bot.conftest import Clock
from tests.simulators import zalo
from tests.simulators.conftest import House
from tests.simulators.scenes import with_minh
from tests.simulators.server import Ask, Person
from tests.simulators.zalo import ZaloPlatform


def sent_but_unanswered(house: House, oa: ZaloPlatform, ha: Person, minh: str) -> Conversation:
    """Minh's reply reached the customer, and the line was cut before we heard so."""
    talk = with_minh(house, oa, ha, minh)
    oa.fates.append("taken_unanswered")
    handoff.reply(talk.id, minh, "Dạ em đây ạ.", "d-1")
    return talk


@pytest.mark.parametrize("echoes", ["before", "after", "late"])
def test_an_answer_whose_receipt_was_lost_is_proved_by_its_echo_and_not_said_again(
    house: House, oa: ZaloPlatform, ha: Person, minh: str, clock: Clock, echoes: str
) -> None:
    talk = with_minh(house, oa, ha, minh)
    oa.echoes = echoes  # type: ignore[assignment]
    oa.fates.append("taken_unanswered")
    handoff.reply(talk.id, minh, "Dạ em đây ạ.", "d-1")
    oa.pump()
    clock.forward(300)
    outbox.deliver(talk.id)
    oa.late_echoes_come()
    clock.forward(3_600)
    outbox.deliver(talk.id)
    assert ha.reads().count("Dạ em đây ạ.") == 1
    assert house.history(ha.id)[-1].state == "sent"


def test_an_echo_in_other_words_proves_the_one_message_that_is_in_doubt(
    house: House, oa: ZaloPlatform, ha: Person, minh: str, clock: Clock
) -> None:
    oa.echoed_as = lambda text: f"[{text[:5]}]"
    talk = sent_but_unanswered(house, oa, ha, minh)
    oa.pump()
    oa.writes(ha, "alo")
    oa.pump()
    clock.forward(3_600)
    outbox.deliver(talk.id)
    assert ha.reads().count("Dạ em đây ạ.") == 1


def test_a_word_of_staff_proves_nothing_of_ours(
    house: House, oa: ZaloPlatform, ha: Person, minh: str, clock: Clock
) -> None:
    talk = with_minh(house, oa, ha, minh)
    oa.fates.append("cut")
    handoff.reply(talk.id, minh, "Dạ em đây ạ.", "d-1")
    oa.staff_write(ha, "Dạ em đây ạ.")
    oa.pump()
    states = {one.payload.get("outside"): one.state for one in house.history(ha.id) if one.author == "agent"}
    assert states == {None: "unknown", True: "sent"}


def test_an_answer_that_was_cut_off_and_never_echoed_is_sent_again(
    house: House, oa: ZaloPlatform, ha: Person, minh: str, clock: Clock
) -> None:
    talk = with_minh(house, oa, ha, minh)
    oa.fates.append("cut")
    handoff.reply(talk.id, minh, "Dạ em đây ạ.", "d-1")
    assert house.history(ha.id)[-1].state == "unknown"
    clock.forward(20)
    oa.writes(oa.person(2, "Mai"), "alo")
    oa.pump()
    clock.forward(341)
    outbox.deliver(talk.id)
    assert ha.reads().count("Dạ em đây ạ.") == 1
    assert house.history(ha.id)[-1].state == "sent"


@pytest.mark.parametrize("shut_s", [340, 1_000, 1_300, 5_000])
def test_an_echo_that_found_our_door_shut_is_waited_for_as_long_as_zalo_tries(
    house: House, oa: ZaloPlatform, ha: Person, minh: str, clock: Clock, shut_s: int
) -> None:
    talk = with_minh(house, oa, ha, minh)
    oa.echoes = "late"
    oa.fates.append("taken_unanswered")
    handoff.reply(talk.id, minh, "Dạ em đây ạ.", "d-1")
    clock.forward(shut_s)
    oa.writes(oa.person(2, "Mai"), "alo")  # the door is open again; the echo waits for its next try
    oa.pump()
    tried = next(one for one in (330, 1_230, 3_030, 6_630) if one > shut_s)
    for _ in range(20):
        clock.forward((tried - shut_s) / 20)
        outbox.deliver(talk.id)
    oa.late_echoes_come()
    clock.forward(2 * 3_600)
    outbox.deliver(talk.id)
    assert ha.reads().count("Dạ em đây ạ.") == 1
    assert house.history(ha.id)[-1].state == "sent"


def test_what_was_cut_off_while_our_door_was_shut_is_sent_again_when_zalos_tries_are_over(
    house: House, oa: ZaloPlatform, ha: Person, minh: str, clock: Clock
) -> None:
    talk = with_minh(house, oa, ha, minh)
    oa.fates.append("cut")
    handoff.reply(talk.id, minh, "Dạ em đây ạ.", "d-1")
    clock.forward(600)
    oa.writes(oa.person(2, "Mai"), "alo")
    oa.pump()
    outbox.deliver(talk.id)
    assert "Dạ em đây ạ." not in ha.reads()
    clock.forward(661)
    outbox.deliver(talk.id)
    assert ha.reads().count("Dạ em đây ạ.") == 1


def test_an_agent_who_types_lets_no_bot_words_in_doubt_go_out_again(
    house: House, oa: ZaloPlatform, ha: Person, minh: str, clock: Clock
) -> None:
    oa.fates.append("taken_unanswered")
    oa.echoes = "late"
    oa.writes(ha, "alo")
    oa.pump()
    talk = house.talk(ha.id)
    clock.forward(360)
    handoff.typing(talk.id, minh)
    outbox.deliver(talk.id)
    assert house.history(ha.id)[-1].state == "unknown"
    clock.forward(21)
    oa.late_echoes_come()
    outbox.deliver(talk.id)
    assert ha.reads() == ["Đáp 1: alo"]


def sent_by_one_who_was_killed(
    house: House, oa: ZaloPlatform, ha: Person, monkeypatch: pytest.MonkeyPatch
) -> Conversation:
    """The bot's answer reached the customer, and its sender died before that was written down."""

    class Killed(BaseException):
        pass

    def killed(*_: object) -> None:
        raise Killed

    house.idle = True
    oa.echoes = "late"
    oa.writes(ha, "alo")
    oa.pump()
    house.idle = False
    with read() as tx:
        arrival = arrivals.last(tx, "zalo", zalo.OA_ID)
    assert arrival
    with monkeypatch.context() as patch:
        patch.setattr(outbox, "_in_our_hand", killed)
        with pytest.raises(Killed):
            reports.take_up(arrival.id)
    return house.talk(ha.id)


def test_typing_does_not_make_new_what_a_killed_sender_left(
    house: House, oa: ZaloPlatform, ha: Person, minh: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = sent_by_one_who_was_killed(house, oa, ha, monkeypatch)
    clock.forward(outbox.LEASE_S + 1)
    handoff.typing(talk.id, minh)
    outbox.deliver(talk.id)
    clock.forward(21)
    outbox.deliver(talk.id)
    oa.late_echoes_come()
    assert ha.reads() == ["Đáp 1: alo"]
    assert house.history(ha.id)[-1].state == "sent"


def test_what_a_killed_sender_left_and_a_person_made_void_is_known_by_its_echo(
    house: House, oa: ZaloPlatform, ha: Person, minh: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = sent_by_one_who_was_killed(house, oa, ha, monkeypatch)
    handoff.claim(talk.id, minh)
    clock.forward(outbox.LEASE_S + 400)
    outbox.deliver(talk.id)
    outbox.deliver(talk.id)
    said = next(one for one in house.history(ha.id) if one.author == "bot")
    assert said.state == "unknown"
    oa.late_echoes_come()
    assert next(one for one in house.history(ha.id) if one.author == "bot").state == "sent"


def test_a_receipt_that_comes_when_our_time_is_over_still_counts(
    house: House, oa: ZaloPlatform, ha: Person, minh: str, clock: Clock
) -> None:
    talk = with_minh(house, oa, ha, minh)
    oa.echoes = "never"
    taken = oa._send

    def slow(ask: Ask) -> tuple[int, object]:
        answer = taken(ask)
        clock.forward(outbox.LEASE_S + 1)
        outbox.deliver(talk.id)  # another finds it left
        return answer

    oa._send = slow  # type: ignore[method-assign]
    handoff.reply(talk.id, minh, "Dạ em đây ạ.", "d-1")
    said = house.history(ha.id)[-1]
    assert said.state == "sent"
    with read() as tx:
        assert dispatches.message_of(tx, "zalo", zalo.OA_ID, oa.sent[-1]["id"]) == said


@pytest.mark.parametrize("fate", ["taken_down", "taken_broken"])
def test_a_server_that_says_it_failed_and_echoes_all_the_same_is_believed_by_its_echo(
    house: House, oa: ZaloPlatform, ha: Person, minh: str, clock: Clock, fate: str
) -> None:
    talk = with_minh(house, oa, ha, minh)
    oa.fates.append(fate)  # type: ignore[arg-type]
    handoff.reply(talk.id, minh, "Dạ em đây ạ.", "d-1")
    oa.pump()
    for _ in range(10):
        clock.forward(100)
        outbox.deliver(talk.id)
    assert ha.reads().count("Dạ em đây ạ.") == 1
    assert house.history(ha.id)[-1].state == "sent"


def test_an_echo_that_came_and_was_not_worked_off_yet_keeps_its_message_from_being_sent_again(
    house: House, oa: ZaloPlatform, ha: Person, minh: str, clock: Clock
) -> None:
    talk = sent_but_unanswered(house, oa, ha, minh)
    clock.forward(350)
    house.idle = True
    oa.pump()
    clock.forward(20)
    outbox.deliver(talk.id)
    assert ha.reads().count("Dạ em đây ạ.") == 1
    clock.forward(2)
    house.worker_sweeps()
    assert house.history(ha.id)[-1].state == "sent"


def test_where_no_echo_is_ever_heard_silence_proves_nothing_and_the_agent_decides(
    house: House, oa: ZaloPlatform, ha: Person, minh: str, clock: Clock
) -> None:
    oa.echoes = "never"
    talk = sent_but_unanswered(house, oa, ha, minh)
    clock.forward(3_600)
    outbox.deliver(talk.id)
    assert ha.reads().count("Dạ em đây ạ.") == 1
    assert house.history(ha.id)[-1].state == "unknown"


def test_a_sender_that_was_killed_is_treated_as_one_that_may_have_sent(
    house: House, oa: ZaloPlatform, ha: Person, minh: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = with_minh(house, oa, ha, minh)

    class Killed(BaseException):
        pass

    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "_in_our_hand", killed)  # Zalo took it; we died before we wrote that down
        with pytest.raises(Killed):
            handoff.reply(talk.id, minh, "Dạ em đây ạ.", "d-1")
    clock.forward(outbox.LEASE_S + 1)
    outbox.deliver(talk.id)
    oa.pump()
    clock.forward(3_600)
    outbox.deliver(talk.id)
    assert ha.reads().count("Dạ em đây ạ.") == 1
    assert house.history(ha.id)[-1].state == "sent"


def test_what_comes_after_an_answer_in_doubt_does_not_wait_for_its_echo(
    house: House, oa: ZaloPlatform, ha: Person, minh: str
) -> None:
    talk = sent_but_unanswered(house, oa, ha, minh)
    handoff.reply(talk.id, minh, "Đơn tới chiều nay ạ.", "d-2")
    assert ha.reads()[-2:] == ["Dạ em đây ạ.", "Đơn tới chiều nay ạ."]


def test_a_server_that_is_down_gets_the_answer_when_it_is_up(
    house: House, oa: ZaloPlatform, ha: Person, minh: str, clock: Clock
) -> None:
    talk = with_minh(house, oa, ha, minh)
    oa.fates.extend(["down", "down"])
    handoff.reply(talk.id, minh, "Dạ em đây ạ.", "d-1")
    for seconds in (2, 6):
        clock.forward(seconds)
        outbox.deliver(talk.id)
    assert ha.reads().count("Dạ em đây ạ.") == 1
