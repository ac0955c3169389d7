"""The labelled messages: well formed, and what is scored on was never trained on."""

from collections import defaultdict

import pytest

from nlu.text import fold, syllables
from nlu.topics import touchpoints
from nlu.training.examples import HELD_OUT, TRAINING, Example, examples
from nlu.training.labelling import ACTIONS, EMOTIONS
from nlu.training.score import STYLES

NEAR = 0.6  # the share of common syllable pairs from which two messages are the same in other words


@pytest.fixture(scope="module", params=[TRAINING, HELD_OUT], ids=["training", "held_out"])
def rows(request: pytest.FixtureRequest) -> list[Example]:
    return examples(request.param)


def test_every_message_is_labelled_by_the_guide(rows: list[Example]) -> None:
    known = touchpoints()
    wrong = []
    for row in rows:
        said = row.labels
        good = (
            said["sentiment"] in (None, -2, -1, 0, 1, 2)
            and (said["emotion"] or "none") in EMOTIONS
            and (said["intensity"] in range(1, 6) if said["emotion"] else said["intensity"] is None)
            and said["effort"] in (None, *range(-5, 6))
            and said["complaint"] in (True, False)
            and said["urgency"] in range(4)
            and said.get("actionability", "none") in ACTIONS
            and said.get("churn", False) in (True, False)
            and all(path in known and feeling in (None, -2, -1, 0, 1, 2) for path, feeling in said["topics"])
            and row.style in STYLES
            and row.text.strip()
        )
        if not good:
            wrong.append(row.id)
    assert not wrong


def test_every_message_has_an_id_of_its_own(rows: list[Example]) -> None:
    ids = [row.id for row in rows]
    assert len(ids) == len(set(ids))


def is_everybodys(row: Example) -> bool:
    """A bare "ok", "dạ vâng": everybody says it so, and there is nothing in it to learn by heart."""
    return len(syllables(row.text)) <= 2 and not row.context


def pairs(row: Example) -> frozenset[tuple[str, str]]:
    """The neighbouring syllables of a message without marks; a short answer counts with its question."""
    words = syllables(fold(row.text))
    if len(words) < 4:
        words = [*words, "|", *syllables(fold(row.context or ""))]
    return frozenset(zip(["^", *words], [*words, "$"], strict=True))


def test_no_held_out_message_is_nearly_one_that_was_trained_on() -> None:
    known = [(row, pairs(row)) for row in examples(TRAINING) if not is_everybodys(row)]
    holders = defaultdict(list)
    for at, (_, found) in enumerate(known):
        for pair in found:
            holders[pair].append(at)
    near = []
    for row in examples(HELD_OUT):
        found = pairs(row)
        for at in {at for pair in found for at in holders[pair]}:
            other, others = known[at]
            if len(found & others) / len(found | others) >= NEAR:
                near.append(f"{row.id} ~ {other.id}: {row.text!r} ~ {other.text!r}")
    assert not near, "\n".join(near)
