"""What the API of people's labels takes and gives; the labels are those of nlu/data/GUIDE.md."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field

from agent_assist.labels import INTENSITY, Emotion, Step
from agent_assist.panel_models import TagOut
from agent_assist.voice_words import paths


def _known(path: str) -> str:
    if path not in paths():
        raise ValueError("no such topic")
    return path


class TopicLabel(BaseModel):
    """A topic of nlu/data/topics.yml and what is felt about it: −2…2, null where it is only mentioned."""

    path: Annotated[str, AfterValidator(_known)]
    feeling: Step | None = None


class Labelling(BaseModel):
    """What a person says of a message. What is left out is not spoken of; null: nothing of the kind is there.

    `topics` are all topics of the message. `intensity` goes with the emotion.
    """

    sentiment: Step | None = None
    emotion: Emotion | None = None
    intensity: int = Field(INTENSITY, ge=1, le=5)
    complaint: bool = False
    topics: list[TopicLabel] = Field([], max_length=12)
    note: str | None = Field(None, max_length=500)


class JudgementOut(BaseModel):
    """A person's word on the tags of one kind. `labels` null: the model's word stands again."""

    kind: str
    said: dict[str, Any]
    model: str | None
    labels: dict[str, Any] | None
    agrees: bool | None
    holds: bool
    user_id: str
    note: str | None
    at: int


class LabelledOut(BaseModel):
    """A message's tags as they stand, the mood of its conversation, and what people said, oldest first."""

    message_id: str
    conversation_id: str
    tags: list[TagOut]
    mood_now: float | None
    complaint: bool
    judgements: list[JudgementOut]
