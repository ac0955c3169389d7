"""What an agent sees in the panel of a conversation on Zalo."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from bot import handoff
from messages import say
from store import sessions, users, write
from tests.simulators.conftest import House
from tests.simulators.server import Person
from tests.simulators.zalo import ZaloPlatform

Thread = Callable[[Person], str]


@pytest.fixture
def thread(house: House, minh: str) -> Thread:
    """The thread of a person's conversation as Minh's panel gets it."""
    with write() as tx:
        user = users.get(tx, minh)
        assert user
        cookie = sessions.open_new(tx, user, 1)
    client: FlaskClient = house.client
    client.set_cookie("session", cookie)

    def shown(person: Person) -> str:
        answer = client.get(f"/panel/{house.talk(person.id).id}", headers={"X-Fragment": "thread"})
        assert answer.status_code == 200
        return answer.text

    return shown


@pytest.fixture
def ha(oa: ZaloPlatform) -> Person:
    return oa.person(1, "Trần Thu Hà")


def test_that_staff_answer_in_zalo_itself_stands_over_the_thread_with_a_way_in(
    oa: ZaloPlatform, ha: Person, thread: Thread
) -> None:
    oa.writes(ha, "alo")
    oa.staff_write(ha, "Dạ em đây ạ.")
    oa.pump()
    page = thread(ha)
    assert say("vi", "own-outside", channel="Zalo") in page
    assert say("vi", "thread-outside-staff", channel="Zalo") in page
    assert say("vi", "thread-outside", channel="Zalo") in page
    assert 'data-do="claim"' in page


@pytest.mark.parametrize(
    ("code", "key"),
    [
        (-217, "blocked"),
        (-211, "quota"),
        (-230, "window"),
        (-221, "token"),
        (-233, "unsupported"),
        (-248, "refused"),
    ],
)
def test_why_a_message_did_not_arrive_stands_under_it(
    house: House, oa: ZaloPlatform, ha: Person, minh: str, thread: Thread, code: int, key: str
) -> None:
    oa.writes(ha, "alo")
    oa.pump()
    handoff.claim(house.talk(ha.id).id, minh)
    oa.refusals.append(code)
    handoff.reply(house.talk(ha.id).id, minh, "Dạ em đây ạ.", "d-1")
    assert f"{say('vi', 'state-failed')} · {say('vi', f'failure-{key}')}" in thread(ha)


def test_a_reaction_stands_under_its_message(house: House, oa: ZaloPlatform, ha: Person, thread: Thread) -> None:
    oa.writes(ha, "alo")
    oa.pump()
    oa.does(ha, "user_reacted_message", message={"msg_id": oa.sent[0]["id"], "react_icon": "/-heart"})
    oa.pump()
    assert "/-heart" in thread(ha)


def test_a_survey_of_four_questions_is_one_line_of_the_thread(
    house: House, oa: ZaloPlatform, ha: Person, minh: str, thread: Thread
) -> None:
    oa.writes(ha, "alo")
    oa.pump()
    handoff.claim(house.talk(ha.id).id, minh)
    handoff.close(house.talk(ha.id).id, minh)
    for title in ("4", "3"):
        oa.taps(ha, title)
        oa.pump()
    page = thread(ha)
    assert page.count("i-star") == 1
    assert "4/5" in page
    assert "3/5" in page
