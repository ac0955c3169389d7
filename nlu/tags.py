"""What can be heard in one message, as values. Offsets of spans are into nfc(text)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from nlu.abuse import Abuse
from nlu.quality import Flag
from nlu.text import Language

Band = Literal["very_negative", "negative", "neutral", "positive", "very_positive"]
Action = Literal["answer", "improve", "fix"]
Span = tuple[int, int]

BANDS: tuple[Band, ...] = ("very_negative", "negative", "neutral", "positive", "very_positive")


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
class Labelled:
    """One label of several, and how surely."""

    label: str
    confidence: float


@dataclass(frozen=True)
class Topic:
    """What a message speaks of ("delivery/late"), where on the journey that is, and what is felt about it (−2…2)."""

    path: str
    touchpoint: str
    stage: str
    sentiment: int | None
    confidence: float
    span: Span


@dataclass(frozen=True)
class Tags:
    """All that was heard in one message. `model` is the version of the models that heard it.

    `actionability`: "answer" a question is owed an answer, "fix" something is to be put right for this customer,
    "improve" the company could change something for all. `stage`: where on the journey the message stands.
    """

    sentiment: Sentiment | None
    emotion: Emotion | None
    effort: Effort | None
    complaint: Judged | None
    urgency: int
    actionability: Labelled | None
    churn: Judged | None
    abuse: Abuse | None
    topics: tuple[Topic, ...]
    touchpoint: str | None
    stage: str | None
    language: Language
    quality: tuple[Flag, ...]
    model: str

    def to_json(self) -> dict[str, Any]:
        """Plain lists, numbers and strings; null where there is no ground."""
        return {name: _plain(getattr(self, name)) for name in self.__dataclass_fields__}


def _plain(value: Any) -> Any:
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    return [_plain(item) for item in value] if isinstance(value, tuple) else value
