"""The messages that the intents are learned from and scored on: enough of each, and none in both."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
import yaml

from nlu.text import fold, syllables

ROOT = Path(__file__).parents[2]
NEAR = 0.6  # the share of common syllable pairs from which two messages are the same in other words
DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))
HELD_OUT, BLIND = (
    yaml.safe_load((ROOT / "tests" / "bot_rasa" / name).read_text("utf-8"))
    for name in ("held_out_intents.yml", "blind_intents.yml")
)


@cache
def trained() -> dict[str, list[str]]:
    """The examples of each intent."""
    examples: dict[str, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "nlu" / "data" / "intents").glob("*.yml")):
        for block in yaml.safe_load(path.read_text("utf-8"))["nlu"]:
            examples[block["intent"]] += [line.removeprefix("- ") for line in block["examples"].splitlines()]
    return examples


def pairs(text: str) -> frozenset[tuple[str, str]]:
    """The neighbouring syllables of a message without marks."""
    words = syllables(fold(text))
    return frozenset(zip(["^", *words], [*words, "$"], strict=True))


@pytest.mark.parametrize("intent", DOMAIN["intents"])
def test_every_intent_has_examples_enough(intent: str) -> None:
    assert len(trained()[intent]) >= (400 if intent == "out_of_scope" else 76)
    held = [text for texts in HELD_OUT[intent].values() for text in texts]
    assert len(held) >= (60 if intent == "out_of_scope" else 12)


def test_no_example_stands_for_two_intents() -> None:
    holders: dict[str, set[str]] = defaultdict(set)
    for intent, texts in trained().items():
        for text in texts:
            holders[text.lower()].add(intent)
    assert not {text: intents for text, intents in holders.items() if len(intents) > 1}


@pytest.mark.parametrize("scored", [HELD_OUT, BLIND], ids=["held_out", "blind"])
def test_no_held_out_message_is_nearly_one_that_was_trained_on(scored: dict[str, dict[str, list[str]]]) -> None:
    # a bare "ok", "chào shop": everybody says it so
    known = [(text, pairs(text)) for texts in trained().values() for text in texts if len(syllables(text)) > 2]
    holders = defaultdict(list)
    for at, (_, found) in enumerate(known):
        for pair in found:
            holders[pair].append(at)
    near = []
    for text in (text for styles in scored.values() for texts in styles.values() for text in texts):
        found = pairs(text)
        if len(syllables(text)) > 2:
            others = {at for pair in found for at in holders[pair]}
            near += [f"{text!r} ~ {known[at][0]!r}" for at in others if _alike(found, known[at][1]) >= NEAR]
    assert not near, "\n".join(near)


def _alike(one: frozenset[tuple[str, str]], other: frozenset[tuple[str, str]]) -> float:
    return len(one & other) / len(one | other)
