"""What customers are asked after the bot's part and after a person's, and what they answer."""

from __future__ import annotations

from bot import outbox, tagger
from messages import say
from settings import settings
from store import Tx, conversations, messages, now, surveys, write
from store.conversations import Conversation
from store.stretches import Stretch
from store.surveys import Survey

# answers of 1–5 that say the matter was settled, or was not
SETTLED, UNSETTLED = 4, 2


class NoSuchSurvey(LookupError):
    """No survey of that id in that conversation."""


def ask(tx: Tx, held: Conversation, ended: Stretch) -> None:
    """Ask about a stretch that ended, once, and not within the quarantine of the last survey of its kind."""
    last = surveys.last_asked(tx, held.customer_id, ended.kind)
    if last is not None and now() - last < settings().survey_quarantine * 1000:
        return
    asked = surveys.ask(tx, held.id, ended.id, ended.kind)
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


def answer(survey_id: str, conversation_id: str, question: str, value: int) -> None:
    """Store the answer to one question: goal, ease, feeling (1–5) or recommend (0–10).

    Raises NoSuchSurvey; ValueError for a question or an answer that is not on the scale.
    """
    if question not in surveys.SCALES:
        raise ValueError(question)
    with write() as tx:
        held, asked = _asked(tx, survey_id, conversation_id)
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
