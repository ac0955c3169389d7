"""What an agent sees in the panel of a conversation on Zalo."""

from __future__ import annotations

import pytest

from bot import handoff
from messages import say
from store import arrivals, customers, read, write
from tests.bot.conftest import Clock
from tests.simulators import zalo
from tests.simulators.conftest import House, Panel
from tests.simulators.server import Person
from tests.simulators.zalo import ZaloPlatform


def test_that_staff_answer_in_zalo_itself_stands_over_the_thread_with_a_way_in(
    house: House, oa: ZaloPlatform, ha: Person, panel: Panel
) -> None:
    oa.writes(ha, "alo")
    oa.staff_write(ha, "Dạ em đây ạ.")
    oa.pump()
    page = panel.thread(house.talk(ha.id).id)
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
    house: House, oa: ZaloPlatform, ha: Person, minh: str, panel: Panel, code: int, key: str
) -> None:
    oa.writes(ha, "alo")
    oa.pump()
    handoff.claim(house.talk(ha.id).id, minh)
    oa.refusals.append(code)
    handoff.reply(house.talk(ha.id).id, minh, "Dạ em đây ạ.", "d-1")
    assert f"{say('vi', 'state-failed')} · {say('vi', f'failure-{key}')}" in panel.thread(house.talk(ha.id).id)


def test_a_reaction_stands_under_its_message(house: House, oa: ZaloPlatform, ha: Person, panel: Panel) -> None:
    oa.writes(ha, "alo")
    oa.pump()
    oa.does(ha, "user_reacted_message", message={"msg_id": oa.sent[0]["id"], "react_icon": "/-heart"})
    oa.pump()
    assert "❤️" in panel.thread(house.talk(ha.id).id)
    oa.does(ha, "user_reacted_message", message={"msg_id": oa.sent[0]["id"], "react_icon": "/-sth"})
    oa.pump()
    page = panel.thread(house.talk(ha.id).id)
    assert "💬" in page
    assert "/-sth" not in page


def test_a_survey_of_four_questions_is_one_line_of_the_thread(
    house: House, oa: ZaloPlatform, ha: Person, minh: str, panel: Panel
) -> None:
    oa.writes(ha, "alo")
    oa.pump()
    handoff.claim(house.talk(ha.id).id, minh)
    handoff.close(house.talk(ha.id).id, minh)
    for title in ("4", "3"):
        oa.taps(ha, title)
        oa.pump()
    page = panel.thread(house.talk(ha.id).id)
    assert page.count("i-star") == 1
    assert "4/5" in page
    assert "3/5" in page


def test_until_when_and_how_often_we_may_write_stands_beside_the_composer(
    house: House, oa: ZaloPlatform, ha: Person, panel: Panel, clock: Clock
) -> None:
    oa.writes(ha, "alo")
    oa.pump()
    page = panel.thread(house.talk(ha.id).id)
    assert say("vi", "window-open", channel="Zalo", time="22/01, 15:00") in page
    assert say("vi", "window-quota-of", remain=7, total=8) in page
    oa.quota = 5
    house.idle = True
    oa.writes(ha, "alo?")  # Zalo counts anew, and has not told us how
    oa.pump()
    with read() as tx:
        arrived = arrivals.last(tx, "zalo", zalo.OA_ID)
    assert arrived
    with write() as tx:
        door = customers.known_at(tx, "zalo", zalo.OA_ID, ha.id)
        assert door
        customers.interacted(tx, door.id, arrived.happened_at)
    assert say("vi", "window-quota-of", remain=7, total=8) not in panel.thread(house.talk(ha.id).id)
    clock.forward(8 * 86_400)
    page = panel.thread(house.talk(ha.id).id)
    assert say("vi", "window-closed", channel="Zalo", time="Hôm qua, 15:00") in page
    assert 'class="window closed"' in page
    assert say("vi", "window-quota-of", remain=7, total=8) not in page


def test_the_list_names_staff_who_wrote_outside(house: House, oa: ZaloPlatform, ha: Person, panel: Panel) -> None:
    oa.staff_write(ha, "Dạ em đây ạ.")
    oa.pump()
    assert f"{say('vi', 'list-by-staff')} Dạ em đây ạ." in panel.get("/panel?tab=all").text
    assert panel.get(f"/panel/{house.talk(ha.id).id}").status_code == 200
