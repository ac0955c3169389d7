"""Doing a suggested action: each has a real effect, and what was done is remembered."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g

from actions.systems import ReturnRequest, Unavailable
from actions.systems import orders as order_system
from agent_assist import next_actions
from agent_assist.errors import Refusal
from agent_assist.next_actions import Action
from agent_assist.situation import Situation
from agent_assist.thread import topic_name
from bot import handoff
from messages import say
from store import cases, events, now, suggestions, write
from store.users import User

CALL_WITHIN_MS = 15 * 60_000
FOLLOW_UP_MS = 24 * 3_600_000  # a complaint is answered within a day


@dataclass(frozen=True)
class Done:
    """What became of it, said to the agent, and a reply to the customer to go on from."""

    message: str
    draft: str | None = None


def do(situation: Situation, action_id: str, user: User, choice: str | None = None) -> Done:
    """Do the action, if it still makes sense. Raises Refusal: 404 not offered now, 409 refused, 422 unknown choice."""
    action = next((one for one in next_actions.best(situation) if one.id == action_id), None)
    if action is None:
        raise Refusal("not_found")
    if action.choices and choice is None and len(action.choices) == 1:
        choice = action.choices[0]
    if action.choices and choice not in action.choices:
        raise Refusal("invalid", fields={"choice": ", ".join(action.choices)})
    done = _EFFECTS[action.effect](situation, action, user, choice or "")
    with write() as tx:
        suggestions.judge(tx, situation.conversation.id, user.id, "action", action.source, "accepted")
    return done


def _open_case(situation: Situation, action: Action, user: User, _choice: str) -> Done:
    order = situation.order
    about = topic_name(action.topic) if action.topic else situation.address
    values: dict[str, str | int] = {"code": order.code, "days": order.days_late} if order else {}
    title = say("vi", f"case-title-{action.id}", about=about, **values)
    number = _case(situation, "complaint", title, user, now() + FOLLOW_UP_MS, action.topic)
    return Done(say(g.language, "next-done-case", number=number))


def _book_call(situation: Situation, action: Action, user: User, _choice: str) -> Done:
    title = say("vi", f"case-title-{action.id}", who=situation.address)
    number = _case(situation, "callback", title, user, now() + CALL_WITHIN_MS, None)
    draft = say(situation.conversation.language, "draft-call-back", who=situation.address)
    return Done(say(g.language, "next-done-callback", number=number), draft)


def _case(situation: Situation, kind: str, title: str, user: User, due_at: int, topic: str | None) -> str:
    with write() as tx:
        opened = cases.open_new(
            tx,
            kind=kind,
            title=title,
            customer_id=situation.customer.id,
            conversation_id=situation.conversation.id,
            actor=f"user:{user.id}",
            topic=topic,
            owner_id=user.id,
            due_at=due_at,
        )
    return f"VV-{opened.number}"


def _start_return(situation: Situation, action: Action, user: User, choice: str) -> Done:
    order = situation.order
    assert order is not None
    reason = topic_name(action.topic or "returns/process")
    try:
        asked = order_system().request_return(order.code, choice, reason)
    except Unavailable:
        raise Refusal("unavailable", retry_after=30) from None
    if not isinstance(asked, ReturnRequest):
        raise Refusal("conflict")
    _remember(situation, user, "order.return_requested", {"order": order.code, "number": asked.number})
    draft = say(
        situation.conversation.language,
        "draft-return-done",
        who=situation.address,
        number=asked.number,
        item=choice,
        code=order.code,
    )
    return Done(say(g.language, "next-done-return", number=asked.number), draft)


def _cancel(situation: Situation, _action: Action, user: User, _choice: str) -> Done:
    order = situation.order
    assert order is not None
    try:
        outcome = order_system().cancel(order.code, "asked by the customer")
    except Unavailable:
        raise Refusal("unavailable", retry_after=30) from None
    if outcome not in ("done", "already"):
        raise Refusal("conflict")
    _remember(situation, user, "order.cancelled", {"order": order.code})
    draft = say(situation.conversation.language, "draft-cancel-done", who=situation.address, code=order.code)
    return Done(say(g.language, "next-done-cancel", code=order.code), draft)


def _remember(situation: Situation, user: User, kind: str, data: dict[str, str]) -> None:
    with write() as tx:
        events.add(
            tx,
            kind,
            actor=f"user:{user.id}",
            conversation_id=situation.conversation.id,
            customer_id=situation.customer.id,
            data=data,
        )


def _close(situation: Situation, _action: Action, user: User, _choice: str) -> Done:
    handoff.close(situation.conversation.id, user.id)
    return Done(say(g.language, "next-done-close"))


def _draft(_situation: Situation, action: Action, _user: User, _choice: str) -> Done:
    return Done("", action.draft)


_EFFECTS = {
    "case": _open_case,
    "callback": _book_call,
    "draft": _draft,
    "return": _start_return,
    "cancel": _cancel,
    "close": _close,
}
