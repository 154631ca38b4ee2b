"""What somebody did since their last answer, as the connected systems know it: lines for their form to begin with."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from integrations.chat import Person
from integrations.codehost import CodeHost, Deployment, PullActivity, short_name
from integrations.deferred import dataclass, pattern
from integrations.entries import left_out, unread_of
from integrations.enumerated import counted
from integrations.source import SourceError, System
from integrations.time import Clock, is_fresh
from integrations.tracker import MOST_CHANGED, Issue, Tracker
from jobs.calendar import MIDNIGHT, local_date, moment_of, zone_of
from jobs.fan_out import Gathered, of_each
from jobs.people.accounts import Accounts
from jobs.people.working_age import AgesNow
from jobs.standup.model import FormState, LastSaid
from jobs.standup.words import day, short
from jobs.standup.zone_dates import at_hand

LIMIT_S = 5.0
"""Seconds that one source may take; what it knows is missing then, and nothing else."""
FRESH = timedelta(minutes=1)
"""For how long an answer of a source is good: a whole team opens its forms in one."""
LONGEST_AGO = timedelta(days=14)
MOST = 15
"""Lines; what is more is counted."""
_LONGEST_LINE = 160
_KEY = pattern(r"(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9_]{0,30}-[1-9][0-9]{0,8}(?![A-Za-z0-9])")


@dataclass(frozen=True, slots=True)
class FoundWork:
    """The lines, and what there is to say about them."""

    lines: tuple[str, ...] = ()
    looked_at: str = ""
    """The systems, as `GitHub and Jira`; empty where none is connected, or none is for this person."""
    since: datetime | None = None
    more: int = 0
    troubles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Work:
    """Something that somebody did in another system."""

    line: str
    at: datetime
    names: tuple[str, ...]
    """What people call it: `payments#12`, `PAY-41`."""


KnownAccounts = Callable[[Sequence[Person]], Awaitable[Mapping[str, str]]]
"""The accounts of people in the tracker, by user id."""


class RecentWork:
    """Reads what people merged, reviewed, deployed and moved."""

    def __init__(
        self,
        codehost: CodeHost | None,
        tracker: Tracker | None,
        accounts: Accounts,
        known: KnownAccounts,
        is_full_member: Callable[[str], Awaitable[bool]],
        ages: AgesNow,
        clock: Clock,
        *,
        limit_s: float = LIMIT_S,
    ) -> None:
        """Read it from these; `accounts` and `known` say who is who there."""
        self._codehost = codehost
        self._tracker = tracker
        self._accounts = accounts
        self._known = known
        self._is_full_member = is_full_member
        self._ages = ages
        self._clock = clock
        self._limit_s = limit_s
        self._asked: dict[tuple[Any, ...], tuple[datetime, asyncio.Task[Any]]] = {}

    @property
    def connected(self) -> bool:
        """Return True if there is anything to read."""
        return self._codehost is not None or self._tracker is not None

    async def of(self, person: Person, last: LastSaid) -> FoundWork:
        """Return what `person` did since they answered last. Of guests, whose word opens no lists, nothing is read.

        Raises nothing of what a source does: a line says it.
        """
        if not self.connected or not await self._is_full_member(person.id):
            return FoundWork()
        since = await self._since(person, last)
        (pulls, pull_troubles), (moved, issue_troubles) = await asyncio.gather(
            self._at_the_host(person, since), self._in_the_tracker(person, since)
        )
        done = _without_doubles(pulls, moved)
        lines = [each.line for each in done if not _is_said(each, last)]
        systems: list[System] = [each.system for each in (self._codehost, self._tracker) if each is not None]
        return FoundWork(
            tuple(lines[:MOST]),
            " and ".join(system.name for system in systems),
            since,
            max(0, len(lines) - MOST),
            (*pull_troubles, *issue_troubles),
        )

    async def _since(self, person: Person, last: LastSaid) -> datetime:
        """When they answered last; without that the beginning of the last working day, on their own wall."""
        now = self._clock.now()
        if last.at is not None:
            return max(last.at, now - LONGEST_AGO)
        ages = await self._ages()
        try:
            zone = zone_of(person.zone)
        except ValueError:
            zone = ages.zone
        return moment_of(local_date(ages.last_evening(), ages.zone), MIDNIGHT, zone)

    # --- the code host -------------------------------------------------------------

    async def _at_the_host(self, person: Person, since: datetime) -> tuple[list[tuple[_Work, str]], tuple[str, ...]]:
        """What they did there, each with what may name an issue; and what could not be read."""
        host = self._codehost
        if host is None:
            return [], ()
        day = since.replace(hour=0, minute=0, second=0, microsecond=0)
        pulls, deployments = await asyncio.gather(
            self._each(host, "pulls", lambda repo: host.pulls_since(repo, day), day),
            self._each(host, "deployments", host.deployments),
        )
        told = dict.fromkeys((*pulls.troubles, *deployments.troubles))
        name = host.system.name
        troubles = tuple(each if name in each else f"{name}: {each.rstrip('.')}." for each in told)
        every = [each for found in pulls.found.values() for each in found]
        login = (await self._accounts.of(host.system, [person.id])).get(person.id) or _by_commit(person, every)
        if login is None:
            if pulls.all_failed:
                return [], troubles
            unknown = f"I do not know your {host.system.account} {host.system.where}: “Who is who” in my Home mends it."
            return [], (*troubles, unknown)
        found = [work for each in every for work in _of_pull(each, login.casefold(), since)]
        out = [
            each for some in deployments.found.values() for each in some if each.creator.casefold() == login.casefold()
        ]
        found += [(work, "") for work in _went_out(out, since)]
        return found, troubles

    # --- the tracker ---------------------------------------------------------------

    async def _in_the_tracker(
        self, person: Person, since: datetime
    ) -> tuple[list[tuple[_Work, Issue]], tuple[str, ...]]:
        """The issues of theirs that moved, and what could not be read."""
        tracker = self._tracker
        if tracker is None:
            return [], ()
        days = (self._clock.now() - since).days + 1
        try:
            async with asyncio.timeout(self._limit_s):
                account = (await self._known([person])).get(person.id)
                if account is None:
                    system = tracker.system
                    unknown = f"I do not know your {system.account} {system.where}: “Who is who” in my Home mends it."
                    return [], (unknown,)
                changed = await self._once(("changed", days), lambda: tracker.changed(days))
        except SourceError as problem:
            return [], (problem.sentence,)
        except TimeoutError:
            return [], (f"{tracker.system.name}: no answer within {self._limit_s:g} seconds.",)
        mine = [each for each in changed if each.assignee is not None and each.assignee.id == account]
        found = [(work, each) for each in mine if (work := _moved(each, since)) is not None]
        cut = len(changed) >= MOST_CHANGED and changed[-1].updated_at >= since
        many = f"{tracker.system.name}: more than {MOST_CHANGED} issues changed, and I have not seen them all."
        unread = (f"{tracker.system.name}: {left_out(unread_of(changed))}",) if unread_of(changed) else ()
        return found, (*((many,) if cut else ()), *unread)

    # --- asking --------------------------------------------------------------------

    async def _each(
        self, host: CodeHost, what: str, ask: Callable[[str], Awaitable[Sequence[Any]]], *more: Any
    ) -> Gathered[Sequence[Any]]:
        return await of_each(
            host.repos, lambda repo: self._once((what, repo, *more), lambda: ask(repo)), limit_s=self._limit_s
        )

    async def _once(self, key: tuple[Any, ...], ask: Callable[[], Awaitable[Any]]) -> Any:
        """Ask, or wait for who asks the same, or take what was answered a moment ago."""
        now = self._clock.now()
        self._asked = {each: kept for each, kept in self._asked.items() if is_fresh(kept[0], now, FRESH)}
        if key in self._asked:
            return await asyncio.shield(self._asked[key][1])
        task: asyncio.Task[Any] = asyncio.ensure_future(ask())
        self._asked[key] = (now, task)

        def drop_failed(ended: asyncio.Task[Any]) -> None:
            if ended.cancelled() or ended.exception() is not None:
                self._asked.pop(key, None)

        task.add_done_callback(drop_failed)
        return await asyncio.shield(task)


def _by_commit(person: Person, activity: Iterable[PullActivity]) -> str | None:
    """Whose login it is by the address of a commit. It is not kept: the review queue says whom it takes for whom."""
    for pull in (each.pull for each in activity):
        email, login = pull.committed or ("", "")
        if person.email and email.casefold() == person.email.casefold() and login == pull.author:
            return login
    return None


def _of_pull(activity: PullActivity, login: str, since: datetime) -> Iterable[tuple[_Work, str]]:
    """What somebody did with one pull request: their own is merged, another's is reviewed."""
    pull = activity.pull
    about = f"{pull.ref}: {pull.title}"
    names = (pull.ref, f"{pull.repo}#{pull.number}", pull.url)
    mine = pull.author.casefold() == login
    if mine and pull.merged_at is not None and pull.merged_at >= since:
        yield _Work(short(f"Merged {about}", _LONGEST_LINE), pull.merged_at, names), f"{pull.title} {activity.branch}"
    reviewed = [at for who, at in activity.reviews if who.casefold() == login and at >= since]
    if reviewed and not mine:
        yield _Work(short(f"Reviewed {about}", _LONGEST_LINE), max(reviewed), names), ""


