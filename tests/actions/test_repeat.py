"""Saying it again."""

from __future__ import annotations

from typing import Any

from actions.repeat import Repeat
from tests.actions.conftest import Talk


def said(text: str, **data: Any) -> dict[str, Any]:
    """A reply of the bot as Rasa keeps it."""
    return {"event": "bot", "text": text, "data": data}


def test_all_that_was_said_last_is_said_again_with_its_buttons(talk: Talk) -> None:
    buttons = [{"title": "Gặp nhân viên", "payload": "/request_person"}]
    talk.events += [said("cũ"), {"event": "user", "text": "?"}, said("một"), said("hai", buttons=buttons)]
    talk.turn(Repeat(), "nói lại đi", "repeat")
    assert talk.text == "một\nhai"
    assert talk.choices == ["/request_person"]


def test_where_nothing_was_said_the_customer_is_asked(talk: Talk) -> None:
    talk.turn(Repeat(), "nói lại đi", "repeat")
    assert [reply["response"] for reply in talk.replies] == ["utter_how_can_i_help"]
