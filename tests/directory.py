"""A directory of people and places that a test fills with what it needs."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from integrations.chat import Channel, Person
from tests.slack_ids import SlackIds


class EmptyDirectory(SlackIds):
    """Knows nobody and nowhere; tests override what they need."""

    knows_channels = True

    async def person(self, user: str) -> Person | None:
        return None

    async def by_email(self, email: str) -> Person | None:
        return None

    async def name(self, user: str) -> str:
        person = await self.person(user)
        return person.name if person else user

    async def zone(self, user: str) -> str:
        person = await self.person(user)
        return person.zone if person else "UTC"

    async def members(self, channel: str) -> Sequence[Person]:
        return []

    async def channel(self, channel: str) -> Channel | None:
        return None

    async def known_channels(self) -> Mapping[str, Channel]:
        return {}

    async def find_channel(self, name: str) -> str | None:
        return None

    async def channels_of(self, user: str) -> Sequence[str]:
        return []

    async def is_in(self, user: str, channel: str) -> bool | None:
        return False

    async def know(self, user: str | None, place: str | None = None, *, of: sa.Select[Any] | None = None) -> bool:
        return True
