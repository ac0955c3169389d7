"""The recipe of models/tags: from the labelled messages to the written artefact, in one call."""

from __future__ import annotations

import random
from itertools import chain
from pathlib import Path

import numpy as np

from nlu.tagging import touchpoints
from nlu.training.artefact import write
from nlu.training.examples import Example, examples, twins
from nlu.training.heads import Fitted, choose_one, folds_of, judge, judge_many, measure
from nlu.training.matrix import Array, Causes, Vocabulary, causes

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


def train(folder: Path, out: Path) -> dict[str, Fitted]:
    """Fit every head on the messages of a folder and write the artefact. Returns the heads with their unseen scores."""
    rows = examples(folder)
    chance = random.Random(7)
    typed = [(twin, row, group) for group, row in enumerate(rows) for twin in twins(row.text, chance)]
    read = [causes(text, row.context) for text, row, _ in typed]
    whole = [[*chain.from_iterable(clauses), *asked] for clauses, asked in read]
    groups = [group for _, _, group in typed]
    owners = [row for _, row, _ in typed]
    vocabulary = Vocabulary(whole, groups)
    heads = _fit(vocabulary, owners, groups, read, whole)
    write(out, [[row.text, row.labels] for row in rows], vocabulary, heads)
    return {head.name: head for head in heads}


def _fit(
    vocabulary: Vocabulary,
    owners: list[Example],
    groups: list[int],
    read: list[tuple[list[Causes], Causes]],
    whole: list[Causes],
) -> list[Fitted]:
    x = vocabulary.matrix(whole)
    folds = folds_of(groups)
    labels = [row.labels for row in owners]
    paths = sorted(touchpoints())
    speaks = np.array([[any(path == topic for topic, _ in row["topics"]) for path in paths] for row in labels], float)
    topics = judge_many("topics", paths, x, speaks, folds, 0.1)
    felt = np.array([row["emotion"] is not None for row in labels])
    laboured = np.array([row["effort"] is not None for row in labels])
    return [
        choose_one("sentiment", x, [_feeling(row["sentiment"]) for row in labels], FEELINGS, folds, 0.3),
        choose_one("emotion", x, [row["emotion"] or "none" for row in labels], EMOTIONS, folds, 0.1),
        measure("intensity", x[felt], [row["intensity"] for row in labels if row["emotion"] is not None]),
        judge("effort", x, laboured.tolist(), folds, 0.1),
        measure("effort_value", x[laboured], [row["effort"] for row in labels if row["effort"] is not None]),
        judge("complaint", x, [row["complaint"] for row in labels], folds, 0.1),
        choose_one("urgency", x, [str(row["urgency"]) for row in labels], URGENCIES, folds, 0.1),
        topics,
        _topic_sentiment(vocabulary, topics, owners, groups, read, folds),
    ]


def _feeling(value: int | None) -> str:
    return "null" if value is None else str(value)


def _topic_sentiment(
    vocabulary: Vocabulary,
    topics: Fitted,
    owners: list[Example],
    groups: list[int],
    read: list[tuple[list[Causes], Causes]],
    folds: Array,
) -> Fitted:
    """What is felt about a topic, learned from the clause that speaks most of it."""
    parts: list[Causes] = []
    feelings: list[str] = []
    rows: list[int] = []
    for row, (owner, (clauses, asked)) in enumerate(zip(owners, read, strict=True)):
        for path, feeling in owner.labels["topics"]:
            column = topics.weights[:, topics.labels.index(path)]
            said = vocabulary.matrix(clauses) @ column
            parts.append([*clauses[int(np.argmax(said))], *asked])
            feelings.append(_feeling(feeling))
            rows.append(row)
    return choose_one("topic_sentiment", vocabulary.matrix(parts), feelings, FEELINGS, folds[rows], 0.1)
