"""Who is who elsewhere: everybody says it of themselves, and an admin mends it for all.

What addresses and commits prove is nobody's to change but the person's own.
"""

import asyncio
import hashlib
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Protocol

from integrations.chat import ChatError, Person
from integrations.database import Database, Tx
from integrations.deferred import dataclass, pattern
from integrations.enumerated import in_a_row
from integrations.post import Bold, Post, SmallPrint, Text
from integrations.post import Person as Named
from integrations.source import System
from integrations.systems import CODE_HOSTS, TRACKERS
from integrations.time import Clock
from jobs import audit
from jobs.errors import UserError
from jobs.fan_out import each_or
from jobs.messages import Outgoing, OutgoingMessage, Priority
from jobs.people.accounts import Accounts, KnownAccount, taken_over
from jobs.people.admins import Admins
from jobs.people.team import Team

MOST_ASKED = 90
"""Accounts that one form asks for: a `Form` takes 100 fields, and has some lines of its own."""
LOOK_UP_S = 1
"""What a form waits for the tracker to know people by their addresses; it has to open within three seconds."""
_ADDRESS = pattern(r"(?:https?://)?[^\s/@]+\.[^\s/@]+/([^\s/?#]+)/?", re.ASCII)
"""A person's page: people copy what they see."""


class TrackerAccounts(Protocol):
    """Who has which account in the issue tracker. `jobs.issues.Issues` is one."""

    async def known(self, people: Sequence[Person]) -> Mapping[str, str]:
        """Return the accounts of these people, by user id, as far as they are known or their addresses tell."""
        ...

    async def account(self, name: str) -> str:
        """Return the account of an address, a name or an id. Raises `UserError` where it is nobody's."""
        ...


@dataclass(frozen=True, slots=True)
class Row:
    """A member of whom an account is unknown, or is no more than a guess or an admin's word."""

    person: Person
    known: Mapping[System, KnownAccount]
    asked: Sequence[System]
    """The accounts that an admin may say: those that neither an address nor the person's own word settles."""


@dataclass(frozen=True, slots=True)
class AccountsFormState:
    """What the form of who is who begins with."""

    mine: Mapping[System, str]
    admin: bool = False
    rows: Sequence[Row] = ()
    """The others, those of whom something is missing first; an admin's alone."""
    left_off: int = 0
    """Members for whom a form has no room."""
    unread: bool = False
    """Whether it is not known who the others are."""


@dataclass(frozen=True, slots=True)
class AccountClaim:
    """That a person has an account; an empty one is forgotten."""

    system: System
    person: str
    account: str
    seen: str
    """The `mark` of what was known when the form was opened."""


@dataclass(frozen=True, slots=True)
class AccountChange:
    """A change of whose account is whose; without an account it is a person who has none."""

    system: System
    person: str
    name: str
    account: str

    @property
    def words(self) -> Text:
        """Return the change as people read it."""
        who, where = Named(user=self.person, name=self.name), self.system.where
        if self.account:
            return (who, " is ", Bold(text=self.account), f" {where}")
        return (who, f" is nobody that I know {where}")


class Mistakes(Exception):
    """Why some claims cannot be kept; none of them was."""

    def __init__(self, of: Mapping[AccountClaim, str]) -> None:
        """Keep what is wrong, by claim."""
        super().__init__("; ".join(of.values()))
        self.of = of


