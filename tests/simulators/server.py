"""What the simulated platforms have in common: an HTTP server, a clock, and webhook calls that are tried again."""

from __future__ import annotations

import json
import threading
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

Json = dict[str, Any]
Post = Callable[[bytes, dict[str, str]], int]
# ok · the platform acts and the line is cut before its answer · the line is cut and it does not act · it is down
# it acts and answers that it is down · that it broke
Fate = Literal["ok", "taken_unanswered", "cut", "down", "taken_down", "taken_broken"]
Echoes = Literal["after", "before", "late", "never"]
TRIES = 6
INTRODUCTION = "Em là trợ lý tự động của Nhà Sen.\n\n"


@dataclass
class Person:
    """Somebody with the app on their phone. `screen`: what they see of the chat, {by, text, buttons} each."""

    id: str
    name: str
    follows: bool = False
    blocked: bool = False
    last_act: int | None = None
    quota: int = 0
    screen: list[Json] = field(default_factory=list)

    def reads(self) -> list[str]:
        """The texts that they got, each without the line in which the bot says what it is."""
        return [one["text"].split(INTRODUCTION)[-1] for one in self.screen if one["by"] != "me"]


class HungUp(Exception):
    """The platform closes the line without an answer."""


@dataclass
class Ask:
    """A request as the platform got it."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Json:
        """The body as JSON."""
        made: Json = json.loads(self.body)
        return made

    @property
    def form(self) -> dict[str, str]:
        """The body as a form."""
        return {key: values[0] for key, values in parse_qs(self.body.decode()).items()}


@dataclass
class Call:
    """A webhook call to be made."""

    body: bytes
    headers: dict[str, str]
    tries: int = 0


@dataclass
class Platform(ABC):
    """A platform's HTTP server. Subclasses answer requests in `serve` and make webhook calls with `report`.

    `port`: where it listens, 0 for a free one; `run` stands in every id that it gives. `fates`: what becomes of the
    next sends, in order; `echoes`: when the webhook tells what was sent.
    """

    post: Post | None = None
    port: int = 0
    run: str = ""
    fates: deque[Fate] = field(default_factory=deque)
    echoes: Echoes = "after"
    asked: list[Ask] = field(default_factory=list)
    queue: deque[Call] = field(default_factory=deque)
    late: list[Call] = field(default_factory=list)
    given_up: list[Call] = field(default_factory=list)
    files: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.lock = threading.RLock()
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def keeps(self, path: str, content: bytes, status: int = 200, **headers: str) -> str:
        """Keep a file under a path; its address."""
        named = {name.replace("_", "-").title(): value for name, value in headers.items()}
        self.files[path] = (status, {"Content-Length": str(len(content)), **named}, content)
        return f"{self.url}{path}"

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()

    @abstractmethod
    def serve(self, ask: Ask) -> tuple[int, Any]:
        """Status and JSON, or text, for a request. Raises HungUp."""

    # webhook calls

    def make_call(self, body: bytes, headers: dict[str, str]) -> None:
        """Call the webhook when `pump` comes to it."""
        self.queue.append(Call(body, headers))

    def echo(self, body: bytes, headers: dict[str, str]) -> None:
        """Tell what was sent: before the sender has its answer, after, when `late_echoes_come`, or never."""
        if self.echoes == "before":
            self._try(Call(body, headers))
        elif self.echoes == "after":
            self.queue.append(Call(body, headers))
        elif self.echoes == "late":
            self.late.append(Call(body, headers))

    def late_echoes_come(self) -> None:
        """Make the calls that were held back."""
        self.queue.extend(self.late)
        self.late.clear()
        self.pump()

    def pump(self) -> None:
        """Make every call that is due, each once; what fails waits for the next time."""
        for _ in range(len(self.queue)):
            self._try(self.queue.popleft())

    def send_again(self, call: Call) -> int:
        """Make a call that was made before, to the letter."""
        assert self.post is not None
        return self.post(call.body, call.headers)

    def _try(self, call: Call) -> None:
        if self.post is None:
            return
        headers = call.headers | ({"num_retry": str(call.tries)} if call.tries else {})
        if self.post(call.body, headers) == 200:
            return
        call.tries += 1
        (self.queue if call.tries < TRIES else self.given_up).append(call)

    def fate(self) -> Fate:
        """What becomes of this send."""
        return self.fates.popleft() if self.fates else "ok"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        platform = self

        class Handler(BaseHTTPRequestHandler):
            def _answer(self) -> None:
                address = urlsplit(self.path)
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                query = {key: values[0] for key, values in parse_qs(address.query).items()}
                headers = {key.lower(): value for key, value in self.headers.items()}
                ask = Ask(self.command, address.path, query, headers, body)
                platform.asked.append(ask)
                if ask.path in platform.files:
                    self._file(*platform.files[ask.path])
                    return
                try:
                    status, answer = platform.serve(ask)
                except HungUp:
                    self.close_connection = True
                    return
                if isinstance(answer, bytes):
                    kind, data = "application/octet-stream", answer
                elif isinstance(answer, str):
                    kind, data = "text/html; charset=utf-8", answer.encode()
                else:
                    kind, data = "application/json", json.dumps(answer, ensure_ascii=False).encode()
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def _file(self, status: int, headers: dict[str, str], content: bytes) -> None:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                if "Content-Length" not in headers:
                    self.close_connection = True
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_DELETE = _answer

            def log_message(self, *_: Any) -> None:
                pass

        return Handler
