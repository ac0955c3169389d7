"""Errors as readers get them: one table of statuses, one JSON shape for programs, one page for people."""

from __future__ import annotations

import logging

from flask import Flask, Response, g, jsonify, render_template, request
from werkzeug.exceptions import HTTPException

from bot import mishap
from messages import say

log = logging.getLogger(__name__)

STATUS = {
    "bad_request": 400,
    "signed_out": 401,
    "forbidden": 403,
    "csrf": 403,
    "not_found": 404,
    "method_not_allowed": 405,
    "conflict": 409,
    "taken": 409,
    "not_yours": 409,
    "too_large": 413,
    "unsupported": 415,
    "invalid": 422,
    "too_many": 429,
    "broken": 500,
    "unavailable": 503,
}
_CODE = {400: "bad_request", **{status: code for code, status in reversed(STATUS.items()) if code not in ("csrf",)}}


class Refusal(Exception):
    """A request that is not carried out. `code` is a key of STATUS; `values` fill the message `error-<code>`."""

    def __init__(
        self,
        code: str,
        *,
        fields: dict[str, str] | None = None,
        retry_after: int | None = None,
        **values: str | int,
    ) -> None:
        super().__init__(code)
        self.code, self.fields, self.retry_after, self.values = code, fields, retry_after, values


def for_programs() -> bool:
    """Whether the answer is read by a program (the API, a fetched part of a page) and not by a person."""
    return (
        request.path.startswith("/api/")
        or "X-Fragment" in request.headers
        or request.accept_mimetypes.best == "application/json"
    )


def install(app: Flask) -> None:
    """Let every error of `app` leave by this door."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _broken)


def _refused(refusal: Refusal) -> tuple[Response, int]:
    return _answer(refusal.code, refusal.fields, refusal.retry_after, refusal.values)


def _http(error: HTTPException) -> tuple[Response, int] | HTTPException:
    status = error.code or 500
    if status < 400:
        return error
    return _answer(_CODE.get(status, "bad_request" if status < 500 else "broken"), status=status)


def _broken(error: Exception) -> tuple[Response, int]:
    mishap.note(log, f"request failed: {request.method} {request.url_rule}", error)
    return _answer("broken")


def _answer(
    code: str,
    fields: dict[str, str] | None = None,
    retry_after: int | None = None,
    values: dict[str, str | int] | None = None,
    status: int | None = None,
) -> tuple[Response, int]:
    status = status or STATUS[code]
    language = g.get("language", "vi")
    message = say(language, f"error-{code.replace('_', '-')}", **(values or {}))
    if for_programs():
        problem: dict[str, object] = {"code": code, "message": message}
        if fields:
            problem["fields"] = fields
        response = jsonify({"error": problem})
    else:
        response = Response(render_template("error.html", status=status, message=message), mimetype="text/html")
    if retry_after:
        response.headers["Retry-After"] = str(retry_after)
    return response, status
