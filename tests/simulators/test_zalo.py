"""Zalo from end to end: what people on Zalo do and see, what the platform got, what is stored."""

from __future__ import annotations

import pytest

import store.outbox as parcels
from bot import handoff, outbox, reports, worker
from messages import say
from store import arrivals, conversations, customers, dispatches, events, messages, read, stretches, surveys, write
from store.conversations import Conversation
from store.schema import metadata
from tests.bot.conftest import Clock, RasaSays
from tests.simulators import zalo
from tests.simulators.conftest import House
from tests.simulators.server import Ask, Person
from tests.simulators.zalo import ZaloPlatform


@pytest.fixture
def ha(oa: ZaloPlatform) -> Person:
    return oa.person(1, "Trần Thu Hà")


def customer_of(house: House, person: Person) -> customers.Customer:
    with read() as tx:
        found = customers.on_channel(tx, "zalo", zalo.OA_ID, person.id)
    assert found
    return found


def with_minh(house: House, oa: ZaloPlatform, person: Person, minh: str) -> Conversation:
    """A conversation that Minh has taken."""
    oa.writes(person, "shop ơi")
    oa.pump()
    handoff.claim(house.talk(person.id).id, minh)
    oa.pump()
    return house.talk(person.id)


def test_a_question_on_zalo_is_answered_once_though_it_is_reported_three_times(
    house: House, oa: ZaloPlatform, ha: Person, rasa: RasaSays
) -> None:
    oa.writes(ha, "mấy giờ mở cửa vậy shop")
    call = oa.queue[0]
    oa.pump()
    assert [oa.send_again(call), oa.send_again(call)] == [200, 200]
    oa.pump()
    assert ha.reads() == ["Đáp 1: mấy giờ mở cửa vậy shop"]
    assert rasa.asked == ["mấy giờ mở cửa vậy shop"]
    assert [(one.author, one.state) for one in house.history(ha.id)] == [("customer", "handled"), ("bot", "sent")]


def test_a_webhook_that_was_down_gets_the_message_with_the_next_try(house: House, oa: ZaloPlatform, ha: Person) -> None:
    house.down = True
    oa.writes(ha, "alo shop")
    oa.pump()
    oa.pump()
    assert ha.reads() == []
    house.down = False
    oa.pump()
    assert ha.reads() == ["Đáp 1: alo shop"]


def test_what_web_took_before_it_was_killed_is_worked_off_by_the_worker(
    house: House, oa: ZaloPlatform, ha: Person, clock: Clock
) -> None:
    house.idle = True
    oa.writes(ha, "alo shop")
    oa.pump()
    assert ha.reads() == []
    clock.forward(2)
    house.worker_sweeps()
    assert ha.reads() == ["Đáp 1: alo shop"]


def test_messages_that_come_out_of_order_are_kept_in_the_order_in_which_they_were_written(
    house: House, oa: ZaloPlatform, ha: Person, clock: Clock
) -> None:
    house.idle = True
    for text in ("một", "hai", "ba"):
        oa.writes(ha, text)
    oa.queue.reverse()
    oa.pump()
    clock.forward(2)
    house.worker_sweeps()
    assert [one.text for one in house.history(ha.id) if one.author == "customer"] == ["một", "hai", "ba"]


@pytest.mark.parametrize("in_header", [False, True])
def test_either_reading_of_the_signed_timestamp_is_taken(
    house: House, oa: ZaloPlatform, ha: Person, in_header: bool
) -> None:
    oa.stamp_in_header = in_header
    oa.writes(ha, "alo shop")
    oa.pump()
    assert ha.reads() == ["Đáp 1: alo shop"]


