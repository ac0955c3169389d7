"""How it was: the survey inside Zalo, one tap an answer."""

from __future__ import annotations

from bot import handoff
from messages import say
from store import conversations, read, surveys
from store.conversations import Conversation
from tests.bot.conftest import RasaSays
from tests.simulators.conftest import House
from tests.simulators.scenes import with_minh
from tests.simulators.server import Person
from tests.simulators.zalo import ZaloPlatform


def closed_by_minh(house: House, oa: ZaloPlatform, person: Person, minh: str) -> Conversation:
    talk = with_minh(house, oa, person, minh)
    handoff.reply(talk.id, minh, "Dạ xong rồi ạ.", "d-1")
    handoff.close(talk.id, minh)
    oa.pump()
    return talk


def test_the_survey_is_answered_inside_zalo_with_one_tap_an_answer(
    house: House, oa: ZaloPlatform, ha: Person, minh: str, rasa: RasaSays
) -> None:
    talk = closed_by_minh(house, oa, ha, minh)
    asked = len(rasa.asked)
    for title in ("5 – Trọn vẹn", "4", "3", "9"):
        oa.taps(ha, title)
        oa.pump()
    with read() as tx:
        answered = surveys.of_conversation(tx, talk.id)[0]
        held = conversations.get(tx, talk.id)
    assert (answered.goal, answered.ease, answered.feeling, answered.recommend) == (5, 4, 3, 9)
    assert ha.reads()[-1] == say("vi", "rate-thanks")
    assert held
    assert (held.owner, held.resolved) == ("closed", True)
    assert len(rasa.asked) == asked


def test_eleven_answers_stand_under_three_texts_and_all_can_be_tapped(
    house: House, oa: ZaloPlatform, ha: Person, minh: str
) -> None:
    talk = closed_by_minh(house, oa, ha, minh)
    for title in ("1 – Chưa chút nào", "1 – Rất vất vả", "1 – Rất bực"):
        oa.taps(ha, title)
        oa.pump()
    offered = [[button["title"] for button in one["buttons"]] for one in oa.sent[-3:]]
    assert offered == [["0 – Chắc chắn không", "1", "2", "3"], ["4", "5", "6", "7"], ["8", "9", "10"]]
    oa.taps(ha, "10")
    oa.pump()
    with read() as tx:
        assert surveys.of_conversation(tx, talk.id)[0].recommend == 10


def test_an_answer_that_is_reported_twice_asks_the_next_question_once_and_a_new_one_counts(
    house: House, oa: ZaloPlatform, ha: Person, minh: str
) -> None:
    talk = closed_by_minh(house, oa, ha, minh)
    oa.taps(ha, "4")
    call = oa.queue[0]
    oa.pump()
    oa.send_again(call)
    first = next(one for one in ha.screen if one.get("buttons") and one["text"].startswith("Anh/chị thấy lần"))
    oa.writes(ha, first["buttons"][1]["payload"])
    oa.pump()
    with read() as tx:
        assert surveys.of_conversation(tx, talk.id)[0].goal == 2
    assert sum(say("vi", "rate-ease") in text for text in ha.reads()) == 1


def test_a_tap_that_comes_while_a_person_has_the_talk_is_kept_and_asks_nothing(
    house: House, oa: ZaloPlatform, ha: Person, minh: str
) -> None:
    talk = closed_by_minh(house, oa, ha, minh)
    handoff.reply(talk.id, minh, "Dạ em quên một việc ạ.", "d-2")
    oa.taps(ha, "4")
    oa.pump()
    assert ha.reads()[-1] == "Dạ em quên một việc ạ."
    with read() as tx:
        assert surveys.of_conversation(tx, talk.id)[0].goal == 4


def test_a_sticker_for_goodbye_does_not_begin_anew(
    house: House, oa: ZaloPlatform, ha: Person, minh: str, rasa: RasaSays
) -> None:
    talk = closed_by_minh(house, oa, ha, minh)
    said = ha.reads()
    oa.sends(ha, "sticker", {"id": "1f", "url": "https://z/s.png"})
    oa.pump()
    assert ha.reads() == said
    assert house.talk(ha.id).owner == "closed"
    assert house.talk(ha.id).id == talk.id
    assert house.history(ha.id)[-1].payload["attachments"][0]["type"] == "sticker"


def test_a_word_instead_of_a_tap_begins_anew_with_the_bot(
    house: House, oa: ZaloPlatform, ha: Person, minh: str
) -> None:
    closed_by_minh(house, oa, ha, minh)
    oa.writes(ha, "à cho mình hỏi thêm")
    oa.pump()
    assert ha.reads()[-1].endswith("à cho mình hỏi thêm")
