"""Messenger from end to end: what people on Messenger do and see, what the platform got, what is stored."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import pytest

import store.outbox as parcels
from bot import channels, handoff, outbox, worker
from messages import say
from store import arrivals, conversations, customers, read, surveys
from store.conversations import Conversation
from store.messages import Message
from tests.bot.conftest import Clock, RasaSays
from tests.simulators import messenger
from tests.simulators.conftest import House, Panel
from tests.simulators.messenger import INBOX_APP, MessengerPlatform
from tests.simulators.scenes import with_minh
from tests.simulators.server import Person

HOUR = 3_600


@pytest.fixture
def ha(page: MessengerPlatform) -> Person:
    return page.person(1, "Trần Thu Hà")


@pytest.fixture
def mai(page: MessengerPlatform) -> Person:
    return page.person(2, "Lê Mai")


def why_not(talk: Conversation) -> str:
    """Why the last message of a conversation was not sent."""
    with read() as tx:
        return parcels.of_conversation(tx, talk.id)[-1].error or ""


def test_a_question_on_messenger_is_answered_once_though_it_is_reported_three_times(
    page_house: House, page: MessengerPlatform, ha: Person, rasa: RasaSays
) -> None:
    page.writes(ha, "mấy giờ mở cửa vậy shop")
    call = page.queue[0]
    page.pump()
    assert [page.send_again(call), page.send_again(call)] == [200, 200]
    assert ha.reads() == ["Đáp 1: mấy giờ mở cửa vậy shop"]
    assert rasa.asked == ["mấy giờ mở cửa vậy shop"]


def test_every_event_of_every_entry_of_a_call_is_worked_off(
    page_house: House, page: MessengerPlatform, ha: Person, mai: Person
) -> None:
    page.writes(ha, "một")
    page.writes(mai, "hai")
    page.writes(ha, "ba")
    page.does(mai, some_news={"a": 1})
    page.batch()
    assert len(page.queue) == 1
    page.pump()
    assert [one.text for one in page_house.history(ha.id) if one.author == "customer"] == ["một", "ba"]
    assert [one.text for one in page_house.history(mai.id) if one.author == "customer"] == ["hai"]
    with read() as tx:
        unknown = arrivals.last(tx, "messenger", messenger.PAGE_ID, "unknown")
    assert unknown
    assert "some_news" in unknown.body


def test_the_name_and_the_picture_are_asked_for(page_house: House, page: MessengerPlatform, ha: Person) -> None:
    page.writes(ha, "alo")
    page.pump()
    with read() as tx:
        known = customers.on_channel(tx, "messenger", messenger.PAGE_ID, ha.id)
        door = customers.known_at(tx, "messenger", messenger.PAGE_ID, ha.id)
    assert known
    assert door
    assert (known.name, door.picture) == ("Trần Thu Hà", f"{page.url}/p/{ha.id}")


@pytest.mark.parametrize(
    ("what", "payload", "expected"),
    [
        ("image", {"url": "https://f/p.jpg"}, {"type": "image", "url": "https://f/p.jpg"}),
        ("image", {"url": "https://f/s.png", "sticker_id": 369239263222822}, {"type": "sticker"}),
        ("audio", {"url": "https://f/a.mp4"}, {"type": "audio"}),
        ("video", {"url": "https://f/v.mp4"}, {"type": "video"}),
        ("file", {"url": "https://f/f.pdf"}, {"type": "file"}),
        ("location", {"coordinates": {"lat": 10.77, "long": 106.69}}, {"latitude": 10.77, "longitude": 106.69}),
        ("fallback", {"url": "https://shop.vn", "title": "Bình gốm"}, {"type": "link", "name": "Bình gốm"}),
    ],
)
def test_every_kind_of_attachment_is_kept_and_the_bot_says_that_it_reads_only_text(
    page_house: House,
    page: MessengerPlatform,
    ha: Person,
    what: str,
    payload: dict[str, Any],
    expected: dict[str, Any],
) -> None:
    page.sends(ha, what, payload)
    page.pump()
    kept = page_house.history(ha.id)[0].payload["attachments"][0]
    assert {key: kept[key] for key in expected} == expected
    assert ha.reads() == [say("vi", "bot-wordless")]


def test_a_quick_reply_is_the_button_that_was_tapped(page_house: House, page: MessengerPlatform, ha: Person) -> None:
    page.sends(ha, "image", {"url": "https://f/p.jpg"})
    page.pump()
    page.taps(ha, say("vi", "button-person"))
    page.pump()
    assert (page_house.talk(ha.id).owner, page_house.talk(ha.id).reason) == ("queued", "requested")


def test_a_button_of_the_menu_is_what_it_says(
    page_house: House, page: MessengerPlatform, ha: Person, rasa: RasaSays
) -> None:
    page.taps_old(ha, "Bắt đầu", "GET_STARTED")
    page.pump()
    assert rasa.asked == ["Bắt đầu"]
    page.taps_old(ha, "/restart", "/restart")
    page.pump()
    assert page_house.history(ha.id)[-2].kind == "text"


def test_a_long_title_is_cut_and_still_names_its_button(page: MessengerPlatform, page_house: House) -> None:
    door = channels.transport("messenger")
    assert door
    buttons = [{"title": "Xem tình trạng đơn hàng của tôi", "payload": "/track_order"}]
    message = Message(
        "id", "c", 7, "bot", None, "text", "Chọn ạ", {"buttons": buttons}, "messenger", "p",
        None, "pending", None, None, None, None, None, 0,
    )  # fmt: skip
    title, tap = door.parts(message)[0].buttons[0]
    assert (title, len(title) <= 20, tap) == ("Xem tình trạng đơn…", True, "#7.0")


# the window, by the book


def test_within_a_day_everybody_answers_without_a_tag(
    page_house: House, page: MessengerPlatform, ha: Person, minh: str, clock: Clock
) -> None:
    talk = with_minh(page_house, page, ha, minh)
    clock.forward(23 * HOUR)
    handoff.reply(talk.id, minh, "Dạ em đây ạ.", "d-1")
    assert (page.sent[-1]["text"], page.sent[-1]["tag"]) == ("Dạ em đây ạ.", None)


def test_between_a_day_and_a_week_a_person_answers_with_the_tag_and_the_system_does_not(
    page_house: House, page: MessengerPlatform, ha: Person, minh: str, clock: Clock
) -> None:
    page.writes(ha, "alo")
    page.pump()
    clock.forward(25 * HOUR)
    handoff.reply(page_house.talk(ha.id).id, minh, "Dạ em đây ạ.", "d-1")
    assert page.sent[-1]["tag"] == "HUMAN_AGENT"
    assert not any("đã vào cuộc trò chuyện" in one for one in ha.reads())
    notice = next(one for one in page_house.history(ha.id) if one.payload.get("notice") == "claimed")
    assert notice.state == "failed"


def test_the_bot_says_nothing_after_a_day(
    page_house: House, page: MessengerPlatform, ha: Person, rasa: RasaSays, clock: Clock
) -> None:
    page_house.idle = True
    page.writes(ha, "alo")
    page.pump()
    clock.forward(25 * HOUR)
    asked = len(page.asked)
    page_house.worker_sweeps()
    assert ha.reads() == []
    assert not any(one.path.endswith("/me/messages") for one in page.asked[asked:])
    assert why_not(page_house.talk(ha.id)).startswith("window")


def test_after_a_week_nobody_writes_and_the_agent_is_told_why(
    page_house: House, page: MessengerPlatform, ha: Person, minh: str, clock: Clock
) -> None:
    talk = with_minh(page_house, page, ha, minh)
    clock.forward(8 * 24 * HOUR)
    asked = len(page.asked)
    handoff.reply(talk.id, minh, "Dạ em đây ạ.", "d-1")
    assert why_not(talk).startswith("window")
    assert len(page.asked) == asked


@pytest.mark.parametrize(
    ("refused", "reason"),
    [
        ((10, 2018278), "window"),
        ((551, None), "blocked"),
        ((190, None), "token"),
        ((100, None), "refused"),
        ((10, None), "blocked"),
        ((99999, None), "refused"),
    ],
)
def test_a_refusal_for_good_is_not_tried_again_and_says_why(
    page_house: House,
    page: MessengerPlatform,
    ha: Person,
    minh: str,
    clock: Clock,
    refused: tuple[int, int | None],
    reason: str,
) -> None:
    talk = with_minh(page_house, page, ha, minh)
    page.refusals.append(refused)
    handoff.reply(talk.id, minh, "Dạ em đây ạ.", "d-1")
    clock.forward(HOUR)
    outbox.deliver(talk.id)
    assert "Dạ em đây ạ." not in ha.reads()
    assert why_not(talk).startswith(reason)


def test_a_rate_limit_passes(page_house: House, page: MessengerPlatform, ha: Person, minh: str, clock: Clock) -> None:
    talk = with_minh(page_house, page, ha, minh)
    page.refusals.append((613, None))
    handoff.reply(talk.id, minh, "Dạ em đây ạ.", "d-1")
    clock.forward(2)
    outbox.deliver(talk.id)
    assert ha.reads().count("Dạ em đây ạ.") == 1


def test_beside_the_composer_stands_that_only_people_may_write(
    page_house: House, page: MessengerPlatform, ha: Person, panel: Panel, clock: Clock
) -> None:
    page.writes(ha, "alo")
    page.pump()
    assert say("vi", "window-open", channel="Messenger", time="22/01, 15:00") in panel.thread(page_house.talk(ha.id).id)
    clock.forward(25 * HOUR)
    told = panel.thread(page_house.talk(ha.id).id)
    assert say("vi", "window-people-only", channel="Messenger", time="22/01, 15:00") in told


# echoes


@pytest.mark.parametrize("echoes", ["before", "after", "late"])
def test_an_answer_whose_receipt_was_lost_is_proved_by_our_id_in_its_echo(
    page_house: House, page: MessengerPlatform, ha: Person, minh: str, clock: Clock, echoes: str
) -> None:
    talk = with_minh(page_house, page, ha, minh)
    page.echoes = echoes  # type: ignore[assignment]
    page.fates.append("taken_unanswered")
    handoff.reply(talk.id, minh, "Dạ em đây ạ.", "d-1")
    page.pump()
    clock.forward(300)
    outbox.deliver(talk.id)
    page.late_echoes_come()
    clock.forward(HOUR)
    outbox.deliver(talk.id)
    assert ha.reads().count("Dạ em đây ạ.") == 1
    assert page_house.history(ha.id)[-1].state == "sent"


@pytest.mark.parametrize(("comes_s", "said"), [(10, 1), (350, 0)])
def test_silence_proves_something_only_where_our_door_was_open_at_once(
    page_house: House, page: MessengerPlatform, ha: Person, minh: str, clock: Clock, comes_s: int, said: int
) -> None:
    talk = with_minh(page_house, page, ha, minh)
    page.fates.append("cut")
    handoff.reply(talk.id, minh, "Dạ em đây ạ.", "d-1")
    clock.forward(comes_s)
    page.writes(page.person(2, "Mai"), "alo")
    page.pump()
    clock.forward(HOUR)
    outbox.deliver(talk.id)
    assert ha.reads().count("Dạ em đây ạ.") == said


def test_two_messages_of_the_same_words_are_told_apart_by_our_id(
    page_house: House, page: MessengerPlatform, ha: Person, minh: str, clock: Clock
) -> None:
    talk = with_minh(page_house, page, ha, minh)
    page.fates.extend(["cut", "taken_unanswered"])
    handoff.reply(talk.id, minh, "Dạ.", "d-1")
    handoff.reply(talk.id, minh, "Dạ.", "d-2")
    page.pump()
    assert [one.state for one in page_house.history(ha.id)[-2:]] == ["unknown", "sent"]


def test_a_word_of_staff_in_the_pages_inbox_silences_the_bot_and_is_mirrored(
    page_house: House, page: MessengerPlatform, ha: Person, rasa: RasaSays
) -> None:
    page.writes(ha, "đơn của mình đâu")
    page.pump()
    page.staff_write(ha, "Dạ em là Lan ạ.")
    page.writes(ha, "cảm ơn em")
    page.pump()
    assert page_house.talk(ha.id).owner == "human"
    assert rasa.asked == ["đơn của mình đâu"]
    assert [one.text for one in page_house.history(ha.id) if one.author == "agent"] == ["Dạ em là Lan ạ."]


def test_what_another_program_says_in_our_name_is_no_takeover_where_it_uses_our_app(
    page_house: House, page: MessengerPlatform, ha: Person
) -> None:
    page.writes(ha, "alo")
    page.pump()
    page.report(page._echo_event(ha, "m_other", "Khuyến mãi", messenger.APP_ID, None))
    page.pump()
    assert page_house.talk(ha.id).owner == "bot"


def test_what_we_sent_is_ours_whatever_its_echo_says(page_house: House, page: MessengerPlatform, ha: Person) -> None:
    page.writes(ha, "alo")
    page.pump()
    page.report(page._echo_event(ha, page.sent[0]["id"], page.sent[0]["text"], None, None))
    page.pump()
    assert page_house.talk(ha.id).owner == "bot"
    assert len(page_house.history(ha.id)) == 2


def test_without_an_app_messenger_is_not_connected(
    page: MessengerPlatform, connect: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MESSENGER_APP_ID", "")
    house = connect(page, "messenger", messenger.PAGE_ID)
    assert house.client.post("/webhooks/messenger", data=b"{}").status_code == 404


# who has the thread


def test_while_another_program_has_the_thread_the_bot_is_silent_and_nothing_is_lost(
    page_house: House, page: MessengerPlatform, ha: Person, rasa: RasaSays
) -> None:
    page.writes(ha, "alo")
    page.pump()
    event = page._by(ha, {"message": {"mid": "m_standby", "text": "cho hỏi"}})
    page.make_call(*page.signed(page.page(event, standby=True)))
    page.pump()
    assert rasa.asked == ["alo"]
    assert page_house.history(ha.id)[-1].text == "cho hỏi"
    assert page_house.talk(ha.id).owner == "human"


def test_the_thread_goes_to_the_inbox_and_comes_back(
    page_house: House, page: MessengerPlatform, ha: Person, rasa: RasaSays
) -> None:
    page.writes(ha, "alo")
    page.does(ha, pass_thread_control={"new_owner_app_id": INBOX_APP, "previous_owner_app_id": messenger.APP_ID})
    page.pump()
    assert page_house.talk(ha.id).owner == "human"
    page.does(ha, pass_thread_control={"new_owner_app_id": int(messenger.APP_ID)})
    page.writes(ha, "còn hàng không")
    page.pump()
    assert page_house.talk(ha.id).owner == "bot"
    assert rasa.asked[-1] == "còn hàng không"


def test_a_thread_that_is_taken_from_us_silences_the_bot(
    page_house: House, page: MessengerPlatform, ha: Person
) -> None:
    page.writes(ha, "alo")
    page.does(ha, take_thread_control={"previous_owner_app_id": messenger.APP_ID})
    page.pump()
    assert page_house.talk(ha.id).owner == "human"


@pytest.mark.parametrize("what", ["request_thread_control", "app_roles"])
def test_what_asks_nothing_of_us_does_nothing(
    page_house: House, page: MessengerPlatform, ha: Person, what: str
) -> None:
    page.does(ha, **{what: {}})
    page.pump()
    with read() as tx:
        assert conversations.current(tx, "messenger", messenger.PAGE_ID, ha.id) is None
        last = arrivals.last(tx, "messenger", messenger.PAGE_ID)
    assert last
    assert last.state == "handled"


# receipts, reactions


def test_what_left_up_to_a_moment_was_delivered_and_seen(
    page_house: House, page: MessengerPlatform, ha: Person, clock: Clock
) -> None:
    page.writes(ha, "alo")
    page.pump()
    clock.forward(5)
    page.does(ha, delivery={"mids": [page.sent[0]["id"]], "watermark": page.now()})
    page.pump()
    assert page_house.history(ha.id)[-1].state == "delivered"
    page.does(ha, read={"watermark": page.now()})
    page.pump()
    assert page_house.history(ha.id)[-1].state == "seen"
    page.writes(ha, "nữa")
    page.does(ha, read={"watermark": 5})
    page.pump()
    assert page_house.history(ha.id)[-1].state == "sent"


def test_a_reaction_comes_and_goes(page_house: House, page: MessengerPlatform, ha: Person) -> None:
    page.writes(ha, "alo")
    page.pump()
    for action, sign in (("react", "❤"), ("unreact", None)):
        page.does(ha, reaction={"mid": page.sent[0]["id"], "action": action, "emoji": "❤", "reaction": "love"})
        page.pump()
        assert page_house.history(ha.id)[-1].payload.get("reaction") == sign


# how it was


def test_the_survey_is_answered_inside_messenger_with_one_tap_an_answer(
    page_house: House, page: MessengerPlatform, ha: Person, minh: str
) -> None:
    talk = with_minh(page_house, page, ha, minh)
    handoff.close(talk.id, minh)
    for title in ("5 – Trọn vẹn", "4", "3"):
        page.taps(ha, title)
        page.pump()
    assert len(page.sent[-1]["buttons"]) == 11
    page.taps(ha, "10")
    page.pump()
    with read() as tx:
        answered = surveys.of_conversation(tx, talk.id)[0]
    assert (answered.goal, answered.ease, answered.feeling, answered.recommend) == (5, 4, 3, 10)
    assert ha.reads()[-1] == say("vi", "rate-thanks")


# what the bot is


def test_the_bot_says_what_it_is_at_the_start_after_a_lapse_and_after_a_person(
    page_house: House, page: MessengerPlatform, ha: Person, minh: str, clock: Clock
) -> None:
    told = say("vi", "bot-introduction", company="Nhà Sen")
    page.writes(ha, "một")
    page.writes(ha, "hai")
    page.pump()
    clock.forward(2_000)
    worker.tick()
    page.writes(ha, "ba")
    page.pump()
    handoff.claim(page_house.talk(ha.id).id, minh)
    handoff.release(page_house.talk(ha.id).id, minh)
    page.writes(ha, "bốn")
    page.pump()
    answers = [one["text"] for one in ha.screen if "Đáp" in one["text"]]
    assert [told in one for one in answers] == [True, False, True, False]
    assert say("vi", "notice-returned") in ha.reads()


# the door


def test_messenger_is_answered_when_it_asks_with_the_word_that_was_agreed(page_house: House) -> None:
    asked = {"hub.mode": "subscribe", "hub.verify_token": messenger.VERIFY_TOKEN, "hub.challenge": "1158201444"}
    answer = page_house.client.get("/webhooks/messenger", query_string=asked)
    assert (answer.status_code, answer.text, answer.mimetype) == (200, "1158201444", "text/plain")


@pytest.mark.parametrize("asked", [{}, {"hub.verify_token": "khác"}, {"hub.mode": "unsubscribe"}])
def test_others_are_not(page_house: House, asked: dict[str, str]) -> None:
    right = {"hub.mode": "subscribe", "hub.verify_token": messenger.VERIFY_TOKEN, "hub.challenge": "1"}
    query = right | asked if asked else {}
    assert page_house.client.get("/webhooks/messenger", query_string=query).status_code == 403


@pytest.mark.parametrize("verify", ["", "x"])
def test_without_a_word_agreed_nobody_is(
    page: MessengerPlatform, connect: Any, rasa: RasaSays, monkeypatch: pytest.MonkeyPatch, verify: str
) -> None:
    monkeypatch.setenv("MESSENGER_VERIFY_TOKEN", "")
    house = connect(page, "messenger", messenger.PAGE_ID)
    query = {"hub.mode": "subscribe", "hub.verify_token": verify, "hub.challenge": "1"}
    assert house.client.get("/webhooks/messenger", query_string=query).status_code == 403


def test_only_the_new_signature_counts(page_house: House, page: MessengerPlatform, ha: Person) -> None:
    body, headers = page.signed(page.page(page._by(ha, {"message": {"mid": "m", "text": "alo"}})))
    right = headers.pop("X-Hub-Signature-256")
    assert page_house.webhook(body, headers) == 401
    assert page_house.webhook(body, {**headers, "X-Hub-Signature": right.replace("sha256", "sha1")}) == 401
    for wrong in ("sha256=" + "0" * 64, right[:-1], right.removeprefix("sha256="), "chữ".encode().decode("latin-1")):
        assert page_house.webhook(body, {**headers, "X-Hub-Signature-256": wrong}) == 403
    assert page_house.webhook(body + b" ", {**headers, "X-Hub-Signature-256": right}) == 403
    with read() as tx:
        assert arrivals.last(tx, "messenger", messenger.PAGE_ID) is None
    assert page_house.webhook(body, {**headers, "X-Hub-Signature-256": right}) == 200


def test_a_call_older_than_what_we_remember_is_stale(
    page_house: House, page: MessengerPlatform, ha: Person, clock: Clock
) -> None:
    page.writes(ha, "alo")
    call = page.queue.popleft()
    clock.forward(8 * 24 * HOUR)
    assert page.send_again(call) == 403


@pytest.mark.parametrize("raw", [b"[]", b"{", b"7"])
def test_what_is_no_object_is_malformed(page_house: House, page: MessengerPlatform, raw: bytes) -> None:
    right = hmac.new(messenger.APP_SECRET.encode(), raw, hashlib.sha256).hexdigest()
    assert page_house.webhook(raw, {"X-Hub-Signature-256": f"sha256={right}"}) == 400


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"entry": 3},
        {"entry": [3, None, {}, {"messaging": [7, None, {}, {"message": []}]}]},
        {"entry": [{"id": messenger.PAGE_ID, "messaging": [{"sender": {"id": "7"}, "message": {"text": "no mid"}}]}]},
    ],
)
def test_odd_shapes_are_taken_and_answer_nobody(
    page_house: House, page: MessengerPlatform, rasa: RasaSays, body: dict[str, Any]
) -> None:
    assert page_house.webhook(*page.signed(body)) == 200
    assert rasa.asked == []
