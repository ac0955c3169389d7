"""The customers' own words behind each number of the CX page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, case, exists, func, or_, select

from store import corrections
from store import tags as store_tags
from store.engine import Tx
from store.schema import conversation, message, response, stretch, survey, tag
from store.surveys import SCALES
from store.tags import Tag
from store.voice import GOOD, SETTLED, UNSETTLED, Period, began, bots, in_time, on_channel

Rule = Callable[[Any], list[ColumnElement[bool]]]  # what must hold of a row of `tag`

KINDS = ("text", "feedback")
# what became of the bot's part: what the customer said of it, or that a person took over
UNEXPLAINED = "none"  # a handover without a reason
OUTCOMES = ("kept", "settled", "unsettled", "unconfirmed", "handed_over")


@dataclass(frozen=True)
class Wanted:
    """Which words: all that is given must hold.

    Of the message itself: `band`, `topic` and what is felt about it (`felt`: bad or good), `complaint`. Of its
    conversation: an answer to `question` from `low` to `high`; the `outcome` of the bot's part and the `reason` of the
    handover; what the words as a whole say about `inferred` (feeling or ease; `good` or not, None for both);
    whether the customer `answered` a survey.
    """

    band: str | None = None
    topic: str | None = None
    felt: str | None = None
    complaint: bool = False
    question: str | None = None
    low: int = 0
    high: int = 10
    outcome: str | None = None
    reason: str | None = None
    inferred: str | None = None
    good: bool | None = None
    answered: bool | None = None

    @property
    def of_conversation(self) -> bool:
        """Whether something is asked of the conversation."""
        return bool(self.question or self.outcome or self.reason or self.inferred) or self.answered is not None


@dataclass(frozen=True)
class Verbatim:
    """What a customer wrote, with its tags and where. `feedback`: to a survey; `judged`: kinds judged by a person."""

    message_id: str
    conversation_id: str
    text: str
    language: str | None
    channel: str
    at: int
    feedback: bool
    tags: list[Tag]
    judged: frozenset[str]

    def tag(self, kind: str) -> Tag | None:
        """The first tag of a kind, or None."""
        return next((one for one in self.tags if one.kind == kind), None)


def page(tx: Tx, period: Period, wanted: Wanted, limit: int = 30, before: str | None = None) -> list[Verbatim]:
    """The words that are wanted, newest first; `before`: the last message id of the page before."""
    found = [row[0] for row in tx.execute(_ids(period, wanted, before).order_by(*_newest(wanted)).limit(limit))]
    return _read(tx, found)


def get(tx: Tx, message_id: str) -> Verbatim | None:
    """One customer's words, or None."""
    return next(iter(_read(tx, [message_id])), None)


def count(tx: Tx, period: Period, wanted: Wanted) -> int:
    """How many words are wanted."""
    return int(tx.execute(select(func.count()).select_from(_ids(period, wanted).subquery())).scalar_one())


def telling(tx: Tx, period: Period, wanted: Wanted, worst: bool, among: int = 400) -> Verbatim | None:
    """The words that say most plainly what is wanted (a topic or a band), or None: the strongest mood of the newest.

    Such as were surely understood come first, long enough to tell something and short enough to read at a glance.
    """
    ids = _ids(period, wanted).add_columns(tag.c.confidence).order_by(*_newest(wanted)).limit(among).subquery()
    mood = tag.alias("mood")
    length = func.length(message.c.text)
    plain = and_(length >= 40, length <= 240, ids.c.confidence >= 0.5, mood.c.confidence >= 0.5)
    query = (
        select(message.c.id)
        .join(ids, ids.c.id == message.c.id)
        .join(mood, and_(mood.c.message_id == message.c.id, mood.c.kind == "sentiment"))
        .where(length > 0)
        .order_by(
            case((plain, 0), else_=1),
            mood.c.value.asc() if worst else mood.c.value.desc(),
            message.c.id.desc(),
        )
        .limit(1)
    )
    found = [row[0] for row in tx.execute(query)]
    return _read(tx, found)[0] if found else None


