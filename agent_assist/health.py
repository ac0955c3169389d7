"""Whether this process lives, whether the whole can work, and what it counts (Prometheus)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import httpx
from flask import Blueprint, Response, g, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from agent_assist import stream
from nlu.tagging import tagger
from settings import settings
from store import load, read
from store.migrate import is_current

blueprint = Blueprint("health", __name__)
PATIENCE = 2.0  # seconds that Rasa has to say how it is


class _Load(Collector):
    """What is asked of the database when somebody looks."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        with read() as tx:
            seen = load.measure(tx)
        owners = GaugeMetricFamily("langnghe_conversations", "Conversations by owner", labels=["owner"])
        for owner, number in seen.owners.items():
            owners.add_metric([owner], number)
        parcels = GaugeMetricFamily("langnghe_outbox", "Messages not delivered, by state", labels=["state"])
        for state, number in seen.parcels.items():
            parcels.add_metric([state], number)
        yield from (owners, parcels)
        yield GaugeMetricFamily(
            "langnghe_longest_wait_seconds", "How long somebody waits for a person", value=seen.longest_wait
        )
        yield GaugeMetricFamily("langnghe_listeners", "Open event streams of this process", value=stream.listening())


registry = CollectorRegistry()
registry.register(_Load())
requests = Counter("langnghe_http_requests", "Requests", ["method", "route", "status"], registry=registry)
seconds = Histogram("langnghe_http_seconds", "Time to the first byte of an answer", ["route"], registry=registry)


@blueprint.before_app_request
def _begin() -> None:
    g.began = time.perf_counter()


@blueprint.after_app_request
def _count(response: Response) -> Response:
    route = request.url_rule.rule if request.url_rule else "none"
    requests.labels(request.method, route, response.status_code).inc()
    if "began" in g:
        seconds.labels(route).observe(time.perf_counter() - g.began)
    return response


@blueprint.get("/healthz")
def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "alive"}


@blueprint.get("/readyz")
def readyz() -> tuple[Response, int]:
    """Whether customers can be served: 200, or 503 with what is missing."""
    checks = {name: _holds(check) for name, check in CHECKS.items()}
    ready = all(checks.values())
    return jsonify({"ready": ready, "checks": checks}), 200 if ready else 503


@blueprint.get("/metrics")
def metrics() -> Response:
    """Counts and times in Prometheus' text format."""
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _holds(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception:
        return False


def _database() -> bool:
    with read() as tx:
        load.measure(tx)
    return True


def _rasa() -> bool:
    here = settings()
    answer = httpx.get(f"{here.rasa_url}/status", params={"token": here.rasa_token}, timeout=PATIENCE, trust_env=False)
    return answer.status_code == 200 and bool(answer.json().get("model_file"))


CHECKS: dict[str, Callable[[], bool]] = {
    "database": _database,
    "migrations": is_current,
    "rasa": _rasa,
    "tags": lambda: tagger() is not None,
}
