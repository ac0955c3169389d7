"""A Zalo Official Account platform that behaves as documented: signed webhooks that are tried again, sends with window,
quota and error codes, refresh tokens that work once.
"""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.simulators.server import Ask, HungUp, Json, Person, Platform

HOUR_MS = 3_600_000
WINDOW_MS = 7 * 24 * HOUR_MS
TOKEN_S = 90_000
QUOTA = 8
APP_ID, APP_SECRET = "360846524940903967", "app-secret"
OA_ID, OA_SECRET = "388613280878808645", "oa-secret"
FIRST_REFRESH = "refresh-0"


@dataclass
class ZaloPlatform(Platform):
    """The platform with one Official Account. `refusals`: error codes for the next sends."""

    clock: Callable[[], int] = lambda: 0
    people: dict[str, Person] = field(default_factory=dict)
    refusals: deque[int] = field(default_factory=deque)
    quota: int = QUOTA
    sent: list[Json] = field(default_factory=list)
    refresh_token: str = FIRST_REFRESH
    access_tokens: dict[str, int] = field(default_factory=dict)
    renewals: int = 0
    on_renewal: Callable[[str], None] | None = None
    stamp_in_header: bool = False
    echoed_as: Callable[[str], str] = str

    def __post_init__(self) -> None:
        super().__post_init__()
        self._numbers = count(1)

    def now(self) -> int:
        """Epoch ms."""
        return self.clock() // 1_000_000

    def person(self, number: int, name: str) -> Person:
        """Somebody new; ids are longer than a double holds."""
        made = Person(str(2_468_458_835_291_970_000 + number), name, quota=QUOTA)
        self.people[made.id] = made
        return made

    # what people do

    def writes(self, who: Person, text: str, **more: Any) -> Json:
        """A person writes; the message's id is in the answer."""
        return self._from_person(who, "user_send_text", {"text": text, **more}, text)

    def sends(self, who: Person, what: str, payload: Json, text: str = "") -> Json:
        """A person sends an image, file, location …"""
        message: Json = {"attachments": [{"type": what, "payload": payload}]}
        if text:
            message["text"] = text
        return self._from_person(who, f"user_send_{what}", message, f"[{what}]")

    def taps(self, who: Person, title: str) -> Json:
        """A person taps the newest button with this title: its payload is sent as if they had typed it."""
        for one in reversed(who.screen):
            for button in one.get("buttons", []):
                if button["title"] == title:
                    return self.writes(who, button["payload"])
        raise LookupError(title)

    def _from_person(self, who: Person, name: str, message: Json, shown: str) -> Json:
        who.last_act, who.quota = self.now(), self.quota
        message = {"msg_id": f"in-{self.run}{next(self._numbers):08x}", **message}
        who.screen.append({"by": "me", "text": shown})
        return self.report(
            {"event_name": name, "sender": {"id": who.id}, "recipient": {"id": OA_ID}, "message": message}
        )

    def sees(self, who: Person, *ids: str) -> Json:
        """A person has seen messages of the account."""
        return self.report(
            {
                "event_name": "user_seen_message",
                "sender": {"id": OA_ID},
                "recipient": {"id": who.id},
                "message": {"msg_ids": list(ids)},
            }
        )

    def receives(self, who: Person, *ids: str) -> Json:
        """Messages of the account arrived on a person's phone."""
        return self.report(
            {
                "event_name": "user_received_message",
                "sender": {"id": who.id},
                "recipient": {"id": OA_ID},
                "message": {"msg_ids": list(ids)},
            }
        )

    def does(self, who: Person, name: str, **more: Any) -> Json:
        """Any other event of a person."""
        sides: Json = (
            {"follower": {"id": who.id}, "oa_id": OA_ID}
            if name in {"follow", "unfollow"}
            else {"sender": {"id": who.id}, "recipient": {"id": OA_ID}}
        )
        return self.report({"event_name": name, **sides, **more})

    def staff_write(self, who: Person, text: str, admin: str = "1234567890123456789") -> Json:
        """A member of staff answers in Zalo's own chat tool."""
        who.screen.append({"by": "staff", "text": text})
        return self._echo_of(who, f"out-{self.run}{next(self._numbers):08x}", text, admin, held=False)

    # webhook calls

    def report(self, event: Json) -> Json:
        """Call the webhook with an event, signed."""
        body, headers = self.signed(event)
        self.make_call(body, headers)
        made: Json = json.loads(body)
        return made

    def signed(self, event: Json) -> tuple[bytes, dict[str, str]]:
        """Body and headers of an event."""
        stamp = str(self.now())
        event = {"app_id": APP_ID, "user_id_by_app": "552177279717587730", **event}
        if not self.stamp_in_header:
            event["timestamp"] = stamp
        body = json.dumps(event, ensure_ascii=False).encode()
        digest = hashlib.sha256(APP_ID.encode() + body + stamp.encode() + OA_SECRET.encode()).hexdigest()
        headers = {"Content-Type": "application/json", "X-ZEvent-Signature": f"mac={digest}"}
        if self.stamp_in_header:
            headers["X-ZEvent-Timestamp"] = stamp
        return body, headers

    def _echo_of(self, who: Person, message_id: str, text: str, admin: str | None, held: bool = True) -> Json:
        sender = {"id": OA_ID} | ({"admin_id": admin} if admin else {})
        event = {
            "event_name": "oa_send_text",
            "sender": sender,
            "recipient": {"id": who.id},
            "message": {"msg_id": message_id, "text": text},
        }
        body, headers = self.signed(event)
        if held:
            self.echo(body, headers)
        else:
            self.make_call(body, headers)
        return event

    # its API

    def serve(self, ask: Ask) -> tuple[int, Any]:
        """Send, profile and token calls."""
        with self.lock:
            if ask.path == "/v4/oa/access_token":
                return 200, self._token(ask)
            if refused := self._refuse_token(ask):
                return 200, refused
            if ask.path == "/v3.0/oa/message/cs":
                return self._send(ask)
            if ask.path == "/v3.0/oa/user/detail":
                return 200, self._profile(json.loads(ask.query["data"])["user_id"])
        return 404, {"error": -1, "message": "no such call"}

    def _refuse_token(self, ask: Ask) -> Json | None:
        expires = self.access_tokens.get(ask.headers.get("access_token", ""))
        if expires is None:
            return {"error": -216, "message": "Access token is invalid"}
        return {"error": -220, "message": "Access token has expired"} if expires <= self.now() else None

    def _send(self, ask: Ask) -> tuple[int, Any]:
        fate = self.fate()
        if fate == "down":
            return 503, {"error": -1}
        if fate == "cut":
            raise HungUp
        message, who = ask.json["message"], self.people.get(ask.json["recipient"]["user_id"])
        if code := self.refusals.popleft() if self.refusals else self._refusal(who, message):
            return 200, {"error": code, "message": "refused"}
        assert who is not None
        payload = message.get("attachment", {}).get("payload", {})
        text, buttons = message.get("text") or payload["text"], payload.get("buttons", [])
        message_id = f"out-{self.run}{next(self._numbers):08x}"
        who.quota -= 1
        who.screen.append({"by": "oa", "id": message_id, "text": text, "buttons": buttons})
        self.sent.append({"to": who.id, "id": message_id, "text": text, "buttons": buttons})
        self._echo_of(who, message_id, self.echoed_as(text), None)
        if fate == "taken_unanswered":
            raise HungUp
        if fate.startswith("taken_"):
            return (503 if fate == "taken_down" else 500), {"error": -1}
        quota = {"quota_type": "reply", "remain": str(who.quota), "total": str(self.quota)}
        data = {"message_id": message_id, "user_id": who.id, "sent_time": str(self.now()), "quota": quota}
        return 200, {"error": 0, "message": "Success", "data": data}

    def _refusal(self, who: Person | None, message: Json) -> int:
        """The error code that a send earns, 0 for none."""
        payload = message.get("attachment", {}).get("payload", {})
        text = message.get("text") or payload.get("text", "")
        titles = [one["title"] for one in payload.get("buttons", [])]
        if who is None or not text or len(text) > 2_000 or len(titles) > 5 or any(len(one) > 100 for one in titles):
            return -201
        if who.blocked:
            return -217
        if who.last_act is None:
            return -232
        if self.now() - who.last_act > WINDOW_MS:
            return -230
        return -211 if who.quota <= 0 else 0

    def _profile(self, user_id: str) -> Json:
        who = self.people[user_id]
        data: Json = {"user_id": who.id, "user_is_follower": who.follows, "display_name": "", "avatars": {}}
        if who.follows:
            data |= {"display_name": who.name, "avatars": {"120": f"{self.url}/a/120", "240": f"{self.url}/a/240"}}
        return {"error": 0, "message": "Success", "data": data}

    def _token(self, ask: Ask) -> Json:
        form = ask.form
        if ask.headers.get("secret_key") != APP_SECRET or form.get("app_id") != APP_ID:
            return {"error_name": "Invalid app", "error_reason": "secret_key", "error_description": "wrong secret"}
        if self.on_renewal:
            self.on_renewal("asked")
        if form.get("grant_type") != "refresh_token" or form.get("refresh_token") != self.refresh_token:
            return {
                "error_name": "Invalid refresh token",
                "error_reason": "used",
                "error_description": "",
                "error": -14014,
            }
        self.renewals += 1
        self.refresh_token = f"refresh-{self.run}{self.renewals}"
        access = f"access-{self.run}{self.renewals}"
        self.access_tokens[access] = self.now() + TOKEN_S * 1000
        if self.on_renewal:
            self.on_renewal("renewed")
        return {"access_token": access, "refresh_token": self.refresh_token, "expires_in": str(TOKEN_S)}
