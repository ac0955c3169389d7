"""Databases that hold a column to its length: what platforms send must fit."""

from __future__ import annotations

from bot.channels.messenger import events
from bot.channels.zalo import events as zalo
from store.schema import arrival, dispatch, identity, message

LONG = "x" * 5_000


def length(column: object) -> int:
    return int(column.type.length)  # type: ignore[attr-defined]


def test_ids_of_messages_fit_however_long_the_platform_makes_them() -> None:
    envelope = {"id": "p", "messaging": [{"sender": {"id": LONG}, "recipient": {"id": "p"}, "message": {"mid": LONG}}]}
    (raw,) = events.envelopes({"entry": [envelope]})
    for found in (
        events.report(raw, "p", "a"),
        zalo.report(
            f'{{"event_name":"user_send_text","sender":{{"id":"{LONG}"}},"message":{{"msg_id":"{LONG}"}}}}', "o"
        ),
    ):
        assert len(found.key) <= length(arrival.c.external_id)
        assert len(found.person or "") <= min(length(identity.c.external_id), length(arrival.c.person))
        told = found.news.external_id  # type: ignore[union-attr]
        assert len(told) <= min(length(message.c.external_id), length(dispatch.c.external_id))
        assert len(found.raw) > 0
