"""Who may speak, told one situation at a time. The same rules under random interleavings: test_protocol.py."""

from __future__ import annotations

import httpx
import pytest

from bot import answers, handoff, intake, outbox, rating, turns, worker
from bot.handoff import NotYours, Taken
from bot.rasa_client import RasaClient, Reply, Turn
from messages import say
from store import cases, conversations, customers, events, messages, read, stretches, surveys, tags, write
from tests.bot.conftest import Clock, Customer, Mode, RasaSays


def test_the_bot_answers_and_the_customer_sees_the_answer_once(ha: Customer, rasa: RasaSays) -> None:
    got = ha.writes("mấy giờ mở cửa vậy shop")
    intake.process(got.conversation_id, rasa.client())
    intake.process(got.conversation_id, rasa.client())
    assert ha.reads("bot") == ["Đáp 1: mấy giờ mở cửa vậy shop"]
    assert len(rasa.asked) == 1


def test_a_copy_of_a_message_changes_nothing(ha: Customer, rasa: RasaSays) -> None:
    first = ha.writes("alo", "m-1")
    second = ha.writes("alo", "m-1")
    assert (second.message_id, second.fresh) == (first.message_id, False)
    intake.process(first.conversation_id, rasa.client())
    assert rasa.asked == ["alo"]


def test_messages_that_came_meanwhile_are_taken_together(ha: Customer, rasa: RasaSays) -> None:
    ha.writes("shop ơi")
    ha.writes("đơn mình tới đâu rồi")
    intake.process(ha.conversation.id, rasa.client())
    assert rasa.asked == ["shop ơi\nđơn mình tới đâu rồi"]


def test_an_answer_that_comes_after_a_takeover_is_kept_as_a_note_and_never_sent(
    ha: Customer, rasa: RasaSays, minh: str
) -> None:
    got = ha.writes("đơn mình đâu")
    task = turns.take_up(got.conversation_id, "holder")
    assert task
    turn = turns.ask(task, rasa.client())
    handoff.reply(got.conversation_id, minh, "Dạ em là Minh, em xem ngay ạ.", "d-1")
    answers.settle(task, turn)
    outbox.deliver(got.conversation_id)
    assert ha.reads("bot") == []
    with read() as tx:
        notes = [one for one in messages.of_conversation(tx, got.conversation_id) if one.kind == "note"]
    assert [(one.text, one.payload) for one in notes] == [("Đáp 1: đơn mình đâu", {"unsent": True})]


def test_anger_brings_a_person_and_no_question_back(ha: Customer, rasa: RasaSays) -> None:
    got = ha.writes("quá tệ, giao trễ hoài, bực mình hết sức!!!")
    intake.process(got.conversation_id, rasa.client())
    assert (ha.conversation.owner, ha.conversation.reason) == ("queued", "anger")
    assert ha.reads("bot") == [say("vi", "bot-handoff-upset")]


@pytest.mark.parametrize("text", ["Đơn của tôi đang ở đâu?", "Phí giao hàng bao nhiêu?", "Tôi muốn đổi trả hàng"])
def test_a_plain_question_stays_with_the_bot(ha: Customer, rasa: RasaSays, text: str) -> None:
    got = ha.writes(text)
    intake.process(got.conversation_id, rasa.client())
    assert ha.conversation.owner == "bot"


def test_a_person_typing_holds_the_bots_words_and_a_reply_voids_them(
    ha: Customer, rasa: RasaSays, minh: str, clock: Clock
) -> None:
    got = ha.writes("alo shop")
    handoff.typing(got.conversation_id, minh)
    intake.process(got.conversation_id, rasa.client())
    assert ha.reads("bot") == []
    handoff.reply(got.conversation_id, minh, "Dạ em đây ạ.", "d-1")
    clock.forward(60)
    outbox.deliver(got.conversation_id)
    assert ha.reads("bot") == []
    assert ha.reads("agent") == ["Dạ em đây ạ."]


def test_the_bots_words_go_out_when_the_person_stops_typing(
    ha: Customer, rasa: RasaSays, minh: str, clock: Clock
) -> None:
    got = ha.writes("alo shop")
    handoff.typing(got.conversation_id, minh)
    intake.process(got.conversation_id, rasa.client())
    clock.forward(21)
    outbox.deliver(got.conversation_id)
    assert ha.reads("bot") == ["Đáp 1: alo shop"]


