"""How far a customer's cases are."""

from __future__ import annotations

import pytest

from actions.cases import CaseStatus
from store import cases, conversations, customers, write
from tests.actions.conftest import Talk


@pytest.fixture
def held(talk: Talk) -> str:
    """A conversation of Hà's, in which the talk is held. Returns her id."""
    with write() as tx:
        conversation = conversations.open_new(tx, customers.meet(tx, "web", "main", "hà", "vi"), "vi")
    talk.sender = conversation.id
    return conversation.customer_id


def test_the_newest_open_case_is_named(talk: Talk, held: str) -> None:
    with write() as tx:
        opened = cases.open_new(tx, kind="complaint", title="vỡ bình", customer_id=held, actor="system")
    talk.turn(CaseStatus(), "khiếu nại của tôi tới đâu rồi", "ask_case")
    assert f"VV-{opened.number}" in talk.text
    assert talk.choices == ["/request_person", "/deny"]
    assert talk.slots["answered"] is True


def test_a_case_that_is_done_is_not_open(talk: Talk, held: str) -> None:
    with write() as tx:
        opened = cases.open_new(tx, kind="complaint", title="vỡ bình", customer_id=held, actor="system")
        cases.close(tx, opened.id, "system")
    talk.turn(CaseStatus(), "khiếu nại của tôi tới đâu rồi", "ask_case")
    assert "VV-" not in talk.text
    assert talk.slots["answered"] is False


def test_of_a_conversation_that_is_not_ours_nothing_is_known(talk: Talk) -> None:
    talk.turn(CaseStatus(), "ticket của tôi sao rồi", "ask_case")
    assert talk.slots["answered"] is False
    assert talk.choices == ["/request_person", "/deny"]
