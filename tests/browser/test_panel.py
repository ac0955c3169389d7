"""The agents' panel in a real browser: live, by keyboard, on a phone, and when things go wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from actions.systems import orders
from bot import handoff
from store import conversations, events, messages, read, suggestions, users, write
from store.conversations import Conversation
from store.messages import Message
from tests.agent_assist.scenes import HA, Line, known, queue, scene
from tests.browser.conftest import OpenPage, Server

PASSWORD = "sen-no-ngoai-ho"
WAIT = 15_000
Desk = Callable[..., Page]


@pytest.fixture(scope="module")
def agents(server: Server) -> dict[str, users.User]:
    with server.store(), write() as tx:
        return {
            name: users.create(tx, email=f"{name}@panel.vn", name=full, role="agent", password=PASSWORD)
            for name, full in (("minh", "Thành Minh"), ("lan", "Ngọc Lan"))
        }


@pytest.fixture(scope="module")
def ha(server: Server) -> dict[str, Any]:
    """Trần Thu Hà as the company knows her, by her order that is late."""
    with server.store():
        order = orders().find("DH10234")
    assert order is not None
    assert order.days_late
    return {**HA, "ref": order.customer_ref, "phone": order.phone}


@pytest.fixture
def desk(open_page: OpenPage, agents: dict[str, users.User]) -> Desk:
    """`desk("minh", path)`: the panel as Minh sees it."""

    def sit(name: str = "minh", path: str = "/panel", **options: Any) -> Page:
        page = open_page(f"/login?next={path}", **options)
        page.get_by_label("E-mail").fill(agents[name].email)
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        expect(page.locator("body[data-ready]")).to_be_attached(timeout=WAIT)
        return page

    return sit


@pytest.fixture
def held(server: Server, ha: dict[str, Any]) -> Conversation:
    """Hà's late order, waiting for a person."""
    with server.store():
        return queue(
            scene(
                Line("customer", "don DH10234 cua minh dau", 0.0, intent="ask_order_status"),
                Line("bot", "Dạ đơn DH10234 đang ở kho Bình Dương ạ."),
                Line("customer", "trễ 3 ngày rồi, quá tệ", -0.9, ("delivery/late",), span=(16, 22)),
                slots={"order_code": "DH10234"},
                ago=1,
                **ha,
            )
        )


def said(server: Server, held: Conversation) -> list[Message]:
    with server.store(), read() as tx:
        return [one for one in messages.of_conversation(tx, held.id) if one.author == "agent"]


def write_as_customer(server: Server, held: Conversation, text: str) -> None:
    with server.store(), write() as tx:
        messages.add(tx, conversations.locked(tx, held.id), author="customer", text=text, state="handled")


def area(page: Page) -> Any:
    return page.get_by_role("textbox", name="Soạn trả lời")


def test_an_agent_claims_takes_a_suggestion_edits_it_and_sends_it_by_keyboard(
    desk: Desk, server: Server, held: Conversation, agents: dict[str, users.User]
) -> None:
    page = desk(path=f"/panel/{held.id}")
    expect(page.locator(".why")).to_contain_text("Khách yêu cầu gặp người")
    expect(page.locator(".suggestion").first).to_contain_text("xin lỗi chị Hà")
    page.keyboard.press("c")
    expect(page.locator(".own")).to_contain_text("Bạn đang giữ")
    page.keyboard.press("1")
    expect(area(page)).to_be_focused()
    page.keyboard.type(" Em gọi chị ngay đây.")
    page.keyboard.press("Enter")
    expect(page.locator(".msg.out .bubble").last).to_contain_text("Em gọi chị ngay đây.")
    expect(area(page)).to_have_value("")
    [reply] = said(server, held)
    assert reply.text.endswith("Em gọi chị ngay đây.")
    with server.store():
        assert known(held.id).assignee_id == agents["minh"].id
        with read() as tx:
            assert "edited" in suggestions.judged(tx, held.id, "reply").values()


def test_a_customers_message_comes_in_without_touching_what_the_agent_is_doing(
    desk: Desk, server: Server, held: Conversation
) -> None:
    page = desk(path=f"/panel/{held.id}")
    page.evaluate("window.sameDocument = true")
    area(page).fill("Dạ em đang kiểm tra")
    area(page).evaluate("node => node.setSelectionRange(3, 5)")
    write_as_customer(server, held, "alo shop còn đó không")
    expect(page.locator(".bubble", has_text="alo shop còn đó không")).to_be_visible(timeout=WAIT)
    expect(area(page)).to_be_focused()
    expect(area(page)).to_have_value("Dạ em đang kiểm tra")
    assert area(page).evaluate("node => [node.selectionStart, node.selectionEnd]") == [3, 5]
    assert page.evaluate("window.sameDocument") is True
    area(page).fill("")


