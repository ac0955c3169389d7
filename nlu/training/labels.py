"""One label for a text: the same recipe on any {"text", "label"} lines."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path

from nlu.encoder import Kind, reader
from nlu.labels import LinearText
from nlu.text import nfc
from nlu.training.fitting import fit
from nlu.training.score import Report, by_class, calibration_error


@dataclass(frozen=True)
class Task:
    """How strongly to fit (the SVM's C): the more and the narrower the labels, the more. And which encoder reads."""

    strength: float
    kind: Kind


TASKS = {
    "sentiment": Task(0.3, "feeling"),
    "emotion": Task(0.3, "feeling"),
    "topic": Task(3.0, "query"),
    "intent": Task(3.0, "query"),
}


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
    """Make the model of one task from labelled lines. Raises ValueError for lines that cannot be learned from."""
    started = time.perf_counter()
    rows = read_lines(path)
    how = TASKS[task]
    texts, labels = [text for text, _ in rows], [label for _, label in rows]
    model = fit(texts, labels, how.strength, 1.0, reader(how.kind), how.kind)
    out.mkdir(parents=True, exist_ok=True)
    model.save(out)
    return {"task": task, "messages": len(rows), "labels": len(model.labels), "seconds": _since(started)}


def score_labels(task: str, folder: Path, path: Path) -> Report:
    """Score a model of train_labels on labelled lines."""
    started = time.perf_counter()
    model = LinearText.load(folder)
    rows = read_lines(path)
    shares = model.probabilities_of([text for text, _ in rows])
    said = [model.labels[at] for at in shares.argmax(axis=1)]
    truth = [label for _, label in rows]
    right = [one == other for one, other in zip(truth, said, strict=True)]
    return {
        **by_class(truth, said),
        "calibration_error": calibration_error(shares.max(axis=1).tolist(), right),
        "seconds": _since(started),
    }


def _since(started: float) -> float:
    return round(time.perf_counter() - started, 2)
