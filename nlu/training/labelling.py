"""The labels of nlu/data/GUIDE.md, in the order in which the models keep them."""

from __future__ import annotations

FEELINGS = ["null", "-2", "-1", "0", "1", "2"]
EMOTIONS = [
    "none",
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
]
URGENCIES = ["0", "1", "2", "3"]
ACTIONS = ["none", "answer", "improve", "fix"]


def feeling(value: int | None) -> str:
    """The class of a labelled sentiment: "null" where the text gives no ground."""
    return "null" if value is None else str(value)
