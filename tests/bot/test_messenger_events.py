"""Messenger's events in our words, whatever shape they have."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import Unknown, Wrote
from bot.channels.messenger import events
from bot.channels.wire import read_json

PAGE, APP = "108123456789012", "555"
json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)


def test_the_documented_message() -> None:
    body = read_json(
        """{"object":"page","entry":[{"id":"108123456789012","time":1458692752478,"messaging":[
        {"sender":{"id":"7"},"recipient":{"id":"108123456789012"},"timestamp":1458692752478,
         "message":{"mid":"mid.1457764197618:41d102a3e1ae206a38","text":"hello, world!",
                    "quick_reply":{"payload":"#12.1"}}}]}]}"""
    )
    (raw,) = events.envelopes(body)
    found = events.report(raw, PAGE, APP)
    assert found.news == Wrote("mid.1457764197618:41d102a3e1ae206a38", "hello, world!", tap=(12, 1))
    assert (found.person, found.at) == ("7", 1458692752478)


PARTS = st.sampled_from([*events.NAMES, "sender", "recipient", "timestamp"])


@given(st.dictionaries(PARTS, json_values), st.booleans())
def test_no_shape_breaks_the_reading_and_a_copy_reads_the_same(event: dict[str, Any], standby: bool) -> None:
    entry = {"id": PAGE, "time": 5, "standby" if standby else "messaging": [event]}
    (raw,) = events.envelopes({"entry": [entry]})
    first = events.report(raw, PAGE, APP)
    assert first == events.report(raw, PAGE, APP)
    assert len(first.key) <= 200
    assert first.person != PAGE
    assert "\x00" not in f"{first.key}{first.person}{first.name}{first.news}"


@given(json_values)
def test_no_body_breaks_the_unpacking(entries: Any) -> None:
    body = {"entry": entries}
    for raw in events.envelopes(body):
        assert isinstance(events.report(raw, PAGE, APP).news, Unknown)
    events.sent_at(body)
