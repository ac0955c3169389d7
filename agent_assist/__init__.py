"""What people see: the agents' panel, the CX pages, the HTTP API, the widget's door.

`create_app` only wires. Each area is a module with a `blueprint`; `DOORS` names them.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from flask import Flask, Response, g
from flask.json.provider import DefaultJSONProvider
from werkzeug.middleware.proxy_fix import ProxyFix

from agent_assist import contract, errors, language, phrases
from bot.channels.wire import mended
from messages import say
from settings import settings

DOORS = (
    "agent_assist.auth",
    "agent_assist.health",
    "agent_assist.panel",
    "agent_assist.panel_api",
    "agent_assist.files",
    "agent_assist.voice",
    "agent_assist.review",
    "agent_assist.review_api",
    "agent_assist.shop",
    "agent_assist.help_centre",
    "agent_assist.widget_api",
    "agent_assist.webhooks",
    "agent_assist.connections",
)

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'"
)


class Json(DefaultJSONProvider):
    """JSON as people write it: letters as they are, and half an emoji, which no database takes, as a question mark."""

    ensure_ascii = False

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Read JSON. Raises ValueError for what is none."""
        made = super().loads(s, **kwargs)
        text = s.decode() if isinstance(s, bytes) else s
        return mended(made, text)


def create_app(config: dict[str, Any] | None = None) -> Flask:
    """The web application. `config` overrides Flask's settings, for tests."""
    app = Flask(__name__)
    app.config.from_mapping(SECRET_KEY=settings().secret_key, MAX_CONTENT_LENGTH=1 << 20)
    app.config.from_mapping(config or {})
    app.json = Json(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    if proxies := settings().trusted_proxies:
        # without this every customer behind a proxy has the proxy's address, and its limits
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]

    app.before_request(language.choose)
    app.after_request(_guard)
    app.context_processor(_words)
    errors.install(app)
    phrases.install(app)
    for door in DOORS:
        app.register_blueprint(import_module(door).blueprint)
    contract.install(app)
    return app


def _guard(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    return response


def _words() -> dict[str, Any]:
    """What every template may use: `t` says a message in the reader's language."""
    spoken: str = g.language

    def t(key: str, **values: str | int | float) -> str:
        return say(spoken, key, **values)

    return {"t": t, "language": spoken, "company": settings().company_name}
