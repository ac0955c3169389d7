"""The encoder while it is taught: a BERT with heads that shape it and are left behind."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from transformers import BertModel, PreTrainedTokenizerFast

WIDTH = 384
LONGEST = 128  # pieces
PREFIX = {"query": "query: ", "passage": "passage: ", "feeling": "feeling: "}


class Student(nn.Module):
    """The encoder with the heads that shape it."""

    def __init__(self, folder: Path, heads: dict[str, int]) -> None:
        super().__init__()
        self.tokenizer = PreTrainedTokenizerFast.from_pretrained(folder)
        self.bert = BertModel.from_pretrained(folder, add_pooling_layer=False)
        # any two means lie close together: spread out, heads learn from them in a fraction of the steps
        self.spread = nn.BatchNorm1d(WIDTH, affine=False)
        self.heads = nn.ModuleDict({name: nn.Linear(WIDTH, count) for name, count in heads.items()})

    def states(self, texts: Sequence[str]) -> tuple[Tensor, Tensor, Any]:
        """The last hidden states (texts, pieces, 384), the mask, and the tokenizer's output with its offsets."""
        batch = self.tokenizer(
            list(texts), padding=True, truncation=True, max_length=LONGEST, return_tensors="pt",
            return_offsets_mapping=True, return_token_type_ids=False,
        )  # fmt: skip
        with torch.autocast("cpu", torch.bfloat16, enabled=self.training):  # a third of the time
            hidden = self.bert(batch["input_ids"], attention_mask=batch["attention_mask"]).last_hidden_state
        return hidden.float(), batch["attention_mask"].float(), batch

    def vectors(self, texts: Sequence[str]) -> Tensor:
        """The meaning of each text: the mean of its pieces, of length one."""
        hidden, mask, _ = self.states(texts)
        return F.normalize(mean(hidden, mask), dim=-1)


def mean(hidden: Tensor, mask: Tensor) -> Tensor:
    """The mean state of each text (texts, 384) over the pieces that the mask weighs."""
    return (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True).clamp(min=1e-6)


def save(student: Student, out: Path) -> None:
    """The student as a Hugging Face folder; the heads that shaped it are left behind."""
    student.bert.save_pretrained(out)
    student.tokenizer.save_pretrained(out)


def cut_model(folder: Path, out: Path, order: Sequence[int]) -> None:
    """Write the model of `folder` with only the pieces of `order` (training.vocabulary) into `out`."""
    model = BertModel.from_pretrained(folder, add_pooling_layer=False)
    words = model.embeddings.word_embeddings.weight.detach()[list(order)]
    model.resize_token_embeddings(len(order))
    with torch.no_grad():
        model.embeddings.word_embeddings.weight.copy_(words)
    model.config.vocab_size = len(order)
    model.config.pad_token_id = list(order).index(1)
    model.save_pretrained(out)
    about = json.loads((folder / "tokenizer_config.json").read_text("utf-8"))
    (out / "tokenizer_config.json").write_text(json.dumps(about), "utf-8")


def alike(texts: Sequence[str], size: int, chance: random.Random) -> Iterator[list[int]]:
    """Batches of texts of like length, in random order: one pass over all."""
    order = sorted(range(len(texts)), key=lambda at: (len(texts[at]) // 12, chance.random()))
    batches = [order[at : at + size] for at in range(0, len(order) - size + 1, size)]
    chance.shuffle(batches)
    return iter(batches)
