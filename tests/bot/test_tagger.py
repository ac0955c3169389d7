"""What is stored of what was heard, and what a later model hears."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot import tagger
from nlu.tags import Judged, Labelled, Tags, Topic
from store import corrections, messages, now, read, tags, users, write
from store.tags import Tag
from tests.store.voices import LATE, talk

NOTHING = Tags(
    sentiment=None, emotion=None, effort=None, complaint=None, urgency=0, actionability=None, churn=None, abuse=None,
    topics=(), touchpoint=None, stage=None, language="vi", quality=(), model="m1",
)  # fmt: skip


def kinds(found: list[Tag]) -> dict[str, list[tuple[str, float | None]]]:
    told: dict[str, list[tuple[str, float | None]]] = {}
    for one in found:
        told.setdefault(one.kind, []).append((one.label, one.value))
    return told


def test_of_a_message_that_says_nothing_only_the_language_is_stored() -> None:
    assert kinds(tagger.rows(NOTHING)) == {"language": [("vi", None)]}


def test_all_that_was_heard_has_a_row_and_each_flaw_of_the_text_its_own() -> None:
    heard = replace(
        NOTHING,
        actionability=Labelled("fix", 0.7),
        churn=Judged(True, 0.8),
        abuse="profanity",
        quality=("no_marks", "teencode"),
        topics=(Topic("delivery/late", "delivery", "receive", -2, 0.9, (0, 4)),),
        touchpoint="delivery",
        stage="leave",
    )
    found = tagger.rows(heard)
    assert kinds(found) == {
        "topic": [("delivery/late", -2)],
        "actionability": [("fix", None)],
        "churn": [("", 1.0)],
        "abuse": [("profanity", None)],
        "quality": [("no_marks", None), ("teencode", None)],
        "language": [("vi", None)],
    }
    assert {one.kind: one.stage for one in found}["topic"] == "receive"
    assert {one.kind: one.stage for one in found}["churn"] == "leave"


def test_who_speaks_of_a_part_of_a_topic_speaks_of_the_topic() -> None:
    taste = Topic("product/quality/taste", "product", "use", -1, 0.9, (0, 4))
    bend = Topic("product/quality/durability", "product", "use", 1, 0.4, (5, 9))
    found = kinds(tagger.rows(replace(NOTHING, topics=(taste, bend))))
    assert sorted(found["topic"], key=str) == [
        ("product/quality", -1),
        ("product/quality/durability", 1),
        ("product/quality/taste", -1),
    ]


def test_read_again_by_a_later_model_what_a_person_said_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    later = replace(NOTHING, complaint=Judged(False, 0.9), model="m2")
    monkeypatch.setattr(tagger, "read", lambda text, context: later)
    conversation = talk(LATE)
    with write() as tx:
        vy = users.create(tx, email="vy@nhasen.vn", name="Tường Vy", role="cx", password="sen-no-ngoai-ho")
        [of] = messages.of_conversation(tx, conversation)
        corrections.confirm(tx, of.id, vy.id)
        corrections.judge(tx, of.id, {"complaint": None}, vy.id)
    assert tagger.read_again(now() - 7 * tagger.DAY_MS) == 1
    with read() as tx:
        found = {(one.kind, one.source, one.value) for one in tags.of_messages(tx, [of.id])}
    assert found == {
        ("sentiment", "person", -0.8), ("topic", "person", -2.0),
        ("complaint", "model", 0.0), ("language", "model", None),
    }  # fmt: skip
