"""What the widget says in each language, and what is kept of a visitor."""

from __future__ import annotations

from spectree import Response as Answers

from agent_assist.contract import Failure, contract
from agent_assist.errors import Refusal
from agent_assist.widget_api.door import VISITOR, Told, answers, blueprint, told
from agent_assist.widget_api.models import Data, Phrases
from agent_assist.widget_api.visitors import ACCOUNT, CHANNEL, may, visitor
from messages import LANGUAGES, catalogue
from store import read, visitors


@blueprint.get("/phrases/<lang>")
@contract.validate(resp=Answers(HTTP_200=Phrases, HTTP_404=Failure), tags=["widget"])
def phrases(lang: str) -> Told:
    """Everything the widget itself says."""
    if lang not in LANGUAGES:
        raise Refusal("not_found")
    found = {key.removeprefix("widget-"): text for key, text in catalogue(lang, "widget-").items()}
    return told(Phrases(phrases=found), headers={"Cache-Control": "public, max-age=300"})


@blueprint.get("/me")
@contract.validate(resp=answers(Data, 401), tags=["widget"], security=VISITOR)
def me() -> Told:
    """What is kept of the visitor."""
    may("reads")
    with read() as tx:
        held = visitors.held_of(tx, CHANNEL, ACCOUNT, visitor())
    if held is None:
        return told(Data(visitor=visitor(), since=None, name=None, phone=None, email=None, conversations=0, messages=0))
    return told(
        Data(
            visitor=visitor(),
            since=held.since,
            name=held.name,
            phone=_mask(held.phone, shown_end=3),
            email=_mask_email(held.email),
            conversations=held.conversations,
            messages=held.messages,
        )
    )


def _mask(text: str | None, shown_end: int) -> str | None:
    return "•" * max(len(text) - shown_end, 0) + text[-shown_end:] if text else None


def _mask_email(email: str | None) -> str | None:
    if not email:
        return None
    name, _, house = email.partition("@")
    return f"{name[:1]}•••@{house}"
