"""How well the search finds: questions whose article is known, asked as they are and without their marks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.evidence import FEATURES
from knowledge.index import Candidate, Index
from knowledge.meaning import prepare
from nlu.text import fold

DEEP = 5  # passages: what counts as "found among the first"


@dataclass(frozen=True)
class Asked:
    """A question with its language (None: any) and the id of the article that answers it, None where none does."""

    query: str
    lang: str | None
    article: str | None


@dataclass(frozen=True)
class Scores:
    """Shares of the answerable questions: the right article first, among the first DEEP passages, and the mean of one
    over its place; those that get no answer at all; and the share of the unanswerable ones that get none."""

    first: float
    deep: float
    mrr: float
    silent: float
    refused: float | None


def read_questions(path: Path) -> list[Asked]:
    """The questions of a file, one JSON object a line: query, lang (absent: any), article (absent: none answers)."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [Asked(row["query"], row.get("lang"), row.get("article")) for row in map(json.loads, lines)]


def score(index: Index, questions: Sequence[Asked]) -> dict[str, dict[str, Scores]]:
    """Marked and unmarked: by words alone, by meaning alone, and by both as the search does it."""

    def by(feature: str) -> Callable[[Candidate], float]:
        place = FEATURES.index(feature)
        return lambda candidate: -candidate.features[place]

    orders: dict[str, Callable[[Candidate], float] | None] = {
        "words": by("height"), "meaning": by("meaning"), "both": None,
    }  # fmt: skip
    found: dict[str, dict[str, Scores]] = {}
    for form in ("marked", "unmarked"):
        typed = [fold(asked.query) if form == "unmarked" else asked.query for asked in questions]
        prepare(typed)
        tried = [
            (asked.article, index.candidates(query, asked.lang)) for query, asked in zip(typed, questions, strict=True)
        ]
        found[form] = {
            name: _scores([(article, sorted(near, key=order) if order else near) for article, near in tried])
            for name, order in orders.items()
        }
    return found


def _scores(tried: Iterable[tuple[str | None, list[Candidate]]]) -> Scores:
    places, silent, refused = [], [], []
    for article, near in tried:
        answered = any(candidate.answers for candidate in near)
        if article is None:
            refused.append(not answered)
            continue
        ids = [candidate.hit.article_id for candidate in near]
        places.append(ids.index(article) + 1 if article in ids else 0)
        silent.append(not answered)
    many = max(len(places), 1)
    return Scores(
        first=round(sum(place == 1 for place in places) / many, 4),
        deep=round(sum(0 < place <= DEEP for place in places) / many, 4),
        mrr=round(sum(1 / place for place in places if place) / many, 4),
        silent=round(sum(silent) / many, 4),
        refused=round(sum(refused) / len(refused), 4) if refused else None,
    )
