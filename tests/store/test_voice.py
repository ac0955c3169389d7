"""What is counted of what customers said, and that the words behind each count are as many."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from hypothesis import HealthCheck
from hypothesis import given as over
from hypothesis import settings as trying
from hypothesis import strategies as st

from store import conversations, messages, migrate, now, read, tallies, verbatims, voice, write
from store.schema import tag
from store.tags import Tag
from store.tallies import Count, day_of
from store.verbatims import Wanted
from store.voice import Inferred, Period
from tests.store.voices import LATE, ORDER, THANKS, Word, talk

DAY = 86_400_000


def week(channel: str | None = None) -> Period:
    return Period(now() - 7 * DAY, now() + DAY, channel)


def said(wanted: Wanted, period: Period | None = None) -> list[str]:
    """The texts behind a number, newest first; as many as the count says."""
    with read() as tx:
        found = verbatims.page(tx, period or week(), wanted, 100)
        assert verbatims.count(tx, period or week(), wanted) == len(found)
    return [one.text for one in found]


def counted(kind: str, channel: str | None = None) -> dict[str, Count]:
    today = day_of(now())
    with read() as tx:
        found = tallies.totals(tx, kind, today - timedelta(7), today, channel)
        days = tallies.by_day(tx, kind, list(found), today - timedelta(7), today, channel)
    for label, count in found.items():
        assert sum((of for (_, one), of in days.items() if one == label), Count()) == count
    return found


def test_a_message_counts_once_for_its_mood_and_each_topic_and_in_complaints_where_it_complains() -> None:
    talk(LATE)
    talk(Word("Sao giao lâu vậy shop", -0.3, (("delivery/late", -1.0),)))
    talk(THANKS)
    assert counted("topic") == {"delivery/late": Count(2, 2, 0, 1), "delivery/fast": Count(1, 0, 1, 0)}
    assert counted("complaint") == {"": Count(1, 0, 0, 1)}
    assert {band: count.mentions for band, count in counted("sentiment").items()} == {
        "very_negative": 1, "negative": 1, "very_positive": 1,
    }  # fmt: skip


def test_a_message_without_ground_counts_for_no_mood() -> None:
    talk(ORDER)
    assert counted("sentiment") == {}
    with read() as tx:
        assert voice.talks(tx, week()).feeling == Inferred(0, 0)


def test_a_channel_counts_its_own_words_alone() -> None:
    talk(LATE, channel="zalo")
    talk(LATE, LATE, channel="web")
    assert counted("topic", "zalo")["delivery/late"].mentions == 1
    assert counted("topic")["delivery/late"].mentions == 3
    assert len(said(Wanted(topic="delivery/late"), week("zalo"))) == 1
    with read() as tx:
        assert voice.channels(tx) == ["web", "zalo"]
        assert voice.talks(tx, week("web")).count == 1


def test_the_day_is_that_of_the_company_and_not_of_greenwich() -> None:
    evening = 1_763_740_799_999  # 2025-11-21 22:59:59.999 in Vietnam
    assert day_of(evening).isoformat() == "2025-11-21"
    assert day_of(evening + 2 * 3_600_000).isoformat() == "2025-11-22"


@over(
    st.lists(
        st.tuples(
            st.sampled_from([LATE, THANKS, ORDER, Word("Chất lượng tạm", 0.0, (("product/quality", None),))]),
            st.integers(0, 6),
            st.sampled_from(["web", "zalo"]),
        ),
        max_size=12,
    )
)
@trying(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_tallies_kept_as_words_come_are_those_counted_anew(told: list[tuple[Word, int, str]]) -> None:
    for word, ago, channel in told:
        talk(word, ago=ago, channel=channel)
    kept = [counted(kind, channel) for kind in tallies.COUNTED for channel in (None, "web", "zalo")]
    with write() as tx:
        tallies.recount(tx)
    assert [counted(kind, channel) for kind in tallies.COUNTED for channel in (None, "web", "zalo")] == kept


def test_a_recount_after_tags_went_away_counts_what_is_left() -> None:
    talk(LATE)
    talk(THANKS)
    with write() as tx:
        tx.execute(tag.delete().where(tag.c.label == "delivery/late"))
        tallies.recount(tx)
    assert set(counted("topic")) == {"delivery/fast"}


def test_surveys_count_what_was_asked_and_what_was_answered_to_each_question() -> None:
    talk(THANKS, rating={"goal": 5, "ease": 4, "feeling": 5, "recommend": 9})
    talk(LATE, rating={"goal": 1})
    talk(LATE, asked=True)
    with read() as tx:
        found = voice.asked(tx, week())
        assert voice.asked(tx, Period(0, now() - 7 * DAY)).asked == 0
    assert (found.asked, found.answered) == (3, 2)
    assert found.values == {"goal": {5: 1, 1: 1}, "ease": {4: 1}, "feeling": {5: 1}, "recommend": {9: 1}}


def test_answers_by_week_sum_yes_and_recommendation() -> None:
    talk(THANKS, ago=1, rating={"goal": 5, "recommend": 10})
    talk(LATE, ago=1.1, rating={"goal": 2, "recommend": 3})
    talk(LATE, ago=8, rating={"goal": 4})
    period = Period(now() - 14 * DAY, now())
    with read() as tx:
        weeks = voice.asked_by_step(tx, period, 7 * DAY)
    assert weeks[0]["goal"] == (1, 1.0)
    assert weeks[1]["goal"] == (2, 1.0)
    assert weeks[1]["recommend"] == (2, 0.0)
    assert weeks[1]["ease"] == (0, 0.0)


def test_a_rating_opens_the_words_of_its_conversation_and_those_written_with_it() -> None:
    told = Word("Nhân viên nhiệt tình lắm", 0.7)
    talk(THANKS, rating={"feeling": 5}, told=told)
    talk(LATE, rating={"feeling": 1})
    assert set(said(Wanted(question="feeling", low=4, high=5))) == {THANKS.text, told.text}
    assert said(Wanted(question="feeling", low=1, high=3)) == [LATE.text]
    assert said(Wanted(question="ease")) == []
    with read() as tx:
        found = verbatims.page(tx, week(), Wanted(question="feeling", low=4, high=5))
    assert [one.feedback for one in found if one.text == told.text] == [True]


def test_the_bots_work_keeps_settled_apart_from_silence() -> None:
    talk(THANKS, rating={"goal": 5})
    talk(LATE, rating={"goal": 1})
    talk(ORDER, asked=True)
    talk(ORDER)
    talk(LATE, handed_over="anger", rating={"goal": 5})
    with read() as tx:
        work = voice.bot_work(tx, week())
        assert voice.reasons(tx, week()) == {"anger": 1}
    assert (work.stretches, work.handed_over, work.settled, work.unsettled) == (5, 1, 1, 1)


@pytest.mark.parametrize(
    ("outcome", "texts"),
    [
        ("kept", {THANKS.text, LATE.text, ORDER.text}),
        ("settled", {THANKS.text}),
        ("unsettled", {LATE.text}),
        ("unconfirmed", {ORDER.text}),
        ("handed_over", {"Cho mình gặp người thật"}),
    ],
)
def test_each_part_of_the_bots_work_opens_its_words(outcome: str, texts: set[str]) -> None:
    talk(THANKS, rating={"goal": 5})
    talk(LATE, rating={"goal": 2})
    talk(ORDER)
    talk(Word("Cho mình gặp người thật"), handed_over="requested")
    assert set(said(Wanted(outcome=outcome))) == texts


def test_a_reason_opens_the_words_that_led_to_it() -> None:
    talk(LATE, handed_over="anger")
    talk(ORDER, handed_over="requested")
    assert said(Wanted(reason="anger")) == [LATE.text]
    assert said(Wanted(reason="none")) == []


def test_mood_and_ease_are_inferred_of_conversations_that_give_ground() -> None:
    talk(LATE, THANKS)
    talk(Word("Phải gọi năm lần mới xong, mệt quá", -0.5, effort=-4.0))
    talk(ORDER)
    with read() as tx:
        found = voice.talks(tx, week())
    assert (found.count, found.complaining) == (3, 1)
    assert found.feeling == Inferred(2, 1)
    assert found.ease == Inferred(1, 0)
    assert set(said(Wanted(inferred="feeling", good=True))) == {LATE.text, THANKS.text}
    assert said(Wanted(inferred="ease", good=False)) == ["Phải gọi năm lần mới xong, mệt quá"]


def test_those_who_answered_are_told_from_those_who_did_not() -> None:
    talk(THANKS, rating={"goal": 5})
    talk(LATE, asked=True)
    with read() as tx:
        assert voice.responders(tx, week()).feeling == Inferred(1, 1)
    assert said(Wanted(answered=True)) == [THANKS.text]
    assert said(Wanted(answered=False)) == [LATE.text]


def test_a_topic_opens_as_many_words_as_were_counted() -> None:
    for _ in range(3):
        talk(LATE)
    talk(Word("Giao trễ mà cũng ổn", 0.3, (("delivery/late", 1.0),)))
    count = counted("topic")["delivery/late"]
    assert len(said(Wanted(topic="delivery/late"))) == count.mentions == 4
    assert len(said(Wanted(topic="delivery/late", complaint=True))) == count.complaints == 3
    assert len(said(Wanted(topic="delivery/late", felt="good"))) == count.good == 1
    assert said(Wanted(topic="delivery/late", band="positive")) == ["Giao trễ mà cũng ổn"]


@pytest.mark.parametrize("wanted", [Wanted(), Wanted(topic="delivery/late"), Wanted(outcome="kept")])
def test_pages_hold_every_word_once_newest_first(wanted: Wanted) -> None:
    texts = [f"Trễ lần thứ {number}" for number in range(7)]
    for place, text in enumerate(texts):
        talk(Word(text, -0.5, (("delivery/late", -1.0),)), ago=3 - place / 10)
    found: list[str] = []
    before = None
    with read() as tx:
        while part := verbatims.page(tx, week(), wanted, 3, before):
            found += [one.text for one in part]
            before = part[-1].message_id
    assert found == texts[::-1]


def test_what_bot_and_agents_say_is_no_verbatim_and_notes_never_are() -> None:
    held = talk(LATE)
    with write() as tx:
        for author, kind in (("bot", "text"), ("agent", "note"), ("system", "notice"), ("customer", "choice")):
            messages.add(
                tx, conversations.locked(tx, held), author=author, kind=kind, text="khác", state="kept", at=now() - DAY
            )
    assert said(Wanted()) == [LATE.text]


def test_the_telling_word_is_the_strongest_that_was_surely_understood() -> None:
    talk(Word("Tệ", -0.95, (("delivery/late", -2.0),), complaint=True))
    talk(LATE)
    talk(Word("Giao hơi trễ một chút nhưng thôi cũng tạm được ạ", -0.3, (("delivery/late", -1.0),), complaint=True))
    with read() as tx:
        found = verbatims.telling(tx, week(), Wanted(topic="delivery/late", complaint=True), worst=True)
        nothing = verbatims.telling(tx, week(), Wanted(topic="product/size"), worst=True)
    assert found is not None
    assert found.text == LATE.text
    assert isinstance(found.tag("sentiment"), Tag)
    assert nothing is None


def test_the_migration_makes_the_tables_of_the_schema(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'migrated.db'}"
    migrate.upgrade(url)
    command.check(migrate.config(url))
