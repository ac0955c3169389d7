"""``python -m knowledge``: JSON lines in and out."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from knowledge.__main__ import cli
from knowledge.evidence import JUDGED, SIGNALS, WEIGHTS


def test_each_line_is_answered_in_order_and_a_bad_one_does_not_stop_the_rest(folder: Path) -> None:
    lines = ['{"id": 1, "query": "mat the thi khoa the sao"}', "không phải JSON", '{"id": "b"}', "[]", ""]
    lines += ['{"id": 2, "query": "nấu phở bò ngon"}', '{"query": "hạn mức rút tiền mỗi ngày"}']
    ran = CliRunner().invoke(cli, ["search", "--articles", str(folder), "--top", "1"], input="\n".join(lines))
    out = [json.loads(line) for line in ran.stdout.splitlines()]
    assert ran.exit_code == 0
    assert [row.get("id") for row in out] == [1, None, "b", None, 2, None]
    assert out[0]["results"][0].keys() == {"article", "passage", "score"}
    assert out[0]["results"][0]["article"] == "khoa-the"
    assert all("error" in row and "results" not in row for row in out[1:4])
    assert out[4] == {"id": 2, "results": []}
    assert out[5]["results"][0]["article"] == "han-muc"


def test_bytes_that_are_no_text_are_one_bad_line(folder: Path) -> None:
    lines = b'\xff\xfe\n{"id": 1, "query": "khoa the"}\n'
    ran = CliRunner().invoke(cli, ["search", "--articles", str(folder)], input=lines)
    out = [json.loads(line) for line in ran.stdout.splitlines()]
    assert "error" in out[0]
    assert out[1]["id"] == 1


def test_build_writes_the_index_and_says_where(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "out" / "k.db"
    ran = CliRunner().invoke(cli, ["build", "--articles", str(folder), "--out", str(path)])
    assert ran.exit_code == 0
    assert ran.stdout.strip() == str(path)
    assert path.is_file()


def test_a_broken_article_is_one_clear_line(folder: Path, tmp_path: Path) -> None:
    (folder / "x.md").write_text("---\ntitle: [\n---\n", encoding="utf-8")
    ran = CliRunner().invoke(cli, ["build", "--articles", str(folder), "--out", str(tmp_path / "k.db")])
    assert ran.exit_code == 1
    assert "x.md" in ran.output
    assert "Traceback" not in ran.output


def test_a_search_is_scored_marked_and_unmarked_by_words_meaning_and_both(folder: Path, tmp_path: Path) -> None:
    questions = tmp_path / "questions.jsonl"
    lines = [{"query": "mất thẻ thì khoá thẻ", "article": "khoa-the"}, {"query": "cách nấu phở bò ngon"}]
    questions.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    ran = CliRunner().invoke(cli, ["score", "--articles", str(folder), "--questions", str(questions)])
    found = json.loads(ran.stdout)
    assert found.keys() == {"marked", "unmarked"}
    assert found["marked"].keys() == {"words", "meaning", "both"}
    assert found["marked"]["both"] == {"first": 1, "deep": 1, "mrr": 1, "silent": 0, "refused": 1}


def test_the_weights_in_use_are_whole() -> None:
    held = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    assert held.keys() == JUDGED.keys()
    for mode, judged in JUDGED.items():
        assert held[mode]["ranking"].keys() == set(SIGNALS)
        assert held[mode]["coefficients"].keys() == set(judged)
        assert 0 < held[mode]["threshold"] < 1
