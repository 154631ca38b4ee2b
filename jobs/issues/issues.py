"""Reads a day of the tracker, and does what people ask for, under their names."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from integrations.chat import Person
from integrations.database import Database
from integrations.public_holidays import Holidays
from integrations.source import SourceError, System, WriteRefused, WriteUnknown
from integrations.systems import TRACKERS
from integrations.time import Clock
from integrations.tracker import MOST_CHANGED, MOST_DOING, MOST_UNASSIGNED, Issue, Tracker, Transition
from jobs.errors import UserError, told_to_people
from jobs.people.accounts import BY_EMAIL, Accounts
from jobs.people.team import Team
from jobs.people.working_age import WorkingAge

STALE_DAYS = 3
"""Working days without any change after which work in progress is stale."""
ASK_S = 2
"""What a form waits for the tracker: Slack wants its answer within three seconds."""
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,30}-[1-9][0-9]{0,8}", re.ASCII)
BLOCKED = "blocked"
"""The label of an issue that waits for something."""
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

    @property
    def empty(self) -> bool:
        """Return True if there is nothing to tell."""
        return not (self.moved or self.doing or self.blocked or self.unassigned)


@dataclass(frozen=True, slots=True)
class Done:
    """How an issue can be finished."""

    issue: Issue
    ways: Sequence[Transition]

    @property
    def at_once(self) -> Transition | None:
        """The one way that asks nothing; None where somebody must choose or fill in."""
        only = self.ways[0] if len(self.ways) == 1 else None
        return only if only is not None and not _asks(only) and not only.unknown else None


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
        """Read and change them in a tracker; without one nothing is connected."""
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

    @property
    def projects(self) -> tuple[str, ...]:
        """The keys of the projects."""
        return self._tracker.projects if self._tracker else ()

    async def ages(self) -> WorkingAge:
        """The team's working time up to now."""
        return await WorkingAge.of_team(self._team, self._holidays, self._clock.now())

    async def today(self, ages: WorkingAge) -> Day:
        """What today came to. Raises `SourceError`."""
        tracker = self._there()
        doing, changed, unassigned, marked = await asyncio.gather(
            tracker.doing(), tracker.changed(), tracker.unassigned(), tracker.blocked()
        )
        moved = [each for each in changed if each.moves and each.moves[-1].at >= ages.midnight()]
        blocked = {
            each.key: each for each in (*doing, *marked, *unassigned) if each.blocked_by and each.category != "done"
        }
        stale = [each for each in doing if ages.days_since(each.updated_at) >= STALE_DAYS]
        return Day(
            moved=sorted(moved, key=lambda each: each.moves[-1].at, reverse=True),
            doing=doing,
            blocked=list(blocked.values()),
            stale=sorted(stale, key=lambda each: each.updated_at),
            unassigned=unassigned,
            more_moved=len(changed) >= MOST_CHANGED and changed[-1].updated_at >= ages.midnight(),
            more_doing=len(doing) >= MOST_DOING,
            more_unassigned=len(unassigned) >= MOST_UNASSIGNED,
        )

    async def under_way(self) -> Sequence[Issue]:
        """What is in progress or marked as blocked: the blocked first, then the longest untouched.

        Raises `SourceError`.
        """
        doing, marked = await asyncio.gather(self._there().doing(), self._there().blocked())
        every = {each.key: each for each in (*marked, *doing) if each.category != "done"}
        return sorted(every.values(), key=lambda each: (not each.blocked_by, each.updated_at))

    async def one(self, key: str) -> Issue | None:
        """An issue of the operator's projects, with its moves; None where there is none. Raises `SourceError`."""
        tracker = self._there()
        if not _is_key(key) or not await tracker.ours([key]):
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
        found = [each for each in await self._there().find(words) if not each.restricted]
        return sorted(found, key=lambda each: each.category == "done")

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
            found = await asyncio.gather(*(self._by_email(person) for person in missing), return_exceptions=True)
            for person, account in zip(missing, found, strict=True):
                if isinstance(account, str):
                    known[person.id] = account
                elif isinstance(account, BaseException) and not isinstance(account, SourceError):
                    raise account
        return known

    async def _by_email(self, person: Person) -> str | None:
        account = await self._there().account_by_email(person.email or "")
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
        return await self._tracker.doing_of(account)

    async def named(self, keys: Sequence[str]) -> Mapping[str, Issue]:
        """Those of the keys that are of the operator's projects; none where no answer comes within `ASK_S`."""
        if self._tracker is None:
            return {}
        try:
            async with asyncio.timeout(ASK_S):
                return await self._tracker.issues(await self._tracker.ours([key for key in keys if _is_key(key)]))
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

    # --- what people do ------------------------------------------------------------

    async def may(self, user: str, key: str) -> None:
        """Raise `UserError` unless `user` may touch an issue from here.

        A button carries the key, and who presses it is not who it was drawn for for sure.
        """
        with told_to_people():
            ours = _is_key(key) and key in await self._there().ours([key])
        if not ours:
            raise UserError("I do not look after that project.")
        await self.check_full_member(user)

    async def check_full_member(self, user: str) -> None:
        """Raise `UserError` for who is no full member of the workspace."""
        person = await self._team.person(user)
        if person is None or person.is_guest or person.is_bot or person.gone:
            raise UserError("Only full members of the workspace can change issues from here.")

    async def ways_done(self, key: str) -> Done:
        """How an issue can be finished. Raises `UserError` where it is done, or can not be finished from here."""
        tracker = self._there()
        with told_to_people():
            issue, ways = await asyncio.gather(tracker.issue(key), tracker.transitions(key))
        if issue.category == "done":
            raise UserError(f"{key} is done already: {issue.status}.")
        done = [way for way in ways if way.category == "done"]
        if not done:
            raise UserError(
                f"From {issue.status} there is no way to a done state {self.system.where} for me."
                f" Move {key} there: {issue.url}"
            )
        return Done(issue, done)

    async def finish(self, user: str, key: str, way: str, filled: Mapping[str, str]) -> str:
        """Finish an issue as `user` chose, name them in it, and return what to tell them. Raises `UserError`."""
        await self.may(user, key)
        done = await self.ways_done(key)
        chosen = next((each for each in done.ways if each.id == way), None)
        if chosen is None:
            raise UserError(f"{key} has moved meanwhile, to {done.issue.status}. Open the form again.")
        return await self._move(user, done.issue, chosen, filled)

    async def _move(self, user: str, issue: Issue, chosen: Transition, filled: Mapping[str, str]) -> str:
        key = issue.key
        if chosen.unknown:
            wanted = ", ".join(chosen.unknown)
            raise UserError(f"{self.system.name} wants {wanted} for that, which only its own page can ask: {issue.url}")
        name = await self._team.name(user)
        me = (await self._accounts.of(self.system, [user])).get(user)
        if me is None and any(field.kind == "me" for field in chosen.fields):
            raise UserError(
                f"{self.system.name} wants to know who does it, and I do not know your account there. See “Who is who”."
            )
        tracker = self._there()
        try:
            await tracker.move(key, chosen, filled, me)
        except SourceError as problem:
            if not await self._is(key, chosen.to):
                raise UserError(problem.sentence) from problem
            if not isinstance(problem, WriteUnknown):  # a second click, or somebody else's
                raise UserError(f"{key} is {chosen.to} already.") from problem
        told = f"{key} is {chosen.to} now."
        return told + await self._named_in(key, f"{name} set this to {chosen.to}, from Slack.")

    async def _named_in(self, key: str, words: str) -> str:
        """Say in a comment who did something; what to add where that did not work."""
        try:
            await self._there().comment(key, words)
        except SourceError as problem:
            sure = "may not be" if isinstance(problem, WriteUnknown) else "is not"
            return f" That it was you {sure} in a comment: {problem.why}."
        return ""

    async def _is(self, key: str, status: str) -> bool:
        """Return True if an issue has a status, as far as the tracker says."""
        try:
            return (await self._there().issue(key)).status == status
        except SourceError:
            return False

    async def way_to(self, user: str, key: str, to: str) -> tuple[Issue, Transition]:
        """Return an issue as it is, and the way to the status `to`. Raises `UserError` where `user` can't go it."""
        await self.may(user, key)
        tracker, wanted = self._there(), to.strip().casefold()
        with told_to_people():
            issue, ways = await asyncio.gather(tracker.issue(key), tracker.transitions(key))
        if issue.status.casefold() == wanted:
            raise UserError(f"{key} is {issue.status} already.")
        way = next((each for each in ways if wanted in (each.to.casefold(), each.name.casefold())), None)
        if way is None:
            there = ", ".join(dict.fromkeys(each.to for each in ways)) or "nowhere, for me"
            raise UserError(f"From {issue.status} {key} can go to: {there}.")
        if _asks(way):
            raise UserError(f"{self.system.name} wants to know more for that than I can ask here: {issue.url}")
        return issue, way

    async def move(self, user: str, key: str, to: str) -> str:
        """Move an issue to the status `to`, name `user` in it, and return what to tell them. Raises `UserError`."""
        issue, way = await self.way_to(user, key, to)
        return await self._move(user, issue, way, {})

    async def changeable(self, user: str, key: str) -> Issue:
        """Return an issue that `user` may change from here. Raises `UserError`."""
        await self.may(user, key)
        with told_to_people():
            return await self._there().issue(key)

    async def label(self, user: str, key: str, label: str) -> str:
        """Give an issue a label, name `user` in it, and return what to tell them. Raises `UserError`."""
        await self.may(user, key)
        name, tracker = await self._team.name(user), self._there()
        with told_to_people():
            await tracker.label(key, label)
        told = f"{key} has the label “{label}” now."
        return told + await self._named_in(key, f"{name} gave this the label {label}, from Slack.")

    def project(self, key: str) -> str:
        """Return the operator's project of that key, or the only one without a key. Raises `UserError`."""
        known = {each.upper(): each for each in self.projects}
        if not key and len(known) == 1:
            return self.projects[0]
        if key.upper() not in known:
            raise UserError(
                f"In which project? Say it again with one, such as “open a ticket in {self.projects[0]}: …”."
                f" I look after {', '.join(self.projects)}."
                if self.projects
                else "In which project? I look after none that I could name."
            )
        return known[key.upper()]

    async def create(self, user: str, project: str, type_: str, title: str, text: str) -> tuple[str, str]:
        """Create an issue, with the name of `user` in it; its key and its address. Raises `UserError`."""
        await self.check_full_member(user)
        name = await self._team.name(user)
        written = f"{text.strip()}\n\n{name}, from Slack" if text.strip() else f"{name}, from Slack"
        with told_to_people():
            key = await self._there().create(self.project(project), type_, title, written)
        return key, f"{self._there().issue_url}{key}"

    async def comment(self, user: str, key: str, words: str) -> str:
        """Add what `user` says to an issue, under their name; what to tell them. Raises `UserError`."""
        await self.may(user, key)
        name = await self._team.name(user)
        with told_to_people():
            await self._there().comment(key, f"{name}, from Slack: {words.strip()}")
        return f"Added to {key}."

    async def block(self, user: str, key: str, words: str) -> str:
        """Mark an issue as blocked, with the reason that `user` gives; what to tell them. Raises `UserError`."""
        await self.may(user, key)
        name, tracker = await self._team.name(user), self._there()
        refused = ""
        try:
            await tracker.label(key, BLOCKED)
        except WriteRefused as problem:  # a project may have no labels; the reason is worth as much
            refused = problem.why
        except SourceError as problem:
            raise UserError(problem.sentence) from problem
        try:
            await tracker.comment(key, f"{name}, from Slack: blocked. {words.strip()}")
        except SourceError as problem:
            if refused:
                raise UserError(problem.sentence) from problem
            sure = "may not be" if isinstance(problem, WriteUnknown) else "are not"
            raise UserError(f"{key} is marked as blocked, but your words {sure} in it: {problem.why}.") from problem
        if refused:
            return f"Your words are in {key}, but not the label “blocked”: {refused}."
        return f"{key} is marked as blocked."

    def _there(self) -> Tracker:
        if self._tracker is None:
            raise SourceError(self.system.name, f"it is not connected ({self.system.settings})")
        return self._tracker


def _is_key(text: str) -> bool:
    return _KEY.fullmatch(text) is not None


def _asks(way: Transition) -> bool:
    """Return True if a person must fill something in."""
    return any(field.kind != "me" for field in way.fields)
