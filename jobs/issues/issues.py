"""Reads the tracker: what a day came to, what people have in progress, whose account is whose."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from integrations.chat import Person
from integrations.database import Database
from integrations.deferred import dataclass, pattern
from integrations.entries import Entries, left_out, unread_of
from integrations.public_holidays import Holidays
from integrations.source import SourceError, System
from integrations.systems import TRACKERS
from integrations.time import Clock
from integrations.tracker import MOST_CHANGED, MOST_DOING, MOST_UNASSIGNED, Issue, Tracker
from jobs.errors import UserError
from jobs.fan_out import each_or
from jobs.people.accounts import BY_EMAIL, Accounts
from jobs.people.team import Team
from jobs.people.working_age import WorkingAge

STALE_DAYS = 3
"""Working days without any change after which work in progress is stale."""
ASK_S = 2
"""What a form waits for the tracker: a chat may want its answer within three seconds."""
_KEY = pattern(r"[A-Za-z][A-Za-z0-9_]{0,30}-[1-9][0-9]{0,8}", re.ASCII)
LOOKED_UP = 30
"""How many members are looked for by email at a time; the rest next time."""
NOT_FOUND = timedelta(hours=1)
"""Whom the tracker does not know is not looked for again so soon: it is the others' turn."""


@dataclass(frozen=True, slots=True)
class Day:
    """What a day of the team's projects came to."""

    moved: Sequence[Issue]
    """What changed its status today, the newest first."""
    doing: Sequence[Issue]
    blocked: Sequence[Issue]
    stale: Sequence[Issue]
    """In progress, and unchanged for `STALE_DAYS`; the oldest first."""
    unassigned: Sequence[Issue]
    more_moved: bool = False
    """Whether there may be more than was read; the others likewise."""
    more_doing: bool = False
    more_unassigned: bool = False
    unread: int = 0
    """How many issues could not be read."""

    @property
    def empty(self) -> bool:
        """Return True if there is nothing to tell."""
        return not (self.unread or self.moved or self.doing or self.blocked or self.unassigned)


