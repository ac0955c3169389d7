"""The widget's door: what a visitor may do over HTTP, and what is stored of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import gevent
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from agent_assist import create_app
from agent_assist.widget_api.limits import Limit
from bot import handoff
from bot.rasa_client import client as rasa_client
from settings import settings
from store import conversations, events, messages, read, sessions, surveys, write
from store.conversations import Conversation
from tests.agent_assist.conftest import Cast, SignIn
from tests.browser.fake_rasa import FakeRasa

SOURCE = {"article": "shipping-fee", "title": "Phí giao hàng", "url": "/help/vi/shipping-fee", "lang": "vi"}
YES_NO = [{"title": "Vâng", "payload": "/affirm"}, {"title": "Thôi ạ", "payload": "/deny"}]


@pytest.fixture
def rasa(database: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeRasa]:
    fake = FakeRasa()
    monkeypatch.setenv("RASA_URL", fake.url)
    settings.cache_clear()
    rasa_client.cache_clear()
    yield fake
    fake.close()
    rasa_client.cache_clear()


def body(answer: TestResponse) -> Any:
    """The JSON of an answer."""
    return answer.get_json()


@dataclass
class Visitor:
    """Somebody with the widget in their browser."""

    client: FlaskClient
    language: str = "vi"
    token: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def starts(self) -> TestResponse:
        answer = self.client.post("/api/v1/widget/start", json={"language": self.language}, headers=self.headers)
        self.token = body(answer)["token"]
        self.headers = {"Authorization": f"Bearer {self.token}", "Accept-Language": self.language}
        return answer

    def get(self, path: str) -> TestResponse:
        return self.client.get(f"/api/v1/widget{path}", headers=self.headers)

    def post(self, path: str, body: dict[str, Any] | None = None) -> TestResponse:
        # as a browser writes it: half an emoji travels as an escape
        data = json.dumps(body or {})
        return self.client.post(
            f"/api/v1/widget{path}", data=data, content_type="application/json", headers=self.headers
        )

    def writes(self, text: str, message_id: str | None = None, **more: Any) -> TestResponse:
        """Send a message and let it be answered."""
        answer = self.post("/messages", {"id": message_id or str(uuid4()), "text": text, **more})
        gevent.wait(timeout=20)
        return answer

    def sees(self) -> list[dict[str, Any]]:
        history: list[dict[str, Any]] = body(self.get("/messages"))["messages"]
        return history

    def reads(self, author: str) -> list[str]:
        return [one["text"] for one in self.sees() if one["author"] == author]

    @property
    def conversation(self) -> Conversation:
        with read() as tx:
            found = conversations.get(tx, body(self.get("/state"))["conversation"])
        assert found
        return found


@pytest.fixture
def ha(app: Flask, rasa: FakeRasa) -> Visitor:
    made = Visitor(app.test_client())
    made.starts()
    return made


@pytest.fixture
def an(app: Flask, rasa: FakeRasa) -> Visitor:
    made = Visitor(app.test_client(), language="en")
    made.starts()
    return made


def test_a_newcomer_gets_a_token_and_an_empty_conversation(app: Flask, rasa: FakeRasa) -> None:
    answer = Visitor(app.test_client()).starts()
    assert answer.status_code == 201
    assert body(answer)["state"]["conversation"] is None
    assert body(answer)["state"]["owner"] == "bot"
    assert "Set-Cookie" not in answer.headers


def test_who_comes_back_with_the_token_finds_what_was_said(ha: Visitor, app: Flask) -> None:
    ha.writes("phí ship bao nhiêu")
    later = Visitor(app.test_client(), headers=ha.headers)
    answer = later.starts()
    assert (answer.status_code, body(answer)["resumed"]) == (200, True)
    assert later.sees() == ha.sees()


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer made.up.token", "Basic abc"])
def test_without_a_true_token_nothing_is_told(ha: Visitor, header: str) -> None:
    ha.writes("xin chào")
    answer = ha.client.get("/api/v1/widget/messages", headers={"Authorization": header})
    assert answer.status_code == 401
    assert body(answer)["error"]["code"] == "signed_out"


def test_a_token_signed_with_another_key_is_not_taken(ha: Visitor, monkeypatch: pytest.MonkeyPatch, app: Flask) -> None:
    monkeypatch.setenv("SECRET_KEY", "another-secret")
    settings.cache_clear()
    assert ha.get("/state").status_code == 401


def test_a_message_is_stored_and_answered_by_the_bot_with_its_source(ha: Visitor, rasa: FakeRasa) -> None:
    rasa.answer("ship", {"text": "Dạ 30.000 ₫ ạ.", "custom": {"source": SOURCE}})
    sent = ha.writes("ship ve da nang bao nhieu")
    assert sent.status_code == 201
    mine, answer = ha.sees()
    assert (mine["author"], mine["text"], mine["seq"]) == ("customer", "ship ve da nang bao nhieu", 1)
    assert (answer["author"], answer["text"]) == ("bot", "Dạ 30.000 ₫ ạ.")
    assert answer["source"] == {"title": "Phí giao hàng", "url": "/help/vi/shipping-fee", "lang": "vi"}
    with read() as tx:
        assert [one.author for one in messages.of_conversation(tx, ha.conversation.id)] == ["customer", "bot"]


def test_the_same_id_sent_again_is_one_message_with_one_answer(ha: Visitor) -> None:
    same = str(uuid4())
    first, second = ha.writes("alo", same), ha.writes("alo", same)
    assert (first.status_code, second.status_code) == (201, 200)
    assert body(first)["message"]["id"] == body(second)["message"]["id"]
    assert [one["author"] for one in ha.sees()] == ["customer", "bot"]


def test_nobody_meets_the_message_of_another_by_its_id(ha: Visitor, an: Visitor) -> None:
    same = str(uuid4())
    ha.writes("số của mình là 0903284471", same)
    stolen = an.writes("hello there", same)
    assert stolen.status_code == 201
    assert an.reads("customer") == ["hello there"]
    assert ha.conversation.id != an.conversation.id


def test_a_slash_is_only_words(ha: Visitor, rasa: FakeRasa) -> None:
    ha.writes("/cancel_order")
    assert rasa.asked[-1]["trusted"] is False


def test_a_tapped_button_means_what_was_stored_whatever_the_browser_says(ha: Visitor, rasa: FakeRasa) -> None:
    rasa.answer("huỷ", {"text": "Anh/chị chắc chứ ạ?", "buttons": YES_NO})
    ha.writes("huỷ đơn giúp mình")
    question = ha.sees()[-1]
    assert question["buttons"] == [{"index": 0, "title": "Vâng"}, {"index": 1, "title": "Thôi ạ"}]
    assert "/affirm" not in ha.get("/messages").text
    ha.writes("/restart", choice={"of": question["id"], "index": 1})
    assert (rasa.asked[-1]["text"], rasa.asked[-1]["trusted"]) == ("/deny", True)
    assert ha.reads("customer") == ["huỷ đơn giúp mình", "Thôi ạ"]


def test_a_button_of_somebody_elses_conversation_is_refused(ha: Visitor, an: Visitor, rasa: FakeRasa) -> None:
    rasa.answer("huỷ", {"text": "Anh/chị chắc chứ ạ?", "buttons": YES_NO})
    ha.writes("huỷ đơn giúp mình")
    an.writes("hello there")
    answer = an.writes("", choice={"of": ha.sees()[-1]["id"], "index": 0})
    assert answer.status_code == 422
    assert an.reads("customer") == ["hello there"]


@pytest.mark.parametrize(
    ("language", "reason"),
    [
        ("vi", "Tin nhắn dài quá 4.000 ký tự. Bạn chia thành vài tin giúp nhé."),
        ("en", "The message is longer than 4,000 characters. Please split it up."),
    ],
)
def test_a_text_too_long_is_refused_in_the_readers_language(
    app: Flask, rasa: FakeRasa, language: str, reason: str
) -> None:
    visitor = Visitor(app.test_client(), language)
    visitor.starts()
    answer = visitor.writes("a" * 4001)
    assert answer.status_code == 422
    assert body(answer)["error"]["code"] == "invalid"
    assert body(answer)["error"]["fields"] == {"text": reason}
    assert visitor.writes("a" * 4000).status_code == 201
    assert len(visitor.reads("customer")) == 1


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\x00"])
def test_a_message_without_words_is_refused(ha: Visitor, text: str) -> None:
    answer = ha.writes(text)
    assert answer.status_code == 422
    assert "text" in body(answer)["error"]["fields"]


def test_half_an_emoji_does_not_keep_the_rest_from_arriving(ha: Visitor, rasa: FakeRasa) -> None:
    assert ha.writes("shop ơi \ud83d").status_code == 201
    assert ha.reads("customer") == ["shop ơi ?"]


def test_the_wish_for_a_person_queues_the_conversation(ha: Visitor, rasa: FakeRasa) -> None:
    ha.writes("", ask="person")
    state = body(ha.get("/state"))
    assert state["owner"] == "queued"
    assert state["wait"] == "Chưa có nhân viên trực tuyến; ai vào sẽ thấy tin của bạn ngay"
    assert ha.reads("customer") == ["Gặp nhân viên"]
    assert rasa.asked == []


def test_who_waits_is_told_how_many_are_before_them(ha: Visitor, an: Visitor, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.minh)
    ha.writes("", ask="person")
    an.writes("", ask="person", language="en")
    assert body(ha.get("/state"))["wait"] == "Bạn là người tiếp theo"
    assert body(an.get("/state"))["wait"] == "One person is before you"


def test_nobody_is_there_to_answer_who_only_reads_or_whose_session_is_over(
    ha: Visitor, cast: Cast, sign_in: SignIn
) -> None:
    sign_in(cast.vy)
    with write() as tx:
        sessions.open_new(tx, cast.minh, hours=-1)
    ha.writes("", ask="person")
    assert body(ha.get("/state"))["wait"] == "Chưa có nhân viên trực tuyến; ai vào sẽ thấy tin của bạn ngay"


def test_a_customer_sees_who_answers_and_never_notes_or_what_was_not_sent(
    ha: Visitor, rasa: FakeRasa, cast: Cast
) -> None:
    rasa.answer("chào", {"text": "Em chào anh/chị ạ."})
    ha.writes("chào shop")
    here = ha.conversation.id
    handoff.reply(here, cast.minh.id, "Dạ em Minh đây ạ.", "draft-1")
    handoff.note(here, cast.minh.id, "khách khó tính", "draft-2")
    with write() as tx:
        held = conversations.locked(tx, here)
        messages.add(tx, held, author="bot", kind="note", text="không gửi", state="kept", payload={"unsent": True})
        messages.add(tx, held, author="bot", text="đang chờ gửi", state="pending")
        messages.add(tx, held, author="bot", text="đã bị dừng", state="unsent")
    assert [(one["author"], one["speaker"], one["text"]) for one in ha.sees() if one["kind"] == "text"] == [
        ("customer", None, "chào shop"),
        ("bot", None, "Em chào anh/chị ạ."),
        ("agent", "Thành Minh", "Dạ em Minh đây ạ."),
    ]
    state = body(ha.get("/state"))
    assert (state["owner"], state["agent"]) == ("human", {"name": "Thành Minh", "initials": "TM"})
    everything = ha.get("/messages").text + ha.get("/messages?since=0").text
    assert all(secret not in everything for secret in ("khó tính", "không gửi", "đang chờ", "bị dừng"))


def test_after_a_cursor_only_what_changed_is_told(ha: Visitor, cast: Cast) -> None:
    ha.writes("một")
    cursor = body(ha.get("/messages"))["state"]["cursor"]
    handoff.reply(ha.conversation.id, cast.minh.id, "hai", "draft-1")
    changed = body(ha.get(f"/messages?since={cursor}"))
    assert "hai" in [one["text"] for one in changed["messages"]]
    assert "một" not in [one["text"] for one in changed["messages"]]
    assert body(ha.get(f"/messages?since={changed['state']['cursor']}"))["messages"] == []


def test_a_long_conversation_comes_page_by_page(ha: Visitor, cast: Cast) -> None:
    for number in range(1, 8):
        ha.writes(f"tin {number}")
    newest = body(ha.get("/messages?limit=4"))
    assert (len(newest["messages"]), newest["more"]) == (4, True)
    before = body(ha.get(f"/messages?limit=100&before={newest['messages'][0]['seq']}"))
    assert before["more"] is False
    assert before["messages"] + newest["messages"] == body(ha.get("/messages?limit=100"))["messages"]


def test_what_was_shown_is_marked_seen_and_does_not_go_back(ha: Visitor) -> None:
    ha.writes("alo")
    answer = ha.sees()[-1]
    assert ha.post("/seen", {"delivered": answer["seq"]}).status_code == 204
    assert ha.sees()[-1]["state"] == "delivered"
    ha.post("/seen", {"seen": answer["seq"]})
    ha.post("/seen", {"delivered": answer["seq"]})
    assert ha.sees()[-1]["state"] == "seen"
    assert body(ha.get("/state"))["seen_seq"] == answer["seq"]


def test_a_person_sees_that_the_customer_is_typing(ha: Visitor) -> None:
    ha.writes("alo")
    with read() as tx:
        before = events.last_signal(tx)
    assert ha.post("/typing").status_code == 204
    with read() as tx:
        assert [(kind, actor) for _, kind, _, actor in events.signals_since(tx, before)] == [("typing", "customer")]


def test_the_stream_begins_with_hello_and_says_no_more_than_that_something_changed(ha: Visitor, cast: Cast) -> None:
    assert ha.get("/stream").status_code == 404
    ha.writes("alo")
    answer = ha.client.get("/api/v1/widget/stream", headers=ha.headers, buffered=False)
    lines = iter(answer.response)
    assert b"event: hello" in next(lines)
    handoff.note(ha.conversation.id, cast.minh.id, "ghi chú kín", "draft-1")
    handoff.reply(ha.conversation.id, cast.minh.id, "Dạ vâng ạ", "draft-2")
    heard = next(lines)
    assert b'"kind": "change"' in heard
    assert "Dạ".encode() not in heard
    answer.close()


def rated(ha: Visitor, cast: Cast) -> str:
    """The id of the survey that is asked after Minh's part."""
    ha.writes("", ask="person")
    handoff.reply(ha.conversation.id, cast.minh.id, "Dạ em xử lý xong rồi ạ", "draft-1")
    handoff.close(ha.conversation.id, cast.minh.id)
    return str(ha.sees()[-1]["survey"]["id"])


