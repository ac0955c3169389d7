"""The action server: `python -m actions`, on 127.0.0.1:$ACTIONS_PORT (5055).

rasa-sdk's own command keeps a parent and a worker that import everything twice, and a parent that is killed leaves its
worker on the port. This is one process with the same two doors, /webhook and /health.
"""

from __future__ import annotations

import logging
import os

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor

from knowledge import index
from settings import settings


def main() -> None:
    """Serve until told to stop. The articles are indexed before the first question."""
    logging.basicConfig(level=settings().log_level)
    executor = ActionExecutor()
    executor.register_package("actions")
    index.current()
    app = create_app(executor)
    app.run(
        host=os.environ.get("SANIC_HOST", "127.0.0.1"),
        port=int(os.environ.get("ACTIONS_PORT", "5055")),
        single_process=True,
        access_log=False,
        motd=False,
    )


if __name__ == "__main__":
    main()
