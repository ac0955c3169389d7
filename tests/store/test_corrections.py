"""A person's word on the tags of a message: what is stored, what follows it, and how it is taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck
from hypothesis import given as over
from hypothesis import settings as trying
from hypothesis import strategies as st

from store import conversations, corrections, customers, events, messages, now, read, tags, tallies, write
from store.conversations import Conversation
from store.corrections import KINDS, Statement
from store.messages import Message
from store.tags import Tag
from store.tallies import Count, day_of
from store.users import User
from tests.store.voices import LATE, ORDER, THANKS, Word, talk

MONTH = 30 * 86_400_000
VAGUE = Word("Giao vậy mà cũng giao", -0.3, (("delivery/late", -1.0),), sure=0.4)
VAGUER = Word("Ờ thôi cũng được", 0.1, sure=0.3)
BACK = dict.fromkeys(KINDS)


def message_of(conversation_id: str) -> Message:
    with read() as tx:
        return messages.of_conversation(tx, conversation_id)[0]


def tags_of(of: Message, kind: str) -> list[Tag]:
    with read() as tx:
        return [one for one in tags.of_messages(tx, [of.id]) if one.kind == kind]


def known(of: Message) -> Conversation:
    with read() as tx:
        held = conversations.get(tx, of.conversation_id)
    assert held
    return held


def counted(kind: str) -> dict[str, Count]:
    today = day_of(now())
    with read() as tx:
        return tallies.totals(tx, kind, today - timedelta(7), today)


def judge(of: Message, user: User, **says: list[Statement] | None) -> None:
    with write() as tx:
        corrections.judge(tx, of.id, says, user.id)


def test_a_corrected_mood_stands_in_the_tag_the_count_and_the_conversation(vy: User) -> None:
    of = message_of(talk(LATE))
    judge(of, vy, sentiment=[Statement("positive", 0.5)])
    [mood] = tags_of(of, "sentiment")
    assert (mood.label, mood.value, mood.source, mood.confidence) == ("positive", 0.5, "person", 1.0)
    assert set(counted("sentiment")) == {"positive"}
    assert known(of).mood_now == 0.5


def test_what_the_model_said_is_kept_with_who_said_otherwise_and_the_history_has_it(vy: User) -> None:
    of = message_of(talk(LATE))
    judge(of, vy, sentiment=[])
    with read() as tx:
        [one] = corrections.of_message(tx, of.id)
        told = [event for event in events.of_conversation(tx, of.conversation_id) if event.kind == "tags.judged"]
    assert [(tag.label, tag.value, tag.model) for tag in one.said] == [("very_negative", -0.8, "test")]
    assert (one.says, one.model, one.agrees, one.user_id, one.holds) == ([], "test", False, vy.id, True)
    [event] = told
    assert (event.actor, event.message_id, event.data) == (f"user:{vy.id}", of.id, {"sentiment": []})


def test_nothing_there_takes_the_tag_away_and_null_is_not_neutral(vy: User) -> None:
    of = message_of(talk(LATE))
    judge(of, vy, sentiment=[])
    assert tags_of(of, "sentiment") == []
    assert counted("sentiment") == {}
    assert known(of).mood_now is None


def test_a_complaint_denied_leaves_the_counts_of_the_topics_too(vy: User) -> None:
    of = message_of(talk(LATE))
    assert counted("topic")["delivery/late"].complaints == 1
    judge(of, vy, complaint=[Statement(value=0.0)])
    assert counted("topic")["delivery/late"] == Count(1, 1, 0, 0)
    assert counted("complaint") == {}
    assert known(of).complaint is False


def test_topics_are_said_as_a_whole_and_the_one_that_stays_keeps_its_place_in_the_text(vy: User) -> None:
    of = message_of(talk(Word("Giao trễ mà hàng cũng lỗi", -0.8, (("delivery/late", -2.0),), span=(0, 8))))
    judge(of, vy, topic=[Statement("delivery/late", -1), Statement("product/defect", -2, touchpoint="product")])
    found = {one.label: (one.value, one.start, one.touchpoint, one.source) for one in tags_of(of, "topic")}
    assert found == {"delivery/late": (-1, 0, None, "person"), "product/defect": (-2, None, "product", "person")}
    assert set(counted("topic")) == {"delivery/late", "product/defect"}


def test_taken_back_the_models_word_stands_again_whole_however_often_it_was_corrected(vy: User) -> None:
    of = message_of(talk(LATE))
    before, mood, counts = tags_of(of, "sentiment"), known(of).mood_now, counted("sentiment")
    judge(of, vy, sentiment=[Statement("neutral", 0.0)])
    judge(of, vy, sentiment=[])
    judge(of, vy, **BACK)
    assert tags_of(of, "sentiment") == before
    assert (known(of).mood_now, counted("sentiment")) == (mood, counts)
    with read() as tx:
        assert [one.holds for one in corrections.of_message(tx, of.id)] == [False, False, False]


def test_taking_back_what_nobody_said_changes_nothing(vy: User) -> None:
    of = message_of(talk(LATE))
    judge(of, vy, **BACK)
    with read() as tx:
        assert corrections.of_message(tx, of.id) == []


def test_confirmed_tags_are_a_persons_with_the_models_finer_score_and_absence_is_confirmed_too(vy: User) -> None:
    of = message_of(talk(LATE))
    with write() as tx:
        corrections.confirm(tx, of.id, vy.id)
        found = {one.kind: one for one in corrections.of_message(tx, of.id)}
    [mood] = tags_of(of, "sentiment")
    assert (mood.value, mood.source) == (-0.8, "person")
    assert found.keys() == set(KINDS)
    assert all(one.agrees for one in found.values())
    assert found["emotion"].says == []


def test_a_later_model_never_overwrites_a_person(vy: User) -> None:
    of = message_of(talk(LATE))
    judge(of, vy, sentiment=[], topic=[Statement("product/defect", -2)])
    newer = [
        Tag("sentiment", "very_negative", -0.9, 0.99, "newer"),
        Tag("topic", "delivery/lost", -2, 0.99, "newer"),
        Tag("complaint", "", 0.0, 0.8, "newer"),
    ]
    with write() as tx:
        corrections.hear_again(tx, of, newer)
        found = tags.of_messages(tx, [of.id])
    assert {(one.kind, one.label, one.source) for one in found} == {
        ("topic", "product/defect", "person"),
        ("complaint", "", "model"),
    }
    assert set(counted("topic")) == {"product/defect"}
    assert known(of).complaint is False


def test_the_least_sure_come_first_and_what_was_judged_or_is_old_or_sure_does_not_come(vy: User) -> None:
    talk(LATE)
    talk(VAGUE, ago=40)
    vague, vaguer = message_of(talk(VAGUE)), message_of(talk(VAGUER))
    since = now() - MONTH
    with read() as tx:
        assert [one.message_id for one in corrections.unsure(tx, since, limit=9)] == [vaguer.id, vague.id]
        assert corrections.count_unsure(tx, since) == 2
        assert [one.message_id for one in corrections.unsure(tx, since, skip=1)] == [vague.id]
    judge(vaguer, vy, sentiment=[])
    with read() as tx:
        assert [one.message_id for one in corrections.unsure(tx, since, limit=9)] == [vague.id]
        assert corrections.judged_by(tx, vy.id, since) == 1
        assert corrections.agreement(tx, since) == (0, 1)
    judge(vaguer, vy, **BACK)
    with read() as tx:
        assert corrections.count_unsure(tx, since) == 2
        assert corrections.judged_by(tx, vy.id, since) == 0


def test_erased_customers_words_come_neither_to_review_nor_to_learn_from(vy: User) -> None:
    of = message_of(talk(VAGUE))
    judge(of, vy, sentiment=[])
    with write() as tx:
        assert [one.message.id for one in corrections.lessons(tx)] == [of.id]
        customers.change(tx, known(of).customer_id, erased_at=now())
        assert list(corrections.lessons(tx)) == []
    judge(of, vy, **BACK)
    with read() as tx:
        assert corrections.count_unsure(tx, now() - MONTH) == 0


def test_a_message_that_there_is_not_cannot_be_judged(vy: User) -> None:
    with write() as tx, pytest.raises(LookupError):
        corrections.judge(tx, "nope", {"sentiment": []}, vy.id)


MOODS = st.sampled_from([[], [Statement("neutral", 0.0)], [Statement("very_positive", 1.0)], None])
SEVERAL = [Statement("price/level", 2), Statement("staff/attitude")]
TOPICS = st.sampled_from([[], [Statement("delivery/late", -1)], SEVERAL])
YES_NO = st.sampled_from([[Statement(value=1.0)], [Statement(value=0.0)], None])
STEP: Callable[..., st.SearchStrategy[dict[str, list[Statement] | None]]] = st.fixed_dictionaries


@over(st.lists(STEP({}, optional={"sentiment": MOODS, "topic": TOPICS, "complaint": YES_NO}), max_size=6))
@trying(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_any_corrections_the_tallies_are_those_counted_anew(
    vy: User, said: list[dict[str, list[Statement] | None]]
) -> None:
    found = [message_of(talk(word)) for word in (LATE, THANKS, ORDER)]
    for number, says in enumerate(said):
        judge(found[number % 3], vy, **says)
    kept = [counted(kind) for kind in tallies.COUNTED]
    with write() as tx:
        tallies.recount(tx)
    assert [counted(kind) for kind in tallies.COUNTED] == kept
