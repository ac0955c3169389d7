"""How a conversation on a platform stands before the test begins."""

from __future__ import annotations

from bot import handoff
from store.conversations import Conversation
from tests.simulators.conftest import House
from tests.simulators.messenger import MessengerPlatform
from tests.simulators.server import Person
from tests.simulators.zalo import ZaloPlatform


def with_minh(house: House, platform: ZaloPlatform | MessengerPlatform, person: Person, minh: str) -> Conversation:
    """A conversation that Minh has taken."""
    platform.writes(person, "shop ơi")
    platform.pump()
    handoff.claim(house.talk(person.id).id, minh)
    platform.pump()
    return house.talk(person.id)
