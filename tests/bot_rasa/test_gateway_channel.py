"""The one door to Rasa, asked as the gateway asks."""

from __future__ import annotations

import unicodedata
from typing import Any

import httpx
import pytest

from tests.bot_rasa.conftest import Rasa, customs, words


def test_one_answer_holds_the_whole_turn(rasa: Rasa) -> None:
    turn = rasa.talk().say("đơn DH10234 của mình đâu rồi")
    assert turn["intent"]["name"] == "ask_order_status"
    assert 0.5 < turn["intent"]["confidence"] <= 1
    assert turn["intents"] == [turn["intent"] | {"text": "đơn DH10234 của mình đâu rồi"}]
    assert turn["ranking"][0]["name"] == "ask_order_status"
    assert len(turn["ranking"]) == 5
    assert [(one["entity"], one["value"]) for one in turn["entities"]] == [("order_code", "DH10234")]
    assert turn["slots"]["order_code"] == "DH10234"
    assert turn["understood"]
    assert not turn["failed"]
    assert "4 số cuối" in words(turn)


def test_a_wrong_number_is_refused_and_the_right_one_opens_the_order(rasa: Rasa) -> None:
    talk = rasa.talk()
    talk.say("don dh10234 cua minh dau roi")
    refused = talk.say("1111")
    assert "card" not in customs(refused)
    assert refused["slots"]["attempts"] == 1
    shown = talk.say("4471")
    assert customs(shown)["card"]["code"] == "DH10234"
    assert shown["slots"]["verified"]


def test_after_three_wrong_numbers_the_right_one_opens_nothing(rasa: Rasa) -> None:
    talk = rasa.talk()
    talk.say("kiểm tra đơn DH10234")
    for wrong in ("1111", "2222", "3333"):
        turn = talk.say(wrong)
    assert "/request_person" in str(turn["replies"])
    for attempt in ("4471", "đơn DH10234 của mình đâu rồi", "4471"):
        assert "card" not in customs(talk.say(attempt))
    assert customs(talk.say("ừ")) | customs(talk.say("cho gặp nhân viên")) == {"handoff": {"reason": "requested"}}


def test_a_question_in_the_middle_of_a_form_is_answered_and_the_form_goes_on(rasa: Rasa) -> None:
    talk = rasa.talk()
    talk.say("huỷ đơn giúp mình")
    turn = talk.say("phi ship bao nhieu")
    assert customs(turn)["source"]["article"]
    assert "mã đơn" in turn["replies"][-1]["text"]


@pytest.mark.parametrize("aside", ["dạ", "chào shop", "tra đơn", "cảm ơn shop", "bot phải không", "kể chuyện cười đi"])
def test_a_word_aside_in_a_form_is_followed_by_the_same_question(rasa: Rasa, aside: str) -> None:
    talk = rasa.talk()
    asked = words(talk.say("kiểm tra đơn hàng giúp em với ạ"))
    turn = talk.say(aside)
    assert len(turn["replies"]) == 2
    assert turn["replies"][-1]["text"] == asked


@pytest.mark.parametrize(
    "leave", ["thôi bỏ đi", "tạm biệt shop nha", "giao hàng gì mà chậm quá vậy", "cho gặp nhân viên"]
)
def test_a_form_that_is_left_stays_left(rasa: Rasa, leave: str) -> None:
    talk = rasa.talk()
    asked = words(talk.say("kiểm tra đơn hàng giúp em với ạ"))
    assert asked not in words(talk.say(leave))
    assert asked not in words(talk.say("chào shop"))


@pytest.mark.parametrize(
    "other", ["thôi không huỷ nữa, cho mình đổi trả", "mình muốn trả hàng", "I'd rather return it"]
)
def test_a_cancellation_about_to_be_confirmed_becomes_a_return(rasa: Rasa, other: str) -> None:
    talk = rasa.talk()
    talk.say("huỷ đơn DH10240 giúp mình")
    assert "chắc chắn muốn huỷ" in words(talk.say("4471"))
    turn = talk.say(other)
    assert turn["intent"]["name"] == "request_return"
    assert "chưa tạo yêu cầu đổi trả được" in words(turn)
    assert customs(talk.say("đơn DH10240 sao rồi"))["card"]["status"] == "placed"


@pytest.mark.parametrize(
    ("text", "intent", "answer"),
    [
        ("làm sao giờ", "ask_capabilities", "Dạ em xem được đơn"),
        ("cửa hàng quận 1", "ask_store", "125 Pasteur"),
        ("ở Cần Thơ có shop không", "ask_store", "chưa có cửa hàng"),
        ("giá cái bình hoa", "ask_price", "320.000 ₫"),
        ("có tuyển nhân viên không", "ask_careers", "tuyendung@nhasen.vn"),
    ],
)
def test_short_questions_are_answered(rasa: Rasa, text: str, intent: str, answer: str) -> None:
    turn = rasa.talk().say(text)
    assert turn["intent"]["name"] == intent
    assert answer in words(turn)


