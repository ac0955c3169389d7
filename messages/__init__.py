"""What the system itself says to people, in Vietnamese and English: Fluent files, one per screen, in `vi/` and `en/`.

Vietnamese is the language of reference; a language that is not known is answered in Vietnamese.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from fluent.runtime import FluentBundle, FluentResource

LANGUAGES = ("vi", "en")
_HERE = Path(__file__).parent


class MessageMissing(LookupError):
    """No such message id: a mistake in our code, found by the tests."""


@cache
def bundle(language: str) -> FluentBundle:
    """All messages of one language."""
    made = FluentBundle([language], use_isolating=False)
    for path in sorted((_HERE / language).glob("*.ftl")):
        made.add_resource(FluentResource(path.read_text(encoding="utf-8")))
    return made


def say(language: str, key: str, **values: str | int | float) -> str:
    """The message `key` in `language` with its values filled in. Raises MessageMissing for an unknown key."""
    chosen = bundle(language if language in LANGUAGES else "vi")
    if not chosen.has_message(key):
        raise MessageMissing(key)
    pattern = chosen.get_message(key).value
    if pattern is None:
        raise MessageMissing(key)
    text, errors = chosen.format_pattern(pattern, values)
    if errors:
        raise MessageMissing(f"{key}: {errors[0]}")
    return str(text)


def catalogue(language: str, prefix: str) -> dict[str, str]:
    """The messages whose id begins with `prefix` and take no values, for a script in the browser: id → text."""
    chosen = bundle(language if language in LANGUAGES else "vi")
    found = {}
    for key in sorted(chosen._messages):
        pattern = chosen.get_message(key).value
        if key.startswith(prefix) and pattern is not None:
            text, errors = chosen.format_pattern(pattern, {})
            if not errors:
                found[key] = str(text)
    return found