def test_a_picture_is_kept_and_the_bot_says_that_it_reads_only_text(
    house: House, oa: ZaloPlatform, ha: Person, rasa: RasaSays
) -> None:
    oa.sends(ha, "image", {"thumbnail": "https://z/t.jpg", "url": "https://z/p.jpg"})
    oa.pump()
    assert ha.reads() == [say("vi", "bot-wordless")]
    assert rasa.asked == []
    kept = house.history(ha.id)[0]
    assert (kept.text, kept.payload["attachments"][0]["url"]) == ("", "https://z/p.jpg")


@pytest.mark.parametrize(
    ("what", "payload", "expected"),
    [
        ("sticker", {"id": "1f", "url": "https://z/s.png"}, {"type": "sticker", "url": "https://z/s.png"}),
        (
            "location",
            {"coordinates": {"latitude": "10.77", "longitude": "106.69"}},
            {"type": "location", "latitude": 10.77, "longitude": 106.69},
        ),
        (
            "file",
            {"size": "1024", "name": "hoá đơn.pdf", "checksum": "x", "type": "pdf", "url": "https://z/f.pdf"},
            {"type": "file", "name": "hoá đơn.pdf", "size": 1024, "url": "https://z/f.pdf"},
        ),
        ("audio", {"url": "https://z/a.m4a"}, {"type": "audio", "url": "https://z/a.m4a"}),
        ("video", {"url": "https://z/v.mp4", "thumbnail": "t", "description": ""}, {"type": "video"}),
        ("link", {"url": "https://shop.vn", "description": "Bình gốm"}, {"type": "link", "name": "Bình gốm"}),
    ],
)
def test_every_kind_of_attachment_is_kept(
    house: House, oa: ZaloPlatform, ha: Person, what: str, payload: dict[str, object], expected: dict[str, object]
) -> None:
    oa.sends(ha, what, payload)
    oa.pump()
    kept = house.history(ha.id)[0].payload["attachments"][0]
    assert {key: kept[key] for key in expected} == expected


def test_a_tapped_button_is_the_button_of_that_message_and_not_the_words_on_it(
    house: House, oa: ZaloPlatform, ha: Person, rasa: RasaSays
) -> None:
    oa.sends(ha, "image", {"url": "https://z/p.jpg"})
    oa.pump()
    oa.taps(ha, say("vi", "button-person"))
    oa.pump()
    talk = house.talk(ha.id)
    assert (talk.owner, talk.reason) == ("queued", "requested")
    tapped = house.history(ha.id)[2]
    assert (tapped.kind, tapped.text) == ("choice", say("vi", "button-person"))


def test_a_mark_that_names_no_button_of_ours_is_only_text(
    house: House, oa: ZaloPlatform, ha: Person, rasa: RasaSays
) -> None:
    oa.writes(ha, "alo")
    oa.pump()
    oa.writes(ha, "Vâng #1.0")  # the customer's own message, which has no buttons
    oa.writes(ha, "Vâng #99.7")
    oa.pump()
    assert rasa.asked[1:] == ["Vâng #1.0", "Vâng #99.7"]


def test_a_long_answer_comes_in_pieces_and_each_once(house: House, oa: ZaloPlatform, ha: Person, minh: str) -> None:
    talk = with_minh(house, oa, ha, minh)
    before = len(oa.sent)
    text = " ".join(f"Câu thứ {number} của lời giải thích rất dài." for number in range(120))
    handoff.reply(talk.id, minh, text, "d-1")
    pieces = [one["text"] for one in oa.sent[before:]]
    assert len(pieces) == 3
    assert all(one.endswith(".") and len(one) <= 2_000 for one in pieces)
    assert " ".join(pieces) == text


@pytest.mark.parametrize("code", [-211, -213, -217, -218, -227, -230, -232, -233, -244, -248, -9999])
def test_a_refusal_for_good_is_not_tried_again_and_the_agent_is_told_why(
    house: House, oa: ZaloPlatform, ha: Person, minh: str, clock: Clock, code: int
) -> None:
    talk = with_minh(house, oa, ha, minh)
    before = len(oa.asked)
    oa.refusals.append(code)
    reply = handoff.reply(talk.id, minh, "Dạ em đây ạ.", "d-1")
    clock.forward(3600)
    outbox.deliver(talk.id)
    assert len(oa.asked) == before + 1
    with read() as tx:
        stored, parcel = messages.get(tx, reply.id), parcels.of_conversation(tx, talk.id)[-1]
    assert stored
    assert (stored.state, parcel.state) == ("failed", "failed")
    assert parcel.error
    assert str(code) in parcel.error


