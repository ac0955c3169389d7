"""Agents' macros: complete in both languages, offered where they fit, never with a hole in them."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from knowledge.macros import VARIABLES, Macro, all_macros, fill, fitting

VALUES: dict[str, str | int] = {
    "salutation": "chị",
    "name": "Hà",
    "agent": "Minh",
    "order": "DH10234",
    "days_late": 3,
    "amount": "50.000 ₫",
}
ROOT = Path(__file__).parents[2]
BANDS = {"very_negative", "negative", "neutral", "positive", "very_positive"}


def macro(macro_id: str, lang: str = "vi") -> Macro:
    return next(m for m in all_macros() if (m.id, m.lang) == (macro_id, lang))


def test_macros_are_many_unique_and_in_both_languages() -> None:
    ids = {lang: [m.id for m in all_macros() if m.lang == lang] for lang in ("vi", "en")}
    assert len(ids["vi"]) >= 30
    assert len(set(ids["vi"])) == len(ids["vi"])
    assert ids["vi"] == ids["en"]


def test_macros_speak_of_topics_intents_moods_and_variables_that_exist() -> None:
    tree = yaml.safe_load((ROOT / "nlu/data/topics.yml").read_text(encoding="utf-8"))
    paths = {f"{branch}/{leaf}" for branch, found in tree.items() for leaf in found["leaves"]}
    intents = set(yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))["intents"])
    for each in all_macros():
        assert set(each.topics) <= paths, each.id
        assert set(each.intents) <= intents, each.id
        assert set(each.moods) <= BANDS, each.id
        assert each.variables <= VARIABLES, each.id


def test_an_angry_customer_with_a_late_order_gets_the_apology_first() -> None:
    offered = fitting(["delivery/late"], ["complain"], "very_negative", "vi")
    assert offered[0].id == "late-apology"
    assert "late-compensation" in [m.id for m in offered[:3]]
    assert "thank-praise" not in [m.id for m in offered]


def test_apologies_for_anger_are_not_offered_to_a_happy_customer() -> None:
    assert "late-apology" not in [m.id for m in fitting(["delivery/late"], [], "positive", "vi")]
    assert "late-apology" in [m.id for m in fitting(["delivery/late"], [], None, "vi")]


def test_nothing_fits_when_nothing_was_said() -> None:
    assert fitting([], [], None, "vi") == []


def test_a_filled_macro_reads_as_a_person_writes() -> None:
    text = fill(macro("late-compensation"), VALUES)
    assert text is not None
    assert "đơn DH10234 trễ 3 ngày" in text
    assert "Chị thấy như vậy có được không ạ?" in text


def test_a_macro_with_a_missing_variable_is_not_offered() -> None:
    assert fill(macro("late-apology"), {**VALUES, "order": ""}) is None
    assert fill(macro("late-apology"), {k: v for k, v in VALUES.items() if k != "days_late"}) is None


def test_no_filled_macro_shows_a_brace_or_a_small_letter_after_a_stop() -> None:
    for each in all_macros():
        text = fill(each, VALUES)
        assert text
        assert not set("{}") & set(text)
        assert all(start == start.upper() for start in re.findall(r"[.!?] (\w)", text)), text


def test_values_with_braces_stay_as_they_are() -> None:
    text = fill(macro("late-apology"), {**VALUES, "name": "{order}"})
    assert text is not None
    assert "{order}" in text
