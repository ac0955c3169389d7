"""The HTTP API keeps its own contract, whatever is sent to it: no 500, no status and no shape that it does not name."""

from __future__ import annotations

from typing import Any

import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from agent_assist import create_app
from agent_assist.widget_api.limits import Limit
from store import sessions, write
from tests.agent_assist.conftest import Cast

CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance]
LIMITED = ("WIDGET_VISITOR_WRITES", "WIDGET_VISITOR_READS", "WIDGET_ADDRESS_WRITES", "WIDGET_ADDRESS_STARTS")


def test_every_answer_is_one_that_the_contract_names(cast: Cast) -> None:
    app = create_app(dict.fromkeys(LIMITED, Limit(burst=10_000, a_second=10_000)))
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app).exclude(path_regex="/stream$")
    headers = who_may_everything(app, cast)
    tried = 0
    for operation in schema.get_all_operations():
        assert isinstance(operation, Ok)
        try_everything(operation.ok(), headers)
        tried += 1
    assert tried > 20


def who_may_everything(app: Flask, cast: Cast) -> dict[str, str]:
    """A visitor's token and an agent's cookie in one browser."""
    token = app.test_client().post("/api/v1/widget/start", json={"lang": "vi"}).get_json()["token"]
    with write() as tx:
        cookie = sessions.open_new(tx, cast.minh, 1)
        session = sessions.of_cookie(tx, cookie)
    assert session
    return {"Authorization": f"Bearer {token}", "Cookie": f"session={cookie}", "X-CSRF-Token": session.csrf}


def try_everything(operation: Any, headers: dict[str, str]) -> None:
    """Send one operation what the contract allows, and what it does not."""

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(operation.as_strategy())
    def attempt(case: Any) -> None:
        case.call_and_validate(headers=headers, checks=CHECKS)

    attempt()
