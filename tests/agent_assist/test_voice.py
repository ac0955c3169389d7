"""The CX pages as a CX lead reads them: what is said, how surely, and the words behind it."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from itertools import pairwise

import pytest
from flask import Flask

from agent_assist import voice_words
from agent_assist.lens import Lens
from agent_assist.strips import EDGE, HEIGHT, WIDTH, runs
from messages import say
from store import conversations, messages, now, users, write
from store.tallies import day_of
from store.verbatims import Wanted
from tests.agent_assist.conftest import Cast, Desk, SignIn
from tests.store.voices import LATE, ORDER, THANKS, Word, talk

DEFECT = Word("Bình nứt ngay khi mở hộp, chán hết sức", -0.5, (("product/defect", -2.0),), complaint=True)


@pytest.fixture
def desk(cast: Cast, sign_in: SignIn) -> Desk:
    """Vy's browser."""
    return sign_in(cast.vy)


def page(desk: Desk, path: str = "/voice") -> str:
    """What the page says, without its marks."""
    response = desk.get(path)
    assert response.status_code == 200
    return text_of(response.get_data(as_text=True))


def text_of(html: str) -> str:
    html = re.sub(r"<(script|style|svg).*?</\1>", " ", html, flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).replace("\N{NO-BREAK SPACE}", " ")


def section(desk: Desk, name: str, path: str = "/voice") -> str:
    html = desk.get(path).get_data(as_text=True)
    found = re.search(rf'<section[^>]*aria-labelledby="h-{name}".*?</section>', html, re.S)
    assert found, name
    return found[0]


@pytest.mark.parametrize("path", ["/voice", "/voice/verbatims", "/voice/verbatims.csv", "/voice/topics.csv"])
def test_only_those_who_listen_for_the_company_get_in(path: str, app: Flask, cast: Cast, sign_in: SignIn) -> None:
    assert app.test_client().get(path).headers["Location"].startswith("/login?next=/voice")
    assert sign_in(cast.minh).get(path).status_code == 403
    for reader in (cast.tuan, cast.vy):
        response = sign_in(reader).get(path)
        assert response.status_code == 200
        assert response.get_data()


def test_where_nobody_has_written_the_page_says_so_and_shows_no_figures(desk: Desk) -> None:
    shown = page(desk)
    assert say("vi", "voice-empty") in shown
    assert "NaN" not in shown
    assert say("vi", "voice-levels") not in shown


def test_the_headline_names_what_most_complaints_are_about_and_that_the_rise_is_sure(desk: Desk) -> None:
    for number in range(60):
        talk(LATE if number < 45 else DEFECT, ago=2 + number / 100)
        talk(LATE if number < 12 else DEFECT, ago=32 + number / 100)
    lead = text_of(section(desk, "lead"))
    assert "Khách phàn nàn nhiều nhất về giao trễ: 75 % lời phàn nàn, tăng 55 điểm." in lead
    assert "Kỳ trước 20 %. Chênh lệch có ý nghĩa thống kê" in lead
    assert "Đọc 45 lời khách nói" in lead


def test_a_difference_within_the_margin_of_error_is_called_neither_rise_nor_fall(desk: Desk) -> None:
    for number in range(40):
        talk(LATE if number < 26 else DEFECT, ago=2)
        talk(LATE if number < 23 else DEFECT, ago=32)
    lead = text_of(section(desk, "lead"))
    assert "65 % lời phàn nàn." in lead
    assert "còn trong biên sai số" in lead
    assert "chưa thể nói là tăng" in lead


def test_few_complaints_are_not_made_a_headline(desk: Desk) -> None:
    talk(LATE)
    assert "Mới có 1 lời phàn nàn, chưa đủ để nói điều gì đau nhất." in text_of(section(desk, "lead"))


def test_a_few_more_complaints_name_the_topic_but_claim_no_change(desk: Desk) -> None:
    for _ in range(12):
        talk(LATE, ago=2)
    for _ in range(3):
        talk(LATE, ago=32)
    assert "còn ít để nói là tăng hay giảm" in text_of(section(desk, "lead"))


