"""Makes the model that puts marks back (nlu.restore) from open text, scores it and writes its card."""

from __future__ import annotations

import hashlib
import json
import math
import re
import time
import unicodedata
from collections import Counter, defaultdict
from operator import eq
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlu.restore import NUMBER, PAUSE, STEP, UNKNOWN, Marks, units_of
from nlu.text import expand, fold, is_syllable, language, nfc, syllables
from nlu.training.examples import HELD_OUT, examples
from nlu.training.open_text import DEBIAN, PYPI, WORDFREQ, compounds, frequencies, own_sentences, sentences

OWN_WEIGHT = 60.0  # the project's own text is the domain
COMPOUND_WEIGHT = 1.0
DISCOUNT = 0.75
SPOKEN_SHARE = 0.5  # wordfreq's part in the frequencies of single syllables
LEAST_WORD, LEAST_TRIPLE = 3.0, 2.0
LEAST_MARKED = 0.45  # a text with fewer marked words was not typed with care
LEAST_SHARE = 0.002  # a reading rarer than this among the readings of one unmarked form is left out
LEAST_BARE = 0.02  # the same for the reading without marks, which may be a word that somebody left unmarked
MOST_OPTIONS = 12
# "hòa" and "hoà" are both right; the model knows one of them.
_EARLY_TONE = re.compile("(o)([\u0300\u0301\u0303\u0309\u0323])([ae])$|(?<!q)(u)([\u0300\u0301\u0303\u0309\u0323])(y)$")

Gram = tuple[int, ...]


def one_spelling(syllable: str) -> str:
    """The syllable with its tone on the last vowel where spelling allows two places."""
    if syllable.isascii():
        return syllable
    return nfc(_EARLY_TONE.sub(r"\1\3\2\4\6\5", unicodedata.normalize("NFD", syllable)))


def train(out: Path, cache: Path) -> dict[str, int]:
    """Write the model into out, from the project's own and open text (fetched into cache); its size in numbers."""
    own = {text.lower(): _forms(expand(text)) for text in own_sentences()}
    lines = [(words, OWN_WEIGHT) for words in own.values()]
    lines += [(_forms(text), 1.0) for text in sentences(cache) if text.lower() not in own]
    lines = [(words, weight) for words, weight in lines if _marked(words) >= LEAST_MARKED]
    lines += [([one_spelling(word) for word in words.split()], COMPOUND_WEIGHT) for words in sorted(compounds(cache))]
    heard: dict[str, float] = defaultdict(float)
    for words, weight in lines:
        for word in words:
            heard[word] += weight
    spoken: dict[str, float] = defaultdict(float)
    for word, share in frequencies().items():
        # people type without marks: how often an unmarked form is written says nothing about it as a syllable
        if fold(word) != word:
            spoken[one_spelling(word)] += share
    known = {word for word, count in heard.items() if count >= LEAST_WORD or fold(word) != word}
    forms = [PAUSE, NUMBER, UNKNOWN, *sorted((known | set(spoken)) - {PAUSE, NUMBER, UNKNOWN})]
    ids = {form: number for number, form in enumerate(forms)}
    counts: tuple[dict[Gram, float], ...] = (defaultdict(float), defaultdict(float), defaultdict(float))
    for words, weight in lines:
        line = [0, 0, *(ids.get(word, 2) for word in words), 0]
        for at in range(2, len(line)):
            for size, grams in enumerate(counts):
                grams[tuple(line[at - size : at + 1])] += weight
    single = _single(forms, counts[0], spoken)
    about = {"forms": len(forms), "tokens": sum(len(words) for words, _ in lines)}
    about |= _write(out, forms, single, counts)
    _write_card(out, about)
    return about


def _forms(text: str) -> list[str]:
    return [one_spelling(unit.form) for unit in units_of(text)]


def _marked(words: list[str]) -> float:
    """The share of marked words among the Vietnamese ones."""
    spelled = [word for word in words if is_syllable(fold(word))]
    return sum(word != fold(word) for word in spelled) / max(1, len(spelled))


def _single(forms: list[str], counts: dict[Gram, float], spoken: dict[str, float]) -> NDArray[np.float64]:
    """The share of each form, own and open text mixed with wordfreq; never nothing."""
    read = np.array([counts.get((number,), 0.0) + 0.1 for number in range(len(forms))])
    said = np.array([spoken.get(form, 0.0) for form in forms])
    return np.asarray((1 - SPOKEN_SHARE) * read / read.sum() + SPOKEN_SHARE * said / said.sum())


