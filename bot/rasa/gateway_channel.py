"""The one channel that Rasa listens on: the gateway asks for a turn and gets everything about it in one answer.

`POST /webhooks/gateway/turn` with `Authorization: Bearer <token>` and
`{"conversation": id, "text": str, "trusted": bool, "metadata": {"language": "vi"|"en", …}}`. The answer: `replies`,
`intent`, `intents` (one for each wish in the message, with the words it was read from), `ranking`, `entities`,
`slots`, `understood` (false where a reply admits that it was not) and `failed` (an action raised or could not be
reached, or nothing was said by a bot that is not paused). A failed turn leaves no trace in the tracker, so that it can
be asked again.

`POST /webhooks/gateway/forget` with `{"conversation": id}` deletes all that was said in it.
"""

from __future__ import annotations

import hmac
import re
import unicodedata
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from rasa.exceptions import RasaException
from rasa.shared.core.constants import REQUESTED_SLOT, SESSION_START_METADATA_SLOT
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Blueprint
from sanic.exceptions import InvalidUsage, ServiceUnavailable, Unauthorized
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.rasa import remote_actions, shortcuts
from bot.rasa.clauses import Wish, in_turn, wishes

LANGUAGES = ("vi", "en")
_RANKED = 5
_LONGEST_ID = 255  # the tracker store's column
_LONGEST_TEXT = 10_000
_COMMAND = re.compile(r"^[\s/]+")


@dataclass(frozen=True)
class Ask:
    """A turn that the gateway asks for. `text` is in NFC and, unless trusted, no command to Rasa."""

    conversation: str
    text: str
    metadata: dict[str, Any]

    @classmethod
    def of(cls, body: Any) -> Ask:
        """The turn in a request's body. Raises InvalidUsage (400) where the body is not as it should be."""
        if not isinstance(body, dict):
            raise InvalidUsage("the body must be a JSON object")
        conversation, text = body.get("conversation"), body.get("text")
        trusted, metadata = body.get("trusted", False), body.get("metadata", {})
        if not isinstance(conversation, str) or not 0 < len(conversation) <= _LONGEST_ID:
            raise InvalidUsage(f"conversation must be a text of 1 to {_LONGEST_ID} characters")
        if not isinstance(text, str) or not text.strip() or len(text) > _LONGEST_TEXT:
            raise InvalidUsage(f"text must be a text of 1 to {_LONGEST_TEXT} characters")
        if not isinstance(trusted, bool) or not isinstance(metadata, dict):
            raise InvalidUsage("trusted must be true or false, and metadata an object")
        composed = unicodedata.normalize("NFC", text)
        # a lone "/" is still something that was said
        plain = composed if trusted else _COMMAND.sub("", composed) or "?"
        return cls(conversation, plain, metadata)


class Replies(OutputChannel):
    """Collects what is said in one turn, each reply with its buttons and its custom payload."""

    def __init__(self) -> None:
        self.said: list[dict[str, Any]] = []
        self.understood = True

    @classmethod
    def name(cls) -> str:
        return GatewayInput.name()

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        self.understood &= (message.get("metadata") or {}).get("understood", True)
        self.said.append(
            {
                "text": message.get("text"),
                "buttons": message.get("buttons") or [],
                "custom": message.get("custom") or None,
            }
        )


