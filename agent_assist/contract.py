"""The HTTP API's contract: pydantic models on the views, put together as OpenAPI at /api/v1/openapi.json."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import Flask, jsonify
from pydantic import BaseModel, Field
from spectree import SecurityScheme, SpecTree
from spectree.models import InType, SecureType, SecuritySchemeData

from agent_assist.errors import Refusal


class Problem(BaseModel):
    """What went wrong, as a code for programs and a sentence for people."""

    code: str = Field(examples=["not_found"])
    message: str
    fields: dict[str, str] | None = None


class Failure(BaseModel):
    """The one shape of every error."""

    error: Problem


def _refuse_invalid(_request: Any, _response: Any, error: Any, *_: Any) -> None:
    if error is not None:
        named = ((".".join(str(part) for part in one["loc"]) or "body", one["msg"]) for one in error.errors())
        raise Refusal("invalid", fields=dict(named))


P = ParamSpec("P")
R = TypeVar("R")

contract = SpecTree(
    "flask",
    title="Lắng Nghe",
    version="1",
    path="api/contract",  # what lies under it is left out of the contract
    mode="strict",
    page_templates={},
    before=_refuse_invalid,
    validation_error_model=Failure,
    security_schemes=[
        SecurityScheme(
            name="session", data=SecuritySchemeData(type=SecureType.API_KEY, name="session", field_in=InType.COOKIE)
        ),
        SecurityScheme(name="visitor", data=SecuritySchemeData(type=SecureType.HTTP, scheme="bearer")),
    ],
)


def described(**about: Any) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Put a view into the contract and leave its answer alone: the contract would read a stream to its end."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        in_contract = contract.validate(**about)(view)

        @wraps(in_contract)
        def untouched(*args: P.args, **kwargs: P.kwargs) -> R:
            return view(*args, **kwargs)

        return untouched

    return decorate


def install(app: Flask) -> None:
    """Hand out the contract of `app`'s views."""
    contract.register(app)
    app.add_url_rule("/api/v1/openapi.json", "openapi_json", lambda: jsonify(contract.spec))