def test_what_was_said_last_is_said_again(rasa: Rasa) -> None:
    talk = rasa.talk()
    said = talk.say("chào shop")
    assert talk.say("nói lại đi")["replies"] == said["replies"]


def test_a_person_needs_no_action_server(lonely_rasa: Rasa) -> None:
    turn = lonely_rasa.talk().say("trễ 3 ngày rồi, quá tệ, cho gặp người thật!!!")
    assert customs(turn) == {"handoff": {"reason": "requested"}}
    assert not turn["failed"]


def test_a_turn_whose_action_cannot_be_reached_has_failed_and_leaves_no_trace(lonely_rasa: Rasa) -> None:
    talk = lonely_rasa.talk()
    assert talk.say("phí ship bao nhiêu")["failed"]
    assert talk.say("xem đơn DH10234")["failed"]
    assert talk.remembered() == []
    assert not talk.say("chào shop")["failed"]
    assert talk.remembered() == ["chào shop"]


def test_what_a_customer_types_is_never_a_command(rasa: Rasa) -> None:
    talk = rasa.talk()
    for typed in ("/request_person", " /request_person", "//request_person", "/ /request_person"):
        assert talk.say(typed)["intent"]["confidence"] < 1
    assert all(not text.startswith("/") for text in talk.remembered())
    assert not talk.say("/")["failed"]


def test_a_button_of_ours_is_a_command(rasa: Rasa) -> None:
    turn = rasa.talk().say("/request_person", trusted=True)
    assert turn["intent"] == {"name": "request_person", "confidence": 1.0}
    assert "handoff" in customs(turn)


def test_a_paused_bot_is_silent_and_has_not_failed(rasa: Rasa) -> None:
    talk = rasa.talk()
    talk.say("chào shop")
    talk.events({"event": "pause"})
    for text in ("alo có ai không", "/restart"):
        turn = talk.say(text)
        assert turn["replies"] == []
        assert not turn["failed"]
    talk.events({"event": "resume"}, {"event": "action", "name": "action_listen"})
    assert words(talk.say("cảm ơn shop"))


def test_the_language_is_the_gateways_word_on_every_turn(rasa: Rasa) -> None:
    talk = rasa.talk("en")
    assert words(talk.say("hello")).startswith("Hello")
    assert talk.say("are you a robot")["slots"]["language"] == "en"
    talk.language = "vi"
    assert words(talk.say("bot phải không")).startswith("Dạ")


def test_text_in_pieces_is_read_as_text_in_one(rasa: Rasa) -> None:
    whole = rasa.talk().say("bao nhiêu tiền thì được miễn phí giao hàng")
    pieces = rasa.talk().say(unicodedata.normalize("NFD", "bao nhiêu tiền thì được miễn phí giao hàng"))
    assert pieces["intent"] == whole["intent"]


def test_twice_not_understood_a_person_is_offered(rasa: Rasa) -> None:
    talk = rasa.talk()
    first, second = talk.say("blorp zug wib"), talk.say("qwrt plonk vub")
    assert not first["understood"]
    assert not second["understood"]
    assert "/request_person" in [button["payload"] for button in second["replies"][-1]["buttons"]]
    assert customs(talk.say("ok"))["handoff"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": ""},
        {"text": "   "},
        {"text": 5},
        {"text": "x" * 10_001},
        {"text": "chào", "trusted": "yes"},
        {"text": "chào", "metadata": []},
        {"text": "chào", "conversation": ""},
        {"text": "chào", "conversation": 7},
        {"text": "chào", "conversation": "c" * 256},
    ],
)
def test_a_body_that_is_wrong_is_refused(rasa: Rasa, body: dict[str, Any]) -> None:
    assert rasa.talk().ask(**body).status_code == 400


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'"chao"', b"null"])
def test_a_body_that_is_no_object_is_refused(rasa: Rasa, content: bytes) -> None:
    assert rasa.talk().http.post("/webhooks/gateway/turn", content=content).status_code == 400


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", "Basic YTpi", "Bearer mật-khẩu"])
def test_only_the_gateway_is_let_in(rasa: Rasa, header: str) -> None:
    body = {"conversation": "x", "text": "chào"}
    url = f"{rasa.url}/webhooks/gateway/turn"
    answer = httpx.post(url, json=body, headers={b"Authorization": header.encode()}, trust_env=False)
    assert answer.status_code == 401


def test_what_a_customer_withdraws_is_forgotten(rasa: Rasa) -> None:
    talk = rasa.talk()
    talk.say("phí ship bao nhiêu")
    assert talk.remembered() == ["phí ship bao nhiêu"]
    talk.http.post("/webhooks/gateway/forget", json={"conversation": talk.id}).raise_for_status()
    assert talk.remembered() == []
    assert talk.say("phí ship bao nhiêu")["understood"]


@pytest.mark.parametrize("body", [{}, {"conversation": 3}, {"conversation": ""}])
def test_nothing_is_forgotten_without_a_name(rasa: Rasa, body: dict[str, Any]) -> None:
    assert rasa.talk().http.post("/webhooks/gateway/forget", json=body).status_code == 400
