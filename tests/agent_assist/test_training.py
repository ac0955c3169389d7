"""What people taught, as lines that a model can be trained on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from agent_assist import training
from nlu.topics import touchpoints
from store import conversations, corrections, customers, messages, now, questions, write
from store.corrections import Statement
from store.messages import Message
from tests.agent_assist.conftest import Cast
from tests.agent_assist.scenes import Line, scene


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def ask(text: str, before: str | None = None) -> Message:
    held = scene(*([Line("bot", before)] if before else []), Line("customer", text, -0.8, ("delivery/late",)))
    with write() as tx:
        return messages.of_conversation(tx, held.id)[-1]


def test_a_line_holds_the_heads_that_were_spoken_on_and_who_when_and_against_which_model(
    cast: Cast, tmp_path: Path
) -> None:
    of = ask("giao trễ quá, gọi 0903284471 nha", "Anh chị thấy sao, mail a@b.vn nhé?")
    with write() as tx:
        says = {"sentiment": [Statement("negative", -0.5)], "emotion": [Statement("anger", intensity=4)]}
        corrections.judge(tx, of.id, says, cast.vy.id)
    assert training.write(tmp_path) == (1, 0)
    [line] = lines(tmp_path / "corrections.jsonl")
    at = line["provenance"].pop("at")
    assert line == {
        "id": f"corrected-{of.id}",
        "text": "giao trễ quá, gọi [phone] nha",
        "context": "Anh chị thấy sao, mail [email] nhé?",
        "style": "marked",
        "domain": "corrected",
        "labels": {"sentiment": -1, "emotion": "anger", "intensity": 4},
        "provenance": {"by": cast.vy.id, "model": "test", "message": of.id},
    }
    assert at.endswith("+00:00")


def test_confirmed_tags_are_labels_and_absence_is_one_too(cast: Cast, tmp_path: Path) -> None:
    of = ask("giao trễ quá")
    with write() as tx:
        corrections.confirm(tx, of.id, cast.vy.id)
    training.write(tmp_path)
    [line] = lines(tmp_path / "corrections.jsonl")
    assert line["labels"] == {
        "sentiment": -2, "emotion": None, "intensity": None, "complaint": False, "topics": [["delivery/late", None]],
    }  # fmt: skip


def test_a_word_taken_back_teaches_nothing(cast: Cast, tmp_path: Path) -> None:
    of = ask("giao trễ quá")
    with write() as tx:
        corrections.confirm(tx, of.id, cast.vy.id)
        corrections.judge(tx, of.id, dict.fromkeys(corrections.KINDS), cast.vy.id)
    assert training.write(tmp_path) == (0, 0)


def test_topics_are_those_that_models_learn(cast: Cast, tmp_path: Path) -> None:
    of = ask("trà uống dở ẹc")
    with write() as tx:
        corrections.judge(tx, of.id, {"topic": [Statement("product/quality/taste", -2)]}, cast.vy.id)
    training.write(tmp_path)
    [line] = lines(tmp_path / "corrections.jsonl")
    assert line["labels"] == {"topics": [["product/quality", -2]]}
    assert {path for path, _ in line["labels"]["topics"]} <= touchpoints().keys()


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("giao trễ quá", "marked"),
        ("giao tre qua troi", "unmarked"),
        ("ko thấy giao j hết", "teencode"),
        ("the delivery was late", "english"),
    ],
)
def test_the_style_is_how_the_text_is_typed(text: str, style: str) -> None:
    assert training.style(text) == style


def test_questions_come_with_their_article_or_without_one_and_what_is_none_does_not_come(
    cast: Cast, tmp_path: Path
) -> None:
    linked, missing, chat = ask("gốm nứt bảo hành không, 0903284471"), ask("có khắc tên không"), ask("hihi")
    with write() as tx:
        questions.judge(tx, linked.id, "article", cast.vy.id, "vi", "warranty")
        questions.judge(tx, missing.id, "new", cast.vy.id, "vi")
        questions.judge(tx, chat.id, "none", cast.vy.id, "vi")
    result = CliRunner().invoke(training.main, ["--out", str(tmp_path / "new")])
    assert result.output == f"0 corrections and 2 questions in {tmp_path / 'new'}\n"
    found = lines(tmp_path / "new" / "questions.jsonl")
    assert [(one["query"], one["lang"], one["article"]) for one in found] == [
        ("gốm nứt bảo hành không, [phone]", "vi", "warranty"),
        ("có khắc tên không", "vi", None),
    ]
    assert found[0]["provenance"]["by"] == cast.vy.id
    assert found[0]["provenance"]["message"] == linked.id


def test_erased_customers_words_never_appear(cast: Cast, tmp_path: Path) -> None:
    of = ask("giao trễ quá")
    with write() as tx:
        corrections.confirm(tx, of.id, cast.vy.id)
        questions.judge(tx, of.id, "new", cast.vy.id, "vi")
        customers.change(tx, conversations.locked(tx, of.conversation_id).customer_id, erased_at=now())
    assert training.write(tmp_path) == (0, 0)
