"""Rasa's calls of the action server, watched and made quick.

Rasa swallows what goes wrong in an action and builds the validator of a constant schema anew for every answer. Here a
failure is noted for the turn in which it happens, and the validator is built once: the answers are checked as before.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from jsonschema.exceptions import best_match
from jsonschema.validators import validator_for
from rasa.core.actions.action import ActionExecutionRejection, RemoteAction
from rasa.shared.core.events import Event
from rasa.shared.exceptions import RasaException

failures: ContextVar[list[str]] = ContextVar("failures")
"""The names of the actions that failed in this turn, where whoever began the turn has set a list."""

_schema = RemoteAction.action_response_format_spec()
_validator = validator_for(_schema)(_schema)
_run = RemoteAction.run


def _validate(self: RemoteAction, result: dict[str, Any]) -> bool:
    fault = best_match(_validator.iter_errors(result))
    if fault is not None:
        # the fault's own text quotes the answer, and an answer holds personal data
        raise RasaException(f"{self.name()} answered against the schema at {fault.json_path} ({fault.validator})")
    return True


async def _watched_run(self: RemoteAction, *args: Any, **kwargs: Any) -> list[Event]:
    try:
        return await _run(self, *args, **kwargs)
    except ActionExecutionRejection:
        raise
    except Exception:
        noted = failures.get(None)
        if noted is not None:
            noted.append(self.name())
        raise


def install() -> None:
    """Put both in the place of Rasa's own; Rasa has no setting for either."""
    RemoteAction._validate_action_result = _validate
    RemoteAction.run = _watched_run
