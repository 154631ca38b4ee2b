"""Every tool with its parts: calls one for somebody, within what those who hear may know."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

import structlog

from bot.tools.tool import Asking, Audience, Effect, Finding, Proposal, Tool
from bot.tools.with_names import with_names
from integrations.database import Database
from integrations.markdown import to_plain
from integrations.post import Post
from integrations.source import SourceError, WriteUnknown
from jobs.errors import UserError
from jobs.people.audience import hears_only_full_members
from jobs.people.directory import Directory
from jobs.roster.rituals import Rituals

log = structlog.get_logger()

READY_WITHIN_S = 1
"""How long a press waits for the tools of others, within the three seconds that its chat gives it."""
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


More = Callable[[], Awaitable[Sequence[Tool[..., Any]]]]
"""Gives tools of others."""


class Toolbox:
    """What rules, models and buttons call."""

    def __init__(
        self,
        tools: Sequence[Tool[..., Any]],
        parts: Callable[[], object],
        *,
        db: Database,
        team: Directory,
        rituals: Rituals | None = None,
        sources: Collection[str] = (),
        more: More | None = None,
    ) -> None:
        """Give each of the tools its parts, which may be made later than this and are asked for at a call.

        `sources` are the kinds of those that are connected. Without `rituals` no ritual tells a channel what a
        tool would. `more` gives tools of others, that
        are known only while we run; none of them takes the place of one of ours.
        """
        self.tools: Mapping[str, Tool[..., Any]] = {each.name: each for each in tools}
        self.working = frozenset(each.name for each in tools if not each.source or each.source in sources)
        """The names of those of our own tools whose source, if they read one, is connected."""
        self._others: Mapping[str, Tool[..., Any]] = {}
        self._more = more
        self._parts = parts
        self._db = db
        self._team = team
        self._rituals = rituals

    async def offered(self) -> Sequence[Tool[..., Any]]:
        """Return our own tools, and then those that others offer now."""
        if self._more is not None:
            self._others = {each.name: each for each in await self._more() if each.name not in self.tools}
        return (*self.tools.values(), *self._others.values())

    def known(self, name: str) -> Tool[..., Any] | None:
        """Return the tool of that name as far as we know by now; nobody is asked."""
        return self.tools.get(name) or self._others.get(name)

    async def find(self, name: str) -> Tool[..., Any]:
        """Return the tool of that name, whoever offers it. Raises KeyError where nobody does."""
        if self.known(name) is None:
            await self.offered()  # it may have been asked for before this process was there
        if (found := self.known(name)) is None:
            raise KeyError(name)
        return found

    async def proposal(self, name: str, asking: Asking, arguments: Mapping[str, Any]) -> Proposal:
        """Return what a tool that writes would change, as far as those who hear may know of it.

        Raises KeyError for a tool that there is none of, pydantic's `ValidationError`, and `UserError`.
        """
        wanted = await self.find(name)
        checked = wanted.arguments.model_validate(arguments)
        asking_here = await self._for_those_who_hear(wanted, asking)
        if isinstance(asking_here, Finding):
            raise UserError(to_plain(asking_here.post(asking.zone)))
        try:
            async with asyncio.timeout(wanted.limit_s):
                return await wanted.proposal(self._parts(), asking_here, checked)
        except TimeoutError:
            raise UserError(f"That took longer than {wanted.limit_s:g} seconds, so I gave up on it.") from None
        except SourceError as problem:
            raise UserError(problem.sentence) from problem

    async def call(self, name: str, asking: Asking, arguments: Mapping[str, Any]) -> Finding:
        """Call the tool of that name, which has to be one that needs no button.

        What goes wrong on the way (a source that is down, too slow, a wish that cannot be) is a finding too.
        Raises KeyError for a tool that there is none of, and pydantic's `ValidationError` for arguments that
        are not the tool's.
        """
        if (await self.find(name)).effect is Effect.WRITES:
            raise PermissionError(f"{name} needs a person's button")
        return await self._call(name, asking, arguments)

    async def carry_out(self, name: str, asking: Asking, arguments: Mapping[str, Any]) -> Finding:
        """Call a tool that a person has allowed, with exactly these arguments. Raises as `call` does."""
        return await self._call(name, asking, arguments)

    async def _call(self, name: str, asking: Asking, arguments: Mapping[str, Any]) -> Finding:
        wanted = await self.find(name)
        checked = wanted.arguments.model_validate(arguments)
        here = await self._for_those_who_hear(wanted, asking)
        if isinstance(here, Finding):
            return here
        try:
            async with asyncio.timeout(wanted.limit_s):
                found = await wanted.bound(self._parts())(here, checked)
        except TimeoutError:
            log.warning("tool_late", tool=name, limit_s=wanted.limit_s)
            said = f"That took longer than {wanted.limit_s:g} seconds, so I gave up on it."
            return Finding((said,), found=False, unsure=wanted.effect is Effect.WRITES)
        except SourceError as problem:
            return Finding((problem.sentence,), found=False, unsure=isinstance(problem, WriteUnknown))
        except UserError as problem:
            return Finding((str(problem),), found=False, unsure=isinstance(problem.__cause__, WriteUnknown))
        return replace(found, as_of=asking.at) if wanted.tells_now and found.found and not found.as_of else found

    async def ready(self, name: str, asking: Asking) -> bool:
        """Return True if a tool can be called now: whoever offers it is there, and who hears it is known."""
        try:
            async with asyncio.timeout(READY_WITHIN_S):
                wanted = await self.find(name)
        except (KeyError, TimeoutError):
            return False
        return isinstance(await self._for_those_who_hear(wanted, asking), Asking)

    async def in_words(self, post: Post, asking: Asking) -> str:
        """Return what a tool found as plain words, with the names that those who hear the answer may know."""
        return to_plain(await with_names(post, asking, self._db, self._team))

    async def _for_those_who_hear(self, wanted: Tool[..., Any], asking: Asking) -> Asking | Finding:
        """What may be asked for where it is asked; or what is said where nothing may."""
        if wanted.audience is not Audience.FULL_MEMBERS:
            return asking
        if await self._hear_only_full_members(asking):
            asking.origins.members_only = True
            return asking
        told = await self._told_there(asking, wanted.told_by)
        if told is None:
            return FOR_MEMBERS if asking.private else ASK_PRIVATELY
        return replace(asking, repos=told)

    async def _hear_only_full_members(self, asking: Asking) -> bool:
        place = None if asking.private else asking.place
        await self._team.know(asking.person, place)
        return bool((await self._db.fetch(hears_only_full_members(asking.person, place))).scalar_one())

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
