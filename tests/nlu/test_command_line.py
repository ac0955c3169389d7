"""`python -m nlu` as people and other programs use it."""

import json
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from nlu.__main__ import main

ROOT = Path(__file__).parents[2]


def test_tags_stream_in_order_and_a_bad_line_is_answered_in_its_place() -> None:
    lines = [
        '{"id": 1, "text": "giao chậm quá"}',
        "not json",
        '{"id": "b"}',
        "",
        '{"id": 3, "text": "giá", "context": "anh thích gì ở shop?"}',
        '{"id": 4, "text": "ok", "context": 5}',
        "[1]",
    ]
    result = CliRunner().invoke(main, ["tag"], input="\n".join(lines))
    answers = [json.loads(line) for line in result.output.splitlines()]
    assert [answer.get("id") for answer in answers] == [1, None, "b", 3, 4, None]
    assert ["error" in answer for answer in answers] == [False, True, True, False, True, True]
    assert answers[0]["tags"]["sentiment"]["score"] < 0
    assert answers[0]["text"] == "giao chậm quá"


def test_an_answer_comes_before_the_next_line_is_asked_for() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "nlu", "tag"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert process.stdin
    assert process.stdout
    for number in range(3):
        process.stdin.write(json.dumps({"id": number, "text": "giao chậm"}) + "\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == number
    process.stdin.close()
    assert process.wait(timeout=30) == 0
    process.stdout.close()


def test_a_model_of_ones_own_labels_is_made_and_scored(tmp_path: Path) -> None:
    sizes, colours = ["S", "M", "L", "XL"], ["đỏ", "xanh", "vàng", "đen"]
    kinds = {
        "ask_price": "áo {} màu {} giá bao nhiêu",
        "ask_stock": "size {} màu {} còn hàng không",
        "cancel_order": "huỷ đơn áo {} {} giúp em",
    }
    rows = [
        {"text": kind.format(s, c), "label": label} for label, kind in kinds.items() for s in sizes for c in colours
    ]
    data = tmp_path / "rows.jsonl"
    data.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    run = CliRunner().invoke
    made = run(main, ["train", "--task", "intent", "--train", str(data), "--out", str(tmp_path / "model")])
    assert json.loads(made.output)["messages"] == len(rows)
    asked = tmp_path / "asked.jsonl"
    asked.write_text(json.dumps({"text": "huy don ao M hong giup em", "label": "cancel_order"}), "utf-8")
    report = json.loads(
        run(main, ["score", "--task", "intent", "--model", str(tmp_path / "model"), "--data", str(asked)]).output
    )
    assert report["accuracy"] == 1
    assert set(report) == {"accuracy", "macro_f1", "weighted_f1", "per_class", "calibration_error", "seconds"}


def test_a_line_that_cannot_be_learned_from_is_named(tmp_path: Path) -> None:
    data = tmp_path / "rows.jsonl"
    data.write_text('{"text": "a", "label": "b"}\n{"text": "a"}\n', "utf-8")
    result = CliRunner().invoke(main, ["train", "--task", "topic", "--train", str(data), "--out", str(tmp_path / "m")])
    assert result.exit_code == 1
    assert "rows.jsonl:2" in result.output
