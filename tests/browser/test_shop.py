"""The shop and the help centre in a real browser, at the sizes that people have."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage

PAGES = ["/", "/?lang=en", "/help/vi", "/help/vi/late-delivery", "/help/vi?q=phi+ship", "/help/en?q=qqqq+zzzz"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_page: OpenPage, axe: Callable[[Page], None], path: str, scheme: str) -> None:
    page = open_page(path, color_scheme=scheme)
    expect(page.get_by_role("button", name="Nhà Sen").last).to_be_visible()
    axe(page)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [360, 768, 1440])
def test_nothing_stands_out_of_the_page(open_page: OpenPage, path: str, width: int) -> None:
    page = open_page(path, viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_asking_about_a_thing_opens_the_chat_with_a_first_sentence(open_page: OpenPage) -> None:
    page = open_page("/")
    expect(page.get_by_role("button", name="Trò chuyện với Nhà Sen")).to_be_visible()
    page.get_by_role("button", name="Hỏi về món này: Cốc gốm có quai").click()
    expect(page.get_by_role("textbox", name="Nhập tin nhắn")).to_have_value("Mình muốn hỏi về Cốc gốm có quai")
    expect(page.get_by_role("textbox", name="Nhập tin nhắn")).to_be_focused()


def test_one_searches_reads_and_still_asks(open_page: OpenPage) -> None:
    page = open_page("/help/vi")
    page.get_by_role("searchbox").fill("giao tre den bu")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Xử lý giao trễ").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Xử lý giao trễ")
    expect(page.get_by_role("button", name="Trò chuyện với Nhà Sen")).to_be_visible()
    page.get_by_role("button", name="Hỏi Nhà Sen").click()
    expect(page.get_by_role("textbox", name="Nhập tin nhắn")).to_be_focused()