def test_without_complaints_the_headline_says_that(desk: Desk) -> None:
    talk(THANKS)
    assert say("vi", "voice-lead-none") in text_of(section(desk, "lead"))


def test_each_level_tells_its_share_interval_number_and_response_rate(desk: Desk) -> None:
    for number in range(40):
        talk(THANKS, rating={"goal": 5 if number < 30 else 2, "recommend": 10 if number < 20 else 5})
    for _ in range(10):
        talk(ORDER, asked=True)
    levels = text_of(section(desk, "levels"))
    assert "75 % 95 %: 60–86 n 40 · trả lời 80,0 %" in levels
    assert "NPS" in levels
    assert "0 95 %: −29 đến +29" in levels
    assert "50 % ủng hộ" in levels


def test_nothing_is_inferred_for_the_goal_and_null_is_no_ground(desk: Desk) -> None:
    talk(ORDER, rating={"goal": 5})
    levels = section(desk, "levels")
    goal = text_of(levels.split('id="h-ease"')[0].split('id="h-goal"')[1])
    assert say("vi", "voice-inferred") not in goal
    assert say("vi", "voice-no-ground") in text_of(levels)


def test_a_level_that_fell_beyond_chance_is_said_to_have_fallen(desk: Desk) -> None:
    for number in range(60):
        talk(THANKS, ago=3, rating={"ease": 5 if number < 15 else 1})
        talk(THANKS, ago=33, rating={"ease": 5 if number < 45 else 1})
    levels = text_of(section(desk, "levels"))
    assert "So với kỳ trước, dễ dàng giảm." in levels
    assert "Giảm 50 điểm" in levels


def test_those_who_answer_are_compared_with_those_who_do_not(desk: Desk) -> None:
    assert say("vi", "voice-empty") in page(desk)
    for _ in range(40):
        talk(THANKS, rating={"goal": 5})
        talk(LATE, asked=True)
    assert "Người trả lời vui hơn số đông: 100 % hài lòng, còn người không trả lời chỉ 0 %" in page(desk)


def test_the_bots_work_keeps_silence_apart_from_settled(desk: Desk) -> None:
    for _ in range(6):
        talk(ORDER)
    talk(THANKS, rating={"goal": 5})
    talk(LATE, rating={"goal": 1})
    talk(LATE, handed_over="anger")
    talk(LATE, handed_over="failed")
    bot = text_of(section(desk, "bot"))
    assert "Bot tự giữ 80 % hội thoại" in bot
    assert "10 % Khách xác nhận đã xong 1 hội thoại" in bot
    assert "10 % Khách nói chưa xong 1 hội thoại" in bot
    assert "60 % Chưa ai xác nhận 6 hội thoại" in bot
    assert "Khách đang giận 50 % 1" in bot


def test_a_channel_and_a_period_are_chosen_by_the_address(desk: Desk) -> None:
    for _ in range(11):
        talk(LATE, channel="zalo", ago=20)
    talk(THANKS, channel="web", ago=2)
    assert "12 hội thoại · 11 lời phàn nàn" in page(desk)
    assert "1 hội thoại · 0 lời phàn nàn" in page(desk, "/voice?channel=web")
    assert "1 hội thoại · 0 lời phàn nàn" in page(desk, "/voice?days=7")
    assert "12 hội thoại" in page(desk, "/voice?days=banana&channel=fax")