def _discount(count: float) -> float:
    """What is kept back for the unseen: of a gram from the project's own text in proportion to its weight."""
    return DISCOUNT * (OWN_WEIGHT if count >= OWN_WEIGHT else 1.0)


def _interpolated(
    counts: dict[Gram, float],
    least: float,
    lower: dict[Gram, float],
    rest: dict[Gram, float],
    floor: NDArray[np.float64],
) -> tuple[dict[Gram, float], dict[Gram, float]]:
    """Probabilities of the grams seen often enough, by absolute discounting, and what contexts leave to the rest."""
    totals: dict[Gram, float] = defaultdict(float)
    kept: dict[Gram, float] = defaultdict(float)
    for gram, count in counts.items():
        totals[gram[:-1]] += count
        if count >= least:
            kept[gram[:-1]] += count - _discount(count)
    left = {context: 1 - kept[context] / total for context, total in totals.items()}

    def below(gram: Gram) -> float:
        if gram in lower:
            return lower[gram]
        return rest.get(gram[:-1], 1.0) * float(floor[gram[-1]])

    seen = {
        gram: (count - _discount(count)) / totals[gram[:-1]] + left[gram[:-1]] * below(gram[1:])
        for gram, count in counts.items()
        if count >= least
    }
    return seen, {context: share for context, share in left.items() if kept[context]}


def _write(
    out: Path, forms: list[str], single: NDArray[np.float64], counts: tuple[dict[Gram, float], ...]
) -> dict[str, int]:
    """ngrams.npz (keys as sorted differences, natural logarithms in 8 bits) and model.json."""
    size = len(forms)
    double, after_one = _interpolated(counts[1], 1.0, {}, {}, single)
    triple, after_two = _interpolated(counts[2], LEAST_TRIPLE, double, after_one, single)
    arrays: dict[str, NDArray[Any]] = {
        "forms": np.frombuffer("\n".join(forms).encode(), np.uint8),
        "options": np.array(_options(forms, single), np.uint16),
        "single": _steps(list(single)),
        "after_one": _steps([after_one.get((number,), 1.0) for number in range(size)]),
    }
    for name, grams in (("double", double), ("triple", triple), ("after_two", after_two)):
        keyed = sorted((_key(gram, size), share) for gram, share in grams.items())
        keys = np.array([key for key, _ in keyed], np.int64)
        arrays[f"{name}_keys"] = np.diff(keys, prepend=0).astype(np.uint64 if name == "triple" else np.uint32)
        arrays[name] = _steps([share for _, share in keyed])
    out.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(out / "ngrams.npz", **arrays)  # type: ignore[arg-type]
    digest = hashlib.sha256(b"".join(array.tobytes() for array in arrays.values())).hexdigest()
    about = {"version": f"marks-{digest[:8]}", "forms": size, "pairs": len(double), "triples": len(triple)}
    (out / "model.json").write_text(json.dumps(about, indent=1) + "\n", "utf-8")
    return {"pairs": len(double), "triples": len(triple)}


def _options(forms: list[str], single: NDArray[np.float64]) -> list[int]:
    """The forms that an unmarked syllable may stand for, grouped by it, the likeliest first."""
    readings: dict[str, list[int]] = defaultdict(list)
    for number in np.argsort(-single, kind="stable").tolist():
        form = forms[number]
        if is_syllable(fold(form)):
            readings[fold(form)].append(number)
    return [
        number
        for bare, numbers in sorted(readings.items())
        for number in numbers[:MOST_OPTIONS]
        if single[number] >= (LEAST_BARE if forms[number] == bare else LEAST_SHARE) * single[numbers].sum()
    ]


def _key(gram: Gram, size: int) -> int:
    key = 0
    for number in gram:
        key = key * size + number
    return key


def _steps(shares: list[float]) -> NDArray[np.uint8]:
    return np.array([min(255, round(-math.log(max(share, 1e-9)) / STEP)) for share in shares], np.uint8)


