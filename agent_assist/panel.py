"""The agents' panel: the list, one conversation, its context. Each part can be fetched alone, as the page shows it.

A request with `X-Fragment: list`, `thread`, `context` or `suggest` gets that part of the very page it names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from flask import Blueprint, Response, g, make_response, render_template, request

from actions.systems import Order
from agent_assist import next_actions, suggestions, window
from agent_assist.auth import PANEL, current, roles
from agent_assist.phrases import MINUTE
from agent_assist.situation import OVER, Situation, look_at
from agent_assist.summary import WISHES, summarise
from agent_assist.thread import entries, reason_name, topic_name
from messages import catalogue
from store import inbox, now, read, readings, users
from store.cases import Case
from store.conversations import Conversation
from store.inbox import Tab

blueprint = Blueprint("panel", __name__)

PAGE = 60  # lines of the list at first, and more each time they are asked for
MOST_LINES = 600
DONE_OF_FIVE = {"placed": 1, "packed": 2, "shipped": 3, "at_hub": 3, "out_for_delivery": 4, "delivered": 5}


@blueprint.get("/panel")
@roles(*PANEL)
def inbox_page() -> Response:
    """The list, with nothing open beside it."""
    return _part(None, request.headers.get("X-Fragment", ""))


@blueprint.get("/panel/<conversation_id>")
@roles(*PANEL)
def conversation_page(conversation_id: str) -> Response:
    """The list with one conversation open."""
    part = request.headers.get("X-Fragment", "")
    return _part(None if part == "list" else look_at(conversation_id), part, conversation_id)


@dataclass(frozen=True)
class Hold:
    """Who has the conversation, as the bar above the thread says it. `minutes` until the bot takes up again."""

    state: str  # mine · other · outside: staff in the platform's own inbox · queued · bot · closed
    name: str | None
    minutes: int
    since: int | None


def hold(held: Conversation, me: str, people: dict[str, users.User]) -> Hold:
    """The hold on a conversation as the user `me` sees it."""
    state: str = held.owner
    if held.owner == "human":
        state = "mine" if held.assignee_id == me else "other" if held.assignee_id else "outside"
    person = people.get(held.assignee_id or "")
    left = max(0, (held.human_until or 0) - now())
    since = held.queued_at if held.owner == "queued" else held.closed_at
    return Hold(state, person.name if person else None, -(-left // MINUTE), since)


def _part(situation: Situation | None, part: str, conversation_id: str = "") -> Response:
    templates = {"list": "list", "thread": "thread", "context": "context", "suggest": "suggest"}
    wanted = templates.get(part)
    values: dict[str, object] = {"open_id": conversation_id, "topic_name": topic_name, "reason_name": reason_name}
    if wanted in (None, "list") or situation is None:
        values |= _list()
    if situation:
        me = current().user
        values |= {
            "situation": situation,
            "held": situation.conversation,
            "customer": situation.customer,
            "hold": hold(situation.conversation, me.id, situation.people),
            "may_label": me.role != "agent" or situation.conversation.assignee_id == me.id,
            "window": window.of(situation),
            "others": [situation.people[one].name for one in situation.looking if one != me.id],
        }
        if wanted in (None, "thread"):
            values["entries"] = entries(situation)
        if wanted == "suggest":
            values["suggestions"] = suggestions.replies(situation, me)
        if wanted in (None, "context"):
            values |= _context(situation)
    values["words"] = {} if wanted else catalogue(g.language, "js-")
    response = make_response(
        render_template(f"panel/{wanted}.html" if wanted else "panel.html", area="panel", **values)
    )
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("X-Fragment")
    return response


def _list() -> dict[str, object]:
    asked = request.args.get("tab", "")
    query = request.args.get("q", "").strip()
    me = current().user
    shown = min(max(request.args.get("n", PAGE, int), 1), MOST_LINES)
    with read() as tx:
        counts = inbox.counts(tx, me.id)
        tab: Tab = asked if asked in inbox.TABS else ("mine" if counts["mine"] or not counts["waiting"] else "waiting")
        lines = inbox.lines(tx, "all" if query else tab, me.id, query, shown + 1)
        unread = readings.unread(tx, me.id)
        people = users.everyone(tx)
    return {
        "tab": tab,
        "tabs": get_args(Tab),
        "query": query,
        "counts": counts,
        "lines": lines[:shown],
        "more": shown + PAGE if len(lines) > shown else None,
        "unread": unread,
        "people": people,
    }


def _context(situation: Situation) -> dict[str, object]:
    orders = situation.orders
    return {
        "summary": summarise(situation),
        "wishes": WISHES,
        "actions": next_actions.best(situation),
        "orders": orders,
        "open_orders": _shown_orders(situation),
        "steps": DONE_OF_FIVE,
        "open_cases": [one for one in situation.cases if one.state == "open"],
        "own_orders": situation.own_orders,
        "spent": sum(order.total for order in situation.own_orders if order.status != "cancelled"),
        "due": _due,
    }


def _shown_orders(situation: Situation) -> list[Order]:
    """The order that is talked of, then what is under way; three at most."""
    orders = situation.orders or []
    talked_of = situation.order
    return sorted(
        (order for order in orders if order is talked_of or order.status not in OVER),
        key=lambda one: one is not talked_of,
    )[:3]


def _due(case: Case) -> int | None:
    """Minutes until a case is due, negative when it is late."""
    return None if case.due_at is None else (case.due_at - now()) // MINUTE
