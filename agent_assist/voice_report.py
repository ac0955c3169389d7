"""The CX page's figures, put together: what hurts, the three levels, moods and topics over time, the bot's work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from agent_assist import figures
from agent_assist.figures import Change, Score, Share
from agent_assist.lens import WEEK, Lens
from store import Tx, tallies, verbatims, voice
from store.surveys import SCALES
from store.tallies import Count
from store.verbatims import Verbatim, Wanted
from store.voice import Asked, BotWork, Inferred, Period, Talks

BANDS = ("very_negative", "negative", "neutral", "positive", "very_positive")
UPSET = BANDS[:2]
TOP = 5
WEEKS = 12
Days = dict[tuple[date, str], Count]
WEEK_MS = WEEK * 86_400_000
# fewer answers than this in a week are no point of a line
OF_A_WEEK = 5


@dataclass(frozen=True)
class Pain:
    """A topic: mentions of which with bad and good feeling, and its share of all complaints, against before."""

    path: str
    count: Count
    share: Share | None
    before: Share | None
    change: Change | None
    certain: bool

    @property
    def is_twig(self) -> bool:
        """Whether it is a part of another topic: the third level of the tree."""
        return self.path.count("/") > 1

    @property
    def felt(self) -> tuple[float, float]:
        """Bad and good feeling as shares of the mentions."""
        mentions = max(self.count.mentions, 1)
        return self.count.bad / mentions, self.count.good / mentions


@dataclass(frozen=True)
class Level:
    """One question of the survey, and what was heard about it in the words."""

    question: str
    asked: Share | Score | None
    before: Share | Score | None
    change: Change | None
    sent: int
    inferred: Share | None
    inferred_change: Change | None
    weeks: list[float | None]


@dataclass(frozen=True)
class Bias:
    """The mood of those who answered a survey against those who did not."""

    answered: Share | None
    silent: Share | None
    change: Change | None


@dataclass(frozen=True)
class Line:
    """One series over the steps of the period."""

    key: str
    counts: list[int]


@dataclass(frozen=True)
class Part:
    """A part of the bot's stretches, now and before."""

    share: Share | None
    before: Share | None
    change: Change | None


@dataclass(frozen=True)
class Bot:
    """What became of the bot's stretches. Of those it kept, what customers confirmed stands apart from silence."""

    stretches: int
    parts: dict[str, Part]
    reasons: list[tuple[str, int, Share]]
    unexplained: int


@dataclass(frozen=True)
class Quote:
    """A telling verbatim and why it was chosen: pain, other or praise."""

    why: str
    said: Verbatim


@dataclass(frozen=True)
class Report:
    """The page."""

    lens: Lens
    talks: Talks
    complaints: int
    topics: list[Pain]
    levels: list[Level]
    bias: Bias
    moods: list[Line]
    upset: Share | None
    upset_change: Change | None
    complained: list[Line]
    bot: Bot
    quotes: list[Quote]

    @property
    def empty(self) -> bool:
        """Whether nothing was heard at all."""
        return not (self.talks.count or self.complaints or any(sum(line.counts) for line in self.moods))

    @property
    def pains(self) -> list[Pain]:
        """The leaves among the topics, most complained of first: what a twig says is in its leaf."""
        return [one for one in self.topics if not one.is_twig]

    @property
    def worst(self) -> Pain | None:
        """The topic that most complaints are about, or None without complaints."""
        return next((pain for pain in self.pains if pain.count.complaints), None)

    @property
    def changed(self) -> dict[str, list[str]]:
        """The questions whose answers went up, down, are unclear, or are too few to say."""
        found: dict[str, list[str]] = {"up": [], "down": [], "unclear": [], "few": []}
        for level in self.levels:
            found[level.change.verdict if level.change else "few"].append(level.question)
        return found


def build(tx: Tx, lens: Lens) -> Report:
    """Read and compare everything that the page shows."""
    now, before = lens.period, lens.before.period
    talks, talks_before = voice.talks(tx, now), voice.talks(tx, before)
    found = _topics(tx, lens, talks, talks_before)
    hurt = [pain.path for pain in found if pain.count.complaints and not pain.is_twig]
    days = tallies.by_day(tx, "topic", hurt[:TOP], lens.first, lens.last, lens.channel)
    moods = tallies.by_day(tx, "sentiment", BANDS, lens.first, lens.last, lens.channel)
    upset, upset_before = _upset(tx, lens, talks), _upset(tx, lens.before, talks_before)
    return Report(
        lens=lens,
        talks=talks,
        complaints=_all_complaints(tx, lens),
        topics=found,
        levels=_levels(tx, lens, talks, talks_before),
        bias=_bias(talks, voice.responders(tx, now)),
        moods=[Line(band, _over_time(lens, moods, band, _mentions)) for band in BANDS],
        upset=upset,
        upset_change=figures.change(upset, upset_before),
        complained=[Line(path, _over_time(lens, days, path, _complaints)) for path in hurt[:TOP]],
        bot=_bot(voice.bot_work(tx, now), voice.bot_work(tx, before), voice.reasons(tx, now)),
        quotes=_quotes(tx, now, hurt[:2]),
    )


def topics(tx: Tx, lens: Lens) -> list[Pain]:
    """Every topic that came up, most complained of first, twigs behind their leaf."""
    return _topics(tx, lens, voice.talks(tx, lens.period), voice.talks(tx, lens.before.period))


