"""The Official Account: what it sends, what it is told, who its people are."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any

import httpx

from bot.channels.base import Author, ChannelError, Part, Profile, Recipient, Report, Taken, Turned, Window
from bot.channels.composing import body as words_of
from bot.channels.composing import grouped, mark, split
from bot.channels.wire import TIMEOUT_S, call, ident, read_json, table, whole, words
from bot.channels.zalo import events, signature
from bot.channels.zalo.errors import EXPIRED, ZaloError
from bot.channels.zalo.keys import Keys
from settings import ZaloSettings
from store import now
from store.messages import Message

log = logging.getLogger(__name__)

LONGEST = 2_000
MOST_BUTTONS, LONGEST_TITLE = 5, 100
WINDOW_MS = 7 * 86_400_000


class Zalo:
    """One Official Account."""

    local = False
    channel = "zalo"
    echo_tries_s = (330, 1_230, 3_030, 6_630)

    def __init__(self, account: ZaloSettings) -> None:
        self.account = account.oa_id
        self._settings = account
        self._http = httpx.Client(timeout=TIMEOUT_S, trust_env=False)
        self.keys = Keys(account, self._http)

    def admit(self, body: bytes, headers: Mapping[str, str]) -> list[Report]:
        """The one event of a call. Raises Turned."""
        if not headers.get("x-zevent-signature"):
            raise Turned("unsigned")
        event = read_json(body)
        reading = signature.accept(body, event, headers, self._settings)
        log.debug("zalo: the timestamp of the %s was signed", reading)
        return [self.read(body.decode())]

    def greet(self, query: Mapping[str, str]) -> str | None:
        """Zalo does not ask."""
        return None

    def read(self, raw: str) -> Report:
        """One stored event."""
        return events.report(raw, self.account)

    def parts(self, message: Message) -> list[Part]:
        """Texts of at most 2,000 characters; buttons go with the last, and those that it cannot hold follow."""
        buttons = [
            (one["title"][:LONGEST_TITLE], f"{one['title'][:LONGEST_TITLE]} {mark(message.seq, index)}")
            for index, one in enumerate(message.payload.get("buttons") or [])
        ]
        return grouped(message.id, split(words_of(message), LONGEST), buttons, MOST_BUTTONS)

    def send(self, part: Part, to: Recipient, author: Author) -> Taken:
        """Send a consultation message; seven days after the person's last act Zalo takes none, from nobody."""
        closes = self.window(to.interacted_at).people
        if closes is not None and now() > closes:
            raise ChannelError("no interaction in 7 days", permanent=True, reason="window")
        message: dict[str, Any] = {"text": part.text}
        if part.buttons:
            shown = [{"type": "oa.query.show", "title": title, "payload": tap} for title, tap in part.buttons]
            payload = {"template_type": "button", "text": part.text, "buttons": shown}
            message = {"attachment": {"type": "template", "payload": payload}}
        data = self._call("POST", "/v3.0/oa/message/cs", json={"recipient": {"user_id": to.id}, "message": message})
        return Taken(ident(data.get("message_id")), _quota(table(data.get("quota"))))

    def window(self, interacted_at: int | None) -> Window:
        """Seven days for everybody."""
        closes = interacted_at + WINDOW_MS if interacted_at is not None else None
        return Window(closes, closes)

    def profile(self, person: str) -> Profile:
        """Name and picture; the name is hidden until the person follows the account."""
        data = self._call("GET", "/v3.0/oa/user/detail", params={"data": json.dumps({"user_id": person})})
        avatars = table(data.get("avatars"))
        picture = words(avatars.get("240") or avatars.get("120") or data.get("avatar"))
        return Profile(words(data.get("display_name")).strip()[:120] or None, picture[:1000] or None)

    def probe(self, person: str | None) -> None:
        """Whether the keys are good: about somebody who has written, Zalo has to answer."""
        if person is None:
            self.keys.access()
        else:
            self.profile(person)

    def keep(self) -> None:
        """Renew the keys about twice a day."""
        self.keys.keep()

    def _call(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        """`data` of a successful answer; with a token that Zalo no longer takes, once more with a new one."""
        token = self.keys.access()
        try:
            return self._ask(method, path, token, options)
        except ZaloError as error:
            if error.code not in EXPIRED:
                raise
        return self._ask(method, path, self.keys.renew(token), options)

    def _ask(self, method: str, path: str, token: str, options: dict[str, Any]) -> dict[str, Any]:
        url = self._settings.api_url + path
        answer = call(self._http, method, url, headers={"access_token": token}, **options)
        code = whole(answer.get("error"))
        if code is None:
            raise TimeoutError("an answer without an error code")
        if code != 0:
            raise ZaloError(code)
        return table(answer.get("data"))


def _quota(told: dict[str, Any]) -> dict[str, Any] | None:
    remain, total = whole(told.get("remain")), whole(told.get("total"))
    if remain is None:
        return None
    return {"type": words(told.get("quota_type"))[:40], "remain": remain, "total": total}
