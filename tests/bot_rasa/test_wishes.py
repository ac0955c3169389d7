"""Several wishes in one message: each is understood and answered, and one wish stays one."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.rasa.clauses import LONGEST, Wish, asks, clauses, in_turn, wishes
from tests.bot_rasa.conftest import Rasa, customs, words

HERE = Path(__file__).parent
MESSAGES = yaml.safe_load((HERE / "wishes.yml").read_text("utf-8"))
WORDS = yaml.safe_load((HERE.parents[1] / "bot" / "rasa" / "clauses.yml").read_text("utf-8"))
INTENTS = yaml.safe_load((HERE.parents[1] / "domain.yml").read_text("utf-8"))["intents"]


def parsed(intent: str, confidence: float = 0.9) -> dict[str, Any]:
    """What Rasa makes of a message, as far as it matters here."""
    return {"intent": {"name": intent, "confidence": confidence}, "entities": []}


def split(text: str, **intents: str) -> list[str]:
    """The wishes of a message for a classifier that goes by one word each."""

    async def parse(clause: str) -> dict[str, Any]:
        found = [intent for word, intent in intents.items() if word in clause]
        return parsed(found[-1], 0.9) if found else parsed("nlu_fallback", 0.1)

    async def held() -> list[Wish]:
        return await wishes(text, await parse(text), parse)

    return [wish.intent for wish in asyncio.run(held())]


def test_every_wish_that_is_told_apart_is_an_intent() -> None:
    assert {*WORDS["answered"], *WORDS["closing"]} <= set(INTENTS)


def test_a_message_is_cut_at_sentences_commas_and_joining_words() -> None:
    assert clauses("đơn tới đâu rồi, với lại phí ship nhiêu") == ["đơn tới đâu", "rồi,", "với lại phí ship nhiêu"]
    assert clauses("DH10234\nphí ship?") == ["DH10234", "phí ship?"]
    assert clauses("giảm 1.500.000 được không") == ["giảm 1.500.000 được không"]


@pytest.mark.parametrize(
    "clause",
    ["phí ship bao nhiêu", "còn hàng không shop", "huy don giup minh", "e mún trả hàng", "is it open", "size M?"],
)
def test_a_question_and_a_request_ask(clause: str) -> None:
    assert asks(clause)


@pytest.mark.parametrize("clause", ["mình đặt hôm qua", "không vừa lắm", "my order is late", "dạ ạ", ""])
def test_what_is_told_does_not_ask(clause: str) -> None:
    assert not asks(clause)


def test_the_same_wish_said_twice_is_one() -> None:
    assert split("phí ship bao nhiêu, tiền giao bao nhiêu", ship="ask_shipping_fee", giao="ask_shipping_fee") == [
        "ask_shipping_fee"
    ]


def test_two_wishes_that_each_open_a_form_stay_one_message() -> None:
    held = split("đơn tới đâu, giúp mình huỷ", đơn="ask_order_status", huỷ="cancel_order")
    assert held == ["cancel_order"]


def test_a_complaint_is_never_cut() -> None:
    assert split("sao giao trễ quá, phí ship bao nhiêu", trễ="complain", ship="complain") == ["complain"]


def test_a_message_of_many_clauses_is_taken_as_it_is() -> None:
    long = ", ".join(["phí ship bao nhiêu", "mấy giờ đóng cửa"] * LONGEST)
    assert len(split(long, ship="ask_shipping_fee", đóng="ask_hours")) == 1


def test_what_opens_a_form_comes_last() -> None:
    said = [Wish("a", parsed("ask_order_status")), Wish("b", parsed("ask_hours")), Wish("c", parsed("ask_refund"))]
    assert [wish.text for wish in in_turn(said)] == ["b", "c", "a"]


@pytest.mark.parametrize("text", MESSAGES["several"])
def test_every_wish_of_a_message_is_understood(rasa: Rasa, text: str) -> None:
    turn = rasa.talk().say(text)
    assert [one["name"] for one in turn["intents"]] == MESSAGES["several"][text]
    assert not turn["failed"]


@pytest.mark.parametrize("text", MESSAGES["one"])
def test_one_wish_stays_one(rasa: Rasa, text: str) -> None:
    turn = rasa.talk().say(text)
    assert len(turn["intents"]) == 1
    assert turn["intents"][0] == turn["intent"] | {"text": text}


def test_the_answer_comes_before_the_question_of_the_form(rasa: Rasa) -> None:
    talk = rasa.talk()
    turn = talk.say("đơn DH10234 tới đâu rồi, với lại phí ship đi Huế nhiêu vậy")
    assert turn["intent"]["name"] == "ask_order_status"
    assert turn["replies"][0]["custom"]["source"]["article"] == "shipping-fee"
    assert "4 số cuối" in turn["replies"][-1]["text"]
    assert turn["slots"]["order_code"] == "DH10234"
    assert customs(talk.say("4471"))["card"]["code"] == "DH10234"


def test_two_questions_get_two_answers(rasa: Rasa) -> None:
    turn = rasa.talk().say("cho mình hỏi bảo hành bao lâu, tiện thể shop có xuất hoá đơn đỏ không")
    sources = [reply["custom"]["source"]["article"] for reply in turn["replies"]]
    assert sources == ["warranty", "vat-invoice"]


def test_inside_a_form_nothing_is_cut(rasa: Rasa) -> None:
    talk = rasa.talk()
    talk.say("mình muốn trả hàng DH10234")
    turn = talk.say("phí ship bao nhiêu vậy shop? mấy giờ đóng cửa")
    assert len(turn["intents"]) == 1


def test_a_message_of_two_wishes_is_remembered_whole(rasa: Rasa) -> None:
    talk = rasa.talk()
    talk.say("áo linen giặt máy được không? size nào cho người 55kg ạ")
    assert " ".join(talk.remembered()) == "áo linen giặt máy được không? size nào cho người 55kg ạ"
    assert words(talk.say("nói lại đi"))
