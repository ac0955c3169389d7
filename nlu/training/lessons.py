"""What the encoder learns from, gathered into nlu.training.encoder.Lessons."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import frontmatter
import yaml

from nlu.text import nfc
from nlu.topics import topic_paths
from nlu.training.encoder import Floats, Lessons
from nlu.training.examples import DATA, TRAINING, Example, examples
from nlu.training.feelings import Felt
from nlu.training.labelling import ACTIONS, EMOTIONS, FEELINGS, URGENCIES, feeling
from nlu.training.open_sets import Rows, banking, clinc

_ARTICLES = Path(__file__).parents[2] / "knowledge" / "articles"
HEADS = {
    "sentiment": len(FEELINGS),
    "emotion": len(EMOTIONS),
    "complaint": 2,
    "urgency": len(URGENCIES),
    "effort": 2,
    "actionability": len(ACTIONS),
    "churn": 2,
    "topic_sentiment": len(FEELINGS),
}


def own_intents(folder: Path = DATA / "intents") -> list[tuple[str, str]]:
    """(text, intent) of every example of the bot's training data."""
    found = []
    for path in sorted(folder.glob("*.yml")):
        for block in yaml.safe_load(path.read_text("utf-8")).get("nlu", []):
            for line in block.get("examples", "").splitlines():
                if line.strip().startswith("- ") and "intent" in block:
                    text = re.sub(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})", r"\1", line.strip()[2:])
                    found.append((nfc(text), block["intent"]))
    return found


def _clinc(folder: Path) -> Rows:
    return clinc(folder, "train", "oos_train")


def article_pairs(folder: Path = _ARTICLES) -> list[tuple[str, str]]:
    """(customers' question, opening of the article that answers it) from the front matter of our articles."""
    pairs = []
    for path in sorted(folder.rglob("*.md")):
        post = frontmatter.loads(path.read_text("utf-8"))
        body = re.sub(r"[#*|>\-]+", " ", nfc(post.content)).strip()
        opening = f"{post.metadata.get('title', '')}. {' '.join(body.split()[:80])}"
        asked: Any = post.metadata.get("questions") or ()
        pairs += [(nfc(str(question)), opening) for question in asked]
    return pairs


def meaning_texts(open_data: Path, sentences: Iterable[str], most: int, chance: random.Random) -> list[str]:
    """Clean texts, each once: our own first, then open ones up to `most`."""
    own = [row.text for row in examples(TRAINING)] + [text for text, _ in own_intents()]
    own += [part for question, passage in article_pairs() for part in (question, passage)]
    english = [
        text for text, _ in chance.sample(banking(open_data, "train"), 4000) + chance.sample(_clinc(open_data), 6000)
    ]
    fitting = [line for line in sentences if 3 <= len(line.split()) <= 45 and len(line) < 260]
    chance.shuffle(fitting)
    return list(dict.fromkeys([*own, *english, *fitting]))[:most]


def by_label(texts: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    """The texts of each label that has two of them."""
    found: dict[str, list[str]] = {}
    for text, label in texts:
        found.setdefault(label, []).append(text)
    return {label: said for label, said in found.items() if len(said) > 1}


def felt(rows: Sequence[Example], clauses_of: Callable[[Example], list[tuple[int, int]]]) -> list[Felt]:
    """The labelled messages as targets. `clauses_of(row)` gives (start, end) of the clause of each of its topics."""
    paths = {path: at for at, path in enumerate(topic_paths())}
    found = []
    for row in rows:
        said = row.labels
        targets = {
            "sentiment": FEELINGS.index(feeling(said["sentiment"])),
            "emotion": EMOTIONS.index(said["emotion"] or "none"),
            "complaint": int(said["complaint"]),
            "urgency": said["urgency"],
            "effort": int(said["effort"] is not None),
        }
        if "actionability" in said:
            targets |= {"actionability": ACTIONS.index(said["actionability"]), "churn": int(said["churn"])}
        clauses = [
            (first, last, FEELINGS.index(feeling(about)))
            for (first, last), (_, about) in zip(clauses_of(row), said["topics"], strict=True)
        ]
        found.append(Felt(row.text, row.context, targets, [paths[path] for path, _ in said["topics"]], clauses))
    return found


def lessons(meaning: list[str], vectors: Floats, open_data: Path, feelings: list[Felt]) -> Lessons:
    """All together."""
    sets = {"own": own_intents(), "banking": banking(open_data, "train"), "clinc": _clinc(open_data)}
    return Lessons(
        meaning,
        vectors,
        {name: by_label(rows) for name, rows in sets.items()},
        feelings,
        {**HEADS, "topics": len(topic_paths())},
        article_pairs(),
    )