def test_a_rate_limit_passes(house: House, oa: ZaloPlatform, ha: Person, minh: str, clock: Clock) -> None:
    talk = with_minh(house, oa, ha, minh)
    oa.refusals.extend([-32, -32])
    handoff.reply(talk.id, minh, "Dạ em đây ạ.", "d-1")
    clock.forward(2)
    outbox.deliver(talk.id)
    clock.forward(6)
    outbox.deliver(talk.id)
    assert ha.reads()[-1:] == ["Dạ em đây ạ."]
    assert ha.reads().count("Dạ em đây ạ.") == 1


def test_a_token_that_ran_out_is_renewed_and_the_message_goes_out(
    house: House, oa: ZaloPlatform, ha: Person, minh: str, clock: Clock
) -> None:
    talk = with_minh(house, oa, ha, minh)
    assert oa.renewals == 1
    oa.access_tokens.clear()  # -216
    handoff.reply(talk.id, minh, "Dạ em đây ạ.", "d-1")
    assert ha.reads()[-1] == "Dạ em đây ạ."
    assert oa.renewals == 2


def test_eight_days_after_the_last_word_nothing_is_sent_and_the_agent_is_told_why(
    house: House, oa: ZaloPlatform, ha: Person, minh: str, clock: Clock
) -> None:
    talk = with_minh(house, oa, ha, minh)
    clock.forward(8 * 86_400)
    before = len(oa.asked)
    handoff.reply(talk.id, minh, "Dạ đơn của mình có rồi ạ.", "d-1")
    assert len(oa.asked) == before
    with read() as tx:
        assert (parcels.of_conversation(tx, talk.id)[-1].error or "").startswith("window")


def test_what_may_still_be_sent_is_known_from_each_answer(house: House, oa: ZaloPlatform, ha: Person) -> None:
    oa.writes(ha, "alo")
    oa.pump()
    with read() as tx:
        door = customers.known_at(tx, "zalo", zalo.OA_ID, ha.id)
    assert door
    assert door.quota
    assert (door.quota["type"], door.quota["remain"], door.quota["total"]) == ("reply", 7, 8)
    assert door.interacted_at is not None


# never said twice, never lost


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


# people in Zalo's own chat tool


def test_a_word_of_staff_that_is_told_late_leaves_the_customer_who_wrote_after_it_waiting(
    house: House, oa: ZaloPlatform, ha: Person, minh: str, clock: Clock
) -> None:
    with_minh(house, oa, ha, minh)
    oa.staff_write(ha, "Dạ em đây ạ.")
    late = oa.queue.pop()
    clock.forward(60)
    oa.writes(ha, "còn màu xanh không em")
    oa.pump()
    waiting_since = house.talk(ha.id).waiting_since
    assert waiting_since
    oa.queue.append(late)
    oa.pump()
    assert house.talk(ha.id).waiting_since == waiting_since
    clock.forward(5)
    oa.staff_write(ha, "Dạ còn ạ.")
    oa.pump()
    assert house.talk(ha.id).waiting_since is None


def test_after_a_person_rasa_is_told_so_though_a_picture_came_first(
    house: House, oa: ZaloPlatform, ha: Person, minh: str, rasa: RasaSays
) -> None:
    talk = with_minh(house, oa, ha, minh)
    handoff.release(talk.id, minh)
    oa.pump()
    told = len(rasa.told)
    oa.sends(ha, "image", {"url": "https://z/p.jpg"})
    oa.pump()
    oa.writes(ha, "còn hàng không")
    oa.pump()
    assert len(rasa.told) == told + 1


