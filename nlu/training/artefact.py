"""Writes a fitted model as neutral files that nlu.linear loads."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np

from nlu.training.heads import Fitted
from nlu.training.matrix import Vocabulary


def write(out: Path, rows: list[list[Any]], vocabulary: Vocabulary, heads: list[Fitted]) -> None:
    """weights.npz (8-bit columns with a scale each) and model.json. The version names the text."""
    weights = np.concatenate([head.weights for head in heads], axis=1)
    bias = np.concatenate([head.bias for head in heads])
    scale = np.maximum(np.abs(weights).max(axis=0), 1e-9) / 127
    out.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        out / "weights.npz",
        features=np.frombuffer("\n".join(vocabulary.features).encode(), np.uint8),
        values=vocabulary.values.astype(np.float16),
        weights=np.round(weights / scale).astype(np.int8),
        scale=scale.astype(np.float32),
        bias=bias.astype(np.float32),
    )
    text = json.dumps(rows, ensure_ascii=False, sort_keys=True)
    about = {
        "version": f"linear-{hashlib.sha256(text.encode()).hexdigest()[:8]}",
        "messages": len(rows),
        "heads": {head.name: {"labels": head.labels, "offsets": head.offsets} for head in heads},
    }
    (out / "model.json").write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n", "utf-8")