def test_every_number_opens_words_and_a_count_of_words_opens_that_many(desk: Desk) -> None:
    for _ in range(35):
        talk(LATE, ago=2, rating={"goal": 1, "ease": 2, "feeling": 1, "recommend": 0})
        talk(THANKS, ago=3, channel="zalo", rating={"goal": 5, "ease": 5, "feeling": 5, "recommend": 10})
    talk(LATE, handed_over="anger")
    html = desk.get("/voice").get_data(as_text=True)
    links = set(re.findall(r'href="(/voice/verbatims\?[^"]+)"', html))
    assert len(links) > 30
    for link in links:
        assert desk.get(unescape(link)).status_code == 200
    counted = re.findall(r'<td><a href="(/voice/verbatims\?[^"]*topic=[^"]+)">([\d.]+)</a>', section(desk, "topics"))
    counted += re.findall(r'<td><a href="(/voice/verbatims\?[^"]+)">([\d.]+)</a>', section(desk, "moods"))
    assert len(counted) >= 6
    for link, count in counted:
        assert f" {count} lời " in page(desk, unescape(link)), link


def test_the_words_stand_with_their_evidence_and_nobodys_markup(desk: Desk) -> None:
    talk(Word("<script>alert(1)</script> giao trễ quá", -0.5, (("delivery/late", -1.0),), span=(26, 34)))
    html = desk.get("/voice/verbatims?topic=delivery/late").get_data(as_text=True)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; <mark>giao trễ</mark> quá" in html
    assert "<script>alert" not in html


def test_a_page_of_words_leads_to_the_older_ones(desk: Desk) -> None:
    for number in range(31):
        talk(Word(f"Tin số {number:02}"), ago=2 - number / 100)
    html = desk.get("/voice/verbatims").get_data(as_text=True)
    assert "Tin số 30" in html
    assert "Tin số 00" not in html
    older = re.search(r'rel="next" href="([^"]+)"', html)
    assert older
    second = desk.get(unescape(older[1])).get_data(as_text=True)
    assert "Tin số 00" in second
    assert "Tin số 30" not in second


def test_what_is_asked_for_can_be_dropped_one_by_one(desk: Desk) -> None:
    talk(LATE)
    html = desk.get("/voice/verbatims?topic=delivery/late&complaint=1&days=7").get_data(as_text=True)
    drops = [unescape(link) for link in re.findall(r'class="drop" href="([^"]+)"', html)]
    assert len(drops) == 2
    assert all("days=7" in link for link in drops)
    assert {"topic" in link for link in drops} == {True, False}


def test_no_such_words_is_said_and_offered_a_way_out(desk: Desk) -> None:
    assert say("vi", "voice-words-none") in page(desk, "/voice/verbatims?mood=very_positive")


def test_an_address_that_makes_no_sense_asks_for_all(desk: Desk) -> None:
    talk(LATE)
    assert "1 lời" in page(desk, "/voice/verbatims?mood=x&topic=y&low=z&before=%27&from=1&to=2&question=goal2")


def rows(desk: Desk, path: str) -> list[list[str]]:
    response = desk.get(path)
    assert response.mimetype == "text/csv"
    assert response.headers["Content-Disposition"].startswith("attachment; filename=")
    body = response.get_data()
    assert body.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))


def test_exported_words_name_nobody_and_run_nothing(desk: Desk) -> None:
    talk(Word('=HYPERLINK("http://x"), gọi mình số 0903284471 nha'))
    talk(Word("+1 cho shop, mail a.b@gmail.com", 0.5))
    head, *found = rows(desk, "/voice/verbatims.csv")
    assert head[2] == say("vi", "voice-column-text")
    assert {row[2] for row in found} == {
        '\'=HYPERLINK("http://x"), gọi mình số [phone] nha',
        "'+1 cho shop, mail [email]",
    }


