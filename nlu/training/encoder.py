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

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, distributed, nn
from torch.nn import functional as F

from nlu.training.feelings import Felt, lessons_of, probe
from nlu.training.noise import noisy
from nlu.training.student import PREFIX, Student, alike

Floats = NDArray[np.float32]

MEETING = 40.0  # seconds between two means of the processes' weights


@dataclass
class Lessons:
    """All that is learned from. `meaning` are clean texts with the teacher's vectors (texts, 384)."""

    meaning: list[str]
    vectors: Floats
    intents: dict[str, dict[str, list[str]]] = field(default_factory=dict)  # set → label → texts
    feelings: list[Felt] = field(default_factory=list)
    heads: dict[str, int] = field(default_factory=dict)  # head → number of classes
    pairs: list[tuple[str, str]] = field(default_factory=list)  # question, passage that answers it


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
    if mix[2] and lessons.feelings:
        probe(student, lessons.feelings)  # before the seed is set: every process begins with the same heads
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
        (lessons_of(student, lessons.feelings, chance), mix[2] if lessons.feelings else 0.0),
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
        for rows in alike(lessons.meaning, size, chance):
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
