"""Where the platforms report. A call is proved, stored whole and answered; what it reports is worked off after.

The answers are the platforms' own business, so they are short and in no language: 401 unsigned, 403 forged or stale,
400 malformed, 413 too large (Flask), 404 where the channel is not connected.
"""

from __future__ import annotations

import logging

import gevent
from flask import Blueprint, Response, request
from prometheus_client import Counter

from agent_assist.errors import Refusal
from agent_assist.health import registry
from bot import channels, mishap, reports
from bot.channels.base import Turned

log = logging.getLogger(__name__)
blueprint = Blueprint("webhooks", __name__, url_prefix="/webhooks")

STATUS = {"malformed": 400, "unsigned": 401, "forged": 403, "stale": 403}
calls = Counter("langnghe_webhook_calls", "Webhook calls", ["channel", "outcome"], registry=registry)
reported = Counter("langnghe_webhook_reports", "What the platforms reported", ["channel", "kind"], registry=registry)
copies = Counter("langnghe_webhook_copies", "Reports that had come before", ["channel"], registry=registry)


@blueprint.get("/<channel>")
def greet(channel: str) -> Response:
    """A platform asks whether this is its webhook; 403 where it does not know the word that was agreed."""
    platform = channels.platform(channel)
    if platform is None:
        raise Refusal("not_found")
    answer = platform.greet(request.args)
    if answer is None:
        calls.labels(channel, "unknown_caller").inc()
        return Response("forbidden", 403, mimetype="text/plain")
    return Response(answer, 200, mimetype="text/plain")


@blueprint.post("/<channel>")
def take(channel: str) -> Response:
    """Take what a platform reports; 200 for everything that is from it, known or not."""
    platform = channels.platform(channel)
    if platform is None:
        raise Refusal("not_found")
    body = request.get_data(cache=False)
    try:
        brought = platform.admit(body, {name.lower(): value for name, value in request.headers})
    except Turned as turned:
        calls.labels(channel, turned.why).inc()
        log.warning("%s: a webhook call was turned away: %s", channel, turned.why)
        return Response(turned.why, STATUS[turned.why], mimetype="text/plain")
    kept = reports.keep(platform, brought)
    calls.labels(channel, "taken").inc()
    copies.labels(channel).inc(kept.copies)
    for one in brought:
        reported.labels(channel, one.kind).inc()
    for arrival_id in kept.to_work_off:
        gevent.spawn(_take_up, channel, arrival_id)
    return Response("ok", 200, mimetype="text/plain")


def _take_up(channel: str, arrival_id: str) -> None:
    try:
        reports.take_up(arrival_id)
    except Exception as error:
        mishap.note(log, f"{channel}: report {arrival_id} is left to the worker", error)
