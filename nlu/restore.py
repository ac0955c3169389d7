"""Marks put back where they were not typed: "don hang cua toi" → "đơn hàng của tôi".

A trigram model over syllables, from neutral files that `python -m nlu train-marks` makes; models/marks/CARD.md says how
well it does. Only whole messages without marks are read, and in them only syllables that lack marks.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import numpy as np

from nlu.text import CODE, expand, fold, is_syllable, language, nfc, speaks, teencode, undrawn

MODELS = Path(__file__).parent / "models" / "marks"
PAUSE, NUMBER, UNKNOWN = ".", "#", "_"
_PAUSES = '.,;:!?…()"'
_BEAM = 5
STEP = 1 / 16  # natural logarithms are kept in steps of this size


class Unit(NamedTuple):
    """What the model reads at text[start:end]: a word in lower case, PAUSE or NUMBER. `open` where marks may lack."""

    form: str
    start: int
    end: int
    open: bool


@dataclass(frozen=True)
class Marks:
    """The loaded model: which syllables an unmarked one may stand for, and how likely each is after the last two."""

    version: str
    ids: dict[str, int]
    forms: list[str]
    options: dict[str, list[int]]
    single: list[float]
    double: dict[int, float]
    triple: dict[int, float]
    after_one: list[float]
    after_two: dict[int, float]

    @classmethod
    def load(cls, folder: Path) -> Marks:
        """The model in a folder. Raises FileNotFoundError where there is none."""
        about = json.loads((folder / "model.json").read_text("utf-8"))
        with np.load(folder / "ngrams.npz", allow_pickle=False) as arrays:
            forms = bytes(arrays["forms"]).decode("utf-8").split("\n")

            def table(keys: str, values: str) -> dict[int, float]:
                logs = -STEP * arrays[values].astype(np.float64)
                return dict(zip(np.cumsum(arrays[keys].astype(np.int64)).tolist(), logs.tolist(), strict=True))

            options: dict[str, list[int]] = {}
            for number in arrays["options"].tolist():
                options.setdefault(fold(forms[number]), []).append(number)
            return cls(
                version=about["version"],
                ids={form: number for number, form in enumerate(forms)},
                forms=forms,
                options=options,
                single=(-STEP * arrays["single"].astype(np.float64)).tolist(),
                double=table("double_keys", "double"),
                triple=table("triple_keys", "triple"),
                after_one=(-STEP * arrays["after_one"].astype(np.float64)).tolist(),
                after_two=table("after_two_keys", "after_two"),
            )

    def restore(self, text: str) -> str:
        """nfc(text) with marks on the open syllables of one message."""
        units = units_of(text)
        unknown = self.ids[UNKNOWN]
        choices = [
            self.options.get(unit.form, [unknown]) if unit.open else [self.ids.get(unit.form, unknown)]
            for unit in units
        ]
        written: list[str] = []
        end = 0
        for unit, number in zip(units, self._best([*choices, [self.ids[PAUSE]]]), strict=False):
            if unit.open and number != unknown:
                written += [text[end : unit.start], _dressed(text[unit.start : unit.end], self.forms[number])]
                end = unit.end
        return "".join([*written, text[end:]])

    def _best(self, choices: list[list[int]]) -> list[int]:
        """The most likely way through the choices, by a beam over pairs of neighbours."""
        size = len(self.forms)
        single, double, triple, after_one, after_two = (
            self.single, self.double, self.triple, self.after_one, self.after_two,
        )  # fmt: skip
        pause = self.ids[PAUSE]
        states: list[tuple[float, int, int, tuple[object, int] | None]] = [(0.0, pause, pause, None)]
        for options in choices:
            found: dict[int, tuple[float, int, int, tuple[object, int] | None]] = {}
            for score, before, last, path in states:
                pair = before * size + last
                back_off = after_two.get(pair, 0.0)
                head, row, offset = pair * size, last * size, after_one[last]
                for option in options:
                    log = triple.get(head + option)
                    if log is None:
                        log = double.get(row + option)
                        log = back_off + (offset + single[option] if log is None else log)
                    total = score + log
                    known = found.get(row + option)
                    if known is None or total > known[0]:
                        found[row + option] = (total, last, option, (path, option))
            states = sorted(found.values(), reverse=True, key=_score)[:_BEAM]
        chosen: list[int] = []
        link: object = states[0][3]
        while isinstance(link, tuple):
            link, option = link
            chosen.append(option)
        return chosen[::-1]


def restore(text: str, short_forms: bool = False) -> str:
    """The message with its marks where they are missing; as typed, in NFC, where it has marks or is not Vietnamese.

    English words, loans, codes, links, numbers and emoji stay, and so does teencode unless short_forms asks for it
    written out. fold(restore(text)) == fold(text). Idempotent.
    """
    text = nfc(text)
    if language(text) != "vi-unmarked":
        return expand(text) if short_forms else text
    if short_forms:
        text = _model().restore(expand(text))
    before = None
    while text != before and language(text) == "vi-unmarked":
        before, text = text, _model().restore(text)
    return text


def units_of(text: str) -> list[Unit]:
    """What the model reads of an NFC text, in order; teencode as the syllables that it stands for."""
    units: list[Unit] = []
    short = teencode()
    at = 0
    for run, chunk in groupby(text, str.isspace):
        start, token = at, "".join(chunk)
        at += len(token)
        if run:
            continue
        if CODE.fullmatch(token):
            units.append(Unit(NUMBER, start, at, False))
            continue
        place = start
        for letters, part in groupby(token, str.isalpha):
            word = "".join(part)
            end = place + len(word)
            form = undrawn(word.lower())
            if not letters:
                if any(sign in _PAUSES for sign in word):
                    units.append(Unit(PAUSE, place, end, False))
            elif form in short:
                units += [Unit(syllable, place, end, False) for syllable in short[form].split()]
            else:
                units.append(Unit(form, place, end, word.isascii() and is_syllable(form)))
            place = end
    return _close_english(units)


def _close_english(units: list[Unit]) -> list[Unit]:
    """English stays as typed, and so do words of both languages that stand among at least as many English ones."""
    closed: list[Unit] = []
    for foreign, run in groupby(units, lambda unit: unit.open and speaks(unit.form) in ("english", "either")):
        part = list(run)
        english = [speaks(unit.form) == "english" for unit in part]
        passage = 2 * sum(english) >= len(part)
        closed += [
            unit._replace(open=False) if foreign and (passage or alone) else unit
            for unit, alone in zip(part, english, strict=True)
        ]
    return closed


def _dressed(typed: str, form: str) -> str:
    """The form in the capitals and with the drawn-out letters of what was typed: "QUAAA", "quá" → "QUÁAA"."""
    if len(typed) == len(form) and typed.islower():
        return form
    letters: list[str] = []
    place = 0
    for _, run in groupby(typed.lower()):
        length = len(list(run))
        kept = 1 if length > 2 else length
        letters += [*form[place : place + kept], *typed[len(letters) + kept : len(letters) + length]]
        place += kept
    return "".join(letter.upper() if shape.isupper() else letter for letter, shape in zip(letters, typed, strict=True))


def _score(state: tuple[float, int, int, object]) -> float:
    return state[0]


@cache
def _model() -> Marks:
    return Marks.load(MODELS)
