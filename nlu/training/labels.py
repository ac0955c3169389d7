"""One label for a text: the same recipe on any {"text", "label"} lines."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path

import numpy as np

from nlu.linear import Model
from nlu.text import nfc
from nlu.training.artefact import write
from nlu.training.examples import twins
from nlu.training.heads import choose_one, folds_of
from nlu.training.matrix import Vocabulary, causes
from nlu.training.score import Report, by_class, calibration_error

# How strongly to fit each task: the more and the narrower its labels, the more.
TASKS = {"sentiment": 0.3, "emotion": 0.3, "topic": 0.5, "intent": 0.5}


def read_lines(path: Path) -> list[tuple[str, str]]:
    """(text, label) of each JSON line. Raises ValueError naming the line that cannot be read."""
    found = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
            found.append((nfc(row["text"]), str(row["label"])))
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{path.name}:{number}: {error!r}") from error
    return found


def train_labels(task: str, path: Path, out: Path) -> Report:
    """Make the model of one task from labelled lines. Returns what unseen messages scored while it was made."""
    started = time.perf_counter()
    rows = read_lines(path)
    chance = random.Random(7)
    typed = [(twin, label, group) for group, (text, label) in enumerate(rows) for twin in twins(text, chance)]
    texts = [[cause for clause in causes(text, None)[0] for cause in clause] for text, _, _ in typed]
    groups = [group for _, _, group in typed]
    labels = sorted({label for _, label in rows})
    vocabulary = Vocabulary(texts, groups)
    said = [label for _, label, _ in typed]
    head = choose_one(task, vocabulary.matrix(texts), said, labels, folds_of(groups), TASKS[task], even=False)
    write(out, [[text, label] for text, label in rows], vocabulary, [head])
    unseen = [labels[at] for at in head.unseen.argmax(axis=1)]
    return {"task": task, "messages": len(rows), "cross_validated": by_class(said, unseen), "seconds": _since(started)}


def score_labels(task: str, folder: Path, path: Path) -> Report:
    """Score a model of train_labels on labelled lines."""
    started = time.perf_counter()
    model = Model.load(folder)
    head = model.heads[task]
    rows = read_lines(path)
    said, sure = [], []
    for text, _ in rows:
        scores = model.read(text).scores()[head.columns]
        chances = np.exp(scores - scores.max())
        said.append(head.labels[int(scores.argmax())])
        sure.append(float(chances.max() / chances.sum()))
    truth = [label for _, label in rows]
    right = [one == other for one, other in zip(truth, said, strict=True)]
    return {**by_class(truth, said), "calibration_error": calibration_error(sure, right), "seconds": _since(started)}


def _since(started: float) -> float:
    return round(time.perf_counter() - started, 2)
