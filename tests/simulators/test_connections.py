"""The page of connections: what an administrator reads there, and what it never shows."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient

from agent_assist import create_app
from bot import channels, reports
from messages import say
from settings import settings
from store import credentials, read, sessions, users, write
from store.users import Role
from tests.bot.conftest import Clock
from tests.simulators import messenger, zalo
from tests.simulators.conftest import House
from tests.simulators.messenger import MessengerPlatform
from tests.simulators.zalo import ZaloPlatform


@dataclass
class Desk:
    """A signed-in browser."""

    client: FlaskClient
    csrf: str

    def page(self) -> str:
        answer = self.client.get("/admin/channels")
        assert answer.status_code == 200
        return html.unescape(answer.text)

    def post(self, path: str, **form: str) -> Any:
        return self.client.post(f"/admin/channels{path}", data={"csrf": self.csrf, **form})


def desk(role: Role) -> Desk:
    with write() as tx:
        user = users.create(tx, email=f"{role}@example.vn", name="Hải Đăng", role=role, password="mat-khau-dai")
        cookie = sessions.open_new(tx, user, 24 * 365)
        session = sessions.of_cookie(tx, cookie)
    assert session
    client = create_app({"TESTING": True}).test_client()
    client.set_cookie("session", cookie)
    return Desk(client, session.csrf)


@pytest.fixture
def dang(house: House, page: MessengerPlatform) -> Desk:
    """Đăng, who keeps the system running."""
    settings.cache_clear()
    channels.transport.cache_clear()
    return desk("admin")


def test_it_says_what_to_paste_where(dang: Desk) -> None:
    told = dang.page()
    assert "https://chat.example.vn/webhooks/zalo" in told
    assert "https://chat.example.vn/webhooks/messenger" in told
    assert say("vi", "step-settings-good") in told
    assert say("vi", "step-webhook-open") in told


def test_a_channel_that_nobody_set_up_is_not_connected_and_not_broken(house: House) -> None:
    told = desk("admin").page().partition('id="messenger"')[2]
    assert say("vi", "step-off") in told
    assert say("vi", "step-settings-off") in told
    assert say("vi", "step-bad") not in told


def test_no_secret_is_ever_shown(dang: Desk, oa: ZaloPlatform, house: House) -> None:
    oa.writes(oa.person(1, "Hà"), "alo")
    oa.pump()
    told = dang.page()
    for secret in (
        zalo.APP_SECRET, zalo.OA_SECRET, zalo.FIRST_REFRESH, "access-1", "refresh-1",
        messenger.PAGE_TOKEN, messenger.VERIFY_TOKEN,
    ):  # fmt: skip
        assert secret not in told


def test_the_last_event_the_echo_and_the_token_are_told(dang: Desk, oa: ZaloPlatform, house: House) -> None:
    oa.writes(oa.person(1, "Hà"), "alo")
    oa.pump()
    oa.pump()
    told = dang.page()
    assert "Sự kiện gần nhất: oa_send_text, Hôm nay, 15:00" in told
    assert "Nền tảng có báo lại tin ta gửi, gần nhất: Hôm nay, 15:00" in told
    assert "Token dùng được đến" in told


def test_what_could_not_be_worked_off_is_told(
    dang: Desk, oa: ZaloPlatform, house: House, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    monkeypatch.setattr(reports, "_receive", lambda *_: 1 / 0)
    oa.writes(oa.person(1, "Hà"), "alo")
    oa.pump()
    assert "chưa xử lý được" not in dang.page()
    for _ in range(6):
        clock.forward(301)
        house.worker_sweeps()
    assert "1 sự kiện chưa xử lý được" in dang.page()


def test_the_check_asks_the_platform_itself(dang: Desk, oa: ZaloPlatform, page: MessengerPlatform) -> None:
    assert say("vi", "step-answer-good") in html.unescape(dang.post("/zalo/check").text)
    assert say("vi", "step-answer-good") in html.unescape(dang.post("/messenger/check").text)
    assert page.asked[-1].path == "/v24.0/me"


def test_a_token_of_another_page_is_found_out(
    dang: Desk, page: MessengerPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MESSENGER_PAGE_ID", "999")
    settings.cache_clear()
    channels.transport.cache_clear()
    assert "another page" in dang.post("/messenger/check").text


def test_a_spent_token_is_told_with_the_way_out_which_works(
    dang: Desk, oa: ZaloPlatform, clock: Clock, house: House
) -> None:
    dang.post("/zalo/check")
    oa.refresh_token = "somebody else used it"
    clock.forward(12 * 3_600)
    platform = channels.platform("zalo")
    assert platform
    platform.keep()
    assert "Dán refresh token mới ở dưới" in dang.page()
    oa.refresh_token = "refresh-by-hand"
    assert dang.post("/zalo/token", token=" refresh-by-hand ").status_code == 303
    platform.keep()
    told = dang.page()
    assert "Token dùng được đến" in told
    assert "refresh-by-hand" not in told
    channels.transport.cache_clear()  # another process: the token of its settings is older and stays unused
    again = channels.platform("zalo")
    assert again
    again.probe(None)
    with read() as tx:
        held = credentials.get(tx, "zalo", zalo.OA_ID)
    assert held
    assert not held.refused


@pytest.mark.parametrize("token", ["", " ", "x" * 5_000, "a\nb"])
def test_what_is_no_token_is_refused(dang: Desk, token: str) -> None:
    assert dang.post("/zalo/token", token=token).status_code == 400


@pytest.mark.parametrize("role", ["agent", "lead", "cx"])
def test_only_administrators_see_and_do_it(house: House, role: Role) -> None:
    other = desk(role)
    assert other.client.get("/admin/channels").status_code == 403
    assert other.post("/zalo/check").status_code == 403
    assert other.post("/zalo/token", token="x").status_code == 403
    assert "/admin/channels" not in other.client.get("/panel" if role != "cx" else "/voice").text


def test_another_site_can_do_nothing(dang: Desk) -> None:
    assert dang.client.post("/admin/channels/zalo/token", data={"token": "x"}).status_code == 403


def test_what_is_half_set_up_says_what_is_missing(rasa: object, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZALO_APP_ID", zalo.APP_ID)
    settings.cache_clear()
    told = desk("admin").page()
    assert "Còn thiếu: ZALO_OA_ID, ZALO_APP_SECRET, ZALO_OA_SECRET." in told
    assert say("vi", "connect-token") not in told


def test_an_address_without_tls_is_told(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_URL", "http://127.0.0.1:8080")
    settings.cache_clear()
    assert "Sửa PUBLIC_URL" in desk("admin").page()