class GatewayInput(InputChannel):
    """The channel, behind a token that only the gateway knows."""

    def __init__(self, token: str) -> None:
        self._token = token.encode()

    @classmethod
    def name(cls) -> str:
        return "gateway"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> GatewayInput:
        """The channel of credentials.yml. Raises RasaException where it has no token."""
        token = (credentials or {}).get("token")
        if not token:
            raise RasaException("credentials.yml gives the gateway channel no token: is RASA_TOKEN set?")
        remote_actions.install()
        shortcuts.install()
        return cls(str(token))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The channel's one door. Rasa's handler is left aside: it gives no tracker back."""
        door = Blueprint("gateway")

        @door.post("/turn")
        async def turn(request: Request) -> HTTPResponse:
            if not self._is_gateway(request):
                raise Unauthorized("the token is not right")
            ask = Ask.of(request.json)
            agent: Agent | None = getattr(request.app.ctx, "agent", None)
            if agent is None or not agent.is_ready():
                raise ServiceUnavailable("no model is loaded")
            return json(await take_turn(agent, ask))

        @door.post("/forget")
        async def forget(request: Request) -> HTTPResponse:
            if not self._is_gateway(request):
                raise Unauthorized("the token is not right")
            agent: Agent | None = getattr(request.app.ctx, "agent", None)
            if agent is None:
                raise ServiceUnavailable("nothing is loaded")
            await forget_all(agent, (request.json or {}).get("conversation"))
            return json({})

        return door

    def _is_gateway(self, request: Request) -> bool:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        return scheme.lower() == "bearer" and hmac.compare_digest(given.encode(), self._token)


async def take_turn(agent: Agent, ask: Ask) -> dict[str, Any]:
    """Understand, act, remember. Returns the answer to the gateway."""
    failed: list[str] = []
    remote_actions.failures.set(failed)
    replies = Replies()
    processor = agent.processor
    async with agent.lock_store.lock(ask.conversation):
        tracker = await processor.fetch_tracker_and_update_session(ask.conversation, replies, ask.metadata)
        whole = await agent.parse_message(ask.text)
        said = [Wish(ask.text, whole)]
        if not tracker.active_loop_name and not tracker.is_paused() and not ask.text.startswith("/"):
            # inside a form every word may be the answer that it waits for
            said = await wishes(ask.text, whole, agent.parse_message)
        for wish in in_turn(said):
            message = UserMessage(
                text=wish.text,
                output_channel=replies,
                sender_id=ask.conversation,
                parse_data=wish.parsed | {"entities": wish.parsed["entities"] + _language(ask.metadata)},
                input_channel=GatewayInput.name(),
                metadata=ask.metadata,
            )
            await processor._handle_message_with_tracker(message, tracker)
            tracker = await processor.run_action_extract_slots(replies, tracker)
            await processor._run_prediction_loop(replies, tracker)
        silent = not replies.said and not tracker.is_paused()
        if not failed and not silent:
            await processor.save_tracker(tracker)
    return {
        "replies": replies.said,
        "intent": _guess(in_turn(said)[-1].parsed["intent"]),
        "intents": [_guess(wish.parsed["intent"]) | {"text": wish.text} for wish in said],
        "ranking": [_guess(one) for one in whole.get("intent_ranking", [])[:_RANKED]],
        "entities": whole["entities"],
        "slots": _slots(tracker),
        "failed": bool(failed) or silent,
        "understood": replies.understood,
    }


async def forget_all(agent: Agent, conversation: Any) -> None:
    """Delete every word of a conversation, its customer having withdrawn their consent. Raises InvalidUsage (400)."""
    if not isinstance(conversation, str) or not conversation:
        raise InvalidUsage("conversation must be a text")
    store = agent.tracker_store
    while (inner := getattr(store, "_tracker_store", None)) is not None:  # Rasa wraps it
        store = inner
    async with agent.lock_store.lock(conversation):
        store.forget(conversation)


def _language(metadata: dict[str, Any]) -> list[dict[str, Any]]:
    """The gateway's word on the language as an entity, which fills the slot at no further cost."""
    language = metadata.get("language")
    return [{"entity": "language", "value": language, "start": 0, "end": 0}] if language in LANGUAGES else []


def _guess(intent: dict[str, Any]) -> dict[str, Any]:
    return {"name": intent.get("name"), "confidence": intent.get("confidence")}


def _slots(tracker: DialogueStateTracker) -> dict[str, Any]:
    hidden = (REQUESTED_SLOT, SESSION_START_METADATA_SLOT)
    return {k: v for k, v in tracker.current_slot_values().items() if v is not None and k not in hidden}