def test_the_bot_is_not_asked_while_a_person_owns_the_chat(ha: Customer, rasa: RasaSays, with_minh: str) -> None:
    ha.writes("vậy khi nào giao ạ")
    intake.process(with_minh, rasa.client())
    assert rasa.asked == []
    assert ha.reads("bot") == []


def test_the_customer_asks_for_a_person_though_rasa_is_down(ha: Customer, rasa: RasaSays) -> None:
    rasa.mode = "down"
    got = ha.asks_for_a_person()
    intake.process(got.conversation_id, rasa.client())
    assert (ha.conversation.owner, ha.conversation.reason) == ("queued", "requested")


@pytest.mark.parametrize("mode", ["down", "slow", "empty", "failed"])
def test_a_rasa_without_an_answer_sends_the_customer_to_a_person_with_a_word(
    ha: Customer, rasa: RasaSays, mode: Mode
) -> None:
    rasa.mode = mode
    got = ha.writes("đơn mình đâu rồi")
    intake.process(got.conversation_id, rasa.client())
    assert (ha.conversation.owner, ha.conversation.reason) == ("queued", "failed")
    assert ha.conversation.note
    assert [one.payload["notice"] for one in ha.sees() if one.kind == "notice"] == ["trouble", "queued"]
    assert len(rasa.asked) == (2 if mode in {"empty", "failed"} else 0)


def test_an_agent_who_claims_what_another_holds_hears_who_has_it(with_minh: str, minh: str, lan: str) -> None:
    with pytest.raises(Taken) as refused:
        handoff.claim(with_minh, lan)
    assert refused.value.by == minh


def test_a_reply_by_another_agent_makes_the_conversation_theirs(ha: Customer, with_minh: str, lan: str) -> None:
    handoff.reply(with_minh, lan, "Dạ em là Lan ạ.", "d-9")
    assert ha.conversation.assignee_id == lan
    with read() as tx:
        parts = [(one.kind, one.user_id, one.outcome) for one in stretches.of_conversation(tx, with_minh)]
    assert parts[-1] == ("human", lan, None)


def test_a_reply_sent_twice_reaches_the_customer_once(ha: Customer, with_minh: str, minh: str) -> None:
    first = handoff.reply(with_minh, minh, "Dạ em đang kiểm tra ạ.", "d-1")
    again = handoff.reply(with_minh, minh, "Dạ em đang kiểm tra ạ.", "d-1")
    assert first.id == again.id
    assert ha.reads("agent") == ["Dạ em đang kiểm tra ạ."]


def test_a_note_never_reaches_the_customer(ha: Customer, with_minh: str, minh: str) -> None:
    handoff.note(with_minh, minh, "Khách quen, đã trễ lần hai", "n-1")
    handoff.note(with_minh, minh, "Khách quen, đã trễ lần hai", "n-1")
    outbox.deliver(with_minh)
    assert all("Khách quen" not in one.text for one in ha.sees())


def test_given_back_to_the_bot_rasa_begins_anew_and_the_customer_is_told(
    ha: Customer, rasa: RasaSays, with_minh: str, minh: str
) -> None:
    handoff.release(with_minh, minh)
    ha.writes("còn phí ship thì sao")
    intake.process(with_minh, rasa.client())
    assert [one.payload["notice"] for one in ha.sees() if one.kind == "notice"][-1] == "returned"
    assert len(rasa.told) == 1
    assert {"event": "resume"} in rasa.told[0]
    assert ha.reads("bot") == ["Đáp 1: còn phí ship thì sao"]
    ha.writes("cảm ơn")
    intake.process(with_minh, rasa.client())
    assert len(rasa.told) == 1


def test_given_back_with_a_question_open_the_bot_answers_it(
    ha: Customer, rasa: RasaSays, with_minh: str, minh: str, clock: Clock
) -> None:
    ha.writes("vậy phí đổi hàng bao nhiêu")
    handoff.release(with_minh, minh)
    clock.forward(2)
    worker.sweep(lambda job, conversation_id: intake.process(conversation_id, rasa.client()))
    assert ha.reads("bot") == ["Đáp 1: vậy phí đổi hàng bao nhiêu"]


def test_given_back_the_bot_does_not_take_up_what_it_has_handed_over(
    ha: Customer, rasa: RasaSays, with_minh: str, minh: str, clock: Clock
) -> None:
    handoff.release(with_minh, minh)
    clock.forward(2)
    worker.sweep(lambda job, conversation_id: intake.process(conversation_id, rasa.client()))
    assert ha.conversation.owner == "bot"
    assert rasa.asked == []


