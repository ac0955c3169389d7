"""What customers are asked after the bot's part and after a person's, and what they answer.

The widget draws the whole survey itself. On a platform the questions come one after the other, each with a button for
every answer, and a tap brings the next.
"""

from __future__ import annotations

import store.outbox as parcels
from bot import channels, outbox, tagger
from messages import say
from settings import settings
from store import Tx, conversations, messages, now, surveys, write
from store.conversations import Conversation
from store.messages import Message
from store.stretches import Stretch
from store.surveys import Survey

# answers of 1–5 that say the matter was settled, or was not
SETTLED, UNSETTLED = 4, 2
QUESTIONS = ("goal", "ease", "feeling", "recommend")
LONGEST_TITLE = 20  # of a quick reply in Messenger


class NoSuchSurvey(LookupError):
    """No survey of that id in that conversation."""


def ask(tx: Tx, held: Conversation, ended: Stretch) -> None:
    """Ask about a stretch that ended, once, and not within the quarantine of the last survey of its kind."""
    last = surveys.last_asked(tx, held.customer_id, ended.kind)
    if last is not None and now() - last < settings().survey_quarantine * 1000:
        return
    asked = surveys.ask(tx, held.id, ended.id, ended.kind)
    door = channels.transport(held.channel)
    if door is not None and not door.local:
        _put(tx, held, asked, QUESTIONS[0], say(held.language, f"survey-intro-{ended.kind}"))
        return
    outbox.put(
        tx,
        held,
        author="system",
        kind="survey",
        text=say(held.language, f"survey-intro-{ended.kind}"),
        payload={"survey": asked.id, "kind": asked.kind},
        cause=f"survey:{asked.id}",
        stretch_id=ended.id,
    )


def _put(tx: Tx, held: Conversation, asked: Survey, question: str, intro: str = "") -> None:
    """Ask one question, once; its buttons know what they answer."""
    cause = f"survey:{asked.id}:{question}"
    if parcels.message_of(tx, held.id, cause):
        return
    low, high = surveys.SCALES[question]
    words = {low: say(held.language, f"rate-{question}-low"), high: say(held.language, f"rate-{question}-high")}
    buttons = [
        {
            "title": _title(value, words.get(value)),
            "payload": {"survey": asked.id, "question": question, "value": value},
        }
        for value in range(low, high + 1)
    ]
    wish = say(held.language, f"rate-{question}", company=settings().company_name)
    scale = say(held.language, "rate-scale", low=low, lowest=words[low], high=high, highest=words[high])
    outbox.put(
        tx,
        held,
        author="system",
        kind="survey",
        text="\n".join(one for one in (intro, wish, scale) if one),
        payload={"survey": asked.id, "kind": asked.kind, "question": question, "buttons": buttons},
        cause=cause,
        stretch_id=asked.stretch_id,
    )


def _title(value: int, word: str | None) -> str:
    named = f"{value} – {word}"
    return named if word and value <= 5 and len(named) <= LONGEST_TITLE else str(value)


def tap(conversation_id: str, external_id: str, offered: Message, index: int) -> None:
    """The customer tapped an answer on a platform: store it, and ask what comes next. A copy changes nothing.

    Where a person has the conversation, or is to have it, nothing is asked: the talk goes on.
    """
    chosen = offered.payload["buttons"][index]
    named = chosen["payload"]
    with write() as tx:
        held, asked = _asked(tx, named["survey"], conversation_id)
        if messages.by_external(tx, held.channel, held.account, external_id):
            return
        messages.add(
            tx,
            held,
            author="customer",
            kind="rating",
            text=chosen["title"],
            payload={"of": offered.id, "survey": asked.id},
            state="handled",
            external_id=external_id,
            stretch_id=asked.stretch_id,
        )
        _answer(tx, held, asked, named["question"], named["value"])
        if held.owner in {"human", "queued"}:
            return
        following = QUESTIONS[QUESTIONS.index(named["question"]) + 1 :]
        if following:
            _put(tx, held, asked, following[0])
        elif not parcels.message_of(tx, held.id, cause := f"survey:{asked.id}:thanks"):
            thanks = say(held.language, "rate-thanks")
            about = {"notice": "thanks"}
            outbox.put(tx, held, author="system", kind="notice", text=thanks, payload=about, cause=cause)


def answer(survey_id: str, conversation_id: str, question: str, value: int) -> None:
    """Store the answer to one question: goal, ease, feeling (1–5) or recommend (0–10).

    Raises NoSuchSurvey; ValueError for a question or an answer that is not on the scale.
    """
    if question not in surveys.SCALES:
        raise ValueError(question)
    with write() as tx:
        held, asked = _asked(tx, survey_id, conversation_id)
        _answer(tx, held, asked, question, value)


def _answer(tx: Tx, held: Conversation, asked: Survey, question: str, value: int) -> None:
    surveys.answer(tx, asked, **{question: value})
    if question == "goal" and (value >= SETTLED or value <= UNSETTLED):
        conversations.change(tx, held.id, resolved=value >= SETTLED)


def words(survey_id: str, conversation_id: str, text: str) -> None:
    """Store what the customer says in their own words, tagged like any message; said again, it is kept once.

    Raises NoSuchSurvey.
    """
    read = tagger.read(text, None)
    with write() as tx:
        held, asked = _asked(tx, survey_id, conversation_id)
        if asked.message_id:
            return
        message = messages.add(
            tx,
            held,
            author="customer",
            kind="feedback",
            text=text,
            state="handled",
            payload={"survey": survey_id},
            stretch_id=asked.stretch_id,
            language=read.language,
        )
        tagger.save(tx, message, read)
        surveys.answer(tx, asked, message_id=message.id)


def _asked(tx: Tx, survey_id: str, conversation_id: str) -> tuple[Conversation, Survey]:
    held = conversations.locked(tx, conversation_id)
    asked = surveys.get(tx, survey_id)
    if asked is None or asked.conversation_id != conversation_id:
        raise NoSuchSurvey(survey_id)
    return held, asked