def test_exported_words_are_all_that_the_list_counts(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent_assist.voice_export.BATCH", 4)
    for number in range(9):
        talk(Word(f"Tin {number}", -0.5, (("delivery/late", -1.0),)))
    talk(THANKS)
    found = rows(desk, "/voice/verbatims.csv?topic=delivery/late")[1:]
    assert sorted(row[2] for row in found) == [f"Tin {number}" for number in range(9)]
    assert {row[3] for row in found} == {say("vi", "mood-negative")}


def test_a_part_of_a_topic_stands_below_it_and_is_no_pain_of_its_own(desk: Desk) -> None:
    bland = (("product/quality", -1.0), ("product/quality/taste", -1.0))
    talk(Word("Trà nhạt thếch, uống như nước lã", -0.5, bland, complaint=True))
    talk(DEFECT)
    names = re.findall(r'<th scope="row"(?: class="(twig)")?>([^<]+)</th>', section(desk, "topics"))
    assert ("", "Chất lượng (sản phẩm)") in names
    assert names[names.index(("", "Chất lượng (sản phẩm)")) + 1] == ("twig", "Hương vị (sản phẩm)")
    assert "Hương vị" not in section(desk, "pains")


def test_the_exported_topics_hold_counts_and_shares(desk: Desk) -> None:
    talk(LATE)
    talk(DEFECT)
    table = {row[1]: row for row in rows(desk, "/voice/topics.csv")[1:]}
    assert table["delivery/late"][:7] == ["Giao trễ", "delivery/late", "1", "1", "0", "1", "0.5"]


def test_a_conversation_is_read_without_the_colleagues_notes(desk: Desk) -> None:
    held = talk(LATE, handed_over="anger", rating={"goal": 2}, told=Word("Mong lần sau đúng hẹn", -0.3))
    with write() as tx:
        messages.add(
            tx, conversations.locked(tx, held), author="agent", kind="note", text="khách khó tính", state="kept"
        )
    shown = page(desk, f"/voice/conversations/{held}")
    assert LATE.text in shown
    assert "Mong lần sau đúng hẹn" in shown
    assert "Chuyển cho người vì khách đang giận" in shown
    assert "khách khó tính" not in shown


def test_an_unknown_conversation_is_not_found(desk: Desk) -> None:
    assert desk.get("/voice/conversations/0").status_code == 404


def test_an_english_reader_gets_english_words_and_numbers(desk: Desk, cast: Cast) -> None:
    for _ in range(12):
        talk(LATE, rating={"goal": 5})
    with write() as tx:
        users.change(tx, cast.vy.id, language="en")
    shown = page(desk)
    assert "Customers complain most about late (delivery): 100% of complaints" in shown
    assert "100.0% answered" in shown
    assert "Khách" not in shown


def test_a_period_is_whole_days_and_the_one_before_as_long(app: Flask) -> None:
    with app.test_request_context():
        lens = Lens.of({"days": "7"}, [])
        assert lens.last == day_of(now())
        assert (lens.last - lens.first).days == (lens.before.last - lens.before.first).days == 6
        assert lens.before.period.end == lens.period.start
        assert [step.first for step in lens.steps] == [step.last for step in lens.steps]
        assert len(lens.steps) == 7


def test_many_days_are_shown_by_weeks_of_which_the_last_is_whole(app: Flask) -> None:
    steps = Lens.of({"days": "90"}, []).steps
    assert len(steps) == 13
    assert (steps[-1].last - steps[-1].first).days == 6
    assert all((later.first - earlier.last).days == 1 for earlier, later in pairwise(steps))


def test_an_address_and_what_it_asks_for_are_one_and_the_same() -> None:
    wanted = Wanted(band="negative", topic="delivery/late", felt="bad", complaint=True, question="goal", low=4, high=5)
    asked = {name: "1" if value is True else str(value) for name, value in voice_words.parameters(wanted).items()}
    assert voice_words.wanted(asked) == wanted
    assert voice_words.wanted({"inferred": "ease", "good": "0", "answered": "1"}) == Wanted(
        inferred="ease", good=False, answered=True
    )


def test_a_line_breaks_where_a_week_says_nothing_and_small_wavering_stays_small() -> None:
    assert runs([None, None]) == []
    two = runs([0.5, 0.5, None, 0.5])
    assert [len(run) for run in two] == [2, 1]
    assert {y for run in two for _, y in run} == {HEIGHT / 2}
    (line,) = runs([0.50, 0.51])
    assert abs(line[0][1] - line[1][1]) < 2
    assert (line[0][0], line[1][0]) == (EDGE, WIDTH - EDGE)
