"""What a customer feels and means: tag(text, context) → Tags. Absent where the text gives no ground.

The models are linear over the words (nlu.linear) and over what the encoder hears in them (nlu.encoder); they are made
by `python -m nlu train-tags`, and models/tags/CARD.md says how well they do. `nlu.registry` says which model is in
use.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

from nlu.abuse import abuse
from nlu.encoder import OnnxEncoder, States, feeling
from nlu.linear import Floats, Head, Model, Reading, clauses_of
from nlu.named import NamedSentiment
from nlu.quality import quality
from nlu.registry import in_use
from nlu.restore import restore
from nlu.tags import BANDS, Effort, Emotion, Judged, Labelled, Sentiment, Span, Tags, Topic
from nlu.text import Language, language, nfc
from nlu.topics import heard_by_phrase, topics
from settings import settings

_STEPS = np.linspace(-1, 1, 5, dtype=np.float32)
_BAND_EDGES = (-1.0, -0.6, -0.2, 0.2, 0.6, 1.0)
_ANSWER = 9  # words: a longer message says by itself what it means, whatever was asked
_RIVALS = 0.5  # what a clause loses for a topic by speaking of another
_BY_PHRASE = 0.5  # the confidence of a topic that only its phrase speaks for


@cache
def _tagger(folder: Path, with_encoder: bool) -> Tagger:
    model = Model.load(folder)
    named = None
    if settings().sentiment_model:
        named = NamedSentiment(settings().sentiment_model)
    return Tagger(model, feeling() if with_encoder and model.blend is not None else None, named)


def tagger(folder: Path | None = None, with_encoder: bool = True) -> Tagger:
    """The tagger of a folder of models, loaded once; of the model in use where none is named. Without the encoder the
    words decide alone, ten times as fast."""
    return _tagger(folder or in_use(), with_encoder)


def tag(text: str, context: str | None = None) -> Tags:
    """What the message says. `context` is the question that it answers, where there was one."""
    return tagger().tag(text, context)


class Tagger:
    """One loaded model and the decisions made with it. Safe from several threads."""

    def __init__(self, model: Model, encoder: OnnxEncoder | None = None, named: NamedSentiment | None = None) -> None:
        self.model = model
        self.encoder = encoder
        self.named = named

    def tag(self, text: str, context: str | None = None) -> Tags:
        """See tag()."""
        return self.tag_all([(text, context)])[0]

    def tag_all(self, messages: Sequence[tuple[str, str | None]]) -> list[Tags]:
        """The tags of each (text, context), in order; together they cost less than one by one."""
        plain = [(nfc(text), context if _is_answer(text) else None) for text, context in messages]
        spoken_in = [language(text) for text, _ in plain]
        states: Sequence[States | None] = [None] * len(plain)
        if self.encoder:
            states = self.encoder.states(
                [(heard_as(text, spoken), context) for (text, context), spoken in zip(plain, spoken_in, strict=True)]
            )
        read = self.named.read([text for text, _ in plain]) if self.named else [None] * len(plain)
        found = []
        for (text, context), spoken, heard, said in zip(plain, spoken_in, states, read, strict=True):
            message = _Message(self.model, self.model.read(text, context, spoken, heard))
            about, churn, sentiment = message.topics(), message.churn(), message.sentiment()
            found.append(
                Tags(
                    sentiment=_said_elsewhere(sentiment, said) if said else sentiment,
                    emotion=message.emotion(),
                    effort=message.effort(),
                    complaint=message.complaint(),
                    urgency=message.urgency(),
                    actionability=message.actionability(),
                    churn=churn,
                    abuse=abuse(text),
                    topics=about,
                    touchpoint=about[0].touchpoint if about else None,
                    stage="leave" if churn and churn.value else about[0].stage if about else None,
                    language=spoken,
                    quality=quality(text, spoken),
                    model=self.model.version,
                )
            )
        return found


def _is_answer(text: str) -> bool:
    return len(text.split(maxsplit=_ANSWER)) <= _ANSWER


def heard_as(text: str, spoken: Language) -> str:
    """The message as the encoder reads it: with its marks put back where they are missing, character for character."""
    return restore(text) if spoken == "vi-unmarked" else text


def _said_elsewhere(ours: Sentiment | None, said: tuple[float, float]) -> Sentiment | None:
    """The score of a model of another's, where ours hears a ground for one: such models know no null."""
    if ours is None:
        return None
    score, confidence = said
    band = int(np.searchsorted(_BAND_EDGES[1:-1], score, side="right"))
    return Sentiment(round(score, 3), BANDS[band], round(confidence, 3), ours.span)


