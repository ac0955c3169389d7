"""Consent taken back on Zalo: their data goes, whatever stands in the way."""

from __future__ import annotations

import pytest

from bot import handoff, reports
from store import arrivals, conversations, customers, events, messages, read, stretches, write
from store.schema import metadata
from tests.bot.conftest import Clock, RasaSays
from tests.simulators import zalo
from tests.simulators.conftest import House
from tests.simulators.server import Person
from tests.simulators.zalo import ZaloPlatform


def test_consent_withdrawn_leaves_nothing_personal(
    house: House, oa: ZaloPlatform, ha: Person, rasa: RasaSays, minh: str
) -> None:
    ha.follows = True
    oa.writes(ha, "mình là Hà, số 0901234471, giao giúp tới 12 Lê Lợi")
    oa.does(ha, "user_submit_info", info={"name": "Hà Trần", "phone": "84901234471", "city": "Huế"})
    oa.pump()
    talk = house.talk(ha.id)
    handoff.note(talk.id, minh, "Khách tên Hà", "n-1")
    number = len(house.history(ha.id))
    oa.does(ha, "user_withdraw")
    oa.pump()
    assert rasa.forgot == [talk.id]
    # every table whole, as a thief would read it
    with read() as tx:
        told = "\n".join(
            str(tuple(row))
            for table in metadata.sorted_tables
            if table.name not in {"user"}
            for row in tx.execute(table.select())
        )
        assert len(messages.of_conversation(tx, talk.id)) == number
        held = conversations.get(tx, talk.id)
    for secret in ("Hà", "4471", "Lê Lợi", "Huế", ha.id, f"{oa.url}/a"):
        assert secret not in told
    assert held
    assert held.owner == "closed"


def test_one_who_withdrew_and_writes_again_is_somebody_new(
    house: House, oa: ZaloPlatform, ha: Person, clock: Clock
) -> None:
    oa.writes(ha, "alo")
    oa.does(ha, "user_withdraw")
    oa.pump()
    oa.writes(ha, "mình quay lại đây")
    oa.pump()
    assert house.history(ha.id)[0].text == "mình quay lại đây"
    assert ha.reads()[-1].endswith("mình quay lại đây")


def test_while_rasa_cannot_forget_the_withdrawal_stays_open(
    house: House, oa: ZaloPlatform, ha: Person, rasa: RasaSays, clock: Clock
) -> None:
    oa.writes(ha, "alo")
    oa.pump()
    rasa.mode = "down"
    oa.does(ha, "user_withdraw")
    oa.pump()
    assert rasa.forgot == []
    rasa.mode = "answer"
    clock.forward(10)
    house.worker_sweeps()
    assert len(rasa.forgot) == 1
    with read() as tx:
        assert customers.known_at(tx, "zalo", zalo.OA_ID, ha.id) is None


def test_a_withdrawal_is_never_given_up_and_the_operator_sees_that_it_waits(
    house: House, oa: ZaloPlatform, ha: Person, rasa: RasaSays, clock: Clock
) -> None:
    oa.writes(ha, "alo")
    oa.pump()
    rasa.mode = "down"
    oa.does(ha, "user_withdraw")
    oa.pump()
    for _ in range(30):
        clock.forward(301)
        house.worker_sweeps()
    with read() as tx:
        assert arrivals.stuck(tx, "zalo", zalo.OA_ID, len(reports.RETRY_S)) == 1
    rasa.mode = "answer"
    clock.forward(301)
    house.worker_sweeps()
    assert len(rasa.forgot) == 1
    with read() as tx:
        assert customers.known_at(tx, "zalo", zalo.OA_ID, ha.id) is None
        assert arrivals.stuck(tx, "zalo", zalo.OA_ID, len(reports.RETRY_S)) == 0


def test_rasa_is_asked_nothing_about_one_whom_it_is_to_forget(
    house: House, oa: ZaloPlatform, ha: Person, rasa: RasaSays, clock: Clock
) -> None:
    oa.writes(ha, "alo")
    oa.pump()
    talk = house.talk(ha.id)
    with write() as tx:
        assert conversations.take_turn(tx, talk.id, "another worker", 20)  # and is asking Rasa
    oa.does(ha, "user_withdraw")
    oa.pump()
    assert rasa.forgot == []
    clock.forward(21)
    house.worker_sweeps()
    assert rasa.forgot == [talk.id]


def test_a_withdrawal_takes_along_what_was_written_before_and_nothing_that_came_after(
    house: House, oa: ZaloPlatform, ha: Person, clock: Clock
) -> None:
    oa.writes(ha, "alo")
    oa.pump()
    with read() as tx:
        customer = customers.on_channel(tx, "zalo", zalo.OA_ID, ha.id)
        assert customer
        talk = conversations.of_customer(tx, customer.id)[0]
    house.idle = True
    oa.does(ha, "user_withdraw")
    clock.forward(1)
    oa.writes(ha, "mình quay lại đây")
    oa.pump()
    clock.forward(2)
    house.worker_sweeps()
    assert [one.text for one in house.history(ha.id) if one.author == "customer"] == ["mình quay lại đây"]
    with read() as tx:
        moved = [one for one in events.of_conversation(tx, talk.id) if one.kind == "owner"][-1]
        assert (moved.data["to"], moved.data["why"], moved.actor) == ("closed", "withdrawn", "customer")
        assert all(one.ended_at for one in stretches.of_conversation(tx, talk.id))


def test_what_could_not_be_worked_off_before_a_withdrawal_goes_with_it(
    house: House, oa: ZaloPlatform, ha: Person, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(reports, "_receive", lambda *_: 1 / 0)
        oa.writes(ha, "alo")
        oa.pump()
        for _ in range(6):
            clock.forward(301)
            house.worker_sweeps()
    with read() as tx:
        assert arrivals.stuck(tx, "zalo", zalo.OA_ID, len(reports.RETRY_S)) == 1
    oa.does(ha, "user_withdraw")
    oa.pump()
    with read() as tx:
        assert arrivals.stuck(tx, "zalo", zalo.OA_ID, len(reports.RETRY_S)) == 0
        assert not [row for row in tx.execute(metadata.tables["arrival"].select()) if row.body or row.person]


def test_a_name_that_the_platform_tells_too_late_is_not_written_onto_one_who_withdrew(
    house: House, oa: ZaloPlatform, ha: Person
) -> None:
    oa.writes(ha, "alo")
    oa.pump()
    with read() as tx:
        door = customers.known_at(tx, "zalo", zalo.OA_ID, ha.id)
    assert door
    oa.does(ha, "user_withdraw")
    oa.pump()
    with write() as tx:
        customers.introduce(tx, door, "Trần Thu Hà", "https://z/ha.jpg")
        after, who = customers.door(tx, door.id), customers.get(tx, door.customer_id)
    assert after
    assert who
    assert (after.name, after.picture, who.name) == (None, None, None)