def test_who_reads_older_messages_stays_there_and_who_is_at_the_end_follows(desk: Desk, server: Server) -> None:
    with server.store():
        long = queue(scene(*(Line("customer", f"dòng {number} " + "dài " * 60) for number in range(14))))
    page = desk(path=f"/panel/{long.id}")
    log = page.locator(".log")
    log.evaluate("node => node.scrollTop = 40")
    write_as_customer(server, long, "câu mới nhất")
    expect(page.locator(".bubble", has_text="câu mới nhất")).to_be_attached(timeout=WAIT)
    assert log.evaluate("node => node.scrollTop") == 40
    log.evaluate("node => node.scrollTop = node.scrollHeight")
    write_as_customer(server, long, "câu mới hơn nữa")
    expect(page.locator(".bubble", has_text="câu mới hơn nữa")).to_be_in_viewport(timeout=WAIT)


def test_a_draft_outlives_a_reload_and_each_conversation_has_its_own(
    desk: Desk, server: Server, held: Conversation
) -> None:
    with server.store():
        other = queue(scene(Line("customer", "còn hàng không"), name="Lê Đức Anh"))
    page = desk(path=f"/panel/{held.id}?tab=waiting")
    area(page).fill("nháp cho chị Hà")
    page.locator(f'.item[data-id="{other.id}"]').click()
    expect(page.get_by_role("heading", name="Lê Đức Anh")).to_be_visible()
    expect(area(page)).to_have_value("")
    page.go_back()
    expect(area(page)).to_have_value("nháp cho chị Hà")
    page.reload()
    expect(area(page)).to_have_value("nháp cho chị Hà")
    area(page).fill("")


def test_a_reply_that_could_not_be_sent_is_kept_and_sent_once_when_tried_again(
    desk: Desk, server: Server, held: Conversation
) -> None:
    page = desk(path=f"/panel/{held.id}")
    page.context.expected = r"Failed to load resource"  # type: ignore[attr-defined]
    page.route("**/reply", lambda route: route.abort())
    area(page).fill("Dạ em gửi chị ạ")
    area(page).press("Enter")
    expect(page.locator("[data-failed]")).to_contain_text("tin vẫn còn nguyên")
    expect(area(page)).to_have_value("Dạ em gửi chị ạ")
    assert said(server, held) == []
    page.unroute("**/reply")
    page.get_by_role("button", name="Gửi lại").click()
    expect(page.locator(".msg.out .bubble").last).to_have_text("Dạ em gửi chị ạ")
    assert [one.text for one in said(server, held)] == ["Dạ em gửi chị ạ"]


def test_an_answer_that_got_lost_on_its_way_back_is_not_said_twice(
    desk: Desk, server: Server, held: Conversation
) -> None:
    page = desk(path=f"/panel/{held.id}")
    page.context.expected = r"Failed to load resource"  # type: ignore[attr-defined]

    def lose_the_answer(route: Any) -> None:
        route.fetch()
        route.abort()

    page.route("**/reply", lose_the_answer)
    area(page).fill("Chỉ một lần thôi")
    area(page).press("Enter")
    expect(page.locator("[data-failed]")).to_be_visible()
    page.unroute("**/reply")
    page.get_by_role("button", name="Gửi lại").click()
    expect(area(page)).to_have_value("")
    assert [one.text for one in said(server, held)] == ["Chỉ một lần thôi"]


def test_the_second_to_claim_is_told_who_was_first(
    desk: Desk, server: Server, held: Conversation, agents: dict[str, users.User]
) -> None:
    lan = desk("lan", f"/panel/{held.id}")
    lan.context.expected = r"409"  # type: ignore[attr-defined]

    def minh_is_first(route: Any) -> None:
        with server.store():
            handoff.claim(held.id, agents["minh"].id)
        route.continue_()

    lan.route("**/claim", minh_is_first)
    lan.get_by_role("button", name="Nhận", exact=True).click()
    expect(lan.get_by_role("alert").filter(has_text="Thành Minh đang giữ")).to_be_visible()
    expect(lan.locator(".own")).to_contain_text("Thành Minh đang giữ", timeout=WAIT)
    expect(lan.get_by_role("button", name="Nhận", exact=True)).to_have_count(0)


def test_who_else_is_looking_is_named(desk: Desk, held: Conversation) -> None:
    minh = desk("minh", f"/panel/{held.id}")
    lan = desk("lan", f"/panel/{held.id}")
    expect(minh.locator(".eyes")).to_contain_text("Ngọc Lan", timeout=WAIT)
    lan.goto("/panel")
    expect(minh.locator(".eyes")).to_have_count(0, timeout=WAIT)


def test_a_private_note_is_saved_by_ctrl_enter_and_marked(desk: Desk, server: Server, held: Conversation) -> None:
    page = desk(path=f"/panel/{held.id}")
    area(page).fill("khách quen, nhẹ nhàng nhé")
    area(page).press("Control+Enter")
    expect(page.locator(".msg.note .bubble")).to_have_text("khách quen, nhẹ nhàng nhé")
    assert [one.kind for one in said(server, held)] == ["note"]


