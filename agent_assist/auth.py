"""Who is asking: sign in and out, roles, the token that every change carries.

The cookie is an opaque random value; the table knows its hash. What is asked of a view is said on it:
`@roles("cx", "lead", "admin")`.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar
from urllib.parse import quote

from flask import Blueprint, Response, g, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from agent_assist import language
from agent_assist.errors import Refusal, for_programs
from messages import LANGUAGES
from settings import settings
from store import now, read, sessions, users, write
from store.sessions import Session

log = logging.getLogger(__name__)
blueprint = Blueprint("auth", __name__)

COOKIE = "session"
FORM_COOKIE = "login_form"
PANEL: tuple[users.Role, ...] = ("agent", "lead", "admin")
VOICE: tuple[users.Role, ...] = ("cx", "lead", "admin")
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
WINDOW_MS = 15 * 60_000
TRIES_A_USER, TRIES_A_PLACE = 8, 40  # failures in a window after which sign-in is refused

Given = ParamSpec("Given")
Made = TypeVar("Made")


@blueprint.before_app_request
def recognise() -> None:
    """Set `g.session` to who is signed in, or None; their language is theirs."""
    g.session = None
    cookie = request.cookies.get(COOKIE)
    if not cookie or request.endpoint == "static":
        return
    with read() as tx:
        g.session = sessions.of_cookie(tx, cookie)
    if g.session:
        g.language = g.session.user.language


@blueprint.app_context_processor
def _reader() -> dict[str, object]:
    known: Session | None = g.get("session")
    theme = request.cookies.get("theme")
    return {
        "me": known.user if known else None,
        "csrf": known.csrf if known else "",
        "theme": theme if theme in ("light", "dark") else None,
    }


def current() -> Session:
    """Who is signed in. Raises Refusal (401) where nobody is."""
    known: Session | None = g.get("session")
    if known is None:
        raise Refusal("signed_out")
    return known


def roles(*allowed: users.Role) -> Callable[[Callable[Given, Made]], Callable[Given, Made]]:
    """A view for signed-in users in one of these roles; what changes something must carry their token."""

    def guard(view: Callable[Given, Made]) -> Callable[Given, Made]:
        @wraps(view)
        def guarded(*args: Given.args, **kwargs: Given.kwargs) -> Made:
            if g.session is None and request.method in SAFE and not for_programs():
                raise _SignInFirst
            known = current()
            if known.user.role not in allowed:
                raise Refusal("forbidden")
            if request.method not in SAFE:
                check_token(known)
            return view(*args, **kwargs)

        return guarded

    return guard


class _SignInFirst(Exception):
    """A person without a session opens a page: they sign in and come back to it."""


@blueprint.app_errorhandler(_SignInFirst)
def _to_login(_: _SignInFirst) -> AnyResponse:
    return redirect(f"/login?next={quote(request.full_path.rstrip('?'))}")


def check_token(known: Session) -> None:
    """Raise Refusal (403) unless the request carries the session's token in its header or form."""
    token = request.headers.get("X-CSRF-Token") or request.form.get("csrf", "")
    if not hmac.compare_digest(token.encode(), known.csrf.encode()):
        raise Refusal("csrf")


def _digest(value: str) -> str:
    return hmac.new(settings().secret_key.encode(), value.encode(), hashlib.sha256).hexdigest()[:32]


def _inside(path: str) -> str | None:
    """The path, if it is one of ours: no way to send people elsewhere after they signed in."""
    # browsers leave tabs and line ends out of addresses: "/<tab>/elsewhere" is "//elsewhere" to them
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() else None


def _home(user: users.User) -> str:
    return "/panel" if user.role in PANEL else "/voice"


def _set_cookie(response: AnyResponse, name: str, value: str, hours: float, script: bool = False) -> None:
    response.set_cookie(
        name,
        value,
        max_age=int(hours * 3600),
        httponly=not script,
        samesite="Lax",
        secure=settings().secure_cookies,
        path="/",
    )


def _login_page(error: str | None = None, email: str = "", status: int = 200) -> Response:
    with read() as tx:
        demo, password = users.demo_logins(tx)
    nonce = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(16)
    page = render_template(
        "login.html",
        error=error,
        email=email,
        demo=demo,
        demo_password=password,
        form_token=_digest(f"login:{nonce}"),
        next=_inside(request.values.get("next", "")) or "",
    )
    response = Response(page, status, mimetype="text/html")
    response.headers["Cache-Control"] = "no-store"
    _set_cookie(response, FORM_COOKIE, nonce, 24)
    if request.args.get("lang") in LANGUAGES:
        _set_cookie(response, language.COOKIE, g.language, 24 * 365)
    return response


@blueprint.get("/login")
def login_page() -> AnyResponse:
    """The page to sign in on; who is signed in already goes on."""
    if g.session:
        return redirect(_inside(request.args.get("next", "")) or _home(g.session.user))
    return _login_page()


@blueprint.post("/login")
def login() -> AnyResponse:
    """Sign in, and go to the page that was asked for."""
    nonce = request.cookies.get(FORM_COOKIE, "")
    if not nonce or not hmac.compare_digest(request.form.get("csrf", ""), _digest(f"login:{nonce}")):
        raise Refusal("csrf")
    email, password = request.form.get("email", ""), request.form.get("password", "")
    who, where = _digest(f"who:{email.strip().lower()}"), _digest(f"where:{request.remote_addr}")
    with read() as tx:
        of_user, of_place = sessions.failures(tx, who, where, now() - WINDOW_MS)
        user, password_hash = users.credentials(tx, email)
    if of_user >= TRIES_A_USER or of_place >= TRIES_A_PLACE:
        log.warning("sign-in refused: too many failures for account %s", who[:8])
        return _login_page("login-too-many", email, 429)
    if not users.matches(password_hash, password) or user is None:
        with write() as tx:
            sessions.failed(tx, who, where)
        return _login_page("login-wrong", email, 401)
    with write() as tx:
        cookie = sessions.open_new(tx, user, settings().session_hours)
    asked = _inside(request.form.get("next", ""))
    response = redirect(asked or _home(user), 303)
    _set_cookie(response, COOKIE, cookie, settings().session_hours)
    return response


@blueprint.post("/logout")
@roles(*users.ROLES)
def logout() -> AnyResponse:
    """Sign out."""
    with write() as tx:
        sessions.end(tx, current())
    response = redirect("/login", 303)
    response.delete_cookie(COOKIE, path="/")
    return response


@blueprint.post("/preferences")
@roles(*users.ROLES)
def preferences() -> AnyResponse:
    """Change the user's language or the browser's theme, and go back to where they were."""
    response = redirect(_inside(request.form.get("next", "")) or _home(current().user), 303)
    if (chosen := request.form.get("language")) in LANGUAGES:
        with write() as tx:
            users.change(tx, current().user.id, language=chosen)
        _set_cookie(response, language.COOKIE, chosen, 24 * 365)
    if (theme := request.form.get("theme")) in ("light", "dark", "auto"):
        _set_cookie(response, "theme", theme, 24 * 365)
    return response
