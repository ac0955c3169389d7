"""The questions that the bot left open: which they are, what a person said, and what becomes of them."""

from __future__ import annotations

from typing import Any

import pytest

from bot import handoff
from store import conversations, customers, messages, new_id, now, questions, read, stretches, write
from store.messages import Message
from store.questions import Open
from store.users import User

INTENTS = ("ask_warranty", "nlu_fallback")
MONTH = 30 * 86_400_000


def talk(*said: tuple[str, str, dict[str, Any]]) -> list[Message]:
    """A conversation of (author, text, what is stored with it)."""
    with write() as tx:
        held = conversations.open_new(tx, customers.meet(tx, "web", "site", new_id(), "vi"), "vi")
        stretches.begin(tx, held.id, "bot")
        for author, text, more in said:
            one = messages.add(
                tx, held, author=author, text=text, state="handled", payload=more.get("payload"), language="vi"
            )
            if "intent" in more:
                messages.change(tx, one.id, intent=more["intent"])
        return messages.of_conversation(tx, held.id)


def asked(text: str, intent: str = "ask_warranty") -> tuple[str, str, dict[str, Any]]:
    return "customer", text, {"intent": intent}


def replied(author: str, text: str, **payload: Any) -> tuple[str, str, dict[str, Any]]:
    return author, text, {"payload": payload}


def unanswered() -> list[Open]:
    with read() as tx:
        found = questions.unanswered(tx, INTENTS, now() - MONTH, limit=20)
        assert questions.count_unanswered(tx, INTENTS, now() - MONTH) == len(found)
    return found


def test_a_question_without_an_article_is_open_and_one_with_a_source_is_not() -> None:
    talk(asked("gốm nứt men bảo hành không"), replied("bot", "Dạ em chưa có thông tin chắc chắn"))
    talk(asked("bảo hành mấy năm"), replied("bot", "Dạ 12 tháng ạ", source={"article": "warranty"}))
    talk(asked("đơn tới đâu rồi", "ask_order_status"), replied("bot", "Dạ chưa thấy ạ"))
    assert [one.message.text for one in unanswered()] == ["gốm nứt men bảo hành không"]


def test_the_source_of_the_next_answer_does_not_close_the_question_before_it() -> None:
    talk(
        asked("gốm nứt men bảo hành không"), replied("bot", "Dạ em chưa rõ ạ"),
        asked("bảo hành mấy năm"), replied("bot", "Dạ 12 tháng ạ", source={"article": "warranty"}),
    )  # fmt: skip
    assert [one.message.text for one in unanswered()] == ["gốm nứt men bảo hành không"]


def test_what_a_person_then_answered_stands_with_it_until_the_customer_writes_again() -> None:
    talk(
        replied("bot", "Em giúp gì ạ?"), asked("có khắc tên không", "nlu_fallback"), replied("bot", "Em chưa rõ ạ"),
        ("customer", "alo", {}), replied("agent", "Dạ có ạ"), replied("agent", "Khắc laser 30k chị nhé"),
        ("customer", "ok em", {}), replied("agent", "Dạ cảm ơn chị"),
    )  # fmt: skip
    [one] = unanswered()
    assert one.before
    assert one.before.text == "Em giúp gì ạ?"
    assert [answer.text for answer in one.answers] == ["Dạ có ạ", "Khắc laser 30k chị nhé"]


def test_what_the_bot_gave_up_on_is_open_and_a_wish_for_a_person_is_no_question() -> None:
    for text, reason in (("mấy cái kia sao rồi", "failed"), ("cho gặp người", "requested")):
        said = talk(("customer", text, {}))
        with write() as tx:
            held = conversations.locked(tx, said[0].conversation_id)
            handoff.request(tx, held, reason, cause=said[0].id)
    assert [one.message.text for one in unanswered()] == ["mấy cái kia sao rồi"]


def test_a_judged_question_leaves_the_queue_and_comes_back_when_that_is_taken_back(vy: User) -> None:
    [of, _] = talk(asked("gốm nứt men bảo hành không"), replied("bot", "Dạ em chưa rõ ạ"))
    with write() as tx:
        questions.judge(tx, of.id, "new", vy.id, "vi")
        questions.judge(tx, of.id, "article", vy.id, "vi", "warranty")
        [one] = questions.answered(tx)
        assert questions.judged_by(tx, vy.id, now() - MONTH) == 1
    assert (one.question, one.verdict, one.article_id, one.user_id) == (of.text, "article", "warranty", vy.id)
    assert unanswered() == []
    with write() as tx:
        questions.take_back(tx, of.id, vy.id)
    assert [one.message.id for one in unanswered()] == [of.id]


def test_only_the_verdict_article_names_one_and_what_is_not_there_is_not_judged(vy: User) -> None:
    [of] = talk(asked("bảo hành không"))
    with write() as tx:
        for verdict, article in (("article", None), ("new", "warranty")):
            with pytest.raises(ValueError):
                questions.judge(tx, of.id, verdict, vy.id, "vi", article)  # type: ignore[arg-type]
        with pytest.raises(LookupError):
            questions.judge(tx, "nope", "none", vy.id, "vi")
        with pytest.raises(LookupError):
            questions.take_back(tx, of.id, vy.id)


def test_an_erased_customers_question_is_neither_open_nor_learnt_from(vy: User) -> None:
    [of] = talk(asked("bảo hành không"))
    with write() as tx:
        held = conversations.locked(tx, of.conversation_id)
        customers.change(tx, held.customer_id, erased_at=now())
    assert unanswered() == []
    with write() as tx:
        questions.judge(tx, of.id, "new", vy.id, "vi")
        assert questions.answered(tx) == []
