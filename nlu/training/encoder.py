"""Teach the sentence encoder: multilingual-e5-small, cut to two languages, in two trims (make_encoder.TRIMS).

meaning   a text, however it was typed, means what the original model says of the clean text: the student reads the
          noisy twin and is held to the teacher's vector, and apart from those of the other texts in the batch.
intents   questions with the same label lie together (banking77, CLINC150 and our own intents: training parts only).
feelings  with the prefix "feeling: " the mean of a message's words tells every tag (nlu/data/tags). The heads learned
          here are left behind: train-tags fits its own. A seventh of the messages is held back for that.

The prefix tells what is asked, as in the original model (E5, Wang et al. 2022). One set of weights for all of it was
tried: taught feelings, it lost 4 points of the first passages found, so meaning and feeling are taught apart.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, distributed, nn
from torch.nn import functional as F
from transformers import BertModel, PreTrainedTokenizerFast

from nlu.training.noise import noisy

Floats = NDArray[np.float32]

WIDTH = 384
LONGEST = 128  # pieces
MEETING = 40.0  # seconds between two means of the processes' weights
PREFIX = {"query": "query: ", "passage": "passage: ", "feeling": "feeling: "}


@dataclass
class Felt:
    """A labelled message. `clauses` are (start, end, feeling) for each topic spoken of, offsets into the text."""

    text: str
    context: str | None
    targets: dict[str, int]  # head → class; a head that is absent was not labelled
    topics: list[int]
    clauses: list[tuple[int, int, int]]


@dataclass
class Lessons:
    """All that is learned from. `meaning` are clean texts with the teacher's vectors (texts, 384)."""

    meaning: list[str]
    vectors: Floats
    intents: dict[str, dict[str, list[str]]] = field(default_factory=dict)  # set → label → texts
    feelings: list[Felt] = field(default_factory=list)
    heads: dict[str, int] = field(default_factory=dict)  # head → number of classes
    pairs: list[tuple[str, str]] = field(default_factory=list)  # question, passage that answers it


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
        return F.normalize(_mean(hidden, mask), dim=-1)


def _mean(hidden: Tensor, mask: Tensor) -> Tensor:
    return (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True).clamp(min=1e-6)


def feeling_text(text: str, context: str | None) -> tuple[str, int]:
    """What the encoder reads to hear a feeling, and where the message starts in it."""
    lead = PREFIX["feeling"] + (f"{context} | " if context else "")
    return lead + text, len(lead)


def lead(text: str) -> str:
    """The prefix under which a text's meaning is taught: long ones and a quarter of the short ones as passages."""
    return PREFIX["passage" if len(text.split()) > 20 or len(text) % 4 == 0 else "query"]


def train(
    student: Student,
    lessons: Lessons,
    seconds: float,
    rate: float = 8e-5,
    seed: int = 7,
    mix: Sequence[float] = (0.3, 0.15, 0.55),
) -> None:
    """Teach for a time. `mix` is the share of steps for meaning, intents and feelings."""
    chance = random.Random(seed)
    torch.manual_seed(seed)
    fresh = [p for name, p in student.named_parameters() if not name.startswith("bert.")]
    optimiser = torch.optim.AdamW(
        [{"params": student.bert.parameters(), "lr": rate}, {"params": fresh, "lr": rate * 30}],
        weight_decay=0.01, foreach=True,
    )  # fmt: skip
    peaks = [group["lr"] for group in optimiser.param_groups]
    kinds = [
        (_meaning(student, lessons, chance), mix[0]),
        (_intents(student, lessons, chance), mix[1] if lessons.intents else 0.0),
        (_feelings(student, lessons, chance), mix[2] if lessons.feelings else 0.0),
        (_pairs(student, lessons, chance), 0.05 if lessons.pairs else 0.0),
    ]
    student.train()
    began, step, rounds = time.monotonic(), 0, 0
    sums: dict[int, list[float]] = {}
    while (spent := (time.monotonic() - began) / seconds) < 1:
        pace = min(1.0, (step + 1) / 100) * max(1 - spent, 0.02)
        for group, peak in zip(optimiser.param_groups, peaks, strict=True):
            group["lr"] = peak * pace
        at = chance.choices(range(len(kinds)), [share for _, share in kinds])[0]
        loss = next(kinds[at][0])
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(student.parameters(), 1.0)
        optimiser.step()
        sums.setdefault(at, []).append(float(loss.detach()))
        step += 1
        if time.monotonic() - began > (rounds + 1) * MEETING:
            rounds += 1
            _meet(student)
        if step % 50 == 0:
            shown = {
                ("meaning", "intents", "feelings", "pairs")[k]: round(float(np.mean(v)), 4) for k, v in sums.items()
            }
            print(json.dumps({"step": step, "spent": round(spent, 3), **shown}), flush=True)
            sums = {}
    while rounds < seconds // MEETING:
        rounds += 1
        _meet(student)
    student.eval()


