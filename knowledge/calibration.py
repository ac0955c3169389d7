"""Weigh the evidence and set the thresholds of "not found" on questions whose answer is known.

Customers' questions in the front matter are held aside in turn and asked of the articles without them;
`unanswerable.jsonl` holds questions that no article answers. For bare articles all of the front matter's questions are
held aside at once, and the help pages of another trade (`elsewhere.yml`) are asked too, so that what is learnt holds
for folders that nobody has seen, small ones among them. Every question is asked as it was typed and without its marks.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import yaml
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from knowledge.articles import ARTICLES, Article, read_all
from knowledge.evidence import FEATURES, JUDGED, SIGNALS, WEIGHTS, Weights, weights
from knowledge.index import Candidate, Index, Pool
from knowledge.meaning import prepare
from knowledge.scoring import Asked, read_questions
from knowledge.storage import write
from nlu.text import fold

UNANSWERABLE = Path(__file__).parent / "unanswerable.jsonl"
ELSEWHERE = Path(__file__).parent / "elsewhere.yml"
FEW = 6  # articles in a small folder
PARTS = 4  # a quarter of an article's questions is held aside at a time
STEPS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0)  # weights tried in the ranking, beside 1 for the passage's own meaning
LEVEL = STEPS[4:]  # BM25 never weighs less than meaning, which misleads without marks


@dataclass(frozen=True)
class Stakes:
    """What a threshold is chosen for: the share of questions that have an answer, and what a wrong answer costs where a
    right one counts 1 and none nothing."""

    answerable: float
    wrong: float


# The company's customers ask the bot anything, and it must not talk nonsense. Whoever searches another folder mostly
# knows what is in it, and would rather read a doubtful passage than none.
STAKES = {"asked": Stakes(0.65, 1.25), "bare": Stakes(0.80, 0.3)}


@dataclass(frozen=True)
class Report:
    """What cross-validation says: the share of questions whose best candidate is from the right article (`first`), the
    share answered from it and from another, and the share of unanswerable ones that get no answer."""

    first: float
    answered: float
    wrong: float
    refused: float
    threshold: float

    def worth(self, stakes: Stakes) -> float:
        """What the threshold is chosen by; an answer to what has none is always quite wrong."""
        known = self.answered - stakes.wrong * self.wrong
        return stakes.answerable * known - (1 - stakes.answerable) * (1 - self.refused)


@dataclass(frozen=True)
class View:
    """Articles, and questions to ask of them."""

    articles: list[Article]
    questions: list[Asked]


def elsewhere(path: Path = ELSEWHERE) -> View:
    """Help pages that are one question and its answer each, and how customers ask them."""
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    return View(
        [Article(row["id"], "vi", row["question"], (), (), None, row["answer"]) for row in rows],
        [Asked(query, "vi", row["id"]) for row in rows for query in row["asked"]],
    )


def calibrate(out: Path = WEIGHTS) -> dict[str, Report]:
    """Fit the weights of every mode and write them to `out`."""
    articles, foreign = read_all(ARTICLES), read_questions(UNANSWERABLE)
    bare = _held_aside(articles)
    views = {
        "asked": [_held_aside(articles, part) for part in range(PARTS)],
        "bare": [bare, elsewhere(), *(_cut(bare, start) for start in range(0, 4 * FEW, FEW))],
    }
    held: dict[str, object] = {}
    reports: dict[str, Report] = {}
    with TemporaryDirectory() as folder:
        for name, parts in views.items():
            asked = [_Tried(view, foreign, Path(folder) / f"{name}{n}.db") for n, view in enumerate(parts)]
            for mode in (name, f"{name}-words"):
                held[mode], reports[mode] = _fit(asked, mode, STAKES[name])
    out.write_text(json.dumps(held, indent=2) + "\n", encoding="utf-8")
    weights.cache_clear()
    return reports


def _held_aside(articles: Iterable[Article], part: int | None = None) -> View:
    """The articles without a quarter of their questions (without all of them for no `part`), and those."""
    kept, questions = [], []
    for article in articles:
        aside = article.questions[part::PARTS] if part is not None else article.questions
        kept.append(replace(article, questions=tuple(q for q in article.questions if q not in aside)))
        questions += [Asked(query, article.lang, article.id) for query in aside]
    return View(kept, questions)


def _cut(view: View, start: int) -> View:
    """A small folder: a few of the Vietnamese articles."""
    few = [article for article in view.articles if article.lang == "vi"][start : start + FEW]
    ids = {article.id for article in few}
    return View(few, [asked for asked in view.questions if asked.article in ids and asked.lang == "vi"])


class _Tried:
    """The pools of a view's questions and of foreign ones, in both forms."""

    def __init__(self, view: View, foreign: list[Asked], path: Path) -> None:
        write(view.articles, path)
        self.index = Index.open(path)
        typed = [*view.questions, *foreign]
        asked = typed + [replace(one, query=fold(one.query)) for one in typed if fold(one.query) != one.query]
        prepare([one.query for one in asked])
        pooled = [(one, self.index.pool(one.query, one.lang)) for one in asked]
        self.asked: list[tuple[Asked, Pool]] = [(one, pool) for one, pool in pooled if pool]
        self.lost = [one for one, pool in pooled if not pool]


