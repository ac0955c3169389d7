"""How sure we are that a passage answers a question: a calibrated number from 0 to 1.

BM25 finds candidates but its height says nothing across questions. What speaks for a passage is how much of the
question it covers, how near the question is to those that customers are known to ask, and how it stands beside the best
match. `python -m knowledge calibrate` weighs these and sets the threshold of "not found": once for articles that list
customers' questions and once for bare ones.
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
FEATURES = ("words", "pairs", "marks", "title", "body", "likeness", "lead")
BARE = ("words", "pairs", "marks", "body", "lead")  # what is weighed where an article lists no questions
NEAREST = 3  # how many of an article's known questions are compared


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
def weights(asked: bool) -> Weights:
    """The weights in use for articles with (`asked`) or without customers' questions."""
    held = json.loads(WEIGHTS.read_text(encoding="utf-8"))["asked" if asked else "bare"]
    coefficients = tuple(held["coefficients"].get(name, 0.0) for name in FEATURES)
    return Weights(coefficients, held["intercept"], held["threshold"])


def features(question: Mapping[str, float], title: str, questions: str, text: str, lead: float) -> tuple[float, ...]:
    """The evidence, in the order of FEATURES, each 0 to 1.

    `question` weighs each term asked for by its rarity; `title`, `questions` (one a line) and `text` are the passage's
    terms as the index holds them; `lead` is its BM25 as a share of the best candidate's.
    """
    singles = {term: rare for term, rare in question.items() if "_" not in term and "=" not in term}
    doubles = {term: rare for term, rare in question.items() if "_" in term} or singles
    marked = {term: rare for term, rare in question.items() if "=" in term} or singles
    head, body = set(title.split()), set(text.split())
    whole = head | body | set(questions.split())
    near = sorted((_likeness(singles, line) for line in (title, *questions.splitlines()) if line), reverse=True)
    return (
        share(whole, singles),
        share(whole, doubles),
        share(whole, marked),
        share(head, singles),
        share(body, singles),
        sum(near[:NEAREST]) / NEAREST,
        lead,
    )


def _likeness(question: Mapping[str, float], line: str) -> float:
    """Dice's coefficient of the words of both, a word that only the line has weighing as the question's average one."""
    words = {term for term in line.split() if "_" not in term and "=" not in term}
    if not question:
        return 0.0
    whole = sum(question.values())
    both = sum(question[word] for word in words & question.keys())
    foreign = len(words - question.keys()) * whole / len(question)
    return 2 * both / (whole + both + foreign)
