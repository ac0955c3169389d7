"""Other people's models in place of ours: tiny ones, made here, through the same doors."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nlu.encoder as encoders
import nlu.tagging as tagging
from nlu.named import NamedEncoder, NamedModelError, NamedSentiment, values_of
from nlu.tagging import tag
from nlu.training.labels import score_labels, train_labels
from settings import settings

WORDS = ["<s>", "<pad>", "</s>", "<unk>", "giao", "hàng", "đẹp", "chậm", "tệ", "huỷ", "đơn", "giá", "bao", "nhiêu"]
SHAPE: dict[str, Any] = {
    "vocab_size": len(WORDS),
    "hidden_size": 32,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "intermediate_size": 32,
    "pad_token_id": 1,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a tokenizer that knows a few words."""
    transformers = pytest.importorskip("transformers", reason="the models group is not installed")
    from tokenizers import Tokenizer, models, pre_tokenizers

    words = Tokenizer(models.WordLevel({word: at for at, word in enumerate(WORDS)}, unk_token="<unk>"))
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    transformers.PreTrainedTokenizerFast(
        tokenizer_object=words, pad_token="<pad>", unk_token="<unk>", model_max_length=64
    ).save_pretrained(tmp_path / "model")
    return tmp_path / "model"


@pytest.fixture
def setting(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    kept = (settings, encoders.encoder, tagging._tagger)
    for one in kept:
        one.cache_clear()
    yield monkeypatch
    monkeypatch.undo()
    for one in kept:
        one.cache_clear()


@pytest.fixture
def sentence_model(folder: Path) -> Path:
    transformers = pytest.importorskip("transformers")
    sentence = pytest.importorskip("sentence_transformers")
    transformers.BertModel(transformers.BertConfig(**SHAPE)).save_pretrained(folder)
    out = folder.parent / "sentences"
    sentence.SentenceTransformer(str(folder), device="cpu").save(str(out))
    return out


def test_a_sentence_transformers_model_gives_vectors_of_its_own_width(sentence_model: Path) -> None:
    rows = NamedEncoder(str(sentence_model)).vectors(["giao hàng chậm", "huỷ đơn"], "query")
    assert rows.shape == (2, 32)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


def test_the_setting_trains_and_scores_labels_with_that_model(
    sentence_model: Path, setting: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    setting.setenv("ENCODER", str(sentence_model))
    texts = {"late": ["giao hàng chậm", "giao chậm"], "cancel": ["huỷ đơn", "huỷ đơn hàng"], "price": ["giá bao nhiêu"]}
    rows = [{"text": text, "label": label} for label, said in texts.items() for text in said * 2]
    data = tmp_path / "rows.jsonl"
    data.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    train_labels("intent", data, tmp_path / "labels")
    assert json.loads((tmp_path / "labels/model.json").read_text("utf-8"))["encoder"] == "sentences"
    assert score_labels("intent", tmp_path / "labels", data)["accuracy"] == 1


def test_a_text_classification_model_reads_the_sentiment(folder: Path, setting: pytest.MonkeyPatch) -> None:
    transformers = pytest.importorskip("transformers")
    torch = pytest.importorskip("torch")
    names = {0: "NEG", 1: "NEU", 2: "POS"}
    model = transformers.BertForSequenceClassification(transformers.BertConfig(**SHAPE, id2label=names))
    with torch.no_grad():
        model.classifier.weight.zero_()
        model.classifier.bias.copy_(torch.tensor([0.0, 0.0, 4.0]))
    model.save_pretrained(folder)
    assert NamedSentiment(str(folder)).read(["giao hàng chậm"])[0][0] > 0.5
    setting.setenv("SENTIMENT_MODEL", str(folder))
    heard = tag("giao hàng chậm quá, tệ").sentiment
    assert heard
    assert heard.band == "positive"
    assert tag("đơn DH10234 của mình đâu rồi").sentiment is None


@pytest.mark.parametrize(
    ("labels", "values"),
    [
        (["NEG", "NEU", "POS"], [-0.6, 0.0, 0.6]),
        (["POS", "NEG", "NEU"], [0.6, -0.6, 0.0]),
        (["1 star", "2 stars", "3 stars", "4 stars", "5 stars"], [-1.0, -0.5, 0.0, 0.5, 1.0]),
        (["LABEL_0", "LABEL_1"], [-0.6, 0.6]),
    ],
)
def test_the_names_of_classes_tell_what_they_are_worth(labels: list[str], values: list[float]) -> None:
    assert values_of(dict(enumerate(labels)), "a model") == values


def test_classes_that_do_not_tell_good_from_bad_are_refused() -> None:
    with pytest.raises(NamedModelError, match="spam"):
        values_of({0: "spam", 1: "ham"}, "a model")
