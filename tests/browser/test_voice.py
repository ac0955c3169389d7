"""The CX pages in a real browser: charts, tables, filters, the way from a number to a conversation."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from store import sessions, users, write
from tests.browser.conftest import OpenPage, Server
from tests.store.voices import LATE, THANKS, Word, talk

Listen = Callable[..., Page]


@pytest.fixture(scope="module")
def cookie(server: Server) -> str:
    """Vy's session, on a server where customers have been writing for some days."""
    with server.store():
        for number in range(40):
            talk(LATE, ago=1 + number % 6, channel="zalo" if number % 4 == 0 else "web", rating={"goal": 2, "ease": 1})
            talk(THANKS, ago=1 + number % 6, rating={"goal": 5, "ease": 5, "feeling": 5, "recommend": 10})
        talk(LATE, ago=1, handed_over="anger", rating={"feeling": 1}, told=Word("Mong lần sau đúng hẹn nha", -0.4))
        with write() as tx:
            vy = users.create(tx, email="vy.voice@nhasen.vn", name="Tường Vy", role="cx", password="sen-no-ngoai-ho")
            return sessions.open_new(tx, vy, 1)


@pytest.fixture
def listen(open_page: OpenPage, server: Server, cookie: str) -> Listen:
    """`listen(path, **context)`: a page that Vy has opened."""

    def as_vy(path: str = "/voice", **options: object) -> Page:
        page = open_page("/healthz", **options)
        page.context.add_cookies([{"name": "session", "value": cookie, "url": server.url}])
        page.goto(path)
        return page

    return as_vy


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1440])
@pytest.mark.parametrize("path", ["/voice", "/voice/verbatims?topic=delivery/late"])
def test_the_pages_fit_every_width_and_axe_finds_nothing(
    listen: Listen, axe: Callable[[Page], None], path: str, width: int, scheme: str
) -> None:
    page = listen(path, viewport={"width": width, "height": 900}, color_scheme=scheme)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    axe(page)


def test_both_charts_are_drawn_and_say_what_they_show(listen: Listen) -> None:
    page = listen()
    for name in ("moods", "topics"):
        chart = page.locator(f"[data-chart={name}]")
        expect(chart.locator("canvas")).to_be_visible()
        assert chart.get_attribute("role") == "img"
        assert chart.get_attribute("aria-label")


def test_a_bar_opens_the_words_of_its_day_and_mood(listen: Listen) -> None:
    page = listen("/voice?days=7")
    chart = page.locator("[data-chart=moods]")
    expect(chart.locator("canvas")).to_be_visible()
    box = chart.bounding_box()
    assert box
    # the lowest band of a day in the middle: the very upset
    chart.click(position={"x": box["width"] * 0.55, "y": box["height"] - 45})
    page.wait_for_url("**/voice/verbatims?*")
    asked = parse_qs(urlsplit(page.url).query)
    assert asked["mood"] == ["very_negative"]
    assert asked["from"] == asked["to"]
    expect(page.locator(".said blockquote").first).to_contain_text("trễ ba ngày")


def test_the_table_behind_a_chart_opens_and_closes_with_the_keyboard(listen: Listen) -> None:
    page = listen()
    button = page.locator("[popovertarget=t-moods]").first
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#t-moods table")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#t-moods table")).to_be_hidden()
    expect(button).to_be_focused()


def test_a_filter_applies_as_it_is_chosen_and_stands_in_the_address(listen: Listen) -> None:
    page = listen()
    page.locator("select[name=channel]").select_option("zalo")
    page.wait_for_url("**/voice?days=30&channel=zalo")
    expect(page.locator(".when")).to_contain_text("10 hội thoại")


def test_from_the_headline_to_a_conversation_and_back(listen: Listen, axe: Callable[[Page], None]) -> None:
    page = listen()
    read = page.locator(".lead .go a")
    count = read.inner_text().removeprefix("Đọc ").removesuffix(" khách nói")
    read.click()
    expect(page.locator(".asked .count")).to_have_text(count)
    page.get_by_role("link", name="Mở hội thoại").first.click()
    expect(page.locator(".msg.here .bubble")).to_contain_text("trễ ba ngày")
    axe(page)
    page.locator(".titled a").click()
    expect(page.locator(".asked .count")).to_have_text(count)


def test_a_rating_opens_what_the_customer_wrote_with_it(listen: Listen) -> None:
    page = listen("/voice/verbatims?question=feeling&low=1&high=3")
    expect(page.locator(".quote", has_text="Mong lần sau đúng hẹn nha")).to_contain_text("Lời viết khi đánh giá")


def test_without_script_the_page_has_all_figures_in_tables_and_its_filters_work(listen: Listen) -> None:
    page = listen("/voice", java_script_enabled=False)
    expect(page.get_by_text("Trình duyệt đang tắt JavaScript").first).to_be_visible()
    page.locator("[popovertarget=t-moods]").first.click()
    expect(page.locator("#t-moods tbody tr")).to_have_count(30)
    page.locator("#t-moods [popovertargetaction=hide]").click()
    page.locator("select[name=days]").select_option("7")
    page.get_by_role("button", name="Xem", exact=True).click()
    expect(page.locator("select[name=days]")).to_have_value("7")
    assert "days=7" in page.url


def test_a_chart_library_that_does_not_come_leaves_the_tables(listen: Listen) -> None:
    page = listen("/healthz")
    page.context.expected = r"Failed to load resource|ERR_FAILED"  # type: ignore[attr-defined]
    page.route("**/echarts*", lambda route: route.abort())
    page.goto("/voice")
    expect(page.locator("[data-chart=moods]")).to_contain_text("Chưa vẽ được biểu đồ")
    page.locator("[popovertarget=t-moods]").first.click()
    expect(page.locator("#t-moods table")).to_be_visible()
