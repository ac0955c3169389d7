"""The linear model behind the intents."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import yaml

from nlu.encoder import Encoder, encoder
from nlu.labels import LinearText
from nlu.text import fold
from nlu.training.fitting import fit

ROOT = Path(__file__).parents[2]
SMALL = {
    "buy": ["tôi muốn mua áo", "bán cho mình cái nồi", "mua hai cái khăn", "đặt hàng giúp em", "cho mình mua ghế"],
    "leave": ["tạm biệt", "chào nhé mình đi đây", "hẹn gặp lại", "thôi mình về", "bye shop"],
}


def fitted(data: dict[str, list[str]], heard: Encoder | None = None) -> LinearText:
    """A model of texts by intent, by n-grams alone or with an encoder."""
    texts = [(text, intent) for intent, said in data.items() for text in said]
    return fit([text for text, _ in texts], [intent for _, intent in texts], strength=3.0, cost=1.0, encoder=heard)


def first(model: LinearText, text: str) -> str:
    """The most likely intent."""
    return model.labels[int(model.probabilities(text).argmax())]


@pytest.fixture(scope="module")
def shop() -> LinearText:
    """A model of the intents that we ship."""
    data: dict[str, list[str]] = {}
    for path in sorted((ROOT / "nlu" / "data" / "intents").glob("*.yml")):
        for block in yaml.safe_load(path.read_text("utf-8"))["nlu"]:
            said = [line.removeprefix("- ") for line in block["examples"].splitlines()]
            data.setdefault(block["intent"], []).extend(said)
    return fitted(data, encoder())


def test_a_model_reads_back_as_it_was_written(tmp_path: Path) -> None:
    model = fitted(SMALL)
    model.save(tmp_path)
    assert {path.suffix for path in tmp_path.iterdir()} == {".npz", ".json"}
    again = LinearText.load(tmp_path)
    assert (again.labels, again.threshold) == (model.labels, model.threshold)
    for text in ("mua áo", "bye", "chưa từng thấy"):
        assert np.allclose(again.probabilities(text), model.probabilities(text))


def test_it_learns_from_other_data_with_few_texts() -> None:
    model = fitted({"ask_loan": ["vay tiền", "lãi vay"], "ask_card": ["mở thẻ", "khoá thẻ"], "greet": ["chào"]})
    assert first(model, "muon vay tien") == "ask_loan"
    assert first(model, "mở thẻ tín dụng") == "ask_card"


def test_one_intent_is_not_enough() -> None:
    with pytest.raises(ValueError, match="two"):
        fitted({"buy": SMALL["buy"]})


@pytest.mark.parametrize("text", ["", "   ", "☃☃☃", "/"])
def test_a_text_without_known_pieces_has_probabilities_too(text: str) -> None:
    assert fitted(SMALL).probabilities(text).sum() == pytest.approx(1)


def test_dropping_the_marks_costs_little(shop: LinearText) -> None:
    messages = [(text, intent) for text, intent, style in held_out() if style == "marked"]
    marked = sum(first(shop, text) == intent for text, intent in messages)
    unmarked = sum(first(shop, fold(text)) == intent for text, intent in messages)
    assert marked - unmarked < 0.06 * len(messages)


def test_unseen_messages_in_every_style_are_understood(shop: LinearText) -> None:
    right: Counter[str] = Counter()
    told: Counter[str] = Counter()
    for text, intent, style in held_out():
        right[style] += first(shop, text) == intent
        told[style] += 1
    assert sum(right.values()) / sum(told.values()) > 0.9
    for style in ("marked", "unmarked", "teencode"):
        assert right[style] / told[style] > 0.85
    assert right["english"] / told["english"] > 0.85


def test_what_it_is_not_sure_of_it_mostly_gets_wrong_otherwise(shop: LinearText) -> None:
    unsure = [(t, i) for t, i, _ in held_out() if shop.probabilities(t).max() < shop.threshold]
    sure = [(t, i) for t, i, _ in held_out() if shop.probabilities(t).max() >= shop.threshold]
    assert sum(first(shop, t) == i for t, i in unsure) / len(unsure) < 0.65
    assert sum(first(shop, t) == i for t, i in sure) / len(sure) > 0.94


def held_out() -> list[tuple[str, str, str]]:
    """The messages that nothing trains on, with intent and style."""
    data = yaml.safe_load((Path(__file__).parent / "held_out_intents.yml").read_text("utf-8"))
    return [(text, intent, style) for intent, styles in data.items() for style in styles for text in styles[style]]
