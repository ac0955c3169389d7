"""The widget's door: its address, its cross-origin rules, and what its views have in common."""

from __future__ import annotations

from flask import Blueprint, Response, g, request
from pydantic import BaseModel
from spectree import Response as Answers

from agent_assist.contract import Failure
from agent_assist.errors import Refusal
from agent_assist.widget_api.models import LONGEST_TEXT
from agent_assist.widget_api.visitors import allow_origin
from messages import say

blueprint = Blueprint("widget", __name__, url_prefix="/api/v1/widget")
blueprint.after_request(allow_origin)

VISITOR: dict[str, list[str]] = {"visitor": []}  # the contract's name for the token in the header
Told = tuple[BaseModel, int, dict[str, str]]

OPEN_FILES = ("/static/widget/", "/static/fonts/", "/static/css/tokens.css")


@blueprint.after_app_request
def _open_files(response: Response) -> Response:
    """The widget's files are for pages of other origins too."""
    return allow_origin(response) if request.path.startswith(OPEN_FILES) else response


@blueprint.before_request
def _only_json() -> None:
    """A form of another site can post without asking first; JSON cannot."""
    if request.method == "POST" and request.mimetype not in {"", "application/json"}:
        raise Refusal("unsupported")


def told(answer: BaseModel, status: int = 200, headers: dict[str, str] | None = None) -> Told:
    """An answer; the contract turns it into JSON."""
    return answer, status, headers or {}


def answers(ok: type[BaseModel] | None, *statuses: int, created: type[BaseModel] | None = None) -> Answers:
    """What a view may answer, for the contract: 200 (204 without a body), 201, and the errors."""
    codes: dict[str, type[BaseModel] | None] = {f"HTTP_{status}": Failure for status in (*statuses, 415, 429)}
    if created:
        codes["HTTP_201"] = created
    codes["HTTP_200" if ok else "HTTP_204"] = ok
    return Answers(**codes)


def words(text: str) -> str:
    """What a person wrote, trimmed. Raises Refusal (422) where it is nothing or too long."""
    text = text.replace("\x00", "").strip()
    if not text:
        raise Refusal("invalid", fields={"text": say(g.language, "widget-text-empty")})
    if len(text) > LONGEST_TEXT:
        raise Refusal("invalid", fields={"text": say(g.language, "widget-text-too-long", limit=LONGEST_TEXT)})
    return text
