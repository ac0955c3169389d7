"""Correcting labels and reviewing: the API, who may, and the two queues as a CX lead sees them."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from messages import say
from store import conversations, corrections, messages, questions, read, tags, write
from store.messages import Message
from tests.agent_assist.conftest import Cast, Desk, SignIn
from tests.agent_assist.scenes import Line, queue, scene
from tests.agent_assist.test_voice import page
from tests.store.voices import LATE, THANKS, Word, talk

VAGUE = Word("Ờ thôi cũng được, giao vậy cũng giao", -0.3, (("delivery/late", -1.0),), sure=0.41)


@pytest.fixture
def vy(cast: Cast, sign_in: SignIn) -> Desk:
    return sign_in(cast.vy)


def said(conversation_id: str) -> Message:
    with read() as tx:
        return messages.of_conversation(tx, conversation_id)[0]


def tagged(of: Message) -> dict[str, list[tuple[str, float | None, str]]]:
    found: dict[str, list[tuple[str, float | None, str]]] = {}
    with read() as tx:
        for one in tags.of_messages(tx, [of.id]):
            found.setdefault(one.kind, []).append((one.label, one.value, one.source))
    return found


def address(of: Message, more: str = "") -> str:
    return f"/api/v1/messages/{of.id}/tags{more}"


def mood_of(conversation_id: str) -> float | None:
    with read() as tx:
        held = conversations.get(tx, conversation_id)
    assert held
    return held.mood_now


def form(desk: Desk, path: str, **fields: str) -> Any:
    return desk.client.post(path, data={"csrf": desk.csrf, **fields})


def ask(text: str = "gốm nứt men có bảo hành không") -> Message:
    """A question that the bot left open, and what a person then said."""
    held = scene(
        Line("customer", text, intent="ask_warranty"),
        Line("bot", "Dạ em chưa có thông tin chắc chắn ạ."),
        Line("agent", "Dạ lỗi men bên em đổi mới trong 7 ngày ạ"),
    )
    return said(held.id)


def test_what_is_said_replaces_the_models_word_and_what_is_left_out_stays(vy: Desk) -> None:
    of = said(talk(LATE))
    labels = {
        "sentiment": -1,
        "emotion": "anger",
        "intensity": 4,
        "topics": [{"path": "product/defect", "feeling": -2}],
    }
    answer = vy.post(address(of), labels)
    assert answer.status_code == 200
    assert tagged(of) == {
        "sentiment": [("negative", -0.5, "person")],
        "emotion": [("anger", None, "person")],
        "topic": [("product/defect", -2.0, "person")],
        "complaint": [("", 1.0, "model")],
    }
    assert answer.json["mood_now"] == -0.5
    told = {one["kind"]: (one["labels"], one["agrees"]) for one in answer.json["judgements"]}
    assert told["emotion"] == ({"emotion": "anger", "intensity": 4}, False)
    assert told["topic"] == ({"topics": [["product/defect", -2]]}, False)


def test_null_says_that_there_is_no_ground_and_taking_back_brings_the_models_word(vy: Desk) -> None:
    of = said(talk(LATE))
    before = tagged(of)
    vy.post(address(of), {"sentiment": None, "note": "khách chỉ hỏi"})
    assert "sentiment" not in tagged(of)
    history = vy.get(address(of)).json["judgements"]
    assert [(one["said"], one["labels"], one["note"]) for one in history] == [
        ({"sentiment": -2}, {"sentiment": None}, "khách chỉ hỏi")
    ]
    answer = vy.client.delete(address(of), headers={"X-CSRF-Token": vy.csrf})
    assert answer.status_code == 200
    assert tagged(of) == before


def test_confirming_makes_the_tags_a_persons(vy: Desk) -> None:
    of = said(talk(LATE))
    assert vy.post(address(of, "/confirm")).status_code == 200
    assert {source for found in tagged(of).values() for _, _, source in found} == {"person"}


def test_agents_speak_of_their_own_conversations_and_leads_and_the_cx_team_of_all(cast: Cast, sign_in: SignIn) -> None:
    held = queue(scene(Line("customer", "trễ quá trời", -0.8)))
    of = said(held.id)
    minh = sign_in(cast.minh)
    assert minh.post(address(of), {"sentiment": -1}).json["error"]["code"] == "forbidden"
    minh.post(f"/api/v1/conversations/{held.id}/claim")
    assert minh.post(address(of), {"sentiment": -1}).status_code == 200
    assert sign_in(cast.lan).post(address(of), {"sentiment": -1}).json["error"]["code"] == "forbidden"
    for other in (cast.tuan, cast.vy):
        assert sign_in(other).post(address(of), {"sentiment": -1}).status_code == 200


def test_without_the_token_or_a_session_nothing_is_changed(app: Flask, vy: Desk) -> None:
    of = said(talk(LATE))
    before = tagged(of)
    assert app.test_client().post(address(of), json={"sentiment": 1}).get_json()["error"]["code"] == "signed_out"
    assert vy.client.post(address(of), json={"sentiment": 1}).get_json()["error"]["code"] == "csrf"
    assert vy.client.post(f"/voice/review/{of.id}", data={"right": "1"}).status_code == 403
    assert tagged(of) == before


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"note": "x"},
        {"sentiment": 3},
        {"emotion": "bored"},
        {"emotion": "joy", "intensity": 9},
        {"topics": [{"path": "no/such"}]},
        {"topics": [{"path": "delivery/late", "feeling": 7}]},
    ],
)
def test_labels_that_the_guide_does_not_know_are_refused(vy: Desk, body: dict[str, Any]) -> None:
    of = said(talk(LATE))
    answer = vy.post(address(of), body)
    assert (answer.status_code, answer.json["error"]["code"]) == (422, "invalid")


def test_only_what_customers_write_has_labels(vy: Desk) -> None:
    held = scene(Line("customer", "alo"), Line("bot", "Dạ em chào ạ"))
    with read() as tx:
        bot = messages.of_conversation(tx, held.id)[1]
    assert vy.post(address(bot), {"sentiment": 1}).json["error"]["code"] == "not_found"
    assert vy.get("/api/v1/messages/nope/tags").json["error"]["code"] == "not_found"


def test_the_panel_offers_the_labels_of_ones_own_conversation_and_shows_a_persons_word(
    cast: Cast, sign_in: SignIn
) -> None:
    held = queue(scene(Line("customer", "trễ quá trời", -0.8)))
    of, minh = said(held.id), sign_in(cast.minh)
    assert f'data-label="{of.id}"' not in minh.get(f"/panel/{held.id}").text
    minh.post(f"/api/v1/conversations/{held.id}/claim")
    mine = minh.get(f"/panel/{held.id}").text
    assert f'data-label="{of.id}"' in mine
    assert say("vi", "tags-by-person") not in page(minh, f"/panel/{held.id}").split(say("vi", "tags-title"))[0]
    minh.post(address(of), {"sentiment": -1})
    shown = page(minh, f"/panel/{held.id}")
    assert "Không hài lòng" in shown
    assert say("vi", "tags-by-person").lower() in shown
    assert mood_of(held.id) == -0.5


def test_a_corrected_line_of_the_words_is_shown_anew_with_whose_word_it_is(vy: Desk) -> None:
    of = said(talk(LATE))
    vy.post(address(of), {"sentiment": 1, "complaint": False})
    line = vy.get(f"/voice/verbatims/{of.id}?mood=very_negative", headers={"X-Fragment": "word"})
    assert line.status_code == 200
    assert "<html" not in line.text
    assert "Hài lòng" in line.text
    assert "by-person" in line.text
    assert vy.get("/voice/verbatims/nope").status_code == 404


@pytest.mark.parametrize("path", ["/voice/review", "/voice/review/questions"])
def test_only_those_who_listen_for_the_company_review(path: str, app: Flask, cast: Cast, sign_in: SignIn) -> None:
    assert app.test_client().get(path).headers["Location"].startswith("/login?next=/voice/review")
    assert sign_in(cast.minh).get(path).status_code == 403
    for reader in (cast.tuan, cast.vy):
        assert sign_in(reader).get(path).status_code == 200


def test_empty_queues_say_so(vy: Desk) -> None:
    talk(LATE)
    assert say("vi", "review-words-none") in page(vy, "/voice/review")
    assert say("vi", "review-questions-none") in page(vy, "/voice/review/questions")
    assert "Hôm nay bạn chưa rà lời nào" in page(vy, "/voice/review")


def test_the_least_sure_message_is_shown_with_how_sure_and_leaves_when_it_is_confirmed(vy: Desk) -> None:
    talk(THANKS)
    of = said(talk(VAGUE))
    shown = page(vy, "/voice/review")
    assert VAGUE.text in shown
    assert "máy chắc 41 %" in shown
    answer = form(vy, f"/voice/review/{of.id}", right="1")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/voice/review?done={of.id}")
    after = page(vy, answer.headers["Location"])
    assert say("vi", "review-words-none") in after
    assert "Hôm nay bạn đã rà 1 lời" in after
    assert tagged(of)["sentiment"] == [("negative", -0.3, "person")]


@pytest.mark.parametrize(
    ("field", "kind", "stands"),
    [
        ({"sentiment": "2"}, "sentiment", [("very_positive", 1.0, "person")]),
        ({"sentiment": ""}, "sentiment", None),
        ({"complaint": "1"}, "complaint", [("", 1.0, "person")]),
    ],
)
def test_one_key_corrects_one_thing_and_can_be_undone(
    vy: Desk, field: dict[str, str], kind: str, stands: list[Any] | None
) -> None:
    of = said(talk(VAGUE))
    before = tagged(of)
    form(vy, f"/voice/review/{of.id}", **field)
    assert tagged(of).get(kind) == stands
    assert form(vy, f"/voice/review/{of.id}", back="1").headers["Location"] == "/voice/review"
    assert tagged(of) == before
    assert VAGUE.text in page(vy, "/voice/review")


def test_what_is_left_for_later_waits_behind_the_rest(vy: Desk) -> None:
    talk(VAGUE)
    talk(Word("Hàng thì đẹp mà sao sao á", 0.1, sure=0.5))
    assert "Hàng thì đẹp" in page(vy, "/voice/review?skip=1")
    assert say("vi", "review-words-skipped") in page(vy, "/voice/review?skip=2")


@pytest.mark.parametrize("field", [{}, {"sentiment": "9"}, {"complaint": "maybe"}])
def test_a_judgement_that_is_none_is_refused(vy: Desk, field: dict[str, str]) -> None:
    of = said(talk(VAGUE))
    assert form(vy, f"/voice/review/{of.id}", **field).status_code == 400
    assert form(vy, "/voice/review/nope", right="1").status_code == 404


def test_an_open_question_stands_with_a_persons_answer_and_the_nearest_articles(vy: Desk) -> None:
    of = ask()
    shown = page(vy, "/voice/review/questions")
    assert of.text in shown
    assert "đổi mới trong 7 ngày" in shown
    assert 'name="article" value="warranty"' in vy.get("/voice/review/questions?q=bảo hành").text


def test_a_question_is_linked_to_an_article_and_that_can_be_undone(vy: Desk, cast: Cast) -> None:
    of = ask()
    path = f"/voice/review/questions/{of.id}"
    assert form(vy, path, article="warranty").headers["Location"] == f"/voice/review/questions?done={of.id}"
    with read() as tx:
        [one] = questions.answered(tx)
    assert (one.verdict, one.article_id, one.user_id) == ("article", "warranty", cast.vy.id)
    assert say("vi", "review-questions-none") in page(vy, "/voice/review/questions")
    form(vy, path, back="1")
    assert of.text in page(vy, "/voice/review/questions")
    assert form(vy, path, back="1").status_code == 404


@pytest.mark.parametrize("verdict", ["new", "none"])
def test_a_question_may_need_a_new_article_or_be_none(vy: Desk, verdict: str) -> None:
    form(vy, f"/voice/review/questions/{ask().id}", **{verdict: "1"})
    with read() as tx:
        assert [one.verdict for one in questions.answered(tx)] == [verdict]


def test_the_share_of_right_tags_is_said_once_there_are_enough(vy: Desk, cast: Cast) -> None:
    found = [said(talk(VAGUE)).id for _ in range(6)]
    with write() as tx:
        for message_id in found[:5]:
            corrections.confirm(tx, message_id, cast.vy.id)
    assert "máy đúng 100 % trong 20 nhãn" in page(vy, "/voice/review")