def test_a_sign_under_a_message_changes_nothing_else_of_it(house: House, oa: ZaloPlatform, ha: Person) -> None:
    house.idle = True
    oa.writes(ha, "alo")
    oa.pump()
    with write() as tx:
        door = customers.meet(tx, "zalo", zalo.OA_ID, ha.id, "vi")
        held = conversations.open_new(tx, door, "vi")
        read_before = messages.add(tx, held, author="customer", text="alo", state="received")
        messages.handled(tx, [read_before.id])
        messages.react(tx, read_before.id, "❤️")
        after = messages.get(tx, read_before.id)
    assert after
    assert (after.state, after.payload) == ("handled", {"reaction": "❤️"})


def test_a_word_of_staff_in_zalos_own_tool_silences_the_bot_and_is_mirrored(
    house: House, oa: ZaloPlatform, ha: Person, rasa: RasaSays
) -> None:
    oa.writes(ha, "đơn của mình đâu")
    oa.pump()
    oa.staff_write(ha, "Dạ em là Lan, em kiểm tra ngay ạ.")
    oa.writes(ha, "cảm ơn em")
    oa.pump()
    talk = house.talk(ha.id)
    assert (talk.owner, talk.reason, talk.assignee_id) == ("human", "outside", None)
    assert rasa.asked == ["đơn của mình đâu"]
    mirrored = next(one for one in house.history(ha.id) if one.author == "agent")
    assert (mirrored.text, mirrored.payload["outside"]) == ("Dạ em là Lan, em kiểm tra ngay ạ.", True)
    assert ha.reads() == ["Đáp 1: đơn của mình đâu", "Dạ em là Lan, em kiểm tra ngay ạ."]


def test_half_an_hour_after_the_last_word_of_staff_the_bot_answers_what_waits(
    house: House, oa: ZaloPlatform, ha: Person, rasa: RasaSays, clock: Clock
) -> None:
    oa.writes(ha, "alo")
    oa.staff_write(ha, "Dạ em đây ạ.")
    oa.pump()
    clock.forward(1_900)
    worker.tick()
    oa.writes(ha, "mấy giờ mở cửa")
    oa.pump()
    assert ha.reads()[-2:] == [say("vi", "notice-returned"), "Đáp 2: mấy giờ mở cửa"]


def test_staff_may_write_first(house: House, oa: ZaloPlatform, ha: Person) -> None:
    oa.staff_write(ha, "Chào chị, đơn của chị đã tới bưu cục ạ.")
    oa.pump()
    assert house.talk(ha.id).owner == "human"
    assert [one.text for one in house.history(ha.id)] == ["Chào chị, đơn của chị đã tới bưu cục ạ."]


def test_an_echo_of_our_own_words_is_no_takeover(house: House, oa: ZaloPlatform, ha: Person) -> None:
    oa.writes(ha, "alo")
    oa.pump()
    oa.pump()
    assert house.talk(ha.id).owner == "bot"
    assert len(house.history(ha.id)) == 2


def test_an_agent_of_ours_keeps_a_conversation_when_staff_write_outside(
    house: House, oa: ZaloPlatform, ha: Person, minh: str
) -> None:
    talk = with_minh(house, oa, ha, minh)
    oa.staff_write(ha, "Em Lan hỗ trợ thêm ạ.")
    oa.pump()
    assert (house.talk(ha.id).owner, house.talk(ha.id).assignee_id) == ("human", minh)
    assert house.talk(ha.id).epoch == talk.epoch


def test_the_panel_can_take_what_staff_began_outside(house: House, oa: ZaloPlatform, ha: Person, minh: str) -> None:
    oa.staff_write(ha, "Dạ em đây ạ.")
    oa.pump()
    assert handoff.claim(house.talk(ha.id).id, minh).assignee_id == minh


