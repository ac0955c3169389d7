"""Intents on open sets, trained on each set's own training part: ``python -m bench.open_sets FOLDER``.

FOLDER holds banking77/{train,test}.csv (CC BY 4.0) and clinc150/data_full.json (CC BY 3.0). The recipe is that of
``python -m nlu train --task intent``; beside it the same without the encoder. CLINC150 is scored in scope, and for how
many of its out-of-scope questions are told apart at the learned threshold.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import click
import numpy as np

from nlu.encoder import Encoder, encoder
from nlu.labels import LinearText
from nlu.training.fitting import fit
from nlu.training.labels import TASKS
from nlu.training.open_sets import Rows, banking, clinc

OUT_OF_SCOPE = "oos"


def right(model: LinearText, rows: Rows) -> float:
    """The share of rows whose label the model ranks first."""
    said = model.probabilities_of([text for text, _ in rows]).argmax(axis=1)
    return float(np.mean([model.labels[at] == label for at, (_, label) in zip(said, rows, strict=True)]))


def lines(folder: Path, heard: Encoder | None) -> Iterator[str]:
    """The table's lines with or without the encoder."""
    name = "n-grams and encoder" if heard else "n-grams alone"
    for title, train, test, outside in (
        ("banking77", banking(folder, "train"), banking(folder, "test"), []),
        ("CLINC150 in scope", clinc(folder, "train", "oos_train"), clinc(folder, "test"), clinc(folder, "oos_test")),
    ):
        began = time.perf_counter()
        model = fit([text for text, _ in train], [label for _, label in train], TASKS["intent"].strength, 1.0, heard)
        took = time.perf_counter() - began
        kept = ""
        if outside:
            shares = model.probabilities_of([text for text, _ in outside])
            unsure = (shares.max(axis=1) < model.threshold) | (
                shares.argmax(axis=1) == model.labels.index(OUT_OF_SCOPE)
            )
            kept = f"{100 * unsure.mean():.1f} %"
        yield f"| {title} | {name} | {100 * right(model, test):.1f} % | {kept} | {took:.0f} s |"


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def main(folder: Path) -> None:
    """Print the table."""
    click.echo("| set | recipe | accuracy | out of scope told apart | trained in |\n|---|---|---|---|---|")
    for heard in (encoder(), None):
        for line in lines(folder, heard):
            click.echo(line)


if __name__ == "__main__":
    main()
