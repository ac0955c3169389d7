"""Who called: `X-ZEvent-Signature` is SHA-256 over app id, body, timestamp and the OA's secret, one after the other.

Sources disagree whether the timestamp is the body's or a header's: both are tried, and `accept` says which it was.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any, Literal

from bot.channels.base import Turned
from bot.channels.wire import whole
from settings import ZaloSettings
from store import now

Reading = Literal["body", "header"]
AHEAD_MS = 300_000  # how far the platform's clock may be before ours


def accept(body: bytes, event: Mapping[str, Any], headers: Mapping[str, str], account: ZaloSettings) -> Reading:
    """Where the timestamp stood that was signed. Raises Turned: unsigned, forged or stale."""
    given = headers.get("x-zevent-signature", "").strip().removeprefix("mac=").lower()
    if not given or not account.oa_secret or not account.app_id:
        raise Turned("unsigned")
    candidates: tuple[tuple[Reading, object], ...] = (
        ("body", event.get("timestamp")),
        ("header", headers.get("x-zevent-timestamp")),
    )
    for reading, stamp in candidates:
        if stamp is None or isinstance(stamp, dict | list):
            continue
        if hmac.compare_digest(sign(body, str(stamp), account).encode(), given.encode("utf-8", "replace")):
            _fresh(stamp, account.replay_window)
            return reading
    raise Turned("forged")


def sign(body: bytes, stamp: str, account: ZaloSettings) -> str:
    """The signature of a body, in hex."""
    return hashlib.sha256(
        account.app_id.encode() + body + stamp.encode("utf-8", "replace") + account.oa_secret.encode()
    ).hexdigest()


def _fresh(stamp: object, window_s: float) -> None:
    at = whole(stamp)
    if at is None or not now() - window_s * 1000 <= at <= now() + AHEAD_MS:
        raise Turned("stale")