# what people do beside writing


def test_what_was_delivered_and_seen_is_known_in_whatever_order_it_is_told(
    house: House, oa: ZaloPlatform, ha: Person
) -> None:
    oa.writes(ha, "alo")
    oa.pump()
    oa.sees(ha, oa.sent[0]["id"])
    oa.receives(ha, oa.sent[0]["id"])
    oa.pump()
    assert house.history(ha.id)[-1].state == "seen"


def test_a_reaction_stands_under_its_message_until_it_is_taken_away(house: House, oa: ZaloPlatform, ha: Person) -> None:
    oa.writes(ha, "alo")
    oa.pump()
    of = oa.sent[0]["id"]
    oa.does(ha, "user_reacted_message", message={"msg_id": of, "react_icon": "/-heart"})
    oa.pump()
    assert house.history(ha.id)[-1].payload["reaction"] == "❤️"
    oa.does(ha, "user_reacted_message", message={"msg_id": of, "react_icon": "/-remove"})
    oa.pump()
    assert "reaction" not in house.history(ha.id)[-1].payload


def test_a_name_that_is_hidden_is_known_once_the_person_follows(house: House, oa: ZaloPlatform, ha: Person) -> None:
    oa.writes(ha, "alo")
    oa.pump()
    assert customer_of(house, ha).name is None
    ha.follows = True
    oa.does(ha, "follow")
    oa.pump()
    assert customer_of(house, ha).name == "Trần Thu Hà"
    with read() as tx:
        door = customers.known_at(tx, "zalo", zalo.OA_ID, ha.id)
    assert door
    assert door.picture == f"{oa.url}/a/240"


def test_details_that_a_person_hands_over_fill_what_is_empty(house: House, oa: ZaloPlatform, ha: Person) -> None:
    oa.writes(ha, "alo")
    given = {"name": "Hà Trần", "phone": "84901234471", "address": "12 Lê Lợi", "city": "Đà Nẵng"}
    oa.does(ha, "user_submit_info", info=given)
    call = oa.queue[-1]
    oa.pump()
    oa.send_again(call)
    notes = [one.text for one in house.history(ha.id) if one.kind == "note"]
    assert notes == [say("vi", "note-contact", details="Hà Trần · 84901234471 · 12 Lê Lợi · Đà Nẵng")]
    known = customer_of(house, ha)
    assert (known.name, known.phone, known.city) == ("Hà Trần", "84901234471", "Đà Nẵng")
    oa.does(ha, "user_submit_info", info={"name": "Người khác", "phone": 84999999999})
    oa.pump()
    assert customer_of(house, ha).phone == "84901234471"


@pytest.mark.parametrize("name", ["user_click_chatnow", "add_user_to_tag", "remove_user_from_tag", "user_feedback"])
def test_what_asks_nothing_of_us_is_taken_and_does_nothing(
    house: House, oa: ZaloPlatform, ha: Person, name: str
) -> None:
    oa.does(ha, name)
    oa.pump()
    with read() as tx:
        last = arrivals.last(tx, "zalo", zalo.OA_ID)
        assert conversations.current(tx, "zalo", zalo.OA_ID, ha.id) is None
    assert last
    assert (last.name, last.state, last.body) == (name, "handled", "")


def test_an_event_that_nobody_knows_is_kept_raw_for_a_week(
    house: House, oa: ZaloPlatform, ha: Person, clock: Clock
) -> None:
    oa.does(ha, "user_dreams", dream={"of": "gốm"})
    oa.pump()
    assert not oa.given_up
    assert not oa.queue
    with read() as tx:
        kept = arrivals.last(tx, "zalo", zalo.OA_ID)
    assert kept
    assert (kept.state, "gốm" in kept.body) == ("unknown", True)
    clock.forward(8 * 86_400)
    worker.tick()
    with read() as tx:
        assert arrivals.last(tx, "zalo", zalo.OA_ID) is None


