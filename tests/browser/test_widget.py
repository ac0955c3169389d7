"""The widget in a real browser: what a customer does with it, on a real server."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Page, Route, expect

from bot import handoff
from store import conversations, events, messages, read, surveys, users, write
from tests.browser.conftest import OpenPage, Server
from tests.browser.fake_rasa import FakeRasa

SOURCE = {
    "article": "shipping-fee",
    "title": "Phí và thời gian giao hàng",
    "url": "/help/vi/shipping-fee",
    "lang": "vi",
}
CUT = r"ERR_INTERNET_DISCONNECTED|ERR_FAILED|ERR_INCOMPLETE_CHUNKED|ERR_NETWORK"
Axe = Callable[[Page], None]


def open_chat(page: Page) -> None:
    page.get_by_role("button", name=re.compile("Trò chuyện với Nhà Sen|Chat with Nhà Sen")).click()
    expect(field(page)).to_be_focused()


def field(page: Page) -> Any:
    return page.get_by_role("textbox", name=re.compile("^(Nhập tin nhắn|Message)$"))


def log(page: Page) -> Any:
    return page.get_by_role("log")


def write_text(page: Page, text: str) -> None:
    field(page).fill(text)
    field(page).press("Enter")


def bubbles(page: Page, side: str) -> Any:
    return log(page).locator(f".m.{side}")


class Api:
    """The same visitor, seen through the HTTP API."""

    def __init__(self, page: Page, server: Server) -> None:
        token = page.evaluate("localStorage.getItem('langnghe.token')")
        self.http = httpx.Client(base_url=f"{server.url}/api/v1/widget", headers={"Authorization": f"Bearer {token}"})

    def conversation(self) -> str:
        return str(self.http.get("/state").json()["conversation"])

    def said(self, author: str) -> list[str]:
        return [one["text"] for one in self.http.get("/messages").json()["messages"] if one["author"] == author]


@pytest.fixture
def minh(server: Server) -> str:
    """An agent's id."""
    with server.store(), write() as tx:
        return users.create(
            tx, email=f"{uuid4()}@nhasen.vn", name="Thành Minh", role="agent", password="mat-khau-dai"
        ).id


