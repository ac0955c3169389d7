"""Whether the system can say how it is."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from flask import Flask

from settings import settings
from store import engine, migrate


class _Rasa(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        # Rasa's own answer, documented at /status of its HTTP API
        known = self.path == "/status?token=token-of-the-tests"
        body = json.dumps({"model_file": "model.tar.gz", "num_active_training_jobs": 0}).encode()
        self.send_response(200 if known else 401)
        self.end_headers()
        self.wfile.write(body if known else b"{}")

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def rasa(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    server = HTTPServer(("127.0.0.1", 0), _Rasa)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setenv("RASA_URL", f"http://127.0.0.1:{server.server_port}")
    settings.cache_clear()
    yield
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_process_says_that_it_lives(app: Flask) -> None:
    assert app.test_client().get("/healthz").json == {"status": "alive"}


def test_it_is_not_ready_without_rasa_and_says_so(app: Flask) -> None:
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["checks"]["database"] is True
    assert answer.json["checks"]["rasa"] is False


def test_it_is_not_ready_on_a_database_of_another_version(app: Flask, rasa: None) -> None:
    answer = app.test_client().get("/readyz")
    assert answer.json is not None
    assert answer.json["checks"]["migrations"] is False


def test_it_is_ready_when_everything_is_there(
    app: Flask, rasa: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'migrated.db'}")
    settings.cache_clear()
    engine.engine().dispose()
    engine.engine.cache_clear()
    migrate.upgrade(settings().database_url)
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.json and answer.json["ready"]) == (200, True), answer.json


def test_the_metrics_count_requests_and_conversations(app: Flask) -> None:
    client = app.test_client()
    client.get("/healthz")
    text = client.get("/metrics").text
    assert 'langnghe_http_requests_total{method="GET",route="/healthz",status="200"}' in text
    assert 'langnghe_conversations{owner="queued"} 0.0' in text
