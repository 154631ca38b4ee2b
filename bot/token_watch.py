"""Looks now and then whether the chat still takes our token: a revoked one may not show until something is said."""

import time

import structlog

from integrations.chat import Chat, ChatRefused
from jobs.delivery.heartbeat import NotYet
from jobs.delivery.outbox import Outbox

log = structlog.get_logger()

EVERY_S = 60
"""Seconds between two looks while all is well."""
SOON_S = 3
"""Seconds between two looks while it is refused: who mends it waits for us."""


class TokenWatch:
    """Looks whether the chat takes our token. The chat being away says nothing of it."""

    def __init__(self, chat: Chat, outbox: Outbox, *, every_s: float = EVERY_S) -> None:
        """Ask `chat`, every `every_s` seconds while all is well and at each look while it is refused."""
        self._chat = chat
        self._outbox = outbox
        self._every_s = every_s
        self._looked = time.monotonic()

    async def look(self) -> NotYet | None:
        """Look, where it is time for that. Raises what keeps the chat from answering."""
        if self._outbox.token_works and time.monotonic() - self._looked < self._every_s:
            return NotYet()
        self._looked = time.monotonic()
        try:
            await self._chat.check()
        except ChatRefused as refusal:
            self._outbox.token_refused(refusal)
            return None
        if not self._outbox.token_works:
            log.info("token_works_again")
            await self._outbox.token_taken()
        return None