def test_ratings_are_stored_once_a_question_and_come_back_with_the_history(ha: Visitor, cast: Cast) -> None:
    survey = rated(ha, cast)
    for question, value in (("goal", 2), ("goal", 4), ("ease", 5), ("feeling", 4), ("recommend", 10)):
        assert ha.post(f"/surveys/{survey}/answers", {"question": question, "value": value}).status_code == 200
    assert body(ha.post(f"/surveys/{survey}/words", {"text": "bạn Minh nhiệt tình lắm"}))["words"] is True
    ha.post(f"/surveys/{survey}/words", {"text": "bạn Minh nhiệt tình lắm"})
    with read() as tx:
        stored = surveys.get(tx, survey)
        said = messages.of_conversation(tx, ha.conversation.id)
    assert stored
    assert (stored.goal, stored.ease, stored.feeling, stored.recommend) == (4, 5, 4, 10)
    assert [one.text for one in said if one.kind == "feedback"] == ["bạn Minh nhiệt tình lắm"]
    shown = next(one["survey"] for one in ha.sees() if one["kind"] == "survey")
    assert shown == {
        "id": survey, "kind": "human", "goal": 4, "ease": 5, "feeling": 4, "recommend": 10, "words": True,
    }  # fmt: skip


@pytest.mark.parametrize(("question", "value"), [("goal", 0), ("goal", 6), ("recommend", 11), ("mood", 3)])
def test_an_answer_off_the_scale_is_refused(ha: Visitor, cast: Cast, question: str, value: int) -> None:
    survey = rated(ha, cast)
    assert ha.post(f"/surveys/{survey}/answers", {"question": question, "value": value}).status_code == 422
    with read() as tx:
        stored = surveys.get(tx, survey)
    assert stored
    assert stored.goal is None


