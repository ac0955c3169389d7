"""A Rasa that says what a test tells it to, over the gateway channel's HTTP contract."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Turn = dict[str, Any]


def turn(*replies: dict[str, Any], intent: str = "ask_knowledge", confidence: float = 0.93) -> Turn:
    """The gateway channel's answer with these replies."""
    return {
        "replies": [{"text": None, "buttons": [], "custom": None, **reply} for reply in replies],
        "intent": {"name": intent, "confidence": confidence},
        "ranking": [{"name": intent, "confidence": confidence}],
        "entities": [],
        "slots": {},
        "failed": False,
        "understood": True,
    }


class FakeRasa:
    """Answers `POST /webhooks/gateway/turn`; keeps what it was asked in `asked`."""

    token = "token-of-the-tests"

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self._answers: dict[str, Turn | Callable[[dict[str, Any]], Turn]] = {}
        self._open = threading.Event()
        self._open.set()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def answer(self, fragment: str, *replies: dict[str, Any], **about: Any) -> None:
        """Answer a message that holds `fragment` with these replies."""
        self._answers[fragment] = turn(*replies, **about)

    @contextmanager
    def thinking(self) -> Iterator[None]:
        """Give no answer before the block ends."""
        self._open.clear()
        try:
            yield
        finally:
            self._open.set()

    def close(self) -> None:
        """Stop listening."""
        self._open.set()
        self._server.shutdown()
        self._server.server_close()

    def _turn(self, asked: dict[str, Any]) -> Turn:
        self.asked.append(asked)
        self._open.wait(30)
        for fragment, answer in self._answers.items():
            if fragment in str(asked.get("text")):
                return answer(asked) if callable(answer) else answer
        return turn({"text": f"Echo: {asked.get('text')}"})

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._send(200, {"status": "ok"})

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                if self.headers.get("Authorization") != f"Bearer {fake.token}":
                    self._send(401, {})
                elif self.path.partition("?")[0] == "/webhooks/gateway/turn":
                    self._send(200, fake._turn(json.loads(body)))
                else:
                    self._send(200, {})

            def _send(self, status: int, body: dict[str, Any]) -> None:
                data = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                return

        return Handler
