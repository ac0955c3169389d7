"""The settings that connect the house to simulated platforms."""

from __future__ import annotations

import os

from tests.simulators import messenger, zalo


def connection(chat: str, oa: str, page: str, web: str) -> dict[str, str]:
    """An environment for the house at `web` and for the simulators, given the ports of the chat page and the platforms.

    Every start has ids and keys of its own, for the simulators forget and the house does not.
    """
    run = os.urandom(4).hex()
    return {
        "SIMULATOR_CHAT_PORT": chat,
        "SIMULATOR_ZALO_PORT": oa,
        "SIMULATOR_MESSENGER_PORT": page,
        "SIMULATOR_RUN": run,
        "SIMULATOR_WEB": web,
        "ZALO_OA_ID": zalo.OA_ID,
        "ZALO_APP_ID": zalo.APP_ID,
        "ZALO_APP_SECRET": zalo.APP_SECRET,
        "ZALO_OA_SECRET": zalo.OA_SECRET,
        "ZALO_REFRESH_TOKEN": f"refresh-{run}",
        "ZALO_API_URL": f"http://127.0.0.1:{oa}",
        "ZALO_OAUTH_URL": f"http://127.0.0.1:{oa}",
        "MESSENGER_PAGE_ID": messenger.PAGE_ID,
        "MESSENGER_APP_ID": messenger.APP_ID,
        "MESSENGER_APP_SECRET": messenger.APP_SECRET,
        "MESSENGER_PAGE_TOKEN": messenger.PAGE_TOKEN,
        "MESSENGER_VERIFY_TOKEN": messenger.VERIFY_TOKEN,
        "MESSENGER_API_URL": f"http://127.0.0.1:{page}/v24.0",
        "PRIVATE_SOURCES": f"127.0.0.1:{oa},127.0.0.1:{page}",
    }
