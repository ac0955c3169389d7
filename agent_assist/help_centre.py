"""The help centre: the articles that the bot answers from, for people to read and to search."""

from __future__ import annotations

from functools import cache

from flask import Blueprint, Response, g, make_response, redirect, render_template, request
from werkzeug import Response as AnyResponse

from agent_assist.errors import Refusal
from agent_assist.shop import remember_language
from knowledge import articles, index
from knowledge.articles import ARTICLES, LANGUAGES, Article

blueprint = Blueprint("help", __name__, url_prefix="/help")

# section of the help centre → branches of the topic tree that it holds
SECTIONS = {
    "delivery": {"delivery"},
    "order": {"order"},
    "returns": {"returns"},
    "payment": {"payment", "price"},
    "product": {"product"},
    "account": {"account", "app", "bot"},
    "store": {"store", "staff", "service"},
}
MOST_HITS = 12
LONGEST_QUESTION = 200


@cache
def _all(lang: str) -> list[Article]:
    return articles.read_all(ARTICLES / lang)


def section_of(article: Article) -> str:
    """Where the help centre keeps an article: by its first topic."""
    branch = article.topics[0].partition("/")[0] if article.topics else ""
    return next((name for name, branches in SECTIONS.items() if branch in branches), "store")


def _read_in(lang: str) -> None:
    """The address says the language of the page. Raises Refusal (404) for one that there is not."""
    if lang not in LANGUAGES:
        raise Refusal("not_found")
    g.language = lang


@blueprint.get("")
def choose() -> AnyResponse:
    """The help centre in the reader's language."""
    return redirect(f"/help/{g.language}")


@blueprint.get("/<lang>")
def centre(lang: str) -> Response:
    """All articles by section, or what was found for `q`."""
    _read_in(lang)
    question = request.args.get("q", "").strip()[:LONGEST_QUESTION]
    sections: dict[str, list[Article]] = {name: [] for name in SECTIONS}
    for article in _all(lang):
        sections[section_of(article)].append(article)
    hits = index.current().search(question, lang=lang, top=MOST_HITS) if question else []
    best = list({hit.article_id: hit for hit in reversed(hits)}.values())[::-1]
    return remember_language(
        make_response(render_template("help.html", sections=sections, question=question, hits=best))
    )


@blueprint.get("/<lang>/<article_id>")
def read(lang: str, article_id: str) -> Response:
    """One article."""
    _read_in(lang)
    article = articles.find(article_id, lang)
    if article is None:
        raise Refusal("not_found")
    section = section_of(article)
    near = [one for one in _all(lang) if section_of(one) == section and one.id != article.id][:5]
    other = next(one for one in LANGUAGES if one != lang)
    twin = articles.find(article_id, other)
    page = render_template("help_article.html", article=article, section=section, near=near, twin=twin)
    return make_response(page)
