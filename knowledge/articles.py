"""Articles of the help centre: Markdown files with front matter, `articles/<lang>/<id>.md`.

The front matter holds `id` (required), `title`, `topics` (paths of nlu/data/topics.yml), `questions` (how customers
ask) and `updated`. A folder from elsewhere may have the id alone; a heading of the first level is then the title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import frontmatter
import nh3
import yaml
from markdown_it import MarkdownIt

from nlu.text import language, nfc

ARTICLES = Path(__file__).parent / "articles"
LANGUAGES = ("vi", "en")
LONGEST = 120  # words; longer sections are cut between paragraphs
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class ArticleError(ValueError):
    """An article that cannot be read; the text says which file and why."""


@dataclass(frozen=True)
class Passage:
    """A piece of an article that can stand as an answer: its heading ("" before the first one) and its Markdown."""

    heading: str
    text: str


@dataclass(frozen=True)
class Article:
    """One article in one language."""

    id: str
    lang: str
    title: str
    topics: tuple[str, ...]
    questions: tuple[str, ...]
    updated: date | None
    body: str

    @property
    def url(self) -> str:
        """Where the customer reads it, from the root of the site."""
        return f"/help/{self.lang}/{self.id}"

    def passages(self) -> list[Passage]:
        """The sections of the body in order; sections of more than LONGEST words are cut between paragraphs."""
        sections = (("" if heading == self.title else heading, text) for heading, text in _sections(self.body))
        return [Passage(heading, piece) for heading, text in sections for piece in _pieces(text)]

    def html(self) -> str:
        """The body as HTML that is safe to put into a page: no scripts, styles, images or foreign markup."""
        rendered = _markdown().render(self.body)
        return nh3.clean(rendered, tags=_TAGS, attributes={"a": {"href"}}, link_rel="noopener nofollow")


_TAGS = {"a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "hr", "li", "ol", "p", "pre", "strong"} | {
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def read(path: Path) -> Article:
    """The article in a file. The language is the front matter's `lang`, else the folder's name, else that of the text.

    Raises ArticleError where the file is not UTF-8, the front matter is not YAML or has no id.
    """
    try:
        post = frontmatter.loads(nfc(path.read_text(encoding="utf-8")))
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise ArticleError(f"{path}: {error}") from error
    meta: dict[str, Any] = post.metadata
    if meta.get("id") in (None, ""):
        raise ArticleError(f"{path}: the front matter has no id")
    body = post.content
    lang = meta.get("lang") or (path.parent.name if path.parent.name in LANGUAGES else None)
    return Article(
        id=str(meta["id"]),
        lang=str(lang or ("en" if language(body) == "en" else "vi")),
        title=str(meta.get("title") or _headline(body)),
        topics=tuple(map(str, meta.get("topics") or ())),
        questions=tuple(map(str, meta.get("questions") or ())),
        updated=meta.get("updated"),
        body=body,
    )


def read_all(folder: Path) -> list[Article]:
    """Every article under the folder, by path. Raises ArticleError for the first that cannot be read."""
    return [read(path) for path in files(folder)]


def files(folder: Path) -> list[Path]:
    """The Markdown files under the folder, sorted."""
    return sorted(folder.rglob("*.md"))


def find(article_id: str, lang: str, folder: Path = ARTICLES) -> Article | None:
    """The article with this id in this language, None where there is none (any text may be asked for)."""
    if lang not in LANGUAGES or not _SLUG.fullmatch(article_id):
        return None
    path = folder / lang / f"{article_id}.md"
    return read(path) if path.is_file() else None


def plain(markdown: str) -> str:
    """Markdown as text for a chat bubble: no marks of emphasis, list items as lines with a bullet."""
    lines: list[str] = []
    row: list[str] | None = None
    bullet = ""
    for token in _markdown().parse(markdown):
        if token.type == "list_item_open":
            bullet = f"{token.info}. " if token.info else "• "
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close":
            lines.append(" · ".join(row or ()))
            row = None
        elif token.type == "inline":
            words = "".join(_words(token.children or []))
            if row is None:
                lines.append(bullet + words)
                bullet = ""
            else:
                row.append(words)
    return "\n".join(lines)


def _words(children: list[Any]) -> Iterator[str]:
    for child in children:
        if child.type in ("text", "code_inline"):
            yield child.content
        elif child.type in ("softbreak", "hardbreak"):
            yield " "


def _headline(body: str) -> str:
    """The first heading of the first level, empty where there is none."""
    pairs = pairwise(_markdown().parse(body))
    return next((inline.content for token, inline in pairs if token.type == "heading_open" and token.tag == "h1"), "")


def _sections(body: str) -> Iterator[tuple[str, str]]:
    """(heading, Markdown under it) for each heading of the body that has text under it."""
    lines = body.splitlines()
    tokens = _markdown().parse(body)
    heads = [
        (token.map[0], token.map[1], inline.content)
        for token, inline in pairwise(tokens)
        if token.type == "heading_open" and token.map
    ]
    marks = [(0, 0, ""), *heads]
    for place, (_, start, heading) in enumerate(marks):
        end = marks[place + 1][0] if place + 1 < len(marks) else len(lines)
        text = "\n".join(lines[start:end]).strip()
        if text:
            yield heading, text


def _pieces(text: str) -> Iterator[str]:
    piece: list[str] = []
    length = 0
    for paragraph in re.split(r"\n\s*\n", text):
        words = len(paragraph.split())
        if piece and length + words > LONGEST:
            yield "\n\n".join(piece)
            piece, length = [], 0
        piece.append(paragraph)
        length += words
    yield "\n\n".join(piece)