def _ids(period: Period, wanted: Wanted, before: str | None = None) -> Select[Any]:
    """Message ids. Led by the rarest tag that is asked for, whose index is in order of time; else by conversations."""
    where: list[ColumnElement[bool]] = [message.c.author == "customer", message.c.kind.in_(KINDS)]
    source: FromClause = message
    rules = _rules(wanted)
    if rules:
        source = tag.join(message, message.c.id == tag.c.message_id)
        where += [*rules[0](tag), *in_time(tag.c.at, period)]
        for rule in rules[1:]:
            other = tag.alias()
            where.append(exists().where(other.c.message_id == message.c.id, *rule(other)))
    elif not wanted.of_conversation:
        where += in_time(message.c.created_at, period)
    if period.channel or wanted.of_conversation:
        source = source.join(conversation, conversation.c.id == message.c.conversation_id)
        where += [*on_channel(period), *_conversation_conditions(period, wanted)]
    if before:
        where.append(message.c.id < before)
        if rules:
            # the first 48 bits of a UUIDv7 are its time: the index of tags can start there
            where.append(tag.c.at <= int(before.replace("-", "")[:12], 16))
    return select(message.c.id).select_from(source).where(*where)


def _newest(wanted: Wanted) -> list[ColumnElement[Any]]:
    return [tag.c.at.desc(), message.c.id.desc()] if _rules(wanted) else [message.c.id.desc()]


def _rules(wanted: Wanted) -> list[Rule]:
    """What must hold of one tag each, rarest first."""
    rules: list[Rule] = []
    if wanted.topic:
        felt = {"bad": lambda of: [of.c.value < 0], "good": lambda of: [of.c.value > 0]}.get(wanted.felt or "")
        rules.append(
            lambda of: [of.c.kind == "topic", of.c.label == wanted.topic, *(felt(of) if felt else [])],
        )
    if wanted.band:
        rules.append(lambda of: [of.c.kind == "sentiment", of.c.label == wanted.band])
    if wanted.complaint:
        rules.append(lambda of: [of.c.kind == "complaint", of.c.label == "", of.c.value > 0])
    return rules


def _conversation_conditions(period: Period, wanted: Wanted) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if wanted.question in SCALES:
        given = response.c[wanted.question]
        rated = select(survey.c.conversation_id).join(response, response.c.survey_id == survey.c.id)
        where.append(
            conversation.c.id.in_(
                rated.where(*in_time(survey.c.asked_at, period), given >= wanted.low, given <= wanted.high)
            )
        )
    if wanted.outcome or wanted.reason:
        where.append(conversation.c.id.in_(_of_bot(period, wanted.outcome)))
    if wanted.reason:
        where.append(conversation.c.reason == (None if wanted.reason == UNEXPLAINED else wanted.reason))
    if wanted.inferred:
        felt = wanted.inferred == "feeling"
        column = conversation.c.mood_now if felt else conversation.c.effort
        good = column >= GOOD if felt else column > 0
        where += [*began(period), column.is_not(None)]
        if wanted.good is not None:
            where.append(good if wanted.good else ~good)
    if wanted.answered is not None:
        of_answer = select(survey.c.conversation_id).join(response, response.c.survey_id == survey.c.id)
        among = conversation.c.id.in_(of_answer)
        where += [*began(period), among if wanted.answered else ~among]
    return where


def _of_bot(period: Period, outcome: str | None) -> Select[Any]:
    """The conversations in which the bot's part ended like this."""
    query = select(stretch.c.conversation_id).where(*bots(period))
    handed = stretch.c.outcome == "handed_over"
    if outcome in (None, "handed_over"):
        return query.where(handed)
    query = query.where(~handed)
    if outcome == "kept":
        return query
    query = query.outerjoin(survey, survey.c.stretch_id == stretch.c.id).outerjoin(
        response, response.c.survey_id == survey.c.id
    )
    if outcome == "settled":
        return query.where(SETTLED)
    if outcome == "unsettled":
        return query.where(UNSETTLED)
    return query.where(or_(response.c.goal.is_(None), response.c.goal == 3))


def _read(tx: Tx, ids: list[str]) -> list[Verbatim]:
    query = (
        select(message, conversation.c.channel.label("via"))
        .join(conversation, conversation.c.id == message.c.conversation_id)
        .where(message.c.id.in_(ids), message.c.author == "customer", message.c.kind.in_(KINDS))
        .order_by(message.c.id.desc())
    )
    tags, judged = store_tags.by_message(tx, ids), corrections.spoken(tx, ids)
    return [
        Verbatim(
            message_id=row["id"],
            conversation_id=row["conversation_id"],
            text=row["text"],
            language=row["language"],
            channel=row["via"],
            at=row["created_at"],
            feedback=row["kind"] == "feedback",
            tags=tags.get(row["id"], []),
            judged=frozenset(judged.get(row["id"], ())),
        )
        for row in tx.execute(query).mappings()
    ]
