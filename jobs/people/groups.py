"""What the workspace's user groups are called: `@payments`."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from integrations.chat import ChatDirectory, ChatError
from integrations.time import Clock
from jobs.people.freshness import Once

FRESH = timedelta(hours=6)
"""How long the names hold."""
AGAIN = timedelta(minutes=5)
"""When they are read again for a group that is not among them, or where the chat did not give them."""

log = structlog.get_logger()


class Groups:
    """Looks handles up; without the scope `usergroups:read` none is known."""

    def __init__(self, chat: ChatDirectory, clock: Clock) -> None:
        """Prepare; they are read when one is first asked for."""
        self._chat = chat
        self._clock = clock
        self._handles: Mapping[str, str] = {}
        self._read_at: datetime | None = None
        self._once = Once(self._read)

    async def handle(self, group: str) -> str | None:
        """The handle of a group; None where it is not known."""
        now, read_at = self._clock.now(), self._read_at
        if read_at is None or now - read_at > (FRESH if group in self._handles else AGAIN):
            await self._once()
        return self._handles.get(group)

    async def members(self, handle: str) -> Sequence[str]:
        """Return who is in the group of a handle at this moment; nobody where the chat does not say."""
        try:
            return await self._chat.group_members(handle)
        except ChatError as problem:
            log.info("user_group_not_read", why=problem.code)
            return ()

    async def _read(self) -> None:
        self._read_at = self._clock.now()
        try:
            self._handles = await self._chat.groups()
        except ChatError as problem:
            log.info("user_groups_not_read", why=problem.code)
