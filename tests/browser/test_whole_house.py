"""One conversation through every room, on the four real processes: from the first question to the rating on /voice.
And again with each process killed in the middle of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.house import PASSWORD, House, start

pytestmark = [pytest.mark.rasa, pytest.mark.timeout(900)]
PATIENCE_MS = 40_000


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    running = start(tmp_path_factory.mktemp("house"))
    yield running
    assert "stopped" in running.stop()


@pytest.fixture
def browse(chromium: Browser, house: House) -> Iterator[Callable[[], Page]]:
    """A page of somebody new; `browse()` again is somebody else. An error in a page fails the test."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def one() -> Page:
        context = chromium.new_context(base_url=house.url, viewport={"width": 1440, "height": 900}, locale="vi-VN")
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        return page

    yield one
    for context in contexts:
        context.close()
    assert wrong == []


class Visitor:
    """Somebody in the shop with the chat open."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.goto("/")
        page.locator("langnghe-chat .launcher").click()
        self.field = page.locator("langnghe-chat textarea").first
        self.log = page.locator("langnghe-chat [role=log]")

    def writes(self, text: str) -> None:
        self.field.fill(text)
        self.field.press("Enter")

    def sees(self, text: str | re.Pattern[str], times: int = 1) -> None:
        expect(self.log.locator(".m, .sys, .card").filter(has_text=text)).to_have_count(times, timeout=PATIENCE_MS)

    @property
    def bot_words(self) -> Locator:
        return self.log.locator(".said.bot .m")


class Desk:
    """An agent at the panel."""

    def __init__(self, page: Page, email: str) -> None:
        self.page = page
        sign_in(page, email, "/panel")

    def opens(self, name: str) -> None:
        self.page.goto("/panel?tab=waiting")
        self.page.locator(".list .item").filter(has_text=name).first.click()
        expect(self.page.locator(".thread h1")).to_contain_text(name)

    def does(self, deed: str) -> None:
        self.page.locator(f".thread [data-do={deed}]").click()

    def answers(self, text: str) -> None:
        expect(self.page.locator("body[data-ready]")).to_be_attached()
        field = self.page.locator("[data-compose] textarea")
        field.fill(text)
        self.page.locator("[data-send]").click()
        expect(field).to_have_value("")

    @property
    def thread(self) -> Locator:
        return self.page.locator(".thread .log")


def sign_in(page: Page, email: str, path: str) -> None:
    page.goto(path)
    page.locator("input[name=email]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form[action='/login'] button").click()
    expect(page).to_have_url(re.compile(re.escape(path)))


def rate(visitor: Visitor, **answers: int) -> None:
    for question, value in answers.items():
        visitor.page.locator(f"langnghe-chat .rate [data-question={question}][data-value='{value}']").last.click()


def api(page: Page, path: str) -> Any:
    answer = page.request.get(path)
    assert answer.ok, answer.text()
    return answer.json()


def test_from_the_first_question_to_the_rating_on_the_cx_page(browse: Callable[[], Page]) -> None:
    ha = Visitor(browse())

    ha.writes("ship ve da nang bao nhieu z shop")
    ha.sees("30.000")
    expect(ha.log.locator("a.src")).to_have_attribute("href", re.compile("/help/vi/shipping"))

    ha.writes("đơn DH10234 của mình đâu rồi")
    ha.sees("4 số cuối")
    ha.writes("1234")
    ha.sees("chưa khớp")
    ha.writes("4471")
    expect(ha.log.locator(".card")).to_contain_text("Bộ ấm trà gốm Bát Tràng")
    expect(ha.log.locator(".card")).to_contain_text("Trễ 3 ngày")

    ha.writes("trễ 3 ngày rồi, quá tệ, cho gặp người thật!!!")
    expect(ha.log.locator(".sys").filter(has_text="nhân viên")).to_have_count(1)

    minh = Desk(browse(), "minh@nhasen.vn")
    minh.opens("Trần Thu Hà")
    expect(minh.thread.locator(".msg").filter(has_text="quá tệ")).to_contain_text("Rất bực")
    expect(minh.page.locator(".context [data-key=why]")).to_contain_text("gặp người")
    expect(minh.page.locator(".context [data-key=DH10234]")).to_contain_text("Trễ 3 ngày")
    expect(minh.page.locator(".context [data-key=summary]")).to_contain_text("DH10234")
    conversation_id = minh.page.locator("body").get_attribute("data-open")
    seen = api(minh.page, f"/api/v1/conversations/{conversation_id}")
    angry = next(one for one in seen["messages"] if "quá tệ" in one["text"])
    kinds = {(one["kind"], one["label"]) for one in angry["tags"]}
    assert {("sentiment", "very_negative"), ("emotion", "anger"), ("topic", "delivery/late")} <= kinds
    assert any(one["kind"] == "complaint" and one["value"] == 1 for one in angry["tags"])

    minh.does("claim")
    ha.sees("Thành Minh đã vào cuộc trò chuyện")
    suggestion = minh.page.locator("[data-insert='1']")
    expect(suggestion).to_be_visible()
    suggestion.click()
    field = minh.page.locator("[data-compose] textarea")
    expect(field).not_to_have_value("")
    mine = f"{field.input_value().splitlines()[0][:300]} Em giao lại trong tối nay cho chị ạ."
    minh.answers(mine)
    ha.sees("Em giao lại trong tối nay cho chị ạ.")

    before = ha.bot_words.count()
    ha.writes("vậy mấy giờ tới em")
    expect(minh.thread).to_contain_text("vậy mấy giờ tới em")
    minh.answers("Dạ trước 20 giờ ạ.")
    ha.sees("Dạ trước 20 giờ ạ.")
    assert ha.bot_words.count() == before

    minh.does("close")
    ha.sees("Cuộc trò chuyện đã xong")
    rate(ha, goal=4, ease=3, feeling=4, recommend=8)
    words = "Bạn Minh xử lý nhanh nhưng giao hàng trễ quá, mong shop sửa."
    ha.page.locator("langnghe-chat .rate textarea").fill(words)
    ha.page.locator("langnghe-chat .rate form button").click()
    expect(ha.log.locator(".rate .thanks")).to_contain_text("Cảm ơn anh/chị")
    ha.page.reload()
    expect(ha.log.locator(".rate [aria-pressed=true][data-question=goal]")).to_have_text("4")
    ha.sees("Em giao lại trong tối nay cho chị ạ.")

    thao = browse()
    sign_in(thao, "thao@nhasen.vn", "/voice")
    thao.goto("/voice/verbatims?question=goal&low=4&high=5&days=7")
    expect(thao.locator("body")).to_contain_text(words)
    thao.goto("/voice/verbatims?topic=delivery/late&days=7")
    expect(thao.locator("body")).to_contain_text("trễ 3 ngày rồi, quá tệ, cho gặp người thật!!!")


@pytest.mark.parametrize("name", ["web", "worker", "actions", "rasa"])
def test_a_process_is_killed_in_the_middle_and_nothing_is_lost_or_doubled(
    browse: Callable[[], Page], house: House, name: str
) -> None:
    house.is_well()
    visitor = Visitor(browse())
    visitor.writes("phí ship bao nhiêu vậy shop")
    visitor.sees("30.000")

    # the customer is never left in silence: the bot answers, or a word says that a person comes
    answers = visitor.log.locator(".said.bot, .sys")
    before = answers.count()
    killed = house.kill(name)
    visitor.writes(f"tin lúc {name} chết")
    visitor.sees(f"tin lúc {name} chết")
    expect(answers.nth(before)).to_be_visible(timeout=PATIENCE_MS)
    lan = Desk(browse(), "lan@nhasen.vn")
    assert house.comes_back(name, killed)

    found = api(lan.page, f"/api/v1/conversations?tab=all&q=tin%20luc%20{name}%20chet")["conversations"]
    lan.page.goto(f"/panel/{found[0]['id']}")
    expect(lan.thread).to_contain_text(f"tin lúc {name} chết")
    lan.answers(f"Dạ em là Lan, em đây ạ. ({name})")
    visitor.sees(f"em đây ạ. ({name})")
    said = visitor.bot_words.count()

    killed = house.kill(name)
    visitor.writes(f"cảm ơn em Lan {name}")
    expect(lan.thread).to_contain_text(f"cảm ơn em Lan {name}", timeout=PATIENCE_MS)
    lan.answers(f"Dạ không có gì ạ. ({name})")
    visitor.sees(f"Dạ không có gì ạ. ({name})")
    visitor.page.reload()
    visitor.sees(f"tin lúc {name} chết")
    visitor.sees(f"cảm ơn em Lan {name}")
    visitor.sees(f"Dạ không có gì ạ. ({name})")
    assert visitor.bot_words.count() == said
    assert house.comes_back(name, killed)
