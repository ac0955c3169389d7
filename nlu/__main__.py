"""python -m nlu: tag messages, make the models, score them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from nlu.tagging import MODELS, Tagger, tagger


@click.group(help=__doc__)
def main() -> None:
    pass


@main.command()
@click.option("--model", type=click.Path(path_type=Path), default=MODELS, help="The folder of the tag models.")
def tag(model: Path) -> None:
    """Read JSON lines {"id", "text", "context"?}, write each with its tags, in order, as they come.

    A line that cannot be read gives {"id"?, "error"} in its place; the rest goes on.
    """
    for answer in tag_lines(sys.stdin, tagger(model)):
        click.echo(json.dumps(answer, ensure_ascii=False))


def tag_lines(lines: Iterable[str], with_tagger: Tagger) -> Iterator[dict[str, Any]]:
    """The tagged row, or the error, of each line that is not empty."""
    for line in lines:
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            yield {"error": f"not JSON: {error}"}
            continue
        if not isinstance(row, dict):
            yield {"error": "not an object"}
        elif not isinstance(row.get("text"), str):
            yield {**_id_of(row), "error": '"text" is missing or not a string'}
        elif not isinstance(row.get("context"), str | None):
            yield {**_id_of(row), "error": '"context" is not a string'}
        else:
            yield {**row, "tags": with_tagger.tag(row["text"], row.get("context")).to_json()}


def _id_of(row: dict[str, Any]) -> dict[str, Any]:
    return {"id": row["id"]} if "id" in row else {}


@main.command("train-tags")
@click.option(
    "--data", type=click.Path(exists=True, path_type=Path), help="A folder of labelled *.jsonl (nlu/data/tags)."
)
@click.option("--out", type=click.Path(path_type=Path), default=MODELS, help="Where to write the models.")
def train_tags(data: Path | None, out: Path) -> None:
    """Make the tag models from the labelled text, from scratch."""
    from nlu.training.examples import TRAINING
    from nlu.training.tags import train

    _train = train(data or TRAINING, out)
    click.echo(json.dumps({"model": str(out), "heads": {name: head.offsets for name, head in _train.items()}}))


@main.command("score-tags")
@click.option(
    "--model", type=click.Path(exists=True, path_type=Path), default=MODELS, help="The folder of the tag models."
)
@click.option("--data", type=click.Path(exists=True, path_type=Path), help="A folder of held-out *.jsonl.")
@click.option("--card/--no-card", default=False, help="Write the figures into the model's CARD.md.")
def score_tags(model: Path, data: Path | None, card: bool) -> None:
    """Score the tag models on messages that they were not made from; prints JSON."""
    from nlu.training.card import write_card
    from nlu.training.examples import HELD_OUT, examples
    from nlu.training.score import score

    report = score(tagger(model), examples(data or HELD_OUT))
    if card:
        write_card(model, report)
    click.echo(json.dumps(report, ensure_ascii=False, indent=1))


_TASK = click.option("--task", type=click.Choice(["sentiment", "emotion", "topic", "intent"]), required=True)


@main.command()
@_TASK
@click.option(
    "--train", "path", type=click.Path(exists=True, path_type=Path), required=True, help='{"text","label"} lines.'
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Where to write the model.")
def train(task: str, path: Path, out: Path) -> None:
    """Make a model that gives a text one label."""
    from nlu.training.labels import train_labels

    _print(lambda: train_labels(task, path, out))


@main.command()
@_TASK
@click.option("--model", type=click.Path(exists=True, path_type=Path), required=True, help="A folder that train wrote.")
@click.option("--data", type=click.Path(exists=True, path_type=Path), required=True, help='{"text","label"} lines.')
def score(task: str, model: Path, data: Path) -> None:
    """Score a model of train on labelled lines."""
    from nlu.training.labels import score_labels

    _print(lambda: score_labels(task, model, data))


def _print(report: Any) -> None:
    try:
        click.echo(json.dumps(report(), ensure_ascii=False))
    except ValueError as error:
        raise click.ClickException(str(error)) from error


if __name__ == "__main__":
    main()