class Issues:
    """The issues of the operator's projects."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        team: Team,
        holidays: Holidays,
        accounts: Accounts,
        tracker: Tracker | None,
    ) -> None:
        """Read them in a tracker; without one nothing is connected."""
        self._db = db
        self._clock = clock
        self._team = team
        self._holidays = holidays
        self._accounts = accounts
        self._tracker = tracker
        self._not_found: dict[str, datetime] = {}

    @property
    def connected(self) -> bool:
        """Return True if there is a tracker."""
        return self._tracker is not None

    @property
    def system(self) -> System:
        """The tracker: the one that is connected, else the first that could be."""
        return self._tracker.system if self._tracker is not None else TRACKERS[0]

    def tracker(self) -> Tracker:
        """Return the tracker. Raises `SourceError` where none is connected."""
        if self._tracker is None:
            raise SourceError(self.system.name, f"it is not connected ({self.system.settings})")
        return self._tracker

    @property
    def projects(self) -> tuple[str, ...]:
        """The keys of the projects."""
        return self._tracker.projects if self._tracker else ()

    async def ages(self) -> WorkingAge:
        """The team's working time up to now."""
        return await WorkingAge.of_team(self._team, self._holidays, self._clock.now())

    async def today(self, ages: WorkingAge) -> Day:
        """What today came to. Raises `SourceError`."""
        tracker = self.tracker()
        doing, changed, unassigned, marked = await asyncio.gather(
            tracker.doing(), tracker.changed(), tracker.unassigned(), tracker.blocked()
        )
        moved = [each for each in changed if each.moves and each.moves[-1].at >= ages.midnight()]
        blocked = {
            each.key: each for each in (*doing, *marked, *unassigned) if each.blocked_by and each.category != "done"
        }
        return Day(
            moved=sorted(moved, key=lambda each: each.moves[-1].at, reverse=True),
            doing=doing,
            blocked=list(blocked.values()),
            stale=_stale(doing, ages),
            unassigned=unassigned,
            more_moved=len(changed) >= MOST_CHANGED and changed[-1].updated_at >= ages.midnight(),
            more_doing=len(doing) >= MOST_DOING,
            more_unassigned=len(unassigned) >= MOST_UNASSIGNED,
            # One that is not readable may be found by several of these questions.
            unread=max(map(unread_of, (doing, changed, unassigned, marked))),
        )

    async def moved(self, since: datetime, until: datetime) -> tuple[Sequence[Issue], bool]:
        """What changed its status in that time, each with its moves of it alone, the last moved first.

        With whether there may be more than was read. Raises `SourceError`.
        """
        days = (self._clock.now() - since).days + 1
        changed = self._told(await self.tracker().changed(days))
        within = [replace(each, moves=[move for move in each.moves if since <= move.at < until]) for each in changed]
        moved = sorted((each for each in within if each.moves), key=lambda each: each.moves[-1].at, reverse=True)
        return Entries(moved, unread_of(changed)), len(changed) >= MOST_CHANGED and changed[-1].updated_at >= since

    async def stale(self, ages: WorkingAge) -> Sequence[Issue]:
        """What is in progress, and unchanged for `STALE_DAYS`; the oldest first. Raises `SourceError`."""
        doing = self._told(await self.tracker().doing())
        return Entries(_stale(doing, ages), unread_of(doing))

    async def unassigned(self) -> Sequence[Issue]:
        """What is open and nobody's. Raises `SourceError`."""
        return self._told(await self.tracker().unassigned())

    async def under_way(self) -> Sequence[Issue]:
        """What is in progress or marked as blocked: the blocked first, then the longest untouched.

        Raises `SourceError`.
        """
        doing, marked = map(self._told, await asyncio.gather(self.tracker().doing(), self.tracker().blocked()))
        every = {each.key: each for each in (*marked, *doing) if each.category != "done"}
        in_order = sorted(every.values(), key=lambda each: (not each.blocked_by, each.updated_at))
        return Entries(in_order, max(unread_of(doing), unread_of(marked)))

    async def one(self, key: str) -> Issue | None:
        """An issue of the operator's projects, with its moves; None where there is none. Raises `SourceError`."""
        tracker = self.tracker()
        if not is_key(key) or not await tracker.ours([key]):
            return None
        try:
            return await tracker.issue(key, moves=True)
        except SourceError as problem:
            if problem.missing:
                return None
            raise

    async def find(self, words: Sequence[str]) -> Sequence[Issue]:
        """What has all of these words in its title or description, open ones first, then the last changed.

        What is restricted is not found: its words are not for everybody. Raises `SourceError`.
        """
        found = self._told(await self.tracker().find(words))
        open_ = (each for each in found if not each.restricted)
        return Entries(sorted(open_, key=lambda each: each.category == "done"), unread_of(found))

    async def known(self, people: Sequence[Person]) -> Mapping[str, str]:
        """The accounts of these people, by user id; who is not known yet is looked for by email."""
        known = dict(await self._accounts.of(self.system, [person.id for person in people]))
        since = self._clock.now() - NOT_FOUND
        missing = [
            person
            for person in people
            if person.id not in known
            and person.email
            and not ((asked := self._not_found.get(person.id)) and asked > since)
        ][:LOOKED_UP]
        if missing and self._tracker is not None:
            found = await each_or(SourceError, (self._by_email(person) for person in missing))
            for person, account in zip(missing, found, strict=True):
                if isinstance(account, str):
                    known[person.id] = account
        return known

    async def _by_email(self, person: Person) -> str | None:
        account = await self.tracker().account_by_email(person.email or "")
        if account is None:
            self._not_found[person.id] = self._clock.now()
            return None
        async with self._db.write() as tx:
            await self._accounts.put(tx, self.system, person.id, account.id, said_by=BY_EMAIL)
        return account.id

    async def of(self, user: str) -> Sequence[Issue]:
        """What a person has in progress, the longest untouched first. Raises `SourceError`."""
        account = (await self._accounts.of(self.system, [user])).get(user)
        if account is None or self._tracker is None:
            return []
        return self._told(await self._tracker.doing_of(account))

    def _told(self, found: Sequence[Issue]) -> Sequence[Issue]:
        """Return what was found. Raise `SourceError` where all of it is what could not be read: that is not nothing."""
        if not found and (unread := unread_of(found)):
            raise SourceError(self.system.name, left_out(unread).rstrip("."))
        return found

    async def named(self, keys: Sequence[str]) -> Mapping[str, Issue]:
        """Those of the keys that are of the operator's projects; none where no answer comes within `ASK_S`."""
        if self._tracker is None:
            return {}
        try:
            async with asyncio.timeout(ASK_S):
                return await self._tracker.issues(await self._tracker.ours([key for key in keys if is_key(key)]))
        except (SourceError, TimeoutError):
            return {}

    async def account(self, name: str) -> str:
        """Return the account of an address, a name or an id. Raises `UserError` where it is nobody's."""
        if self._tracker is None:
            return name
        try:
            found = await asyncio.wait_for(self._tracker.account_named(name), ASK_S)
        except (SourceError, TimeoutError) as problem:
            if "@" not in name:
                return name  # the form promises that an id is taken as it is
            raise UserError(
                f"{self.system.name} does not answer just now. The account's name or id works without it."
            ) from problem
        if found is None:
            by = "by that address, or does not say" if "@" in name else "alone by that name"
            raise UserError(
                f"{self.system.name} knows nobody {by}. Your profile's address there has your account's name or id."
            )
        return found.id


def _stale(doing: Sequence[Issue], ages: WorkingAge) -> Sequence[Issue]:
    stale = [each for each in doing if ages.days_since(each.updated_at) >= STALE_DAYS]
    return sorted(stale, key=lambda each: each.updated_at)


def is_key(text: str) -> bool:
    """Return True if `text` has the form of an issue's key."""
    return _KEY.fullmatch(text) is not None
