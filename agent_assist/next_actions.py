"""What to do next: up to three actions, ranked, each with its reason and what it brings to customer and company.

Rules look at the order, the tags and the history. A rule's weight says how much it usually matters; what agents have
done with it before moves it by half at most: a rule nobody takes sinks, and is still seen when nothing else fits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from flask import g

from actions.systems import CANCELLABLE, Order
from agent_assist.phrases import date, money
from agent_assist.situation import OVER, Situation
from agent_assist.summary import ABOUT_AN_ORDER, wish_of
from messages import say
from store import read, suggestions

MOST = 3
VERY_UPSET, PLEASED = -0.6, 0.4
FAULTY = frozenset({"product/defect", "product/wrong_item", "delivery/damaged", "product/missing_item"})
# The company's promise for late orders, as its article `late-delivery` says it
LATE_ARTICLE = "late-delivery"
LATE_VOUCHER_FROM, LATE_VOUCHER, FREE_SHIPPING_VOUCHER, LATE_CANCEL_FROM = 3, 50_000, 20_000, 7

Effect = Literal["case", "callback", "draft", "return", "cancel", "close"]


@dataclass(frozen=True)
class Action:
    """Something worth doing now. `choices`: what must be chosen from before it can be done (an order's items)."""

    id: str
    effect: Effect
    weight: float
    title: str
    reason: str
    customer: str
    company: str
    button: str
    draft: str | None = None
    topic: str | None = None
    choices: list[str] = field(default_factory=list)
    sure: str | None = None  # the question to be answered with yes before it is done

    @property
    def source(self) -> str:
        """Its name in the table of verdicts."""
        return f"rule:{self.id}"


def _action(rule: str, effect: Effect, weight: float, **values: str | int) -> Callable[..., Action]:
    """An action whose words stand in the catalogue under `next-<rule>-…`."""

    def t(part: str) -> str:
        return say(g.language, f"next-{rule}-{part}", **values)

    def make(reason: str | None = None, **more: object) -> Action:
        return Action(
            rule, effect, weight, t("title"), reason or t("reason"), t("customer"), t("company"),
            say(g.language, f"next-button-{effect}"), **more,  # type: ignore[arg-type]
        )  # fmt: skip

    return make


def best(situation: Situation) -> list[Action]:
    """Up to three actions for now, the best first. What was done or rejected here is not offered again."""
    if situation.conversation.owner == "closed":
        return []
    with read() as tx:
        done = suggestions.judged(tx, situation.conversation.id, "action")
        record = suggestions.record(tx, "action")

    def rank(action: Action) -> float:
        taken, judged = record.get(action.source, (0, 0))
        return action.weight * (0.5 + (taken + 2) / (judged + 4))

    found = [action for rule in RULES for action in rule(situation) if action.source not in done]
    return sorted(found, key=rank, reverse=True)[:MOST]


def _draft(situation: Situation, key: str, **values: str | int) -> str:
    return say(situation.conversation.language, key, who=situation.address, **values)


def call_back(situation: Situation) -> Iterator[Action]:
    """Somebody very upset who matters, or whose matter does, is heard faster on the phone."""
    held, customer = situation.conversation, situation.customer
    reachable = customer.phone or (situation.verified and situation.order and situation.order.phone)
    upset = held.mood_now is not None and held.mood_now <= VERY_UPSET
    if upset and reachable and (customer.segment == "vip" or held.complaint or held.urgency >= 2):
        vip = customer.segment == "vip"
        reason = say(g.language, "next-call-back-reason-vip") if vip else None
        yield _action("call-back", "callback", 90 if vip else 75)(reason)


def late_case(situation: Situation) -> Iterator[Action]:
    """A late order gets a case of its own, so that somebody follows it to the door."""
    order = situation.order
    if order and order.days_late and order.status not in OVER and not _has_case(situation, "delivery/late"):
        before = sum(one.days_late > 0 for one in situation.own_orders if one.code != order.code)
        reason = say(
            g.language, "next-late-case-reason", promised=date(order.promised_at), days=order.days_late, before=before
        )
        yield _action("late-case", "case", 70 + 5 * min(before, 3), code=order.code, days=order.days_late)(
            reason, topic="delivery/late"
        )


def late_voucher(order: Order) -> int:
    """What an order as late as this one earns its buyer as a voucher, in đồng; the delivery fee comes back besides."""
    if not order.days_late:
        return 0
    return LATE_VOUCHER * (order.days_late >= LATE_VOUCHER_FROM) + FREE_SHIPPING_VOUCHER * (not order.shipping_fee)


def late_compensation(situation: Situation) -> Iterator[Action]:
    """What the company promises for a late order is offered before the customer asks."""
    order = situation.order
    if not order or not order.days_late or not situation.verified:
        return
    voucher = late_voucher(order)
    language = situation.conversation.language
    parts = [say(language, "draft-late-fee", fee=money(order.shipping_fee, language))] if order.shipping_fee else []
    parts += [say(language, "draft-late-voucher", voucher=money(voucher, language))] if voucher else []
    offer = say(language, "draft-and").join(parts)
    yield _action("late-compensation", "draft", 65, days=order.days_late, cost=money(order.shipping_fee + voucher))(
        draft=_draft(situation, "draft-late-compensation", code=order.code, days=order.days_late, offer=offer)
    )


def late_cancel(situation: Situation) -> Iterator[Action]:
    """From seven days on the customer may cancel and have all their money back: say so."""
    order = situation.order
    if order and order.days_late >= LATE_CANCEL_FROM and order.status not in OVER and situation.verified:
        yield _action("late-cancel", "draft", 60, days=order.days_late, total=money(order.total))(
            draft=_draft(situation, "draft-late-cancel", code=order.code, days=order.days_late)
        )


def start_return(situation: Situation) -> Iterator[Action]:
    """Damaged, wrong or missing, and within the days for returns: the return is begun here and now."""
    order = situation.order
    if order is None or not situation.verified or (order.returnable_until or 0) < situation.at:
        return
    intent, _ = wish_of(situation)
    if intent in {"request_return", "report_item_problem"} or situation.topics & FAULTY:
        topic = next(iter(sorted(situation.topics & FAULTY)), "returns/process")
        yield _action("start-return", "return", 80, code=order.code, until=date(order.returnable_until or 0))(
            topic=topic, choices=[item.name for item in order.items]
        )


def cancel_order(situation: Situation) -> Iterator[Action]:
    """The customer wants to cancel, and the order has not left the warehouse."""
    order = situation.order
    if order and wish_of(situation)[0] == "cancel_order" and order.status in CANCELLABLE and situation.verified:
        yield _action("cancel-order", "cancel", 80, code=order.code, total=money(order.total))(
            sure=say(g.language, "next-cancel-order-sure", code=order.code)
        )


def verify(situation: Situation) -> Iterator[Action]:
    """Before an order is spoken of, its buyer proves who they are."""
    if wish_of(situation)[0] not in ABOUT_AN_ORDER and not situation.order_code:
        return
    if not situation.order_code:
        yield _action("ask-order", "draft", 72)(draft=_draft(situation, "draft-ask-order"))
    elif not situation.verified:
        yield _action("verify", "draft", 85, code=situation.order_code)(
            draft=_draft(situation, "draft-verify", code=situation.order_code)
        )


def complaint_case(situation: Situation) -> Iterator[Action]:
    """A complaint is written down, so that it is answered for and counted."""
    late = situation.order is not None and situation.order.days_late > 0
    if situation.conversation.complaint and not late and not _has_case(situation, None):
        topic = next(iter(sorted(situation.topics)), None)
        yield _action("complaint-case", "case", 55)(topic=topic)


def close_happy(situation: Situation) -> Iterator[Action]:
    """The customer is content and nothing is open: end it, and ask how it was."""
    held = situation.conversation
    if held.owner == "human" and held.waiting_since is None and (held.mood_now or 0) >= PLEASED:
        yield _action("close", "close", 50)()


def _has_case(situation: Situation, topic: str | None) -> bool:
    """Whether an open complaint about this topic exists; None: about anything in this conversation."""
    return any(
        one.state == "open"
        and one.kind == "complaint"
        and (one.topic == topic if topic else one.conversation_id == situation.conversation.id)
        for one in situation.cases
    )


RULES: tuple[Callable[[Situation], Iterator[Action]], ...] = (
    call_back,
    late_case,
    late_compensation,
    late_cancel,
    start_return,
    cancel_order,
    verify,
    complaint_case,
    close_happy,
)
