"""What the panel's API takes and gives. Times in epoch ms, mood −1…1, null where nothing is known."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from store.suggestions import Kind, Verdict


class ConversationOut(BaseModel):
    """A conversation as the panel knows it. Times in epoch ms; mood −1…1, null where nothing is known."""

    id: str
    channel: str
    language: str
    owner: Literal["bot", "queued", "human", "closed"]
    epoch: int
    assignee_id: str | None
    customer_id: str
    reason: str | None
    intent: str | None
    mood_now: float | None
    mood_low: float | None
    urgency: int
    complaint: bool
    waiting_since: int | None
    human_until: int | None
    last_seq: int
    last_message_at: int
    closed_at: int | None


class LineOut(ConversationOut):
    """A line of the list. `score`: see store/inbox.py; `unread` for the user who asks."""

    name: str | None
    score: float
    unread: bool
    last_text: str
    topic: str | None


class ListQuery(BaseModel):
    """Which conversations, and how many."""

    tab: Literal["mine", "waiting", "bot", "all"] = "mine"
    q: str = Field("", max_length=200)
    limit: int = Field(60, ge=1, le=500)


class ListOut(BaseModel):
    """The lines of a tab, the most urgent first, and how many each tab holds."""

    conversations: list[LineOut]
    counts: dict[str, int]


class TagOut(BaseModel):
    """What a message gave ground for: kinds and values as in store/tags.py, with the characters they rest on."""

    kind: Literal[
        "sentiment", "emotion", "effort", "complaint", "urgency", "topic",
        "actionability", "churn", "abuse", "quality", "language",
    ]  # fmt: skip
    label: str
    value: float | None
    intensity: int | None
    confidence: float
    start: int | None
    end: int | None
    touchpoint: str | None
    stage: str | None
    model: str
    source: Literal["model", "person"]


class MessageOut(BaseModel):
    """One message; `mood` −1…1 and its band where the words give ground for it."""

    id: str
    seq: int
    author: Literal["customer", "bot", "agent", "system"]
    user_id: str | None
    kind: str
    text: str
    state: str
    created_at: int
    mood: float | None = None
    band: str | None = None
    tags: list[TagOut] = []


class DetailOut(BaseModel):
    """A conversation with its messages."""

    conversation: ConversationOut
    messages: list[MessageOut]
    looking: list[str]


class Words(BaseModel):
    """What an agent says. `draft_id` is the client's own id for it: sent twice, it is said once."""

    text: str = Field(min_length=1, max_length=4000)
    draft_id: str = Field(pattern=r"^[0-9a-zA-Z-]{8,40}$")


class Reading(BaseModel):
    """The last message on the screen; `left` when the conversation is no longer on it."""

    seq: int = Field(ge=0)
    left: bool = False


class Extension(BaseModel):
    """How many more minutes the bot stays silent."""

    minutes: int = Field(30, ge=1, le=480)


class SuggestionOut(BaseModel):
    """A reply that may be said, and where it comes from."""

    source: str
    title: str
    text: str
    url: str | None


class SuggestionsOut(BaseModel):
    """Up to three replies, the best first."""

    suggestions: list[SuggestionOut]


class Judgement(BaseModel):
    """What the agent did with a suggestion."""

    kind: Kind = "reply"
    source: str = Field(pattern=r"^(article|macro|rule):[\w/.-]{1,100}$")
    verdict: Verdict


class ActionOut(BaseModel):
    """Something worth doing now, with its reason and what it brings."""

    id: str
    effect: str
    title: str
    reason: str
    customer: str
    company: str
    draft: str | None
    choices: list[str]


class ActionsOut(BaseModel):
    """Up to three actions, the best first."""

    actions: list[ActionOut]


class Choice(BaseModel):
    """What was chosen of an action's `choices`."""

    choice: str | None = Field(None, max_length=200)


class DoneOut(BaseModel):
    """What became of an action: a sentence, and a reply to go on from."""

    message: str
    draft: str | None
