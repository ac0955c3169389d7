"""The answer to a customer's question: the passage that answers best, worded for the chat, with its source."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.index import Hit, Index, current
from knowledge.terms import opener, words
from messages import say
from nlu.text import nfc, syllables

SHORT = 4  # words: a question this short may lean on the one before it


@dataclass(frozen=True)
class Answer:
    """What to say and where it stands. `question` is the question as understood: the `previous` of the next one."""

    text: str
    article_id: str
    title: str
    url: str
    lang: str
    score: float
    question: str


def answer(query: str, lang: str, previous: str | None = None, index: Index | None = None) -> Answer | None:
    """The answer in the customer's language, None where nothing answers.

    A follow-up ("thế còn đồ sale?", "còn ở Đà Nẵng thì sao") is read together with the previous question.
    """
    index = index or current()
    leaning = opener(query, lang)
    matter = " ".join(syllables(nfc(query))[leaning:]) if leaning else query
    alone = _alone(index, matter, lang)
    found = alone
    if previous and (leaning or (alone is None and len(words(query, lang)) <= SHORT)):
        found = _together(index, matter, previous, lang) or alone
    if found is None:
        return None
    hit, question = found
    return Answer(_spoken(hit), hit.article_id, hit.title, hit.url, hit.lang, hit.score, question)


def _alone(index: Index, query: str, lang: str) -> tuple[Hit, str] | None:
    hits = index.search(query, lang, top=1)
    return (hits[0], query) if hits else None


def _together(index: Index, query: str, previous: str, lang: str) -> tuple[Hit, str] | None:
    """The best passage for both questions that also holds most of the words that the new one brings."""
    added = set(words(query, lang))
    joined = f"{previous} {query}"
    for hit in index.search(joined, lang, top=10):
        held = set(words(f"{hit.title} {hit.heading} {hit.passage}", lang))
        if added and 2 * len(added & held) > len(added):
            return hit, joined
    return None


def _spoken(hit: Hit) -> str:
    """The passage as the bot says it: it begins in the middle of a sentence unless with a name or an abbreviation."""
    first, *rest = hit.passage.split(" ", 2)
    named = (first.isupper() and len(first) > 1) or (rest and rest[0][:1].isupper())
    text = hit.passage if named or hit.lang != "vi" else first[:1].lower() + hit.passage[1:]
    return say(hit.lang, "knowledge-answer", text=text)