def test_consent_withdrawn_leaves_nothing_personal(
    house: House, oa: ZaloPlatform, ha: Person, rasa: RasaSays, minh: str
) -> None:
    ha.follows = True
    oa.writes(ha, "mình là Hà, số 0901234471, giao giúp tới 12 Lê Lợi")
    oa.does(ha, "user_submit_info", info={"name": "Hà Trần", "phone": "84901234471", "city": "Huế"})
    oa.pump()
    talk = house.talk(ha.id)
    handoff.note(talk.id, minh, "Khách tên Hà", "n-1")
    number = len(house.history(ha.id))
    oa.does(ha, "user_withdraw")
    oa.pump()
    assert rasa.forgot == [talk.id]
    # every table whole, as a thief would read it
    with read() as tx:
        told = "\n".join(
            str(tuple(row))
            for table in metadata.sorted_tables
            if table.name not in {"user"}
            for row in tx.execute(table.select())
        )
        assert len(messages.of_conversation(tx, talk.id)) == number
        held = conversations.get(tx, talk.id)
    for secret in ("Hà", "4471", "Lê Lợi", "Huế", ha.id, f"{oa.url}/a"):
        assert secret not in told
    assert held
    assert held.owner == "closed"


def test_one_who_withdrew_and_writes_again_is_somebody_new(
    house: House, oa: ZaloPlatform, ha: Person, clock: Clock
) -> None:
    oa.writes(ha, "alo")
    oa.does(ha, "user_withdraw")
    oa.pump()
    oa.writes(ha, "mình quay lại đây")
    oa.pump()
    assert house.history(ha.id)[0].text == "mình quay lại đây"
    assert ha.reads()[-1].endswith("mình quay lại đây")


def test_while_rasa_cannot_forget_the_withdrawal_stays_open(
    house: House, oa: ZaloPlatform, ha: Person, rasa: RasaSays, clock: Clock
) -> None:
    oa.writes(ha, "alo")
    oa.pump()
    rasa.mode = "down"
    oa.does(ha, "user_withdraw")
    oa.pump()
    assert rasa.forgot == []
    rasa.mode = "answer"
    clock.forward(10)
    house.worker_sweeps()
    assert len(rasa.forgot) == 1
    with read() as tx:
        assert customers.known_at(tx, "zalo", zalo.OA_ID, ha.id) is None


def test_a_withdrawal_is_never_given_up_and_the_operator_sees_that_it_waits(
    house: House, oa: ZaloPlatform, ha: Person, rasa: RasaSays, clock: Clock
) -> None:
    oa.writes(ha, "alo")
    oa.pump()
    rasa.mode = "down"
    oa.does(ha, "user_withdraw")
    oa.pump()
    for _ in range(30):
        clock.forward(301)
        house.worker_sweeps()
    with read() as tx:
        assert arrivals.stuck(tx, "zalo", zalo.OA_ID, len(reports.RETRY_S)) == 1
    rasa.mode = "answer"
    clock.forward(301)
    house.worker_sweeps()
    assert len(rasa.forgot) == 1
    with read() as tx:
        assert customers.known_at(tx, "zalo", zalo.OA_ID, ha.id) is None
        assert arrivals.stuck(tx, "zalo", zalo.OA_ID, len(reports.RETRY_S)) == 0


def test_rasa_is_asked_nothing_about_one_whom_it_is_to_forget(
    house: House, oa: ZaloPlatform, ha: Person, rasa: RasaSays, clock: Clock
) -> None:
    oa.writes(ha, "alo")
    oa.pump()
    talk = house.talk(ha.id)
    with write() as tx:
        assert conversations.take_turn(tx, talk.id, "another worker", 20)  # and is asking Rasa
    oa.does(ha, "user_withdraw")
    oa.pump()
    assert rasa.forgot == []
    clock.forward(21)
    house.worker_sweeps()
    assert rasa.forgot == [talk.id]


