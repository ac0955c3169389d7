"""Linear models over the words of a message, from neutral files: weights.npz and model.json.

All heads share one vocabulary and one matrix. A word's row of contributions is computed once and kept, so a message
costs one look-up a word and one sum. Calibration is folded into the weights: softmax or the logistic function of the
sum is the probability.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlu.phrases import KIND, kinds, phrases_in
from nlu.words import ASKED, Word, pairs, pieces, words_of

Floats = NDArray[np.float32]

_NOTHING: tuple[Floats, float] = (np.zeros(0, np.float32), 0.0)
_KEPT = 40_000  # rows kept in memory, some 12 MB


@dataclass(frozen=True)
class Head:
    """One decision: its columns in the matrix, the labels they stand for, and what was learned about when to decide."""

    name: str
    labels: tuple[str, ...]
    first: int
    offsets: Floats

    @property
    def columns(self) -> slice:
        return slice(self.first, self.first + len(self.labels))


@dataclass(frozen=True)
class Reading:
    """A message read by a model: per word the contributions to every column (words × columns), and their weight."""

    words: list[Word]
    rows: Floats
    squares: Floats
    asked: Floats
    asked_square: float
    bias: Floats

    def scores(self, first: int = 0, last: int | None = None) -> Floats:
        """The sums of all columns for the words first:last, with the question and the bias."""
        square = float(self.squares[first:last].sum()) + self.asked_square
        total: Floats = self.rows[first:last].sum(axis=0) + self.asked
        return total / np.float32(max(square, 1e-9) ** 0.5) + self.bias


@dataclass
class Model:
    """The loaded artefact. Reading is safe from several threads: the kept rows are only ever replaced by equal ones."""

    version: str
    heads: dict[str, Head]
    vocabulary: dict[str, int]
    weights: Floats
    values: Floats
    bias: Floats
    _rows: dict[str, tuple[Floats, float]] = field(default_factory=dict, repr=False)

    @classmethod
    def load(cls, folder: Path) -> Model:
        """The model in a folder. Raises FileNotFoundError where there is none."""
        about = json.loads((folder / "model.json").read_text("utf-8"))
        with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
            features = bytes(arrays["features"]).decode("utf-8").split("\n")
            values = arrays["values"].astype(np.float32)
            weights = arrays["weights"].astype(np.float32) * arrays["scale"] * values[:, None]
            bias = arrays["bias"].astype(np.float32)
        heads, first = {}, 0
        for name, head in about["heads"].items():
            heads[name] = Head(name, tuple(head["labels"]), first, np.array(head["offsets"], np.float32))
            first += len(head["labels"])
        vocabulary = {feature: row for row, feature in enumerate(features)}
        return cls(about["version"], heads, vocabulary, weights, values, bias)

    def read(self, text: str, context: str | None = None, spoken: str | None = None) -> Reading:
        """The message with each word's part in every decision. `context` is the question it answers."""
        words = words_of(text, spoken)
        rows = np.zeros((len(words), len(self.bias)), np.float32)
        squares = np.zeros(len(words), np.float32)
        for at, causes in enumerate(features_of(words)):
            for cause in causes:
                row, square = self._rows.get(cause) or self._part(cause)
                if square:
                    rows[at] += row
                    squares[at] += square
        asked, asked_square = np.zeros_like(self.bias), 0.0
        for cause in question_of(context):
            row, square = self._rows.get(cause) or self._part(cause)
            if square:
                asked += row
                asked_square += square
        return Reading(words, rows, squares, asked, asked_square, self.bias)

    def _part(self, cause: str) -> tuple[Floats, float]:
        """What a cause adds to each column, and its squared weight: nothing for one that was never seen."""
        found = [self.vocabulary[feature] for feature in expand_cause(cause) if feature in self.vocabulary]
        values = self.values[found]
        part = (self.weights[found].sum(axis=0), float(values @ values)) if found else _NOTHING
        if len(self._rows) >= _KEPT:
            self._rows.clear()
        self._rows[cause] = part
        return part


def features_of(words: list[Word]) -> Iterator[list[str]]:
    """For each word its causes: itself, the pair with the word before it in its clause, the phrase that it ends."""
    phrases = phrases_in(words)
    before: Word | None = None
    for at, word in enumerate(words):
        causes = [word.key, *phrases.get(at, ())]
        if before is not None and before.clause == word.clause:
            causes.append(f"{before.key} {word.key}")
        yield causes
        before = word


def question_of(context: str | None) -> list[str]:
    """The causes of the question that a message answers: its words and the kinds of phrases in it."""
    if not context:
        return []
    words = words_of(context)
    return [f"{ASKED}{word.key} " for word in words] + [
        ASKED + kind for said in phrases_in(words).values() for kind in said
    ]


def expand_cause(cause: str) -> list[str]:
    """The features of a cause: a word, a pair "a b", a kind of phrase "%good", or a word of the question "?a ".

    Character n-grams start with a dot, words of the question with a question mark.
    """
    if KIND in cause:
        return kinds(cause)
    first, gap, second = cause.partition(" ")
    if not gap:
        grams, ways = pieces(cause)
        return [*("." + gram for gram in grams), *ways]
    if second:
        return pairs(first, second)
    return [ASKED + way for way in pieces(first[1:])[1]]