class WhoIsWho:
    """The form of who is who: what it asks, and what is kept of it."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        team: Team,
        accounts: Accounts,
        outbox: Outgoing,
        tracker: TrackerAccounts,
        admins: Admins,
        connected: Sequence[System],
    ) -> None:
        """Keep it in `accounts`. Others are asked for their accounts where one is `connected`."""
        self._db = db
        self._clock = clock
        self._team = team
        self._accounts = accounts
        self._outbox = outbox
        self._tracker = tracker
        self._admins = admins
        self._connected = connected

    async def sheet(self, user: str, channel: str | None) -> AccountsFormState:
        """What the form of `user` asks: their own accounts, and of an admin the team's.

        The team are the members of `channel` where they are one, else those of every channel that they share with us.
        """
        kept = await self._accounts.kept([user])
        mine = {system: kept[system, user].account if (system, user) in kept else "" for system in self._own()}
        if not await self._admins.has(user):
            return AccountsFormState(mine)
        try:
            team = await self._team.members(channel) if channel else []
            if not _has(team, user):
                team = await self._team.colleagues(user)
        except ChatError:
            team = []
        if not _has(team, user):
            return AccountsFormState(mine, admin=True, unread=True)
        others = [each for each in team if not each.is_guest and each.id != user]
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_UP_S):
                await self._tracker.known(others)
        rows = await self._rows(others)
        asked = 0
        for place, row in enumerate(rows):
            if (asked := asked + len(row.asked)) > MOST_ASKED:
                return AccountsFormState(mine, admin=True, rows=rows[:place], left_off=len(rows) - place)
        return AccountsFormState(mine, admin=True, rows=rows)

    def _own(self) -> Sequence[System]:
        """Of which systems everybody may say who they are: those that are connected, or could be."""
        asked: list[System] = []
        for group in (TRACKERS, CODE_HOSTS):
            asked += [system for system in group if system in self._connected] or group
        return asked

    async def _rows(self, people: Sequence[Person]) -> Sequence[Row]:
        kept = await self._accounts.kept([each.id for each in people])
        rows: list[Row] = []
        for person in people:
            known = {system: kept[system, person.id] for system in self._connected if (system, person.id) in kept}
            unsure = [system for system in self._connected if system not in known or not known[system].settled]
            if unsure:
                rows.append(Row(person, known, unsure))
        return sorted(rows, key=lambda row: (all(system in row.known for system in row.asked), row.person.name))

    async def say(
        self, by: str, claims: Sequence[AccountClaim], *, channel: str = "", thread: str = ""
    ) -> Sequence[AccountChange]:
        """Keep what changed: all of it, or nothing; what did. A thread is told of what an admin said of others.

        Whoever had an account until now is told. Raises `Mistakes` for what is no account, for what is
        somebody else's by its address, and for an account of two people; `UserError` where `by` is no admin
        and speaks of others.
        """
        claims = [replace(claim, account=_cleaned(claim)) for claim in claims]
        if any(claim.person != by for claim in claims) and not await self._admins.has(by):
            raise UserError("Only workspace admins can say who others are elsewhere.")
        names = {claim.person: await self._team.name(claim.person) for claim in claims}
        meant, mistakes = await self._meant(claims, names)
        changed = [place for place, claim in enumerate(meant) if mark(claims[place].account) != claim.seen]
        changes: list[AccountChange] = []
        async with self._db.write() as tx:
            kept = await self._accounts.kept(list(names), tx)
            # What is given up first: it may be somebody else's in the same form.
            for place in sorted(changed, key=lambda each: bool(meant[each].account)):
                claim, known = meant[place], kept.get((meant[place].system, meant[place].person))
                if known is not None and known.account == claim.account:
                    continue
                try:
                    if known is not None and mark(known.account) != claim.seen:
                        raise UserError(f"Meanwhile that is {known.account}. Open “Who is who” again to change it.")
                    if known is not None and known.proven and claim.person != by:
                        raise UserError(f"It is {known.account}: the e-mail addresses are the same.")
                    if place not in mistakes:
                        changes.append(await self._keep(tx, by, claim, names))
                except UserError as problem:
                    mistakes.setdefault(place, str(problem))
            if mistakes:
                raise Mistakes({claims[place]: why for place, why in sorted(mistakes.items())})
            if thread and (of_others := [each for each in changes if each.person != by]):
                key = f"accounts:{channel}:{thread}:{self._clock.now().timestamp():.3f}"
                post = told(by, await self._team.name(by), of_others)
                await self._outbox.put(tx, OutgoingMessage(key, channel, post, Priority.REPLY, thread=thread))
        return changes

    async def _meant(
        self, claims: Sequence[AccountClaim], names: Mapping[str, str]
    ) -> tuple[Sequence[AccountClaim], dict[int, str]]:
        """The claims with the accounts that they mean, and what is wrong with those that changed, by their place."""
        meant, mistakes = list(claims), dict[int, str]()
        changed = [place for place, claim in enumerate(claims) if mark(claim.account) != claim.seen]
        found = await each_or(UserError, (self._account(claims[place]) for place in changed))
        for place, account in zip(changed, found, strict=True):
            if isinstance(account, UserError):
                mistakes[place] = str(account)
            else:
                meant[place] = replace(claims[place], account=account)
        whose: dict[tuple[System, str], set[str]] = defaultdict(set)
        for claim in meant:
            whose[claim.system, claim.account.casefold()].add(claim.person)
        for place in changed:
            claim = meant[place]
            if claim.account and (others := whose[claim.system, claim.account.casefold()] - {claim.person}):
                why = f"{claim.account} is here for {names[min(others)]} too, and is one person's."
                mistakes.setdefault(place, why)
        return meant, mistakes

    async def _keep(self, tx: Tx, by: str, claim: AccountClaim, names: Mapping[str, str]) -> AccountChange:
        system, person, account = claim.system, claim.person, claim.account
        did = "account_said" if account else "account_forgotten"
        # Not which one: what somebody is called is theirs to have forgotten, and the audit stays.
        number = await audit.record(tx, self._clock.now(), by, did, person, {"source": system.key})
        if not account:
            await self._accounts.drop(tx, system, person)
            return AccountChange(system, person, names[person], "")
        for other in await self._accounts.take_from_others(tx, system, person, account):
            who = Named(user=person, name=names[person])
            sayer = Named(user=by, name=names.get(by) or await self._team.name(by))
            post = taken_over(system, account, who, sayer)
            await self._outbox.put(tx, OutgoingMessage(f"accounts:{number}:{other}", other, post, Priority.REPLY))
        await self._accounts.put(tx, system, person, account, said_by=by)
        return AccountChange(system, person, names[person], account)

    async def _account(self, claim: AccountClaim) -> str:
        """The account that a claim means. Raises `UserError` where it means none."""
        if claim.system in TRACKERS:
            return await self._tracker.account(claim.account) if claim.account else ""
        system = claim.system
        if claim.account and system.account_form and not system.account_form.fullmatch(claim.account):
            raise UserError(f"A {system.account} {system.where} has {system.account_rule}.")
        return claim.account


def _has(people: Sequence[Person], user: str) -> bool:
    return any(each.id == user for each in people)


def mark(account: str) -> str:
    """Short for an account: what a form was opened with is compared by it."""
    return hashlib.sha256(" ".join(account.split()).encode()).hexdigest()[:12]


def told(by: str, name: str, changes: Sequence[AccountChange]) -> Post:
    """What the channel reads of what an admin said of its members."""
    said = in_a_row([change.words for change in changes], 20)
    note = SmallPrint(text=("Is one of them wrong? “Who is who” in your Home mends your own.",))
    return Post(headline=(Named(user=by, name=name), " told me who is who: ", *said, "."), blocks=(note,))


def _cleaned(claim: AccountClaim) -> str:
    """What was typed, without what people add to it."""
    account = claim.account.strip()
    if claim.system in CODE_HOSTS:
        page = _ADDRESS.fullmatch(account)
        return (page[1] if page else account).removeprefix("@")
    return account
