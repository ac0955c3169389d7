"""Who is asking: a signed token in the Authorization header names the visitor. No cookies, so nothing to forge."""

from __future__ import annotations

from functools import cache

from flask import Response, current_app, g, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from agent_assist.errors import Refusal
from agent_assist.widget_api.limits import Limit, Limiter
from settings import settings
from store import Tx, conversations, new_id
from store.conversations import Conversation

CHANNEL, ACCOUNT = "web", "main"
KEPT_S = 180 * 86_400  # a browser that does not come back for so long is somebody new

# Flask config key → what one visitor or one address may do; an address may be a whole office
LIMITS = {
    "WIDGET_VISITOR_WRITES": Limit(burst=12, a_second=0.5),
    "WIDGET_VISITOR_READS": Limit(burst=60, a_second=10),
    "WIDGET_ADDRESS_WRITES": Limit(burst=120, a_second=4),
    "WIDGET_ADDRESS_STARTS": Limit(burst=60, a_second=1),
}


@cache
def _signer(secret: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt="widget-visitor")


def token_for(visitor: str) -> str:
    """The token that proves to be this visitor, for KEPT_S seconds."""
    return _signer(settings().secret_key).dumps(visitor)


def known() -> str | None:
    """The visitor whom the request's token names; None without a token or with one that is forged or old."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    try:
        return str(_signer(settings().secret_key).loads(token.strip(), max_age=KEPT_S))
    except BadSignature:
        return None


def stranger() -> str:
    """A new visitor's id."""
    return new_id()


def visitor() -> str:
    """The visitor of this request. Raises Refusal (401) where there is none."""
    named: str | None = g.get("visitor") or known()
    if named is None:
        raise Refusal("signed_out")
    g.visitor = named
    return named


def may(what: str) -> None:
    """Count this request. `what`: reads, writes or starts. Raises Refusal (429) from one who asks too often."""
    address = request.remote_addr or ""
    if what == "starts":
        _limiter("WIDGET_ADDRESS_STARTS").take(address)
        return
    _limiter(f"WIDGET_VISITOR_{what.upper()}").take(visitor())
    if what == "writes":
        _limiter("WIDGET_ADDRESS_WRITES").take(address)


def conversation(tx: Tx) -> Conversation | None:
    """The visitor's newest conversation, None before their first word."""
    return conversations.current(tx, CHANNEL, ACCOUNT, visitor())


def _limiter(name: str) -> Limiter:
    limiters: dict[str, Limiter] = current_app.extensions.setdefault("widget-limits", {})
    if name not in limiters:
        limit: Limit = current_app.config.get(name, LIMITS[name])
        factor = settings().rate_factor
        limiters[name] = Limiter(Limit(limit.burst * factor, limit.a_second * factor))
    return limiters[name]


def allow_origin(response: Response) -> Response:
    """Let pages of the origins in WIDGET_ORIGINS call the widget's door."""
    allowed, origin = settings().widget_origins, request.headers.get("Origin")
    if "*" in allowed:
        response.headers["Access-Control-Allow-Origin"] = "*"
    elif origin in allowed:
        response.headers["Access-Control-Allow-Origin"] = origin
        response.vary.add("Origin")
    response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type, Accept-Language"
    response.headers["Access-Control-Allow-Methods"] = "GET, POST"
    response.headers["Access-Control-Expose-Headers"] = "Retry-After"
    response.headers["Access-Control-Max-Age"] = "7200"
    return response
