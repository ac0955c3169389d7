"""The recipe of models/tags: from the labelled messages to the written artefact, in one call."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from nlu.encoder import OnnxEncoder, States
from nlu.linear import clauses_of
from nlu.tagging import heard_as
from nlu.text import language
from nlu.topics import topic_paths
from nlu.training.artefact import write
from nlu.training.blend import Blended, blend
from nlu.training.examples import Example, held_back
from nlu.training.heads import Fitted, choose_one, folds_of, judge, judge_many, measure
from nlu.training.labelling import ACTIONS, EMOTIONS, FEELINGS, URGENCIES, feeling
from nlu.training.matrix import Array, Causes, Vocabulary, causes
from nlu.training.noise import twins
from nlu.words import words_of

_READ = 2


def train(rows: Sequence[Example], out: Path, encoder: OnnxEncoder | None) -> list[Fitted]:
    """Fit every head on the messages and write the artefact. Returns the heads with their unseen scores.

    With an encoder, what it hears is blended in.
    """
    chance = random.Random(7)
    typed = [(twin, row, group) for group, row in enumerate(rows) for twin in twins(row.text, chance)]
    read = [causes(text, row.context) for text, row, _ in typed]
    whole = [[*chain.from_iterable(clauses), *asked] for clauses, asked in read]
    groups = [group for _, _, group in typed]
    owners = [row for _, row, _ in typed]
    vocabulary = Vocabulary(whole, groups)
    fitted = _fit(vocabulary, owners, groups, read, whole)
    feelings = _Clauses(vocabulary, fitted[-1], owners, read)
    fitted.append(feelings.fit(folds_of(groups)))
    blended = _blend(encoder, fitted, feelings, typed) if encoder else None
    write(out, [[row.text, row.labels] for row in rows], vocabulary, fitted, blended)
    return fitted


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
    paths = topic_paths()

    def said(name: str, of: Any) -> list[Any]:
        return [of(row[name]) if name in row else None for row in labels]

    about = [at for at, row in enumerate(labels) if "topics" in row]
    speaks = np.array(
        [[any(path == topic for topic, _ in labels[at]["topics"]) for path in paths] for at in about], float
    )
    topics = judge_many("topics", paths, x[about], speaks, folds[about], 1.0, balanced=False)
    topics.rows = about
    return [
        choose_one("sentiment", x, said("sentiment", feeling), FEELINGS, folds, 0.3),
        choose_one("emotion", x, said("emotion", lambda value: value or "none"), EMOTIONS, folds, 0.1),
        measure("intensity", x, said("intensity", lambda value: value), folds),
        judge("effort", x, said("effort", lambda value: value is not None), folds, 0.1),
        measure("effort_value", x, said("effort", lambda value: value), folds),
        judge("complaint", x, said("complaint", bool), folds, 0.1),
        choose_one("urgency", x, said("urgency", str), URGENCIES, folds, 0.1),
        choose_one("actionability", x, said("actionability", str), ACTIONS, folds, 0.1),
        judge("churn", x, said("churn", bool), folds, 0.1),
        topics,
    ]


class _Clauses:
    """What is felt about a topic, learned from the clause that speaks most of it."""

    def __init__(
        self, vocabulary: Vocabulary, topics: Fitted, owners: list[Example], read: list[tuple[list[Causes], Causes]]
    ) -> None:
        self.parts: list[Causes] = []
        self.feelings: list[str] = []
        self.places: list[tuple[int, int]] = []  # the text, and which of its clauses
        for at, (owner, (clauses, asked)) in enumerate(zip(owners, read, strict=True)):
            for path, felt in owner.labels.get("topics", ()):
                column = topics.weights[:, topics.labels.index(path)]
                chosen = int(np.argmax(vocabulary.matrix(clauses) @ column))
                self.parts.append([*clauses[chosen], *asked])
                self.feelings.append(feeling(felt))
                self.places.append((at, chosen))
        self.x = vocabulary.matrix(self.parts)

    def fit(self, folds: Array) -> Fitted:
        rows = [at for at, _ in self.places]
        return choose_one("topic_sentiment", self.x, self.feelings, FEELINGS, folds[rows], 0.1)


def _blend(
    encoder: OnnxEncoder, fitted: list[Fitted], feelings: _Clauses, typed: list[tuple[str, Example, int]]
) -> list[Blended]:
    # of the ways a message may be typed the encoder reads the first two, as it was and without marks
    seen: Counter[int] = Counter()
    read = []
    for at, (_, _, group) in enumerate(typed):
        seen[group] += 1
        if seen[group] <= _READ:
            read.append(at)
    asked = [(heard_as(typed[at][0], language(typed[at][0])), typed[at][1].context) for at in read]
    heard = dict(zip(read, encoder.states(asked), strict=True))
    means = {at: _mean(states, 0, None) for at, states in heard.items()}
    found = []
    for head in fitted:
        if head.name == "topic_sentiment":
            places = [place for place, (at, _) in enumerate(feelings.places) if at in heard]
            owners = [feelings.places[place][0] for place in places]
            states = [_of_clause(typed, heard, *feelings.places[place]) for place in places]
        else:
            places = [place for place, at in enumerate(head.rows) if at in heard]
            owners = [head.rows[place] for place in places]
            states = [means[at] for at in owners]
        strangers = np.array([held_back(typed[at][1]) for at in owners])
        found.append(blend(head, np.array(places), np.array(states), strangers))
    return found


def _mean(states: States, start: int, end: int | None) -> Array:
    inside = (states.spans[:, 1] > start) & (states.spans[:, 0] < (end or np.inf))
    rows = states.rows[inside] if inside.any() else states.rows
    result: Array = rows.mean(axis=0) if len(rows) else np.zeros(384)
    return result


def _of_clause(typed: list[tuple[str, Example, int]], heard: dict[int, States], at: int, chosen: int) -> Array:
    words = words_of(typed[at][0])
    clauses = clauses_of(words)
    if len(clauses) < 2:
        return _mean(heard[at], 0, None)
    first, last = clauses[min(chosen, len(clauses) - 1)]
    return _mean(heard[at], words[first].start, words[last - 1].end)