def _went_out(deployments: Sequence[Deployment], since: datetime) -> Iterable[_Work]:
    """A line for what went out, whatever the number of places that it went to."""
    places: dict[tuple[str, str], list[Deployment]] = {}
    for each in sorted(deployments, key=lambda one: one.went_at):
        if each.state in ("success", "gone") and each.went_at >= since:
            places.setdefault((each.repo, each.ref), []).append(each)
    for (repo, ref), went in places.items():
        where = ", ".join(dict.fromkeys(each.environment for each in went))
        name = f"{short_name(repo)} {ref}"
        yield _Work(short(f"Deployed {name} to {where}", _LONGEST_LINE), went[-1].went_at, (name,))


def _moved(issue: Issue, since: datetime) -> _Work | None:
    """Where an issue has come; None where it is where it was."""
    moves = [each for each in issue.moves if each.at >= since]
    if not moves or moves[0].before == moves[-1].after:
        return None
    title = short(issue.open_title, _LONGEST_LINE - len(issue.key) - len(moves[-1].after) - 4)
    return _Work(f"{issue.key} {title}: {moves[-1].after}", moves[-1].at, (issue.key, issue.url))


def _without_doubles(pulls: Sequence[tuple[_Work, str]], issues: Sequence[tuple[_Work, Issue]]) -> list[_Work]:
    """One line for a pull request and the issue that it names, the issue's new status at its end."""
    moved = {issue.key.upper(): (work, issue) for work, issue in issues}
    found: list[_Work] = []
    for work, naming in pulls:
        line, names = work.line, work.names
        for key in dict.fromkeys(each.upper() for each in _KEY.findall(naming)):
            if key in moved:
                of_issue, issue = moved.pop(key)
                at_end = issue.moves[-1].after
                line += f" ({at_end})" if key in line.upper() else f" ({issue.key}: {at_end})"
                names = (*names, *of_issue.names)
        found.append(_Work(line, work.at, names))
    found += [work for work, _ in moved.values()]
    return sorted(found, key=lambda each: each.at)


