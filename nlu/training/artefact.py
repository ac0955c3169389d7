"""Writes a fitted model as neutral files that nlu.linear loads."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
from scipy.linalg import block_diag

from nlu.training.blend import Blended
from nlu.training.heads import Fitted
from nlu.training.matrix import Vocabulary


def write(
    out: Path, rows: list[list[Any]], vocabulary: Vocabulary, heads: list[Fitted], blended: list[Blended] | None = None
) -> None:
    """weights.npz (8-bit columns with a scale each, the encoder's in 16 bits) and model.json. The version names the
    text and the fit.
    """
    weights = np.concatenate([head.weights for head in heads], axis=1)
    bias = np.concatenate([head.bias for head in heads])
    scale = np.maximum(np.abs(weights).max(axis=0), 1e-9) / 127
    out.mkdir(parents=True, exist_ok=True)
    encoder = {}
    if blended:
        encoder = {
            "mixing": block_diag(*(part.mixing for part in blended)).astype(np.float32),
            "heard": np.concatenate([part.weights for part in blended], axis=1).astype(np.float16),
            "blended_bias": np.concatenate([part.bias for part in blended]).astype(np.float32),
        }
    np.savez_compressed(
        out / "weights.npz",
        features=np.frombuffer("\n".join(vocabulary.features).encode(), np.uint8),
        values=vocabulary.values.astype(np.float16),
        weights=np.round(weights / scale).astype(np.int8),
        scale=scale.astype(np.float32),
        bias=bias.astype(np.float32),
        **encoder,
    )
    text = json.dumps(rows, ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(text.encode() + weights.tobytes()).hexdigest()[:8]
    about: dict[str, Any] = {
        "version": f"{'blend' if blended else 'linear'}-{digest}",
        "messages": len(rows),
        "heads": {head.name: {"labels": head.labels, "offsets": head.offsets} for head in heads},
    }
    for head, part in zip(heads, blended or (), strict=False):
        about["heads"][head.name]["blended_offsets"] = part.offsets
    (out / "model.json").write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n", "utf-8")
