"""Which model of the tags is in use: candidates, the one promoted, and the way back. All are files in the data folder.

`models/tags/<name>/` are models, `models/tags/history.jsonl` has a line for each change. Running processes look at the
history when they next tag, so that a change needs no restart.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from settings import settings

MODELS = Path(__file__).parent / "models" / "tags"
SHIPPED = "shipped"


class RegistryError(ValueError):
    """A model that cannot be used; the text says which and why."""


@dataclass(frozen=True)
class Change:
    """One line of the history: from when on which model was used, and by which act ("promote", "roll-back")."""

    at: str
    act: str
    model: str


def home() -> Path:
    """The folder of the candidates and the history."""
    return settings().data_dir / "models" / "tags"


def history() -> list[Change]:
    """Every change, oldest first."""
    path = home() / "history.jsonl"
    if not path.is_file():
        return []
    return [Change(**json.loads(line)) for line in path.read_text("utf-8").splitlines()]


_seen: tuple[int, Path] = (0, MODELS)


def in_use() -> Path:
    """The folder of the model in use: the one promoted last, else the one that ships."""
    global _seen
    try:
        stamp = (home() / "history.jsonl").stat().st_mtime_ns
    except FileNotFoundError:
        return MODELS
    if _seen[0] != stamp:
        _seen = (stamp, folder_of(history()[-1].model))
    return _seen[1]


def folder_of(model: str) -> Path:
    """The folder of a model by its name. Raises RegistryError where there is none."""
    folder = MODELS if model == SHIPPED else home() / model
    if not (folder / "model.json").is_file():
        raise RegistryError(f"there is no model {model!r} in {home()}")
    return folder


def promote(model: str) -> Change:
    """Use a model from now on: the name of a candidate, or "shipped". Raises RegistryError where there is none."""
    folder_of(model)
    return _write("promote", model)


def roll_back() -> Change:
    """Use the model that was in use before the last promotion. Raises RegistryError where nothing was promoted."""
    used = [SHIPPED]
    for change in history():
        if change.act == "promote":
            used.append(change.model)
        elif len(used) > 1:
            used.pop()
    if len(used) < 2:
        raise RegistryError("nothing was promoted: the model in use is the one that ships")
    return _write("roll-back", used[-2])


def adopt(folder: Path, name: str) -> Path:
    """Keep a trained model as the candidate `name`. Returns its folder."""
    target = home() / name
    if folder != target:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(folder, target, dirs_exist_ok=True)
    return target


def _write(act: str, model: str) -> Change:
    change = Change(datetime.now(UTC).isoformat(timespec="seconds"), act, model)
    home().mkdir(parents=True, exist_ok=True)
    with (home() / "history.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(change)) + "\n")
    return change
