"""What people send: fetched once, looked at, kept, shown; and what is not fetched."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import chain, repeat

import httpcore
import pytest

from bot import fetching, worker
from bot.fetching import MOST_BYTES, Refused, download, public_address
from messages import say
from settings import settings
from store import attachments, messages, read
from store.attachments import Attachment
from tests.bot.conftest import Clock
from tests.simulators.conftest import House, Panel
from tests.simulators.server import Person
from tests.simulators.zalo import ZaloPlatform

JPEG = b"\xff\xd8\xff\xe0" + b"picture" * 10
PDF = b"%PDF-1.7 " + b"invoice" * 10


def sent(house: House, oa: ZaloPlatform, person: Person, url: str, what: str = "image") -> Attachment:
    """What became of a file that a person sent, after the worker looked."""
    oa.sends(person, what, {"url": url, "name": "hoá đơn.pdf"})
    oa.pump()
    house.worker_sweeps()
    with read() as tx:
        kept = attachments.of_conversation(tx, house.talk(person.id).id)
    return kept[(house.history(person.id)[0].id, 0)]


def test_a_picture_is_fetched_kept_and_shown(house: House, oa: ZaloPlatform, ha: Person, panel: Panel) -> None:
    kept = sent(house, oa, ha, oa.keeps("/p.jpg", JPEG))
    assert (kept.state, kept.mime, kept.size, kept.url) == ("stored", "image/jpeg", len(JPEG), None)
    oa.files.clear()  # the platform's address is good for a while only
    assert f'<img src="/panel/files/{kept.id}"' in panel.thread(house.talk(ha.id).id)
    answer = panel.get(f"/panel/files/{kept.id}")
    assert (answer.data, answer.mimetype) == (JPEG, "image/jpeg")
    assert answer.headers["Content-Disposition"] == "inline"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_file_is_handed_over_and_not_opened(house: House, oa: ZaloPlatform, ha: Person, panel: Panel) -> None:
    kept = sent(house, oa, ha, oa.keeps("/f", PDF), "file")
    answer = panel.get(f"/panel/files/{kept.id}")
    assert (answer.mimetype, answer.headers["Content-Disposition"]) == ("application/pdf", "attachment")
    assert "hoá đơn.pdf" in panel.thread(house.talk(ha.id).id)


def test_nobody_else_gets_it(house: House, oa: ZaloPlatform, ha: Person) -> None:
    kept = sent(house, oa, ha, oa.keeps("/p.jpg", JPEG))
    stranger = house.client.get(f"/panel/files/{kept.id}", headers={"Accept": "application/json"})
    assert stranger.status_code == 401


@pytest.mark.parametrize(
    ("content", "claimed"),
    [
        (b"<html><script>alert(1)</script>", "image/jpeg"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "image/svg+xml"),
        (b"MZ\x90\x00 a program", "image/png"),
        (b"#!/bin/sh", "application/pdf"),
        (b"", "image/jpeg"),
    ],
)
def test_what_it_is_its_first_bytes_say(
    house: House, oa: ZaloPlatform, ha: Person, panel: Panel, content: bytes, claimed: str
) -> None:
    kept = sent(house, oa, ha, oa.keeps("/x.jpg", content, content_type=claimed))
    assert (kept.state, kept.why, kept.url) == ("refused", "type", None)
    assert panel.get(f"/panel/files/{kept.id}").status_code == 404
    assert say("vi", "file-refused") in panel.thread(house.talk(ha.id).id)


@pytest.mark.parametrize("brand", ["heic", "mif1", "avif"])
def test_a_picture_in_the_box_of_a_film_is_a_picture(
    house: House, oa: ZaloPlatform, ha: Person, panel: Panel, brand: str
) -> None:
    kept = sent(house, oa, ha, oa.keeps("/p", b"\x00\x00\x00\x18ftyp" + brand.encode() + b"picture"))
    assert (kept.mime or "").startswith("image/")
    assert "<video" not in panel.thread(house.talk(ha.id).id)


def test_a_fetched_picture_changes_nothing_of_its_message(
    house: House, oa: ZaloPlatform, ha: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    oa.sends(ha, "image", {"url": oa.keeps("/p.jpg", JPEG)})
    oa.pump()
    answered = house.history(ha.id)[0]
    assert answered.state == "handled"
    # as another transaction saw it a moment ago
    with monkeypatch.context() as patch:
        patch.setattr(messages, "get", lambda *_: replace(answered, state="received"))
        house.worker_sweeps()
    assert house.history(ha.id)[0].state == "handled"


def test_too_large_is_refused_by_what_it_says_and_by_what_comes(house: House, oa: ZaloPlatform, ha: Person) -> None:
    kept = sent(house, oa, ha, oa.keeps("/big", b"", content_length=str(MOST_BYTES + 1)))
    assert kept.why == "size"
    oa.files["/quiet"] = (200, {}, b"\xff\xd8\xff" + b"0" * (MOST_BYTES + 1))  # says nothing of its length
    with pytest.raises(Refused, match="size"):
        download(f"{oa.url}/quiet")


def test_a_redirect_is_followed_where_it_leads_to_a_place_that_may_be_dialled(house: House, oa: ZaloPlatform) -> None:
    oa.keeps("/p.jpg", JPEG)
    oa.keeps("/here", b"", 302, location="/p.jpg")
    assert download(f"{oa.url}/here") == JPEG


@pytest.mark.parametrize(
    "where",
    [
        "http://127.0.0.1:1/admin",
        "http://169.254.169.254/latest/meta-data",
        "https://169.254.169.254/latest/meta-data",
        "https://localhost/",
        "https://[::1]/",
        "file:///etc/passwd",
        "gopher://x/",
        "http://example.com/",
        "https://user:pass@example.com/",
    ],
)
def test_a_redirect_that_leads_elsewhere_is_refused(house: House, oa: ZaloPlatform, where: str) -> None:
    oa.keeps("/there", b"", 302, location=where)
    with pytest.raises(Refused, match="address"):
        download(f"{oa.url}/there")


def test_a_ring_of_redirects_ends(house: House, oa: ZaloPlatform) -> None:
    oa.keeps("/round", b"", 302, location="/round")
    with pytest.raises(Refused, match="address"):
        download(f"{oa.url}/round")


def told(*addresses: str) -> list[tuple[object, ...]]:
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 443)) for one in addresses]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "::1", "fe80::1", "fc00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:0a00:0001::1",
    ],
)  # fmt: skip
def test_no_address_inside_a_network_is_dialled(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: told("93.184.215.14", address))
    with pytest.raises(Refused):
        public_address("pictures.example.vn", 443)


def test_a_name_is_looked_up_once_and_dialled_as_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that means another place the second time it is asked for is of no use to an attacker."""
    answers = [told("93.184.215.14"), told("127.0.0.1")]
    dialled: list[str] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers.pop(0))

    class Dial:
        def connect_tcp(self, host: str, *_: object) -> None:
            dialled.append(host)

    backend = fetching.PublicOnly(time.monotonic() + 60)
    backend._dial = Dial()  # type: ignore[assignment]
    backend.connect_tcp("rebinding.example.vn", 443)
    assert dialled == ["93.184.215.14"]
    assert len(answers) == 1


