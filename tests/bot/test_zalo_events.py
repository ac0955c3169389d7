"""Zalo's events in our words: the documented shapes to the letter, and whatever else may come."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import (
    Arrived,
    Attachment,
    Echoed,
    Followed,
    GaveContact,
    News,
    Noticed,
    Reacted,
    Turned,
    Unknown,
    Withdrew,
    Wrote,
)
from bot.channels.zalo import events, signature
from settings import ZaloSettings
from store import now

OA, PERSON = "388613280878808645", "246845883529197922"
ACCOUNT = ZaloSettings("360846524940903967", "s", OA, "oa-secret", "", "http://x", "http://x", 7200)
json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)


def news(event: dict[str, Any]) -> News:
    return events.report(json.dumps(event), OA).news


def test_the_documented_text_event() -> None:
    raw = """{"app_id":"360846524940903967","sender":{"id":"246845883529197922"},
      "user_id_by_app":"552177279717587730","recipient":{"id":"388613280878808645"},"event_name":"user_send_text",
      "message":{"text":"message","msg_id":"96d3cdf3af150460909"},"timestamp":"154390853474"}"""
    found = events.report(raw, OA)
    assert found.news == Wrote("96d3cdf3af150460909", "message")
    assert (found.person, found.at, found.name, found.key) == (
        PERSON,
        154390853474,
        "user_send_text",
        "in:96d3cdf3af150460909",
    )


SIDES = {"sender": {"id": PERSON}, "recipient": {"id": OA}}
BACK = {"sender": {"id": OA}, "recipient": {"id": PERSON}}


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (
            {"event_name": "user_send_text", **SIDES, "message": {"msg_id": "m", "text": "ừ", "quote_msg_id": "q"}},
            Wrote("m", "ừ", (), "q"),
        ),
        (
            {"event_name": "user_send_text", **SIDES, "message": {"msg_id": "m", "text": "Vâng #12.1"}},
            Wrote("m", "Vâng #12.1", tap=(12, 1)),
        ),
        (
            {
                "event_name": "user_send_business_card",
                **SIDES,
                "message": {
                    "msg_id": "m",
                    "attachments": [{"type": "link", "payload": {"url": "https://z/u", "description": "Hà"}}],
                },
            },
            Wrote("m", "", (Attachment("link", "https://z/u", "Hà"),)),
        ),
        ({"event_name": "oa_send_text", **BACK, "message": {"msg_id": "m", "text": "Dạ"}}, Echoed("m", "Dạ")),
        (
            {
                "event_name": "oa_send_text",
                "sender": {"id": OA, "admin_id": "99"},
                "recipient": {"id": PERSON},
                "message": {"msg_id": "m", "text": "Dạ"},
            },
            Echoed("m", "Dạ", outside=True),
        ),
        (
            {"event_name": "user_seen_message", **BACK, "message": {"msg_ids": ["a", "b"]}},
            Arrived("seen", ("a", "b")),
        ),
        (
            {"event_name": "user_received_message", **SIDES, "message": {"msg_id": "a"}},
            Arrived("delivered", ("a",)),
        ),
        (
            {"event_name": "user_reacted_message", **SIDES, "message": {"msg_id": "a", "react_icon": "/-strong"}},
            Reacted("a", "👍"),
        ),
        ({"event_name": "follow", "follower": {"id": PERSON}, "oa_id": OA}, Followed(True)),
        ({"event_name": "unfollow", "follower": {"id": PERSON}, "oa_id": OA}, Followed(False)),
        (
            {"event_name": "user_submit_info", **SIDES, "info": {"name": "Hà", "phone": 84901234471, "city": "Huế"}},
            GaveContact("Hà", "84901234471", "Huế"),
        ),
        ({"event_name": "user_withdraw", **SIDES}, Withdrew()),
        ({"event_name": "user_withdraw", "oa_id": OA, "user_id": PERSON}, Withdrew()),
        ({"event_name": "user_click_chatnow", "user_id": PERSON, "oa_id": OA}, Noticed(acted=True)),
        ({"event_name": "something_new", **SIDES}, Unknown()),
        ({"event_name": "user_send_text", **SIDES, "message": {"text": "no id"}}, Unknown()),
        ({"event_name": "user_send_text", **SIDES, "message": {"msg_id": True, "text": "odd id"}}, Unknown()),
        ({**SIDES}, Unknown()),
        ({"event_name": {"a": 1}, "sender": [], "recipient": 3}, Unknown()),
    ],
)
def test_every_event_has_its_word(event: dict[str, Any], expected: News) -> None:
    assert news(event) == expected


NAMES = [*events._KNOWN, "unheard_of"]
FIELDS = ("sender", "recipient", "follower", "message", "info", "timestamp", "user_id", "oa_id", "app_id")


@given(st.sampled_from(NAMES), st.dictionaries(st.sampled_from(FIELDS), json_values))
def test_no_shape_breaks_the_reading_and_a_copy_reads_the_same(name: str, rest: dict[str, Any]) -> None:
    raw = json.dumps({"event_name": name, **rest})
    first = events.report(raw, OA)
    assert first.key == events.report(raw, OA).key
    assert 0 < first.at < 1 << 53
    assert len(first.key) <= 200
    assert first.person != OA
    assert "\x00" not in f"{first.key}{first.person}{first.name}{first.news}"


def test_what_no_database_takes_is_left_out_of_ids() -> None:
    event = {
        "event_name": "user_send_text",
        "sender": {"id": "7\x007"},
        "message": {"msg_id": "m\x00", "text": "a\x00b"},
    }
    found = events.report(json.dumps(event), OA)
    assert (found.person, found.news) == ("77", Wrote("m", "ab"))


@given(
    st.lists(
        st.fixed_dictionaries({"type": st.sampled_from([*events.TYPES, "?"]), "payload": json_values}) | json_values,
        max_size=30,
    )
)
def test_no_attachment_breaks_the_reading(attachments: list[Any]) -> None:
    message = {"msg_id": "m", "attachments": attachments}
    found = news({"event_name": "user_send_image", **SIDES, "message": message})
    assert isinstance(found, Wrote)
    assert len(found.attachments) <= events.MOST_ATTACHMENTS


def signed(body: bytes, stamp: str) -> dict[str, str]:
    text = ACCOUNT.app_id.encode() + body + stamp.encode() + ACCOUNT.oa_secret.encode()
    return {"x-zevent-signature": f"mac={hashlib.sha256(text).hexdigest()}"}


@given(st.dictionaries(st.text(max_size=10), json_values, max_size=5))
def test_a_signature_is_right_for_one_body_alone(rest: dict[str, Any]) -> None:
    stamp = str(now())
    event = {**rest, "timestamp": stamp}
    body = json.dumps(event).encode()
    assert signature.accept(body, event, signed(body, stamp), ACCOUNT) == "body"
    with pytest.raises(Turned, match="forged"):
        signature.accept(body + b" ", event, signed(body, stamp), ACCOUNT)


@given(st.binary(max_size=60), st.text(max_size=70))
def test_no_guess_is_right(body: bytes, guess: str) -> None:
    with pytest.raises(Turned):
        signature.accept(body, {"timestamp": str(now())}, {"x-zevent-signature": guess}, ACCOUNT)


@given(json_values)
def test_no_timestamp_breaks_the_check(stamp: Any) -> None:
    body = json.dumps({"timestamp": stamp}).encode()
    with pytest.raises(Turned):
        signature.accept(body, {"timestamp": stamp}, signed(body, str(stamp)) if stamp else {}, ACCOUNT)
