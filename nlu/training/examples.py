"""Labelled messages and the ways the same words may be typed. The format is in nlu/data/GUIDE.md."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from nlu.text import fold, nfc, teencode

DATA = Path(__file__).parents[1] / "data"
TRAINING = DATA / "tags"
HELD_OUT = DATA / "held_out"

SHORTENED = 0.6  # the share of words with a short form that a light teencode twin shortens


@dataclass(frozen=True)
class Example:
    """One labelled message."""

    id: str
    text: str
    context: str | None
    style: str
    labels: dict[str, Any]


def examples(folder: Path) -> list[Example]:
    """Every message in the folder's *.jsonl. Raises ValueError naming the file and line that cannot be read."""
    found = []
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            try:
                row = json.loads(line)
                found.append(Example(row["id"], nfc(row["text"]), row["context"], row["style"], row["labels"]))
            except (ValueError, KeyError, TypeError) as error:
                raise ValueError(f"{path.name}:{number}: {error!r}") from error
    return found


@cache
def _short_forms() -> dict[str, list[str]]:
    forms = defaultdict(list)
    for short, full in teencode().items():
        forms[full].append(short)
    return dict(forms)


def twins(text: str, chance: random.Random) -> list[str]:
    """The text as typed, unmarked, lightly teencoded, and both; each once, whatever its capitals."""
    shortened = _shorten(text, chance)
    return list({way.lower(): way for way in (fold(shortened), shortened, fold(text), text)}.values())[::-1]


def _shorten(text: str, chance: random.Random) -> str:
    forms = _short_forms()
    words = []
    for word in text.split(" "):
        bare = word.lower().strip(".,!?")
        if bare in forms and chance.random() < SHORTENED:
            word = word.lower().replace(bare, chance.choice(forms[bare]))
        words.append(word)
    return " ".join(words)