def test_only_the_one_who_holds_it_gives_it_back(with_minh: str, lan: str) -> None:
    with pytest.raises(NotYours):
        handoff.release(with_minh, lan)
    with pytest.raises(NotYours):
        handoff.close(with_minh, lan)


def test_closing_asks_how_it_was_once_and_the_next_message_is_the_bots(
    ha: Customer, rasa: RasaSays, with_minh: str, minh: str
) -> None:
    handoff.close(with_minh, minh)
    handoff.close(with_minh, minh)
    cards = [one for one in ha.sees() if one.kind == "survey"]
    assert len(cards) == 1
    assert cards[0].payload["kind"] == "human"
    ha.writes("à cho mình hỏi thêm")
    intake.process(with_minh, rasa.client())
    assert ha.conversation.owner == "bot"
    assert ha.reads("bot") == ["Đáp 1: à cho mình hỏi thêm"]


def test_answers_are_stored_once_and_the_words_are_tagged(ha: Customer, with_minh: str, minh: str) -> None:
    handoff.close(with_minh, minh)
    survey_id = next(one for one in ha.sees() if one.kind == "survey").payload["survey"]
    for question, value in (("goal", 5), ("ease", 4), ("feeling", 5), ("recommend", 9), ("goal", 5)):
        rating.answer(survey_id, with_minh, question, value)
    rating.words(survey_id, with_minh, "Bạn Minh nhiệt tình lắm, mình rất hài lòng")
    rating.words(survey_id, with_minh, "Bạn Minh nhiệt tình lắm, mình rất hài lòng")
    with read() as tx:
        asked = surveys.of_conversation(tx, with_minh)
        said = [one for one in messages.of_conversation(tx, with_minh) if one.kind == "feedback"]
        found = tags.of_messages(tx, [said[0].id])
    assert [(one.goal, one.ease, one.feeling, one.recommend) for one in asked] == [(5, 4, 5, 9)]
    assert [one.text for one in said] == ["Bạn Minh nhiệt tình lắm, mình rất hài lòng"]
    assert any(one.kind == "sentiment" and (one.value or 0) > 0 for one in found)
    assert ha.conversation.resolved is True


@pytest.mark.parametrize(("question", "value"), [("goal", 0), ("goal", 6), ("recommend", 11), ("mood", 3)])
def test_an_answer_off_the_scale_is_refused(ha: Customer, with_minh: str, minh: str, question: str, value: int) -> None:
    handoff.close(with_minh, minh)
    survey_id = next(one for one in ha.sees() if one.kind == "survey").payload["survey"]
    with pytest.raises(ValueError):
        rating.answer(survey_id, with_minh, question, value)


def test_the_bots_part_is_rated_when_it_is_settled(ha: Customer, rasa: RasaSays) -> None:
    rasa.mode = "settled"
    got = ha.writes("cảm ơn nha, biết rồi")
    intake.process(got.conversation_id, rasa.client())
    assert [one.payload["kind"] for one in ha.sees() if one.kind == "survey"] == ["bot"]
    ha.writes("cảm ơn lần nữa")
    intake.process(got.conversation_id, rasa.client())
    assert len([one for one in ha.sees() if one.kind == "survey"]) == 1


def test_after_three_misunderstandings_a_person_is_offered_and_after_four_one_comes(
    ha: Customer, rasa: RasaSays
) -> None:
    rasa.mode = "lost"
    for text in ("abc", "xyz"):
        ha.writes(text)
        intake.process(ha.conversation.id, rasa.client())
    assert all("buttons" not in one.payload for one in ha.sees())
    ha.writes("hic")
    intake.process(ha.conversation.id, rasa.client())
    offer = ha.sees()[-1]
    assert offer.payload["buttons"][0]["payload"] == turns.ASK_FOR_PERSON
    ha.writes("zzz")
    intake.process(ha.conversation.id, rasa.client())
    assert (ha.conversation.owner, ha.conversation.reason) == ("queued", "failed")


