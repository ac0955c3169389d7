"""What people on Zalo do beside writing: receipts, reactions, details, follows."""

from __future__ import annotations

import pytest

from bot import worker
from messages import say
from store import arrivals, conversations, customers, read
from tests.bot.conftest import Clock
from tests.simulators import zalo
from tests.simulators.conftest import House
from tests.simulators.server import Person
from tests.simulators.zalo import ZaloPlatform


def customer_of(person: Person) -> customers.Customer:
    with read() as tx:
        found = customers.on_channel(tx, "zalo", zalo.OA_ID, person.id)
    assert found
    return found


def test_what_was_delivered_and_seen_is_known_in_whatever_order_it_is_told(
    house: House, oa: ZaloPlatform, ha: Person
) -> None:
    oa.writes(ha, "alo")
    oa.pump()
    oa.sees(ha, oa.sent[0]["id"])
    oa.receives(ha, oa.sent[0]["id"])
    oa.pump()
    assert house.history(ha.id)[-1].state == "seen"


def test_a_reaction_stands_under_its_message_until_it_is_taken_away(house: House, oa: ZaloPlatform, ha: Person) -> None:
    oa.writes(ha, "alo")
    oa.pump()
    of = oa.sent[0]["id"]
    oa.does(ha, "user_reacted_message", message={"msg_id": of, "react_icon": "/-heart"})
    oa.pump()
    assert house.history(ha.id)[-1].payload["reaction"] == "❤️"
    oa.does(ha, "user_reacted_message", message={"msg_id": of, "react_icon": "/-remove"})
    oa.pump()
    assert "reaction" not in house.history(ha.id)[-1].payload


def test_a_name_that_is_hidden_is_known_once_the_person_follows(house: House, oa: ZaloPlatform, ha: Person) -> None:
    oa.writes(ha, "alo")
    oa.pump()
    assert customer_of(ha).name is None
    ha.follows = True
    oa.does(ha, "follow")
    oa.pump()
    assert customer_of(ha).name == "Trần Thu Hà"
    with read() as tx:
        door = customers.known_at(tx, "zalo", zalo.OA_ID, ha.id)
    assert door
    assert door.picture == f"{oa.url}/a/240"


def test_details_that_a_person_hands_over_fill_what_is_empty(house: House, oa: ZaloPlatform, ha: Person) -> None:
    oa.writes(ha, "alo")
    given = {"name": "Hà Trần", "phone": "84901234471", "address": "12 Lê Lợi", "city": "Đà Nẵng"}
    oa.does(ha, "user_submit_info", info=given)
    call = oa.queue[-1]
    oa.pump()
    oa.send_again(call)
    notes = [one.text for one in house.history(ha.id) if one.kind == "note"]
    assert notes == [say("vi", "note-contact", details="Hà Trần · 84901234471 · 12 Lê Lợi · Đà Nẵng")]
    known = customer_of(ha)
    assert (known.name, known.phone, known.city) == ("Hà Trần", "84901234471", "Đà Nẵng")
    oa.does(ha, "user_submit_info", info={"name": "Người khác", "phone": 84999999999})
    oa.pump()
    assert customer_of(ha).phone == "84901234471"


@pytest.mark.parametrize("name", ["user_click_chatnow", "add_user_to_tag", "remove_user_from_tag", "user_feedback"])
def test_what_asks_nothing_of_us_is_taken_and_does_nothing(
    house: House, oa: ZaloPlatform, ha: Person, name: str
) -> None:
    oa.does(ha, name)
    oa.pump()
    with read() as tx:
        last = arrivals.last(tx, "zalo", zalo.OA_ID)
        assert conversations.current(tx, "zalo", zalo.OA_ID, ha.id) is None
    assert last
    assert (last.name, last.state, last.body) == (name, "handled", "")


def test_an_event_that_nobody_knows_is_kept_raw_for_a_week(
    house: House, oa: ZaloPlatform, ha: Person, clock: Clock
) -> None:
    oa.does(ha, "user_dreams", dream={"of": "gốm"})
    oa.pump()
    assert not oa.given_up
    assert not oa.queue
    with read() as tx:
        kept = arrivals.last(tx, "zalo", zalo.OA_ID)
    assert kept
    assert (kept.state, "gốm" in kept.body) == ("unknown", True)
    clock.forward(8 * 86_400)
    worker.tick()
    with read() as tx:
        assert arrivals.last(tx, "zalo", zalo.OA_ID) is None
