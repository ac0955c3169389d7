"""Replies that are suggested to the agent: up to three, each with its source, in the customer's language and pronouns.

From the company's articles, by what the customer last asked, and from its macros, by what the conversation is about.
Somebody upset is first told that we are sorry. Nothing is made up: the words are the article's or the macro's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, zip_longest

from actions.systems import CANCELLABLE, MOVING
from agent_assist.next_actions import late_voucher
from agent_assist.phrases import band, money
from agent_assist.situation import Situation
from agent_assist.summary import ABOUT_THE_SHOP, wish_of
from agent_assist.thread import topic_name
from knowledge import macros
from knowledge.index import current
from messages import say
from store import read, suggestions
from store.users import User

MOST = 3
QUESTIONS = 3  # of the customer's latest messages that articles are looked up for
UPSET = -0.2
LATE = "delivery/late"
# macros that are true only of an order in one of these states
TRUE_OF: dict[str, frozenset[str]] = {
    "order-on-the-way": MOVING,
    "express-today": MOVING | CANCELLABLE,
    "address-changed": CANCELLABLE,
    "address-too-late": MOVING,
    "cancelled": frozenset({"cancelled"}),
    "cancel-too-late": MOVING,
}
SHORTEST = 4  # characters of a message that can be a question


@dataclass(frozen=True)
class Suggestion:
    """A reply ready to be edited. `source`: article:<id> or macro:<id>; `url` for an article."""

    source: str
    title: str
    opening: str
    body: str
    url: str | None

    @property
    def text(self) -> str:
        """What is put into the composer."""
        return f"{self.opening} {self.body}".strip()


def replies(situation: Situation, agent: User) -> list[Suggestion]:
    """Up to three suggestions, the best first; those rejected in this conversation are not offered again."""
    held = situation.conversation
    if held.owner == "closed":
        return []
    with read() as tx:
        judged = suggestions.judged(tx, held.id, "reply")
        record = suggestions.record(tx, "reply")
    upset = held.mood_now is not None and held.mood_now < UPSET
    articles, replies_ = _from_articles(situation, _opening(situation, agent, upset)), _from_macros(situation, agent)
    # somebody upset is answered in a person's words first, everybody else with what they asked for
    pairs = zip_longest(replies_, articles) if upset else zip_longest(articles, replies_)
    found: list[Suggestion] = []
    for one in chain.from_iterable(pairs):
        if one and one.source not in judged and all(one.source != other.source for other in found):
            found.append(one)

    def taken(one: Suggestion) -> float:
        yes, of = record.get(one.source, (0, 0))
        return (yes + 2) / (of + 4)

    # the order in which they were found stands, unless people have shown that they prefer otherwise
    places = {one.source: place for place, one in enumerate(found)}
    return sorted(found, key=lambda one: places[one.source] - 2 * taken(one))[:MOST]


def _opening(situation: Situation, agent: User, upset: bool) -> str:
    """How a reply begins: with an apology to somebody upset, with a name where the agent has not written yet."""
    held = situation.conversation
    met = any(one.author == "agent" and one.kind == "text" and one.user_id == agent.id for one in situation.messages)
    key = "opening-next" if met else ("opening-sorry" if upset else "opening-hello")
    given = agent.name.split()[-1]
    opening = say(held.language, key, who=situation.address, agent=given)
    return opening[0].upper() + opening[1:]


def _from_articles(situation: Situation, opening: str) -> list[Suggestion]:
    """The passages that answer what the customer wrote, else what they want, else what their words are about."""
    language = situation.conversation.language
    asked = [one.text for one in situation.words[-QUESTIONS:][::-1] if len(one.text.strip()) >= SHORTEST]
    intent, _ = wish_of(situation)
    if intent in ABOUT_THE_SHOP:
        asked.append(say(language, f"wish-{intent.replace('_', '-')}"))
    asked += [topic_name(topic, language) for topic in sorted(situation.topics)]
    index = current()
    hits = [hit for text in asked for hit in index.search(text, language, top=1)]
    hits.sort(key=lambda hit: hit.score, reverse=True)
    return [Suggestion(f"article:{hit.article_id}", hit.title, opening, hit.passage, hit.url) for hit in hits]


def _from_macros(situation: Situation, agent: User) -> list[Suggestion]:
    held, order = situation.conversation, situation.order if situation.verified else None
    intent, _ = wish_of(situation)
    values: dict[str, str | int] = {
        "salutation": situation.customer.salutation or say(held.language, "address-unknown"),
        "name": (situation.customer.name or "").split(" ")[-1],
        "agent": agent.name.split()[-1],
    }
    if order:
        values["order"] = order.code
        if order.days_late:
            values["days_late"] = order.days_late
    fitting = macros.fitting(situation.topics, {intent} if intent else set(), band(held.mood_now), held.language)
    fitting = [one for one in fitting if one.id not in TRUE_OF or (order and order.status in TRUE_OF[one.id])]
    fitting = [one for one in fitting if one.id != "need-order-code" or not situation.order_code]
    # which amount a macro means is known of one kind only; the others wait for a person to name it
    voucher = {"amount": money(late_voucher(order), held.language)} if order and late_voucher(order) else {}
    filled = ((one, macros.fill(one, values | (voucher if LATE in one.topics else {}))) for one in fitting)
    return [Suggestion(f"macro:{one.id}", one.title, "", text, None) for one, text in filled if text]
