"""The tree of topics, and topics that are heard by their phrases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import nlu.topics as room
from nlu.tagging import tag
from nlu.topics import TOPICS, TopicError, heard_by_phrase, topic_paths, topics
from nlu.training.examples import HELD_OUT, examples
from nlu.words import words_of
from settings import settings


@pytest.fixture
def own_tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The file in which the CX team keeps a tree of its own."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    for kept in (settings, topics, room._by_phrase):
        kept.cache_clear()
    yield tmp_path / "topics.yml"
    monkeypatch.undo()
    for kept in (settings, topics, room._by_phrase):
        kept.cache_clear()


def test_every_topic_has_two_names_a_touchpoint_and_a_stage() -> None:
    for topic in topics().values():
        assert topic.vi
        assert topic.en
        assert topic.touchpoint
        assert topic.stage


def test_every_topic_that_models_are_trained_on_is_scored() -> None:
    scored = {path for row in examples(HELD_OUT) for path, _ in row.labels["topics"]}
    assert scored == set(topic_paths())


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("Đồ ăn nêm nếm vừa miệng, rất ngon", "product/quality/taste"),
        ("do an nem nem vua mieng, rat ngon", "product/quality/taste"),
        ("Áo mặc hai lần đã bung chỉ, chất lượng kém", "product/quality/durability"),
    ],
)
def test_a_leaf_is_told_more_exactly_by_the_phrases_of_its_twigs(text: str, path: str) -> None:
    assert path in {topic.path for topic in tag(text).topics}


def test_a_phrase_of_one_syllable_is_no_other_word_without_its_marks() -> None:
    assert heard_by_phrase(words_of("mua ban o dau", "vi-unmarked")) == {}


def test_a_topic_that_the_team_adds_is_heard_at_once(own_tree: Path) -> None:
    own_tree.write_text(
        TOPICS.read_text("utf-8")
        + """
garden:
  vi: Vườn
  en: Garden
  touchpoint: store
  stage: choose
  leaves:
    bonsai: {vi: Cây cảnh, en: Bonsai, phrases: [cây bonsai, chậu kiểng]}
""",
        "utf-8",
    )
    found = {topic.path: topic for topic in tag("mấy chậu kiểng ở đây héo hết rồi, chán").topics}
    assert found["garden/bonsai"].touchpoint == "store"
    assert found["garden/bonsai"].span[0] == 4


def test_a_tree_that_cannot_be_used_says_why(own_tree: Path) -> None:
    own_tree.write_text("garden: {vi: Vườn}", "utf-8")
    with pytest.raises(TopicError, match="en"):
        topics()
