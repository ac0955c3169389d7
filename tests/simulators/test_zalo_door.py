"""Who is let in at /webhooks/zalo, and what the caller hears."""

from __future__ import annotations

import hashlib
import json

import pytest

from agent_assist.health import registry
from store import arrivals, conversations, read
from tests.bot.conftest import Clock, RasaSays
from tests.simulators import zalo
from tests.simulators.conftest import House
from tests.simulators.server import Json
from tests.simulators.zalo import ZaloPlatform


def counted(outcome: str) -> float:
    return registry.get_sample_value("langnghe_webhook_calls_total", {"channel": "zalo", "outcome": outcome}) or 0


def text_event(text: str = "alo", sender: str = "2468458835291970001") -> Json:
    return {
        "event_name": "user_send_text",
        "sender": {"id": sender},
        "recipient": {"id": zalo.OA_ID},
        "message": {"msg_id": "m-1", "text": text},
    }


def nothing_is_kept() -> bool:
    with read() as tx:
        return arrivals.last(tx, "zalo", zalo.OA_ID) is None


@pytest.mark.parametrize(
    ("signature", "status", "outcome"),
    [
        (None, 401, "unsigned"),
        ("", 401, "unsigned"),
        ("mac=", 401, "unsigned"),
        ("mac=" + "0" * 64, 403, "forged"),
        ("chữ ký".encode().decode("latin-1"), 403, "forged"),
    ],
)
def test_a_call_with_no_or_a_wrong_signature_is_counted_and_never_processed(
    house: House, oa: ZaloPlatform, rasa: RasaSays, signature: str | None, status: int, outcome: str
) -> None:
    body, headers = oa.signed(text_event())
    headers.pop("X-ZEvent-Signature")
    if signature is not None:
        headers["X-ZEvent-Signature"] = signature
    before = counted(outcome)
    assert house.webhook(body, headers) == status
    assert counted(outcome) == before + 1
    assert nothing_is_kept()
    assert rasa.asked == []


def test_a_body_that_was_changed_on_the_way_is_forged(house: House, oa: ZaloPlatform) -> None:
    body, headers = oa.signed(text_event("chuyển 100.000"))
    assert house.webhook(body.replace(b"100.000", b"900.000"), headers) == 403
    assert nothing_is_kept()


def test_an_event_older_than_zalos_last_try_is_stale(house: House, oa: ZaloPlatform, clock: Clock) -> None:
    body, headers = oa.signed(text_event())
    clock.forward(7_300)
    assert house.webhook(body, headers) == 403
    assert nothing_is_kept()


def test_an_event_tried_for_the_last_time_is_not(house: House, oa: ZaloPlatform, clock: Clock) -> None:
    body, headers = oa.signed(text_event())
    clock.forward(110 * 60 + 30)
    assert house.webhook(body, headers) == 200


def test_an_event_from_the_future_is_stale(house: House, oa: ZaloPlatform, clock: Clock) -> None:
    clock.forward(600)
    body, headers = oa.signed(text_event())
    clock.forward(-600)
    assert house.webhook(body, headers) == 403


@pytest.mark.parametrize("bare", [True, False])
def test_the_signature_comes_bare_or_as_mac(house: House, oa: ZaloPlatform, bare: bool) -> None:
    body, headers = oa.signed(text_event())
    if bare:
        headers["X-ZEvent-Signature"] = headers["X-ZEvent-Signature"].removeprefix("mac=").upper()
    assert house.webhook(body, headers) == 200


def test_without_a_secret_nobody_is_let_in(
    oa: ZaloPlatform, connect: object, rasa: RasaSays, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZALO_OA_SECRET", "")
    open_house: House = connect(oa, "zalo", zalo.OA_ID)  # type: ignore[operator]
    event = {"app_id": zalo.APP_ID, **text_event(), "timestamp": str(oa.now())}
    body = json.dumps(event).encode()
    digest = hashlib.sha256(zalo.APP_ID.encode() + body + str(oa.now()).encode()).hexdigest()
    assert open_house.webhook(body, {"X-ZEvent-Signature": digest}) == 401


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"a"', b"\xff\xfe", b"[" * 50_000, b"9" * 5_000])
def test_what_is_no_json_object_is_malformed(house: House, body: bytes) -> None:
    assert house.webhook(body, {"X-ZEvent-Signature": "mac=" + "0" * 64}) == 400
    assert nothing_is_kept()


def test_a_body_of_more_than_a_mebibyte_is_too_large(house: House) -> None:
    assert house.webhook(b" " * ((1 << 20) + 1), {"X-ZEvent-Signature": "mac=" + "0" * 64}) == 413


def test_an_event_of_another_account_is_kept_and_not_worked_off(house: House, oa: ZaloPlatform) -> None:
    event = text_event() | {"recipient": {"id": "999"}}
    body, headers = oa.signed(event)
    assert house.webhook(body, headers) == 200
    with read() as tx:
        kept = arrivals.last(tx, "zalo", zalo.OA_ID)
        assert conversations.current(tx, "zalo", zalo.OA_ID, "2468458835291970001") is None
    assert kept
    assert kept.state == "unknown"


def test_a_channel_that_is_not_connected_has_no_door(house: House) -> None:
    assert house.client.post("/webhooks/telegram", data=b"{}").status_code == 404
    assert house.client.post("/webhooks/web", data=b"{}").status_code == 404


def test_ids_are_kept_to_the_last_digit_though_they_come_as_numbers(house: House, oa: ZaloPlatform) -> None:
    event = text_event()
    event["sender"]["id"] = 2468458835291970001
    body, headers = oa.signed(event)
    assert house.webhook(body, headers) == 200
    assert house.talk("2468458835291970001").channel == "zalo"


def test_the_metrics_name_no_one(house: House, oa: ZaloPlatform) -> None:
    body, headers = oa.signed(text_event("số 0901234471"))
    house.webhook(body, headers)
    told = house.client.get("/metrics").text
    assert "langnghe_webhook_reports_total" in told
    assert "0901234471" not in told
    assert "2468458835291970001" not in told
