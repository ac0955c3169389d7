"""python -m nlu: tag messages; make, compare and change models; train on labels of your own."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

import click

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before NumPy is loaded: its matrices here are too small to share out

from nlu import registry
from nlu.registry import MODELS
from nlu.tagging import Tagger, tagger

_TOGETHER = 64  # lines that are read in one go where that many are waiting
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(help=__doc__)
def main() -> None:
    pass


@main.command()
@click.option("--model", help="A folder of tag models, or the name of a candidate; the one in use by default.")
@click.option("--words-only", is_flag=True, help="Without the encoder: ten times as fast, a little less right.")
def tag(model: str | None, words_only: bool) -> None:
    """Read JSON lines {"id", "text", "context"?}, write each with its tags, in order, as they come.

    A line that cannot be read gives {"id"?, "error"} in its place; the rest goes on.
    """
    with_tagger = tagger(_folder(model), not words_only)
    for waiting in _waiting(sys.stdin.buffer):
        for answer in tag_lines(waiting, with_tagger):
            sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        sys.stdout.flush()


def _folder(model: str | None) -> Path | None:
    if model is None or Path(model, "model.json").is_file():
        return Path(model) if model else None
    try:
        return registry.folder_of(model)
    except registry.RegistryError as error:
        raise click.ClickException(str(error)) from error


def _waiting(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    """The lines in parcels of what is waiting: many from a file, one from somebody who waits for its answer."""
    queue: SimpleQueue[bytes | None] = SimpleQueue()

    def fill() -> None:
        for line in lines:
            queue.put(line)
        queue.put(None)

    Thread(target=fill, daemon=True).start()
    line = queue.get()
    while line is not None:
        parcel = [line]
        while len(parcel) < _TOGETHER and parcel[-1] is not None:
            try:
                parcel.append(queue.get_nowait())  # type: ignore[arg-type]
            except Empty:
                break
        yield [line for line in parcel if line is not None]
        line = None if parcel[-1] is None else queue.get()


def tag_lines(lines: Iterable[bytes], with_tagger: Tagger) -> list[dict[str, Any]]:
    """The tagged row, or the error, of each line that is not empty, in order."""
    rows = [_row(line) for line in lines if line.strip()]
    found = iter(with_tagger.tag_all([(row["text"], row.get("context")) for row in rows if "error" not in row]))
    return [row if "error" in row else {**row, "tags": next(found).to_json()} for row in rows]


def _row(line: bytes) -> dict[str, Any]:
    """What a line says: {"text", …}, or {"id"?, "error"}."""
    try:
        row = json.loads(line)
    except ValueError as error:  # undecodable bytes are a ValueError too
        return {"error": f"not JSON: {error}"}
    if not isinstance(row, dict):
        return {"error": "not an object"}
    known = {"id": row["id"]} if "id" in row else {}
    if not isinstance(row.get("text"), str):
        return {**known, "error": '"text" is missing or not a string'}
    if not isinstance(row.get("context"), str | None):
        return {**known, "error": '"context" is not a string'}
    row.pop("error", None)
    return row


_TASK = click.option(
    "--task", type=click.Choice(["sentiment", "emotion", "topic", "intent"]), help="One label a text; else all tags."
)


@main.command()
@_TASK
@click.option("--train", "path", type=_FILE, help='With --task: {"text","label"} lines.')
@click.option("--out", type=click.Path(path_type=Path), help="Where to write the model.")
def train(task: str | None, path: Path | None, out: Path | None) -> None:
    """Make a model: of one label a text (--task, --train, --out), or a candidate for the tags from the project's
    labelled text and what people have corrected (`python -m agent_assist.training` writes that).
    """
    if task:
        from nlu.training.labels import train_labels

        if not path or not out:
            raise click.UsageError("--task needs --train and --out")
        _print(lambda: train_labels(task, path, out))
    else:
        from nlu.training.candidates import make

        _print(lambda: make(out))


@main.command()
@_TASK
@click.option("--model", help="With --task the folder that train wrote; else a candidate, the newest by default.")
@click.option("--data", type=_FILE, help='With --task: {"text","label"} lines.')
def score(task: str | None, model: str | None, data: Path | None) -> None:
    """Score a model on labelled lines (--task, --model, --data), or compare a candidate for the tags with the model in
    use, on the held-out messages and on what people have corrected."""
    if task:
        from nlu.training.labels import score_labels

        if not model or not data:
            raise click.UsageError("--task needs --model and --data")
        _print(lambda: score_labels(task, Path(model), data))
    else:
        from nlu.training.candidates import compare

        _print(lambda: compare(model))


@main.command()
@click.argument("model")
def promote(model: str) -> None:
    """Use a candidate from now on ("shipped" is the model that ships); running processes follow by themselves."""
    _print(lambda: asdict(registry.promote(model)))


@main.command("roll-back")
def roll_back() -> None:
    """Use the model that was in use before the last promotion."""
    _print(lambda: asdict(registry.roll_back()))


@main.command()
def history() -> None:
    """Which models were used, since when: a JSON line for each change."""
    for change in registry.history():
        click.echo(json.dumps(asdict(change)))


@main.command("train-tags")
@click.option("--data", type=_FOLDER, help="A folder of labelled *.jsonl (nlu/data/tags).")
@click.option("--out", type=click.Path(path_type=Path), default=MODELS, help="Where to write the models.")
@click.option("--words-only", is_flag=True, help="Without the encoder.")
def train_tags(data: Path | None, out: Path, words_only: bool) -> None:
    """Make the tag models that ship from the labelled text, from scratch."""
    from nlu.encoder import feeling
    from nlu.training.examples import TRAINING, examples
    from nlu.training.tags import train

    heads = train(examples(data or TRAINING), out, None if words_only else feeling())
    click.echo(json.dumps({"model": str(out), "heads": {head.name: head.offsets for head in heads}}))


@main.command("score-tags")
@click.option("--model", type=_FOLDER, default=MODELS, help="The folder of the tag models.")
@click.option("--data", type=_FOLDER, help="A folder of held-out *.jsonl.")
@click.option("--card/--no-card", default=False, help="Write the figures into the model's CARD.md.")
def score_tags(model: Path, data: Path | None, card: bool) -> None:
    """Score the tag models on messages that they were not made from, with the encoder and without; prints JSON."""
    from nlu.training.card import write_card
    from nlu.training.examples import HELD_OUT, examples
    from nlu.training.score import score

    rows = examples(data or HELD_OUT)
    reports = {name: score(tagger(model, name == "encoder"), rows) for name in ("encoder", "words")}
    if card:
        write_card(model, reports)
    click.echo(json.dumps(reports, ensure_ascii=False, indent=1))


@main.command("train-encoder")
@click.option("--open-data", type=_FOLDER, required=True, help="The folder with banking77 and clinc150.")
@click.option("--cache", type=click.Path(path_type=Path), required=True, help="Where what is fetched and made is kept.")
@click.option("--minutes", type=float, default=100, help="How long to teach, on two cores.")
def train_encoder(open_data: Path, cache: Path, minutes: float) -> None:
    """Make the sentence encoder from multilingual-e5-small; needs the packages of requirements/models.in."""
    from nlu.training.make_encoder import make

    make(open_data, cache, minutes * 60)


@main.command("train-marks")
@click.option("--cache", type=click.Path(path_type=Path), required=True, help="Where fetched text is kept.")
def train_marks(cache: Path) -> None:
    """Make the model that puts missing marks back (nlu.restore)."""
    from nlu.restore import MODELS as MARKS
    from nlu.training.marks import train

    _print(lambda: train(MARKS, cache))


def _print(report: Callable[[], Any]) -> None:
    try:
        click.echo(json.dumps(report(), ensure_ascii=False))
    except ValueError as error:
        raise click.ClickException(str(error)) from error


if __name__ == "__main__":
    main()
