"""Labelled messages. The format is in nlu/data/GUIDE.md."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nlu.text import nfc

DATA = Path(__file__).parents[1] / "data"
TRAINING = DATA / "tags"
HELD_OUT = DATA / "held_out"


@dataclass(frozen=True)
class Example:
    """One labelled message."""

    id: str
    text: str
    context: str | None
    style: str
    labels: dict[str, Any]


def examples(folder: Path, pattern: str = "*.jsonl") -> list[Example]:
    """Every message in the folder's files. Raises ValueError naming the file and line that cannot be read."""
    found = []
    for path in sorted(folder.glob(pattern)):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            try:
                row = json.loads(line)
                found.append(Example(row["id"], nfc(row["text"]), row.get("context"), row["style"], row["labels"]))
            except (ValueError, KeyError, TypeError) as error:
                raise ValueError(f"{path.name}:{number}: {error!r}") from error
    return found


def held_back(row: Example) -> bool:
    """Whether a labelled message is for calibration: every seventh, by its id, is never shown to the encoder."""
    return sum(map(ord, row.id)) % 7 == 0
