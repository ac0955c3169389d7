"""The connections to Zalo and Messenger: what to paste where, how each step stands, and a look at the real thing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from agent_assist.auth import current, roles
from agent_assist.errors import Refusal
from agent_assist.phrases import moment
from bot import channels, reports
from bot.channels.base import ChannelError
from bot.channels.zalo.account import Zalo
from settings import settings
from store import arrivals, credentials, events, now, read, write

blueprint = Blueprint("connections", __name__, url_prefix="/admin/channels")

HOUR_MS = 3_600_000
SOON_MS = 3 * HOUR_MS  # an access token that ends so soon should have been renewed
LONGEST_TOKEN = 4_000


@dataclass(frozen=True)
class Step:
    """One step of a connection: good, bad, open where nothing can be said yet, off where nobody began.

    The words: `step-<name>-<state>`.
    """

    name: str
    state: Literal["good", "bad", "open", "off"]
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Connection:
    """A channel as the page shows it. `given`: its settings and whether they have a value, never the value."""

    channel: str
    address: str
    given: dict[str, bool]
    steps: list[Step]
    renewable: bool


@blueprint.get("")
@roles("admin")
def page() -> str:
    """Every platform, as far as can be told without asking it."""
    return _page({})


@blueprint.post("/<channel>/check")
@roles("admin")
def check(channel: str) -> str:
    """The same, and this one is asked."""
    platform = channels.platform(channel)
    if platform is None:
        raise Refusal("not_found")
    with read() as tx:
        person = arrivals.last_person(tx, channel, platform.account)
    try:
        platform.probe(person)
        asked = Step("answer", "good")
    except (ChannelError, TimeoutError) as error:
        asked = Step("answer", "bad", {"why": str(error)})
    return _page({channel: asked})


@blueprint.post("/zalo/token")
@roles("admin")
def renew() -> AnyResponse:
    """A new refresh token from Zalo; it is kept and used, and never shown again."""
    platform = channels.platform("zalo")
    token = request.form.get("token", "").strip()
    if not isinstance(platform, Zalo):
        raise Refusal("not_found")
    if not token or len(token) > LONGEST_TOKEN or not token.isprintable():
        raise Refusal("bad_request")
    platform.keys.begin(token)
    with write() as tx:
        events.add(tx, "channel.connected", actor=f"user:{current().user.id}", data={"channel": "zalo"})
    return redirect("/admin/channels", 303)


def _page(asked: dict[str, Step]) -> str:
    shown = [_connection(channel, asked.get(channel)) for channel in channels.PLATFORMS]
    return render_template("admin/channels.html", area="channels", connections=shown)


def _connection(channel: str, asked: Step | None) -> Connection:
    given = channels.given(channel)
    address = f"{settings().public_url}/webhooks/{channel}"
    if not any(given.values()):
        return Connection(channel, address, given, [Step("settings", "off")], renewable=False)
    missing = [name for name, there in given.items() if not there]
    # the first token may be pasted on the page
    missing = [name for name in missing if name != "ZALO_REFRESH_TOKEN"]
    steps = [Step("settings", "bad", {"names": ", ".join(missing)}) if missing else Step("settings", "good")]
    steps.append(Step("address", "good" if address.startswith("https://") else "bad", {"address": address}))
    platform = channels.platform(channel)
    if platform:
        if channel == "zalo":
            steps.append(_keys(platform.account))
        steps += [asked or Step("answer", "open"), *_heard(channel, platform.account)]
    return Connection(channel, address, given, steps, isinstance(platform, Zalo))


def _keys(account: str) -> Step:
    with read() as tx:
        held = credentials.get(tx, "zalo", account)
    if held is None:
        return Step("keys", "open")
    values = {"until": moment(held.expires_at), "renewed": moment(held.renewed_at), "why": held.failure or ""}
    if held.refused:
        return Step("keys-spent", "bad", values)
    if not held.access_token or held.expires_at - now() < SOON_MS:
        return Step("keys", "bad" if held.failure else "open", values)
    return Step("keys", "good", values)


def _heard(channel: str, account: str) -> list[Step]:
    """What the platform last told us, whether it echoes what it takes, and what of it could not be worked off."""
    with read() as tx:
        last = arrivals.last(tx, channel, account)
        echo = arrivals.last(tx, channel, account, "echo")
        stuck = arrivals.stuck(tx, channel, account, len(reports.RETRY_S))
    heard = Step("webhook", "good", {"name": last.name, "time": moment(last.received_at)}) if last else None
    echoed = Step("echo", "good", {"time": moment(echo.received_at)}) if echo else Step("echo", "open")
    failed = [Step("reports", "bad", {"number": str(stuck)})] if stuck else []
    return [heard or Step("webhook", "open"), echoed, *failed]
