"""Zalo from end to end: what people on Zalo do and see, what the platform got, what is stored."""

from __future__ import annotations

import pytest

import store.outbox as parcels
from bot import handoff, outbox
from messages import say
from store import customers, messages, read
from tests.bot.conftest import Clock, RasaSays
from tests.simulators import zalo
from tests.simulators.conftest import House
from tests.simulators.scenes import with_minh
from tests.simulators.server import Person
from tests.simulators.zalo import ZaloPlatform


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
