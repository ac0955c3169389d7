"""The doorbell: who hears what, and that nothing is lost between two connections."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from agent_assist import stream
from agent_assist.errors import Refusal
from agent_assist.stream import Listener, Ring
from store import conversations, events, messages, write
from store.conversations import Conversation
from tests.agent_assist.conftest import Cast, SignIn
from tests.agent_assist.scenes import Line, scene

WAIT = 10.0


@pytest.fixture
def listeners() -> Iterator[list[Listener]]:
    opened: list[Listener] = []
    yield opened
    for one in opened:
        one.close()


def hear(listener: Listener, kind: str) -> Ring:
    while ring := listener.wait(WAIT):
        if ring.kind == kind:
            return ring
    raise AssertionError(f"no {kind} within {WAIT} s")


def speak(held: Conversation, text: str = "shop ơi") -> None:
    with write() as tx:
        messages.add(tx, conversations.locked(tx, held.id), author="customer", text=text, state="received")


def test_a_message_rings_for_those_who_listen_to_its_conversation_and_for_those_who_listen_to_all(
    listeners: list[Listener],
) -> None:
    held, other = scene(Line("customer", "a")), scene(Line("customer", "b"))
    listeners += [stream.listen(held.id), stream.listen(None), stream.listen(other.id)]
    speak(held)
    speak(other)
    for listener in listeners[:2]:
        assert hear(listener, "message").conversation_id == held.id
    assert hear(listeners[2], "message").conversation_id == other.id


def test_rings_come_in_the_order_of_the_history(listeners: list[Listener]) -> None:
    held = scene(Line("customer", "a"))
    listeners.append(stream.listen(held.id))
    for number in range(20):
        speak(held, str(number))
    heard = [hear(listeners[0], "message").seq for _ in range(20)]
    assert heard == sorted(heard)
    assert len(set(heard)) == 20


def test_a_signal_is_heard_now_and_not_by_who_comes_later(listeners: list[Listener]) -> None:
    held = scene(Line("customer", "a"))
    listeners.append(stream.listen(held.id))
    with write() as tx:
        events.ring(tx, "typing", held.id, "customer")
    assert hear(listeners[0], "typing").actor == "customer"
    listeners.append(stream.listen(held.id))
    speak(held)
    ring = listeners[1].wait(WAIT)
    assert ring is not None
    assert ring.kind == "message"


def test_what_was_undone_does_not_ring(listeners: list[Listener]) -> None:
    held = scene(Line("customer", "a"))
    listeners.append(stream.listen(held.id))
    with write() as tx:
        messages.add(tx, conversations.locked(tx, held.id), author="customer", text="x", state="received")
        tx.rollback()
    speak(held, "y")
    first = hear(listeners[0], "message")
    assert first.data["seq"] == 2


def test_every_connection_begins_with_hello_so_that_the_page_looks_again(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.minh).get("/api/v1/stream", buffered=False)
    assert answer.mimetype == "text/event-stream"
    first = next(iter(answer.response))
    assert b"event: hello" in (first if isinstance(first, bytes) else first.encode())
    answer.close()


def test_the_panels_stream_carries_no_words(cast: Cast, sign_in: SignIn) -> None:
    held = scene(Line("customer", "a"))
    answer = sign_in(cast.minh).get("/api/v1/stream", buffered=False)
    lines = iter(answer.response)
    next(lines)
    speak(held, "số thẻ của tôi là 4111")
    line = next(lines)
    text = line if isinstance(line, str) else line.decode()
    assert held.id in text
    assert "4111" not in text
    answer.close()


def test_nobody_listens_without_a_session(app: object, cast: Cast, sign_in: SignIn) -> None:
    desk = sign_in(cast.vy)
    assert desk.get("/api/v1/stream").status_code == 403
    desk.client.delete_cookie("session")
    assert desk.get("/api/v1/stream").status_code == 401


def test_one_too_many_is_asked_to_come_again(monkeypatch: pytest.MonkeyPatch, listeners: list[Listener]) -> None:
    monkeypatch.setattr(stream, "MOST_LISTENERS", stream.listening() + 1)
    listeners.append(stream.listen("x"))
    with pytest.raises(Refusal) as refused:
        stream.listen("y")
    assert (refused.value.code, refused.value.retry_after) == ("unavailable", 5)


def test_agents_hear_however_many_customers_listen(monkeypatch: pytest.MonkeyPatch, listeners: list[Listener]) -> None:
    monkeypatch.setattr(stream, "MOST_LISTENERS", stream.listening())
    listeners.append(stream.listen(None))
    speak(held := scene(Line("customer", "a")))
    assert hear(listeners[0], "message").conversation_id == held.id


def test_one_visitor_with_many_tabs_takes_nobody_elses_place(
    monkeypatch: pytest.MonkeyPatch, listeners: list[Listener]
) -> None:
    monkeypatch.setattr(stream, "MOST_TABS", 2)
    listeners += [stream.listen("x"), stream.listen("x")]
    with pytest.raises(Refusal):
        stream.listen("x")
    listeners.append(stream.listen("y"))


def test_who_stops_listening_is_forgotten(cast: Cast, sign_in: SignIn) -> None:
    before = stream.listening()
    answer = sign_in(cast.minh).get("/api/v1/stream", buffered=False)
    next(iter(answer.response))
    assert stream.listening() == before + 1
    answer.close()
    assert stream.listening() == before


def test_a_listener_that_falls_too_far_behind_is_cut_off_and_others_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "BACKLOG", 2)
    slow = Listener("x")
    for number in range(3):
        slow.ring(Ring(number, "message", "x", "customer"))
    assert slow.cut
    assert list(slow) == []
