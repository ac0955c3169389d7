"""Surveys, asked at most once for a stretch, and the customer's answers, stored once for a survey."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import insert, select, update

from store import events
from store.engine import Tx
from store.ids import new_id, now
from store.schema import conversation, response, survey

# question → lowest and highest answer
SCALES = {"goal": (1, 5), "ease": (1, 5), "feeling": (1, 5), "recommend": (0, 10)}


@dataclass(frozen=True)
class Survey:
    """A survey and what was answered so far; `message_id` holds the customer's own words."""

    id: str
    conversation_id: str
    stretch_id: str
    kind: str
    asked_at: int
    goal: int | None
    ease: int | None
    feeling: int | None
    recommend: int | None
    message_id: str | None


def ask(tx: Tx, conversation_id: str, stretch_id: str, kind: str) -> Survey:
    """A survey about a stretch; the same one where it was asked before."""
    known = tx.execute(select(survey.c.id).where(survey.c.stretch_id == stretch_id)).scalar()
    made = known or new_id()
    if not known:
        tx.execute(
            insert(survey).values(
                id=made, conversation_id=conversation_id, stretch_id=stretch_id, kind=kind, asked_at=now()
            )
        )
        events.add(tx, "survey.asked", actor="system", conversation_id=conversation_id, data={"survey": made})
    asked = get(tx, made)
    assert asked is not None
    return asked


def get(tx: Tx, survey_id: str) -> Survey | None:
    """The survey with its answers, or None."""
    query = (
        select(
            survey,
            response.c.goal,
            response.c.ease,
            response.c.feeling,
            response.c.recommend,
            response.c.message_id,
        )
        .join(response, response.c.survey_id == survey.c.id, isouter=True)
        .where(survey.c.id == survey_id)
    )
    row = tx.execute(query).mappings().first()
    return Survey(**row) if row else None


def of_conversation(tx: Tx, conversation_id: str) -> list[Survey]:
    """The surveys of a conversation with their answers, oldest first."""
    ids = tx.execute(select(survey.c.id).where(survey.c.conversation_id == conversation_id).order_by(survey.c.asked_at))
    return [found for row in ids if (found := get(tx, row.id))]


def last_asked(tx: Tx, customer_id: str, kind: str) -> int | None:
    """When the customer was last asked about a part of this kind (epoch ms), for the quarantine."""
    query = (
        select(survey.c.asked_at)
        .join(conversation, conversation.c.id == survey.c.conversation_id)
        .where(conversation.c.customer_id == customer_id, survey.c.kind == kind)
        .order_by(survey.c.asked_at.desc())
        .limit(1)
    )
    found = tx.execute(query).scalar()
    return int(found) if found is not None else None


def answer(tx: Tx, asked: Survey, **values: int | str) -> None:
    """Store answers: goal, ease, feeling (1–5), recommend (0–10), message_id. Raises ValueError out of the scale."""
    for question, value in values.items():
        if question == "message_id":
            continue
        low, high = SCALES[question]
        if not isinstance(value, int) or not low <= value <= high:
            raise ValueError(f"{question} must be between {low} and {high}")
    at = now()
    if tx.execute(select(response.c.survey_id).where(response.c.survey_id == asked.id)).first():
        tx.execute(update(response).where(response.c.survey_id == asked.id).values(updated_at=at, **values))
    else:
        tx.execute(insert(response).values(survey_id=asked.id, created_at=at, updated_at=at, **values))
    events.add(
        tx,
        "survey.answered",
        actor="customer",
        conversation_id=asked.conversation_id,
        data={"survey": asked.id, **{k: v for k, v in values.items() if k in SCALES}},
    )
