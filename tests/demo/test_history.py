"""What the demo says was said."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import pytest
from sqlalchemy import func, select

import demo
from bot import handoff, intake
from bot.channels.base import Inbound
from demo.scripts import load as scripts
from settings import settings
from store import conversations, engine, now, read, users
from store.schema import metadata
from tests.demo.conftest import CONVERSATIONS

pytestmark = pytest.mark.usefixtures("loaded")


def rows(name: str, *order: str) -> list[dict[str, Any]]:
    """All rows of a table."""
    table = metadata.tables[name]
    with read() as tx:
        return [dict(row) for row in tx.execute(select(table).order_by(*(table.c[key] for key in order))).mappings()]


def test_loading_again_changes_nothing() -> None:
    before = {name: len(rows(name)) for name in metadata.tables}
    assert not demo.load(CONVERSATIONS)
    assert {name: len(rows(name)) for name in metadata.tables} == before


def test_every_past_conversation_is_closed_and_some_are_going_on() -> None:
    owners = Counter(row["owner"] for row in rows("conversation"))
    assert owners["closed"] == CONVERSATIONS
    assert owners["queued"] == 4
    assert owners["human"] == 4
    assert owners["bot"] == 0


def test_no_gap_is_left_open_in_what_was_said() -> None:
    assert not [row["text"] for row in rows("message") if "{" in row["text"]]


def test_messages_are_numbered_and_in_time_and_not_in_the_future() -> None:
    by_talk = defaultdict(list)
    for row in rows("message", "conversation_id", "seq"):
        by_talk[row["conversation_id"]].append(row)
    talks = {row["id"]: row for row in rows("conversation")}
    for talk, said in by_talk.items():
        assert [one["seq"] for one in said] == list(range(1, talks[talk]["last_seq"] + 1))
        times = [one["created_at"] for one in said]
        assert times == sorted(times)
        assert times[-1] <= now()


def test_the_bot_is_silent_from_the_moment_a_person_was_asked_for() -> None:
    handed: dict[str, int] = {}
    for event in rows("event", "seq"):
        if event["kind"] == "owner" and event["data"]["to"] == "queued":
            handed[event["conversation_id"]] = event["at"]
    later = [
        row
        for row in rows("message")
        if row["author"] == "bot" and row["created_at"] > handed.get(row["conversation_id"], 9e15)
    ]
    assert handed
    assert later == []


def test_the_epoch_counts_the_changes_of_owner() -> None:
    moves = Counter(event["conversation_id"] for event in rows("event") if event["kind"] == "owner")
    for row in rows("conversation"):
        assert row["epoch"] == moves[row["id"]]


def test_a_customer_who_is_asked_gives_the_ending_of_their_own_phone() -> None:
    phones = {row["id"]: row["phone"] for row in rows("customer")}
    owners = {row["id"]: row["customer_id"] for row in rows("conversation")}
    asked, right = None, 0
    for row in rows("message", "conversation_id", "seq"):
        if row["author"] == "customer" and asked == row["conversation_id"] and row["text"].isdigit():
            assert (phones[owners[row["conversation_id"]]] or "").endswith(row["text"])
            right += 1
        asked = row["conversation_id"] if "4 số cuối" in row["text"] else None
    assert right > 10


def test_about_one_in_five_answers_the_survey_and_every_answer_is_on_the_scale() -> None:
    answers = rows("response")
    assert 0.14 < len(answers) / len(rows("survey")) < 0.28
    for answer in answers:
        assert answer["goal"] in range(1, 6)
        assert answer["recommend"] is None or answer["recommend"] in range(11)


def test_the_words_of_an_answer_are_tagged_like_any_message() -> None:
    words = [row["id"] for row in rows("message") if row["kind"] == "feedback"]
    tagged = {row["message_id"] for row in rows("tag")}
    assert words
    assert len(set(words) & tagged) > len(words) / 2


def test_what_was_felt_stands_at_the_conversation() -> None:
    lowest: dict[str, float] = {}
    feedback = {row["id"] for row in rows("message") if row["kind"] == "feedback"}
    for tag in rows("tag"):
        if tag["kind"] == "sentiment" and tag["message_id"] not in feedback:
            lowest[tag["conversation_id"]] = min(tag["value"], lowest.get(tag["conversation_id"], 1.0))
    for row in rows("conversation"):
        assert row["mood_low"] == lowest.get(row["id"])


def test_late_deliveries_are_spoken_of_more_in_the_last_month() -> None:
    newest = max(row["created_at"] for row in rows("conversation"))
    month: Counter[bool] = Counter()
    late: Counter[bool] = Counter()
    texts: dict[str, str] = defaultdict(str)
    for row in rows("message"):
        texts[row["conversation_id"]] += row["text"]
    for row in rows("conversation"):
        recent = newest - row["created_at"] < 30 * 86_400_000
        month[recent] += 1
        late[recent] += "trễ" in texts[row["id"]]
    assert late[True] / month[True] > 1.3 * late[False] / month[False]


def test_some_type_without_marks_and_some_shorten() -> None:
    languages = Counter(row["language"] for row in rows("message") if row["author"] == "customer")
    assert languages["vi-unmarked"] > 0.1 * languages["vi"]
    assert languages["en"] > 0


def test_the_people_of_the_demo_can_sign_in() -> None:
    with read() as tx:
        user, password_hash = users.credentials(tx, "minh@nhasen.vn")
        offered = users.demo_logins(tx)
    assert user is not None
    assert (user.name, user.role) == ("Thành Minh", "agent")
    assert users.matches(password_hash, offered[1])
    assert {one.role for one in offered[0]} == {"agent", "lead", "cx", "admin"}


def test_every_script_can_be_told() -> None:
    for script in scripts():
        assert script.turns[0].who == "customer", script.id
        assert script.rating is None or script.rating["kind"] == script.kind, script.id
        assert (script.handled == "bot") == (script.kind == "bot"), script.id


@pytest.mark.usefixtures("empty")
class TestRemoval:
    """What is left when the demo goes."""

    def test_nothing_is_left_of_the_demo(self) -> None:
        demo.load(50)
        demo.remove()
        with engine.engine().connect() as tx:
            left = {
                table.name: count
                for table in metadata.sorted_tables
                if (count := tx.execute(select(func.count()).select_from(table)).scalar_one())
            }
        assert left == {}
        assert not settings().company_db.exists()

    def test_a_real_conversation_stays_and_whoever_answered_it_is_shut_out(self) -> None:
        demo.load(20)
        stored = intake.receive(Inbound("web", "main", "m1", "somebody", "chào shop"))
        with read() as tx:
            minh, _ = users.credentials(tx, "minh@nhasen.vn")
        assert minh
        handoff.reply(stored.conversation_id, minh.id, "Dạ em chào ạ", "draft-1")
        demo.remove()
        with read() as tx:
            assert conversations.get(tx, stored.conversation_id)
            assert users.credentials(tx, "minh@nhasen.vn")[0] is None
            assert [user.name for user in users.everyone(tx).values()] == ["Thành Minh"]
        assert demo.load(20)
        with read() as tx:
            assert users.credentials(tx, "minh@nhasen.vn")[0] is not None
