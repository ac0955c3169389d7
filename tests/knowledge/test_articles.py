"""The help centre is complete in both languages, says the same in both, and renders safely."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from knowledge.articles import ARTICLES, Article, find, plain, read, read_all

ALL = read_all(ARTICLES)
VIETNAMESE = {article.id: article for article in ALL if article.lang == "vi"}
ENGLISH = {article.id: article for article in ALL if article.lang == "en"}
TOPICS = yaml.safe_load((Path(__file__).parents[2] / "nlu/data/topics.yml").read_text(encoding="utf-8"))
PATHS = {f"{branch}/{leaf}" for branch, tree in TOPICS.items() for leaf in tree["leaves"]}


def figures(text: str) -> Counter[str]:
    """The numbers in a text, thousands joined ("30.000" and "30,000" are the same)."""
    return Counter(re.findall(r"\d+", re.sub(r"(?<=\d)[.,](?=\d{3})", "", text)))


def test_there_are_articles_enough_and_each_has_its_twin() -> None:
    assert len(VIETNAMESE) >= 44
    assert VIETNAMESE.keys() == ENGLISH.keys()


@pytest.mark.parametrize("article", ALL, ids=lambda a: f"{a.lang}-{a.id}")
def test_an_article_is_whole(article: Article) -> None:
    path = ARTICLES / article.lang / f"{article.id}.md"
    assert path.is_file()
    assert article.title
    assert article.updated
    assert set(article.topics) <= PATHS
    assert article.topics
    assert 5 <= len(article.questions) <= 16
    assert len(set(article.questions)) == len(article.questions)
    for passage in article.passages():
        assert passage.heading
        assert 35 <= len(plain(passage.text).split()) <= 120


@pytest.mark.parametrize("article_id", VIETNAMESE)
def test_both_languages_say_the_same_figures(article_id: str) -> None:
    ours, theirs = VIETNAMESE[article_id].passages(), ENGLISH[article_id].passages()
    assert [figures(p.text) for p in ours] == [figures(p.text) for p in theirs]


def test_the_fees_are_the_same_wherever_they_are_said() -> None:
    text = {article.id: article.body for article in VIETNAMESE.values()}
    assert "Đà Nẵng phí 30.000 ₫" in text["shipping-fee"]
    for said in re.findall(r"hoả tốc(?: \S+){0,3}? (\d+\.\d{3}) ₫", " ".join(text.values())):
        assert said == "35.000"
    for said in re.findall(r"gói quà(?: \S+){0,2}? (\d+\.\d{3}) ₫", " ".join(text.values())):
        assert said == "25.000"
    for article_id in ("return-policy", "inspect-before-paying", "tet-holiday", "size-guide-kids"):
        assert "7 ngày" in text[article_id]


def test_an_article_is_found_by_id_and_language_and_nothing_else_is_read() -> None:
    found = find("shipping-fee", "en")
    assert found is not None
    assert found.url == "/help/en/shipping-fee"
    assert find("no-such-article", "vi") is None
    assert find("../vi/shipping-fee", "en") is None
    assert find("shipping-fee", "..") is None


def test_rendered_articles_hold_no_foreign_markup(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_text(
        "---\nid: x\n---\n\n## Mục\n\n<script>alert(1)</script> **đậm** [xấu](javascript:alert(1)) "
        "[tốt](/help/vi/shipping-fee) ![ảnh](https://example.com/a.png)\n",
        encoding="utf-8",
    )
    html = read(path).html()
    assert "<script" not in html
    assert "javascript:" not in html or 'href="javascript:' not in html
    assert "<img" not in html
    assert "<h2>Mục</h2>" in html
    assert "<strong>đậm</strong>" in html
    assert 'href="/help/vi/shipping-fee"' in html


def test_markdown_becomes_plain_lines_for_a_chat_bubble() -> None:
    text = "Chào **anh/chị**,\nxem `DH10234`:\n\n- một\n- hai\n\n| size | kg |\n|---|---|\n| S | 40 |\n"
    assert plain(text) == "Chào anh/chị, xem DH10234:\n• một\n• hai\nsize · kg\nS · 40"


def test_long_sections_are_cut_between_paragraphs(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    paragraphs = [" ".join([f"từ{n}"] * 70) for n in range(3)]
    path.write_text("---\nid: x\n---\n\nMở đầu.\n\n## Mục\n\n" + "\n\n".join(paragraphs), encoding="utf-8")
    passages = read(path).passages()
    assert [(p.heading, p.text) for p in passages] == [("", "Mở đầu."), *(("Mục", text) for text in paragraphs)]


def test_a_heading_of_the_first_level_is_the_title_where_the_front_matter_has_none(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_text("---\nid: x\n---\n\n# Mở thẻ cần gì?\n\nCăn cước.\n\n## Phí\n\nMiễn phí.\n", encoding="utf-8")
    article = read(path)
    assert article.title == "Mở thẻ cần gì?"
    assert [(p.heading, p.text) for p in article.passages()] == [("", "Căn cước."), ("Phí", "Miễn phí.")]


def test_the_language_of_an_article_is_its_own_its_folders_or_its_texts(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    own, in_folder, loose = tmp_path / "a.md", tmp_path / "en" / "b.md", tmp_path / "c.md"
    own.write_text("---\nid: a\nlang: en\n---\nThẻ\n", encoding="utf-8")
    in_folder.write_text("---\nid: b\n---\nThẻ\n", encoding="utf-8")
    loose.write_text("---\nid: c\n---\nYou can pay with your card at the counter every day.\n", encoding="utf-8")
    assert [read(path).lang for path in (own, in_folder, loose)] == ["en", "en", "en"]
