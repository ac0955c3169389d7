"""Linear heads fitted to a matrix, calibrated on predictions for messages they had not seen.

Each head ends as (weights, bias): columns whose softmax or logistic function is a calibrated probability.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import f1_score
from sklearn.svm import LinearSVC

from nlu.training.matrix import Array

FOLDS = 5
FAVOUR = 0.25


@dataclass
class Fitted:
    """A head ready to be written: columns of weights (features × labels), and when to decide."""

    name: str
    labels: list[str]
    weights: Array
    bias: Array
    offsets: list[float]
    unseen: Array  # calibrated scores of every row by models that had not seen its message


def folds_of(groups: Sequence[int]) -> Array:
    """A fold for each row; twins of a message stay together."""
    shuffled = np.random.default_rng(7).permutation(max(groups) + 1) % FOLDS
    result: Array = shuffled[np.asarray(groups)]
    return result


def choose_one(
    name: str,
    x: csr_matrix,
    y: Sequence[str],
    labels: list[str],
    folds: Array,
    strength: float,
    even: bool = True,
) -> Fitted:
    """One label of several. `even`: rare labels are favoured a little, so that they are heard too."""
    truth = np.array([labels.index(label) for label in y])
    unseen = np.zeros((x.shape[0], len(labels)))
    for fold in range(FOLDS):
        weights, bias = _one_against_rest(x[folds != fold], truth[folds != fold], len(labels), strength)
        unseen[folds == fold] = x[folds == fold] @ weights + bias
    weights, bias = _one_against_rest(x, truth, len(labels), strength)
    mixing, shift = _calibration(unseen, truth, len(labels))
    calibrated = unseen @ mixing + shift
    offsets = _offsets(truth, len(labels)) if even else [0.0] * len(labels)
    return Fitted(name, labels, weights @ mixing, bias @ mixing + shift, offsets, calibrated)


def judge(name: str, x: csr_matrix, y: Sequence[bool], folds: Array, strength: float) -> Fitted:
    """Yes or no. The offset is the probability from which on it is yes, learned for the F1."""
    return judge_many(name, [name], x, np.asarray(y)[:, None], folds, strength)


def judge_many(name: str, labels: list[str], x: csr_matrix, y: Array, folds: Array, strength: float) -> Fitted:
    """Any of several labels: y is rows × labels of 0 and 1. One offset for all, learned for the micro F1."""
    unseen = np.full(y.shape, -1.0)
    weights, bias = np.zeros((x.shape[1], y.shape[1])), np.full(y.shape[1], -1.0)
    for column in range(y.shape[1]):
        for fold in range(FOLDS):
            train = folds != fold
            if y[train, column].any():
                part, shift = _binary(x[train], y[train, column], strength)
                unseen[folds == fold, column] = x[folds == fold] @ part + shift
        if y[:, column].any():
            weights[:, column], bias[column] = _binary(x, y[:, column], strength)
    platt = LogisticRegression(C=100.0).fit(unseen.reshape(-1, 1), y.reshape(-1).astype(int))
    slope, shift = float(platt.coef_[0, 0]), float(platt.intercept_[0])
    calibrated = unseen * slope + shift
    chances = 1 / (1 + np.exp(-calibrated))
    steps = np.linspace(0.1, 0.8, 71)
    best = max(steps, key=lambda step: f1_score(y.reshape(-1) > 0, chances.reshape(-1) >= step))
    return Fitted(name, labels, weights * slope, bias * slope + shift, [float(best)], calibrated)


def measure(name: str, x: csr_matrix, y: Sequence[float], alpha: float = 1.0) -> Fitted:
    """A number."""
    ridge = Ridge(alpha=alpha, solver="sparse_cg").fit(x, np.asarray(y, float))
    return Fitted(name, [name], ridge.coef_[:, None], np.array([ridge.intercept_]), [], np.zeros((0, 1)))


def _binary(x: csr_matrix, y: Array, strength: float) -> tuple[Array, float]:
    model = LinearSVC(C=strength, class_weight="balanced", tol=1e-3, random_state=0).fit(x, y > 0)
    return model.coef_[0], float(model.intercept_[0])


def _one_against_rest(x: csr_matrix, y: Array, count: int, strength: float) -> tuple[Array, Array]:
    columns = [_binary(x, y == label, strength) for label in range(count)]
    return np.stack([weights for weights, _ in columns], axis=1), np.array([bias for _, bias in columns])


def _calibration(scores: Array, truth: Array, count: int) -> tuple[Array, Array]:
    """Scores × mixing + shift are logits of probabilities (matrix scaling, Guo et al. 2017, regularised)."""
    model = LogisticRegression(C=1.0, max_iter=1000).fit(scores, truth)
    return model.coef_.T, model.intercept_


def _offsets(truth: Array, count: int) -> list[float]:
    """What favours rare labels: a quarter of the logarithm of how rare they are (Menon et al. 2021, logit adjustment).

    In nested cross-validation it was better than none, and than a search for the best macro F1, which overfits.
    """
    share = np.bincount(truth, minlength=count) / len(truth)
    return [round(float(offset), 3) for offset in -FAVOUR * np.log(np.maximum(share * count, 1e-3))]
