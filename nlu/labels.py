"""One label of many for a short text, and how surely: a linear model over its n-grams and over what it means.

It sees a text twice, as typed and folded (teencode written out, marks dropped), as character n-grams inside words and
as words and pairs of words; and once more as the encoder's vector. Few examples are enough, since the vector brings
what was learned elsewhere. A fitted model is two neutral files; `nlu.training.fitting` makes it.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlu.encoder import Kind, reader
from nlu.text import expand, fold, nfc

Floats = NDArray[np.float32]

_LONGEST = 5  # characters in an n-gram
_NUMERALS = str.maketrans("123456789", "0" * 9)


def _pieces(text: str, view: str) -> Iterator[str]:
    words = text.split()
    for word in words:
        padded = f" {word} "
        for size in range(1, _LONGEST + 1):
            for start in range(len(padded) - size + 1):
                yield view + padded[start : start + size]
        yield f"{view}={word}"
    for first, second in pairwise(words):
        yield f"{view}={first} {second}"


def pieces(text: str) -> Counter[str]:
    """The n-grams of a text with how often each occurs. Numerals count by their length, not by their value."""
    typed = nfc(text).lower().translate(_NUMERALS)
    found = Counter(_pieces(typed, "t"))
    found.update(_pieces(fold(expand(typed)), "f"))
    return found


@dataclass(frozen=True)
class Lexicon:
    """The pieces that a model knows: the place of each, and its rarity (inverse document frequency), by place."""

    places: dict[str, int]
    rarity: Floats

    def vector(self, text: str) -> tuple[NDArray[np.int32], Floats]:
        """The places and the weights, of length one, of the known pieces of a text."""
        known = [(self.places[piece], count) for piece, count in pieces(text).items() if piece in self.places]
        places = np.fromiter((place for place, _ in known), np.int32, len(known))
        values = np.fromiter((1 + math.log(count) for _, count in known), np.float32, len(known))
        values *= self.rarity[places]
        return places, values / (np.linalg.norm(values) or 1)


def softmax(scores: NDArray[np.floating], temperature: float) -> NDArray[np.floating]:
    """Scores (…, labels) as shares of one along the last axis."""
    powers = np.exp((scores - scores.max(axis=-1, keepdims=True)) / temperature)
    shares: NDArray[np.floating] = powers / powers.sum(axis=-1, keepdims=True)
    return shares


@dataclass(frozen=True)
class Meaning:
    """The encoder's part: its vectors (384) are centred and scaled, then weighed (384, labels). `encoder` is the
    version of the `reader` of the kind."""

    encoder: str
    kind: Kind
    centre: Floats
    scale: Floats
    weights: Floats

    def scores(self, vectors: Floats) -> Floats:
        """(texts, 384) → (texts, labels)."""
        return np.asarray(((vectors - self.centre) * self.scale) @ self.weights, np.float32)


@dataclass(frozen=True)
class LinearText:
    """A fitted model: `weights` is (pieces, labels). Below `threshold` an answer is more often wrong than worth giving;
    it and the temperature were learned on texts that the weights had not seen."""

    labels: tuple[str, ...]
    lexicon: Lexicon
    weights: Floats
    bias: Floats
    temperature: float
    threshold: float
    meaning: Meaning | None = None

    def probabilities(self, text: str) -> NDArray[np.floating]:
        """How likely each label is, in the order of `labels`; sums to one."""
        shares: NDArray[np.floating] = self.probabilities_of([text])[0]
        return shares

    def probabilities_of(self, texts: Sequence[str]) -> NDArray[np.floating]:
        """(texts, labels): how likely each label is; rows sum to one."""
        scores: Floats = np.empty((len(texts), len(self.labels)), np.float32)
        for row, text in enumerate(texts):
            places, values = self.lexicon.vector(text)
            scores[row] = values @ self.weights[places].astype(np.float32) + self.bias
        if self.meaning is not None and texts:
            scores += self.meaning.scores(reader(self.meaning.kind).vectors(list(texts), self.meaning.kind))
        return softmax(scores, self.temperature)

    def save(self, folder: Path) -> None:
        """Write the model into a folder as `weights.npz` and `model.json`."""
        arrays: dict[str, Any] = {"rarity": self.lexicon.rarity, "weights": self.weights, "bias": self.bias}
        words: dict[str, Any] = {
            "labels": self.labels,
            "pieces": list(self.lexicon.places),
            "temperature": self.temperature,
            "threshold": self.threshold,
            "encoder": None,
            "kind": None,
        }
        if self.meaning is not None:
            arrays |= {"centre": self.meaning.centre, "scale": self.meaning.scale, "heard": self.meaning.weights}
            words |= {"encoder": self.meaning.encoder, "kind": self.meaning.kind}
        np.savez(folder / "weights.npz", **arrays)
        (folder / "model.json").write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> LinearText:
        """Read what `save` wrote. Raises ValueError where the model was made with another encoder than is in use."""
        words = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        if words["encoder"] and words["encoder"] != (here := reader(words["kind"]).version):
            raise ValueError(f"made with {words['encoder']}, and {here} is in use: train it again")
        with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
            return cls(
                labels=tuple(words["labels"]),
                lexicon=Lexicon({piece: place for place, piece in enumerate(words["pieces"])}, arrays["rarity"]),
                weights=arrays["weights"],
                bias=arrays["bias"],
                temperature=words["temperature"],
                threshold=words["threshold"],
                meaning=Meaning(words["encoder"], words["kind"], arrays["centre"], arrays["scale"], arrays["heard"])
                if words["encoder"]
                else None,
            )
