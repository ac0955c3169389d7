"""What the encoder hears, and how much it is to be believed beside the words.

Each head gets weights over the encoder's mean state, fitted on the messages that the encoder was shown. How much the
words and the encoder count is fitted on the others (examples.held_back), which neither had seen: the words' scores come
from cross-validation. Each head learns one weight for either and a bias for each label.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression, Ridge

from nlu.training.heads import Fitted, threshold
from nlu.training.matrix import Array

Places = NDArray[np.int64]

_CALM = 1e-3  # how strongly the biases are held to zero
_TRUST = 0.3  # the logistic regressions' C over standardised states
_STRETCH = 3.0


@dataclass
class Blended:
    """One head's share of a nlu.linear.Blend: (labels, labels), (384, labels), (labels,), and its offsets."""

    mixing: Array
    weights: Array
    bias: Array
    offsets: list[float]


def blend(head: Fitted, places: Places, states: Array, strangers: NDArray[np.bool_]) -> Blended:
    """The blend of a head. `places` are those of its rows that the encoder has read, `states` (places, 384) what it
    hears in them, `strangers` which of them it had not been shown in its training."""
    said, goals = head.unseen[places], head.goals[places]
    weights, bias = _heard(head, states[~strangers], goals[~strangers])
    heard = states[strangers] @ weights + bias
    said, goals = said[strangers], goals[strangers]
    loss, width = (_yes_loss, 1) if head.shape == "many" else (_one_loss, len(head.labels))
    if head.shape == "number":
        ridge = Ridge(alpha=1.0).fit(np.hstack([said, heard]), goals[:, 0])
        of_words, of_states, shift = ridge.coef_[0], ridge.coef_[1], np.array([ridge.intercept_])
    else:
        of_words, of_states, shift = _fit(said, heard, goals if width == 1 else goals[:, 0].astype(int), loss, width)
    blended = of_words * said + of_states * heard + shift
    return Blended(
        np.eye(len(head.labels)) * of_words,
        of_states * weights,
        of_states * bias + np.broadcast_to(shift, len(head.labels)),
        [threshold(blended, goals)] if head.shape == "many" else head.offsets,
    )


def _heard(head: Fitted, states: Array, goals: Array) -> tuple[Array, Array]:
    """Weights (384, labels) and bias over the mean state."""
    centre, scale = states.mean(axis=0), _STRETCH / np.maximum(states.std(axis=0), 1e-6) / states.shape[1] ** 0.5
    rows = (states - centre) * scale
    if head.shape == "number":
        ridge = Ridge(alpha=30.0).fit(rows, goals[:, 0])
        columns, bias = ridge.coef_[:, None], np.array([ridge.intercept_])
    elif head.shape == "many":
        columns, bias = np.zeros((rows.shape[1], goals.shape[1])), np.full(goals.shape[1], -5.0)
        for label in range(goals.shape[1]):
            if 0 < goals[:, label].sum() < len(goals):
                model = LogisticRegression(C=_TRUST, max_iter=300).fit(rows, goals[:, label] > 0)
                columns[:, label], bias[label] = model.coef_[0], model.intercept_[0]
    else:
        model = LogisticRegression(C=_TRUST, max_iter=300).fit(rows, goals[:, 0].astype(int))
        columns, bias = np.zeros((rows.shape[1], len(head.labels))), np.full(len(head.labels), -5.0)
        columns[:, model.classes_], bias[model.classes_] = model.coef_.T, model.intercept_
    weights = columns * scale[:, None]
    return weights, bias - centre @ weights


def _fit(said: Array, heard: Array, goals: Array, loss: Any, width: int) -> tuple[float, float, Array]:
    def cost(values: Array) -> float:
        scores = values[0] * said + values[1] * heard + values[2:]
        return float(loss(scores, goals) + _CALM * (values[2:] ** 2).sum())

    best = minimize(cost, np.concatenate([[0.5, 0.5], np.zeros(width)]), method="L-BFGS-B").x
    return float(best[0]), float(best[1]), best[2:]


def _one_loss(scores: Array, truth: Array) -> float:
    top = scores.max(axis=1, keepdims=True)
    logs = scores - top - np.log(np.exp(scores - top).sum(axis=1, keepdims=True))
    return float(-logs[np.arange(len(truth)), truth].mean())


def _yes_loss(scores: Array, truth: Array) -> float:
    return float((np.logaddexp(0, scores) - truth * scores).mean())
