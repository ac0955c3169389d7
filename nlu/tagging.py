"""What a customer feels and means: tag(text, context) → Tags. Absent where the text gives no ground.

The models are linear (nlu.linear) and made by `python -m nlu train-tags`; models/tags/CARD.md says how well they do.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import yaml

from nlu.linear import Floats, Head, Model, Reading
from nlu.text import Language, language, nfc

Band = Literal["very_negative", "negative", "neutral", "positive", "very_positive"]
Span = tuple[int, int]

MODELS = Path(__file__).parent / "models" / "tags"
TOPICS = Path(__file__).parent / "data" / "topics.yml"
BANDS: tuple[Band, ...] = ("very_negative", "negative", "neutral", "positive", "very_positive")
_STEPS = np.linspace(-1, 1, 5, dtype=np.float32)
_BAND_EDGES = (-1.0, -0.6, -0.2, 0.2, 0.6, 1.0)


@dataclass(frozen=True)
class Sentiment:
    """What is felt about the matter: score −1…1, its band, and where the text says so (offsets into nfc(text))."""

    score: float
    band: Band
    confidence: float
    span: Span


@dataclass(frozen=True)
class Emotion:
    """The strongest emotion and its intensity, 1 a hint … 5 shouted."""

    label: str
    intensity: int
    confidence: float
    span: Span


@dataclass(frozen=True)
class Effort:
    """How hard (−5) or easy (5) the writer says it was."""

    value: int
    confidence: float
    span: Span


@dataclass(frozen=True)
class Judged:
    """Yes or no, and how surely."""

    value: bool
    confidence: float


@dataclass(frozen=True)
class Topic:
    """What a message speaks of ("delivery/late"), where on the journey that is, and what is felt about it (−2…2)."""

    path: str
    touchpoint: str
    sentiment: int | None
    confidence: float
    span: Span


@dataclass(frozen=True)
class Tags:
    """All that was heard in one message. `model` is the version of the models that heard it."""

    sentiment: Sentiment | None
    emotion: Emotion | None
    effort: Effort | None
    complaint: Judged | None
    urgency: int
    topics: tuple[Topic, ...]
    language: Language
    model: str

    def to_json(self) -> dict[str, Any]:
        """Plain lists, numbers and strings; null where there is no ground."""
        return {name: _plain(getattr(self, name)) for name in self.__dataclass_fields__}


def _plain(value: Any) -> Any:
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


@cache
def touchpoints() -> dict[str, str]:
    """The touchpoint of each topic path in topics.yml."""
    tree = yaml.safe_load(TOPICS.read_text("utf-8"))
    return {f"{branch}/{leaf}": about["touchpoint"] for branch, about in tree.items() for leaf in about["leaves"]}


@cache
def tagger(folder: Path = MODELS) -> Tagger:
    """The tagger of a folder of models, loaded once."""
    return Tagger(Model.load(folder))


def tag(text: str, context: str | None = None) -> Tags:
    """What the message says. `context` is the question that it answers, where there was one."""
    return tagger().tag(text, context)


class Tagger:
    """One loaded model and the decisions made with it."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def tag(self, text: str, context: str | None = None) -> Tags:
        """See tag()."""
        text = nfc(text)
        spoken = language(text)
        message = _Message(self.model, self.model.read(text, context, spoken))
        return Tags(
            sentiment=message.sentiment(),
            emotion=message.emotion(),
            effort=message.effort(),
            complaint=message.complaint(),
            urgency=message.urgency(),
            topics=message.topics(),
            language=spoken,
            model=self.model.version,
        )


