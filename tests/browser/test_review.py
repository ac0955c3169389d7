"""Correcting labels in a real browser: by key in the review, in the list of words and in the panel's thread."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from bot import handoff
from knowledge import index
from store import messages, read, sessions, tags, users, write
from store.users import User
from tests.agent_assist.scenes import Line, queue, scene
from tests.browser.conftest import OpenPage, Server
from tests.store.voices import THANKS, Word, talk

WAIT = 15_000
VAGUE = Word("Ờ thôi cũng được, giao vậy cũng giao", -0.3, (("delivery/late", -1.0),), sure=0.41, span=(18, 36))
Sit = Callable[..., Page]


@pytest.fixture(scope="module", autouse=True)
def articles(server: Server) -> None:
    """The index of the articles, made before anybody asks for it: that takes longer than a page."""
    with server.store():
        index.ensure()


@pytest.fixture(scope="module")
def people(server: Server) -> dict[str, tuple[User, str]]:
    """Vy of the CX team and Minh, an agent, with their sessions."""
    with server.store(), write() as tx:
        made = {}
        for name, full, role in (("vy", "Tường Vy", "cx"), ("minh", "Thành Minh", "agent")):
            user = users.create(tx, email=f"{name}@review.vn", name=full, role=role, password="sen-no-ngoai-ho")  # type: ignore[arg-type]
            made[name] = (user, sessions.open_new(tx, user, 1))
        return made


@pytest.fixture
def sit(open_page: OpenPage, server: Server, people: dict[str, tuple[User, str]]) -> Sit:
    """`sit("vy", path)`: a page as Vy sees it."""

    def as_user(name: str, path: str, **options: object) -> Page:
        page = open_page("/healthz", **options)
        page.context.add_cookies([{"name": "session", "value": people[name][1], "url": server.url}])
        page.goto(path)
        return page

    return as_user


def say(server: Server, word: Word) -> str:
    with server.store():
        conversation = talk(word, ago=0)  # the newest: the list shows it first
        with read() as tx:
            return messages.of_conversation(tx, conversation)[0].id


def ask(server: Server, text: str) -> None:
    with server.store():
        scene(
            Line("customer", text, intent="ask_warranty"),
            Line("bot", "Dạ câu này em chưa có thông tin chắc chắn ạ."),
            Line("agent", "Dạ lỗi men bên em đổi mới trong 7 ngày ạ"),
        )


def count(page: Page, mood: str) -> int:
    """The number on /voice of messages in this mood."""
    page.goto("/voice?days=7")
    line = page.locator(f".legend a[href*='mood={mood}'] span")
    return int(line.inner_text(timeout=WAIT).replace(".", ""))


def test_a_cx_lead_corrects_a_tag_by_keyboard_and_the_number_on_the_report_changes(sit: Sit, server: Server) -> None:
    say(server, THANKS)
    of = say(server, VAGUE)
    page = sit("vy", "/voice")
    bad, good = count(page, "negative"), count(page, "very_positive")
    page.goto("/voice/review")
    expect(page.locator(".asking blockquote")).to_contain_text(VAGUE.text, timeout=WAIT)
    page.keyboard.press("5")
    expect(page.locator(".did")).to_be_visible(timeout=WAIT)
    assert (count(page, "negative"), count(page, "very_positive")) == (bad - 1, good + 1)
    page.goto(f"/voice/review?done={of}")
    page.keyboard.press("z")
    expect(page.locator(".asking blockquote")).to_contain_text(VAGUE.text, timeout=WAIT)
    assert (count(page, "negative"), count(page, "very_positive")) == (bad, good)
    page.goto("/voice/review")
    page.keyboard.press("Enter")
    expect(page.locator(".did")).to_be_visible(timeout=WAIT)
    expect(page.locator(".today")).to_contain_text("đã rà 1 lời")


def test_a_question_is_searched_for_and_linked_by_keyboard(sit: Sit, server: Server) -> None:
    ask(server, "gốm nứt men có bảo hành không")
    page = sit("vy", "/voice/review/questions")
    expect(page.locator(".answer")).to_contain_text("đổi mới trong 7 ngày", timeout=WAIT)
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("bảo hành")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=*", timeout=WAIT)
    page.get_by_role("searchbox").blur()
    page.keyboard.press("1")
    expect(page.locator(".nothing")).to_be_visible(timeout=WAIT)


def test_in_the_list_of_words_the_editor_opens_corrects_and_gives_the_focus_back(sit: Sit, server: Server) -> None:
    of = say(server, Word("Hàng về tới nơi thì bình sứt một góc", -0.5, (("delivery/late", -1.0),)))
    page = sit("vy", "/voice/verbatims")
    mark = page.locator(f"[data-label='{of}']")
    mark.focus()
    page.keyboard.press("Enter")
    editor = page.get_by_role("dialog", name="Sửa nhãn")
    expect(editor).to_be_visible(timeout=WAIT)
    expect(editor.get_by_label("Không hài lòng")).to_be_focused()
    page.keyboard.press("1")
    editor.get_by_label("Cảm xúc").select_option("anger")
    editor.get_by_label("Có phàn nàn").check()
    editor.get_by_role("button", name="Bỏ chủ đề").click()
    editor.get_by_label("Thêm chủ đề").select_option("product/defect")
    editor.get_by_role("button", name="Lưu").click()
    expect(editor).to_be_hidden(timeout=WAIT)
    line = page.locator(f"[data-message='{of}']")
    expect(line).to_contain_text("Hàng lỗi", timeout=WAIT)
    expect(line).to_contain_text("Phàn nàn")
    expect(line.locator(".by-person").first).to_be_attached()
    expect(mark).to_be_focused()
    with server.store(), read() as tx:
        found = {(one.kind, one.label, one.value, one.source) for one in tags.of_messages(tx, [of])}
    assert found == {
        ("sentiment", "very_negative", -1.0, "person"),
        ("emotion", "anger", None, "person"),
        ("complaint", "", 1.0, "person"),
        ("topic", "product/defect", -2.0, "person"),
    }
    mark.click()
    editor.get_by_role("button", name="Lấy lại nhãn của máy").click()
    expect(line).to_contain_text("Không hài lòng", timeout=WAIT)
    expect(line.locator(".by-person")).to_have_count(0)


def test_an_agent_corrects_the_mood_of_a_message_in_the_thread_and_escape_leaves(
    sit: Sit, server: Server, people: dict[str, tuple[User, str]]
) -> None:
    with server.store():
        held = queue(scene(Line("customer", "giao lẹ ghê, có hai tuần à", 0.5, ("delivery/fast",))))
        handoff.claim(held.id, people["minh"][0].id)
    page = sit("minh", f"/panel/{held.id}")
    expect(page.locator("body[data-ready]")).to_be_attached(timeout=WAIT)
    mark = page.locator(".log [data-label]").first
    mark.focus()
    page.keyboard.press("Enter")
    editor = page.get_by_role("dialog", name="Sửa nhãn")
    expect(editor).to_contain_text("có hai tuần à", timeout=WAIT)
    page.keyboard.press("Escape")
    expect(editor).to_be_hidden()
    expect(mark).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(mark).to_contain_text("Rất bực", timeout=WAIT)
    expect(mark.locator(".by-person")).to_be_attached()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1440])
@pytest.mark.parametrize("path", ["/voice/review", "/voice/review/questions", "/voice/verbatims"])
def test_the_pages_fit_every_width_and_axe_finds_nothing(
    sit: Sit, server: Server, axe: Callable[[Page], None], path: str, width: int, scheme: str
) -> None:
    say(server, VAGUE)
    ask(server, "gốm nứt men có bảo hành không")
    page = sit("vy", path, viewport={"width": width, "height": 900}, color_scheme=scheme)
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=WAIT)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    axe(page)
    if path == "/voice/verbatims":
        page.locator("[data-label]").first.click()
        expect(page.get_by_role("dialog")).to_be_visible(timeout=WAIT)
        axe(page)
