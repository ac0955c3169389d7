"""The model's card, written from measured figures."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from nlu.training.examples import TRAINING, examples
from nlu.training.score import STYLES, Report

_COLUMNS: dict[str, Callable[[Report], str]] = {
    "n": lambda part: str(part["n"]),
    "sentiment, 3-way": lambda part: _share(part["sentiment_three_way"]["macro_f1"]),
    "with null apart": lambda part: _share(part["sentiment_four_way"]["macro_f1"]),
    "where there is feeling": lambda part: _share(part["sentiment_grounded"]["macro_f1"]),
    "emotion": lambda part: _share(part["emotion"]["macro_f1"]),
    "complaint": lambda part: _share(part["complaint_f1"]),
    "topics": lambda part: _share(part["topic_micro_f1"]),
    "urgency": lambda part: _share(part["urgency"]["macro_f1"]),
    "action": lambda part: _share(part["actionability"]["macro_f1"]) if part["actionability"] else "–",
    "effort": lambda part: _share(part["effort_f1"]),
}
_WEAKEST = 5
_FEWEST = 5  # a class with fewer messages than this is not judged


_MEASURES = (
    "Macro F1 for sentiment, emotion, urgency and action (classes that occur), micro F1 for topics, F1 of yes",
    "for complaint and for effort being spoken of. *3-way* is negative, positive, or neither (lukewarm or no",
    "ground). *With null apart* tells null from lukewarm. *Where there is feeling* leaves out the messages",
    "labelled null; hearing nothing in the rest is an error.",
)


def write_card(folder: Path, reports: dict[str, Report]) -> None:
    """Write CARD.md into the model's folder from what nlu.training.score measured, with the encoder and by words
    alone."""
    report = reports["encoder"]
    whole = report["all"]
    size = sum(path.stat().st_size for path in folder.iterdir() if path.suffix in (".npz", ".json"))
    messages = json.loads((folder / "model.json").read_text("utf-8"))["messages"]
    styles = [row.style for row in examples(TRAINING)]
    shares = ", ".join(f"{style} {styles.count(style)}" for style in STYLES)
    lines = [
        f"# Tags: {report['model']}",
        "",
        "Sentiment in five bands or null, emotion and intensity, effort, complaint, urgency, actionability, churn",
        "risk, topics with what is felt about each. Two linear models add up: one over words, pairs of words,",
        "character n-grams inside words and kinds of phrases (`nlu/data/words`), one over what the sentence encoder",
        "(`nlu/models/encoder`) hears in each piece of a word. So each decision names its span. How much either is",
        "believed was learned on every seventh message, which the encoder had not been shown.",
        "",
        f"- **Trained on** {messages} messages that the project wrote itself, in `nlu/data/tags`",
        f"  ({shares}), each also without marks and in light teencode. No other text.",
        "- **Licence** Apache-2.0, text and model.",
        f"- **Scored on** {report['messages']} messages in `nlu/data/held_out`, by other hands, never trained on.",
        f"- **Size** {size / 1e6:.1f} MB: `weights.npz` (8-bit weights) and `model.json`; NumPy reads them.",
        f"- **Speed** {report['messages_per_second']} messages a second of CPU time with the encoder,",
        f"  {reports['words']['messages_per_second']} by the words alone, no word read before; `python -m bench.tags`",
        "  measures both beside a transformer.",
        "- **Made by** `python -m nlu train-tags && python -m nlu score-tags --card`.",
        "",
        "## Scores on the held-out messages",
        "",
        *_MEASURES,
        "",
        *_table(report),
        "By the words alone, without the encoder:",
        "",
        *_table(reports["words"]),
        f"Expected calibration error (ten bins): sentiment {_share(whole['sentiment_calibration_error'])}, emotion",
        f"{_share(whole['emotion_calibration_error'])}, complaint",
        f"{_share(whole['complaint_calibration_error'])}. Mean error: intensity {whole['intensity_error']} of 5,",
        f"effort {whole['effort_error']} of 10. Topics: precision {_share(whole['topic_precision'])}, recall",
        f"{_share(whole['topic_recall'])}; what is felt about a topic that was found is right in",
        f"{_share(whole['topic_sentiment']['accuracy'])} %.",
        "",
        *_classes("Sentiment", whole["sentiment"]["per_class"]),
        *_classes("Emotion", whole["emotion"]["per_class"]),
        *_classes("Urgency", whole["urgency"]["per_class"]),
        *_classes("Topics", whole["topics"]),
        "## What it gets wrong",
        "",
        f"- The weakest topics here: {_weakest(whole['topics'])}.",
        f"- The weakest emotions: {_weakest(whole['emotion']['per_class'])}.",
        "- Sarcasm without an exaggeration or an emoji to betray it; praise or blame told as a bare event",
        '  ("bánh mì bữa nay nhân ít xịu"), because words it has not met carry no feeling for it.',
        '- One-syllable words without marks that are several words ("do": đồ, đỏ, dở, đổ).',
        "- A complaint that names only facts is often heard as a question; a long story as a complaint.",
        "",
    ]
    (folder / "CARD.md").write_text("\n".join(lines), "utf-8")


def _table(report: Report) -> list[str]:
    return [
        "| | " + " | ".join(_COLUMNS) + " |",
        "|---|" + "---|" * len(_COLUMNS),
        *(
            f"| {name} | " + " | ".join(column(report[name]) for column in _COLUMNS.values()) + " |"
            for name in ("all", *STYLES)
            if name in report
        ),
        "",
    ]


def _share(value: float) -> str:
    return f"{100 * value:.1f}"


def _classes(title: str, scores: dict[str, Report]) -> list[str]:
    return [
        f"### {title}",
        "",
        "| | F1 | n |",
        "|---|---|---|",
        *(f"| {label} | {_share(part['f1'])} | {part['n']} |" for label, part in scores.items()),
        "",
    ]


def _weakest(scores: dict[str, Report]) -> str:
    judged = sorted((part["f1"], label) for label, part in scores.items() if part["n"] >= _FEWEST)
    return ", ".join(f"{label} {_share(f1)}" for f1, label in judged[:_WEAKEST])
