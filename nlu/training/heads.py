"""Linear heads fitted to a matrix, calibrated on predictions for messages they had not seen.

Each head ends as (weights, bias): columns whose softmax or logistic function is a calibrated probability.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from joblib import Parallel, delayed
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import f1_score
from sklearn.svm import LinearSVC

from nlu.training.matrix import Array

FOLDS = 5
FAVOUR = 0.25
Shape = Literal["one", "many", "number"]  # one label of several, any of several, a number


@dataclass
class Fitted:
    """A head ready to be written: columns of weights (features × labels), and when to decide.

    `rows` are the places of the texts that it was fitted on, `goals` what is true of them, `unseen` the calibrated
    scores of each by models that had not seen its message.
    """

    name: str
    shape: Shape
    labels: list[str]
    weights: Array
    bias: Array
    offsets: list[float]
    rows: list[int]
    goals: Array
    unseen: Array


def folds_of(groups: Sequence[int]) -> Array:
    """A fold for each row; twins of a message stay together."""
    shuffled = np.random.default_rng(7).permutation(max(groups) + 1) % FOLDS
    result: Array = shuffled[np.asarray(groups)]
    return result


def choose_one(
    name: str,
    x: csr_matrix,
    y: Sequence[str | None],
    labels: list[str],
    folds: Array,
    strength: float,
    even: bool = True,
) -> Fitted:
    """One label of several; rows whose label is None were not labelled. `even`: rare labels are favoured a little, so
    that they are heard too."""
    rows = [row for row, label in enumerate(y) if label is not None]
    x, folds = x[rows], folds[rows]
    truth = np.array([labels.index(str(y[row])) for row in rows])
    unseen = np.zeros((len(rows), len(labels)))
    for fold in range(FOLDS):
        weights, bias = _one_against_rest(x[folds != fold], truth[folds != fold], len(labels), strength)
        unseen[folds == fold] = x[folds == fold] @ weights + bias
    weights, bias = _one_against_rest(x, truth, len(labels), strength)
    mixing, shift = _calibration(unseen, truth, len(labels))
    calibrated = unseen @ mixing + shift
    offsets = evened(truth, len(labels)) if even else [0.0] * len(labels)
    return Fitted(
        name, "one", labels, weights @ mixing, bias @ mixing + shift, offsets, rows, truth[:, None], calibrated
    )


def judge(name: str, x: csr_matrix, y: Sequence[bool | None], folds: Array, strength: float) -> Fitted:
    """Yes or no; None was not labelled. The offset is the probability from which on it is yes, learned for the F1."""
    rows = [row for row, value in enumerate(y) if value is not None]
    goals = np.array([[float(bool(y[row]))] for row in rows])
    found = judge_many(name, [name], x[rows], goals, folds[rows], strength)
    found.rows = rows
    return found


def judge_many(
    name: str, labels: list[str], x: csr_matrix, y: Array, folds: Array, strength: float, balanced: bool = True
) -> Fitted:
    """Any of several labels: y is rows × labels of 0 and 1. One offset for all, learned for the micro F1. `balanced`:
    the yes of a label weighs as much as all its noes, which helps one that is common and hurts many rare ones."""
    columns = Parallel(n_jobs=-1)(delayed(_column)(x, y[:, at], folds, strength, balanced) for at in range(y.shape[1]))
    unseen, weights = (np.stack([column[at] for column in columns], axis=1) for at in (0, 1))
    bias = np.array([column[2] for column in columns])
    platt = LogisticRegression(C=100.0).fit(unseen.reshape(-1, 1), y.reshape(-1).astype(int))
    slope, shift = float(platt.coef_[0, 0]), float(platt.intercept_[0])
    calibrated = unseen * slope + shift
    return Fitted(
        name, "many", labels, weights * slope, bias * slope + shift, [threshold(calibrated, y)], list(range(len(y))), y,
        calibrated,
    )  # fmt: skip


def _column(x: csr_matrix, y: Array, folds: Array, strength: float, balanced: bool) -> tuple[Array, Array, float]:
    """Of one label: the scores of each row by a model that had not seen it, and the weights and bias of all."""
    unseen = np.full(len(y), -1.0)
    for fold in range(FOLDS):
        train = folds != fold
        if y[train].any():
            part, shift = _binary(x[train], y[train], strength, balanced)
            unseen[folds == fold] = x[folds == fold] @ part + shift
    if not y.any():
        return unseen, np.zeros(x.shape[1]), -1.0
    return unseen, *_binary(x, y, strength, balanced)


def measure(name: str, x: csr_matrix, y: Sequence[float | None], folds: Array, alpha: float = 1.0) -> Fitted:
    """A number; None was not labelled."""
    rows = [row for row, value in enumerate(y) if value is not None]
    goals = np.array([float(y[row] or 0) for row in rows])
    x, folds = x[rows], folds[rows]
    unseen = np.zeros((len(rows), 1))
    for fold in range(FOLDS):
        part = Ridge(alpha=alpha, solver="sparse_cg").fit(x[folds != fold], goals[folds != fold])
        unseen[folds == fold, 0] = part.predict(x[folds == fold])
    ridge = Ridge(alpha=alpha, solver="sparse_cg").fit(x, goals)
    return Fitted(
        name, "number", [name], ridge.coef_[:, None], np.array([ridge.intercept_]), [], rows, goals[:, None], unseen
    )


def threshold(scores: Array, truth: Array) -> float:
    """The probability from which on yes gives the best (micro) F1."""
    chances = 1 / (1 + np.exp(-scores.reshape(-1)))
    steps = np.linspace(0.1, 0.8, 71)
    return float(max(steps, key=lambda step: f1_score(truth.reshape(-1) > 0, chances >= step)))


def evened(truth: Array, count: int) -> list[float]:
    """What favours rare labels: a quarter of the logarithm of how rare they are (Menon et al. 2021, logit adjustment).

    In nested cross-validation it was better than none, and than a search for the best macro F1, which overfits.
    """
    share = np.bincount(truth.astype(int), minlength=count) / len(truth)
    return [round(float(offset), 3) for offset in -FAVOUR * np.log(np.maximum(share * count, 1e-3))]


def _binary(x: csr_matrix, y: Array, strength: float, balanced: bool = True) -> tuple[Array, float]:
    weight = "balanced" if balanced else None
    model = LinearSVC(C=strength, class_weight=weight, tol=1e-3, random_state=0).fit(x, y > 0)
    return model.coef_[0], float(model.intercept_[0])


def _one_against_rest(x: csr_matrix, y: Array, count: int, strength: float) -> tuple[Array, Array]:
    columns = Parallel(n_jobs=-1)(delayed(_binary)(x, y == label, strength) for label in range(count))
    return np.stack([weights for weights, _ in columns], axis=1), np.array([bias for _, bias in columns])


def _calibration(scores: Array, truth: Array, count: int) -> tuple[Array, Array]:
    """Scores × mixing + shift are logits of probabilities (matrix scaling, Guo et al. 2017, regularised)."""
    model = LogisticRegression(C=1.0, max_iter=1000).fit(scores, truth)
    if count == 2:
        return np.hstack([np.zeros((2, 1)), model.coef_.T]), np.array([0.0, model.intercept_[0]])
    return model.coef_.T, model.intercept_
