"""How well tags agree with labels: F1 by class, by style of writing, and whether confidence means what it says."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from sklearn.metrics import accuracy_score, f1_score

from nlu.tagging import BANDS, Tagger, Tags
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
    """Everything about a tagger on labelled messages, over all and by style."""
    started = time.process_time()
    tags = [tagger.tag(row.text, row.context) for row in rows]
    seconds = time.process_time() - started
    report = {"model": tagger.model.version, "messages": len(rows), "all": _agreement(rows, tags)}
    for style in STYLES:
        chosen = [at for at, row in enumerate(rows) if row.style == style]
        if chosen:
            report[style] = _agreement([rows[at] for at in chosen], [tags[at] for at in chosen])
    report["messages_per_second"] = round(len(rows) / seconds)
    return report


def _agreement(rows: Sequence[Example], tags: Sequence[Tags]) -> Report:
    labels = [row.labels for row in rows]
    bands = [_band(label["sentiment"]) for label in labels]
    said = [tag.sentiment.band if tag.sentiment else "null" for tag in tags]
    emotions = [label["emotion"] or "none" for label in labels]
    felt = [tag.emotion.label if tag.emotion else "none" for tag in tags]
    complaints = [bool(label["complaint"]) for label in labels]
    complained = [bool(tag.complaint and tag.complaint.value) for tag in tags]
    grounded = [at for at, band in enumerate(bands) if band != "null"]
    ways: dict[str, Callable[[str], str]] = {"three_way": _side, "four_way": _side_or_null}
    return {
        "n": len(rows),
        "sentiment": by_class(bands, said),
        **{
            f"sentiment_{name}": by_class([way(b) for b in bands], [way(b) for b in said]) for name, way in ways.items()
        },
        "sentiment_grounded": by_class(
            [_side_or_null(bands[at]) for at in grounded], [_side_or_null(said[at]) for at in grounded]
        ),
        "sentiment_calibration_error": calibration_error(
            [tag.sentiment.confidence for tag in tags if tag.sentiment],
            [band == tag.sentiment.band for band, tag in zip(bands, tags, strict=True) if tag.sentiment],
        ),
        "emotion": by_class(emotions, felt),
        "intensity_error": _mean_gap(
            (label["intensity"], tag.emotion.intensity)
            for label, tag in zip(labels, tags, strict=True)
            if tag.emotion and label["intensity"] is not None
        ),
        "complaint": by_class([str(value) for value in complaints], [str(value) for value in complained]),
        "complaint_f1": round(float(f1_score(complaints, complained, zero_division=0)), 4),
        "complaint_calibration_error": calibration_error(
            [tag.complaint.confidence for tag in tags if tag.complaint],
            [
                bool(label["complaint"]) == tag.complaint.value
                for label, tag in zip(labels, tags, strict=True)
                if tag.complaint
            ],
        ),
        "urgency": by_class([str(label["urgency"]) for label in labels], [str(tag.urgency) for tag in tags]),
        "effort_f1": round(
            float(
                f1_score(
                    [label["effort"] is not None for label in labels],
                    [tag.effort is not None for tag in tags],
                    zero_division=0,
                )
            ),
            4,
        ),
        "effort_error": _mean_gap(
            (label["effort"], tag.effort.value)
            for label, tag in zip(labels, tags, strict=True)
            if tag.effort and label["effort"] is not None
        ),
        **_topics(labels, tags),
    }


def _topics(labels: Sequence[dict[str, Any]], tags: Sequence[Tags]) -> Report:
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    feelings: list[str] = []
    felt: list[str] = []
    for label, tag in zip(labels, tags, strict=True):
        truth = dict(label["topics"])
        said = {topic.path: topic.sentiment for topic in tag.topics}
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
