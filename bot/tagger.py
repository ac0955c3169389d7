"""From the tags that `nlu` reads in a text to the rows that are stored.

`python -m bot.tagger` reads the stored messages again, after a new model came; what a person said of one stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import click

from nlu.tagging import tag as read
from nlu.tags import Tags, Topic
from store import Tx, corrections, messages, now, tags, write
from store import read as look
from store.messages import Message
from store.tags import Tag

__all__ = ["question", "read", "rows", "save"]

BATCH = 200
DAY_MS = 86_400_000


def rows(read_tags: Tags) -> list[Tag]:
    """One row for each thing that was found; what was not found has none."""
    found: list[Tag] = []
    model = read_tags.model

    def add(
        kind: str,
        label: str,
        value: float | None,
        confidence: float,
        span: tuple[int, int] | None = None,
        intensity: int | None = None,
        touchpoint: str | None = read_tags.touchpoint,
        stage: str | None = read_tags.stage,
    ) -> None:
        start, end = span or (None, None)
        found.append(Tag(kind, label, value, confidence, model, intensity, start, end, touchpoint, stage=stage))

    if one := read_tags.sentiment:
        add("sentiment", one.band, one.score, one.confidence, one.span)
    if felt := read_tags.emotion:
        add("emotion", felt.label, None, felt.confidence, felt.span, intensity=felt.intensity)
    if tried := read_tags.effort:
        add("effort", "", tried.value, tried.confidence, tried.span)
    if judged := read_tags.complaint:
        add("complaint", "", float(judged.value), judged.confidence)
    if read_tags.urgency:
        add("urgency", "", float(read_tags.urgency), 1.0)
    for topic in _with_leaves(read_tags.topics):
        about = (topic.path, topic.sentiment, topic.confidence, topic.span)
        add("topic", *about, touchpoint=topic.touchpoint, stage=topic.stage)
    if wanted := read_tags.actionability:
        add("actionability", wanted.label, None, wanted.confidence)
    if leaving := read_tags.churn:
        add("churn", "", float(leaving.value), leaving.confidence)
    if read_tags.abuse:
        add("abuse", read_tags.abuse, None, 1.0)
    for flag in read_tags.quality:
        add("quality", flag, None, 1.0)
    add("language", read_tags.language, None, 1.0)
    return found


def _with_leaves(topics: Sequence[Topic]) -> list[Topic]:
    """Who speaks of a twig ("product/quality/taste") speaks of its leaf: it is counted and found there too."""
    found = {topic.path: topic for topic in topics}
    for topic in topics:
        leaf = "/".join(topic.path.split("/")[:2])
        found.setdefault(leaf, replace(topic, path=leaf))
    return sorted(found.values(), key=lambda topic: (-topic.confidence, topic.path))


def save(tx: Tx, message: Message, read_tags: Tags) -> None:
    """Store the tags of a message and compute the conversation's mood again."""
    tags.add(tx, message.id, message.conversation_id, message.created_at, rows(read_tags))
    tags.refresh(tx, message.conversation_id)


def question(tx: Tx, message: Message) -> str | None:
    """The question that a stored message answers: the same words mean other things after another one."""
    before = messages.said_before(tx, message) if message.kind == "text" else None
    return before.text if before and "?" in before.text else None


def read_again(since: int) -> int:
    """Tag what customers wrote since `since` (epoch ms) with the model of today; returns how many messages."""
    after, done = "", 0
    while True:
        with look() as tx:
            batch = [(one, question(tx, one)) for one in messages.of_customers(tx, since, after, BATCH)]
        if not batch:
            return done
        heard = [(one, rows(read(one.text, context))) for one, context in batch]
        with write() as tx:
            for one, found in heard:
                corrections.hear_again(tx, one, found)
        after, done = batch[-1][0].id, done + len(batch)


@click.command(help=__doc__)
@click.option("--days", default=90, show_default=True, help="How far back.")
def main(days: int) -> None:
    click.echo(f"{read_again(now() - days * DAY_MS)} messages read again")


if __name__ == "__main__":
    main()
