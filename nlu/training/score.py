"""How well tags agree with labels: F1 by class, by style of writing, and whether confidence means what it says."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.metrics import accuracy_score, f1_score

from nlu.tagging import Tagger
from nlu.tags import BANDS, Tags
from nlu.training.examples import Example

Report = dict[str, Any]
STYLES = ("marked", "unmarked", "teencode", "english", "mixed")
_BINS = 10


def calibration_error(confidence: Sequence[float], right: Sequence[bool]) -> float:
    """Expected calibration error over ten bins of equal width (Guo et al. 2017)."""
    sure, hit = np.asarray(confidence, float), np.asarray(right, float)
    bins = np.minimum((sure * _BINS).astype(int), _BINS - 1)
    gaps = [abs(sure[bins == b].mean() - hit[bins == b].mean()) * (bins == b).mean() for b in set(bins.tolist())]
    return round(float(sum(gaps)), 4)


def by_class(truth: Sequence[str], said: Sequence[str]) -> Report:
    """F1 and count for each label, their plain mean, and the accuracy."""
    labels = sorted(set(truth) | set(said))
    scores = f1_score(truth, said, labels=labels, average=None, zero_division=0)
    counted = [label for label in labels if label in set(truth)]
    return {
        "accuracy": round(float(accuracy_score(truth, said)), 4),
        "macro_f1": round(float(f1_score(truth, said, labels=counted, average="macro", zero_division=0)), 4),
        "weighted_f1": round(float(f1_score(truth, said, labels=counted, average="weighted", zero_division=0)), 4),
        "per_class": {
            label: {"f1": round(float(score), 4), "n": list(truth).count(label)}
            for label, score in zip(labels, scores, strict=True)
        },
    }


def score(tagger: Tagger, rows: Sequence[Example]) -> Report:
    """Everything about a tagger on labelled messages, over all and by style. What a message was not labelled with is
    not counted.
    """
    started = time.process_time()
    tags = tagger.tag_all([(row.text, row.context) for row in rows])
    seconds = time.process_time() - started
    report = {"model": tagger.model.version, "messages": len(rows), "all": _agreement(rows, tags)}
    for style in STYLES:
        chosen = [at for at, row in enumerate(rows) if row.style == style]
        if chosen:
            report[style] = _agreement([rows[at] for at in chosen], [tags[at] for at in chosen])
    report["messages_per_second"] = round(len(rows) / seconds)
    return report


def _agreement(rows: Sequence[Example], tags: Sequence[Tags]) -> Report:
    def known(name: str) -> list[tuple[Any, Tags]]:
        return [(row.labels[name], tag) for row, tag in zip(rows, tags, strict=True) if name in row.labels]

    felt = [(_band(value), tag.sentiment) for value, tag in known("sentiment")]
    pairs = [(truth, said.band if said else "null") for truth, said in felt]
    grounded = [(truth, said) for truth, said in pairs if truth != "null"]
    emotions = [(value or "none", tag.emotion.label if tag.emotion else "none") for value, tag in known("emotion")]
    complaints = [(bool(value), tag.complaint) for value, tag in known("complaint")]
    efforts = known("effort")
    return {
        "n": len(rows),
        "sentiment": _classes(pairs),
        "sentiment_three_way": _classes([(_side(truth), _side(said)) for truth, said in pairs]),
        "sentiment_four_way": _classes([(_side_or_null(truth), _side_or_null(said)) for truth, said in pairs]),
        "sentiment_grounded": _classes([(_side_or_null(truth), _side_or_null(said)) for truth, said in grounded]),
        "sentiment_calibration_error": _trust([(said.confidence, truth == said.band) for truth, said in felt if said]),
        "emotion": _classes(emotions),
        "emotion_calibration_error": _trust(
            [(tag.emotion.confidence, value == tag.emotion.label) for value, tag in known("emotion") if tag.emotion]
        ),
        "intensity_error": _mean_gap(
            (value, tag.emotion.intensity) for value, tag in known("intensity") if tag.emotion and value is not None
        ),
        "complaint": _classes([(str(truth), str(bool(said and said.value))) for truth, said in complaints]),
        "complaint_f1": _yes_f1([(truth, bool(said and said.value)) for truth, said in complaints]),
        "complaint_calibration_error": _trust(
            [(said.confidence, truth == said.value) for truth, said in complaints if said]
        ),
        "urgency": _classes([(str(value), str(tag.urgency)) for value, tag in known("urgency")]),
        "actionability": _classes(
            [(value, tag.actionability.label if tag.actionability else "none") for value, tag in known("actionability")]
        ),
        "churn_f1": _yes_f1([(bool(value), bool(tag.churn and tag.churn.value)) for value, tag in known("churn")]),
        "effort_f1": _yes_f1([(value is not None, tag.effort is not None) for value, tag in efforts]),
        "effort_error": _mean_gap(
            (value, tag.effort.value) for value, tag in efforts if tag.effort and value is not None
        ),
        **_topics(known("topics")),
    }


def _classes(pairs: Sequence[tuple[str, str]]) -> Report | None:
    return by_class([truth for truth, _ in pairs], [said for _, said in pairs]) if pairs else None


def _yes_f1(pairs: Sequence[tuple[bool, bool]]) -> float:
    if not pairs:
        return 0.0
    return round(float(f1_score([truth for truth, _ in pairs], [said for _, said in pairs], zero_division=0)), 4)


def _trust(pairs: Sequence[tuple[float, bool]]) -> float | None:
    return calibration_error([sure for sure, _ in pairs], [right for _, right in pairs]) if pairs else None


def _topics(known: Sequence[tuple[Any, Tags]]) -> Report:
    """Of the second level, which is what messages are labelled with."""
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    feelings: list[str] = []
    felt: list[str] = []
    for label, tag in known:
        truth = dict(label)
        said = {"/".join(topic.path.split("/")[:2]): topic.sentiment for topic in tag.topics}
        both = truth.keys() & said.keys()
        right.update(both)
        wrong.update(said.keys() - both)
        missed.update(truth.keys() - both)
        feelings += [_sign(truth[path]) for path in sorted(both)]
        felt += [_sign(said[path]) for path in sorted(both)]
    hits, alarms, misses = right.total(), wrong.total(), missed.total()
    return {
        "topic_micro_f1": _f1(hits, alarms, misses),
        "topic_precision": round(hits / max(hits + alarms, 1), 4),
        "topic_recall": round(hits / max(hits + misses, 1), 4),
        "topics": {
            path: {"f1": _f1(right[path], wrong[path], missed[path]), "n": right[path] + missed[path]}
            for path in sorted(right | wrong | missed)
        },
        "topic_sentiment": by_class(feelings, felt) if feelings else None,
    }


def _f1(hits: int, alarms: int, misses: int) -> float:
    return round(2 * hits / max(2 * hits + alarms + misses, 1), 4)


def _band(value: int | None) -> str:
    return "null" if value is None else BANDS[value + 2]


def _side_or_null(band: str) -> str:
    return band.removeprefix("very_")


def _side(band: str) -> str:
    """Three ways: negative, positive, or neither (lukewarm, or no ground at all)."""
    return "neither" if band in ("null", "neutral") else _side_or_null(band)


def _sign(value: int | None) -> str:
    return "null" if value is None else ("negative", "neutral", "positive")[int(np.sign(value)) + 1]


def _mean_gap(pairs: Any) -> float | None:
    gaps = [abs(truth - said) for truth, said in pairs]
    return round(float(np.mean(gaps)), 3) if gaps else None