def test_the_hold_slides_with_each_reply_and_then_the_bot_takes_up_again(
    ha: Customer, rasa: RasaSays, with_minh: str, minh: str, clock: Clock
) -> None:
    handoff.reply(with_minh, minh, "Dạ xong rồi ạ.", "d-1")
    clock.forward(29 * 60)
    handoff.reply(with_minh, minh, "Chị cần gì thêm không ạ?", "d-2")
    clock.forward(29 * 60)
    owners = []
    for _ in range(2):
        worker.tick()
        owners.append(ha.conversation.owner)
        clock.forward(2 * 60)
    assert owners == ["human", "bot"]


def test_a_customer_whom_the_agent_left_waiting_goes_back_to_the_queue_not_to_the_bot(
    ha: Customer, with_minh: str, clock: Clock
) -> None:
    ha.writes("alo em ơi còn đó không")
    clock.forward(31 * 60)
    worker.tick()
    assert (ha.conversation.owner, ha.conversation.assignee_id) == ("queued", None)


def test_when_nobody_comes_the_customer_is_told_once_and_a_case_is_kept(
    ha: Customer, rasa: RasaSays, clock: Clock
) -> None:
    ha.asks_for_a_person()
    intake.process(ha.conversation.id, rasa.client())
    for _ in range(3):
        clock.forward(11 * 60)
        worker.tick()
    told = [one for one in ha.sees() if one.payload.get("notice") == "unheard"]
    assert len(told) == 1
    with read() as tx:
        kept = cases.of_customer(tx, ha.conversation.customer_id)
    assert [(one.kind, one.state) for one in kept] == [("callback", "open")]
    assert f"VV-{kept[0].number}" in told[0].text
    assert ha.conversation.owner == "queued"


def test_a_quiet_conversation_with_the_bot_falls_asleep_and_the_bots_part_may_be_rated(
    ha: Customer, rasa: RasaSays, clock: Clock
) -> None:
    ha.writes("mấy giờ mở cửa")
    intake.process(ha.conversation.id, rasa.client())
    clock.forward(31 * 60)
    worker.tick()
    assert ha.conversation.owner == "closed"
    assert [one.payload["kind"] for one in ha.sees() if one.kind == "survey"] == ["bot"]


def test_what_a_killed_process_left_is_taken_up_by_the_worker(ha: Customer, rasa: RasaSays, clock: Clock) -> None:
    got = ha.writes("đơn mình đâu")
    assert turns.take_up(got.conversation_id, "killed")
    clock.forward(2)
    found: list[str] = []
    worker.sweep(lambda job, conversation_id: found.append(conversation_id))
    assert found == [], "somebody is still at it"
    assert turns.take_up(got.conversation_id, "worker") is None
    clock.forward(30)
    worker.sweep(lambda job, conversation_id: intake.process(conversation_id, rasa.client()))
    assert ha.reads("bot") == ["Đáp 1: đơn mình đâu"]


def test_a_tapped_button_means_what_we_stored_and_not_what_the_customer_sends(ha: Customer, rasa: RasaSays) -> None:
    got = ha.writes("/restart")
    intake.process(got.conversation_id, rasa.client())
    with read() as tx:
        said = messages.of_conversation(tx, got.conversation_id)
    assert said[0].payload == {}
    assert rasa.asked == ["/restart"]


def test_every_change_of_owner_is_one_event_with_its_reason_and_cause(
    ha: Customer, rasa: RasaSays, with_minh: str, minh: str
) -> None:
    handoff.close(with_minh, minh)
    with read() as tx:
        moves = [one for one in events.of_conversation(tx, with_minh) if one.kind == "owner"]
    assert [(one.data["to"], one.data["why"], one.data["epoch"]) for one in moves] == [
        ("queued", "requested", 1),
        ("human", "claimed", 2),
        ("closed", "closed", 3),
    ]
    assert moves[0].message_id
    assert moves[1].actor == f"user:{minh}"


def test_a_reply_on_a_channel_that_is_not_connected_is_shown_as_failed(minh: str) -> None:
    with write() as tx:
        door = customers.meet(tx, "pigeon", "main", "ha", "vi")
        held = conversations.open_new(tx, door, "vi")
    said = handoff.reply(held.id, minh, "Dạ em nghe ạ.", "d-1")
    with read() as tx:
        stored = messages.get(tx, said.id)
    assert stored
    assert stored.state == "failed"


