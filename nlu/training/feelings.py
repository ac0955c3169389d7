"""What the encoder learns from labelled messages: the mean of a message's pieces tells every tag."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from nlu.training.noise import noisy
from nlu.training.student import PREFIX, WIDTH, Student, alike, mean


@dataclass
class Felt:
    """A labelled message. `clauses` are (start, end, feeling) for each topic spoken of, offsets into the text."""

    text: str
    context: str | None
    targets: dict[str, int]  # head → class; a head that is absent was not labelled
    topics: list[int]
    clauses: list[tuple[int, int, int]]


def feeling_text(text: str, context: str | None) -> tuple[str, int]:
    """What the encoder reads to hear a feeling, and where the message starts in it."""
    lead = PREFIX["feeling"] + (f"{context} | " if context else "")
    return lead + text, len(lead)


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
            means.append(mean(hidden, mask * (batch["offset_mapping"][..., 1] > starts)))
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


def lessons_of(student: Student, feelings: Sequence[Felt], chance: random.Random, size: int = 32) -> Iterator[Tensor]:
    """The loss of one batch after the other, for ever: half of the messages as typed, half with noise."""
    texts = [one.text for one in feelings]
    while True:
        for rows in alike(texts, size, chance):
            felt = [feelings[at] for at in rows]
            plain = [chance.random() < 0.45 for _ in felt]
            read = [
                feeling_text(one.text if as_is else noisy(one.text, chance), one.context)
                for one, as_is in zip(felt, plain, strict=True)
            ]
            hidden, mask, batch = student.states([text for text, _ in read])
            starts = torch.tensor([start for _, start in read])[:, None]
            offsets = batch["offset_mapping"]
            spoken = mask * (offsets[..., 1] > starts)
            whole = F.dropout(student.spread(mean(hidden, spoken)), 0.1)
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
    return (mean(hidden[rows], torch.stack(masks)) if rows else hidden.new_zeros(0, WIDTH)), goals
