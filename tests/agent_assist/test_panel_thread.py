"""One conversation on the panel: what is shown, what may be done, who was first."""

from __future__ import annotations

from typing import Any

import pytest

from store import conversations, messages, new_id, outbox, read, surveys, write
from store.conversations import Conversation
from tests.agent_assist.conftest import Cast, Desk, SignIn
from tests.agent_assist.scenes import DELIVERED, HA, LATE, Line, company, known, queue, scene


@pytest.fixture
def minh(cast: Cast, sign_in: SignIn) -> Desk:
    return sign_in(cast.minh)


@pytest.fixture
def held() -> Conversation:
    return queue(scene(Line("customer", "cho gặp người thật đi"), name="Trần Thu Hà", salutation="chị"))


def say_again(text: str) -> dict[str, str]:
    return {"text": text, "draft_id": new_id()}


def verb(held: Conversation, name: str) -> str:
    return f"/api/v1/conversations/{held.id}/{name}"


def said(held: Conversation) -> list[tuple[str, str]]:
    with read() as tx:
        return [(one.author, one.text) for one in messages.of_conversation(tx, held.id) if one.kind == "text"]


def test_who_claims_first_has_it_and_the_second_is_told_by_name(
    held: Conversation, cast: Cast, sign_in: SignIn
) -> None:
    minh, lan = sign_in(cast.minh), sign_in(cast.lan)
    assert minh.post(verb(held, "claim")).status_code == 200
    second = lan.post(verb(held, "claim"))
    assert second.status_code == 409
    assert second.json["error"]["code"] == "taken"
    assert "Thành Minh" in second.json["error"]["message"]
    assert known(held.id).assignee_id == cast.minh.id


def test_a_reply_takes_over_and_reaches_the_outbox_once_however_often_it_is_sent(
    held: Conversation, minh: Desk, cast: Cast
) -> None:
    words = say_again("Dạ em đây ạ")
    first, second = minh.post(verb(held, "reply"), words), minh.post(verb(held, "reply"), words)
    assert first.json["id"] == second.json["id"]
    assert known(held.id).owner == "human"
    assert said(held)[1:] == [("agent", "Dạ em đây ạ")]
    with read() as tx:
        parcels = [one for one in outbox.of_conversation(tx, held.id) if one.message_id == first.json["id"]]
    assert len(parcels) == 1


def test_a_note_stays_inside(held: Conversation, minh: Desk) -> None:
    made = minh.post(verb(held, "note"), say_again("khách quen, nhẹ nhàng nhé"))
    assert made.json["kind"] == "note"
    assert known(held.id).owner == "queued"
    with read() as tx:
        assert all(one.message_id != made.json["id"] for one in outbox.of_conversation(tx, held.id))
    assert "Ghi chú nội bộ của Thành Minh" in minh.get(f"/panel/{held.id}").text


def test_only_the_holder_gives_back_extends_and_closes(held: Conversation, cast: Cast, sign_in: SignIn) -> None:
    minh, lan = sign_in(cast.minh), sign_in(cast.lan)
    minh.post(verb(held, "claim"))
    for name in ("release", "extend", "close"):
        assert lan.post(verb(held, name)).json["error"]["code"] == "not_yours"
    until = known(held.id).human_until or 0
    assert minh.post(verb(held, "extend"), {"minutes": 30}).json["human_until"] == pytest.approx(
        until + 1_800_000, abs=5000
    )
    assert minh.post(verb(held, "release")).json["owner"] == "bot"
    minh.post(verb(held, "claim"))
    assert minh.post(verb(held, "close")).json["owner"] == "closed"


@pytest.mark.parametrize("name", ["claim", "reply", "note", "release", "close", "extend", "typing", "looking"])
def test_nothing_is_changed_without_the_token(held: Conversation, minh: Desk, name: str) -> None:
    answer: Any = minh.client.post(verb(held, name), json={**say_again("x"), "seq": 1})
    assert (answer.status_code, answer.json["error"]["code"]) == (403, "csrf")
    assert known(held.id).epoch == held.epoch


def test_a_cx_person_may_not_act_and_a_lead_may(held: Conversation, cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.vy).post(verb(held, "claim")).json["error"]["code"] == "forbidden"
    assert sign_in(cast.tuan).post(verb(held, "claim")).status_code == 200


@pytest.mark.parametrize(
    "body", [{}, {"text": ""}, {"text": "a", "draft_id": "x"}, {"text": "a" * 4001, "draft_id": "12345678"}]
)
def test_a_reply_that_is_none_is_refused_with_the_field(held: Conversation, minh: Desk, body: dict[str, str]) -> None:
    answer = minh.post(verb(held, "reply"), body)
    assert (answer.status_code, answer.json["error"]["code"]) == (422, "invalid")
    assert answer.json["error"]["fields"]


def test_an_unknown_conversation_is_not_found(minh: Desk) -> None:
    assert minh.get("/panel/nope").status_code == 404
    assert minh.post("/api/v1/conversations/nope/claim").json["error"]["code"] == "not_found"


def test_a_fragment_is_the_part_alone_and_a_session_that_is_over_gets_no_page(held: Conversation, minh: Desk) -> None:
    part = minh.get(f"/panel/{held.id}", headers={"X-Fragment": "thread"})
    assert "<html" not in part.text
    assert "cho gặp người thật đi" in part.text
    assert part.headers["Vary"] == "X-Fragment"
    minh.post("/logout")
    out = minh.get(f"/panel/{held.id}", headers={"X-Fragment": "thread"})
    assert (out.status_code, out.json["error"]["code"]) == (401, "signed_out")


