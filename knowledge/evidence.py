"""How sure we are that a passage answers a question: a calibrated number from 0 to 1.

BM25 finds candidates but its height says nothing across questions. What speaks for a passage is how much of the question
it covers, how near the question is to one that customers are known to ask, and its BM25 per unit of the question's
weight. `knowledge calibrate` weighs these on questions with known answers and sets the threshold for "not found".
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from knowledge.terms import share

WEIGHTS = Path(__file__).parent / "evidence.json"
FEATURES = ("words", "pairs", "body", "likeness", "bm25")


@dataclass(frozen=True)
class Weights:
    """A logistic model over FEATURES and the least score that counts as an answer."""

    coefficients: tuple[float, ...]
    intercept: float
    threshold: float

    def score(self, features: tuple[float, ...]) -> float:
        """The estimated chance, 0 to 1, that a passage with these features answers."""
        height = self.intercept + sum(w * x for w, x in zip(self.coefficients, features, strict=True))
        return 1 / (1 + math.exp(-height))


@cache
def weights() -> Weights:
    """The weights in use."""
    held = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return Weights(tuple(held["coefficients"][name] for name in FEATURES), held["intercept"], held["threshold"])


def features(
    question: Mapping[str, float], title: str, questions: str, body: str, bm25: float
) -> tuple[float, ...]:
    """The evidence, in the order of FEATURES.

    `question` weighs each term asked for by its rarity; `title`, `questions` (one a line) and `body` are the passage's
    terms as the index holds them; `bm25` is the height of the match, greater is better.
    """
    singles = {term: rare for term, rare in question.items() if "_" not in term}
    doubles = {term: rare for term, rare in question.items() if "_" in term} or singles
    here = {*title.split(), *body.split()}
    whole = here.union(questions.split())
    asked = [line.split() for line in (title, *questions.splitlines()) if line]
    return (
        share(whole, singles),
        share(whole, doubles),
        share(here, singles),
        max((_likeness(question, line) for line in asked), default=0.0),
        bm25 / sum(question.values()),
    )


def _likeness(question: Mapping[str, float], line: list[str]) -> float:
    """Dice's coefficient of the two sets of terms, terms that only the line has weighing as an average one."""
    common = set(line) & question.keys()
    whole = sum(question.values())
    average = whole / len(question)
    both = sum(question[term] for term in common)
    return 2 * both / (whole + both + average * (len(set(line)) - len(common)))
