"""`make run CHANNELS=simulated`: a Zalo and a Messenger that call the house, and a page to chat on them."""

from __future__ import annotations

import os
import signal
import struct
import threading
import time
import zlib
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.simulators.messenger import MessengerPlatform
from tests.simulators.server import Ask, Json, Person, Platform
from tests.simulators.zalo import ZaloPlatform

PAGE = Path(__file__).with_name("chat.html")
PULSE_S = 0.2
RETRY_S = 5.0
NAMES = ("Trần Thu Hà", "Lê Minh Khôi", "Nguyễn An Nhiên")
Simulated = ZaloPlatform | MessengerPlatform


def picture(width: int = 240, height: int = 160) -> bytes:
    """A small picture, PNG: a dawn."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    lines = (bytes([0, *(255, 150 + line // 2, 90 + line) * width]) for line in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = (chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(b"".join(lines))), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@dataclass
class Chat(Platform):
    """The page, and what its buttons do."""

    sides: dict[str, Simulated] = field(default_factory=dict)

    def serve(self, ask: Ask) -> tuple[int, Any]:
        """The page, how things stand, and what a customer does."""
        if ask.method == "GET" and ask.path == "/":
            return 200, PAGE.read_text(encoding="utf-8")
        if ask.method == "GET" and ask.path == "/state":
            return 200, {name: _state(side) for name, side in self.sides.items()}
        # a form of another site could post here; JSON it cannot send without asking
        if ask.method != "POST" or ask.path != "/do" or ask.headers.get("content-type") != "application/json":
            return 404, {"error": "no such thing"}
        asked = ask.json
        side = self.sides.get(asked.get("side", ""))
        who = next((one for one in side.people.values() if one.id == asked.get("person")), None) if side else None
        if side is None or who is None:
            return 404, {"error": "nobody"}
        return (200, {}) if _do(side, who, asked) else (422, {"error": "not understood"})


def _state(side: Simulated) -> Json:
    people = [{"id": one.id, "name": one.name, "screen": one.screen, "follows": one.follows} for one in _people(side)]
    return {"people": people, "echoes": side.echoes, "waiting": len(side.queue) + len(side.late)}


def _people(side: Simulated) -> list[Person]:
    return list(side.people.values())


def _do(side: Simulated, who: Person, asked: Json) -> bool:
    deed, text = asked.get("do"), str(asked.get("text", ""))
    if deed == "write" and text:
        side.writes(who, text)
    elif deed == "tap":
        with suppress(LookupError):
            side.taps(who, text)
    elif deed == "staff" and text:
        side.staff_write(who, text)
    elif deed == "picture":
        url = side.keeps("/picture.png", picture())
        side.sends(who, "image", {"url": url})
    elif deed == "see":
        _see(side, who)
    elif deed == "follow" and isinstance(side, ZaloPlatform):
        who.follows = True
        side.does(who, "follow")
    elif deed == "withdraw" and isinstance(side, ZaloPlatform):
        side.does(who, "user_withdraw")
        who.screen.clear()
    elif deed == "fate" and text in {"taken_unanswered", "cut", "down"}:
        side.fates.append(text)  # type: ignore[arg-type]
    elif deed == "echoes" and text in {"after", "before", "late", "never"}:
        side.echoes = text  # type: ignore[assignment]
    elif deed == "late":
        side.queue.extend(side.late)
        side.late.clear()
    else:
        return False
    return True


def _see(side: Simulated, who: Person) -> None:
    got = [one["id"] for one in who.screen if "id" in one]
    if isinstance(side, ZaloPlatform):
        side.sees(who, *got)
    else:
        side.does(who, read={"watermark": side.now()})


def _pump(side: Simulated, stop: threading.Event) -> None:
    """Make the calls that wait, at once, and after a while those that failed."""
    while not stop.wait(RETRY_S if any(call.tries for call in side.queue) else PULSE_S):
        with suppress(httpx.HTTPError):
            side.pump()


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    run, web = os.environ["SIMULATOR_RUN"], os.environ["SIMULATOR_WEB"]
    ports = {name: int(os.environ[f"SIMULATOR_{name}_PORT"]) for name in ("CHAT", "ZALO", "MESSENGER")}
    http = httpx.Client(base_url=web, timeout=10, trust_env=False)

    def post_to(channel: str) -> Any:
        def post(body: bytes, headers: dict[str, str]) -> int:
            try:
                return http.post(f"/webhooks/{channel}", content=body, headers=headers).status_code
            except httpx.HTTPError:
                return 0

        return post

    oa = ZaloPlatform(
        post=post_to("zalo"), port=ports["ZALO"], run=run, clock=time.time_ns, refresh_token=f"refresh-{run}"
    )
    page = MessengerPlatform(post=post_to("messenger"), port=ports["MESSENGER"], run=run, clock=time.time_ns)
    for number, name in enumerate(NAMES, 1):
        oa.person(number, name)
        page.person(number, name)
    sides: dict[str, Simulated] = {"zalo": oa, "messenger": page}
    chat = Chat(port=ports["CHAT"], sides=sides)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    for side in sides.values():
        threading.Thread(target=_pump, args=(side, stop), daemon=True).start()
    stop.wait()
    for one in (chat, *sides.values()):
        one.close()


if __name__ == "__main__":
    main()
