"""The CX pages: what hurts customers, how it went, and the words behind every number."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, g, render_template, request

from agent_assist import numerals, voice_export, voice_report, voice_words
from agent_assist.auth import VOICE, roles
from agent_assist.errors import Refusal
from agent_assist.lens import DAYS, WEEK, Lens, Step
from agent_assist.situation import look_at
from agent_assist.strips import runs
from agent_assist.thread import Said, entries, reason_name, topic_name
from agent_assist.voice_report import BANDS, WEEKS, Level, Report
from messages import say
from store import now, read, verbatims, voice

blueprint = Blueprint("voice", __name__)
for _filter in numerals.FILTERS:
    blueprint.add_app_template_filter(_filter)

PAGE = 30


@blueprint.app_template_global()
def topic_inside(path: str) -> str:
    """A topic within a sentence."""
    title = topic_title(path)
    return title[:1].lower() + title[1:]


@blueprint.app_template_global()
def topic_title(path: str) -> str:
    """A topic by its own name, with its branch where that does not show: "Giao trễ", "Thái độ (nhân viên)"."""
    leaf, branch = topic_name(path), topic_name(path.split("/")[0])
    if set(leaf.lower().split()) & set(branch.lower().split()):
        return leaf
    return f"{leaf} ({branch.lower()})"


@blueprint.get("/voice")
@roles(*VOICE)
def overview() -> str:
    """The report of a period."""
    with read() as tx:
        channels = voice.channels(tx)
        lens = Lens.of(request.args, channels)
        report = voice_report.build(tx, lens)
    return _page(
        "voice.html",
        lens=lens,
        channels=channels,
        report=report,
        charts=_charts(report),
        spark=lambda level: runs(level.weeks),
        shown_week=_shown_week,
        by_mood=lambda band: {"mood": band},
        by_topic=lambda path: {"topic": path, "complaint": True},
        names_of_channels=", ".join(say(g.language, f"channel-{channel}") for channel in channels),
        # the part of the weekly lines that the period covers
        covered=min((lens.last - lens.first + timedelta(1)).days / WEEK / WEEKS, 1),
    )


@blueprint.get("/voice/topics.csv")
@roles(*VOICE)
def topics_file() -> Response:
    """All topics of the period, as a table for a spreadsheet."""
    with read() as tx:
        lens = Lens.of(request.args, voice.channels(tx))
        found = voice_report.topics(tx, lens)
    return voice_export.download("topics", lens, voice_export.topics(found, topic_title))


@blueprint.get("/voice/verbatims")
@roles(*VOICE)
def words() -> str:
    """The customers' own words behind a number, newest first."""
    with read() as tx:
        channels = voice.channels(tx)
        lens = Lens.of(request.args, channels)
        wanted = voice_words.wanted(request.args)
        found = verbatims.page(tx, lens.period, wanted, PAGE + 1, voice_words.before(request.args))
        total = verbatims.count(tx, lens.period, wanted)
    shown = found[:PAGE]
    asked = voice_words.parameters(wanted)
    return _page(
        "voice/words.html",
        lens=lens,
        channels=channels,
        wanted=wanted,
        chips=voice_words.chips(wanted, lens, topic_title),
        paths=voice_words.paths(),
        hidden=voice_words.hidden(wanted, lens),
        shown=shown,
        total=total,
        later=lens.words(**asked, before=shown[-1].message_id) if len(found) > PAGE else None,
        start=lens.words(**asked) if request.args.get("before") else None,
        file=lens.words(**asked).replace("/voice/verbatims?", "/voice/verbatims.csv?"),
    )


@blueprint.get("/voice/verbatims/<message_id>")
@roles(*VOICE)
def word(message_id: str) -> str:
    """One line of the list of words, as it stands now; the address of the list tells what is looked at."""
    with read() as tx:
        lens = Lens.of(request.args, voice.channels(tx))
        said = verbatims.get(tx, message_id)
    if said is None:
        raise Refusal("not_found")
    return _page("voice/word.html", lens=lens, wanted=voice_words.wanted(request.args), said=said)


@blueprint.get("/voice/verbatims.csv")
@roles(*VOICE)
def words_file() -> Response:
    """The same words, all of them, as a table for a spreadsheet; personal data masked."""
    with read() as tx:
        lens = Lens.of(request.args, voice.channels(tx))
    wanted = voice_words.wanted(request.args)
    return voice_export.download("verbatims", lens, voice_export.words(lens, wanted, topic_title))


@blueprint.get("/voice/conversations/<conversation_id>")
@roles(*VOICE)
def talk(conversation_id: str) -> str:
    """One conversation, to read: all that was said, without the colleagues' private notes."""
    situation = look_at(conversation_id)
    said = [entry for entry in entries(situation) if not (isinstance(entry, Said) and entry.message.kind == "note")]
    return _page(
        "voice/talk.html",
        situation=situation,
        held=situation.conversation,
        customer=situation.customer,
        entries=said,
        here=request.args.get("message", ""),
        back=_back(),
    )


def _page(template: str, **values: Any) -> str:
    return render_template(
        template,
        area="voice",
        periods=DAYS,
        bands=BANDS,
        topic_title=topic_title,
        reason_name=reason_name,
        pieces=voice_words.pieces,
        at=now(),
        **values,
    )


def _back() -> str:
    """Where the reader came from, when it was a list of words; else that list."""
    came = urlsplit(request.referrer or "")
    known = came.netloc == request.host and came.path in ("/voice", "/voice/verbatims")
    return f"{came.path}?{came.query}" if known else "/voice/verbatims"


def _shown_week(level: Level, place: int) -> str:
    """The first or last known value of the weekly line."""
    value = [one for one in level.weeks if one is not None][place]
    return numerals.signed(100 * value) if level.question == "recommend" else numerals.percent(value)


@blueprint.app_template_filter()
def iso(at: int) -> str:
    """A time for programs."""
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="seconds")


@blueprint.app_template_filter()
def groupby_branch(paths: tuple[str, ...]) -> list[tuple[str, list[str]]]:
    """The topics under their branches."""
    return [(branch, list(group)) for branch, group in groupby(paths, lambda path: path.split("/")[0])]


def _charts(report: Report) -> dict[str, Any]:
    """What the charts draw, in the reader's language."""
    lens = report.lens
    return {
        "language": g.language,
        "words": lens.words(),
        "steps": [
            {"label": step_name(step), "from": step.first.isoformat(), "to": step.last.isoformat()}
            for step in lens.steps
        ],
        "moods": [
            {"key": line.key, "name": say(g.language, f"mood-{line.key.replace('_', '-')}"), "counts": line.counts}
            for line in report.moods
        ],
        "topics": [
            {"key": line.key, "name": topic_title(line.key), "counts": line.counts} for line in report.complained
        ],
    }


@blueprint.app_template_global()
def step_name(step: Step) -> str:
    """A day as 20/11, a week as 14/11–20/11."""
    first = numerals.short_date(step.first)
    return first if step.first == step.last else f"{first}–{numerals.short_date(step.last)}"
