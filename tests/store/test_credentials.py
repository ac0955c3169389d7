"""The keys to a platform: one renews them at a time, and only those that are still in use."""

from __future__ import annotations

import pytest

from store import credentials, ids, write
from store.credentials import Credential


@pytest.fixture
def held() -> Credential:
    with write() as tx:
        credentials.begin(tx, "zalo", "oa", "refresh-0")
        first = credentials.take(tx, "zalo", "oa", "", 60)
        assert first
        credentials.renew(tx, first, "access-1", "refresh-1", 90_000)
        made = credentials.get(tx, "zalo", "oa")
    assert made
    return made


def test_only_one_renews(held: Credential) -> None:
    with write() as tx:
        assert credentials.take(tx, "zalo", "oa", "access-1", 60)
        assert credentials.take(tx, "zalo", "oa", "access-1", 60) is None


def test_who_comes_with_a_token_that_is_spent_renews_nothing(held: Credential) -> None:
    with write() as tx:
        assert credentials.take(tx, "zalo", "oa", "access-0", 60) is None


def test_another_may_when_the_first_was_killed(held: Credential, monkeypatch: pytest.MonkeyPatch) -> None:
    with write() as tx:
        credentials.take(tx, "zalo", "oa", "access-1", 60)
    later = ids.clock() + 61 * 10**9
    monkeypatch.setattr(ids, "clock", lambda: later)
    with write() as tx:
        assert credentials.take(tx, "zalo", "oa", "access-1", 60)


def test_a_late_answer_does_not_overwrite_what_the_operator_gave_meanwhile(held: Credential) -> None:
    with write() as tx:
        mine = credentials.take(tx, "zalo", "oa", "access-1", 60)
        assert mine
        credentials.begin(tx, "zalo", "oa", "refresh-by-hand")
        credentials.renew(tx, mine, "access-2", "refresh-2", 90_000)
        credentials.failed(tx, mine, "late", refused=True)
        after = credentials.get(tx, "zalo", "oa")
    assert after
    assert (after.access_token, after.refresh_token, after.refused) == ("access-1", "refresh-by-hand", False)
