"""Fitting a LinearText: weights on every text and its unmarked twin, then confidence on texts that were held back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack
from sklearn.svm import LinearSVC

from nlu.encoder import Encoder, Kind
from nlu.labels import Floats, Lexicon, LinearText, Meaning, pieces, softmax
from nlu.text import fold, nfc

_FOLDS = 4
_MANY = 25_000  # texts from which on a piece must occur twice to be kept
# what a standardised number of the vector may weigh beside the n-grams, whose row has length one
_HEARD = (0.03, 0.05, 0.08)


def twins(text: str) -> list[str]:
    """The text as it was written and, where that differs, as it is typed without marks."""
    plain = fold(text)
    return [text] if plain == nfc(text).lower() else [text, plain]


def fit(
    texts: Sequence[str],
    labels: Sequence[str],
    strength: float,
    cost: float,
    encoder: Encoder | None = None,
    kind: Kind = "query",
) -> LinearText:
    """A model of which label each text has.

    `strength` is the SVM's C; `cost` is what a wrong answer costs against what a right one is worth. The encoder is the
    `reader` of the kind; without one the n-grams decide alone. Raises ValueError with fewer than two labels.
    """
    names = tuple(sorted(set(labels)))
    if len(names) < 2:
        raise ValueError("labels can be told apart only where there are two of them")
    owner = [place for place, text in enumerate(texts) for _ in twins(text)]
    written = [twin for text in texts for twin in twins(text)]
    goal = np.array([names.index(labels[place]) for place in owner])

    lexicon = _lexicon(written)
    said = _matrix(written, lexicon)
    centre, scale = np.zeros(0, np.float32), np.zeros(0, np.float32)
    heard = np.zeros((len(written), 0), np.float32)
    if encoder is not None:
        heard = encoder.vectors(written, kind)
        centre, scale = heard.mean(axis=0), 1 / np.maximum(heard.std(axis=0), 1e-6)
        heard = (heard - centre) * scale

    # confidence, and what the vector weighs, are learned on a quarter of the texts by weights that had not seen them
    held = _folds(labels)[owner] == 0
    tried: dict[float, NDArray[np.floating]] = {}
    for share in _HEARD if encoder is not None else (0.0,):
        rows = _beside(said, heard * share)
        weights, bias = _weights(rows[~held], goal[~held], len(names), strength)
        tried[share] = rows[held] @ weights + bias
    share = max(tried, key=lambda share: (np.mean(tried[share].argmax(axis=1) == goal[held]), -share))
    unseen = tried[share]
    temperature = _temperature(unseen, goal[held])
    threshold = _threshold(softmax(unseen, temperature), goal[held], cost)

    weights, bias = _weights(_beside(said, heard * share), goal, len(names), strength)
    width = len(lexicon.places)
    meaning = None
    if encoder is not None:
        meaning = Meaning(encoder.version, kind, centre, (scale * share).astype(np.float32), weights[width:])
    return LinearText(names, lexicon, weights[:width].astype(np.float16), bias, temperature, threshold, meaning)


def _beside(said: csr_matrix, heard: Floats) -> csr_matrix:
    """The n-grams' columns and the vector's in one matrix."""
    return hstack([said, csr_matrix(heard)], format="csr") if heard.shape[1] else said


def _folds(labels: Sequence[str]) -> NDArray[np.int64]:
    """A fold for each text, so that each fold has its share of each label."""
    seen: Counter[str] = Counter()
    folds = []
    for label in labels:
        folds.append(seen[label] % _FOLDS)
        seen[label] += 1
    return np.array(folds)


def _lexicon(texts: Sequence[str]) -> Lexicon:
    texts_with = Counter(piece for text in texts for piece in pieces(text))
    least = 2 if len(texts) > _MANY else 1
    kept = sorted(piece for piece, count in texts_with.items() if count >= least)
    counts = np.array([texts_with[piece] for piece in kept])
    rarity = np.log((1 + len(texts)) / (1 + counts)) + 1
    return Lexicon({piece: place for place, piece in enumerate(kept)}, rarity.astype(np.float32))


def _matrix(texts: Sequence[str], lexicon: Lexicon) -> csr_matrix:
    vectors = [lexicon.vector(text) for text in texts]
    ends = np.cumsum([0, *(len(places) for places, _ in vectors)])
    places = np.concatenate([places for places, _ in vectors])
    values = np.concatenate([values for _, values in vectors])
    return csr_matrix((values, places, ends), shape=(len(texts), len(lexicon.places)))


def _weights(rows: csr_matrix, goal: NDArray[np.int64], width: int, strength: float) -> tuple[Floats, Floats]:
    """Weights (pieces, labels) and bias of a one-against-rest SVM; a label without texts here scores lowest."""
    machine = LinearSVC(C=strength, class_weight="balanced", tol=1e-2, max_iter=300).fit(rows, goal)
    coefficients, intercepts = machine.coef_, machine.intercept_
    if len(machine.classes_) == 2:
        coefficients, intercepts = np.vstack([-coefficients, coefficients]), np.array([-intercepts[0], intercepts[0]])
    weights = np.zeros((rows.shape[1], width), np.float32)
    bias = np.full(width, -1.0, np.float32)
    weights[:, machine.classes_] = coefficients.T
    bias[machine.classes_] = intercepts
    return weights, bias


def _temperature(scores: NDArray[np.floating], goal: NDArray[np.int64]) -> float:
    """The temperature at which the softmax of unseen scores says the truth with most likelihood (Guo et al. 2017)."""

    def surprise(logarithm: float) -> float:
        shares = softmax(scores, float(np.exp(logarithm)))
        return float(-np.log(shares[np.arange(len(goal)), goal] + 1e-12).mean())

    return float(np.exp(minimize_scalar(surprise, bounds=(-5, 3), method="bounded").x))


def _threshold(shares: NDArray[np.floating], goal: NDArray[np.int64], cost: float) -> float:
    """The confidence from which on answers are worth most: one for a right answer, less `cost` for a wrong one."""
    surest = shares.max(axis=1)
    worth = np.where(shares.argmax(axis=1) == goal, 1.0, -cost)
    order = np.argsort(-surest)
    gains = np.cumsum(worth[order])
    return float(surest[order][int(gains.argmax())])
