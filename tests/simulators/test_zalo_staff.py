"""What staff write in Zalo's own chat tool is a takeover, and is mirrored."""

from __future__ import annotations

from bot import handoff, worker
from messages import say
from store import conversations, customers, messages, write
from tests.bot.conftest import Clock, RasaSays
from tests.simulators import zalo
from tests.simulators.conftest import House
from tests.simulators.scenes import with_minh
from tests.simulators.server import Person
from tests.simulators.zalo import ZaloPlatform


def test_a_word_of_staff_that_is_told_late_leaves_the_customer_who_wrote_after_it_waiting(
    house: House, oa: ZaloPlatform, ha: Person, minh: str, clock: Clock
) -> None:
    with_minh(house, oa, ha, minh)
    oa.staff_write(ha, "Dạ em đây ạ.")
    late = oa.queue.pop()
    clock.forward(60)
    oa.writes(ha, "còn màu xanh không em")
    oa.pump()
    waiting_since = house.talk(ha.id).waiting_since
    assert waiting_since
    oa.queue.append(late)
    oa.pump()
    assert house.talk(ha.id).waiting_since == waiting_since
    clock.forward(5)
    oa.staff_write(ha, "Dạ còn ạ.")
    oa.pump()
    assert house.talk(ha.id).waiting_since is None


def test_after_a_person_rasa_is_told_so_though_a_picture_came_first(
    house: House, oa: ZaloPlatform, ha: Person, minh: str, rasa: RasaSays
) -> None:
    talk = with_minh(house, oa, ha, minh)
    handoff.release(talk.id, minh)
    oa.pump()
    told = len(rasa.told)
    oa.sends(ha, "image", {"url": "https://z/p.jpg"})
    oa.pump()
    oa.writes(ha, "còn hàng không")
    oa.pump()
    assert len(rasa.told) == told + 1


def test_a_sign_under_a_message_changes_nothing_else_of_it(house: House, oa: ZaloPlatform, ha: Person) -> None:
    house.idle = True
    oa.writes(ha, "alo")
    oa.pump()
    with write() as tx:
        door = customers.meet(tx, "zalo", zalo.OA_ID, ha.id, "vi")
        held = conversations.open_new(tx, door, "vi")
        read_before = messages.add(tx, held, author="customer", text="alo", state="received")
        messages.handled(tx, [read_before.id])
        messages.react(tx, read_before.id, "❤️")
        after = messages.get(tx, read_before.id)
    assert after
    assert (after.state, after.payload) == ("handled", {"reaction": "❤️"})


def test_a_word_of_staff_in_zalos_own_tool_silences_the_bot_and_is_mirrored(
    house: House, oa: ZaloPlatform, ha: Person, rasa: RasaSays
) -> None:
    oa.writes(ha, "đơn của mình đâu")
    oa.pump()
    oa.staff_write(ha, "Dạ em là Lan, em kiểm tra ngay ạ.")
    oa.writes(ha, "cảm ơn em")
    oa.pump()
    talk = house.talk(ha.id)
    assert (talk.owner, talk.reason, talk.assignee_id) == ("human", "outside", None)
    assert rasa.asked == ["đơn của mình đâu"]
    mirrored = next(one for one in house.history(ha.id) if one.author == "agent")
    assert (mirrored.text, mirrored.payload["outside"]) == ("Dạ em là Lan, em kiểm tra ngay ạ.", True)
    assert ha.reads() == ["Đáp 1: đơn của mình đâu", "Dạ em là Lan, em kiểm tra ngay ạ."]


def test_half_an_hour_after_the_last_word_of_staff_the_bot_answers_what_waits(
    house: House, oa: ZaloPlatform, ha: Person, rasa: RasaSays, clock: Clock
) -> None:
    oa.writes(ha, "alo")
    oa.staff_write(ha, "Dạ em đây ạ.")
    oa.pump()
    clock.forward(1_900)
    worker.tick()
    oa.writes(ha, "mấy giờ mở cửa")
    oa.pump()
    assert ha.reads()[-2:] == [say("vi", "notice-returned"), "Đáp 2: mấy giờ mở cửa"]


def test_staff_may_write_first(house: House, oa: ZaloPlatform, ha: Person) -> None:
    oa.staff_write(ha, "Chào chị, đơn của chị đã tới bưu cục ạ.")
    oa.pump()
    assert house.talk(ha.id).owner == "human"
    assert [one.text for one in house.history(ha.id)] == ["Chào chị, đơn của chị đã tới bưu cục ạ."]


def test_an_echo_of_our_own_words_is_no_takeover(house: House, oa: ZaloPlatform, ha: Person) -> None:
    oa.writes(ha, "alo")
    oa.pump()
    oa.pump()
    assert house.talk(ha.id).owner == "bot"
    assert len(house.history(ha.id)) == 2


def test_an_agent_of_ours_keeps_a_conversation_when_staff_write_outside(
    house: House, oa: ZaloPlatform, ha: Person, minh: str
) -> None:
    talk = with_minh(house, oa, ha, minh)
    oa.staff_write(ha, "Em Lan hỗ trợ thêm ạ.")
    oa.pump()
    assert (house.talk(ha.id).owner, house.talk(ha.id).assignee_id) == ("human", minh)
    assert house.talk(ha.id).epoch == talk.epoch


def test_the_panel_can_take_what_staff_began_outside(house: House, oa: ZaloPlatform, ha: Person, minh: str) -> None:
    oa.staff_write(ha, "Dạ em đây ạ.")
    oa.pump()
    assert handoff.claim(house.talk(ha.id).id, minh).assignee_id == minh
