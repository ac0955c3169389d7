"""Rà soát: the messages whose tags the model is least sure of, and the questions that the bot left open.

Every judgement is a form, and each of its buttons has a key (static/js/review.js); after it comes the next one.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from agent_assist import labels, voice_words
from agent_assist.auth import VOICE, current, roles
from agent_assist.errors import Refusal
from agent_assist.lens import Lens
from agent_assist.review_api import speak_of
from agent_assist.summary import ABOUT_THE_SHOP
from agent_assist.voice_report import BANDS
from bot import tagger
from knowledge.index import Hit
from knowledge.index import current as knowledge
from store import Tx, corrections, messages, now, questions, read, verbatims, write
from store.tallies import day_of

blueprint = Blueprint("review", __name__, url_prefix="/voice/review")

DAYS = 30
# articles answer these; stores and hours come from the company's own records, and feedback asks nothing
BY_ACTION = frozenset({"ask_store", "ask_hours", "give_feedback"})
ANSWERABLE = (ABOUT_THE_SHOP - BY_ACTION) | {"change_address", "edit_order", "nlu_fallback"}
FOUND = 5  # articles that are offered for a question
ENOUGH = 20  # judgements from which on it is said how often the model was right


@blueprint.get("")
@roles(*VOICE)
def words() -> str:
    """The message whose tags the model is least sure of."""
    skip = _skip()
    with read() as tx:
        found = corrections.unsure(tx, _since(), skip)
        said = verbatims.get(tx, found[0].message_id) if found else None
        of = messages.get(tx, said.message_id) if said else None
        asked = tagger.question(tx, of) if of else None
        right, judged = corrections.agreement(tx, _since())
        shared = _shared(tx)
    return _page(
        "words",
        said=said,
        sure=found[0].confidence if found else None,
        asked=asked,
        skip=skip,
        agreed=right / judged if judged >= ENOUGH else None,
        judged=judged,
        **shared,
    )


@blueprint.post("/<message_id>")
@roles(*VOICE)
def judge(message_id: str) -> AnyResponse:
    """One key: right as it is, another mood, a complaint or none; or take back what was said."""
    form, me = request.form, current().user.id
    with write() as tx:
        speak_of(tx, message_id)
        if "right" in form:
            corrections.confirm(tx, message_id, me)
        elif "back" in form:
            corrections.judge(tx, message_id, dict.fromkeys(corrections.KINDS), me)
        elif form.get("complaint") in ("0", "1"):
            corrections.judge(tx, message_id, {"complaint": labels.complaint(form["complaint"] == "1")}, me)
        elif (step := form.get("sentiment")) in {"", *map(str, labels.STEPS)}:
            mood = next((one for one in labels.STEPS if str(one) == step), None)
            corrections.judge(tx, message_id, {"sentiment": labels.mood(mood)}, me)
        else:
            raise Refusal("bad_request")
    return _on("/voice/review", message_id)


@blueprint.get("/questions")
@roles(*VOICE)
def open_questions() -> str:
    """The newest question that the bot left open, and the articles that may answer it."""
    skip = _skip()
    with read() as tx:
        found = questions.unanswered(tx, ANSWERABLE, _since(), skip)
        shared = _shared(tx)
    question = found[0] if found else None
    query = request.args.get("q", "").strip()[:200]
    hits = _articles(query or question.message.text, _language(question.message.language)) if question else []
    return _page("questions", question=question, skip=skip, query=query, hits=hits, **shared)


@blueprint.post("/questions/<message_id>")
@roles(*VOICE)
def judge_question(message_id: str) -> AnyResponse:
    """One key: this article answers it, a new one is needed, it is no question; or take back what was said."""
    form, me = request.form, current().user.id
    with write() as tx:
        asked = speak_of(tx, message_id)
        if "back" in form:
            try:
                questions.take_back(tx, message_id, me)
            except LookupError:
                raise Refusal("not_found") from None
        elif article := form.get("article"):
            questions.judge(tx, message_id, "article", me, _language(asked.language), article[:80])
        elif "new" in form:
            questions.judge(tx, message_id, "new", me, _language(asked.language))
        elif "none" in form:
            questions.judge(tx, message_id, "none", me, _language(asked.language))
        else:
            raise Refusal("bad_request")
    return _on("/voice/review/questions", message_id)


@blueprint.app_template_global()
def labels_of(tags: Any) -> labels.Labels:
    """The labels of a message, for the script that corrects them."""
    return labels.of_tags(tags)


@blueprint.app_context_processor
def _choices() -> dict[str, Any]:
    """What the editor of labels offers, on whatever page it stands."""
    steps = list(zip(labels.STEPS, BANDS, strict=True))
    return {"emotions": labels.EMOTIONS, "mood_steps": steps, "topic_paths": voice_words.paths}


def _page(queue: str, **values: Any) -> str:
    return render_template(
        f"review/{queue}.html",
        area="review",
        queue=queue,
        pieces=voice_words.pieces,
        done=voice_words.before(request.args, "done"),
        **values,
    )


def _shared(tx: Tx) -> dict[str, Any]:
    """How much waits in both queues, and how much the user has done today."""
    today = day_of(now())
    midnight, me = Lens(today, today, 1).period.start, current().user.id
    return {
        "unsure": corrections.count_unsure(tx, _since()),
        "unanswered": questions.count_unanswered(tx, ANSWERABLE, _since()),
        "today": corrections.judged_by(tx, me, midnight) + questions.judged_by(tx, me, midnight),
    }


def _articles(query: str, language: str) -> list[Hit]:
    """The articles nearest to a query, each once, whether they are sure to answer or not: a person decides."""
    nearest: dict[str, Hit] = {}
    for candidate in knowledge().candidates(query, language):
        nearest.setdefault(candidate.hit.article_id, candidate.hit)
    return list(nearest.values())[:FOUND]


def _on(path: str, done: str) -> AnyResponse:
    """To the next one, with the way back."""
    skip = _skip()
    back = {} if "back" in request.form else {"done": done}
    query = urlencode({**back, **({"skip": skip} if skip else {})})
    return redirect(f"{path}?{query}" if query else path, 303)


def _skip() -> int:
    return min(max(request.values.get("skip", 0, int), 0), 10_000)


def _since() -> int:
    return now() - int(timedelta(DAYS).total_seconds() * 1000)


def _language(spoken: str | None) -> str:
    return "en" if spoken == "en" else "vi"
