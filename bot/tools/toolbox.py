"""Every tool with its parts: calls one for somebody, within what those who hear may know."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import structlog

from bot.tools.tool import Asking, Audience, Call, Finding, Tool
from integrations.database import Database
from integrations.source import SourceError
from jobs.errors import UserError
from jobs.people.audience import hears_only_full_members
from jobs.people.directory import Directory
from jobs.roster.rituals import Rituals

log = structlog.get_logger()

ASK_PRIVATELY = Finding(
    headline=(
        "I tell that only where everybody who reads it is a full member of this workspace, and here I'm not sure of"
        " that. Ask me in a direct message.",
    ),
    found=False,
)
FOR_MEMBERS = Finding(
    headline=("That is for the full members of this workspace; guests can't have it from me.",), found=False
)


class Toolbox:
    """What rules, models and buttons call."""

    def __init__(
        self,
        tools: Sequence[Tool[..., Any]],
        parts: object,
        *,
        db: Database,
        team: Directory,
        rituals: Rituals | None = None,
    ) -> None:
        """Give each of the tools its parts. Without `rituals` no ritual tells a channel what a tool would."""
        self.tools: Mapping[str, Tool[..., Any]] = {each.name: each for each in tools}
        self._calls: Mapping[str, Call] = {each.name: each.bound(parts) for each in tools}
        self._db = db
        self._team = team
        self._rituals = rituals

    async def call(self, name: str, asking: Asking, arguments: Mapping[str, Any]) -> Finding:
        """Call the tool of that name.

        What goes wrong on the way (a source that is down, too slow, a wish that cannot be) is a finding too.
        Raises KeyError for a tool that there is none of, and pydantic's `ValidationError` for arguments that
        are not the tool's.
        """
        wanted = self.tools[name]
        checked = wanted.arguments.model_validate(arguments)
        if wanted.audience is Audience.FULL_MEMBERS and not await self._hear_only_full_members(asking):
            told = await self._told_there(asking, wanted.told_by)
            if told is None:
                return FOR_MEMBERS if asking.private else ASK_PRIVATELY
            asking = replace(asking, repos=told)
        try:
            async with asyncio.timeout(wanted.limit_s):
                return await self._calls[name](asking, checked)
        except TimeoutError:
            log.warning("tool_late", tool=name, limit_s=wanted.limit_s)
            return Finding(
                headline=(f"That took longer than {wanted.limit_s:g} seconds, so I gave up on it.",), found=False
            )
        except SourceError as problem:
            return Finding(headline=(problem.sentence,), found=False)
        except UserError as problem:
            return Finding(headline=(str(problem),), found=False)

    async def _hear_only_full_members(self, asking: Asking) -> bool:
        place = None if asking.private else asking.place
        await self._team.know(asking.person, place)
        async with self._db.read() as tx:
            return bool((await tx.execute(hears_only_full_members(asking.person, place))).scalar_one())

    async def _told_there(self, asking: Asking, kind: str) -> tuple[str, ...] | None:
        """Of which repositories a ritual of the kind tells the channel anyway; of all where that is empty.

        None where no ritual does.
        """
        if asking.private or not kind or self._rituals is None:
            return None
        there = [each for each in await self._rituals.roster.of_kind(kind) if each.channel == asking.place]
        chosen = [tuple(each.options.get("repos", ())) for each in there]
        if not chosen:
            return None
        return () if () in chosen else tuple(sorted({repo for each in chosen for repo in each}))
