"""Linear models over the words of a message, from neutral files: weights.npz and model.json.

All heads share one vocabulary and one matrix. A word's row of contributions is computed once and kept, so a message
costs one look-up a word and one sum. Calibration is folded into the weights: softmax or the logistic function of the
sum is the probability.

What the encoder hears (nlu.encoder) is linear too: the mean of the states of a message's pieces. So both add up, word
by word, and a decision still names the words that it rests on.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlu.encoder import States
from nlu.phrases import KIND, kinds, phrases_in
from nlu.words import ASKED, Word, pairs, pieces, words_of

Floats = NDArray[np.float32]

_NOTHING: tuple[Floats, float] = (np.zeros(0, np.float32), 0.0)
_KEPT = 40_000  # rows kept in memory, some 12 MB


@dataclass(frozen=True)
class Head:
    """One decision: its columns in the matrix, the labels they stand for, and what was learned about when to decide,
    by the words alone and with the encoder."""

    name: str
    labels: tuple[str, ...]
    first: int
    offsets: Floats
    blended_offsets: Floats

    @property
    def columns(self) -> slice:
        return slice(self.first, self.first + len(self.labels))


@dataclass(frozen=True)
class Blend:
    """How the words and the encoder add up: words' scores × `mixing` + mean state × `weights` + `bias`, all columns."""

    mixing: Floats
    weights: Floats
    bias: Floats


@dataclass(frozen=True)
class Reading:
    """A message read by a model: per word the contributions to every column (words × columns), and their weight. With
    the encoder also what the pieces of each word add, and how many pieces they are."""

    words: list[Word]
    rows: Floats
    squares: Floats
    asked: Floats
    asked_square: float
    bias: Floats
    blend: Blend | None = None
    heard: Floats | None = None
    pieces: Floats | None = None

    def scores(self, first: int = 0, last: int | None = None) -> Floats:
        """The sums of all columns for the words first:last, with the question and the bias."""
        total: Floats = self.rows[first:last].sum(axis=0) + self.asked
        said = total / self._length(first, last)
        if self.blend is None or self.heard is None or self.pieces is None:
            result: Floats = said + self.bias
            return result
        heard = self.heard[first:last].sum(axis=0) / max(float(self.pieces[first:last].sum()), 1.0)
        blended: Floats = (said + self.bias) @ self.blend.mixing + heard + self.blend.bias
        return blended

    def parts(self) -> Floats:
        """What each word adds to the scores of the whole (words × columns)."""
        said: Floats = self.rows / self._length(0, None)
        if self.blend is None or self.heard is None or self.pieces is None:
            return said
        blended: Floats = said @ self.blend.mixing + self.heard / max(float(self.pieces.sum()), 1.0)
        return blended

    def _length(self, first: int, last: int | None) -> np.float32:
        square = float(self.squares[first:last].sum()) + self.asked_square
        return np.float32(max(square, 1e-9) ** 0.5)


@dataclass
class Model:
    """The loaded artefact. Reading is safe from several threads: the kept rows are only ever replaced by equal ones."""

    version: str
    heads: dict[str, Head]
    vocabulary: dict[str, int]
    weights: Floats
    values: Floats
    bias: Floats
    blend: Blend | None = None
    _rows: dict[str, tuple[Floats, float]] = field(default_factory=dict, repr=False)

    @classmethod
    def load(cls, folder: Path) -> Model:
        """The model in a folder. Raises FileNotFoundError where there is none."""
        about = json.loads((folder / "model.json").read_text("utf-8"))
        blend = None
        with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
            features = bytes(arrays["features"]).decode("utf-8").split("\n")
            values = arrays["values"].astype(np.float32)
            weights = arrays["weights"].astype(np.float32) * arrays["scale"] * values[:, None]
            bias = arrays["bias"].astype(np.float32)
            if "mixing" in arrays:
                blend = Blend(*(arrays[name].astype(np.float32) for name in ("mixing", "heard", "blended_bias")))
        heads, first = {}, 0
        for name, head in about["heads"].items():
            offsets = np.array(head["offsets"], np.float32)
            blended = np.array(head.get("blended_offsets", head["offsets"]), np.float32)
            heads[name] = Head(name, tuple(head["labels"]), first, offsets, blended)
            first += len(head["labels"])
        vocabulary = {feature: row for row, feature in enumerate(features)}
        return cls(about["version"], heads, vocabulary, weights, values, bias, blend)

    def read(
        self, text: str, context: str | None = None, spoken: str | None = None, states: States | None = None
    ) -> Reading:
        """The message with each word's part in every decision. `context` is the question it answers, `states` what the
        encoder hears in it; without them the words decide alone."""
        words = words_of(text, spoken)
        rows = np.zeros((len(words), len(self.bias)), np.float32)
        sizes = [0.0] * len(words)
        found: list[Floats] = []
        firsts: dict[int, int] = {}  # of the words that say something, where their rows begin in `found`
        for at, causes in enumerate(features_of(words)):
            for cause in causes:
                row, square = self._rows.get(cause) or self._part(cause)
                if square:
                    firsts.setdefault(at, len(found))
                    found.append(row)
                    sizes[at] += square
        if found:
            stacked = np.concatenate(found).reshape(len(found), -1)
            rows[list(firsts)] = np.add.reduceat(stacked, list(firsts.values()), axis=0)
        squares = np.array(sizes, np.float32)
        asked, asked_square = np.zeros_like(self.bias), 0.0
        for cause in question_of(context):
            row, square = self._rows.get(cause) or self._part(cause)
            if square:
                asked += row
                asked_square += square
        if states is None or self.blend is None or not words:
            return Reading(words, rows, squares, asked, asked_square, self.bias)
        owner = owners(words, states.spans)
        heard = np.zeros_like(rows)
        np.add.at(heard, owner, states.rows @ self.blend.weights)
        pieces = np.bincount(owner, minlength=len(words)).astype(np.float32)
        return Reading(words, rows, squares, asked, asked_square, self.bias, self.blend, heard, pieces)

    def _part(self, cause: str) -> tuple[Floats, float]:
        """What a cause adds to each column, and its squared weight: nothing for one that was never seen."""
        found = [self.vocabulary[feature] for feature in expand_cause(cause) if feature in self.vocabulary]
        values = self.values[found]
        part = (self.weights[found].sum(axis=0), float(values @ values)) if found else _NOTHING
        if len(self._rows) >= _KEPT:
            self._rows.clear()
        self._rows[cause] = part
        return part


def clauses_of(words: list[Word]) -> list[tuple[int, int]]:
    """The clauses of a message, each as the first and last + 1 of its words."""
    starts = [at for at, word in enumerate(words) if not at or word.clause != words[at - 1].clause]
    return list(zip(starts, [*starts[1:], len(words)], strict=False))  # no words, no clauses


def owners(words: list[Word], spans: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each piece the place of the word that it belongs to: the last one that starts before the piece ends."""
    starts = np.array([word.start for word in words])
    return np.maximum(np.searchsorted(starts, spans[:, 1], side="left") - 1, 0)


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
