"""Zalo's keys: a refresh token works once, one renews at a time, a kill loses nothing that can be kept."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from bot import channels
from bot.channels.base import ChannelError
from bot.channels.zalo.account import Zalo
from bot.channels.zalo.keys import LOCK_S, RENEW_AFTER_MS, Keys
from settings import settings
from store import credentials, read
from store.credentials import Credential
from tests.bot.conftest import Clock
from tests.simulators import zalo
from tests.simulators.conftest import House
from tests.simulators.server import HungUp, Json
from tests.simulators.zalo import ZaloPlatform

ROOT = Path(__file__).parents[2]
RENEW = """
import sys
from store import ids
ids.clock = lambda: int(sys.argv[1])
from bot.channels.zalo import connect
connect().keys.access()
"""


@pytest.fixture
def keys(house: House, oa: ZaloPlatform) -> Keys:
    return Keys(settings().zalo, httpx.Client(trust_env=False))


def stored() -> Credential:
    with read() as tx:
        held = credentials.get(tx, "zalo", zalo.OA_ID)
    assert held
    return held


def test_the_first_token_of_the_settings_is_turned_into_a_pair_that_is_stored(keys: Keys, oa: ZaloPlatform) -> None:
    assert keys.access() == "access-1"
    assert keys.access() == "access-1"
    assert (stored().access_token, stored().refresh_token, oa.renewals) == ("access-1", "refresh-1", 1)


def test_both_keys_are_stored_before_either_is_used(keys: Keys, oa: ZaloPlatform, house: House) -> None:
    seen: list[str] = []
    serve = oa._profile

    def watched(user_id: str) -> Json:
        seen.append(stored().refresh_token)
        return serve(user_id)

    oa._profile = watched  # type: ignore[method-assign]
    who = oa.person(1, "Hà")
    platform = channels.platform("zalo")
    assert platform
    platform.profile(who.id)
    assert seen == [oa.refresh_token]


def test_ten_at_once_renew_once(keys: Keys, oa: ZaloPlatform) -> None:
    def ask(_: int) -> str:
        try:
            return keys.access()
        except ChannelError as error:
            return "refused" if error.permanent else "later"

    with ThreadPoolExecutor(10) as pool:
        answers = set(pool.map(ask, range(10)))
    assert answers <= {"access-1", "later"}
    assert oa.renewals == 1
    assert keys.access() == "access-1"


def test_they_are_renewed_twice_a_day(keys: Keys, oa: ZaloPlatform, clock: Clock) -> None:
    for hours in range(48):
        keys.keep()
        clock.forward(3_600)
        assert keys.access().startswith("access-"), hours
    assert 4 <= oa.renewals <= 5
    assert RENEW_AFTER_MS < 12 * 3_600_000


def test_an_answer_without_tokens_overwrites_nothing(keys: Keys, oa: ZaloPlatform, clock: Clock) -> None:
    keys.access()
    before = stored()
    oa.refresh_token = "somebody else used it"
    clock.forward(RENEW_AFTER_MS / 1000 + 60)
    keys.keep()
    after = stored()
    assert (after.access_token, after.refresh_token) == (before.access_token, before.refresh_token)
    assert after.refused
    assert after.failure
    assert keys.access() == "access-1"  # good until its day is over
    asked = len(oa.asked)
    clock.forward(LOCK_S + 1)
    keys.keep()
    assert len(oa.asked) == asked  # a spent token is not shown again


def test_a_wrong_secret_passes_once_it_is_right(
    keys: Keys, oa: ZaloPlatform, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZALO_APP_SECRET", "wrong")
    settings.cache_clear()
    wrong = Keys(settings().zalo, httpx.Client(trust_env=False))
    with pytest.raises(ChannelError) as refused:
        wrong.access()
    assert not refused.value.permanent
    assert "Invalid app" in (stored().failure or "")
    assert keys.access() == "access-1"


def test_when_the_operator_gives_a_new_token_it_is_the_one_that_counts(
    keys: Keys, oa: ZaloPlatform, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    keys.access()
    oa.refresh_token = "refresh-by-hand"
    monkeypatch.setenv("ZALO_REFRESH_TOKEN", "refresh-by-hand")
    settings.cache_clear()
    again = Keys(settings().zalo, httpx.Client(trust_env=False))
    again.keep()
    assert stored().access_token == "access-2"
    assert not stored().refused


def test_what_stands_in_the_way_is_logged_once(
    keys: Keys, oa: ZaloPlatform, monkeypatch: pytest.MonkeyPatch, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("ZALO_APP_SECRET", "wrong")
    settings.cache_clear()
    wrong = Keys(settings().zalo, httpx.Client(trust_env=False))
    for _ in range(20):
        wrong.keep()
        clock.forward(LOCK_S + 1)
    assert caplog.text.count("the keys are as they were") == 1


def test_a_process_that_still_has_the_settings_of_yesterday_throws_no_key_away(
    keys: Keys, oa: ZaloPlatform, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    keys.access()
    oa.refresh_token = "refresh-by-hand"
    monkeypatch.setenv("ZALO_REFRESH_TOKEN", "refresh-by-hand")
    settings.cache_clear()
    restarted = Keys(settings().zalo, httpx.Client(trust_env=False))
    restarted.keep()
    oa.refresh_token = "refresh-pasted"
    restarted.begin("refresh-pasted")
    for _ in range(3):
        clock.forward(RENEW_AFTER_MS / 1000 + 1)
        keys.keep()
        restarted.keep()
    assert not stored().refused
    assert stored().refresh_token == oa.refresh_token


@pytest.mark.parametrize("when", ["asked", "renewed"])
def test_a_process_killed_while_it_renews_leaves_what_can_be_kept(
    keys: Keys, oa: ZaloPlatform, clock: Clock, when: str
) -> None:
    """Killed before Zalo took the token: nothing happened. Killed after: the old access token works until it ends."""
    keys.access()
    clock.forward(90_000 + 60 if when == "asked" else 3_600)
    old = stored()
    reached, killed = threading.Event(), threading.Event()

    def hold(step: str) -> None:
        if step == when and not killed.is_set():
            reached.set()
            killed.wait(20)
            if step == "asked":
                raise HungUp  # the call died on its way: Zalo never took it

    oa.on_renewal = hold
    script = RENEW if when == "asked" else RENEW.replace("access()", f"renew({old.access_token!r})")
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen([sys.executable, "-c", script, str(clock.at)], env=environment, cwd=ROOT)
    assert reached.wait(60)
    process.send_signal(signal.SIGKILL)
    process.wait()
    killed.set()
    oa.on_renewal = None
    assert (stored().access_token, stored().refresh_token) == (old.access_token, old.refresh_token)
    with pytest.raises(ChannelError) as busy:
        keys.renew(old.access_token)  # its lock outlives it for a while
    assert not busy.value.permanent
    clock.forward(LOCK_S + 1)
    if when == "asked":
        assert keys.access() == "access-2"
    else:
        assert keys.access() == old.access_token
        keys.keep()
        with pytest.raises(ChannelError):
            keys.renew(old.access_token)
        assert stored().refused  # the operator is told, and the account still speaks
        assert keys.access() == old.access_token


def test_the_keys_do_not_stand_in_what_is_printed(keys: Keys) -> None:
    keys.access()
    assert "access-1" not in repr(stored())
    assert "refresh-1" not in repr(stored())


def test_without_a_token_nothing_is_sent_and_it_says_why(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ZALO_REFRESH_TOKEN")
    settings.cache_clear()
    Zalo(settings().zalo).keep()  # is quiet: the page of connections says what is missing
    with pytest.raises(ChannelError) as refused:
        Zalo(settings().zalo).keys.access()
    assert (refused.value.permanent, refused.value.reason) == (True, "token")
