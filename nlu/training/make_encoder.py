"""Make models/encoder from scratch: fetch the original, cut its vocabulary, teach it, export it. One call."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import distributed, multiprocessing
from transformers import BertModel

from nlu.encoder import FEELING, MEANING
from nlu.linear import Model, clauses_of
from nlu.registry import MODELS
from nlu.training import lessons as gather
from nlu.training.encoder import Floats, Lessons, lead, train
from nlu.training.examples import DATA, HELD_OUT, TRAINING, Example, examples, held_back
from nlu.training.export import export
from nlu.training.feelings import Felt
from nlu.training.open_text import sentences
from nlu.training.original import fetch
from nlu.training.student import Student, cut_model, save
from nlu.training.vocabulary import add_unmarked, common_words, cut

PROCESSES = 2
TEXTS = 30_000  # clean texts whose meaning is taught
# the shares of steps for meaning, intents and feelings, and of the time, for each trim
TRIMS = {MEANING: ((0.7, 0.25, 0.0), 0.3), FEELING: ((0.3, 0.0, 0.7), 0.7)}
_PORT = "29511"


def make(open_data: Path, cache: Path, seconds: float) -> None:
    """Write both trims into models/encoder. `open_data` holds banking77 and clinc150; fetched and half-made things stay
    in `cache`.

    The clauses that speak of a topic are found by the tag models in use, so these come first, by words alone.
    """
    original, small = fetch(cache / "original"), cache / "small"
    own = [
        line
        for path in sorted(DATA.rglob("*"))
        if path.is_file() and HELD_OUT not in path.parents
        for line in _lines(path)
    ]
    cut_model(original, small, cut(original, small, [*common_words(), *own]))
    open_text = list(sentences(cache))
    add_unmarked(small, [*open_text, *own])
    texts = gather.meaning_texts(open_data, open_text, TEXTS, random.Random(7))
    lessons = gather.lessons(texts, _vectors(original, texts), open_data, _feelings(Model.load(MODELS)))
    for out, (mix, share) in TRIMS.items():
        taught = cache / out.name
        multiprocessing.spawn(_teach, (small, taught, lessons, seconds * share, mix), nprocs=PROCESSES)
        if out == MEANING:
            _mean(taught, small)
        shutil.copy(small / "tokenizer.json", taught / "tokenizer.json")
        export(taught, out)


def _mean(taught: Path, small: Path) -> None:
    """Halfway between what was taught and what was there: keeps what both know (Wortsman et al. 2022), and bears 8 bits
    better than either."""
    model, start = (BertModel.from_pretrained(folder, add_pooling_layer=False) for folder in (taught, small))
    before = start.state_dict()
    model.load_state_dict({name: (rows + before[name]) / 2 for name, rows in model.state_dict().items()})
    model.save_pretrained(taught)


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8", errors="ignore").splitlines()


def _vectors(original: Path, texts: list[str]) -> Floats:
    """What the original model says of each text (texts, 384)."""
    teacher = Student(original, {}).eval()
    order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
    found = np.zeros((len(texts), 384), np.float32)
    with torch.no_grad():
        for first in range(0, len(order), 64):
            rows = order[first : first + 64]
            found[rows] = teacher.vectors([lead(texts[at]) + texts[at] for at in rows]).numpy()
    return found


def _feelings(model: Model) -> list[Felt]:
    rows = [row for row in examples(TRAINING) if not held_back(row)]
    return gather.felt(rows, clause_finder(model))


def clause_finder(model: Model) -> Callable[[Example], list[tuple[int, int]]]:
    """For a labelled message the (start, end) of the clause that speaks most of each of its topics."""
    head = model.heads["topics"]

    def clauses(row: Example) -> list[tuple[int, int]]:
        reading = model.read(row.text, row.context)
        spans = clauses_of(reading.words)
        whole, found = (0, len(row.text)), []
        for path, _ in row.labels["topics"]:
            if len(spans) < 2 or path not in head.labels:
                found.append(whole)
                continue
            column = reading.rows[:, head.first + head.labels.index(path)]
            first, last = spans[int(np.add.reduceat(column, [first for first, _ in spans]).argmax())]
            found.append((reading.words[first].start, reading.words[last - 1].end))
        return found

    return clauses


def _teach(rank: int, small: Path, taught: Path, lessons: Lessons, seconds: float, mix: Sequence[float]) -> None:
    torch.set_num_threads(1)
    os.environ |= {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": _PORT}
    distributed.init_process_group("gloo", rank=rank, world_size=PROCESSES)
    torch.manual_seed(1)
    student = Student(small, lessons.heads)
    train(student, lessons, seconds, seed=7 + rank, mix=mix)
    if rank == 0:
        save(student, taught)
    distributed.destroy_process_group()
