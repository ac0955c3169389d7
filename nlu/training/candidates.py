"""The loop: a candidate for the tags from the project's text and people's corrections, and how it does beside the model
in use."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nlu.registry as registry
from nlu.encoder import feeling
from nlu.tagging import tagger
from nlu.training.examples import HELD_OUT, TRAINING, Example, examples
from nlu.training.score import score
from nlu.training.tags import train
from settings import settings

_MEASURES = {
    "sentiment": ("sentiment_three_way", "macro_f1"),
    "emotion": ("emotion", "macro_f1"),
    "complaint": ("complaint_f1",),
    "topics": ("topic_micro_f1",),
}


def corrections() -> list[Example]:
    """What people have corrected: training/*.jsonl in the data folder, in the format of nlu/data/GUIDE.md."""
    folder = settings().data_dir / "training"
    return examples(folder, "corrections*.jsonl") if folder.is_dir() else []


def make(out: Path | None = None) -> dict[str, Any]:
    """Train a candidate and keep it under its version (or in `out`). The last fifth of the corrections is left out of
    the training, so that they can tell whether they helped."""
    taught = [row for row in corrections() if not _is_test(row)]
    place = out or registry.home() / "draft"
    train([*examples(TRAINING), *taught], place, feeling())
    version = str(json.loads((place / "model.json").read_text("utf-8"))["version"])
    if out is None:
        registry.adopt(place, version)
    return {"candidate": version, "corrections": len(taught), "folder": str(out or registry.home() / version)}


def compare(candidate: str | None = None) -> dict[str, Any]:
    """The candidate (the newest where none is named) beside the model in use. Raises RegistryError where there is
    none."""
    name = candidate or _newest()
    folders = {"candidate": registry.folder_of(name), "in_use": registry.in_use()}
    sets = {"held_out": examples(HELD_OUT), "corrections": [row for row in corrections() if _is_test(row)]}
    found: dict[str, Any] = {"candidate": name, "in_use": tagger(folders["in_use"]).model.version}
    for title, rows in sets.items():
        found[title] = {"messages": len(rows)}
        for which, folder in folders.items():
            if rows:
                whole = score(tagger(folder), rows)["all"]
                found[title][which] = {measure: _at(whole, path) for measure, path in _MEASURES.items()}
    return found


def _is_test(row: Example) -> bool:
    return sum(map(ord, row.id)) % 5 == 0


def _newest() -> str:
    made = [path.parent for path in registry.home().glob("*/model.json") if path.parent.name != "draft"]
    if not made:
        raise registry.RegistryError("there is no candidate: `python -m nlu train` makes one")
    return max(made, key=lambda folder: (folder / "model.json").stat().st_mtime).name


def _at(report: dict[str, Any], path: tuple[str, ...]) -> Any:
    for step in path:
        report = report[step]
    return report