class _Message:
    """The decisions about one message."""

    def __init__(self, model: Model, reading: Reading) -> None:
        self.heads = model.heads
        self.reading = reading
        self.parts = reading.parts()
        self.scores = reading.scores()
        self.clauses = clauses_of(reading.words)

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
        if chance < self._offsets(head)[0] or not value:
            return None
        return Effort(value, round(chance, 3), self._span(self._column(head)))

    def complaint(self) -> Judged | None:
        return self._judged("complaint")

    def churn(self) -> Judged | None:
        return self._judged("churn")

    def _judged(self, name: str) -> Judged | None:
        if name not in self.heads or not self.reading.words:
            return None
        chance = _logistic(self._value(name))
        value = bool(chance >= self._offsets(self.heads[name])[0])
        return Judged(value, round(chance if value else 1 - chance, 3))

    def actionability(self) -> Labelled | None:
        head = self.heads.get("actionability")
        if head is None or not self.reading.words:
            return None
        label, chances = self._decide(head, self.scores)
        return None if label == "none" else Labelled(label, self._sure(chances, head.labels.index(label)))

    def urgency(self) -> int:
        return int(self._decide(self.heads["urgency"], self.scores)[0]) if self.reading.words else 0

    def topics(self) -> tuple[Topic, ...]:
        """The topics that the model hears, each as deep as a phrase allows; and those that only a phrase speaks of."""
        head, tree = self.heads["topics"], topics()
        chances = np.exp(-np.logaddexp(0, -self.scores[head.columns]))
        said = heard_by_phrase(self.reading.words)
        known = [(head.labels[at], at) for at in np.flatnonzero(chances >= self._offsets(head)[0]).tolist()]
        found = []
        for path, at in known if self.reading.words else ():
            if path in tree:
                column = self.parts[:, head.first + at]
                first, last = self._clause(at, [other for _, other in known])
                deep = [twig for twig in said if tree[twig].parent == path]
                for one in deep or [path]:
                    span = self._span(column, first, last)
                    found.append(self._topic(one, (first, last), round(float(chances[at]), 3), span))
        heard = {topic.path for topic in found}
        for path, at in said.items():
            if tree[path].depth == 2 and path not in heard:
                clause = next(clause for clause in self.clauses if clause[0] <= at < clause[1])
                word = self.reading.words[at]
                found.append(self._topic(path, clause, _BY_PHRASE, (word.start, word.end)))
        return tuple(sorted(found, key=lambda topic: -topic.confidence))

    def _topic(self, path: str, clause: Span, confidence: float, span: Span) -> Topic:
        node = topics()[path]
        return Topic(path, node.touchpoint, node.stage, self._felt(clause), confidence, span)

    def _felt(self, clause: Span) -> int | None:
        """What is felt about the topic of a clause."""
        feeling, _ = self._decide(self.heads["topic_sentiment"], self.reading.scores(*clause))
        return None if feeling == "null" else int(feeling)

    def _offsets(self, head: Head) -> Floats:
        return head.offsets if self.reading.heard is None else head.blended_offsets

    def _clause(self, topic: int, said: Sequence[int]) -> Span:
        """The clause that says most for a topic, and less for the others that are said, as first and last + 1 of its
        words. Topics are places among the head's labels."""
        if len(self.clauses) == 1:
            return self.clauses[0]
        firsts, column = [first for first, _ in self.clauses], self.heads["topics"].first
        sums = np.add.reduceat(self.parts[:, column + topic], firsts)
        others = [column + other for other in said if other != topic]
        if others:
            sums = sums - _RIVALS * np.add.reduceat(self.parts[:, others], firsts, axis=0).max(axis=1)
        return self.clauses[int(sums.argmax())]

    def _decide(self, head: Head, scores: Floats) -> tuple[str, Floats]:
        """The label with the learned offsets, and the calibrated chances without them."""
        values = scores[head.columns]
        powers = np.exp(values - values.max())
        return head.labels[int((values + self._offsets(head)).argmax())], powers / powers.sum()

    def _value(self, name: str) -> float:
        return float(self.scores[self.heads[name].first])

    def _sure(self, chances: Floats, at: int) -> float:
        return round(float(chances[at]), 3)

    def _column(self, head: Head) -> Floats:
        return self.parts[:, head.first]

    def _margin(self, head: Head, label: str) -> Floats:
        """What each word adds for the label against the others."""
        rows = self.parts[:, head.columns]
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
