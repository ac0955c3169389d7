"""When each thing of a conversation happened, in milliseconds from its first message."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Literal

from demo.scripts import Turn

SECOND = 1000
LAPSE = 1_800_000  # a conversation with the bot that nobody goes on with is over


@dataclass(frozen=True)
class Beat:
    """`say` carries a turn; `queue`, `claim` and `close` are changes of who speaks."""

    after: int
    what: Literal["say", "queue", "claim", "close"]
    turn: Turn | None = None


def beats(random: Random, turns: Iterable[Turn], strain: float) -> Iterator[Beat]:
    """The conversation in time. `strain` stretches how long people wait for one of us (1 is an ordinary day).

    A person is asked for just before the first words of an agent, and comes after a while.
    """
    at, last, claimed = 0, None, False
    for turn in turns:
        if turn.who == "agent" and not claimed:
            at += SECOND
            yield Beat(at, "queue")
            at += int(min(random.lognormvariate(4.1, 0.9) * strain, 1500) * SECOND)
            yield Beat(at, "claim")
            claimed = True
        at += int(_pause(random, turn.who, last, len(turn.text)) * SECOND) if last or claimed else 0
        last = turn.who
        yield Beat(at, "say", turn)
    yield Beat(at + (random.randrange(20, 200) * SECOND if claimed else LAPSE), "close")


def _pause(random: Random, who: str, last: str | None, length: int) -> float:
    """Seconds before a message: reading, thinking, typing."""
    if who == "bot":
        return random.uniform(0.8, 3)
    if who == "agent":
        return random.uniform(12, 40) + length / 5
    return random.uniform(4, 12) + length / 4 if last == "customer" else random.uniform(8, 75) + length / 4