def test_a_withdrawal_takes_along_what_was_written_before_and_nothing_that_came_after(
    house: House, oa: ZaloPlatform, ha: Person, clock: Clock
) -> None:
    oa.writes(ha, "alo")
    oa.pump()
    with read() as tx:
        customer = customers.on_channel(tx, "zalo", zalo.OA_ID, ha.id)
        assert customer
        talk = conversations.of_customer(tx, customer.id)[0]
    house.idle = True
    oa.does(ha, "user_withdraw")
    clock.forward(1)
    oa.writes(ha, "mình quay lại đây")
    oa.pump()
    clock.forward(2)
    house.worker_sweeps()
    assert [one.text for one in house.history(ha.id) if one.author == "customer"] == ["mình quay lại đây"]
    with read() as tx:
        moved = [one for one in events.of_conversation(tx, talk.id) if one.kind == "owner"][-1]
        assert (moved.data["to"], moved.data["why"], moved.actor) == ("closed", "withdrawn", "customer")
        assert all(one.ended_at for one in stretches.of_conversation(tx, talk.id))


def test_what_could_not_be_worked_off_before_a_withdrawal_goes_with_it(
    house: House, oa: ZaloPlatform, ha: Person, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(reports, "_receive", lambda *_: 1 / 0)
        oa.writes(ha, "alo")
        oa.pump()
        for _ in range(6):
            clock.forward(301)
            house.worker_sweeps()
    with read() as tx:
        assert arrivals.stuck(tx, "zalo", zalo.OA_ID, len(reports.RETRY_S)) == 1
    oa.does(ha, "user_withdraw")
    oa.pump()
    with read() as tx:
        assert arrivals.stuck(tx, "zalo", zalo.OA_ID, len(reports.RETRY_S)) == 0
        assert not [row for row in tx.execute(metadata.tables["arrival"].select()) if row.body or row.person]


def test_a_name_that_the_platform_tells_too_late_is_not_written_onto_one_who_withdrew(
    house: House, oa: ZaloPlatform, ha: Person
) -> None:
    oa.writes(ha, "alo")
    oa.pump()
    with read() as tx:
        door = customers.known_at(tx, "zalo", zalo.OA_ID, ha.id)
    assert door
    oa.does(ha, "user_withdraw")
    oa.pump()
    with write() as tx:
        customers.introduce(tx, door, "Trần Thu Hà", "https://z/ha.jpg")
        after, who = customers.door(tx, door.id), customers.get(tx, door.customer_id)
    assert after
    assert who
    assert (after.name, after.picture, who.name) == (None, None, None)


# how it was


def closed_by_minh(house: House, oa: ZaloPlatform, person: Person, minh: str) -> Conversation:
    talk = with_minh(house, oa, person, minh)
    handoff.reply(talk.id, minh, "Dạ xong rồi ạ.", "d-1")
    handoff.close(talk.id, minh)
    oa.pump()
    return talk


def test_the_survey_is_answered_inside_zalo_with_one_tap_an_answer(
    house: House, oa: ZaloPlatform, ha: Person, minh: str, rasa: RasaSays
) -> None:
    talk = closed_by_minh(house, oa, ha, minh)
    asked = len(rasa.asked)
    for title in ("5 – Trọn vẹn", "4", "3", "9"):
        oa.taps(ha, title)
        oa.pump()
    with read() as tx:
        answered = surveys.of_conversation(tx, talk.id)[0]
        held = conversations.get(tx, talk.id)
    assert (answered.goal, answered.ease, answered.feeling, answered.recommend) == (5, 4, 3, 9)
    assert ha.reads()[-1] == say("vi", "rate-thanks")
    assert held
    assert (held.owner, held.resolved) == ("closed", True)
    assert len(rasa.asked) == asked


def test_eleven_answers_stand_under_three_texts_and_all_can_be_tapped(
    house: House, oa: ZaloPlatform, ha: Person, minh: str
) -> None:
    talk = closed_by_minh(house, oa, ha, minh)
    for title in ("1 – Chưa chút nào", "1 – Rất vất vả", "1 – Rất bực"):
        oa.taps(ha, title)
        oa.pump()
    offered = [[button["title"] for button in one["buttons"]] for one in oa.sent[-3:]]
    assert offered == [["0 – Chắc chắn không", "1", "2", "3"], ["4", "5", "6", "7"], ["8", "9", "10"]]
    oa.taps(ha, "10")
    oa.pump()
    with read() as tx:
        assert surveys.of_conversation(tx, talk.id)[0].recommend == 10


def test_an_answer_that_is_reported_twice_asks_the_next_question_once_and_a_new_one_counts(
    house: House, oa: ZaloPlatform, ha: Person, minh: str
) -> None:
    talk = closed_by_minh(house, oa, ha, minh)
    oa.taps(ha, "4")
    call = oa.queue[0]
    oa.pump()
    oa.send_again(call)
    first = next(one for one in ha.screen if one.get("buttons") and one["text"].startswith("Anh/chị thấy lần"))
    oa.writes(ha, first["buttons"][1]["payload"])
    oa.pump()
    with read() as tx:
        assert surveys.of_conversation(tx, talk.id)[0].goal == 2
    assert sum(say("vi", "rate-ease") in text for text in ha.reads()) == 1


def test_a_tap_that_comes_while_a_person_has_the_talk_is_kept_and_asks_nothing(
    house: House, oa: ZaloPlatform, ha: Person, minh: str
) -> None:
    talk = closed_by_minh(house, oa, ha, minh)
    handoff.reply(talk.id, minh, "Dạ em quên một việc ạ.", "d-2")
    oa.taps(ha, "4")
    oa.pump()
    assert ha.reads()[-1] == "Dạ em quên một việc ạ."
    with read() as tx:
        assert surveys.of_conversation(tx, talk.id)[0].goal == 4


def test_a_sticker_for_goodbye_does_not_begin_anew(
    house: House, oa: ZaloPlatform, ha: Person, minh: str, rasa: RasaSays
) -> None:
    talk = closed_by_minh(house, oa, ha, minh)
    said = ha.reads()
    oa.sends(ha, "sticker", {"id": "1f", "url": "https://z/s.png"})
    oa.pump()
    assert ha.reads() == said
    assert house.talk(ha.id).owner == "closed"
    assert house.talk(ha.id).id == talk.id
    assert house.history(ha.id)[-1].payload["attachments"][0]["type"] == "sticker"


def test_a_word_instead_of_a_tap_begins_anew_with_the_bot(
    house: House, oa: ZaloPlatform, ha: Person, minh: str
) -> None:
    closed_by_minh(house, oa, ha, minh)
    oa.writes(ha, "à cho mình hỏi thêm")
    oa.pump()
    assert ha.reads()[-1].endswith("à cho mình hỏi thêm")


# bad input


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a " * 10_000, id="20,000 characters"),
        "😀😀😀",
        "\u200b\u200b",
        "\u202eđảo ngược",
        "dòng\tmột\r\nhai\x07\x00",
        "/restart",
        "nửa \ud83d emoji",
        "#1.0",
        "",
    ],
)
def test_whatever_people_type_is_text(house: House, oa: ZaloPlatform, ha: Person, rasa: RasaSays, text: str) -> None:
    body, headers = oa.signed(
        {
            "event_name": "user_send_text",
            "sender": {"id": ha.id},
            "recipient": {"id": zalo.OA_ID},
            "message": {"msg_id": "m-1", "text": text.encode("utf-8", "replace").decode()},
        }
    )
    ha.last_act = oa.now()
    assert house.webhook(body, headers) == 200
    assert len(house.history(ha.id)) == 2
    assert house.history(ha.id)[-1].state == "sent"
    assert house.talk(ha.id).owner == "bot"
