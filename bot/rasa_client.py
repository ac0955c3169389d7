"""Rasa, asked over HTTP on loopback by our own channel (`bot/rasa/gateway_channel.py`)."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import httpx

from settings import settings

# it writes down every address at INFO, and Rasa takes its token in the address
logging.getLogger("httpx").setLevel(logging.WARNING)


class RasaFailed(Exception):
    """Rasa gave no answer: down, late, or it had nothing to say. The text says which, never what the customer wrote.

    `silent`: Rasa is there and answered with nothing, or one of its actions failed; asking again may help.
    """

    def __init__(self, message: str, silent: bool = False) -> None:
        super().__init__(message)
        self.silent = silent


@dataclass(frozen=True)
class Reply:
    """One thing that the bot says; `buttons` are {"title", "payload"}, `custom` as in docs/architecture.md."""

    text: str
    buttons: list[dict[str, str]] = field(default_factory=list)
    custom: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Turn:
    """What Rasa made of one turn."""

    replies: list[Reply]
    intent: str | None
    confidence: float | None
    entities: list[dict[str, Any]]
    slots: dict[str, Any]
    understood: bool
    asked: bool = True  # False: answered without Rasa, which knows nothing of it


class RasaClient:
    """A caller of one Rasa server. `deadline` in seconds for a whole call."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def turn(self, conversation_id: str, text: str, *, trusted: bool, metadata: dict[str, Any]) -> Turn:
        """Ask for the answer to what the customer wrote. Raises RasaFailed."""
        body = {"conversation": conversation_id, "text": text, "trusted": trusted, "metadata": metadata}
        answer = self._post("/webhooks/gateway/turn", body)
        if answer.get("failed"):
            raise RasaFailed("an action failed", silent=True)
        replies = [
            Reply(one.get("text") or "", one.get("buttons") or [], one.get("custom") or {})
            for one in answer.get("replies", [])
        ]
        if not any(reply.text or reply.custom.keys() & {"card", "handoff"} for reply in replies):
            raise RasaFailed("an empty answer", silent=True)
        intent = answer.get("intent") or {}
        return Turn(
            replies=replies,
            intent=intent.get("name"),
            confidence=intent.get("confidence"),
            entities=answer.get("entities") or [],
            slots=answer.get("slots") or {},
            understood=bool(answer.get("understood", True)),
        )

    def catch_up(self, conversation_id: str) -> None:
        """Tell Rasa that others have spoken since: begin anew, no form open, nothing verified. Raises RasaFailed."""
        events: list[dict[str, Any]] = [
            {"event": "resume"},
            {"event": "session_started"},
            {"event": "active_loop", "name": None},
            {"event": "reset_slots"},
            {"event": "action", "name": "action_listen"},
        ]
        self._post(f"/conversations/{conversation_id}/tracker/events?include_events=NONE", events)

    def forget(self, conversation_id: str) -> None:
        """Let Rasa forget every word of a conversation. Raises RasaFailed."""
        self._post("/webhooks/gateway/forget", {"conversation": conversation_id})

    def _post(self, path: str, body: Any) -> dict[str, Any]:
        try:
            response = self._http.post(path, json=body)
            response.raise_for_status()
            answer = response.json()
        except httpx.TimeoutException:
            raise RasaFailed("no answer in time") from None
        except httpx.HTTPStatusError as error:
            raise RasaFailed(f"status {error.response.status_code}") from None
        except (httpx.HTTPError, ValueError) as error:
            raise RasaFailed(type(error).__name__) from None
        if not isinstance(answer, dict):
            raise RasaFailed("an answer that is no object")
        return answer


@cache
def client() -> RasaClient:
    """The client of this process, made from the settings."""
    here = settings()
    return RasaClient(
        httpx.Client(
            base_url=here.rasa_url,
            params={"token": here.rasa_token},
            headers={"Authorization": f"Bearer {here.rasa_token}"},
            timeout=here.rasa_deadline,
            trust_env=False,
        )
    )