def test_plain_http_is_refused_but_for_the_places_that_the_operator_named(
    house: House, oa: ZaloPlatform, ha: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRIVATE_SOURCES", "")
    settings.cache_clear()
    assert sent(house, oa, ha, oa.keeps("/p.jpg", JPEG)).why == "address"


class Dripping(httpcore.NetworkStream):
    """A server that says a little every nine seconds and never comes to the end of its headers."""

    def __init__(self, passes: Callable[[float], None]) -> None:
        self._passes = passes
        self._said = chain(b"HTTP/1.1 200 OK\r\nX: ", repeat(ord("a")))

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self._passes(9)
        return bytes([next(self._said)])

    def write(self, buffer: bytes, timeout: float | None = None) -> None: ...

    def close(self) -> None: ...


def test_headers_that_come_drop_by_drop_are_not_waited_for_longer_than_a_minute(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at = [0.0]

    def passes(seconds: float) -> None:
        at[0] += seconds

    monkeypatch.setenv("PRIVATE_SOURCES", "slow:80")
    settings.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(time, "monotonic", lambda: at[0])
        patch.setattr(httpcore.SyncBackend, "connect_tcp", lambda *_, **__: Dripping(passes))
        with pytest.raises(httpcore.ReadTimeout):
            download("http://slow/p.jpg")
    assert at[0] < fetching.WHOLE_S + 10


def test_slow_files_do_not_keep_answers_from_going_out(monkeypatch: pytest.MonkeyPatch) -> None:
    slow, answered = threading.Event(), threading.Event()

    def fetch(_: str) -> None:
        slow.wait(20)

    def deliver(_: str) -> None:
        answered.set()

    monkeypatch.setattr(fetching, "fetch", fetch)
    with worker.Pools() as pools:
        for number in range(2 * worker.THREADS):
            pools.run(fetching.fetch, f"file-{number}")
        pools.run(deliver, "talk")
        assert answered.wait(10)
        slow.set()


def test_a_platform_that_is_down_is_asked_again_and_not_for_ever(
    house: House, oa: ZaloPlatform, ha: Person, clock: Clock
) -> None:
    url = oa.keeps("/p.jpg", b"", 503)
    assert sent(house, oa, ha, url).state == "waiting"
    oa.keeps("/p.jpg", JPEG)
    clock.forward(11)
    house.worker_sweeps()
    with read() as tx:
        (kept,) = attachments.of_conversation(tx, house.talk(ha.id).id).values()
    assert kept.state == "stored"
    mai = oa.person(2, "Mai")
    sent(house, oa, mai, oa.keeps("/gone.jpg", b"", 503))
    for seconds in (11, 61, 601, 3601):
        clock.forward(seconds)
        house.worker_sweeps()
    with read() as tx:
        (kept,) = attachments.of_conversation(tx, house.talk(mai.id).id).values()
    assert (kept.state, kept.why) == ("failed", "unreachable")


def test_what_was_withdrawn_is_not_kept(house: House, oa: ZaloPlatform, ha: Person, panel: Panel) -> None:
    kept = sent(house, oa, ha, oa.keeps("/p.jpg", JPEG))
    oa.does(ha, "user_withdraw")
    oa.pump()
    assert panel.get(f"/panel/files/{kept.id}").status_code == 404


@pytest.mark.parametrize(
    ("what", "payload", "shown"),
    [
        (
            "location",
            {"coordinates": {"latitude": "10.77", "longitude": "106.69"}},
            'href="https://www.google.com/maps?q=10.77,106.69"',
        ),
        ("link", {"url": "https://shop.vn/binh", "description": "Bình gốm"}, 'href="https://shop.vn/binh"'),
    ],
)
def test_a_place_and_a_link_can_be_opened(
    house: House, oa: ZaloPlatform, ha: Person, panel: Panel, what: str, payload: dict[str, object], shown: str
) -> None:
    oa.sends(ha, what, payload)
    oa.pump()
    assert shown in panel.thread(house.talk(ha.id).id)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//evil"])
def test_a_link_that_is_none_cannot_be_followed(
    house: House, oa: ZaloPlatform, ha: Person, panel: Panel, url: str
) -> None:
    oa.sends(ha, "link", {"url": url, "description": "xem"})
    oa.pump()
    assert url not in panel.thread(house.talk(ha.id).id)
