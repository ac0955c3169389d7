"""From the tags that `nlu` reads in a text to the rows that are stored."""

from __future__ import annotations

from nlu.tagging import Tags
from nlu.tagging import tag as read
from store import Tx, tags
from store.messages import Message
from store.tags import Tag

__all__ = ["read", "rows", "save"]


def rows(read_tags: Tags) -> list[Tag]:
    """One row for each thing that was found; what was not found has none."""
    found: list[Tag] = []
    model = read_tags.model

    def add(
        kind: str, label: str, value: float | None, confidence: float, span: tuple[int, int] | None, **more: str | int
    ) -> None:
        start, end = span or (None, None)
        found.append(Tag(kind, label, value, confidence, model, start=start, end=end, **more))  # type: ignore[arg-type]

    if one := read_tags.sentiment:
        add("sentiment", one.band, one.score, one.confidence, one.span)
    if felt := read_tags.emotion:
        add("emotion", felt.label, None, felt.confidence, felt.span, intensity=felt.intensity)
    if tried := read_tags.effort:
        add("effort", "", tried.value, tried.confidence, tried.span)
    if judged := read_tags.complaint:
        add("complaint", "", float(judged.value), judged.confidence, None)
    if read_tags.urgency:
        add("urgency", "", float(read_tags.urgency), 1.0, None)
    for topic in read_tags.topics:
        add("topic", topic.path, topic.sentiment, topic.confidence, topic.span, touchpoint=topic.touchpoint)
    return found


def save(tx: Tx, message: Message, read_tags: Tags) -> None:
    """Store the tags of a message and compute the conversation's mood again."""
    tags.add(tx, message.id, message.conversation_id, message.created_at, rows(read_tags))
    tags.refresh(tx, message.conversation_id)
