"""Work that Rasa does anew at every turn, done once: its results are the same.

With some six hundred rules (each `or` multiplies them) Rasa holds every rule against the conversation, turn by turn; a
rule can only fit whose last state has the same last action and the same intent or none. And the class of an event is
looked for among all classes, for every event that is read.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import Any

from rasa.core.policies.rule_policy import RulePolicy
from rasa.shared.core.constants import PREVIOUS_ACTION, USER
from rasa.shared.core.domain import State
from rasa.shared.core.events import Event
from rasa.shared.nlu.constants import ACTION_NAME, INTENT

_possible_keys = RulePolicy._get_possible_keys
_Index = dict[tuple[Any, Any], list[str]]


def _quick_possible_keys(self: RulePolicy, lookup: dict[str, str], states: list[State]) -> set[str]:
    action, intent = _place(states[-1])
    if action is None:
        return _possible_keys(self, lookup, states)
    index = _index(self, lookup)
    near = (
        [*index.get((action, intent), ()), *index.get((action, None), ())] if intent else index.get((action, None), ())
    )
    return _possible_keys(self, dict.fromkeys(near, ""), states)


def _index(policy: RulePolicy, lookup: dict[str, str]) -> _Index:
    # the lookups of a loaded policy live as long as it does and never change
    indexes: dict[int, _Index] = policy.__dict__.setdefault("_indexes", {})
    if id(lookup) not in indexes:
        made: _Index = defaultdict(list)
        for key in lookup:
            made[_place(policy._rule_key_to_state(key)[-1])].append(key)
        indexes[id(lookup)] = dict(made)
    return indexes[id(lookup)]


def _place(state: State) -> tuple[Any, Any]:
    return state.get(PREVIOUS_ACTION, {}).get(ACTION_NAME), state.get(USER, {}).get(INTENT)


def install() -> None:
    """Put both in the place of Rasa's own."""
    RulePolicy._get_possible_keys = _quick_possible_keys
    Event.resolve_by_type = staticmethod(cache(Event.resolve_by_type))
