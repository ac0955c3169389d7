"""Command line of the knowledge base: ``python -m knowledge build | search | score | calibrate``."""

from __future__ import annotations

import os

# one thread each: threads of the maths libraries that wait for one another cost more than they bring
os.environ.setdefault("OMP_NUM_THREADS", "1")

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from knowledge import calibration, scoring, storage
from knowledge.articles import ARTICLES, LANGUAGES, ArticleError, read_all
from knowledge.index import Index, build, ensure

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def cli() -> None:
    """What the company knows: build the index, search it, set the threshold of "not found"."""


@cli.command("build")
@click.option("--articles", type=_FOLDER, default=ARTICLES, show_default=False, help="Folder of Markdown articles.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Index file; by default the company's.")
def build_index(articles: Path, out: Path | None) -> None:
    """Build the index where the articles have changed, and print its path."""
    try:
        click.echo(ensure(articles, out))
    except ArticleError as error:
        raise click.ClickException(str(error)) from error


@cli.command()
@click.option("--articles", type=_FOLDER, help="Folder of Markdown articles with an id; the company's own by default.")
@click.option("--top", default=5, show_default=True, type=click.IntRange(1, 100), help="Results for each question.")
@click.option("--lang", type=click.Choice(LANGUAGES), help="Search in one language only.")
def search(articles: Path | None, top: int, lang: str | None) -> None:
    """Answer JSON lines {"id", "query"} with {"id", "results": [{"article", "passage", "score"}]}, best first.

    `results` is empty where nothing answers. A bad line gives {"id"?, "error"} and the rest goes on.
    """
    with _opened(articles) as index:
        for line in sys.stdin.buffer:
            if line.strip():
                click.echo(json.dumps(_found(index, line, top, lang), ensure_ascii=False))
                sys.stdout.flush()


@cli.command()
@click.option("--articles", type=_FOLDER, help="Folder of Markdown articles with an id; the company's own by default.")
@click.option("--questions", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True)
def score(articles: Path | None, questions: Path) -> None:
    """Score the search on JSON lines {"query", "article"?, "lang"?}, marked and not: by words, meaning and both."""
    with _opened(articles) as index:
        scores = scoring.score(index, scoring.read_questions(questions))
    found = {form: {name: asdict(one) for name, one in orders.items()} for form, orders in scores.items()}
    click.echo(json.dumps(found, indent=2))


@cli.command()
def calibrate() -> None:
    """Weigh the evidence anew on known questions, write knowledge/evidence.json and print the scores."""
    storage.ship_vectors(read_all(ARTICLES))
    reports = calibration.calibrate()
    click.echo(json.dumps({name: asdict(report) for name, report in reports.items()}, indent=2))


@contextmanager
def _opened(articles: Path | None) -> Iterator[Index]:
    """The index of a folder, made for this run, or the company's own."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "knowledge.db"
        try:
            if articles:
                build(articles, path)
            else:
                path = ensure()
        except ArticleError as error:
            raise click.ClickException(str(error)) from error
        index = Index.open(path)
        try:
            yield index
        finally:
            index.close()


def _found(index: Index, line: bytes, top: int, lang: str | None) -> dict[str, Any]:
    given: dict[str, Any] = {}
    try:
        row = json.loads(line)
        if not isinstance(row, dict):
            raise ValueError("not a JSON object")
        given = {"id": row["id"]} if "id" in row else {}
        query = row.get("query")
        if not isinstance(query, str):
            raise ValueError("query is missing or not a text")
    except ValueError as error:  # json's and unicode's errors are ValueErrors too
        return {**given, "error": str(error)}
    hits = index.search(query, lang, top)
    return {**given, "results": [{"article": h.article_id, "passage": h.passage, "score": h.score} for h in hits]}


if __name__ == "__main__":
    cli()
