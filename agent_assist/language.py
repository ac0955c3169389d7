"""The language of the one who reads: what they asked for, what they chose before, what their browser prefers."""

from __future__ import annotations

from flask import g, request

from messages import LANGUAGES

COOKIE = "language"


def choose() -> None:
    """Set `g.language` for this request; a signed-in user's own choice replaces it (auth)."""
    asked = request.args.get("lang") or request.cookies.get(COOKIE) or ""
    g.language = asked if asked in LANGUAGES else request.accept_languages.best_match(LANGUAGES, default="vi")
