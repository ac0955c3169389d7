"""The keys to the Official Account: an access token for a day, and a refresh token that works once.

One renews them at a time, and both new keys are stored in one transaction before either is used. A process that is
killed before Zalo took the refresh token leaves everything as it was; one killed between that and the storing loses the
new pair, which nothing can bring back: the access token at hand works on until its day is over, and the operator is
told to connect anew while it still does.
"""

from __future__ import annotations

import logging

import httpx

from bot.channels.base import ChannelError
from bot.channels.wire import TIMEOUT_S, call, whole, words
from settings import ZaloSettings
from store import credentials, now, read, write
from store.credentials import Credential

log = logging.getLogger(__name__)

CHANNEL = "zalo"
LOCK_S = 6 * TIMEOUT_S  # longer than the call can take
RENEW_AFTER_MS = 11 * 3_600_000  # twice a day
DAY_S = 90_000


class Keys:
    """The keys of one account."""

    def __init__(self, account: ZaloSettings, http: httpx.Client) -> None:
        self._account = account
        self._http = http
        self._told: str | None = None  # what stands in the way, said once

    def access(self) -> str:
        """An access token that should be good. Raises ChannelError where there is none and none can be had now."""
        held = self._held()
        if held.access_token and held.expires_at > now():
            return held.access_token
        return self.renew(held.access_token)

    def renew(self, spent: str) -> str:
        """A newer access token than `spent`. Raises ChannelError, permanent where the operator must connect anew."""
        held = self._held()
        if held.access_token != spent:
            return held.access_token
        if held.refused:
            raise ChannelError("the refresh token was refused", permanent=True, reason="token")
        with write() as tx:
            mine = credentials.take(tx, CHANNEL, self._account.oa_id, spent, LOCK_S)
        if mine is None:
            raise ChannelError("another process renews the keys", reason="token")
        return self._renew(mine)

    def keep(self) -> None:
        """Renew the keys when their time has come; what stands in the way is stored for the operator to see."""
        try:
            held = self._held()
        except ChannelError:  # no token was given yet: the page of connections says so
            return
        if held.refused or now() - held.renewed_at < RENEW_AFTER_MS:
            return
        if held.failed_at is not None and now() - held.failed_at < LOCK_S * 1000:
            return
        try:
            self.renew(held.access_token)
        except ChannelError as error:
            if str(error) != self._told:
                log.warning("zalo: the keys are as they were: %s", error)
            self._told = str(error)
        else:
            self._told = None

    def begin(self, refresh_token: str) -> None:
        """Begin anew with a refresh token that the operator got from Zalo; that of the settings counts as known."""
        with write() as tx:
            credentials.begin(tx, CHANNEL, self._account.oa_id, refresh_token)
            if self._account.refresh_token:
                credentials.count_as_known(tx, CHANNEL, self._account.oa_id, self._account.refresh_token)

    def _held(self) -> Credential:
        """The stored keys; those of the settings where the operator never gave these before.

        Processes that were started with different settings must not throw each other's keys away in turn.
        """
        account, given = self._account.oa_id, self._account.refresh_token
        seed = credentials.seed_of(given)
        with read() as tx:
            held = credentials.get(tx, CHANNEL, account)
        if given and (held is None or seed not in held.seeds):
            with write() as tx:
                held = credentials.get(tx, CHANNEL, account, hold=True)
                if held is None or seed not in held.seeds:
                    credentials.begin(tx, CHANNEL, account, given)
                    held = credentials.get(tx, CHANNEL, account)
        if held is None:
            raise ChannelError("no refresh token was given", permanent=True, reason="token")
        return held

    def _renew(self, mine: Credential) -> str:
        form = {
            "refresh_token": mine.refresh_token,
            "app_id": self._account.app_id,
            "grant_type": "refresh_token",
        }
        try:
            answer = call(
                self._http,
                "POST",
                f"{self._account.oauth_url}/v4/oa/access_token",
                data=form,
                headers={"secret_key": self._account.app_secret},
            )
        except (ChannelError, TimeoutError) as error:
            self._failed(mine, str(error), refused=False)
            raise ChannelError(str(error), reason="token") from None
        access, refresh = words(answer.get("access_token")), words(answer.get("refresh_token"))
        if not access or not refresh:
            # errors come with HTTP 200 too; what they hold must not overwrite good keys
            told = " ".join(str(answer.get(f"error_{key}", "")) for key in ("name", "reason", "description"))
            why = f"{ascii(told.strip() or answer.get('error') or 'no token')[:160]}"
            self._failed(mine, why, refused="refresh" in told.lower())
            raise ChannelError(f"the keys were not renewed: {why}", reason="token")
        with write() as tx:
            credentials.renew(tx, mine, access, refresh, (whole(answer.get("expires_in")) or DAY_S) - 60)
        return access

    def _failed(self, mine: Credential, why: str, refused: bool) -> None:
        with write() as tx:
            credentials.failed(tx, mine, why, refused)