def test_nobody_rates_the_conversation_of_another(ha: Visitor, an: Visitor, cast: Cast) -> None:
    survey = rated(ha, cast)
    an.writes("hello there")
    assert an.post(f"/surveys/{survey}/answers", {"question": "goal", "value": 1}).status_code == 404
    assert an.post(f"/surveys/{survey}/words", {"text": "no"}).status_code == 404


def test_one_may_ask_what_is_kept(ha: Visitor) -> None:
    assert body(ha.get("/me"))["since"] is None
    ha.writes("alo")
    kept = body(ha.get("/me"))
    assert (kept["conversations"], kept["messages"], kept["name"]) == (1, 1, None)


@pytest.mark.parametrize(
    ("language", "message"),
    [("vi", "Bạn thử quá nhiều lần. Vui lòng chờ một lát rồi thử lại."), ("en", None)],
)
def test_who_writes_too_fast_is_told_when_to_go_on(rasa: FakeRasa, language: str, message: str | None) -> None:
    app = create_app({"TESTING": True, "WIDGET_VISITOR_WRITES": Limit(burst=2, a_second=0.01)})
    visitor = Visitor(app.test_client(), language)
    visitor.starts()
    answers = [visitor.writes(f"tin {number}") for number in range(3)]
    assert [one.status_code for one in answers] == [201, 201, 429]
    assert 90 <= int(answers[2].headers["Retry-After"]) <= 100
    assert body(answers[2])["error"]["code"] == "too_many"
    if message:
        assert body(answers[2])["error"]["message"] == message
    assert len(visitor.reads("customer")) == 2


