"""The answer to a customer's question: the passage that answers best, worded for the chat, with its source."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.index import Hit, Index, current
from knowledge.terms import opener, words
from messages import say
from nlu.text import nfc, syllables

NEARER = 0.02  # how much nearer to a passage a follow-up must bring the question before it
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
    """The best passage for both questions that the new one is about, too: it holds most of the words that are added, or
    means more of both than of the previous one alone."""
    added = set(words(query, lang))
    joined = f"{previous} {query}"
    before = {candidate.hit.passage: candidate.meaning for candidate in index.candidates(previous, lang)}
    for candidate in index.candidates(joined, lang) if added else ():
        hit = candidate.hit
        held = set(words(f"{hit.title} {hit.heading} {hit.passage}", lang))
        nearer = candidate.meaning > before.get(hit.passage, 1.0) + NEARER
        if candidate.answers and (2 * len(added & held) > len(added) or nearer):
            return hit, joined
    return None


def _spoken(hit: Hit) -> str:
    """The passage as the bot says it: it begins in the middle of a sentence unless with a name or an abbreviation."""
    first, *rest = hit.passage.split(" ", 2)
    named = (first.isupper() and len(first) > 1) or (rest and rest[0][:1].isupper())
    text = hit.passage if named or hit.lang != "vi" else first[:1].lower() + hit.passage[1:]
    return say(hit.lang, "knowledge-answer", text=text)