def score(folder: Path, data: Path = HELD_OUT) -> dict[str, Any]:
    """Shares of syllables and of messages right on held-out marked messages, typed without marks, in per cent.

    `guess_…` is the baseline: each syllable the likeliest of its readings. `ms` is the CPU time for 12 syllables,
    `confused` the commonest errors as (right, got).
    """
    model = Marks.load(folder)
    likeliest = {bare: model.forms[numbers[0]] for bare, numbers in model.options.items()}
    texts = [expand(row.text) for row in examples(data) if language(row.text) == "vi"]
    began = time.process_time()
    restored = [model.restore(fold(text)) for text in texts]
    spent = time.process_time() - began
    tally: Counter[str] = Counter()
    confused: Counter[tuple[str, str]] = Counter()
    for text, answer in zip(texts, restored, strict=True):
        right = [one_spelling(word) for word in syllables(text) if is_syllable(fold(word))]
        got = [one_spelling(word) for word in syllables(answer) if is_syllable(fold(word))]
        guess = [likeliest.get(fold(word), word) for word in right]
        tally["syllables"] += len(right)
        tally["right"] += sum(map(eq, right, got))
        tally["guess_right"] += sum(map(eq, right, guess))
        tally["whole"] += right == got
        confused.update(pair for pair in zip(right, got, strict=True) if pair[0] != pair[1])
        tally["guess_whole"] += right == guess
    return {
        "messages": len(texts),
        "syllables": tally["syllables"],
        "syllables_right": 100 * tally["right"] / tally["syllables"],
        "messages_right": 100 * tally["whole"] / len(texts),
        "guess_syllables_right": 100 * tally["guess_right"] / tally["syllables"],
        "guess_messages_right": 100 * tally["guess_whole"] / len(texts),
        "ms": 1000 * 12 * spent / tally["syllables"],
        "confused": [pair for pair, _ in confused.most_common(12)],
    }


def _write_card(folder: Path, about: dict[str, int]) -> None:
    """CARD.md in the model's folder, from measured figures."""
    found = score(folder)
    version = json.loads((folder / "model.json").read_text("utf-8"))["version"]
    size = sum(path.stat().st_size for path in folder.iterdir() if path.suffix in (".npz", ".json"))
    confused = ", ".join(f"{right} → {got}" for right, got in found["confused"])
    sources = [f"| `{name}` (Debian) | {licence} |" for name, licence in DEBIAN.items()]
    sources += [f"| `{name}` (PyPI), its word lists | {licence} |" for name, licence in PYPI.items()]
    lines = [
        f"# Marks: {version}",
        "",
        "Puts marks back into Vietnamese typed without them: a trigram model over syllables with absolute discounting,",
        "read by a beam. `nlu.restore` decides per message and touches only syllables that lack marks.",
        "",
        f"- **Trained on** {about['tokens']:,} words: the project's own text (marked messages, articles, replies;",
        f"  weighted {OWN_WEIGHT:.0f} times) and the open text below. Counts of word sequences are kept, no sentence.",
        f"- **Size** {size / 1e6:.1f} MB: {about['forms']:,} forms, {about['pairs']:,} pairs and",
        f"  {about['triples']:,} triples of them.",
        f"- **Speed** {found['ms']:.2f} ms of CPU time for 12 syllables, plain Python, one thread.",
        f"- **Scored on** {found['messages']} marked messages in `nlu/data/held_out`, never trained on, their marks",
        "  taken off.",
        "- **Made by** `python -m nlu train-marks`.",
        "",
        "| | syllables right, % | whole messages right, % |",
        "|---|---|---|",
        f"| this model | {found['syllables_right']:.1f} | {found['messages_right']:.1f} |",
        f"| each its likeliest reading | {found['guess_syllables_right']:.1f} | {found['guess_messages_right']:.1f} |",
        "",
        "**What it gets wrong.** Small words that two neighbours on each side do not tell apart, names, dialect,",
        "slang, and turns of speech that neither the project's text nor translated software has. A message typed half",
        "with marks stays as it is. Where spelling allows two places for a tone, it writes the later one. The",
        f"commonest errors (right → got): {confused}.",
        "",
        "| Source | Licence |",
        "|---|---|",
        "| own text of the project | Apache-2.0 |",
        *sources,
        f"| `wordfreq` (PyPI), frequencies of single syllables | {WORDFREQ} |",
        "",
    ]
    (folder / "CARD.md").write_text("\n".join(lines), "utf-8")
