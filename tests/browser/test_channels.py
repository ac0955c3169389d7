"""Zalo and Messenger in a real browser: a customer on a simulated platform, an agent, an administrator."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import httpx
import pytest
from playwright.sync_api import Page, expect

from messages import say
from store import users, write
from tests.browser.conftest import ROOT, OpenPage, Server, serving
from tests.browser.fake_rasa import FakeRasa
from tests.simulators.settings import connection

PASSWORD = "sen-no-ngoai-ho"
WAIT = 15_000


def free_ports(number: int) -> list[str]:
    """Ports of the loopback that nobody uses."""
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(number)]
        return [str(probe.getsockname()[1]) for probe in probes]


@pytest.fixture(scope="module")
def server(rasa: FakeRasa, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Web, worker and the simulated platforms."""
    chat, oa, page = free_ports(3)
    folder = tmp_path_factory.mktemp("channels")
    with serving(rasa, folder, lambda url: connection(chat, oa, page, url)) as made, ExitStack() as stack:
        for module in ("tests.simulators", "bot.worker"):
            log = stack.enter_context((folder / f"{module}.log").open("wb"))
            process = subprocess.Popen(
                [sys.executable, "-m", module], cwd=ROOT, env={**made.environment, "PYTHONPATH": str(ROOT)}, stderr=log
            )
            stack.callback(process.wait, 20)
            stack.callback(process.terminate)
        reached = httpx.Client(transport=httpx.HTTPTransport(retries=8))  # each later than the one before
        reached.get(f"http://127.0.0.1:{chat}/state", timeout=30).raise_for_status()
        with made.store(), write() as tx:
            users.create(tx, email="agent@kenh.vn", name="Thành Minh", role="agent", password=PASSWORD)
            users.create(tx, email="admin@kenh.vn", name="Hải Đăng", role="admin", password=PASSWORD)
        yield made


@pytest.fixture
def chat(open_page: OpenPage, server: Server) -> Page:
    """The page on which one is a customer."""
    return open_page(f"http://127.0.0.1:{server.environment['SIMULATOR_CHAT_PORT']}/")


def signed_in(open_page: OpenPage, role: str, path: str) -> Page:
    page = open_page(f"/login?next={path}")
    page.get_by_label("E-mail").fill(f"{role}@kenh.vn")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    return page


@pytest.mark.parametrize("side", ["zalo", "messenger"])
def test_a_customer_on_a_platform_and_an_agent_at_the_panel(
    chat: Page, open_page: OpenPage, rasa: FakeRasa, side: str
) -> None:
    rasa.answer(f"mấy giờ mở cửa {side}", {"text": "Dạ shop mở từ 8 giờ ạ."})
    phone = chat.locator(f"[data-side={side}]")
    phone.get_by_label("Tin nhắn").fill(f"mấy giờ mở cửa {side}")
    phone.get_by_role("button", name="Gửi", exact=True).click()
    expect(phone.get_by_text("Dạ shop mở từ 8 giờ ạ.")).to_be_visible(timeout=WAIT)
    phone.get_by_role("button", name="Gửi ảnh").click()
    phone.get_by_role("button", name=say("vi", "button-person")).click(timeout=WAIT)

    desk = signed_in(open_page, "agent", "/panel?tab=waiting")
    desk.locator("a.item").filter(has_text=say("vi", f"channel-short-{side}")).first.click(timeout=WAIT)
    expect(desk.locator(".window")).to_contain_text("Hạn nhắn khách", timeout=WAIT)
    expect(desk.locator(".file.picture img")).to_be_visible(timeout=WAIT)
    desk.locator("[data-compose] textarea").fill("Dạ em là Minh, em xem ảnh rồi ạ.")
    expect(desk.locator("[data-saved]")).not_to_be_empty(timeout=WAIT)  # the page's script is there
    desk.keyboard.press("Enter")
    expect(phone.get_by_text("Dạ em là Minh, em xem ảnh rồi ạ.")).to_be_visible(timeout=WAIT)
    desk.locator("[data-do=close]").click()

    phone.get_by_role("button", name="5 – Trọn vẹn").click(timeout=WAIT)
    expect(phone.get_by_text(say("vi", "rate-ease"))).to_be_visible(timeout=WAIT)
    phone.get_by_role("button", name="4", exact=True).last.click()
    expect(desk.locator(".log")).to_contain_text("5/5, dễ dàng 4/5", timeout=WAIT)


def test_the_administrator_sees_how_the_connections_stand_and_asks(
    open_page: OpenPage, axe: Callable[[Page], None]
) -> None:
    page = signed_in(open_page, "admin", "/admin/channels")
    zalo = page.locator("#zalo")
    expect(zalo).to_contain_text("/webhooks/zalo", timeout=WAIT)
    zalo.get_by_role("button", name=say("vi", "connect-check")).click()
    expect(page.locator("#zalo")).to_contain_text(say("vi", "step-answer-good"), timeout=WAIT)
    axe(page)


def test_the_page_of_connections_fits_a_phone_and_speaks_english(open_page: OpenPage) -> None:
    page = signed_in(open_page, "admin", "/admin/channels")
    expect(page.locator("#zalo")).to_be_visible(timeout=WAIT)
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator(".account summary").click()
    page.get_by_role("button", name="English").click()
    expect(page.locator("#zalo")).to_contain_text(say("en", "connect-check"), timeout=WAIT)
