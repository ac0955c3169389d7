"""What the customer answers when asked how it was."""

from __future__ import annotations

from flask import g

from agent_assist.contract import contract
from agent_assist.errors import Refusal
from agent_assist.widget_api import shown
from agent_assist.widget_api.door import VISITOR, Told, answers, blueprint, told, words
from agent_assist.widget_api.models import Answer, SurveyAnswers, Words
from agent_assist.widget_api.visitors import conversation, may
from bot import rating
from messages import say
from store import read


@blueprint.post("/surveys/<survey_id>/answers")
@contract.validate(resp=answers(SurveyAnswers, 401, 404, 422), tags=["widget"], security=VISITOR)
def rate(survey_id: str, json: Answer) -> Told:
    """Answer one question of a survey; the last answer counts."""
    may("writes")
    try:
        rating.answer(survey_id, _mine(), json.question, json.value)
    except ValueError:
        raise Refusal("invalid", fields={"value": say(g.language, "widget-rate-scale")}) from None
    except LookupError:
        raise Refusal("not_found") from None
    return _survey(survey_id)


@blueprint.post("/surveys/<survey_id>/words")
@contract.validate(resp=answers(SurveyAnswers, 401, 404, 422), tags=["widget"], security=VISITOR)
def tell(survey_id: str, json: Words) -> Told:
    """Say something in one's own words; kept once."""
    text = words(json.text)
    may("writes")
    try:
        rating.words(survey_id, _mine(), text)
    except LookupError:
        raise Refusal("not_found") from None
    return _survey(survey_id)


def _mine() -> str:
    with read() as tx:
        held = conversation(tx)
    if held is None:
        raise Refusal("not_found")
    return held.id


def _survey(survey_id: str) -> Told:
    with read() as tx:
        found = shown.survey(tx, survey_id)
    if found is None:
        raise Refusal("not_found")
    return told(found)
