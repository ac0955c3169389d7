"""What customers said some days ago, stored with the functions that store it when it is said."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from store import Tx, conversations, customers, ids, messages, new_id, now, stretches, surveys, tags, write
from store.tags import Tag

DAY_NS = 86_400 * 1_000_000_000
BANDS = ((-0.6, "very_negative"), (-0.2, "negative"), (0.2, "neutral"), (0.6, "positive"), (2.0, "very_positive"))


@dataclass(frozen=True)
class Word:
    """A customer's message. `mood` −1…1 where there is ground; `topics`: path → what is felt about it.

    `sure`: how much the model believes its tags.
    """

    text: str
    mood: float | None = None
    topics: tuple[tuple[str, float | None], ...] = ()
    complaint: bool = False
    effort: float | None = None
    span: tuple[int, int] | None = None
    sure: float = 0.9

    def tags(self) -> list[Tag]:
        start, end = self.span or (None, None)
        found = [Tag("topic", path, felt, self.sure, "test", start=start, end=end) for path, felt in self.topics]
        if self.mood is not None:
            band = next(name for edge, name in BANDS if self.mood <= edge)
            found.append(Tag("sentiment", band, self.mood, self.sure, "test", start=start, end=end))
        if self.effort is not None:
            found.append(Tag("effort", "", self.effort, self.sure, "test"))
        return [*found, Tag("complaint", "", float(self.complaint), self.sure, "test")]


LATE = Word("Đơn của mình trễ ba ngày rồi, chờ mãi chưa thấy!", -0.8, (("delivery/late", -2.0),), complaint=True)
THANKS = Word("Giao nhanh quá, cảm ơn shop nhiều nha, mình ưng lắm", 0.8, (("delivery/fast", 2.0),))
ORDER = Word("DH10234")


@contextmanager
def days_ago(days: float) -> Iterator[None]:
    """Let the store's clock stand some days back."""
    clock = ids.clock
    ids.clock = lambda: clock() - int(days * DAY_NS)
    try:
        yield
    finally:
        ids.clock = clock


def talk(
    *words: Word,
    ago: float = 1,
    channel: str = "web",
    handed_over: str | None = None,
    rating: dict[str, int] | None = None,
    told: Word | None = None,
    asked: bool = False,
) -> str:
    """A conversation of the bot that began `ago` days ago and is over; its id.

    `handed_over`: the reason for which a person was called. `rating`: the answers to its survey, `told` the words with
    them; `asked`: a survey that nobody answered.
    """
    with days_ago(ago), write() as tx:
        held = conversations.open_new(tx, customers.meet(tx, channel, "site", new_id(), "vi"), "vi")
        stretch = stretches.begin(tx, held.id, "bot")
        for word in words:
            _say(tx, held.id, word, "text")
        tags.refresh(tx, held.id)
        stretches.end(tx, held.id, "handed_over" if handed_over else "settled")
        if handed_over:
            conversations.change(tx, held.id, reason=handed_over)
        if rating or asked:
            survey = surveys.ask(tx, held.id, stretch.id, "bot")
            if told:
                surveys.answer(tx, survey, message_id=_say(tx, held.id, told, "feedback"))
            if rating:
                surveys.answer(tx, survey, **rating)
    return held.id


def _say(tx: Tx, conversation_id: str, word: Word, kind: str) -> str:
    held = conversations.locked(tx, conversation_id)
    said = messages.add(tx, held, author="customer", text=word.text, state="handled", kind=kind, at=now())
    tags.add(tx, said.id, conversation_id, said.created_at, word.tags())
    return said.id
