"""What goes over the widget's door: each field as the browser sends or gets it. Times are epoch milliseconds, UTC."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

Language = Literal["vi", "en"]
Owner = Literal["bot", "queued", "human", "closed"]
LONGEST_TEXT = 4_000
# far above what is accepted, so that the reader is told in their own language what the limit is
Text = Annotated[str, StringConstraints(max_length=100_000)]


class Agent(BaseModel):
    """The person who answers now."""

    name: str
    initials: str


class Hours(BaseModel):
    """When people answer: local hours of the day."""

    opens: int
    closes: int
    open_now: bool


class State(BaseModel):
    """How the conversation stands. `wait`: in words, how long it may take until a person answers (queued only)."""

    conversation: str | None = Field(description="None before the visitor's first message")
    owner: Owner
    agent: Agent | None
    hours: Hours
    wait: str | None
    read_seq: int = Field(description="people have read all up to this number")
    seen_seq: int = Field(description="the visitor has seen all up to this number")
    last_seq: int
    cursor: int = Field(description="to be given back as `since`")


class Button(BaseModel):
    """A quick reply: tapped, it is sent back by its index."""

    index: int
    title: str


class Source(BaseModel):
    """Where an answer comes from."""

    title: str
    url: str
    lang: str


class Item(BaseModel):
    """A thing in an order; price in đồng."""

    name: str
    qty: int
    variant: str | None = None


class Card(BaseModel):
    """An order and where it is. `step` of `steps` stages are reached; total in đồng."""

    kind: Literal["order"]
    code: str
    status: str
    status_text: str
    items: list[Item]
    total: int | None
    promised_at: int | None
    days_late: int
    place: str | None
    since: int | None = Field(None, description="when it came to `place`")
    step: int
    steps: int


class SurveyAnswers(BaseModel):
    """A survey and what was answered so far."""

    id: str
    kind: Literal["bot", "human"]
    goal: int | None
    ease: int | None
    feeling: int | None
    recommend: int | None
    words: bool = Field(description="the customer's own words are stored")


class Message(BaseModel):
    """One message as its customer may see it."""

    id: str
    client_id: str | None = Field(description="the id that the widget gave its own message")
    seq: int
    author: Literal["customer", "bot", "agent", "system"]
    speaker: str | None = Field(description="the name of the person who wrote it")
    kind: Literal["text", "choice", "notice", "survey", "feedback"]
    text: str
    lang: str | None
    at: int
    state: str
    of: str | None = Field(description="a tapped button: the message that it stood under")
    buttons: list[Button]
    source: Source | None
    card: Card | None
    survey: SurveyAnswers | None


class History(BaseModel):
    """Messages, oldest first, and how the conversation stands.

    `more`: older ones are to be had with `before`. `reset`: too much has changed since; forget what you have.
    """

    messages: list[Message]
    more: bool
    reset: bool
    state: State


class HistoryQuery(BaseModel):
    """Alone: the newest page. `since`: what changed after that cursor. `before`: the page under that number."""

    since: int | None = Field(None, ge=0, le=2**53)
    before: int | None = Field(None, ge=0, le=2**31 - 1)
    limit: int = Field(50, ge=1, le=100)


class Start(BaseModel):
    """Begin or go on: with the token of an earlier visit in the Authorization header, the visitor stays the same."""

    language: Language = "vi"


class Started(BaseModel):
    """The visitor's token for the Authorization header (`Bearer …`)."""

    token: str
    resumed: bool
    state: State


class Choice(BaseModel):
    """The quick reply that was tapped."""

    of: UUID
    index: int = Field(ge=0, le=50)


class Send(BaseModel):
    """A message: words, or a tapped quick reply, or the wish for a person. The same `id` sent again is one message."""

    id: UUID
    text: Text = ""
    choice: Choice | None = None
    ask: Literal["person"] | None = None
    language: Language = "vi"


class Sent(BaseModel):
    """The message as stored. `fresh` False: it had arrived before."""

    message: Message
    fresh: bool
    state: State


class Heard(BaseModel):
    """The data of one server-sent event (text/event-stream). `change`: fetch with `since` at most `seq` − 1."""

    kind: Literal["change", "typing", "read"]
    seq: int | None = None


class Seen(BaseModel):
    """What the widget has received (`delivered`) and shown (`seen`), by number."""

    delivered: int = Field(0, ge=0, le=2**31 - 1)
    seen: int = Field(0, ge=0, le=2**31 - 1)


class Answer(BaseModel):
    """One answer of a survey: 1–5; for `recommend` 0–10."""

    question: Literal["goal", "ease", "feeling", "recommend"]
    value: int = Field(ge=0, le=10)


class Words(BaseModel):
    """What the customer says in their own words."""

    text: Text


class Data(BaseModel):
    """What is kept of the visitor; phone and e-mail are masked."""

    visitor: str
    since: int | None
    name: str | None
    phone: str | None
    email: str | None
    conversations: int
    messages: int


class Phrases(BaseModel):
    """Everything the widget itself says in one language: id → text, with {names} for what the widget fills in."""

    phrases: dict[str, str]
