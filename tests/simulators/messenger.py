"""A Messenger platform that behaves as documented: signed calls of many entries and events, sends with the window of
a day and HUMAN_AGENT, error codes, echoes with the metadata that was sent.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.simulators.server import Ask, Call, HungUp, Json, Person, Platform

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
PAGE_ID, APP_ID, APP_SECRET = "108123456789012", "555666777888999", "app-secret"
PAGE_TOKEN, VERIFY_TOKEN = "page-token", "lời hẹn"
INBOX_APP = "263902037430900"


@dataclass
class MessengerPlatform(Platform):
    """The platform with one Page. `refusals`: (code, subcode) for the next sends."""

    clock: Callable[[], int] = lambda: 0
    people: dict[str, Person] = field(default_factory=dict)
    refusals: deque[tuple[int, int | None]] = field(default_factory=deque)
    sent: list[Json] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__post_init__()
        self._numbers = count(1)

    def now(self) -> int:
        """Epoch ms."""
        return self.clock() // 1_000_000

    def person(self, number: int, name: str) -> Person:
        """Somebody new."""
        made = Person(str(7_000_000_000_000_000 + number), name)
        self.people[made.id] = made
        return made

    # what people do

    def writes(self, who: Person, text: str, **more: Any) -> Json:
        """A person writes."""
        return self._from_person(who, {"text": text, **more}, text)

    def sends(self, who: Person, what: str, payload: Json) -> Json:
        """A person sends an image, file, sticker …"""
        return self._from_person(who, {"attachments": [{"type": what, "payload": payload}]}, f"[{what}]")

    def taps(self, who: Person, title: str) -> Json:
        """A person taps a quick reply; only those under the newest message of the account are there."""
        newest = next(one for one in reversed(who.screen) if one["by"] != "me")
        for one in newest.get("buttons", []):
            if one["title"] == title:
                return self.writes(who, title, quick_reply={"payload": one["payload"]})
        raise LookupError(title)

    def taps_old(self, who: Person, title: str, payload: str) -> Json:
        """A person taps a button that stays, such as one of the menu."""
        who.last_act = self.now()
        return self.report(self._by(who, {"postback": {"mid": self._mid(), "title": title, "payload": payload}}))

    def _from_person(self, who: Person, message: Json, shown: str) -> Json:
        who.last_act = self.now()
        who.screen.append({"by": "me", "text": shown})
        return self.report(self._by(who, {"message": {"mid": self._mid(), **message}}))

    def does(self, who: Person, **what: Any) -> Json:
        """Any other event of a person: read, delivery, reaction, thread control …"""
        return self.report(self._by(who, what))

    def staff_write(self, who: Person, text: str) -> Json:
        """A member of staff answers in the Page's inbox."""
        who.screen.append({"by": "staff", "text": text})
        return self.report(self._echo_event(who, self._mid(), text, INBOX_APP, None))

    def _by(self, who: Person, what: Json) -> Json:
        return {"sender": {"id": who.id}, "recipient": {"id": PAGE_ID}, "timestamp": self.now(), **what}

    def _mid(self) -> str:
        return f"m_{self.run}{next(self._numbers):08x}" + "x" * 60

    # webhook calls

    def report(self, event: Json) -> Json:
        """Call the webhook with one event."""
        self.make_call(*self.signed(self.page(event)))
        return event

    def batch(self) -> None:
        """Put all calls that wait into one, an entry each."""
        entries = [entry for call in self.queue for entry in json.loads(call.body)["entry"]]
        self.queue.clear()
        self.queue.append(Call(*self.signed({"object": "page", "entry": entries})))

    def page(self, *events: Json, standby: bool = False) -> Json:
        """The body of a call with these events in one entry."""
        entry = {"id": PAGE_ID, "time": self.now(), "standby" if standby else "messaging": list(events)}
        return {"object": "page", "entry": [entry]}

    def signed(self, body: Json) -> tuple[bytes, dict[str, str]]:
        """Body and headers of a call."""
        raw = json.dumps(body).encode()
        digest = hmac.new(APP_SECRET.encode(), raw, hashlib.sha256).hexdigest()
        return raw, {"Content-Type": "application/json", "X-Hub-Signature-256": f"sha256={digest}"}

    def _echo_event(self, who: Person, mid: str, text: str, app_id: str | None, metadata: str | None) -> Json:
        message: Json = {"is_echo": True, "mid": mid, "text": text}
        if app_id:
            message["app_id"] = int(app_id)
        if metadata:
            message["metadata"] = metadata
        return {
            "sender": {"id": PAGE_ID},
            "recipient": {"id": who.id},
            "timestamp": self.now(),
            "message": message,
        }

    # its API

    def serve(self, ask: Ask) -> tuple[int, Any]:
        """Send and profile calls."""
        if ask.query.get("access_token") != PAGE_TOKEN:
            return 400, _error(190)
        if ask.path.endswith("/me"):
            return 200, {"id": PAGE_ID}
        with self.lock:
            if ask.method == "POST" and ask.path.endswith("/me/messages"):
                return self._send(ask.json)
            who = self.people.get(ask.path.rsplit("/", 1)[-1])
        if who is None:
            return 400, _error(100)
        return 200, {"name": who.name, "profile_pic": f"{self.url}/p/{who.id}", "id": who.id}

    def _send(self, body: Json) -> tuple[int, Any]:
        fate = self.fate()
        if fate == "down":
            return 503, _error(2)
        if fate == "cut":
            raise HungUp
        message, who = body["message"], self.people.get(body["recipient"]["id"])
        if refused := self.refusals.popleft() if self.refusals else self._refusal(body, who):
            return 400, _error(*refused)
        assert who is not None
        mid, buttons = self._mid(), message.get("quick_replies", [])
        tag = body.get("tag")
        who.screen.append({"by": "page", "id": mid, "text": message["text"], "buttons": buttons})
        self.sent.append({"to": who.id, "id": mid, "text": message["text"], "buttons": buttons, "tag": tag})
        event = self._echo_event(who, mid, message["text"], APP_ID, message.get("metadata"))
        self.echo(*self.signed(self.page(event)))
        if fate == "taken_unanswered":
            raise HungUp
        if fate.startswith("taken_"):
            return (503 if fate == "taken_down" else 500), {"error": {"code": 2}}
        return 200, {"recipient_id": who.id, "message_id": mid}

    def _refusal(self, body: Json, who: Person | None) -> tuple[int, int | None] | None:
        """The error that a send earns."""
        message, kind, tag = body["message"], body.get("messaging_type"), body.get("tag")
        replies = message.get("quick_replies", [])
        if who is None or not message.get("text") or len(message["text"]) > 2_000 or len(replies) > 13:
            return 100, None
        if any(len(one["title"]) > 20 or one["content_type"] != "text" for one in replies):
            return 100, None
        if who.blocked:
            return 551, None
        silent = self.now() - who.last_act if who.last_act is not None else 10**15
        if kind == "RESPONSE":
            return (10, 2018278) if silent > DAY_MS else None
        if kind != "MESSAGE_TAG" or tag != "HUMAN_AGENT" or silent <= DAY_MS:
            return 100, None
        return (10, 2018278) if silent > 7 * DAY_MS else None


def _error(code: int, subcode: int | None = None) -> Json:
    error: Json = {"message": "refused", "type": "OAuthException", "code": code, "fbtrace_id": "x"}
    if subcode:
        error["error_subcode"] = subcode
    return {"error": error}
