"""What customers said in a period, counted: surveys, moods, the bot's work. Tags by day are in `store.tallies`.

Counts only; shares, intervals and comparisons are made by whoever shows them (`agent_assist/figures.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, case, func, select

from store.engine import Tx
from store.schema import conversation, response, stretch, survey, tally
from store.surveys import SCALES

# from this score on a mood counts as good: the lower edge of the band "positive"
GOOD = 0.2
# answers of a five-step question that say yes
YES = 4


@dataclass(frozen=True)
class Period:
    """From `start` up to `end` (epoch ms), on one channel or (None) on all."""

    start: int
    end: int
    channel: str | None = None


@dataclass(frozen=True)
class Asked:
    """Surveys of a period: how many were asked and answered at all; for each question its answers: value → count."""

    asked: int
    answered: int
    values: dict[str, dict[int, int]]


@dataclass(frozen=True)
class Inferred:
    """Conversations that gave ground for a judgement, and how many of them were good."""

    n: int
    good: int


@dataclass(frozen=True)
class Talks:
    """The conversations that began in a period: all, those in which the customer complains, and what their words
    say of feeling and ease, where they say something."""

    count: int
    complaining: int
    feeling: Inferred
    ease: Inferred


@dataclass(frozen=True)
class BotWork:
    """The bot's stretches of a period that ended.

    All, handed to a person; of those it kept: settled and not settled as the customer says.
    """

    stretches: int
    handed_over: int
    settled: int
    unsettled: int


def talks(tx: Tx, period: Period) -> Talks:
    """The conversations that began, and the mood in which they ended."""
    row = tx.execute(select(*_judged()).where(*began(period))).one()
    return _talks(row)


def responders(tx: Tx, period: Period) -> Talks:
    """Those of the conversations that began whose customer answered a survey."""
    # an answer comes after the beginning: from there on, the index of answers holds all of them
    answered = (
        select(survey.c.conversation_id)
        .join(response, response.c.survey_id == survey.c.id)
        .where(response.c.created_at >= period.start)
    )
    return _talks(tx.execute(select(*_judged()).where(*began(period), conversation.c.id.in_(answered))).one())


def asked(tx: Tx, period: Period) -> Asked:
    """What surveys asked in the period brought."""
    where = in_time(survey.c.asked_at, period)
    total = select(func.count()).select_from(_with_channel(survey, survey, period)).where(*where)
    answers = response.join(survey, survey.c.id == response.c.survey_id)
    columns = [response.c[question] for question in SCALES]
    query = (
        select(func.count(), *columns)
        .select_from(_with_channel(answers, survey, period))
        .where(*where, response.c.created_at >= period.start)
        .group_by(*columns)
    )
    answered = 0
    values: dict[str, dict[int, int]] = {question: {} for question in SCALES}
    for count, *given in tx.execute(query):
        answered += count
        for question, value in zip(SCALES, given, strict=True):
            if value is not None:
                values[question][value] = values[question].get(value, 0) + count
    return Asked(int(tx.execute(total).scalar_one()), answered, values)


def asked_by_step(tx: Tx, period: Period, step: int) -> dict[int, dict[str, tuple[int, float]]]:
    """Answers by steps of `step` ms, counted from the period's start: step → question → (answers, sum of scores).

    A score is 1 for a yes to a five-step question and 0 for less; 1, 0 or −1 for who recommends, is passive, or not.
    """
    slot = (survey.c.asked_at - period.start) // step
    columns: list[ColumnElement[Any]] = []
    for question in SCALES:
        given = response.c[question]
        score = (
            case((given >= 9, 1), (given <= 6, -1), else_=0)
            if question == "recommend"
            else case((given >= YES, 1), else_=0)
        )
        columns += [func.count(given), func.sum(case((given.is_not(None), score), else_=0))]
    answers = response.join(survey, survey.c.id == response.c.survey_id)
    query = (
        select(slot.label("slot"), *columns)
        .select_from(_with_channel(answers, survey, period))
        .where(*in_time(survey.c.asked_at, period), response.c.created_at >= period.start)
        .group_by("slot")
    )
    return {
        int(number): {
            question: (int(counts[2 * at]), float(counts[2 * at + 1] or 0)) for at, question in enumerate(SCALES)
        }
        for number, *counts in tx.execute(query)
    }


def bot_work(tx: Tx, period: Period) -> BotWork:
    """What became of the bot's stretches that ended."""
    where = bots(period)
    handed = stretch.c.outcome == "handed_over"
    row = tx.execute(
        select(func.count(), func.sum(case((handed, 1), else_=0)))
        .select_from(_with_channel(stretch, stretch, period))
        .where(*where)
    ).one()
    answered = response.join(survey, survey.c.id == response.c.survey_id).join(
        stretch, stretch.c.id == survey.c.stretch_id
    )
    said = tx.execute(
        select(func.sum(case((SETTLED, 1), else_=0)), func.sum(case((UNSETTLED, 1), else_=0)))
        .select_from(_with_channel(answered, stretch, period))
        .where(*where, ~handed, response.c.created_at >= period.start)
    ).one()
    return BotWork(int(row[0]), int(row[1] or 0), int(said[0] or 0), int(said[1] or 0))