def test_an_address_has_a_limit_of_its_own(rasa: FakeRasa) -> None:
    app = create_app({"TESTING": True, "WIDGET_ADDRESS_WRITES": Limit(burst=2, a_second=0.01)})
    crowd = [Visitor(app.test_client()) for _ in range(3)]
    for one in crowd:
        one.starts()
    assert [one.writes("alo").status_code for one in crowd] == [201, 201, 429]


def test_every_error_has_one_shape(ha: Visitor) -> None:
    wrong = [
        ha.post("/messages", {"id": "no uuid", "text": "a"}),
        ha.post("/surveys/nothing/answers", {"question": "goal", "value": 1}),
        ha.get("/messages?before=-1"),
        ha.get("/phrases/fr"),
        ha.client.post("/api/v1/widget/messages", data="id=1", content_type="text/plain", headers=ha.headers),
        ha.client.get("/api/v1/widget/state"),
    ]
    assert [one.status_code for one in wrong] == [422, 404, 422, 404, 415, 401]
    for one in wrong:
        assert set(body(one)) == {"error"}
        assert {"code", "message"} <= set(body(one)["error"])


def test_pages_of_other_sites_may_carry_the_widget(ha: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = ha.client.options("/api/v1/widget/messages", headers={"Origin": "https://shop.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]
    monkeypatch.setenv("WIDGET_ORIGINS", "https://shop.example")
    monkeypatch.setenv("SECRET_KEY", "secret-of-the-tests")
    settings.cache_clear()
    for origin, allowed in (("https://shop.example", "https://shop.example"), ("https://evil.example", None)):
        for path in ("/api/v1/widget/phrases/vi", "/static/widget/langnghe.js"):
            answer = ha.client.get(path, headers={"Origin": origin})
            assert answer.headers.get("Access-Control-Allow-Origin") == allowed
    assert "Access-Control-Allow-Origin" not in ha.client.get("/", headers={"Origin": "https://shop.example"}).headers


def test_the_widget_says_the_same_things_in_both_languages(ha: Visitor) -> None:
    spoken = {lang: body(ha.get(f"/phrases/{lang}"))["phrases"] for lang in ("vi", "en")}
    assert spoken["vi"].keys() == spoken["en"].keys()
    assert spoken["vi"]["greeting"] == "Chào anh/chị, em là trợ lý tự động của [company]. Em giúp được gì ạ?"


def test_the_contract_names_every_address_of_the_widget(app: Flask) -> None:
    contract = body(app.test_client().get("/api/v1/openapi.json"))
    views = {str(rule).replace("<", "{").replace(">", "}") for rule in app.url_map.iter_rules()}
    mine = {view for view in views if view.startswith("/api/v1/widget")}
    assert mine <= contract["paths"].keys()
    assert contract["paths"]["/api/v1/widget/stream"]["get"]["responses"].keys() >= {"200", "401", "404", "503"}


def test_a_failure_behind_the_door_is_logged_without_the_customers_words(
    ha: Visitor, rasa: FakeRasa, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    secret = "mật khẩu là 123"

    def broken(_conversation_id: str) -> None:
        raise RuntimeError(secret)

    monkeypatch.setattr("bot.intake.process", broken)
    assert ha.writes(secret).status_code == 201
    assert "RuntimeError" in caplog.text
    assert secret not in caplog.text


def test_behind_a_trusted_proxy_each_customer_has_limits_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUSTED_PROXIES", "1")
    settings.cache_clear()
    client = create_app({"WIDGET_ADDRESS_STARTS": Limit(burst=1, a_second=0.001)}).test_client()

    def start(address: str) -> int:
        headers = {"X-Forwarded-For": address}
        return client.post("/api/v1/widget/start", json={"lang": "vi"}, headers=headers).status_code

    assert [start("203.0.113.7"), start("203.0.113.7"), start("203.0.113.8")] == [201, 429, 201]