class _Message:
    """The decisions about one message."""

    def __init__(self, model: Model, reading: Reading) -> None:
        self.heads = model.heads
        self.reading = reading
        self.scores = reading.scores()
        starts = [at for at, word in enumerate(reading.words) if not at or word.clause != reading.words[at - 1].clause]
        self.clauses = list(zip(starts, [*starts[1:], len(reading.words)], strict=False))  # no words, no clauses

    def sentiment(self) -> Sentiment | None:
        head = self.heads["sentiment"]
        label, chances = self._decide(head, self.scores)
        if label == "null" or not self.reading.words:
            return None
        felt = chances[1:] / chances[1:].sum()
        band = int(label) + 2
        score = float(felt @ _STEPS)
        score = min(max(score, _BAND_EDGES[band]), _BAND_EDGES[band + 1])
        return Sentiment(
            round(score, 3), BANDS[band], self._sure(chances, band + 1), self._span(self._margin(head, label))
        )

    def emotion(self) -> Emotion | None:
        head = self.heads["emotion"]
        label, chances = self._decide(head, self.scores)
        if label == "none" or not self.reading.words:
            return None
        intensity = int(np.clip(round(self._value("intensity")), 1, 5))
        return Emotion(
            label, intensity, self._sure(chances, head.labels.index(label)), self._span(self._margin(head, label))
        )

    def effort(self) -> Effort | None:
        head = self.heads["effort"]
        chance = _logistic(self._value("effort"))
        value = int(np.clip(round(self._value("effort_value")), -5, 5))
        if chance < head.offsets[0] or not value:
            return None
        return Effort(value, round(chance, 3), self._span(self._column(head)))

    def complaint(self) -> Judged | None:
        chance = _logistic(self._value("complaint"))
        value = bool(chance >= self.heads["complaint"].offsets[0])
        return Judged(value, round(chance if value else 1 - chance, 3)) if self.reading.words else None

    def urgency(self) -> int:
        return int(self._decide(self.heads["urgency"], self.scores)[0]) if self.reading.words else 0

    def topics(self) -> tuple[Topic, ...]:
        head = self.heads["topics"]
        chances = 1 / (1 + np.exp(-self.scores[head.columns]))
        found = []
        feelings: dict[int, int | None] = {}
        for at in np.flatnonzero(chances >= head.offsets[0]).tolist() if self.reading.words else ():
            column = self.reading.rows[:, head.first + at]
            first, last = self._clause(column)
            if first not in feelings:
                feeling, _ = self._decide(self.heads["topic_sentiment"], self.reading.scores(first, last))
                feelings[first] = None if feeling == "null" else int(feeling)
            path, about = head.labels[at], feelings[first]
            span = self._span(column, first, last)
            found.append(Topic(path, touchpoints()[path], about, round(float(chances[at]), 3), span))
        return tuple(sorted(found, key=lambda topic: -topic.confidence))

    def _clause(self, column: Floats) -> Span:
        """The clause that says most for a column, as first and last + 1 of its words."""
        if len(self.clauses) == 1:
            return self.clauses[0]
        sums = np.add.reduceat(column, [first for first, _ in self.clauses])
        return self.clauses[int(sums.argmax())]

    def _decide(self, head: Head, scores: Floats) -> tuple[str, Floats]:
        """The label with the learned offsets, and the calibrated chances without them."""
        values = scores[head.columns]
        powers = np.exp(values - values.max())
        return head.labels[int((values + head.offsets).argmax())], powers / powers.sum()

    def _value(self, name: str) -> float:
        return float(self.scores[self.heads[name].first])

    def _sure(self, chances: Floats, at: int) -> float:
        return round(float(chances[at]), 3)

    def _column(self, head: Head) -> Floats:
        return self.reading.rows[:, head.first]

    def _margin(self, head: Head, label: str) -> Floats:
        """What each word adds for the label against the others."""
        rows = self.reading.rows[:, head.columns]
        margin: Floats = rows[:, head.labels.index(label)] - rows.mean(axis=1)
        return margin

    def _span(self, parts: Floats, first: int = 0, last: int | None = None) -> Span:
        """The run of words first:last with the greatest sum of parts (Kadane's algorithm)."""
        best, run, start, span = float("-inf"), 0.0, first, (first, first)
        for at, part in enumerate(parts[first:last].tolist(), first):
            if run <= 0:
                run, start = 0.0, at
            run += part
            if run > best:
                best, span = run, (start, at)
        words = self.reading.words
        return words[span[0]].start, words[span[1]].end


def _logistic(value: float) -> float:
    return float(1 / (1 + np.exp(-value)))
