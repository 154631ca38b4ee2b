"""The review queue: what is open and whom it waits for, and what people do: nudge a reviewer, put one off."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal

from integrations.chat import Person
from integrations.codehost import CodeHost, PullRequest, is_team
from integrations.database import Database
from integrations.deferred import dataclass
from integrations.entries import Entries, left_out, unread_of
from integrations.public_holidays import Holidays
from integrations.source import SourceError
from integrations.time import Clock, is_fresh
from jobs.code_host_reader import CodeHostReader
from jobs.delivery.outbox import Outbox
from jobs.errors import UserError, told_to_people
from jobs.fan_out import Gathered, of_chosen, of_each
from jobs.messages import Interruption, OutgoingMessage, Priority
from jobs.people.accounts import BY_COMMIT, BY_NAME, Accounts
from jobs.people.team import Team
from jobs.people.working_age import WorkingAge
from jobs.reviews import posts, store
from jobs.reviews.queue import Queue, sort_queue

Pause = Literal["tomorrow", "three_days", "push"]
EXPIRES = timedelta(days=4)
"""A nudge that could not be sent by then is about another day's work."""
LOOK_S = 300
"""How often it is looked whether a nudge that waits still has its reason."""
FRESH, FRESH_IN_PART = timedelta(minutes=1), timedelta(seconds=10)
"""For how long what App Homes and tools tell of the host is good; and where not all of it could be read."""
LATELY_S = 5
"""Seconds that a repository may take for them."""
LONGEST_SLEEP = timedelta(days=14)
"""Until the next push, but no longer: what nobody pushes to for two weeks should be seen."""


@dataclass(frozen=True, slots=True)
class Nudged:
    """Whom a nudge reached, and whom it did not."""

    pull: PullRequest
    told: Sequence[Person]
    before: Sequence[Person]
    """Who had been nudged at this commit already."""
    unknown: Sequence[str]
    """Logins of nobody that we know in the channel, and teams without anybody."""
    asker: bool
    """Whether the one who nudges is asked too."""


@dataclass(frozen=True, slots=True)
class Met:
    """A member whose account was found."""

    login: str
    person: Person
    by_name: bool
    """Whether only the names are the same, else the address of a commit."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for one person, oldest first."""

    asked: Sequence[PullRequest]
    """For their review."""
    own: Queue
    """Those that they wrote."""
    troubles: Sequence[str]
    """A line for what could not be read."""


