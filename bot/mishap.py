"""What went wrong, written down without anybody's words."""

from __future__ import annotations

import logging
import traceback


def note(log: logging.Logger, what: str, error: BaseException) -> None:
    """Log an error's kind and where it arose; its text is left out, for it may quote a customer."""
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("%s: %s\n%s", what, type(error).__name__, where)
