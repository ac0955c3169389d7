"""Answer search in a large collection: ``python -m bench.knowledge [--articles 10000]`` prints p50 and p95 in ms.

The articles are made from the company's own: each has the title and questions of one and the passages of three others,
so that every word is common, which is harder than a real collection of this size. Encoding 30,000 passages would take
an hour: each has the vector of the real passage that it was made from, with noise. Questions are encoded as ever,
within the times shown. Both clocks are shown: on a busy machine the CPU's is the fairer one.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import random
import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import numpy as np

from knowledge import storage
from knowledge.articles import ARTICLES, Article, plain, read_all
from knowledge.index import Index
from knowledge.meaning import WIDTH, Halves, vectors
from nlu.encoder import Kind
from nlu.text import fold

NOISE = 0.3  # its length beside that of a vector


def made(count: int, seed: int = 7) -> list[Article]:
    """`count` articles in both languages, the same for the same seed."""
    chance = random.Random(seed)
    real = read_all(ARTICLES)
    passages = {lang: [p for a in real if a.lang == lang for p in a.passages()] for lang in {a.lang for a in real}}
    articles = []
    for number in range(count):
        base = chance.choice(real)
        body = "\n\n".join(f"## {p.heading}\n\n{p.text}" for p in chance.sample(passages[base.lang], 3))
        questions = tuple(chance.sample(base.questions, min(4, len(base.questions))))
        articles.append(replace(base, id=f"{base.id}-{number}", questions=questions, body=body))
    return articles


def near(texts: Sequence[str], kind: Kind) -> Halves:
    """The vectors of made articles: those of the passages behind them, with noise; of a question its own."""
    if kind != "passage":
        return vectors(texts, kind)
    real = [(a.title, f"{p.heading}\n{plain(p.text)}") for a in read_all(ARTICLES) for p in a.passages()]
    known = dict(zip((text for _, text in real), vectors(["\n".join(row) for row in real], kind), strict=True))
    rows = np.array([known[text.partition("\n")[2]] for text in texts], np.float32)
    if len(rows):
        rows += np.random.default_rng(3).normal(0, NOISE / WIDTH**0.5, rows.shape)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows.astype(np.float16)


@click.command()
@click.option("--articles", default=10_000, show_default=True, help="How many articles to make.")
@click.option("--searches", default=2_000, show_default=True, help="How many questions to ask.")
def main(articles: int, searches: int) -> None:
    """Build the index, ask customers' questions as typed and without marks, print build time and latencies."""
    asked = [(q, a.lang) for a in read_all(ARTICLES) for q in a.questions]
    random.Random(11).shuffle(asked)
    texts = [(form, lang) for question, lang in asked for form in (question, fold(question))]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "knowledge.db"
        start = time.perf_counter()
        storage.vectors = near  # type: ignore[attr-defined]
        storage.write(made(articles), path)
        built = time.perf_counter() - start
        index = Index.open(path)
        for text, lang in texts[:50]:
            index.search(text, lang)
        wall, cpu = [], []
        for text, lang in islice(texts, 50, 50 + searches):
            before = time.perf_counter(), time.process_time()
            index.search(text, lang)
            wall.append((time.perf_counter() - before[0]) * 1000)
            cpu.append((time.process_time() - before[1]) * 1000)
        index.close()
    click.echo(f"{articles} articles, built in {built:.1f} s, {len(wall)} searches")
    for clock, times in (("wall", wall), ("cpu", cpu)):
        p50, p95, p99 = np.percentile(times, (50, 95, 99))
        click.echo(f"{clock:>5}: p50 {p50:.1f} ms, p95 {p95:.1f} ms, p99 {p99:.1f} ms")


if __name__ == "__main__":
    main()
