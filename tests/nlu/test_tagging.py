"""What the shipped models say of messages, and what every tag promises."""

import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.registry import MODELS
from nlu.tagging import tag, tagger
from nlu.tags import BANDS, Tags
from nlu.text import fold, nfc
from nlu.topics import topics

ROOT = Path(__file__).parents[2]
NEGATIVE, POSITIVE = BANDS[:2], BANDS[3:]


def band(text: str, context: str | None = None) -> str | None:
    found = tag(text, context).sentiment
    return found.band if found else None


def paths(tags: Tags) -> set[str]:
    return {topic.path for topic in tags.topics}


@pytest.mark.parametrize(
    "typed", ["trễ 3 ngày rồi, quá tệ, cho gặp người thật!!!", "tre 3 ngay roi, qua te, cho gap nguoi that!!!"]
)
def test_an_angry_customer_is_heard_marked_and_unmarked(typed: str) -> None:
    tags = tag(typed)
    assert tags.sentiment
    assert tags.sentiment.band == "very_negative" if typed != fold(typed) else tags.sentiment.band in NEGATIVE
    assert tags.emotion
    assert tags.emotion.label == "anger"
    assert tags.complaint
    assert tags.complaint.value
    late = next(topic for topic in tags.topics if topic.path == "delivery/late")
    assert late.touchpoint == "delivery"
    assert late.sentiment is not None
    assert late.sentiment < 0
    assert "3 ng" in typed[slice(*late.span)]


@pytest.mark.parametrize(
    "text",
    ["đơn DH10234 của mình đâu rồi", "size L còn không shop", "phi ship ve da nang bao nhieu", "dạ", "ok", "DH10234"],
)
def test_a_plain_question_or_a_bare_fact_has_no_feeling(text: str) -> None:
    tags = tag(text)
    assert tags.sentiment is None
    assert tags.emotion is None
    assert not (tags.complaint and tags.complaint.value)


def test_where_is_my_order_is_about_the_order() -> None:
    assert "order/status" in paths(tag("đơn DH10234 của mình đâu rồi"))


@pytest.mark.parametrize(
    "text",
    [
        "không tệ",
        "chưa bao giờ thất vọng",
        "áo đẹp lắm shop ơi 😍",
        "ao dep lam shop oi",
        "đẹp vãi",
        "Great quality, love it",
    ],
)
def test_praise_is_praise_even_when_denied_or_swearing(text: str) -> None:
    assert band(text) in POSITIVE


@pytest.mark.parametrize(
    "text",
    ["không được tốt lắm", "khong duoc tot lam", "The delivery was late and the staff were rude", "sp dở tệ, phí tiền"],
)
def test_blame_is_blame(text: str) -> None:
    assert band(text) in NEGATIVE


def test_after_but_comes_what_counts_and_each_topic_has_its_own_feeling() -> None:
    tags = tag("hàng đẹp nhưng giao chậm quá")
    felt = {topic.path: topic.sentiment for topic in tags.topics}
    assert felt["product/quality"] is not None
    assert felt["product/quality"] > 0
    assert felt["delivery/late"] is not None
    assert felt["delivery/late"] < 0
    assert tags.sentiment
    assert tags.sentiment.score < 0


def test_the_question_asked_changes_what_the_answer_means() -> None:
    assert band("giá", "anh thích gì ở shop?") in POSITIVE
    assert band("giá", "điều gì khiến anh chưa hài lòng?") in NEGATIVE


def test_money_leaving_the_account_is_urgent() -> None:
    assert tag("em vừa bị trừ tiền lạ, khoá thẻ gấp giúp em với").urgency == 3
    assert tag("cảm ơn shop nhé").urgency == 0


words = ["giao", "trễ", "quá", "tệ", "nhưng", "hàng", "đẹp", ",", "!", "😡", "không", "3", "¬", "»", "?", "%", "the"]


@settings(max_examples=200)
@given(st.one_of(st.text(), st.lists(st.sampled_from(words)).map(" ".join)))
def test_every_tag_keeps_its_promises_on_any_text(text: str) -> None:
    tags = tag(text)
    parts = [tags.sentiment, tags.emotion, tags.effort, *tags.topics]
    for part in parts:
        if part is not None:
            assert 0 <= part.span[0] < part.span[1] <= len(nfc(text))
            assert 0 <= part.confidence <= 1
    if tags.sentiment:
        assert -1 <= tags.sentiment.score <= 1
        assert (tags.sentiment.score > 0) >= (tags.sentiment.band in POSITIVE)
        assert (tags.sentiment.score < 0) >= (tags.sentiment.band in NEGATIVE)
    if tags.emotion:
        assert 1 <= tags.emotion.intensity <= 5
    assert tags.urgency in range(4)
    assert all(topic.touchpoint == topics()[topic.path].touchpoint for topic in tags.topics)
    assert json.loads(json.dumps(tags.to_json()))["model"] == tags.model


def test_a_message_in_separate_marks_is_tagged_the_same() -> None:
    import unicodedata

    text = "Giao hàng chậm quá, thất vọng"
    assert tag(unicodedata.normalize("NFD", text)) == tag(text)
    assert tag(fold(text)).sentiment is not None


def test_the_models_are_neutral_files_small_enough_to_keep_with_the_code() -> None:
    files = list(MODELS.iterdir())
    assert {path.suffix for path in files} <= {".npz", ".json", ".md"}
    assert sum(path.stat().st_size for path in files) <= 15_000_000


@pytest.mark.skipif(not (ROOT / ".venv-rasa").exists(), reason="Rasa's environment is not set up")
def test_rasas_interpreter_reads_the_same_models_and_says_the_same() -> None:
    # the two interpreters have different versions of ONNX Runtime, whose last digits differ
    words = tagger(with_encoder=False)
    texts = ["trễ 3 ngày rồi, quá tệ", "don cua toi dau roi", "love it 😍", ""]
    code = (
        "import json, sys; from nlu.tagging import tagger; words = tagger(with_encoder=False); "
        "print(json.dumps([words.tag(text).to_json() for text in json.load(sys.stdin)]))"
    )
    done = subprocess.run(
        [ROOT / ".venv-rasa/bin/python", "-c", code],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    assert json.loads(done.stdout) == [json.loads(json.dumps(words.tag(text).to_json())) for text in texts]