def _all_complaints(tx: Tx, lens: Lens) -> int:
    return _mentions(tallies.totals(tx, "complaint", lens.first, lens.last, lens.channel).get(""))


def _topics(tx: Tx, lens: Lens, talks: Talks, talks_before: Talks) -> list[Pain]:
    now, before = (tallies.totals(tx, "topic", one.first, one.last, one.channel) for one in (lens, lens.before))
    of, of_before = _all_complaints(tx, lens), _all_complaints(tx, lens.before)

    def weight(path: str) -> tuple[int, int, str]:
        return -_complaints(now.get(path)), -_mentions(now.get(path)), path

    paths = sorted(
        now.keys() | before.keys(),
        key=lambda path: (weight("/".join(path.split("/")[:2])), path.count("/"), weight(path)),
    )
    pairs = [
        (
            figures.share(_complaints(now.get(path)), of, talks.complaining),
            figures.share(_complaints(before.get(path)), of_before, talks_before.complaining),
        )
        for path in paths
    ]
    certain = figures.beyond_chance(pairs)
    return [
        Pain(path, now.get(path, Count()), *pair, figures.change(*pair), sure)
        for path, pair, sure in zip(paths, pairs, certain, strict=True)
    ]


def _mentions(count: Count | None) -> int:
    return count.mentions if count else 0


def _complaints(count: Count | None) -> int:
    return count.complaints if count else 0


def _over_time(lens: Lens, days: Days, label: str, of: Callable[[Count | None], int]) -> list[int]:
    return [
        sum(of(days.get((step.first + timedelta(day), label))) for day in range((step.last - step.first).days + 1))
        for step in lens.steps
    ]


def _upset(tx: Tx, lens: Lens, talks: Talks) -> Share | None:
    moods = tallies.totals(tx, "sentiment", lens.first, lens.last, lens.channel)
    of = sum(count.mentions for count in moods.values())
    return figures.share(sum(_mentions(moods.get(band)) for band in UPSET), of, talks.feeling.n)


def _levels(tx: Tx, lens: Lens, talks: Talks, talks_before: Talks) -> list[Level]:
    now, before = voice.asked(tx, lens.period), voice.asked(tx, lens.before.period)
    weeks_of = Period(lens.period.end - WEEKS * WEEK_MS, lens.period.end, lens.channel)
    weeks = voice.asked_by_step(tx, weeks_of, WEEK_MS)
    heard: dict[str, tuple[Inferred, Inferred]] = {
        "ease": (talks.ease, talks_before.ease),
        "feeling": (talks.feeling, talks_before.feeling),
    }
    levels = []
    for question in SCALES:
        value, earlier = _asked(now, question), _asked(before, question)
        inferred, inferred_before = (
            (figures.share(one.good, one.n) for one in heard[question]) if question in heard else (None, None)
        )
        line = [weeks.get(week, {}).get(question, (0, 0.0)) for week in range(WEEKS)]
        levels.append(
            Level(
                question,
                value,
                earlier,
                figures.change(value, earlier),
                now.asked,
                inferred,
                figures.change(inferred, inferred_before),
                [total / n if n >= OF_A_WEEK else None for n, total in line],
            )
        )
    return levels


def _asked(asked: Asked, question: str) -> Share | Score | None:
    values = asked.values[question]
    if question == "recommend":
        return figures.score(values)
    return figures.share(sum(count for value, count in values.items() if value >= voice.YES), sum(values.values()))


def _bias(talks: Talks, responders: Talks) -> Bias:
    answered = figures.share(responders.feeling.good, responders.feeling.n)
    silent = figures.share(talks.feeling.good - responders.feeling.good, talks.feeling.n - responders.feeling.n)
    return Bias(answered, silent, figures.change(answered, silent))


def _bot(now: BotWork, before: BotWork, why: dict[str, int]) -> Bot:
    parts: dict[str, Part] = {}
    for key in verbatims.OUTCOMES:
        one, earlier = (figures.share(_part(work, key), work.stretches) for work in (now, before))
        parts[key] = Part(one, earlier, figures.change(one, earlier))
    reasons: list[tuple[str, int, Share]] = []
    for reason, count in sorted(why.items(), key=lambda item: -item[1]):
        if part := figures.share(count, now.handed_over):
            reasons.append((reason, count, part))
    return Bot(now.stretches, parts, reasons, now.handed_over - sum(why.values()))


def _part(work: BotWork, key: str) -> int:
    kept = work.stretches - work.handed_over
    return {
        "kept": kept,
        "settled": work.settled,
        "unsettled": work.unsettled,
        "unconfirmed": kept - work.settled - work.unsettled,
        "handed_over": work.handed_over,
    }[key]


def _quotes(tx: Tx, period: Period, pains: list[str]) -> list[Quote]:
    found: list[Quote] = []
    chosen: list[tuple[str, Wanted]] = [
        (why, Wanted(topic=path, complaint=True)) for why, path in zip(("pain", "other"), pains, strict=False)
    ]
    for why, wanted in (*chosen, ("praise", Wanted(band="very_positive"))):
        said = verbatims.telling(tx, period, wanted, worst=why != "praise")
        if said and all(said.message_id != one.said.message_id for one in found):
            found.append(Quote(why, said))
    return found
