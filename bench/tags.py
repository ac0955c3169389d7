"""Tags per second on one thread, beside a transformer of PhoBERT's size, in one run: ``python -m bench.tags``.

Both read the same held-out messages. The rival is an encoder of PhoBERT-base's shape (RoBERTa-base: 12 layers of 768,
135 M parameters) with random weights, as dear as trained ones, and a tokenizer's work left out in its favour:
it gets as many word pieces as the message has words. It needs torch and transformers; without them it is not compared.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import importlib
import importlib.util
import time
from collections.abc import Callable, Sequence
from itertools import cycle, islice

import click

from nlu.encoder import OnnxEncoder, feeling
from nlu.linear import Model
from nlu.registry import MODELS
from nlu.tagging import Tagger
from nlu.training.examples import HELD_OUT, Example, examples
from nlu.words import words_of

BATCH = 64  # as `python -m nlu tag` reads what is waiting


def rate(work: Callable[[], int]) -> tuple[float, float]:
    """Messages a second by the wall clock and by the CPU's."""
    wall, cpu = time.perf_counter(), time.process_time()
    done = work()
    return done / (time.perf_counter() - wall), done / (time.process_time() - cpu)


def ours(rows: Sequence[Example], count: int, encoder: OnnxEncoder | None, batch: int) -> Callable[[], int]:
    """Every tag of `count` messages, with a loaded model that has read nothing yet."""
    tagger = Tagger(Model.load(MODELS), encoder)
    messages = [(row.text, row.context) for row in islice(cycle(rows), count)]

    def work() -> int:
        for at in range(0, count, batch):
            tagger.tag_all(messages[at : at + batch])
        return count

    return work


def transformer(rows: Sequence[Example], count: int, batch: int) -> Callable[[], int] | None:
    """The rival's work, or None where it is not installed."""
    if not (importlib.util.find_spec("torch") and importlib.util.find_spec("transformers")):
        return None
    torch, transformers = importlib.import_module("torch"), importlib.import_module("transformers")
    torch.set_num_threads(1)
    shape = transformers.RobertaConfig(vocab_size=64001, max_position_embeddings=258, num_labels=3)
    model = transformers.RobertaForSequenceClassification(shape).eval()
    sizes = [min(len(words_of(row.text)) + 2, 256) for row in islice(cycle(rows), count)]

    def work() -> int:
        with torch.inference_mode():
            for at in range(0, count, batch):
                part = sizes[at : at + batch]
                model(torch.randint(5, 64000, (len(part), max(part))))
        return count

    return work


@click.command()
@click.option("--messages", default=6_000, show_default=True, help="How many messages are tagged.")
@click.option("--rival-messages", default=64, show_default=True, help="How many the rival reads.")
def main(messages: int, rival_messages: int) -> None:
    """Print the table."""
    rows = examples(HELD_OUT)
    encoder = feeling()
    results = [
        ("all tags, words alone, one message at a time", rate(ours(rows, messages, None, 1))),
        ("all tags, words and encoder, one message at a time", rate(ours(rows, messages // 6, encoder, 1))),
        (f"all tags, words and encoder, batches of {BATCH}", rate(ours(rows, messages // 3, encoder, BATCH))),
    ]
    own = len(results)
    for batch in (1, BATCH):
        work = transformer(rows, rival_messages, batch)
        if work:
            results.append((f"PhoBERT-size transformer, one task, batches of {batch}", rate(work)))
    click.echo("| tags, one thread | messages/s | by CPU time | times the rival |\n|---|---|---|---|")
    rival = max((wall for _, (wall, _) in results[own:]), default=None)
    for name, (wall, cpu) in results:
        click.echo(f"| {name} | {wall:.0f} | {cpu:.0f} | {f'{wall / rival:.0f}' if rival else '–'} |")
    if not rival:
        click.echo("\nNot compared with a transformer: torch and transformers are not installed.")


if __name__ == "__main__":
    main()
