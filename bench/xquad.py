"""Find the passage that answers, in XQuAD-vi (CC BY-SA 4.0, used for scoring only): ``python -m bench.xquad FILE``.

Each of the 240 paragraphs becomes an article with nothing but an id, each of the 1190 questions is asked with and
without its marks. Printed are words alone, meaning alone, and both as the search weighs them. `--out` keeps the folder
and the questions, for `python -m knowledge score` and `python -m knowledge search`.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from knowledge.index import Index, build
from knowledge.scoring import read_questions, score


def convert(source: Path, out: Path) -> tuple[Path, Path]:
    """Write `out/articles/*.md` and `out/questions.jsonl`; both paths."""
    folder, questions = out / "articles", out / "questions.jsonl"
    folder.mkdir(parents=True, exist_ok=True)
    texts = json.loads(source.read_text(encoding="utf-8"))["data"]
    lines = []
    for number, paragraph in enumerate(paragraph for text in texts for paragraph in text["paragraphs"]):
        article = f"p{number:03}"
        (folder / f"{article}.md").write_text(f"---\nid: {article}\n---\n\n{paragraph['context']}\n", encoding="utf-8")
        lines += [{"id": qa["id"], "query": qa["question"], "article": article} for qa in paragraph["qas"]]
    questions.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return folder, questions


@click.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder to keep the articles in.")
def main(source: Path, out: Path | None) -> None:
    """Score the search on a file in SQuAD's format."""
    with TemporaryDirectory() as temporary:
        folder, questions = convert(source, out or Path(temporary))
        path = Path(temporary) / "knowledge.db"
        build(folder, path)
        index = Index.open(path)
        for form, orders in score(index, read_questions(questions)).items():
            for name, scores in orders.items():
                click.echo(json.dumps({"form": form, "by": name, **asdict(scores)}))
        index.close()


if __name__ == "__main__":
    main()