def test_the_customer_typing_is_seen(desk: Desk, server: Server, held: Conversation) -> None:
    page = desk(path=f"/panel/{held.id}")
    expect(page.locator("body[data-live]")).to_be_attached(timeout=WAIT)
    with server.store(), write() as tx:
        events.ring(tx, "typing", held.id, "customer")
    expect(page.get_by_text("chị Hà đang gõ…")).to_be_visible(timeout=WAIT)


def test_a_next_action_is_done_and_leaves_a_case(desk: Desk, held: Conversation) -> None:
    page = desk(path=f"/panel/{held.id}")
    page.locator('[data-action="late-case"]').click()
    expect(page.get_by_role("alert").filter(has_text=re.compile(r"VV-\d+"))).to_be_visible()
    expect(page.locator(".cases")).to_contain_text("Giao trễ 3 ngày")
    expect(page.locator('[data-action="late-case"]')).to_have_count(0)


def test_a_draft_of_an_action_that_is_changed_counts_as_edited(desk: Desk, server: Server, held: Conversation) -> None:
    page = desk(path=f"/panel/{held.id}")
    page.locator('[data-action="late-compensation"]').click()
    expect(area(page)).to_have_value(re.compile("mã giảm"))
    page.keyboard.type(" Em cảm ơn chị.")
    with page.expect_response("**/suggestions/verdict"):
        page.keyboard.press("Enter")
    with server.store(), read() as tx:
        assert suggestions.judged(tx, held.id, "action")["rule:late-compensation"] == "edited"


def test_without_the_stream_the_page_says_so_and_still_hears(desk: Desk, server: Server, held: Conversation) -> None:
    page = desk(path=f"/panel/{held.id}")
    page.context.expected = r"Failed to load resource|ERR_"  # type: ignore[attr-defined]
    page.route("**/api/v1/stream", lambda route: route.abort())
    page.reload()
    expect(page.locator("[data-lost]")).to_be_visible(timeout=WAIT)
    write_as_customer(server, held, "có ai không")
    expect(page.locator(".bubble", has_text="có ai không")).to_be_visible(timeout=WAIT)
    page.unroute("**/api/v1/stream")
    expect(page.locator("[data-lost]")).to_be_hidden(timeout=WAIT)


def test_two_tabs_of_one_browser_share_one_stream_and_both_hear(desk: Desk, server: Server, held: Conversation) -> None:
    first = desk(path=f"/panel/{held.id}")
    context: BrowserContext = first.context
    streams: list[str] = []
    second = context.new_page()
    second.on("request", lambda request: streams.append(request.url) if request.url.endswith("/stream") else None)
    second.goto(f"/panel/{held.id}")
    expect(second.locator("body[data-ready]")).to_be_attached()
    write_as_customer(server, held, "cả hai cùng nghe")
    for page in (first, second):
        expect(page.locator(".bubble", has_text="cả hai cùng nghe")).to_be_attached(timeout=WAIT)
    assert streams == []
    first.close()
    write_as_customer(server, held, "còn một vẫn nghe")
    expect(second.locator(".bubble", has_text="còn một vẫn nghe")).to_be_attached(timeout=WAIT)


def test_the_keyboard_moves_searches_and_lists_its_keys(desk: Desk, server: Server, held: Conversation) -> None:
    page = desk(path="/panel?tab=waiting")
    page.keyboard.press("j")
    expect(page.locator(".item[aria-current]")).to_have_count(1)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("thu ha")
    expect(page.locator(".found")).to_be_visible()
    expect(page.locator(".item .who").first).to_have_text("Trần Thu Hà")


def test_a_phone_goes_from_the_list_to_the_thread_to_the_context_and_back(desk: Desk, held: Conversation) -> None:
    page = desk(path="/panel?tab=waiting", viewport={"width": 360, "height": 740})
    page.locator(f'.item[data-id="{held.id}"]').click()
    expect(page.locator(".thread h1")).to_have_text("Trần Thu Hà")
    expect(page.locator(".list")).to_be_hidden()
    page.locator(".show-context").click()
    expect(page.get_by_text("Vì sao chuyển cho bạn")).to_be_in_viewport()
    page.locator(".close-context button").click()
    page.get_by_role("link", name="Về danh sách").click()
    expect(page.locator(".list")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1440])
def test_axe_finds_nothing(
    desk: Desk, held: Conversation, axe: Callable[[Page], None], width: int, scheme: str
) -> None:
    page = desk(path=f"/panel/{held.id}", viewport={"width": width, "height": 900}, color_scheme=scheme)
    expect(page.locator(".suggestion").first).to_be_visible()
    axe(page)
    page.goto("/panel?tab=mine")
    axe(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_login_page(open_page: OpenPage, axe: Callable[[Page], None], scheme: str) -> None:
    page = open_page("/login", color_scheme=scheme)
    axe(page)


def test_a_draft_id_is_made_anew_for_each_message(desk: Desk, server: Server, held: Conversation) -> None:
    page = desk(path=f"/panel/{held.id}")
    for text in ("một", "hai"):
        area(page).fill(text)
        area(page).press("Enter")
        expect(area(page)).to_have_value("")
    assert [one.text for one in said(server, held)] == ["một", "hai"]
