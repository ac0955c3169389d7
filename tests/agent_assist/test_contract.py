"""The HTTP API's description, and the one shape of its errors."""

from __future__ import annotations

import pytest
from flask import Flask

from agent_assist.errors import STATUS, Refusal
from agent_assist.icons import STATIC, stylesheet
from messages import LANGUAGES, bundle

VERBS = {
    "/api/v1/conversations": {"get"},
    "/api/v1/conversations/{conversation_id}": {"get"},
    **{
        f"/api/v1/conversations/{{conversation_id}}/{verb}": {"post"}
        for verb in ("claim", "reply", "note", "release", "close", "extend", "typing", "looking", "suggestions/verdict")
    },
    "/api/v1/conversations/{conversation_id}/suggestions": {"get"},
    "/api/v1/conversations/{conversation_id}/actions": {"get"},
    "/api/v1/conversations/{conversation_id}/actions/{action_id}": {"post"},
}


def test_every_verb_of_the_panel_is_described_with_its_errors(app: Flask) -> None:
    described = app.test_client().get("/api/v1/openapi.json").json
    assert described is not None
    for path, methods in VERBS.items():
        assert methods <= described["paths"][path].keys(), path
        for method in methods:
            about = described["paths"][path][method]
            assert {"401", "403", "404", "409"} <= about["responses"].keys(), path
            assert about["security"] == [{"session": []}]
            assert about["summary"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_has_a_sentence_in_every_language(language: str) -> None:
    for code in STATUS:
        assert bundle(language).has_message(f"error-{code.replace('_', '-')}"), code


@pytest.mark.parametrize("code", sorted(STATUS))
def test_each_error_leaves_with_its_status_as_json_for_programs_and_as_a_page_for_people(app: Flask, code: str) -> None:
    def refuse() -> str:
        raise Refusal(code, retry_after=7, name="Minh")

    app.add_url_rule("/api/v1/refuse", "refuse-program", refuse)
    app.add_url_rule("/refuse", "refuse-person", refuse)
    program, person = app.test_client().get("/api/v1/refuse"), app.test_client().get("/refuse")
    assert program.status_code == person.status_code == STATUS[code]
    assert program.json is not None
    assert program.json["error"]["code"] == code
    assert program.headers["Retry-After"] == "7"
    assert person.mimetype == "text/html"
    assert program.json["error"]["message"] in person.text


def test_a_fault_of_ours_shows_no_insides(app: Flask) -> None:
    def fail() -> str:
        raise RuntimeError("the secret is 42")

    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.add_url_rule("/api/v1/fail", "fail", fail)
    answer = app.test_client().get("/api/v1/fail")
    assert answer.status_code == 500
    assert "42" not in answer.text


def test_no_page_allows_a_script_of_its_own(app: Flask) -> None:
    page = app.test_client().get("/login")
    assert "script-src 'self';" in page.headers["Content-Security-Policy"]
    assert "<script>" not in page.text
    assert " onclick=" not in page.text


def test_every_icon_has_its_class() -> None:
    assert (STATIC / "css" / "icons.css").read_text(encoding="utf-8") == stylesheet(), (
        "run python -m agent_assist.icons"
    )