def test_what_the_bot_has_learnt_goes_along_when_the_customer_asks_for_a_person(ha: Customer, rasa: RasaSays) -> None:
    got = ha.writes("đơn DH10234 của mình đâu")
    intake.process(got.conversation_id, rasa.client())
    with write() as tx:
        conversations.change(tx, got.conversation_id, slots={"order_code": "DH10234", "verified": True})
    ha.asks_for_a_person()
    intake.process(got.conversation_id, rasa.client())
    assert ha.conversation.owner == "queued"
    assert ha.conversation.slots == {"order_code": "DH10234", "verified": True}


def test_who_proves_to_be_a_customer_brings_their_case_along_and_is_not_asked_again_too_soon(ha: Customer) -> None:
    with write() as tx:
        known = customers.meet(tx, "zalo", "oa", "ha-o-zalo", "vi").customer_id
        customers.change(tx, known, ref="KH-1")
        earlier = conversations.open_new(tx, customers.meet(tx, "zalo", "oa", "ha-o-zalo", "vi"), "vi")
        surveys.ask(tx, earlier.id, stretches.begin(tx, earlier.id, "bot").id, "bot")
    got = ha.writes("đơn mình đâu rồi")
    stranger = ha.conversation.customer_id
    with write() as tx:
        cases.open_new(tx, kind="callback", title="Gọi lại", customer_id=stranger, actor="system")
    task = turns.take_up(got.conversation_id, "holder")
    assert task
    proof = {"verified": {"order": "DH10234", "customer_ref": "KH-1"}, "done": True}
    answers.settle(task, Turn([Reply("Dạ đơn đang giao ạ.", custom=proof)], "order_status", 0.9, [], {}, True))
    outbox.deliver(got.conversation_id)
    assert ha.conversation.customer_id == known
    with read() as tx:
        assert [one.title for one in cases.of_customer(tx, known)] == ["Gọi lại"]
    assert [one for one in ha.sees() if one.kind == "survey"] == []


def test_the_survey_speaks_the_language_that_the_customer_has_turned_to(ha: Customer) -> None:
    got = ha.writes("thank you so much for your help")
    task = turns.take_up(got.conversation_id, "holder")
    assert task
    turn = Turn([Reply("You're welcome!", custom={"done": True})], "thank", 0.9, [], {}, True)
    answers.settle(task, turn)
    outbox.deliver(got.conversation_id)
    assert [one.text for one in ha.sees() if one.kind == "survey"] == [say("en", "survey-intro-bot")]


def test_a_conversation_of_the_bots_is_not_closed_over_its_head(ha: Customer, rasa: RasaSays, minh: str) -> None:
    got = ha.writes("đơn mình đâu")
    with pytest.raises(NotYours):
        handoff.close(got.conversation_id, minh)
    intake.process(got.conversation_id, rasa.client())
    assert ha.reads("bot") == ["Đáp 1: đơn mình đâu"]


def test_the_customer_hears_at_once_who_has_come(ha: Customer, with_minh: str) -> None:
    assert [one.payload["notice"] for one in ha.sees() if one.kind == "notice"] == ["queued", "claimed"]


def test_replies_that_say_nothing_are_no_answer_and_a_person_comes(ha: Customer) -> None:
    says_nothing = {"replies": [{"custom": {"not_found": True}}], "failed": False}
    http = httpx.MockTransport(lambda _: httpx.Response(200, json=says_nothing))
    got = ha.writes("đơn mình đâu")
    intake.process(got.conversation_id, RasaClient(httpx.Client(transport=http, base_url="http://rasa")))
    assert ha.conversation.owner == "queued"
    assert [one.payload["notice"] for one in ha.sees() if one.kind == "notice"] == ["trouble", "queued"]


def test_the_token_that_rasa_takes_in_its_address_is_in_no_log(
    ha: Customer, rasa: RasaSays, caplog: pytest.LogCaptureFixture
) -> None:
    got = ha.writes("alo shop")
    with caplog.at_level("INFO"):
        intake.process(got.conversation_id, rasa.client())
    assert ha.reads("bot") == ["Đáp 1: alo shop"]
    assert "http" not in caplog.text


def test_what_goes_wrong_in_the_worker_is_logged_without_the_customers_words(
    ha: Customer, clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    said = "số của mình là 0901234567"
    ha.writes(said)

    def broken(_held: conversations.Conversation) -> None:
        raise RuntimeError(said)

    monkeypatch.setattr("bot.handoff.fall_asleep", broken)
    clock.forward(3600)
    worker.tick()
    assert "RuntimeError" in caplog.text
    assert said not in caplog.text
