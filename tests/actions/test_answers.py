"""Questions, answered from the real help articles."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from actions.answers import Answer
from tests.actions.conftest import Talk

ANSWER = Answer()
RULES = yaml.safe_load((Path(__file__).parents[2] / "bot" / "dialogue" / "rules.yml").read_text("utf-8"))["rules"]
QUESTIONS = [step["intent"] for step in RULES[0]["steps"][0]["or"]]


def test_a_question_is_answered_with_its_source(talk: Talk) -> None:
    talk.turn(ANSWER, "phi ship ra da nang bao nhieu v shop", "ask_shipping_fee")
    assert "30.000 ₫" in talk.text
    assert talk.custom["source"]["article"] == "shipping-fee"
    assert talk.custom["source"]["lang"] == "vi"
    assert talk.slots["answered"] is True


def test_what_no_article_answers_is_left_to_the_rules(talk: Talk) -> None:
    talk.turn(ANSWER, "shop có bán vé máy bay đi Tokyo không", "nlu_fallback")
    assert talk.text == ""
    assert talk.custom == {"not_found": True, "question": "shop có bán vé máy bay đi Tokyo không"}
    assert talk.slots["answered"] is False


def test_a_follow_up_leans_on_the_question_before(talk: Talk) -> None:
    talk.turn(ANSWER, "đổi trả trong bao nhiêu ngày", "ask_return_policy")
    talk.events += [{"event": "bot", "text": reply["text"], "data": reply} for reply in talk.replies]
    talk.turn(ANSWER, "còn đồ sale thì sao", "nlu_fallback")
    assert talk.custom["source"]["article"] == "return-policy"
    assert "sale" in talk.text


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_tapped_question_is_answered_in_the_customers_language(talk: Talk, language: str) -> None:
    talk.slots["language"] = language
    for intent in QUESTIONS:
        talk.turn(ANSWER, f"/{intent}", intent)
        assert talk.custom.get("source", {}).get("lang") == language, intent