def _fit(tried: Sequence[_Tried], mode: str, stakes: Stakes) -> tuple[dict[str, object], Report]:
    ranking = _ranking(tried, mode)
    used = Weights(ranking, (0.0,) * len(FEATURES), 0.0, 0.0)
    best = [(asked, part.index.weigh(pool, used)[0]) for part in tried for asked, pool in part.asked]
    places = [FEATURES.index(name) for name in JUDGED[mode]]
    x = np.array([candidate.features for _, candidate in best])[:, places]
    y = np.array([candidate.hit.article_id == asked.article for asked, candidate in best])
    middle, spread = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-6)
    x = (x - middle) / spread
    number = {query: n for n, query in enumerate(dict.fromkeys(fold(asked.query) for asked, _ in best))}
    groups = [number[fold(asked.query)] for asked, _ in best]
    model = LogisticRegression(C=0.03, max_iter=3000)
    scores = cross_val_predict(model, x, y, groups=groups, cv=GroupKFold(5), method="predict_proba")[:, 1]
    model.fit(x, y)
    lost = [one for part in tried for one in part.lost]
    report = _report(best, scores, lost, stakes)
    slopes = model.coef_[0] / spread
    return {
        "ranking": dict(zip(SIGNALS, ranking, strict=True)),
        "coefficients": dict(zip(JUDGED[mode], slopes.round(4).tolist(), strict=True)),
        "intercept": round(float(model.intercept_[0] - slopes @ middle), 4),
        "threshold": report.threshold,
    }, report


def _ranking(tried: Sequence[_Tried], mode: str) -> tuple[float, ...]:
    """The weights of SIGNALS that put the right article highest by the mean of one over its place in each view."""
    if mode.endswith("-words"):
        return tuple(float(name == "height") for name in SIGNALS)
    tries = [(1.0, asked, height) for asked, height in product(STEPS, LEVEL)]
    found = [[_places(asked, pool, tries) for asked, pool in part.asked if asked.article] for part in tried]
    return tries[int(np.argmax(sum(np.mean(places, axis=0) for places in found)))]


def _places(asked: Asked, pool: Pool, tries: Sequence[tuple[float, ...]]) -> NDArray[np.float64]:
    """One over the place of the right article under each of the rankings, 0 where it is not in the pool."""
    right = pool.signals.article == asked.article
    if not right.any():
        return np.zeros(len(tries))
    ranks = np.array(tries) @ pool.signals.standard()
    before = (ranks > ranks[:, right].max(axis=1, keepdims=True)).sum(axis=1)
    found: NDArray[np.float64] = 1 / (1 + before)
    return found


def _report(
    best: list[tuple[Asked, Candidate]], scores: NDArray[np.float64], lost: list[Asked], stakes: Stakes
) -> Report:
    """The threshold of most worth, and the shares there. `lost` are the questions without any candidate."""
    judged = list(zip(best, scores.tolist(), strict=True))
    known = [(score, near.hit.article_id == asked.article) for (asked, near), score in judged if asked.article]
    known += [(0.0, False) for asked in lost if asked.article]
    foreign = [score for (asked, _), score in judged if not asked.article]
    foreign += [0.0 for asked in lost if not asked.article]

    def report(least: float) -> Report:
        return Report(
            first=sum(right for _, right in known) / len(known),
            answered=sum(right and score >= least for score, right in known) / len(known),
            wrong=sum(score >= least and not right for score, right in known) / len(known),
            refused=sum(score < least for score in foreign) / len(foreign),
            threshold=least,
        )

    return max((report(step / 100) for step in range(2, 98)), key=lambda found: found.worth(stakes))