def _is_said(work: _Work, last: LastSaid) -> bool:
    """Return True if their form says it already, or if they said it last time, when it had been done."""
    before = last.changed_at is not None and work.at <= last.changed_at
    text = "\n".join((last.planned, last.words if before else "")).casefold()
    return any(re.search(rf"(?<![\w]){re.escape(name.casefold())}(?![\w])", text) for name in work.names)


async def shown(sheet: FormState, found: FoundWork, zone: str) -> FormState:
    """Return a form with what was found, said in a zone's time."""
    if found.since is None:
        return sheet
    await at_hand(zone)
    try:
        local = found.since.astimezone(zone_of(zone))
    except ValueError:
        local = found.since
    when = f"{day(local.date())}, {local:%H:%M}"
    if not found.lines:
        # "Nothing" is said only of what was looked at.
        nothing = () if found.troubles else (f"{found.looked_at}: nothing of yours since {when}.",)
        return replace(sheet, troubles=(*found.troubles, *nothing))
    more = f" {counted(found.more, 'line')} more did not fit." if found.more else ""
    hint = f"{found.looked_at} since {when}. Keep what matters, delete the rest: nobody sees it before you send.{more}"
    return replace(sheet, found="\n".join(found.lines), found_hint=hint, troubles=found.troubles)