def probe(student: Student, feelings: Sequence[Felt], passes: int = 16, size: int = 512) -> None:
    """Fit the heads to the encoder as it is, before both are taught: heads that know nothing would first spoil it
    (LP-FT, Kumar et al. 2022)."""
    means, clauses, wholes, parts = [], [], [], []
    student.eval()
    order = sorted(range(len(feelings)), key=lambda at: len(feelings[at].text))
    with torch.no_grad():
        for first in range(0, len(order), 64):
            felt = [feelings[at] for at in order[first : first + 64]]
            read = [feeling_text(one.text, one.context) for one in felt]
            hidden, mask, batch = student.states([text for text, _ in read])
            starts = torch.tensor([start for _, start in read])[:, None]
            means.append(_mean(hidden, mask * (batch["offset_mapping"][..., 1] > starts)))
            wholes += felt
            found, goals = _clause_means(hidden, mask, batch["offset_mapping"], starts, felt, [True] * len(felt))
            clauses.append(found)
            parts += goals
    whole, part = torch.cat(means), torch.cat(clauses)
    student.spread.running_mean, student.spread.running_var = whole.mean(0), whole.var(0)
    student.spread.eval()
    whole, part = student.spread(whole), student.spread(part)
    optimiser = torch.optim.Adam(student.heads.parameters(), lr=0.01, weight_decay=1e-4)
    felt_there = torch.tensor(parts)
    for turn in range(passes):
        optimiser.param_groups[0]["lr"] = 0.01 * (1 - turn / passes)
        for rows in torch.randperm(len(whole)).split(size):
            some = torch.randint(len(part), (size,))
            loss = F.cross_entropy(student.heads["topic_sentiment"](part[some]), felt_there[some])
            loss = loss + _told(student, whole[rows], [wholes[row] for row in rows.tolist()])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()


def _meet(student: Student) -> None:
    """The mean of what the processes have learned (local SGD, Stich 2019): faster than threads that share a step."""
    if not distributed.is_initialized():
        return
    with torch.no_grad():
        for weight in student.parameters():
            distributed.all_reduce(weight)
            weight /= distributed.get_world_size()


def _meaning(student: Student, lessons: Lessons, chance: random.Random, size: int = 48) -> Iterator[Tensor]:
    teacher = torch.from_numpy(lessons.vectors)
    while True:
        for rows in _alike(lessons.meaning, size, chance):
            texts = [lessons.meaning[at] for at in rows]
            typed = [lead(text) + (noisy(text, chance) if chance.random() < 0.75 else text) for text in texts]
            said, held = student.vectors(typed), teacher[rows]
            apart = F.cross_entropy(said @ held.T / 0.03, torch.arange(len(rows)))
            # vectors of any two texts lie within a fifth of each other: a hundredth more or less is much
            yield 60 * (1 - (said * held).sum(-1)).mean() + apart


def _intents(student: Student, lessons: Lessons, chance: random.Random, size: int = 20) -> Iterator[Tensor]:
    """Two questions with one label lie nearer to each other than to those with other labels."""
    while True:
        texts = lessons.intents[chance.choice(sorted(lessons.intents))]
        chosen = [chance.sample(texts[label], 2) for label in chance.sample(sorted(texts), size)]
        said = student.vectors(
            ["query: " + (noisy(one, chance) if chance.random() < 0.4 else one) for one, _ in chosen]
        )
        meant = student.vectors(["query: " + other for _, other in chosen])
        yield F.cross_entropy(said @ meant.T / 0.05, torch.arange(size))


