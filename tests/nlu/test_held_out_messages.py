"""The messages that score the tagger: labelled as the guide says, and never seen in training."""

import json
from pathlib import Path
from typing import Any

import yaml

from nlu.text import fold

DATA = Path("nlu/data")
MESSAGES: list[dict[str, Any]] = [
    json.loads(line) for line in (DATA / "held_out/messages.jsonl").read_text("utf-8").splitlines()
]
TREE = yaml.safe_load((DATA / "topics.yml").read_text("utf-8"))
PATHS = {f"{branch}/{leaf}" for branch, node in TREE.items() for leaf in node["leaves"]}


def test_every_label_is_one_the_guide_allows() -> None:
    emotions = {
        "joy",
        "trust",
        "gratitude",
        "surprise",
        "confusion",
        "worry",
        "sadness",
        "disappointment",
        "anger",
        "disgust",
    }
    for message in MESSAGES:
        labels = message["labels"]
        assert labels["sentiment"] in {-2, -1, 0, 1, 2, None}, message["id"]
        assert labels["emotion"] in emotions | {None}, message["id"]
        assert labels["intensity"] in ({1, 2, 3, 4, 5} if labels["emotion"] else {None}), message["id"]
        assert labels["effort"] is None or -5 <= labels["effort"] <= 5, message["id"]
        assert isinstance(labels["complaint"], bool), message["id"]
        assert labels["urgency"] in {0, 1, 2, 3}, message["id"]
        assert {sentiment for _, sentiment in labels["topics"]} <= {-2, -1, 0, 1, 2, None}, message["id"]


def test_every_topic_of_the_tree_is_scored() -> None:
    assert {path for message in MESSAGES for path, _ in message["labels"]["topics"]} == PATHS


def test_no_message_is_also_trained_on() -> None:
    trained = {
        fold(json.loads(line)["text"])
        for file in (DATA / "tags").glob("*.jsonl")
        for line in file.read_text("utf-8").splitlines()
    }
    shared = {fold(message["text"]) for message in MESSAGES} & trained
    assert {text for text in shared if len(text.split()) > 3} == set()
