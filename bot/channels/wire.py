"""What the platforms' wires have in common: JSON as it comes, ids, and HTTP calls that fail in three ways."""

from __future__ import annotations

import json
import logging
import re
from typing import Any

import httpx

from bot.channels.base import ChannelError, Turned

# it writes down every address at INFO, and platforms take people's ids and tokens in addresses
logging.getLogger("httpx").setLevel(logging.WARNING)

HALF_A_PAIR = re.compile(r"\\u[dD][89a-fA-F]")
TIMEOUT_S = 10.0
# nothing was sent yet when these arise; after any other the platform may have acted
NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


def read_json(body: bytes | str) -> dict[str, Any]:
    """A JSON object; half an emoji, which no database takes, is a question mark in it. Raises Turned (malformed)."""
    try:
        text = body.decode() if isinstance(body, bytes) else body
        made = mended(json.loads(text), text)
    except (ValueError, RecursionError):
        raise Turned("malformed") from None
    if not isinstance(made, dict):
        raise Turned("malformed")
    return made


def mended(made: Any, text: str) -> Any:
    """What was read from a JSON text, half an emoji in it, which no database takes, a question mark."""
    if not HALF_A_PAIR.search(text):
        return made
    return json.loads(json.dumps(made, ensure_ascii=False).encode("utf-8", "replace"))


def table(value: object) -> dict[str, Any]:
    """The value if it is an object, else an empty one: platforms leave out and change what they like."""
    return value if isinstance(value, dict) else {}


def rows(value: object) -> list[Any]:
    """The value if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def ident(value: object) -> str | None:
    """An id as text: they are longer than a double holds, and come as text or as numbers."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return words(str(value)).strip()[:120] or None


def words(value: object) -> str:
    """What somebody wrote; PostgreSQL takes no NUL."""
    return value.replace("\x00", "") if isinstance(value, str) else ""


def whole(value: object) -> int | None:
    """A number that comes as a number or as text."""
    try:
        return int(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None
    except (ValueError, OverflowError):
        return None


def moment(value: object, fallback: int) -> int:
    """A time in epoch ms; `fallback` where there is none that a database takes."""
    at = whole(value)
    return at if at is not None and 0 < at < 1 << 53 else fallback


def degrees(value: object) -> float | None:
    """A latitude or longitude."""
    try:
        at = float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None
    except (ValueError, OverflowError):
        return None
    return at if at is not None and -180 <= at <= 180 else None


def call(http: httpx.Client, method: str, url: str, **options: Any) -> dict[str, Any]:
    """The JSON object that a platform answers, whatever its status below 500.

    Raises ChannelError where the platform took nothing, TimeoutError where it may have acted and nobody knows.
    """
    try:
        response = http.request(method, url, **options)
    except NEVER_SENT as error:
        raise ChannelError(type(error).__name__, reason="unreachable") from None
    except httpx.HTTPError as error:
        raise TimeoutError(type(error).__name__) from None
    if response.status_code == 503:  # says that it did nothing
        raise ChannelError(f"status {response.status_code}", reason="unreachable")
    if response.status_code >= 500:
        raise TimeoutError(f"status {response.status_code}")
    try:
        return read_json(response.content)
    except Turned:
        raise TimeoutError(f"status {response.status_code} without JSON") from None
