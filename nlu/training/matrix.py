"""Texts as rows of a sparse matrix, exactly as nlu.linear reads them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from nlu.linear import expand_cause, features_of, question_of
from nlu.phrases import KIND
from nlu.words import ASKED, words_of

Causes = list[str]

# What a character n-gram, a word or pair, a kind of phrase, and a word of the question weigh.
GRAM, WORD, PHRASE, QUESTION = 0.5, 1.0, 3.0, 0.7

_features = lru_cache(maxsize=200_000)(expand_cause)


def causes(text: str, context: str | None) -> tuple[list[Causes], Causes]:
    """The causes of each clause of a message, and those of its question."""
    words = words_of(text)
    clauses: list[Causes] = [[] for _ in range(words[-1].clause + 1 if words else 1)]
    for word, found in zip(words, features_of(words), strict=True):
        clauses[word.clause].extend(found)
    return [clause for clause in clauses if clause] or [[]], question_of(context)


class Vocabulary:
    """The features seen in at least two messages, and what each counts: the weight of its kind times its rarity."""

    def __init__(self, texts: Sequence[Iterable[str]], groups: Sequence[int], least: int = 2) -> None:
        """`texts` are causes; `groups` says which message each is a twin of."""
        seen: dict[str, set[int]] = {}
        for row, group in zip(texts, groups, strict=True):
            for cause in set(row):
                for feature in _features(cause):
                    seen.setdefault(feature, set()).add(group)
        total = len(set(groups))
        counts = Counter({feature: len(messages) for feature, messages in seen.items()})
        self.features = sorted(feature for feature, count in counts.items() if count >= least)
        self.rows = {feature: row for row, feature in enumerate(self.features)}
        self.values = np.array(
            [_kind(feature) * (math.log((1 + total) / (1 + counts[feature])) + 1) for feature in self.features],
            np.float32,
        )

    def matrix(self, texts: Sequence[Iterable[str]]) -> csr_matrix:
        """One row of unit weight for each text."""
        data: list[float] = []
        columns: list[int] = []
        ends = [0]
        values = self.values.tolist()
        for row in texts:
            found = [at for cause in row for feature in _features(cause) if (at := self.rows.get(feature)) is not None]
            weight = max(sum(values[at] ** 2 for at in found), 1e-9) ** 0.5
            columns.extend(found)
            data.extend(values[at] / weight for at in found)
            ends.append(len(columns))
        result = csr_matrix((np.array(data), np.array(columns), np.array(ends)), shape=(len(texts), len(self.features)))
        result.sum_duplicates()
        return result


def _kind(feature: str) -> float:
    if KIND in feature:
        return PHRASE
    if feature[0] == "." and len(feature) > 2:
        return GRAM
    return QUESTION if feature[0] == ASKED and len(feature) > 1 else WORD


Array = NDArray[np.float64]
