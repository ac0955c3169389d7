"""What a message is labelled with, in the words of nlu/data/GUIDE.md, from and to the tags that are stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal, get_args

from agent_assist.voice_report import BANDS
from nlu.topics import topics as tree
from store.corrections import Statement
from store.tags import Tag

Step = Literal[-2, -1, 0, 1, 2]
Emotion = Literal[
    "joy", "trust", "gratitude", "surprise", "confusion", "worry", "sadness", "disappointment", "anger", "disgust"
]
STEPS: tuple[Step, ...] = get_args(Step)
EMOTIONS: tuple[Emotion, ...] = get_args(Emotion)
INTENSITY = 3  # said plainly: where nothing else is known

Labels = dict[str, Any]


def of_tags(tags: Iterable[Tag]) -> Labels:
    """The labels of a whole message: sentiment, emotion with intensity, complaint, topics."""
    found = list(tags)
    labels: Labels = {}
    for kind in ("sentiment", "emotion", "complaint", "topic"):
        told = [Statement(one.label, one.value, one.intensity) for one in found if one.kind == kind]
        labels |= of_kind(kind, told)
    return labels


def of_kind(kind: str, says: Sequence[Statement]) -> Labels:
    """The labels that tags of one kind make; what is not there is null, no complaint, or no topic."""
    first = says[0] if says else None
    if kind == "sentiment":
        return {"sentiment": BANDS.index(first.label) - 2 if first else None}
    if kind == "emotion":
        return {"emotion": first.label if first else None, "intensity": first.intensity if first else None}
    if kind == "complaint":
        return {"complaint": bool(first and first.value)}
    return {"topics": [[one.label, None if one.value is None else int(one.value)] for one in says]}


def mood(step: Step | None) -> list[Statement]:
    """A mood, or that there is no ground for one."""
    return [] if step is None else [Statement(BANDS[step + 2], step / 2)]


def emotion(name: Emotion | None, intensity: int = INTENSITY) -> list[Statement]:
    """An emotion, or that none shows."""
    return [] if name is None else [Statement(name, intensity=intensity)]


def complaint(is_one: bool) -> list[Statement]:
    """Whether the writer complains."""
    return [Statement(value=float(is_one))]


def topics(felt: dict[str, Step | None]) -> list[Statement]:
    """All that is spoken of: path → what is felt about it."""
    known = tree()
    return [Statement(path, value, touchpoint=known[path].touchpoint) for path, value in felt.items()]
