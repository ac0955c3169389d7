"""Signing in and out, roles, and the token that every change carries."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from store import events, read, users, write
from tests.agent_assist.conftest import PASSWORD, Cast, SignIn


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def sign_in_by_form(client: FlaskClient, email: str, password: str, path: str = "/login") -> TestResponse:
    page = client.get(path).text
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    return client.post("/login", data={**hidden, "email": email, "password": password})


def test_an_agent_lands_on_the_panel_and_a_cx_person_on_the_voice_page(app: Flask, cast: Cast) -> None:
    for user, home in ((cast.minh, "/panel"), (cast.tuan, "/panel"), (cast.vy, "/voice")):
        answer = sign_in_by_form(app.test_client(), user.email, PASSWORD)
        assert (answer.status_code, answer.location) == (303, home)


def test_after_sign_in_one_comes_to_the_page_that_was_asked_for(client: FlaskClient, cast: Cast) -> None:
    asked = client.get("/panel?tab=all")
    assert asked.location == "/login?next=/panel%3Ftab%3Dall"
    assert sign_in_by_form(client, cast.minh.email, PASSWORD, asked.location).location == "/panel?tab=all"


@pytest.mark.parametrize(
    "elsewhere",
    ["//evil.example", "https://evil.example", "/\\evil.example", "/%09/evil.example", "/%0A/evil.example"],
)
def test_sign_in_never_leads_to_another_site(client: FlaskClient, cast: Cast, elsewhere: str) -> None:
    answer = sign_in_by_form(client, cast.minh.email, PASSWORD, f"/login?next={elsewhere}")
    assert answer.location == "/panel"


def test_the_cookie_is_out_of_reach_of_scripts_and_the_table_does_not_hold_it(client: FlaskClient, cast: Cast) -> None:
    answer = sign_in_by_form(client, cast.minh.email, PASSWORD)
    header = next(value for value in answer.headers.getlist("Set-Cookie") if value.startswith("session="))
    assert "HttpOnly" in header
    assert "SameSite=Lax" in header
    cookie = client.get_cookie("session")
    assert cookie is not None
    with read() as tx:
        stored = tx.exec_driver_sql("select id from session").scalars().all()
    assert cookie.value not in stored


def test_a_wrong_password_and_an_unknown_user_get_the_same_answer(client: FlaskClient, cast: Cast) -> None:
    wrong = sign_in_by_form(client, cast.minh.email, "khong-dung")
    unknown = sign_in_by_form(client, "khong-ai@nhasen.vn", PASSWORD)
    assert wrong.status_code == unknown.status_code == 401
    assert "chưa đúng" in wrong.text
    assert "chưa đúng" in unknown.text
    assert client.get_cookie("session") is None


def test_after_eight_failures_even_the_right_password_waits_and_others_are_not_held_up(
    client: FlaskClient, cast: Cast
) -> None:
    for _ in range(8):
        sign_in_by_form(client, cast.minh.email, "khong-dung")
    assert sign_in_by_form(client, cast.minh.email, PASSWORD).status_code == 429
    assert sign_in_by_form(client, cast.lan.email, PASSWORD).status_code == 303


def test_sign_in_and_out_are_in_the_history_without_the_email(client: FlaskClient, cast: Cast) -> None:
    sign_in_by_form(client, cast.minh.email, "khong-dung")
    sign_in_by_form(client, cast.minh.email, PASSWORD)
    page = client.get("/login", follow_redirects=False)
    assert page.location == "/panel"
    with read() as tx:
        history = events.since(tx, 0)
    assert [one.kind for one in history] == ["login.failed", "login"]
    assert history[1].actor == f"user:{cast.minh.id}"
    assert "nhasen" not in str(history)


def test_signing_out_ends_the_session_on_the_server_too(cast: Cast, sign_in: SignIn) -> None:
    minh = sign_in(cast.minh)
    kept = minh.client.get_cookie("session")
    assert kept is not None
    assert minh.post("/logout").status_code == 303
    minh.client.set_cookie("session", kept.value)
    assert minh.get("/panel").status_code == 302


def test_a_login_form_from_another_site_is_refused(client: FlaskClient, cast: Cast) -> None:
    answer = client.post("/login", data={"email": cast.minh.email, "password": PASSWORD})
    assert answer.status_code == 403


def test_a_change_without_the_token_is_refused(cast: Cast, sign_in: SignIn) -> None:
    minh = sign_in(cast.minh)
    assert minh.client.post("/preferences", data={"language": "en"}).status_code == 403
    assert minh.client.post("/preferences", data={"language": "en", "csrf": "guessed"}).status_code == 403
    with read() as tx:
        stored = users.get(tx, cast.minh.id)
    assert stored is not None
    assert stored.language == "vi"


def test_a_user_chooses_their_language(cast: Cast, sign_in: SignIn) -> None:
    minh = sign_in(cast.minh)
    assert '<html lang="vi"' in minh.get("/panel").text
    minh.client.post("/preferences", data={"language": "en", "csrf": minh.csrf, "next": "/panel"})
    assert '<html lang="en"' in minh.get("/panel").text


def test_a_cx_person_may_not_open_the_panel(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.vy).get("/panel")
    assert page.status_code == 403
    assert "không có quyền" in page.text


def test_a_user_who_left_is_out_at_once(cast: Cast, sign_in: SignIn) -> None:
    minh = sign_in(cast.minh)
    assert minh.get("/panel").status_code == 200
    with write() as tx:
        users.change(tx, cast.minh.id, disabled_at=1)
    assert minh.get("/panel").status_code == 302


def test_demo_users_are_shown_only_where_there_are_some(client: FlaskClient, cast: Cast) -> None:
    assert "Tài khoản dùng thử" not in client.get("/login").text
    with write() as tx:
        users.create(tx, email="thu@nhasen.vn", name="Minh Thư", role="agent", password="nhasen", demo=True)
        users.offer_demo(tx, "nhasen")
    page = client.get("/login").text
    assert "thu@nhasen.vn" in page
    assert cast.minh.email not in page


def test_the_login_page_speaks_english_when_asked(client: FlaskClient) -> None:
    client.get("/login?lang=en")
    assert "Sign in" in client.get("/login").text