def test_what_customers_write_is_never_markup(minh: Desk) -> None:
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
    held = scene(Line("customer", evil, -0.9, span=(0, 8)), name="<b>Hà</b>")
    page = minh.get(f"/panel/{held.id}?tab=all").text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "<b>Hà</b>" not in page
    assert "&lt;script" in page


def test_the_mood_is_a_word_and_underlines_what_it_rests_on(minh: Desk) -> None:
    held = scene(Line("customer", "trễ 3 ngày rồi, quá tệ", -0.9, ("delivery/late",), span=(16, 22)))
    page = minh.get(f"/panel/{held.id}", headers={"X-Fragment": "thread"}).text
    assert "<mark>quá tệ</mark>" in page
    assert "Rất bực · giao trễ" in page


def test_the_underline_covers_whole_words_and_never_the_whole_message(minh: Desk) -> None:
    part = scene(Line("customer", "đơn DH10234 trễ quá rồi", -0.5, span=(6, 17)))
    whole = scene(Line("customer", "quá tệ", -0.9, span=(0, 6)))
    assert "<mark>DH10234 trễ quá</mark>" in minh.get(f"/panel/{part.id}", headers={"X-Fragment": "thread"}).text
    assert "<mark>" not in minh.get(f"/panel/{whole.id}", headers={"X-Fragment": "thread"}).text


def test_a_message_without_ground_shows_no_mood(minh: Desk) -> None:
    held = scene(Line("customer", "DH10234"))
    assert 'class="mood' not in minh.get(f"/panel/{held.id}", headers={"X-Fragment": "thread"}).text


def test_the_thread_says_what_happened_in_between(held: Conversation, minh: Desk, cast: Cast) -> None:
    minh.post(verb(held, "claim"))
    minh.post(verb(held, "reply"), say_again("Dạ em đây"))
    minh.post(verb(held, "release"))
    page = minh.get(f"/panel/{held.id}", headers={"X-Fragment": "thread"}).text
    steps = [
        "cho gặp người thật",
        "Bot chuyển cho người: khách yêu cầu",
        "Thành Minh đã nhận",
        "Dạ em đây",
        "trả lại cho bot",
    ]
    places = [page.index(step) for step in steps]
    assert places == sorted(places)


def test_an_answer_of_the_bot_that_was_not_sent_is_a_note(held: Conversation, minh: Desk) -> None:
    with write() as tx:
        messages.add(
            tx, conversations.locked(tx, held.id), author="bot", kind="note", text="Dạ đơn đang trên đường ạ.",
            state="kept", payload={"unsent": True},
        )  # fmt: skip
    page = minh.get(f"/panel/{held.id}", headers={"X-Fragment": "thread"}).text
    assert "không được gửi" in page


def test_the_customers_rating_stands_in_the_thread(held: Conversation, minh: Desk) -> None:
    minh.post(verb(held, "claim"))
    minh.post(verb(held, "close"))
    with write() as tx:
        asked = surveys.of_conversation(tx, held.id)[-1]
        surveys.answer(tx, asked, goal=5, recommend=9)
    page = minh.get(f"/panel/{held.id}", headers={"X-Fragment": "thread"}).text
    assert "đạt việc cần 5/5, giới thiệu 9/10" in page


def test_the_context_says_why_what_is_wanted_and_what_was_tried(minh: Desk) -> None:
    company(LATE, DELIVERED)
    held = queue(
        scene(
            Line("customer", "don DH10234 cua minh dau", 0.0, intent="ask_order_status"),
            Line("bot", "Dạ đơn DH10234 đang ở kho Bình Dương ạ."),
            Line("customer", "quá tệ, cho gặp người", -0.9, ("delivery/late",), intent="request_person"),
            **HA,
            slots={"order_code": "DH10234"},
        )
    )
    page = minh.get(f"/panel/{held.id}", headers={"X-Fragment": "context"}).text
    assert "Khách yêu cầu gặp người." in page
    assert "Tâm trạng xấu đi rõ ở câu “quá tệ, cho gặp người”." in page
    assert "Đơn DH10234 trễ 3 ngày." in page
    assert "Biết đơn hàng đang ở đâu · DH10234" in page
    assert "Bot: “Dạ đơn DH10234 đang ở kho Bình Dương ạ.”" in page
    assert "Từ bình thường chuyển sang rất bực" in page
    assert "Trễ 3 ngày" in page
    assert "DH10200" not in page  # delivered and not talked of


def test_a_phone_number_is_shown_by_its_last_digits(minh: Desk) -> None:
    company()
    page = minh.get(f"/panel/{scene(Line('customer', 'hi'), **HA).id}", headers={"X-Fragment": "context"}).text
    assert "•••• 4471" in page
    assert ">0903284471<" not in page


def test_the_order_of_somebody_unproved_is_marked_so(minh: Desk) -> None:
    company(LATE)
    held = scene(Line("customer", "DH10234 đâu", intent="ask_order_status"), slots={"order_code": "DH10234"})
    page = minh.get(f"/panel/{held.id}", headers={"X-Fragment": "context"}).text
    assert "chưa chứng minh là chủ đơn" in page


def test_the_panel_works_while_the_order_system_is_away(minh: Desk) -> None:
    held = scene(Line("customer", "DH10234 đâu"), slots={"order_code": "DH10234"}, **HA)
    page = minh.get(f"/panel/{held.id}")
    assert page.status_code == 200
    assert "Chưa đọc được hệ thống đơn hàng" in page.text


def test_the_panel_speaks_english_too(held: Conversation, minh: Desk) -> None:
    minh.client.post("/preferences", data={"language": "en", "csrf": minh.csrf})
    page = minh.get(f"/panel/{held.id}").text
    assert "Why it came to you" in page
    assert "The bot called a person" in page