@pytest.fixture
def another_site(server: Server) -> Iterator[str]:
    """The address of a page that is not ours and holds nothing but our tag."""
    source = f"{server.url}/static/widget/langnghe.js"
    tag = f'<script src="{source}" data-company="Tiệm Bạn" data-lang="vi" async></script>'

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = f"<!doctype html><html lang=vi><title>Tiệm Bạn</title><link rel=icon href=data:,><body>{tag}"
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_: object) -> None:
            return

    site = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    Thread(target=site.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{site.server_port}/"
    site.shutdown()
    site.server_close()


def test_an_answer_comes_with_its_source_and_is_there_after_reload(
    server: Server, rasa: FakeRasa, open_page: OpenPage
) -> None:
    rasa.answer("ship ve da nang", {"text": "Dạ giao về Đà Nẵng 30.000 ₫ ạ.", "custom": {"source": SOURCE}})
    page = open_page("/")
    open_chat(page)
    expect(log(page)).to_contain_text("em là trợ lý tự động của Nhà Sen")
    expect(page.get_by_text("Bạn đang nói chuyện với máy")).to_be_visible()
    write_text(page, "ship ve da nang bao nhieu z shop")
    expect(bubbles(page, "bot").last).to_contain_text("Dạ giao về Đà Nẵng 30.000 ₫ ạ.")
    source = log(page).get_by_role("link", name="Phí và thời gian giao hàng")
    expect(source).to_have_attribute("href", f"{server.url}/help/vi/shipping-fee")
    page.reload()
    expect(bubbles(page, "me")).to_have_text(re.compile("ship ve da nang bao nhieu z shop"))
    expect(bubbles(page, "bot").last).to_contain_text("30.000 ₫")
    assert Api(page, server).said("customer") == ["ship ve da nang bao nhieu z shop"]


def test_what_is_written_without_network_is_sent_once_and_in_order_afterwards(
    server: Server, open_page: OpenPage
) -> None:
    page = open_page("/")
    page.context.expected = CUT  # type: ignore[attr-defined]
    open_chat(page)
    write_text(page, "trước khi mất mạng")
    expect(bubbles(page, "bot").last).to_contain_text("Echo: trước khi mất mạng")
    page.context.set_offline(True)
    write_text(page, "tin thứ nhất")
    write_text(page, "tin thứ hai")
    expect(log(page).get_by_text("Sẽ gửi khi có mạng")).to_have_count(2)
    expect(page.get_by_text("Mất kết nối.")).to_be_visible()
    page.context.set_offline(False)
    expect(log(page).get_by_text("Sẽ gửi khi có mạng")).to_have_count(0)
    expect(page.get_by_text("Mất kết nối.")).to_be_hidden()
    expect(bubbles(page, "me")).to_have_count(3)
    assert Api(page, server).said("customer") == ["trước khi mất mạng", "tin thứ nhất", "tin thứ hai"]


def test_a_message_whose_confirmation_was_lost_is_not_stored_twice(server: Server, open_page: OpenPage) -> None:
    page = open_page("/")
    page.context.expected = CUT  # type: ignore[attr-defined]
    open_chat(page)
    lost: list[str] = []

    def lose(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(str(route.request.post_data))
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/api/v1/widget/messages", lose)
    write_text(page, "chỉ một lần thôi nhé")
    expect(bubbles(page, "bot").last).to_contain_text("Echo: chỉ một lần thôi nhé")
    expect(bubbles(page, "me")).to_have_count(1)
    assert lost
    assert Api(page, server).said("customer") == ["chỉ một lần thôi nhé"]


def test_a_message_waiting_in_the_browser_survives_a_reload(server: Server, open_page: OpenPage) -> None:
    page = open_page("/")
    page.context.expected = CUT  # type: ignore[attr-defined]
    open_chat(page)
    page.route("**/api/v1/widget/messages", lambda route: route.abort())
    write_text(page, "còn trong trình duyệt")
    expect(log(page).get_by_text(re.compile("Sẽ gửi khi có mạng|Đang gửi"))).to_be_visible()
    page.unroute("**/api/v1/widget/messages")
    page.reload()
    expect(bubbles(page, "bot").last).to_contain_text("Echo: còn trong trình duyệt")
    assert Api(page, server).said("customer") == ["còn trong trình duyệt"]


def test_what_another_tab_has_sent_does_not_hold_up_this_one(server: Server, open_page: OpenPage) -> None:
    page = open_page("/")
    page.context.expected = CUT  # type: ignore[attr-defined]
    open_chat(page)
    page.route("**/api/v1/widget/messages", lambda route: route.abort())
    write_text(page, "viết ở đây")
    expect(log(page).get_by_text(re.compile("Sẽ gửi khi có mạng|Đang gửi"))).to_be_visible()
    other = page.context.new_page()
    other.goto("/")
    expect(bubbles(other, "bot").last).to_contain_text("Echo: viết ở đây")
    page.unroute("**/api/v1/widget/messages")
    write_text(page, "viết tiếp ở đây")
    expect(bubbles(page, "bot").last).to_contain_text("Echo: viết tiếp ở đây")
    assert Api(page, server).said("customer") == ["viết ở đây", "viết tiếp ở đây"]


def test_on_a_page_without_tls_one_can_write_too(server: Server, open_page: OpenPage) -> None:
    page = open_page("about:blank")
    # what browsers keep from such pages; ours are on localhost, which counts as safe
    page.add_init_script("delete Crypto.prototype.randomUUID")
    page.goto("/")
    open_chat(page)
    write_text(page, "trang này không có khoá")
    expect(bubbles(page, "bot").last).to_contain_text("Echo: trang này không có khoá")


def test_what_was_said_while_the_line_was_down_is_shown_once(server: Server, open_page: OpenPage, minh: str) -> None:
    page = open_page("/")
    page.context.expected = CUT  # type: ignore[attr-defined]
    open_chat(page)
    write_text(page, "alo")
    expect(bubbles(page, "bot").last).to_contain_text("Echo: alo")
    here = Api(page, server).conversation()
    page.context.set_offline(True)
    with server.store():
        handoff.reply(here, minh, "Dạ em Minh nghe ạ", str(uuid4()))
    page.context.set_offline(False)
    expect(bubbles(page, "person")).to_have_count(1)
    expect(bubbles(page, "person")).to_contain_text("Dạ em Minh nghe ạ")


def test_the_bot_is_seen_typing_until_it_has_answered(rasa: FakeRasa, open_page: OpenPage) -> None:
    page = open_page("/")
    open_chat(page)
    with rasa.thinking():
        write_text(page, "câu hỏi khó")
        expect(page.get_by_text("Trợ lý đang trả lời")).to_be_attached()
        expect(log(page).get_by_text(re.compile("Đã gửi"))).to_be_visible()
    expect(bubbles(page, "bot").last).to_contain_text("Echo: câu hỏi khó")
    expect(page.locator(".typing")).to_be_hidden()


def test_a_quick_reply_disappears_once_it_is_used(server: Server, rasa: FakeRasa, open_page: OpenPage) -> None:
    buttons = [{"title": "Vâng, huỷ giúp em", "payload": "/affirm"}, {"title": "Thôi ạ", "payload": "/deny"}]
    rasa.answer("huỷ đơn", {"text": "Anh/chị chắc chứ ạ?", "buttons": buttons})
    rasa.answer("/deny", {"text": "Dạ em giữ nguyên đơn ạ."})
    page = open_page("/")
    open_chat(page)
    write_text(page, "huỷ đơn giúp mình")
    page.get_by_role("button", name="Thôi ạ").click()
    expect(bubbles(page, "bot").last).to_contain_text("Dạ em giữ nguyên đơn ạ.")
    expect(page.get_by_role("button", name="Vâng, huỷ giúp em")).to_have_count(0)
    assert rasa.asked[-1]["text"] == "/deny"
    assert Api(page, server).said("customer") == ["huỷ đơn giúp mình", "Thôi ạ"]


def test_a_person_takes_over_types_reads_and_is_the_only_one_to_answer(
    server: Server, rasa: FakeRasa, open_page: OpenPage, minh: str
) -> None:
    page = open_page("/")
    open_chat(page)
    page.locator(".head").get_by_role("button", name="Gặp nhân viên").click()
    expect(page.get_by_text("Đang tìm nhân viên cho bạn")).to_be_visible()
    here = Api(page, server).conversation()
    with server.store():
        handoff.reply(here, minh, "Dạ em là Minh, em xem ngay ạ", str(uuid4()))
    expect(page.locator(".head b")).to_have_text("Thành Minh")
    expect(bubbles(page, "person")).to_contain_text("Dạ em là Minh")
    asked = len(rasa.asked)
    write_text(page, "ok em")
    expect(log(page).get_by_text(re.compile("^Đã gửi"))).to_be_visible()
    with server.store(), write() as tx:
        events.ring(tx, "looking", here, f"user:{minh}")
        events.ring(tx, "typing", here, f"user:{minh}")
    expect(log(page).get_by_text("Đã xem")).to_be_visible()
    expect(page.get_by_text("Thành Minh đang nhập")).to_be_attached()
    assert len(rasa.asked) == asked


def test_a_rating_is_one_tap_a_question_and_is_there_after_reload(
    server: Server, open_page: OpenPage, minh: str, axe: Axe
) -> None:
    page = open_page("/")
    open_chat(page)
    write_text(page, "alo")
    expect(bubbles(page, "bot").last).to_contain_text("Echo: alo")
    here = Api(page, server).conversation()
    with server.store():
        handoff.reply(here, minh, "Dạ xong rồi ạ", str(uuid4()))
        handoff.close(here, minh)
    for question, value in (("goal", 4), ("ease", 5), ("feeling", 3), ("recommend", 9)):
        page.locator(f".rate [data-question={question}][data-value='{value}']").click()
    expect(page.get_by_text("câu trả lời đã được lưu")).to_be_visible()
    page.get_by_role("textbox", name="Anh/chị muốn nói thêm điều gì không?").fill("bạn Minh dễ thương")
    page.get_by_role("button", name="Gửi góp ý").click()
    expect(page.get_by_text("lời góp ý đã đến nơi")).to_be_visible()
    axe(page)
    page.reload()
    expect(page.locator(".rate [aria-pressed=true]")).to_have_text(["4", "5", "3", "9"])
    with server.store(), read() as tx:
        stored = surveys.of_conversation(tx, here)[-1]
        words = messages.get(tx, str(stored.message_id))
    assert (stored.goal, stored.ease, stored.feeling, stored.recommend) == (4, 5, 3, 9)
    assert words
    assert words.text == "bạn Minh dễ thương"


def test_the_badge_counts_what_came_while_the_panel_was_closed(server: Server, open_page: OpenPage, minh: str) -> None:
    page = open_page("/")
    open_chat(page)
    write_text(page, "alo")
    expect(bubbles(page, "bot").last).to_contain_text("Echo: alo")
    here = Api(page, server).conversation()
    field(page).press("Escape")
    with server.store():
        handoff.reply(here, minh, "Chị ơi", str(uuid4()))
        handoff.reply(here, minh, "em gửi hàng rồi ạ", str(uuid4()))
    launcher = page.get_by_role("button", name="Trò chuyện với Nhà Sen, 2 tin chưa đọc")
    with page.expect_response("**/api/v1/widget/seen"):
        launcher.click()
    expect(bubbles(page, "person").last).to_be_in_viewport()
    field(page).press("Escape")
    expect(page.get_by_role("button", name="Trò chuyện với Nhà Sen", exact=True)).to_be_focused()
    with server.store(), read() as tx:
        held = conversations.get(tx, here)
        assert held
        assert held.seen_seq == held.last_seq


def test_the_keyboard_is_enough(open_page: OpenPage) -> None:
    page = open_page("/help/vi/warranty")
    launcher = page.get_by_role("button", name="Trò chuyện với Nhà Sen")
    launcher.focus()
    page.keyboard.press("Enter")
    expect(field(page)).to_be_focused()
    page.keyboard.type("dòng một")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("dòng hai")
    page.keyboard.press("Enter")
    expect(bubbles(page, "me")).to_contain_text("dòng một\ndòng hai")
    expect(field(page)).to_have_value("")
    page.keyboard.press("Escape")
    expect(launcher).to_be_focused()
    expect(launcher).to_have_attribute("aria-expanded", "false")


def test_on_a_small_screen_the_panel_is_the_screen_and_keeps_the_focus(open_page: OpenPage) -> None:
    page = open_page("/", viewport={"width": 360, "height": 640}, reduced_motion="reduce")
    open_chat(page)
    box = page.get_by_role("dialog").bounding_box()
    assert box
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 360, 640)
    for _ in range(15):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.localName") == "langnghe-chat"


@pytest.mark.parametrize(("width", "height"), [(360, 640), (720, 450), (1440, 900)])
def test_long_words_do_not_push_anything_aside(open_page: OpenPage, width: int, height: int) -> None:
    page = open_page("/", viewport={"width": width, "height": height})
    open_chat(page)
    write_text(page, "a" * 300 + " https://vi.example/" + "b" * 200)
    expect(bubbles(page, "bot").last).to_contain_text("Echo")
    assert page.locator(".scroll").evaluate("one => one.scrollWidth <= one.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(field(page)).to_be_in_viewport()


def test_a_text_too_long_stays_in_the_field_and_says_by_how_much(server: Server, open_page: OpenPage) -> None:
    page = open_page("/")
    open_chat(page)
    write_text(page, "a" * 4003)
    expect(page.get_by_text("Quá 3 ký tự")).to_be_visible()
    expect(field(page)).to_have_value("a" * 4003)
    assert Api(page, server).http.get("/state").json()["conversation"] is None


def test_a_draft_is_kept_over_a_reload(open_page: OpenPage) -> None:
    page = open_page("/")
    open_chat(page)
    field(page).fill("đang viết dở")
    page.reload()
    expect(field(page)).to_have_value("đang viết dở")


def test_the_language_can_be_changed_and_is_remembered(open_page: OpenPage) -> None:
    page = open_page("/")
    open_chat(page)
    page.get_by_role("button", name="English").click()
    expect(log(page)).to_contain_text("I'm Nhà Sen's automatic assistant")
    page.reload()
    expect(page.get_by_text("You're talking to a machine")).to_be_visible()


def test_a_visitor_sees_what_is_kept_of_them(open_page: OpenPage) -> None:
    page = open_page("/")
    open_chat(page)
    write_text(page, "alo")
    expect(bubbles(page, "bot").last).to_contain_text("Echo: alo")
    page.get_by_role("button", name="Dữ liệu của tôi").click()
    expect(page.locator("dl")).to_contain_text("Tin bạn đã gửi")
    expect(page.get_by_role("link", name="Quyền của bạn và thời gian lưu")).to_have_attribute(
        "href", re.compile("/help/vi/privacy$")
    )
    page.keyboard.press("Escape")
    expect(field(page)).to_be_focused()


def test_a_page_of_another_origin_carries_the_widget_by_its_tag_alone(
    server: Server, open_page: OpenPage, another_site: str
) -> None:
    page = open_page(another_site)
    page.get_by_role("button", name="Trò chuyện với Tiệm Bạn").click()
    write_text(page, "chào tiệm")
    expect(bubbles(page, "bot").last).to_contain_text("Echo: chào tiệm")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_axe_finds_nothing_in_a_conversation(
    rasa: FakeRasa, open_page: OpenPage, axe: Axe, scheme: str, width: int
) -> None:
    card = {
        "kind": "order",
        "code": "DH10234",
        "status": "at_hub",
        "status_text": "Đang ở kho",
        "promised_at": 1795000000000,
        "days_late": 3,
        "place": "Kho Bình Dương",
        "since": 1795100000000,
        "step": 3,
        "steps": 5,
        "total": 640000,
        "items": [{"name": "Bộ ấm trà gốm Bát Tràng", "qty": 1, "price": 640000, "variant": "men xanh"}],
    }
    buttons = [{"title": "Gặp người", "payload": "/request_person"}]
    rasa.answer("DH10234", {"custom": {"card": card}}, {"text": "Em xin lỗi ạ.", "buttons": buttons})
    page = open_page("/", viewport={"width": width, "height": 740}, color_scheme=scheme, reduced_motion="reduce")
    axe(page)
    open_chat(page)
    axe(page)
    write_text(page, "đơn DH10234 của mình đâu rồi")
    expect(page.get_by_text("Trễ 3 ngày")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Dữ liệu của tôi").click()
    axe(page)
