"""The scripts of past conversations: whole, in the agreed form, and fit for the loader."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

SCRIPTS: list[dict[str, Any]] = [
    json.loads(line)
    for file in sorted(Path("demo/conversations").glob("*.jsonl"))
    for line in file.read_text("utf-8").splitlines()
]
PLACES = {"order", "product", "date_due", "days_late", "city", "name", "agent", "amount"}


def test_every_script_has_its_own_id_and_its_own_words() -> None:
    ids = Counter(script["id"] for script in SCRIPTS)
    words = Counter(
        tuple(turn["text"].lower() for turn in script["turns"] if turn["who"] == "customer") for script in SCRIPTS
    )
    assert [key for counted in (ids, words) for key, times in counted.items() if times > 1] == []


def test_who_speaks_agrees_with_who_handled_it() -> None:
    speakers = {"bot": {"customer", "bot"}, "human": {"customer", "agent"}, "both": {"customer", "bot", "agent"}}
    for script in SCRIPTS:
        assert script["turns"][0]["who"] == "customer", script["id"]
        assert {turn["who"] for turn in script["turns"]} == speakers[script["handled"]], script["id"]
        assert (script["handoff_reason"] is not None) == (script["handled"] == "both"), script["id"]


def test_scripts_hold_only_places_that_the_loader_fills() -> None:
    for script in SCRIPTS:
        text = " ".join(turn["text"] for turn in script["turns"])
        text += (script["rating"] or {}).get("words") or ""
        assert set(re.findall(r"\{(.*?)\}", text)) <= PLACES, script["id"]


def test_ratings_are_on_their_scales_and_of_the_one_who_answered() -> None:
    for script in SCRIPTS:
        if rating := script["rating"]:
            assert all(1 <= rating[key] <= 5 for key in ("goal", "ease", "feeling")), script["id"]
            assert rating["recommend"] is None or 0 <= rating["recommend"] <= 10, script["id"]
            assert rating["kind"] == ("bot" if script["handled"] == "bot" else "human"), script["id"]


def test_no_script_repeats_a_message_that_scores_the_tagger() -> None:
    held_out = Path("nlu/data/held_out/messages.jsonl").read_text("utf-8").splitlines()
    scored = {json.loads(line)["text"].lower() for line in held_out}
    said = {turn["text"].lower() for script in SCRIPTS for turn in script["turns"] if turn["who"] == "customer"}
    assert {text for text in scored & said if len(text.split()) > 3} == set()
