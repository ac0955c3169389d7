"""Open sets of English questions: banking77 (CC BY 4.0) and CLINC150 (CC BY 3.0), from a folder that holds both."""

from __future__ import annotations

import csv
import json
from pathlib import Path

Rows = list[tuple[str, str]]


def banking(folder: Path, part: str) -> Rows:
    """(text, label) of a part of banking77: "train" or "test"."""
    with (folder / "banking77" / f"{part}.csv").open(encoding="utf-8", newline="") as file:
        return [(row["text"].strip(), row["category"]) for row in csv.DictReader(file)]


def clinc(folder: Path, *parts: str) -> Rows:
    """(text, label) of parts of CLINC150: "train", "test", "oos_train" …"""
    data = json.loads((folder / "clinc150" / "data_full.json").read_text("utf-8"))
    return [(text, label) for part in parts for text, label in data[part]]
