"""How often the intent is right on messages that no model was trained on.

`.venv-rasa/bin/python -m nlu.components.score HELD_OUT NAME=MODEL …` prints a table with one row for each trained
model. "First" is the share of messages whose most likely intent is right, whether or not the model was sure enough to
act on it, "in scope" the same without those that are out of it, "refused" the share of these on which the model does
not act; "right", "wrong" and "asked" are what the customer meets.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from collections import defaultdict
from pathlib import Path

import yaml
from rasa.core.agent import Agent
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME as UNSURE
from rasa.utils.log_utils import configure_structlog

OUTSIDE = "out_of_scope"
STYLES = ("marked", "unmarked", "teencode", "english")


def held_out(path: Path) -> list[tuple[str, str, str]]:
    """The messages of a file (intent → style → texts) with their intent and style."""
    data = yaml.safe_load(path.read_text("utf-8"))
    return [(text, intent, style) for intent, styles in data.items() for style in styles for text in styles[style]]


async def score(model: str, messages: list[tuple[str, str, str]]) -> dict[str, float]:
    """The shares (0 to 1) of one model, and milliseconds a message."""
    agent = Agent.load(model)
    await agent.parse_message("xin chào")
    first: dict[str, list[bool]] = defaultdict(list)
    inside: list[bool] = []
    refused: list[bool] = []
    right = wrong = 0
    began = time.perf_counter()
    for text, intent, style in messages:
        parsed = await agent.parse_message(text)
        ranking = [one["name"] for one in parsed["intent_ranking"] if one["name"] != UNSURE]
        first[style].append(ranking[0] == intent)
        if intent == OUTSIDE:
            refused.append(parsed["intent"]["name"] in {UNSURE, OUTSIDE})
        else:
            inside.append(ranking[0] == intent)
        if parsed["intent"]["name"] != UNSURE:
            right += parsed["intent"]["name"] == intent
            wrong += parsed["intent"]["name"] != intent
    took = time.perf_counter() - began
    shares = {style: sum(first[style]) / len(first[style]) for style in STYLES}
    return {
        "first": sum(map(sum, first.values())) / len(messages),
        "in scope": sum(inside) / len(inside),
        "refused": sum(refused) / len(refused),
        **shares,
        "right": right / len(messages),
        "wrong": wrong / len(messages),
        "asked": 1 - (right + wrong) / len(messages),
        "ms": 1000 * took / len(messages),
    }


def main() -> None:
    """Score the models named on the command line on the messages of a file."""
    configure_structlog(logging.ERROR)
    messages = held_out(Path(sys.argv[1]))
    print(f"{len(messages)} messages\n")
    columns = ("first", "in scope", "refused", *STYLES, "right", "wrong", "asked")
    print("| model | " + " | ".join(columns) + " | ms |")
    print("|---|" + "---|" * (len(columns) + 1))
    for argument in sys.argv[2:]:
        name, _, model = argument.partition("=")
        found = asyncio.run(score(model, messages))
        cells = [f"{100 * found[key]:.1f} %" for key in columns]
        print(f"| {name} | " + " | ".join(cells) + f" | {found['ms']:.1f} |")


if __name__ == "__main__":
    main()
