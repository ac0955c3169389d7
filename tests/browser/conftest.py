"""A real server in a process of its own on a free port, a real browser, and a Rasa that says what the test wants."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from demo import company
from settings import settings
from store import engine as store_engine
from store import now
from store.schema import metadata
from tests.browser.fake_rasa import FakeRasa

ROOT = Path(__file__).parents[2]
AXE = next(Path(__file__).parent.glob("vendor/axe-core-*.min.js"))
PICTURES = ROOT / "var" / "screenshots"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@dataclass(frozen=True)
class Server:
    """The web process under test."""

    url: str
    environment: dict[str, str]

    @contextmanager
    def store(self) -> Iterator[None]:
        """Let the store's functions in this process work on the server's database, to prepare and to look at rows."""
        with pytest.MonkeyPatch.context() as patch:
            for name, value in self.environment.items():
                patch.setenv(name, value)
            _forget()
            try:
                yield
            finally:
                store_engine.engine().dispose()
        _forget()


def _forget() -> None:
    settings.cache_clear()
    store_engine.engine.cache_clear()


@pytest.fixture(scope="session")
def rasa() -> Iterator[FakeRasa]:
    fake = FakeRasa()
    yield fake
    fake.close()


@pytest.fixture(scope="session")
def server(rasa: FakeRasa, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The web process on a fresh database, with the demo company's goods and orders."""
    with serving(rasa, tmp_path_factory.mktemp("server")) as made:
        yield made


@contextmanager
def serving(rasa: FakeRasa, folder: Path, more: Callable[[str], dict[str, str]] = lambda url: {}) -> Iterator[Server]:
    """A web process with its data in `folder`; `more` gives further settings once its address is known.

    The listening socket is ours, so that a first request waits until it is served.
    """
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    environment = {
        "DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'langnghe.db'}",
        "COMPANY_DB": str(folder / "company.db"),
        "PORT": str(port),
        "RASA_URL": rasa.url,
        "RASA_TOKEN": rasa.token,
        "SECRET_KEY": "secret-of-the-tests",
        "HOURS_OPEN": "0",
        "HOURS_CLOSE": "24",
        "OMP_NUM_THREADS": "1",
        **more(f"http://127.0.0.1:{port}"),
    }
    made = store_engine.make_engine(environment["DATABASE_URL"])
    metadata.create_all(made)
    made.dispose()
    company.write(company.build(now(), "Asia/Ho_Chi_Minh"), folder / "company.db")
    log = folder / "web.log"
    command = [sys.executable, "-m", "gunicorn", "-k", "gevent", "-w", "1", "--bind", f"fd://{listener.fileno()}"]
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*command, "--graceful-timeout", "2", "agent_assist.wsgi:app"],
            cwd=ROOT,
            env={**os.environ, **environment},
            pass_fds=[listener.fileno()],
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        with suppress(httpx.HTTPError):
            httpx.get(f"{url}/healthz", timeout=60)
        if process.poll() is not None:
            pytest.fail(f"the web process did not start:\n{log.read_text()}")
        yield Server(url, environment)
    finally:
        process.terminate()
        process.wait(20)
        listener.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, else the one that playwright brought."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        options: dict[str, Any] = {"executable_path": found} if found else {}
        browser = playwright.chromium.launch(args=["--no-sandbox", "--disable-background-networking"], **options)
        yield browser
        browser.close()


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(chromium: Browser, server: Server, request: pytest.FixtureRequest) -> Iterator[OpenPage]:
    """`open_page(path, **context)`: a page in a browser context of its own. Fails the test on any page error.

    A test that cuts the network says which console errors belong to that: `page.context.expected = r"…"`.
    """
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def open_one(path: str = "/", **options: Any) -> Page:
        context = chromium.new_context(
            base_url=server.url, **{"viewport": {"width": 1440, "height": 900}, "locale": "vi-VN", **options}
        )
        contexts.append(context)
        page = context.new_page()

        def note(message: ConsoleMessage) -> None:
            expected = getattr(context, "expected", None)
            if message.type == "error" and not (expected and re.search(expected, message.text)):
                wrong.append(f"console: {message.text} ({message.location.get('url')})")

        page.on("pageerror", lambda error: wrong.append(f"page: {error}"))
        page.on("console", note)
        page.goto(path)
        return page

    yield open_one
    report = getattr(request.node, "outcome_of_call", None)
    if (report and report.failed) or wrong:
        PICTURES.mkdir(parents=True, exist_ok=True)
        for number, context in enumerate(contexts):
            for page in context.pages:
                name = re.sub(r"\W+", "-", request.node.name)
                page.screenshot(path=PICTURES / f"{name}-{number}.png")
    for context in contexts:
        context.close()
    assert not wrong, wrong


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let the fixtures know how the test went, for the screenshot."""
    report = yield
    if report.when == "call":
        item.outcome_of_call = report  # type: ignore[attr-defined]
    return report


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """`axe(page)` fails with every breach that axe-core finds."""
    source = AXE.read_text(encoding="utf-8")

    def check(page: Page) -> None:
        page.evaluate(source)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        breaches = [
            {"rule": one["id"], "where": [node["target"] for node in one["nodes"]][:5], "why": one["help"]}
            for one in found["violations"]
        ]
        assert not breaches, json.dumps(breaches, ensure_ascii=False, indent=1)

    return check