def reasons(tx: Tx, period: Period) -> dict[str, int]:
    """Why the bot handed over, where a reason is known: reason → stretches."""
    query = (
        select(conversation.c.reason, func.count())
        .select_from(stretch.join(conversation, conversation.c.id == stretch.c.conversation_id))
        .where(*bots(period), stretch.c.outcome == "handed_over", conversation.c.reason.is_not(None))
        .where(*on_channel(period))
        .group_by(conversation.c.reason)
    )
    return {str(reason): int(count) for reason, count in tx.execute(query)}


def channels(tx: Tx) -> list[str]:
    """The channels on which customers said something of a mood, busiest first."""
    query = select(tally.c.channel).where(tally.c.kind == "sentiment")
    return [row[0] for row in tx.execute(query.group_by(tally.c.channel).order_by(func.sum(tally.c.mentions).desc()))]


SETTLED = response.c.goal >= YES
UNSETTLED = response.c.goal <= 2


def began(period: Period) -> list[ColumnElement[bool]]:
    """Of `conversation`: it began in the period."""
    return [*in_time(conversation.c.created_at, period), *on_channel(period)]


def bots(period: Period) -> list[ColumnElement[bool]]:
    """Of `stretch`: the bot began it in the period, and it has ended."""
    return [*in_time(stretch.c.began_at, period), stretch.c.kind == "bot", stretch.c.ended_at.is_not(None)]


def in_time(column: ColumnElement[Any], period: Period) -> list[ColumnElement[bool]]:
    """The column lies in the period."""
    return [column >= period.start, column < period.end]


def on_channel(period: Period) -> list[ColumnElement[bool]]:
    """Of `conversation`: it is on the period's channel."""
    return [conversation.c.channel == period.channel] if period.channel else []


def _with_channel(source: FromClause, owner: FromClause, period: Period) -> FromClause:
    """The source as it is, or kept to the conversations of the period's channel; `owner` has the conversation's id."""
    if not period.channel:
        return source
    return source.join(
        conversation,
        and_(conversation.c.id == owner.c.conversation_id, conversation.c.channel == period.channel),
    )


def _judged() -> list[ColumnElement[Any]]:
    return [
        func.count(),
        func.sum(case((conversation.c.complaint, 1), else_=0)),
        func.count(conversation.c.mood_now),
        func.sum(case((conversation.c.mood_now >= GOOD, 1), else_=0)),
        func.count(conversation.c.effort),
        func.sum(case((conversation.c.effort > 0, 1), else_=0)),
    ]


def _talks(row: Any) -> Talks:
    count, complaining, moods, happy, efforts, easy = (int(one or 0) for one in row)
    return Talks(count, complaining, Inferred(moods, happy), Inferred(efforts, easy))