class Reviews(CodeHostReader):
    """The pull requests of the operator's repositories, for the team's channels."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        team: Team,
        holidays: Holidays,
        accounts: Accounts,
        outbox: Outbox,
        host: CodeHost | None,
    ) -> None:
        """Read them from a host; without one nothing is connected."""
        self._db = db
        self._clock = clock
        self._team = team
        self._holidays = holidays
        self._accounts = accounts
        self._outbox = outbox
        super().__init__(host)
        self._looking = asyncio.Lock()
        self._seen: tuple[datetime, Gathered[Sequence[PullRequest]]] | None = None

    async def ages(self) -> WorkingAge:
        """The team's working time up to now."""
        return await WorkingAge.of_team(self._team, self._holidays, self._clock.now())

    async def queue(self, channel: str, only: Sequence[str] = ()) -> tuple[Queue, Gathered[Sequence[PullRequest]]]:
        """The queue of a channel, and what could not be read of it; of `only` these repositories where named."""
        host = self._connected_host()
        answers = await of_chosen(host, only, host.open_pulls)
        return await self.in_order(channel, answers), answers

    async def in_order(self, channel: str, answers: Gathered[Sequence[PullRequest]]) -> Queue:
        """What was answered as the queue of a channel: what people put off there is only counted."""
        host = self._connected_host()
        every = [pull for found in answers.found.values() for pull in found]
        async with self._db.read() as tx:
            sleeping = await store.sleeping(tx, channel, self._clock.now())
        # What was put off under a name that its repository has no more is put off still.
        heads = {(pull.repo.casefold(), pull.number): pull.head_sha for pull in every}
        others = sorted({row.repo for row in sleeping} - {repo for repo, _ in heads})
        called = dict(zip(others, await asyncio.gather(*map(host.current_name, others)), strict=True))
        asleep = {
            now_called
            for row in sleeping
            if (now_called := (called.get(row.repo, row.repo).casefold(), row.number)) in heads
            and row.head in (None, heads[now_called])
        }
        return sort_queue(every, asleep)

    async def people(self, pulls: Sequence[PullRequest]) -> Mapping[str, Person]:
        """Who the authors and reviewers are: login, as the host spells it, to a member of the workspace."""
        logins = sorted(
            {name for pull in pulls for name in (pull.author, *pull.reviewers, *(who for who, _ in pull.verdicts))}
        )
        users = await self._accounts.people(self.system, logins)
        found = {login: await self._team.person(user) for login, user in users.items()}
        return {login: person for login, person in found.items() if person is not None and not person.gone}

    async def meet(self, pulls: Sequence[PullRequest]) -> Sequence[Met]:
        """Who is who on the code host, as far as its own facts tell and nobody knew: each is met once.

        By the address of a commit, whose account the host knows, or else by a name that only one member has.
        """
        found: dict[str, tuple[str, Person]] = {}
        authors = {pull.author: pull.author_name for pull in pulls if not pull.by_bot}
        known = {name.casefold() for name in await self._accounts.people(self.system, list(authors))}
        for pull in pulls:
            email, login = pull.committed or ("", "")
            if login in authors and login.casefold() not in known and (person := await self._team.by_email(email)):
                found[login] = (BY_COMMIT, person)
        for login, name in authors.items():
            unknown = name and login not in found and login.casefold() not in known
            if unknown and (person := await self._team.only_one_named(name)):
                found[login] = (BY_NAME, person)
        met: list[Met] = []
        async with self._db.write() as tx:
            for login, (how, person) in found.items():
                usable = not (person.is_bot or person.gone or person.is_guest)
                if usable and await self._accounts.match(tx, self.system, person.id, login, said_by=how):
                    met.append(Met(login, person, by_name=how == BY_NAME))
        return met

    async def waiting_for(self, user: str, only: Sequence[str] = ()) -> Waiting | None:
        """What waits for a person; None where their account is not known. Raises `SourceError` where all failed."""
        login = (await self._accounts.of(self.system, [user])).get(user)
        if login is None:
            return None
        answers = await self.lately(only)
        if answers.all_failed:
            raise next(iter(answers.refusals), SourceError(self.system.name, "it did not answer"))
        every = [pull for found in answers.found.values() for pull in found if not pull.draft]
        teams = sorted({name for pull in every for name in pull.reviewers if is_team(name)})
        asked = {login.casefold()}
        for team, members in zip(teams, await asyncio.gather(*map(self._members_of, teams)), strict=True):
            if login.casefold() in (member.casefold() for member in members):
                asked.add(team.casefold())
        own = [pull for pull in every if pull.author.casefold() == login.casefold()]
        theirs = [pull for pull in every if pull not in own and asked & {name.casefold() for name in pull.reviewers}]
        return Waiting(sorted(theirs, key=lambda pull: pull.ready_at), sort_queue(own), answers.troubles)

    # --- what people do ------------------------------------------------------------

    async def nudge(self, by: str, channel: str, repo: str, number: int) -> Nudged:
        """Ask the requested reviewers who are in the channel, and of a team its members who are; never who asks.

        Each once per commit, in their own hours.

        Raises `UserError` where there is nothing left to review, and where the host cannot be asked.
        """
        pull = await self.current(repo, number)
        if pull.draft:
            raise UserError(f"{pull.ref} is a draft again, so it waits for its author.")
        if not pull.reviewers:
            raise UserError(
                f"Nobody is asked for a review of {pull.ref} just now. Ask somebody {self.system.where} first."
            )
        asked = await self._asked(pull)
        users = await self._accounts.people(self.system, list(asked))
        members = {person.id: person for person in await self._team.members(channel)}
        told: list[Person] = []
        before: list[Person] = []
        now, asker = self._clock.now(), await self._team.name(by)
        ages = await self.ages()
        async with self._db.write() as tx:
            for login, user in users.items():
                if user not in members or user == by:
                    continue
                key = f"nudge:{pull.repo.casefold()}#{pull.number}:{pull.head_sha[:12]}:{user}:{now.timestamp():.0f}"
                kept = {"person": user, "login": asked[login], "message_key": key, "said_by": by, "said_at": now}
                if not await store.nudged(self._db, tx, pull, kept):
                    before.append(members[user])
                    continue
                told.append(members[user])
                post = posts.nudge(pull, ages, by, asker)
                await self._outbox.put(
                    tx,
                    OutgoingMessage(
                        key,
                        user,
                        post,
                        priority=Priority.NUDGE,
                        person=user,
                        kind=Interruption.REVIEW,
                        expires_at=now + EXPIRES,
                    ),
                )
        known = {asked[login] for login, user in users.items() if user in members}
        alone = by in users.values()
        return Nudged(pull, told, before, [name for name in pull.reviewers if name not in known], alone)

    async def _asked(self, pull: PullRequest) -> Mapping[str, str]:
        """Whose review is asked for: a login, and the name by which it is (the login's own, or a team's)."""
        asked: dict[str, str] = {}
        for name in pull.reviewers:
            for login in await self._members_of(name) if is_team(name) else [name]:
                if login.casefold() != pull.author.casefold():
                    asked.setdefault(login, name)
        return asked

    async def _members_of(self, team: str) -> Sequence[str]:
        """The logins of a team; none where they cannot be read."""
        try:
            return await self._connected_host().team_members(team)
        except SourceError:
            return []

    async def snooze(self, by: str, channel: str, repo: str, number: int, pause: Pause) -> tuple[PullRequest, datetime]:
        """Leave a pull request out of the channel's queue, and say so there. Raises `UserError`."""
        if not await self._team.is_member(channel, by):
            raise UserError("Only the people of its channel can put it off there.")
        pull = await self.current(repo, number)
        ages, now = await self.ages(), self._clock.now()
        until = now + LONGEST_SLEEP
        if pause != "push":
            until = ages.midnight() + timedelta(days=1 if pause == "tomorrow" else 3, hours=2)
        name = await self._team.name(by)
        async with self._db.write() as tx:
            await store.put_to_sleep(
                self._db, tx, channel, pull, now, until=until, head=pull.head_sha if pause == "push" else None, by=by
            )
            key = f"snooze:{channel}:{pull.repo.casefold()}#{number}:{now.timestamp():.0f}"
            await self._outbox.put(
                tx, OutgoingMessage(key, channel, posts.snoozed(pull, pause, by, name), priority=Priority.REPLY)
            )
        return pull, until

    async def look_after(self) -> int:
        """Take back the nudges that nobody needs any more; how many. For the background, every few minutes."""
        if self._host is None:
            return 0
        async with self._db.read() as tx:
            waiting = await store.open_nudges(tx)
        settled: list[int] = []
        taken_back = 0
        silent: set[str] = set()
        for nudge in waiting:
            if nudge.repo in silent:
                continue
            try:
                needed = await self._needed(nudge.repo, nudge.number, nudge.login)
            except SourceError as problem:
                if problem.retry_after is not None:
                    break
                silent.add(nudge.repo)
                continue
            if needed and nudge.said_at > self._clock.now() - EXPIRES:
                continue
            if needed:
                settled.append(nudge.id)
                continue
            # They reviewed it, or need not: should they be asked again, a nudge is news, at the same commit too.
            async with self._db.write() as tx:
                taken_back += await self._outbox.withdraw(tx, nudge.message_key)
                await store.forget_nudge(tx, nudge.id)
        if settled:
            async with self._db.write() as tx:
                await store.close_nudges(tx, settled)
        return taken_back

    async def _needed(self, repo: str, number: int, asked: str) -> bool:
        """Return True if a review is still asked of somebody. Raises `SourceError` where that cannot be known now."""
        try:
            pull = await self._connected_host().pull(repo, number)
        except SourceError as problem:
            if problem.missing:
                return False
            raise
        return not pull.closed and not pull.draft and asked.casefold() in (name.casefold() for name in pull.reviewers)

    async def numbered(self, repos: Sequence[str], number: int) -> Sequence[PullRequest]:
        """Return the pull requests of that number, open or ended, of the operator's repositories `repos`.

        Raises `SourceError` where a repository cannot be read.
        """
        host = self._connected_host()

        async def there(repo: str) -> PullRequest | None:
            try:
                return await host.pull(repo, number)
            except SourceError as problem:
                if problem.missing:
                    return None
                raise

        return [pull for pull in await asyncio.gather(*map(there, repos)) if pull is not None]

    async def merged(self, repos: Sequence[str], since: datetime) -> Sequence[PullRequest]:
        """Return what was merged since, newest first, and how much could not be read. Raises `SourceError`."""
        host = self._connected_host()
        every = await asyncio.gather(*(host.pulls_since(repo, since) for repo in repos))
        found = [(each.pull.merged_at, each.pull) for those in every for each in those]
        ended = [(at, pull) for at, pull in found if at is not None and at >= since]
        unread = sum(map(unread_of, every))
        if not ended and unread:
            raise SourceError(self.system.name, left_out(unread).rstrip("."))
        return Entries((pull for _, pull in sorted(ended, key=lambda each: each[0], reverse=True)), unread)

    # --- inside --------------------------------------------------------------------

    async def lately(self, only: Sequence[str] = ()) -> Gathered[Sequence[PullRequest]]:
        """The open pull requests of a minute ago or now: a whole team may ask in one. Raises `SourceError`."""
        host = self._connected_host()
        if only:
            return await of_chosen(host, only, host.open_pulls, limit_s=LATELY_S)
        async with self._looking:
            seen = self._seen
            good = FRESH_IN_PART if seen is not None and seen[1].troubles else FRESH
            if seen is None or not is_fresh(seen[0], self._clock.now(), good):
                answers = await of_each(host.repos, host.open_pulls, limit_s=LATELY_S)
                seen = self._seen = (self._clock.now(), answers)
            return seen[1]

    async def _looks_after(self, repo: str) -> bool:
        """Return True if it is one of the operator's, under a name that it or the operator's has or had."""
        host = self._connected_host()
        ours = {each.casefold() for each in host.repos}
        if repo.casefold() in ours:
            return True
        now, *theirs = await asyncio.gather(*map(host.current_name, (repo, *host.repos)))
        return now.casefold() in ours | {each.casefold() for each in theirs}

    async def current(self, repo: str, number: int) -> PullRequest:
        """Return an open pull request as it is now. Raises `UserError` for any other."""
        with told_to_people():
            host = self._connected_host()
        if not await self._looks_after(repo):
            raise UserError("I do not look after that repository.")
        with told_to_people():
            pull = await host.pull(repo, number)
        if pull.closed:
            raise UserError(f"{pull.ref} is {'merged' if pull.merged_at else 'closed'} already.")
        return pull
