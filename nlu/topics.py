"""The tree of topics (data/topics.yml): what messages speak of, where on the journey, in up to three levels.

The models know the first two levels by heart. A third level, and any topic that is new since they were trained, is
heard by its phrases: so the tree can be edited without a training run. `topics.yml` in the data folder replaces the
one that ships.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from nlu.phrases import longest
from nlu.text import fold
from nlu.words import Word, words_of
from settings import settings

TOPICS = Path(__file__).parent / "data" / "topics.yml"


class TopicError(ValueError):
    """A tree of topics that cannot be used; the text says where and why."""


@dataclass(frozen=True)
class Topic:
    """One node: its path ("product/quality/taste"), its names, where it belongs, and the phrases that speak of it, each
    as its words with and without marks."""

    path: str
    vi: str
    en: str
    touchpoint: str
    stage: str
    phrases: frozenset[str]

    @property
    def parent(self) -> str:
        return self.path.rpartition("/")[0]

    @property
    def depth(self) -> int:
        return self.path.count("/") + 1


@cache
def topics() -> dict[str, Topic]:
    """Every topic by its path, parents first. Raises TopicError for a tree that cannot be used."""
    own = settings().data_dir / "topics.yml"
    path = own if own.is_file() else TOPICS
    try:
        return {topic.path: topic for topic in _nodes(yaml.safe_load(path.read_text("utf-8")), None)}
    except (yaml.YAMLError, KeyError, AttributeError, TypeError) as error:
        raise TopicError(f"{path.name}: {error!r}") from error


def _nodes(tree: dict[str, Any], parent: Topic | None) -> Iterator[Topic]:
    for name, about in tree.items():
        path = f"{parent.path}/{name}" if parent else name
        if "/" in name or path.count("/") > 2:
            raise TopicError(f"{path}: a topic has at most three levels, and no / in its name")
        said = frozenset(_said(phrase) for phrase in about.get("phrases", ()))
        node = Topic(
            path,
            about["vi"],
            about["en"],
            about.get("touchpoint", parent.touchpoint if parent else ""),
            about.get("stage", parent.stage if parent else ""),
            said | {fold(phrase) for phrase in said if " " in phrase},
        )
        yield node
        yield from _nodes(about.get("leaves", {}), node)


def _said(phrase: str) -> str:
    return " ".join(word.form for word in words_of(phrase, "vi"))


def topic_paths() -> list[str]:
    """The paths that models are trained on: the second level, in order."""
    return sorted(path for path, topic in topics().items() if topic.depth == 2)


def touchpoints() -> dict[str, str]:
    """The touchpoint of each path that models are trained on."""
    return {path: topics()[path].touchpoint for path in topic_paths()}


def heard_by_phrase(words: list[Word]) -> dict[str, int]:
    """The topics whose phrases stand in a message: path → place of the phrase's first word."""
    known, reach = _by_phrase()
    forms = [word.form for word in words]
    found: dict[str, int] = {}
    for at, form in enumerate(forms):
        for size in range(min(reach.get(form, 0), len(forms) - at), 0, -1):
            for path in known.get(" ".join(forms[at : at + size]), ()):
                found.setdefault(path, at)
    return found


@cache
def _by_phrase() -> tuple[dict[str, tuple[str, ...]], dict[str, int]]:
    """The paths of each phrase, and how long phrases get by their first word."""
    found: dict[str, tuple[str, ...]] = {}
    for path, topic in topics().items():
        for phrase in topic.phrases:
            found[phrase] = (*found.get(phrase, ()), path)
    return found, longest(found)
