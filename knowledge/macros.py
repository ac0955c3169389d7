"""Macros: replies that agents send often, kept in `macros/*.yml`, with the topics, intents and moods that they fit.

Variables: {salutation} (anh, chị), {name}, {agent}, {order}, {days_late}, {amount}; all are given as text for people.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter

import yaml

MACROS = Path(__file__).parent / "macros"
VARIABLES = frozenset({"salutation", "name", "agent", "order", "days_late", "amount"})
FITS = {"topic": 3, "branch": 1, "intent": 2, "mood": 1}  # what each agreement counts in the ranking


@dataclass(frozen=True)
class Macro:
    """One reply in one language. `moods` are the bands of sentiment that it is for; none means any."""

    id: str
    title: str
    text: str
    lang: str
    topics: tuple[str, ...]
    intents: tuple[str, ...]
    moods: tuple[str, ...]

    @property
    def variables(self) -> frozenset[str]:
        """The variables that the text needs."""
        return frozenset(name for _, name, _, _ in Formatter().parse(self.text) if name)


@cache
def all_macros() -> tuple[Macro, ...]:
    """Every macro in every language, in the order of the files."""
    return tuple(
        Macro(
            id=row["id"],
            title=row["title"][lang],
            text=text,
            lang=lang,
            topics=tuple(row["topics"]),
            intents=tuple(row["intents"]),
            moods=tuple(row["moods"]),
        )
        for file in sorted(MACROS.glob("*.yml"))
        for row in yaml.safe_load(file.read_text(encoding="utf-8"))
        for lang, text in row["text"].items()
    )


def fitting(topics: Iterable[str], intents: Iterable[str], mood: str | None, lang: str) -> list[Macro]:
    """The macros in this language for what was said, best first; those meant for another mood are left out.

    `topics` are paths ("delivery/late"), `mood` a band of sentiment ("very_negative" … "very_positive") or None.
    """
    said, meant = set(topics), set(intents)
    branches = {path.partition("/")[0] for path in said}

    def fit(macro: Macro) -> int:
        about = {path.partition("/")[0] for path in macro.topics}
        points = FITS["topic"] * bool(said & set(macro.topics)) + FITS["branch"] * bool(branches & about)
        points += FITS["intent"] * bool(meant & set(macro.intents))
        return points + FITS["mood"] * (mood in macro.moods) if points else 0

    mine = (macro for macro in all_macros() if macro.lang == lang)
    offered = [macro for macro in mine if mood is None or not macro.moods or mood in macro.moods]
    return sorted(filter(fit, offered), key=fit, reverse=True)


def fill(macro: Macro, values: Mapping[str, str | int]) -> str | None:
    """The text with its variables filled in; None where a value is missing or empty: such a macro is not offered."""
    if any(values.get(name) in (None, "") for name in macro.variables):
        return None
    filled = macro.text.format_map({name: values[name] for name in macro.variables})
    return _sentences(filled)


def _sentences(text: str) -> str:
    """The text with a capital at the start of each sentence, where a variable such as "chị" may stand."""
    for stop in (". ", "? ", "! "):
        text = stop.join(part[:1].upper() + part[1:] for part in text.split(stop))
    return text
