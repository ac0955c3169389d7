"""Tables for spreadsheets: CSV (RFC 4180) with the mark by which Excel knows UTF-8, in the reader's language."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Response, g, stream_with_context

from agent_assist.figures import Change, Share
from agent_assist.lens import Lens
from agent_assist.voice_report import Pain
from messages import say
from nlu.entities import mask
from settings import settings
from store import read, verbatims
from store.verbatims import Verbatim, Wanted

BATCH = 500
# what a spreadsheet takes for the beginning of a formula
FORMULA = ("=", "+", "-", "@", "\t", "\r")

Row = list[str | int | float]


def download(name: str, lens: Lens, rows: Iterable[Row]) -> Response:
    """The rows as a file, sent as they are read."""
    response = Response(stream_with_context(_lines(rows)), mimetype="text/csv; charset=utf-8")
    file = f"{name}-{lens.first.isoformat()}-{lens.last.isoformat()}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def topics(pains: list[Pain], title: Callable[[str], str]) -> Iterator[Row]:
    """Every topic with its counts and shares (0…1), and the change of its share with the interval."""
    names = (
        "topic", "path", "mentions", "bad", "good", "complaints", "share", "low", "high", "before", "change",
        "change-low", "change-high", "certain",
    )  # fmt: skip
    yield _head(*names)
    for pain in pains:
        yield [
            title(pain.path), pain.path, pain.count.mentions, pain.count.bad, pain.count.good, pain.count.complaints,
            *_estimate(pain.share), *_estimate(pain.before)[:1], *_estimate(pain.change),
            int(pain.certain),
        ]  # fmt: skip


def words(lens: Lens, wanted: Wanted, title: Callable[[str], str]) -> Iterator[Row]:
    """Every verbatim with its tags, newest first; personal data masked, customers unnamed."""
    yield _head("time", "channel", "text", "mood", "score", "emotion", "complaint", "topics", "kind", "conversation")
    before: str | None = None
    while True:
        with read() as tx:
            found = verbatims.page(tx, lens.period, wanted, BATCH, before)
        yield from (_said(one, title) for one in found)
        if len(found) < BATCH:
            return
        before = found[-1].message_id


def _said(said: Verbatim, title: Callable[[str], str]) -> Row:
    mood, emotion, complaint = said.tag("sentiment"), said.tag("emotion"), said.tag("complaint")
    at = datetime.fromtimestamp(said.at / 1000, ZoneInfo(settings().time_zone))
    return [
        at.strftime("%Y-%m-%d %H:%M:%S"),
        said.channel,
        mask(said.text),
        say(g.language, f"mood-{mood.label.replace('_', '-')}") if mood else "",
        _rounded(mood.value if mood else None),
        say(g.language, f"voice-emotion-{emotion.label}") if emotion else "",
        int(complaint.value or 0) if complaint else "",
        "; ".join(title(one.label) for one in said.tags if one.kind == "topic"),
        say(g.language, f"voice-column-{'feedback' if said.feedback else 'message'}"),
        said.conversation_id,
    ]


def _head(*names: str) -> Row:
    return [say(g.language, f"voice-column-{name}") for name in names]


def _estimate(of: Share | Change | None) -> Row:
    return [_rounded(of.value), _rounded(of.low), _rounded(of.high)] if of else ["", "", ""]


def _rounded(value: float | None) -> str | float:
    return "" if value is None else round(value, 4)


def _lines(rows: Iterable[Row]) -> Iterator[str]:
    yield "\ufeff"
    for row in rows:
        line = io.StringIO()
        csv.writer(line).writerow([_harmless(cell) for cell in row])
        yield line.getvalue()


def _harmless(cell: str | int | float) -> str | int | float:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
