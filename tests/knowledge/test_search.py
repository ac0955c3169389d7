"""What customers ask finds the article that answers, and what nobody wrote about finds nothing."""

from __future__ import annotations

from pathlib import Path
from threading import Thread

import pytest

from knowledge.articles import ARTICLES, ArticleError, read_all
from knowledge.calibration import elsewhere
from knowledge.index import Index, build, ensure, fingerprint
from knowledge.scoring import Asked, read_questions, score
from knowledge.storage import write
from nlu.text import fold

QUESTIONS = read_questions(Path(__file__).with_name("questions.jsonl"))


def first(index: Index, question: Asked) -> str | None:
    """The article of the nearest passage, answer or not."""
    found = index.candidates(question.query, question.lang)
    return found[0].hit.article_id if found else None


@pytest.mark.parametrize("query", ["phi ship da nang bao nhieu", "Phí ship Đà Nẵng bao nhiêu?", "ship da nang bn v"])
def test_the_shipping_fee_to_da_nang_is_found_however_it_is_typed(index: Index, query: str) -> None:
    best = index.search(query, "vi")[0]
    assert (best.article_id, best.url) == ("shipping-fee", "/help/vi/shipping-fee")
    assert "Đà Nẵng phí 30.000 ₫" in best.passage


def test_paraphrases_find_their_article_first(index: Index) -> None:
    asked = [question for question in QUESTIONS if question.article]
    right = [question for question in asked if first(index, question) == question.article]
    assert len(asked) >= 60
    assert len(right) >= 0.9 * len(asked), [q.query for q in asked if q not in right]


def test_dropping_the_marks_costs_little(index: Index) -> None:
    asked = [question for question in QUESTIONS if question.article and question.lang == "vi"]
    marked = sum(first(index, question) == question.article for question in asked)
    bare = sum(first(index, Asked(fold(q.query), "vi", q.article)) == q.article for q in asked)
    assert bare >= marked - 0.1 * len(asked)


def test_the_customers_own_questions_find_their_article(index: Index) -> None:
    asked = [Asked(query, article.lang, article.id) for article in read_all(ARTICLES) for query in article.questions]
    wrong = [question for question in asked if first(index, question) != question.article]
    assert len(wrong) <= 0.03 * len(asked), wrong


@pytest.mark.parametrize(
    "query",
    ["giá vàng hôm nay", "viết code python giùm", "ai là chủ tịch nước", "asdf qwer", "???", "", "DH99999", "👍👍"],
)
def test_nothing_answers_what_nobody_wrote_about(index: Index, query: str) -> None:
    assert index.search(query) == []


def test_most_foreign_questions_are_refused(index: Index) -> None:
    foreign = [question for question in QUESTIONS if not question.article]
    refused = [question for question in foreign if not index.search(question.query, question.lang)]
    assert len(refused) >= 0.8 * len(foreign)


def test_hits_are_in_the_language_asked_for_and_best_first(index: Index) -> None:
    hits = index.search("how much is shipping to Da Nang", "en", top=3)
    assert hits[0].article_id == "shipping-fee"
    assert {hit.lang for hit in hits} == {"en"}
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(0 <= hit.score <= 1 for hit in hits)


def test_without_a_language_the_better_one_is_found(index: Index) -> None:
    assert index.search("how long does a refund take")[0].lang == "en"
    assert index.search("bao lâu thì được hoàn tiền")[0].lang == "vi"


def test_an_english_question_finds_vietnamese_articles_where_there_are_no_english_ones(
    folder: Path, tmp_path: Path
) -> None:
    build(folder, tmp_path / "k.db")
    index = Index.open(tmp_path / "k.db")
    found = index.candidates("how much cash can I withdraw per day?")
    assert found[0].hit.article_id == "han-muc"
    assert found[0].hit.lang == "vi"


def test_the_passage_is_the_one_of_its_article_that_says_what_was_asked(index: Index) -> None:
    for query, words in {"phi ship ra dao": "45.000 ₫", "ship da nang may ngay": "Đà Nẵng phí"}.items():
        best = index.search(query, "vi")[0]
        assert best.article_id == "shipping-fee"
        assert words in best.passage


def test_the_help_pages_of_a_bank_are_searched_as_well(tmp_path: Path) -> None:
    bank = elsewhere(Path(__file__).with_name("bank.yml"))
    write(bank.articles, tmp_path / "bank.db")
    index = Index.open(tmp_path / "bank.db")
    assert index.mode == "bare"
    marked = score(index, bank.questions)["marked"]
    assert marked["both"].first >= max(marked["words"].first, 0.35)
    assert marked["both"].silent <= 0.4
    titles = [Asked(article.title, None, article.id) for article in bank.articles]
    for form in score(index, titles).values():
        assert (form["both"].first, form["both"].silent) == (1, 0)
    assert index.search("cách nấu phở bò ngon tại nhà") == []


def test_a_folder_with_nothing_but_ids_is_searched(folder: Path, tmp_path: Path) -> None:
    build(folder, tmp_path / "k.db")
    index = Index.open(tmp_path / "k.db")
    assert index.search("mat the thi lam sao khoa the")[0].article_id == "khoa-the"
    assert index.search("hạn mức rút tiền mỗi ngày ở ATM")[0].article_id == "han-muc"
    assert index.search("phở bò nấu mấy tiếng") == []


def test_a_changed_article_makes_a_new_index_and_readers_of_the_old_one_go_on(folder: Path, tmp_path: Path) -> None:
    path = ensure(folder, tmp_path / "k.db")
    old, before = Index.open(path), path.stat().st_ino
    assert ensure(folder, path).stat().st_ino == before
    (folder / "moi.md").write_text("---\nid: moi\n---\n\nLãi suất tiết kiệm kỳ hạn 12 tháng là 5 %.\n", "utf-8")
    assert ensure(folder, path).stat().st_ino != before
    question = "lãi suất tiết kiệm kỳ hạn 12 tháng"
    assert Index.open(path).search(question)[0].article_id == "moi"
    assert "moi" not in [hit.article_id for hit in old.search(question)]
    assert old.search("hạn mức rút tiền mỗi ngày")[0].article_id == "han-muc"


def test_a_broken_article_leaves_the_old_index_in_place(folder: Path, tmp_path: Path) -> None:
    path = ensure(folder, tmp_path / "k.db")
    (folder / "hong.md").write_text("không có phần đầu\n", "utf-8")
    with pytest.raises(ArticleError, match="no id"):
        build(folder, path)
    assert Index.open(path).search("hạn mức rút tiền mỗi ngày")
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["k.db"]


def test_a_file_that_is_no_index_is_replaced(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "k.db"
    path.write_bytes(b"not a database")
    assert Index.open(ensure(folder, path)).search("hạn mức rút tiền mỗi ngày")


def test_the_fingerprint_follows_names_and_contents(folder: Path) -> None:
    before = fingerprint(folder)
    (folder / "mo-the.md").rename(folder / "mo-the-moi.md")
    assert fingerprint(folder) != before


def test_several_threads_may_search_one_index(index: Index) -> None:
    found: list[list[str]] = []

    def ask() -> None:
        found.append([hit.article_id for _ in range(10) for hit in index.search("phi ship da nang", "vi", top=1)])

    threads = [Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [["shipping-fee"] * 10] * 8
