"""Looks now and then whether Slack still takes our token: a revoked one may not show until something is said."""

import asyncio
import time
from typing import Protocol

import structlog

from integrations.chat import ChatRefused
from jobs.delivery.worker import Recurring

log = structlog.get_logger()

EVERY_S = 60
"""Seconds between two looks while all is well."""
SOON_S = 3
"""Seconds between two looks while it is refused: who mends it waits for us."""


class Door(Protocol):
    """What can be asked whether our token works. `integrations.slack.chat.Chat` is one."""

    async def check(self) -> None:
        """Return where Slack takes our token; raises like every call."""
        ...


class Held(Protocol):
    """What is held while it does not. `jobs.delivery.outbox.Outbox` is one."""

    token_works: bool

    async def token_taken(self) -> None:
        """Let go on what waited."""
        ...

    def token_refused(self, why: str) -> bool:
        """Whether `why` is of the token; if so, nothing is said until it is taken again."""
        ...


async def watch(chat: Door, outbox: Held, *, every_s: float = EVERY_S, soon_s: float = SOON_S) -> None:
    """Look until cancelled. Slack being away says nothing of the token."""
    looked = time.monotonic()
    trouble = Recurring("token_not_checked")
    while True:
        await asyncio.sleep(soon_s)
        if outbox.token_works and time.monotonic() - looked < every_s:
            continue
        looked = time.monotonic()
        try:
            await chat.check()
        except ChatRefused as refusal:
            outbox.token_refused(refusal.code)
            trouble.worked()
        except Exception as problem:
            trouble.failed(problem)
        else:
            trouble.worked()
            if not outbox.token_works:
                log.info("token_works_again")
                await outbox.token_taken()
