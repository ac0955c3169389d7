"""What people taught, as training data: their labels for `nlu`, and questions with the article that answers each.

`corrections.jsonl` has the form of nlu/data/GUIDE.md, with the heads that a person spoke on and no others;
`questions.jsonl` that of tests/knowledge/questions.jsonl: no article where a new one is needed. Both say who taught it
and when. Personal data is masked, and the words of erased customers are left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from agent_assist import labels
from bot import tagger
from nlu.entities import mask
from nlu.text import language, teencode
from store import Tx, corrections, questions, read
from store.corrections import Lesson

Row = dict[str, Any]


def write(folder: Path) -> tuple[int, int]:
    """Write both files, whole or not at all; returns how many lines each has."""
    folder.mkdir(parents=True, exist_ok=True)
    with read() as tx:
        return (
            _lines(folder / "corrections.jsonl", labelled(tx)),
            _lines(folder / "questions.jsonl", answered(tx)),
        )


def labelled(tx: Tx) -> Iterator[Row]:
    """A row for each message that people have judged, oldest first."""
    for lesson in corrections.lessons(tx):
        question = tagger.question(tx, lesson.message)
        yield {
            "id": f"corrected-{lesson.message.id}",
            "text": mask(lesson.message.text),
            "context": mask(question) if question else None,
            "style": style(lesson.message.text),
            "domain": "corrected",
            "labels": _labels(lesson),
            "provenance": _provenance(lesson),
        }


def answered(tx: Tx) -> Iterator[Row]:
    """A row for each question that people have judged to be one, oldest first."""
    for one in questions.answered(tx):
        if one.verdict != "none":
            yield {
                "query": mask(one.question),
                "lang": one.language,
                "article": one.article_id,
                "provenance": {"by": one.user_id, "at": _iso(one.at), "message": one.message_id},
            }


def style(text: str) -> str:
    """How a text is typed: marked, unmarked, teencode, english or mixed."""
    spoken = language(text)
    if spoken == "en":
        return "english"
    if teencode().keys() & set(re.findall(r"\w+", text.lower())):
        return "teencode"
    return {"vi-unmarked": "unmarked", "mixed": "mixed"}.get(spoken, "marked")


def _labels(lesson: Lesson) -> labels.Labels:
    found: labels.Labels = {}
    for kind in corrections.KINDS:
        if (one := lesson.corrections.get(kind)) and one.says is not None:
            found |= labels.of_kind(kind, one.says)
    if "topics" in found:
        # the models learn the second level; what lies below it is heard by its phrases
        felt = {"/".join(path.split("/")[:2]): feeling for path, feeling in found["topics"]}
        found["topics"] = [list(pair) for pair in felt.items()]
    return found


def _provenance(lesson: Lesson) -> dict[str, str | None]:
    """Who spoke last of it, when, and which model they corrected."""
    last = max(lesson.corrections.values(), key=lambda one: (one.at, one.id))
    heard = (one.model for one in lesson.corrections.values() if one.model)
    return {"by": last.user_id, "at": _iso(last.at), "model": next(heard, None), "message": lesson.message.id}


def _iso(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="seconds")


def _lines(path: Path, rows: Iterable[Row]) -> int:
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
    draft = path.with_suffix(".part")
    draft.write_text("".join(lines), encoding="utf-8")
    draft.replace(path)
    return len(lines)


@click.command(help=__doc__)
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="The folder to write into."
)
def main(out: Path) -> None:
    labelled_, answered_ = write(out)
    click.echo(f"{labelled_} corrections and {answered_} questions in {out}")


if __name__ == "__main__":
    main()
