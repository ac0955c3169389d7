"""The Page: what it sends, what it is told, who its people are."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

import httpx

from bot.channels.base import Author, ChannelError, Part, Profile, Recipient, Report, Taken, Turned, Window
from bot.channels.composing import body as words_of
from bot.channels.composing import grouped, mark, split
from bot.channels.messenger import events
from bot.channels.messenger.errors import refusal
from bot.channels.wire import TIMEOUT_S, call, read_json, table, words
from settings import MessengerSettings
from store import now
from store.messages import Message

LONGEST = 2_000
MOST_BUTTONS, LONGEST_TITLE = 13, 20
DAY_MS = 86_400_000
AHEAD_MS = 300_000


class Page:
    """One Page."""

    local = False
    channel = "messenger"
    echo_tries_s = (120,)  # at once and a few times more; when, it does not say

    def __init__(self, page: MessengerSettings) -> None:
        self.account = page.page_id
        self._settings = page
        self._http = httpx.Client(timeout=TIMEOUT_S, trust_env=False)

    def greet(self, query: Mapping[str, str]) -> str | None:
        """The challenge, for one who knows the verify token."""
        agreed = self._settings.verify_token
        given = query.get("hub.verify_token", "")
        known = bool(agreed) and hmac.compare_digest(given.encode("utf-8", "replace"), agreed.encode())
        return query.get("hub.challenge", "") if known and query.get("hub.mode") == "subscribe" else None

    def admit(self, body: bytes, headers: Mapping[str, str]) -> list[Report]:
        """Every event of every entry. Raises Turned."""
        given = headers.get("x-hub-signature-256", "").strip()
        if not given or not self._settings.app_secret:
            raise Turned("unsigned")
        right = "sha256=" + hmac.new(self._settings.app_secret.encode(), body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(given.encode("utf-8", "replace"), right.encode()):
            raise Turned("forged")
        brought = read_json(body)
        sent = events.sent_at(brought)
        if sent is not None and not now() - self._settings.replay_window * 1000 <= sent <= now() + AHEAD_MS:
            raise Turned("stale")
        return [self.read(raw) for raw in events.envelopes(brought)]

    def read(self, raw: str) -> Report:
        """One stored event."""
        return events.report(raw, self.account, self._settings.app_id)

    def parts(self, message: Message) -> list[Part]:
        """Texts of at most 2,000 characters; quick replies go with the last, those that it cannot hold follow."""
        buttons = [
            (_short(one["title"]), mark(message.seq, index))
            for index, one in enumerate(message.payload.get("buttons") or [])
        ]
        return grouped(message.id, split(words_of(message), LONGEST), buttons, MOST_BUTTONS)

    def send(self, part: Part, to: Recipient, author: Author) -> Taken:
        """Send a message; after 24 hours only a person's, marked as such, and after seven days nobody's."""
        message: dict[str, Any] = {"text": part.text, "metadata": f"{part.message_id}:{part.number}"}
        if part.buttons:
            message["quick_replies"] = [
                {"content_type": "text", "title": title, "payload": tap} for title, tap in part.buttons
            ]
        body = {"recipient": {"id": to.id}, **_permission(self.window(to.interacted_at), author), "message": message}
        answer = self._call("POST", "/me/messages", json=body)
        return Taken(words(answer.get("message_id"))[:190] or None)

    def window(self, interacted_at: int | None) -> Window:
        """24 hours for the bot, seven days for people."""
        if interacted_at is None:
            return Window(None, None)
        return Window(interacted_at + DAY_MS, interacted_at + 7 * DAY_MS)

    def profile(self, person: str) -> Profile:
        """Name and picture."""
        told = self._call("GET", f"/{person}", params={"fields": "name,profile_pic"})
        return Profile(words(told.get("name")).strip()[:120] or None, words(told.get("profile_pic"))[:1000] or None)

    def probe(self, person: str | None) -> None:
        """Whether the token is good, and of this Page."""
        told = self._call("GET", "/me", params={"fields": "id"})
        if told.get("id") != self.account:
            raise ChannelError("the token belongs to another page", permanent=True, reason="token")

    def keep(self) -> None:
        """A Page's token does not run out."""

    def _call(self, method: str, path: str, params: dict[str, str] | None = None, **options: Any) -> dict[str, Any]:
        if not self._settings.page_token:
            raise ChannelError("no page token was given", permanent=True, reason="token")
        named = {"access_token": self._settings.page_token, **(params or {})}
        answer = call(self._http, method, self._settings.api_url + path, params=named, **options)
        if "error" in answer:
            raise refusal(table(answer["error"]))
        return answer


def _permission(window: Window, author: Author) -> dict[str, str]:
    """Under which of Messenger's rules a message goes out. Raises ChannelError where under none."""
    if window.bot is None or window.people is None or now() <= window.bot:
        return {"messaging_type": "RESPONSE"}
    if author != "agent":
        raise ChannelError("24 hours since the person's last act", permanent=True, reason="window")
    if now() > window.people:
        raise ChannelError("7 days since the person's last act", permanent=True, reason="window")
    return {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}


def _short(title: str) -> str:
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1].rstrip() + "…"
