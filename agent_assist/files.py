"""What customers sent, as the agents' panel shows it: from our own database, never from the platform."""

from __future__ import annotations

from flask import Blueprint, Response

from agent_assist.auth import PANEL, roles
from agent_assist.errors import Refusal
from store import attachments, read

blueprint = Blueprint("files", __name__)

SHOWN = ("image/", "audio/", "video/")  # in the page; anything else is only handed over


@blueprint.get("/panel/files/<attachment_id>")
@roles(*PANEL)
def file(attachment_id: str) -> Response:
    """The thing itself. It came from outside: it can do nothing but be looked at."""
    with read() as tx:
        found = attachments.content(tx, attachment_id)
    if found is None:
        raise Refusal("not_found")
    content, mime = found
    response = Response(content, mimetype=mime)
    response.headers["Content-Disposition"] = "inline" if mime.startswith(SHOWN) else "attachment"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response
