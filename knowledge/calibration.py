"""Weigh the evidence and set the thresholds of "not found" on questions whose answer is known.

Customers' questions in the front matter are held aside in turn and asked of the articles without them;
`unanswerable.jsonl` holds questions that no article answers. For bare articles all of the front matter's questions are
held aside at once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from knowledge.articles import ARTICLES, Article, read_all
from knowledge.evidence import BARE, FEATURES, WEIGHTS, weights
from knowledge.index import Candidate, Index, write

UNANSWERABLE = Path(__file__).parent / "unanswerable.jsonl"
ANSWERABLE = 0.75  # share of the questions that reach the search and that the articles answer
PARTS = 4  # a quarter of an article's questions is held aside at a time


@dataclass(frozen=True)
class Asked:
    """A question with its language and the id of the article that answers it, None where none does."""

    query: str
    lang: str
    article: str | None


@dataclass(frozen=True)
class Report:
    """What cross-validation says: the share of questions whose best candidate is from the right article (`first`), the
    share answered from it and from another, and the share of unanswerable ones that get no answer."""

    first: float
    answered: float
    wrong: float
    refused: float
    threshold: float

    @property
    def worth(self) -> float:
        """What the threshold is chosen by: a right answer counts 1, a wrong one -1, none nothing."""
        return ANSWERABLE * (self.answered - self.wrong) - (1 - ANSWERABLE) * (1 - self.refused)


def read_questions(path: Path) -> list[Asked]:
    """The questions of a file with one JSON object a line: query, lang, article (absent or null: none answers)."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [Asked(row["query"], row["lang"], row.get("article")) for row in map(json.loads, lines)]


def calibrate(out: Path = WEIGHTS) -> dict[str, Report]:
    """Fit the weights for articles with questions ("asked") and without ("bare") and write them to `out`."""
    articles, foreign = read_all(ARTICLES), read_questions(UNANSWERABLE)
    quarters = [list(_held_aside(articles, part)) for part in range(PARTS)]
    parts = {"asked": quarters, "bare": [list(_held_aside(articles))]}
    held, reports = {}, {}
    with TemporaryDirectory() as folder:
        for name, views in parts.items():
            tried = [pair for view in views for pair in _ask(view, foreign, Path(folder) / "index")]
            held[name], reports[name] = _fit(tried, FEATURES if name == "asked" else BARE)
    out.write_text(json.dumps(held, indent=2) + "\n", encoding="utf-8")
    weights.cache_clear()
    return reports


def _held_aside(articles: Iterable[Article], part: int | None = None) -> Iterator[tuple[Article, tuple[str, ...]]]:
    """Each article without a quarter of its questions (without all of them for no `part`), and those."""
    for article in articles:
        aside = article.questions[part::PARTS] if part is not None else article.questions
        yield replace(article, questions=tuple(q for q in article.questions if q not in aside)), aside


def _ask(
    view: list[tuple[Article, tuple[str, ...]]], foreign: list[Asked], path: Path
) -> Iterator[tuple[Asked, list[Candidate]]]:
    write([article for article, _ in view], path)
    index = Index.open(path)
    known = [Asked(query, article.lang, article.id) for article, aside in view for query in aside]
    yield from ((asked, index.candidates(asked.query, asked.lang)) for asked in known + foreign)
    index.close()


def _fit(tried: list[tuple[Asked, list[Candidate]]], used: tuple[str, ...]) -> tuple[dict[str, object], Report]:
    places = [FEATURES.index(name) for name in used]
    rows = [(n, c.features, c.hit.article_id == a.article) for n, (a, found) in enumerate(tried) for c in found]
    x, y = np.array([row[1] for row in rows])[:, places], np.array([row[2] for row in rows])
    number = {query: n for n, query in enumerate(dict.fromkeys(asked.query for asked, _ in tried))}
    groups = [number[tried[row[0]][0].query] for row in rows]
    model = LogisticRegression(C=10, max_iter=3000)
    scores = cross_val_predict(model, x, y, groups=groups, cv=GroupKFold(5), method="predict_proba")[:, 1]
    model.fit(x, y)
    report = _report(tried, [row[0] for row in rows], scores, y)
    coefficients = dict(zip(used, model.coef_[0].round(4).tolist(), strict=True))
    intercept = round(float(model.intercept_[0]), 4)
    return {"coefficients": coefficients, "intercept": intercept, "threshold": report.threshold}, report


def _report(
    tried: list[tuple[Asked, list[Candidate]]],
    owners: list[int],
    scores: NDArray[np.float64],
    labels: NDArray[np.bool_],
) -> Report:
    """The threshold of most worth, and the shares there."""
    best: dict[int, tuple[float, bool]] = {}
    for owner, score, label in zip(owners, scores.tolist(), labels.tolist(), strict=True):
        best[owner] = max(best.get(owner, (0.0, False)), (score, label))
    known = [best.get(n, (0.0, False)) for n, (asked, _) in enumerate(tried) if asked.article]
    foreign = [best.get(n, (0.0, False))[0] for n, (asked, _) in enumerate(tried) if not asked.article]

    def report(least: float) -> Report:
        return Report(
            first=sum(right for _, right in known) / len(known),
            answered=sum(right and score >= least for score, right in known) / len(known),
            wrong=sum(score >= least and not right for score, right in known) / len(known),
            refused=sum(score < least for score in foreign) / len(foreign),
            threshold=least,
        )

    return max((report(step / 100) for step in range(2, 98)), key=lambda r: r.worth)
