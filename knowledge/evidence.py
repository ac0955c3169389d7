"""Which passage is best for a question, and how sure we are that it answers: a calibrated number from 0 to 1.

Passages are ranked by what they mean, by the nearest question that they are known to answer, and by their words (BM25),
each measured against the other candidates and weighed as `python -m knowledge calibrate` found best. Such a rank says
little across questions. What speaks for an answer is how near the passage is, how much of the question it covers, and
how far it stands before the best of any other article. This is weighed, and the threshold of "not found" set, once for
articles that list customers' questions and once for bare ones.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.terms import share

Numbers = NDArray[np.float64]

WEIGHTS = Path(__file__).parent / "evidence.json"
SIGNALS = ("meaning", "asked", "height")
LEADS = tuple(f"{name}_lead" for name in SIGNALS)
WORDS = ("words", "pairs", "marks", "title", "body", "likeness")
FEATURES = (*SIGNALS, *LEADS, *WORDS)
_HEARD = ("meaning", "asked", "meaning_lead", "asked_lead")
_COVERED = ("height_lead", "words", "pairs", "marks")
# what is judged by: bare articles may have no title, and a process may have no encoder
JUDGED = {
    "asked": (*_HEARD, *_COVERED, "title", "body", "likeness"),
    "bare": (*_HEARD, *_COVERED),
    "asked-words": (*_COVERED, "title", "body", "likeness"),
    "bare-words": _COVERED,
}
_LEVEL = 1e-6  # signals that differ by less say nothing
NEAREST = 3  # how many of an article's known questions are compared


@dataclass(frozen=True)
class Signals:
    """The candidates of one question, a number for each: cosine of the passage, cosine of the nearest question that it
    answers, BM25; and the id of its article."""

    meaning: Numbers
    asked: Numbers
    height: Numbers
    article: NDArray[np.str_]

    def ranks(self, ranking: Sequence[float]) -> Numbers:
        """The weighed sum of the signals' z-scores among the candidates."""
        return np.array(ranking) @ self.standard()

    def standard(self) -> Numbers:
        """(SIGNALS, candidates): how many standard deviations above the candidates' mean."""
        rows = self._rows()
        spread = rows.std(axis=1, keepdims=True)
        scores: Numbers = (rows - rows.mean(axis=1, keepdims=True)) / np.where(spread > _LEVEL, spread, np.inf)
        return scores

    def evidence(self) -> Numbers:
        """(candidates, SIGNALS + LEADS): the signals, and how far each stands before the best of any other article."""
        rows = self._rows()
        heights = rows / np.array([[1.0], [1.0], [self.height.max() or 1.0]])  # BM25 has no unit: a share of the best
        leads = np.empty_like(heights)
        for row, lead in zip(heights, leads, strict=True):
            mine = self.article == self.article[row.argmax()]
            lead[:] = row - np.where(mine, row[~mine].max(initial=row.min()), row.max())
        return np.vstack([rows, leads]).T

    def _rows(self) -> Numbers:
        return np.stack([self.meaning, self.asked, self.height])


@dataclass(frozen=True)
class Weights:
    """What SIGNALS weigh in the ranking, a logistic model over FEATURES, and the least score that is an answer."""

    ranking: tuple[float, ...]
    coefficients: tuple[float, ...]
    intercept: float
    threshold: float

    def score(self, features: Sequence[float]) -> float:
        """The estimated chance, 0 to 1, that a passage with these features answers."""
        height = self.intercept + sum(w * x for w, x in zip(self.coefficients, features, strict=True))
        return 1 / (1 + math.exp(-max(min(height, 40.0), -40.0)))


@cache
def weights(mode: str) -> Weights:
    """The weights of a mode in JUDGED: for articles that list customers' questions or not, with an encoder or not."""
    held = json.loads(WEIGHTS.read_text(encoding="utf-8"))[mode]
    ranking = tuple(held["ranking"].get(name, 0.0) for name in SIGNALS)
    coefficients = tuple(held["coefficients"].get(name, 0.0) for name in FEATURES)
    return Weights(ranking, coefficients, held["intercept"], held["threshold"])


def worded(question: Mapping[str, float], title: str, questions: str, text: str) -> tuple[float, ...]:
    """The evidence of the words, in the order of WORDS, each 0 to 1.

    `question` weighs each term asked for by its rarity; `title`, `questions` (one a line) and `text` are the passage's
    terms as the index holds them.
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
