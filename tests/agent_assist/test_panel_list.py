"""The list: who comes first, what a line shows, what search finds."""

from __future__ import annotations

import pytest

from bot import handoff
from store import new_id, readings, write
from tests.agent_assist.conftest import Cast, Desk, SignIn
from tests.agent_assist.scenes import HA, Line, queue, scene


@pytest.fixture
def minh(cast: Cast, sign_in: SignIn) -> Desk:
    return sign_in(cast.minh)


def order(desk: Desk, tab: str = "waiting", q: str = "") -> list[str]:
    answer = desk.get(f"/api/v1/conversations?tab={tab}&q={q}")
    assert answer.status_code == 200, answer.text
    return [line["id"] for line in answer.json["conversations"]]


def asks(text: str = "shop ơi", mood: float | None = None) -> Line:
    return Line("customer", text, mood)


def test_who_waits_longest_comes_first(minh: Desk) -> None:
    short, long = queue(scene(asks(), ago=3)), queue(scene(asks(), ago=8))
    assert order(minh) == [long.id, short.id]


def test_someone_furious_comes_before_someone_calm_who_waits_ten_minutes_longer(minh: Desk) -> None:
    calm, furious = queue(scene(asks(), ago=12)), queue(scene(asks(mood=-1.0), ago=2))
    assert order(minh) == [furious.id, calm.id]


def test_danger_comes_before_anger(minh: Desk) -> None:
    angry = queue(scene(asks(mood=-1.0), ago=20))
    danger = queue(scene(asks("ấm nước bốc cháy"), ago=2, urgency=3))
    assert order(minh) == [danger.id, angry.id]


def test_nobody_waits_forever_because_others_are_angrier(minh: Desk) -> None:
    angry = queue(scene(asks(mood=-1.0), ago=1, complaint=True))
    patient = queue(scene(asks(), ago=40))
    assert order(minh) == [patient.id, angry.id]


def test_a_mood_that_nothing_is_known_of_weighs_nothing(minh: Desk) -> None:
    unknown, bad = queue(scene(asks(), ago=5)), queue(scene(asks(mood=-0.5), ago=5))
    assert order(minh) == [bad.id, unknown.id]


def test_where_the_last_word_is_ours_others_go_first(minh: Desk, cast: Cast) -> None:
    answered, waiting = scene(asks(mood=-1.0), ago=30), scene(asks(), ago=10)
    handoff.reply(answered.id, cast.minh.id, "Dạ em xin lỗi chị ạ.", new_id())
    handoff.claim(waiting.id, cast.minh.id)
    assert order(minh, "mine") == [waiting.id, answered.id]


def test_each_tab_holds_its_own_and_counts_it(minh: Desk, cast: Cast) -> None:
    bots, waiting, mine, lans = scene(asks()), queue(scene(asks())), scene(asks()), scene(asks())
    handoff.claim(mine.id, cast.minh.id)
    handoff.claim(lans.id, cast.lan.id)
    assert order(minh, "bot") == [bots.id]
    assert order(minh, "waiting") == [waiting.id]
    assert order(minh, "mine") == [mine.id]
    assert set(order(minh, "all")) == {bots.id, waiting.id, mine.id, lans.id}
    counts = minh.get("/api/v1/conversations").json["counts"]
    assert counts == {"mine": 1, "waiting": 1, "bot": 1, "all": 4}


@pytest.mark.parametrize("typed", ["thu ha", "Thu Hà", "mop", "móp", "DH10234", "dh10234"])
def test_search_finds_names_words_and_codes_with_or_without_diacritics(minh: Desk, typed: str) -> None:
    wanted = scene(asks("cái nồi bị MÓP rồi"), **HA, slots={"order_code": "DH10234"})
    scene(asks("còn áo màu đỏ không"))
    assert order(minh, q=typed) == [wanted.id]


@pytest.mark.parametrize("typed", ["%25", "_", "khong co"])
def test_search_takes_signs_for_what_they_are(minh: Desk, typed: str) -> None:
    scene(asks("shop còn hàng không"))
    assert order(minh, q=typed) == []


def test_what_was_not_read_is_marked_until_it_is_on_the_screen(minh: Desk, cast: Cast) -> None:
    held = scene(asks())
    handoff.claim(held.id, cast.minh.id)
    page = minh.get("/panel?tab=mine", headers={"X-Fragment": "list"}).text
    assert "item unread" in page
    assert 'data-unread="1"' in page
    assert minh.post(f"/api/v1/conversations/{held.id}/looking", {"seq": 1}).status_code == 204
    page = minh.get("/panel?tab=mine", headers={"X-Fragment": "list"}).text
    assert "item unread" not in page


def test_the_list_names_its_empty_state(minh: Desk) -> None:
    assert "Không có ai phải chờ" in minh.get("/panel?tab=waiting", headers={"X-Fragment": "list"}).text
    assert "Không tìm thấy" in minh.get("/panel?q=gi-do", headers={"X-Fragment": "list"}).text


def test_more_lines_come_when_asked_for(minh: Desk) -> None:
    for _ in range(3):
        queue(scene(asks()))
    page = minh.get("/panel?tab=waiting&n=2", headers={"X-Fragment": "list"}).text
    assert page.count("<li data-key") == 2
    assert "data-more" in page


def test_a_colleague_who_looks_too_is_named(minh: Desk, cast: Cast) -> None:
    held = scene(asks())
    with write() as tx:
        readings.look(tx, held.id, cast.lan.id, 1)
    page = minh.get(f"/panel/{held.id}").text
    assert "Ngọc Lan cũng đang xem" in page
    with write() as tx:
        readings.leave(tx, held.id, cast.lan.id)
    assert "cũng đang xem" not in minh.get(f"/panel/{held.id}").text