def _pairs(student: Student, lessons: Lessons, chance: random.Random, size: int = 16) -> Iterator[Tensor]:
    while True:
        rows = chance.sample(lessons.pairs, size)
        asked = student.vectors(["query: " + (noisy(q, chance) if chance.random() < 0.5 else q) for q, _ in rows])
        held = student.vectors(["passage: " + p for _, p in rows])
        yield F.cross_entropy(asked @ held.T / 0.03, torch.arange(size))


def _feelings(student: Student, lessons: Lessons, chance: random.Random, size: int = 32) -> Iterator[Tensor]:
    texts = [one.text for one in lessons.feelings]
    while True:
        for rows in _alike(texts, size, chance):
            felt = [lessons.feelings[at] for at in rows]
            plain = [chance.random() < 0.45 for _ in felt]
            read = [
                feeling_text(one.text if as_is else noisy(one.text, chance), one.context)
                for one, as_is in zip(felt, plain, strict=True)
            ]
            hidden, mask, batch = student.states([text for text, _ in read])
            starts = torch.tensor([start for _, start in read])[:, None]
            offsets = batch["offset_mapping"]
            spoken = mask * (offsets[..., 1] > starts)
            whole = F.dropout(student.spread(_mean(hidden, spoken)), 0.1)
            means, goals = _clause_means(hidden, mask, offsets, starts, felt, plain)
            loss = _told(student, whole, felt)
            if goals:
                # by the same measure as whole messages, which alone tell how the means are spread
                spread = F.batch_norm(means, student.spread.running_mean, student.spread.running_var)
                said = student.heads["topic_sentiment"](spread)
                loss = loss + F.cross_entropy(said, torch.tensor(goals), label_smoothing=0.05)
            yield loss / 3


def _told(student: Student, whole: Tensor, felt: Sequence[Felt]) -> Tensor:
    """The sum of the heads' losses on whole messages, given their spread means."""
    loss = torch.zeros(())
    for name, head in student.heads.items():
        if name == "topics":
            goal = torch.zeros(len(felt), head.out_features)
            for row, one in enumerate(felt):
                goal[row, one.topics] = 1.0
            loss = loss + 8 * F.binary_cross_entropy_with_logits(head(whole), goal)
        elif name != "topic_sentiment":
            known = [row for row, one in enumerate(felt) if name in one.targets]
            if known:
                classes = torch.tensor([felt[row].targets[name] for row in known])
                loss = loss + F.cross_entropy(head(whole[known]), classes, label_smoothing=0.05)
    return loss


def _clause_means(
    hidden: Tensor, mask: Tensor, offsets: Tensor, starts: Tensor, felt: Sequence[Felt], plain: Sequence[bool]
) -> tuple[Tensor, list[int]]:
    """The mean of each clause that speaks of a topic, and what is felt there; noise moves offsets, so a message that is
    not as typed counts only where it is one clause."""
    rows, masks, goals = [], [], []
    for row, one in enumerate(felt):
        for first, last, feeling in one.clauses:
            is_whole = first <= 0 and last >= len(one.text)
            if not is_whole and not plain[row]:
                continue
            begin = int(starts[row])
            inside = offsets[row, :, 1] > begin + (0 if is_whole else first)
            if not is_whole:
                inside &= offsets[row, :, 0] < begin + last
            rows.append(row)
            masks.append(mask[row] * inside)
            goals.append(feeling)
    return (_mean(hidden[rows], torch.stack(masks)) if rows else hidden.new_zeros(0, WIDTH)), goals


def _alike(texts: Sequence[str], size: int, chance: random.Random) -> Iterator[list[int]]:
    """Batches of texts of like length, in random order: one pass over all."""
    order = sorted(range(len(texts)), key=lambda at: (len(texts[at]) // 12, chance.random()))
    batches = [order[at : at + size] for at in range(0, len(order) - size + 1, size)]
    chance.shuffle(batches)
    return iter(batches)


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
