"""What people change in the tracker from the chat: each change is made under the name of who asked for it."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from integrations.deferred import dataclass
from integrations.source import SourceError, WriteRefused, WriteUnknown
from integrations.tracker import Issue, Transition
from jobs.errors import UserError, told_to_people
from jobs.issues.issues import Issues, is_key
from jobs.people.accounts import Accounts
from jobs.people.team import Team

BLOCKED = "blocked"
"""The label of an issue that waits for something."""


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


class IssueChanges:
    """Changes issues of the operator's projects, for full members of the workspace."""

    def __init__(self, issues: Issues, team: Team, accounts: Accounts, *, on_moved: Callable[[str], None]) -> None:
        """Change them in the tracker that `issues` reads; `on_moved` gets the key of each that has another status."""
        self._issues = issues
        self._team = team
        self._accounts = accounts
        self._on_moved = on_moved

    async def may(self, user: str, key: str) -> None:
        """Raise `UserError` unless `user` may touch an issue from here.

        A button carries the key, and who presses it is not who it was drawn for for sure.
        """
        with told_to_people():
            ours = is_key(key) and key in await self._issues.tracker().ours([key])
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
        tracker = self._issues.tracker()
        with told_to_people():
            issue, ways = await asyncio.gather(tracker.issue(key), tracker.transitions(key))
        if issue.category == "done":
            raise UserError(f"{key} is done already: {issue.status}.")
        done = [way for way in ways if way.category == "done"]
        if not done:
            raise UserError(
                f"From {issue.status} there is no way to a done state {self._issues.system.where} for me."
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
            raise UserError(
                f"{self._issues.system.name} wants {wanted} for that, which only its own page can ask: {issue.url}"
            )
        name = await self._team.name(user)
        me = (await self._accounts.of(self._issues.system, [user])).get(user)
        if me is None and any(field.kind == "me" for field in chosen.fields):
            system = self._issues.system.name
            raise UserError(
                f"{system} wants to know who does it, and I do not know your account there. See “Who is who”."
            )
        tracker = self._issues.tracker()
        try:
            await tracker.move(key, chosen, filled, me)
        except SourceError as problem:
            if not await self._is(key, chosen.to):
                raise UserError(problem.sentence) from problem
            if not isinstance(problem, WriteUnknown):  # a second click, or somebody else's
                raise UserError(f"{key} is {chosen.to} already.") from problem
        self._on_moved(key)
        told = f"{key} is {chosen.to} now."
        return told + await self._named_in(key, f"{name} set this to {chosen.to}, from {self._team.chat_name}.")

    async def _named_in(self, key: str, words: str) -> str:
        """Say in a comment who did something; what to add where that did not work."""
        try:
            await self._issues.tracker().comment(key, words)
        except SourceError as problem:
            sure = "may not be" if isinstance(problem, WriteUnknown) else "is not"
            return f" That it was you {sure} in a comment: {problem.why}."
        return ""

    async def _is(self, key: str, status: str) -> bool:
        """Return True if an issue has a status, as far as the tracker says."""
        try:
            return (await self._issues.tracker().issue(key)).status == status
        except SourceError:
            return False

    async def way_to(self, user: str, key: str, to: str) -> tuple[Issue, Transition]:
        """Return an issue as it is, and the way to the status `to`. Raises `UserError` where `user` can't go it."""
        await self.may(user, key)
        tracker, wanted = self._issues.tracker(), to.strip().casefold()
        with self._told_of(key):
            issue, ways = await asyncio.gather(tracker.issue(key), tracker.transitions(key))
        if issue.status.casefold() == wanted:
            raise UserError(f"{key} is {issue.status} already.")
        way = next((each for each in ways if wanted in (each.to.casefold(), each.name.casefold())), None)
        if way is None:
            there = ", ".join(dict.fromkeys(each.to for each in ways)) or "nowhere, for me"
            raise UserError(f"From {issue.status} {key} can go to: {there}.")
        if _asks(way):
            raise UserError(f"{self._issues.system.name} wants to know more for that than I can ask here: {issue.url}")
        return issue, way

    async def move(self, user: str, key: str, to: str) -> str:
        """Move an issue to the status `to`, name `user` in it, and return what to tell them. Raises `UserError`."""
        issue, way = await self.way_to(user, key, to)
        return await self._move(user, issue, way, {})

    async def changeable(self, user: str, key: str) -> Issue:
        """Return an issue that `user` may change from here. Raises `UserError`."""
        await self.may(user, key)
        with self._told_of(key):
            return await self._issues.tracker().issue(key)

    @contextmanager
    def _told_of(self, key: str) -> Iterator[None]:
        """Raise `UserError` where an issue cannot be read, or is not there."""
        with told_to_people():
            try:
                yield
            except SourceError as problem:
                if not problem.missing:
                    raise
                raise UserError(f"There is no {key} {self._issues.system.where} that I can see.") from problem

    async def label(self, user: str, key: str, label: str) -> str:
        """Give an issue a label, name `user` in it, and return what to tell them. Raises `UserError`."""
        await self.may(user, key)
        name, tracker = await self._team.name(user), self._issues.tracker()
        with told_to_people():
            await tracker.label(key, label)
        told = f"{key} has the label “{label}” now."
        return told + await self._named_in(key, f"{name} gave this the label {label}, from {self._team.chat_name}.")

    def project(self, key: str) -> str:
        """Return the operator's project of that key, or the only one without a key. Raises `UserError`."""
        known = {each.upper(): each for each in self._issues.projects}
        if not key and len(known) == 1:
            return self._issues.projects[0]
        if key.upper() not in known:
            raise UserError(
                f"In which project? Say it again with one, such as “open a ticket in {self._issues.projects[0]}: …”."
                f" I look after {', '.join(self._issues.projects)}."
                if self._issues.projects
                else "In which project? I look after none that I could name."
            )
        return known[key.upper()]

    async def create(self, user: str, project: str, type_: str, title: str, text: str) -> tuple[str, str]:
        """Create an issue, with the name of `user` in it; its key and its address. Raises `UserError`."""
        await self.check_full_member(user)
        name = await self._team.name(user)
        written = "\n\n".join(filter(None, (text.strip(), f"{name}, from {self._team.chat_name}")))
        with told_to_people():
            key = await self._issues.tracker().create(self.project(project), type_, title, written)
        return key, f"{self._issues.tracker().issue_url}{key}"

    async def comment(self, user: str, key: str, words: str) -> str:
        """Add what `user` says to an issue, under their name; what to tell them. Raises `UserError`."""
        await self.may(user, key)
        name = await self._team.name(user)
        with told_to_people():
            await self._issues.tracker().comment(key, f"{name}, from {self._team.chat_name}: {words.strip()}")
        return f"Added to {key}."

    async def block(self, user: str, key: str, words: str) -> str:
        """Mark an issue as blocked, with the reason that `user` gives; what to tell them. Raises `UserError`."""
        await self.may(user, key)
        name, tracker = await self._team.name(user), self._issues.tracker()
        refused = ""
        try:
            await tracker.label(key, BLOCKED)
        except WriteRefused as problem:  # a project may have no labels; the reason is worth as much
            refused = problem.why
        except SourceError as problem:
            raise UserError(problem.sentence) from problem
        try:
            await tracker.comment(key, f"{name}, from {self._team.chat_name}: blocked. {words.strip()}")
        except SourceError as problem:
            if refused:
                raise UserError(problem.sentence) from problem
            sure = "may not be" if isinstance(problem, WriteUnknown) else "are not"
            raise UserError(f"{key} is marked as blocked, but your words {sure} in it: {problem.why}.") from problem
        if refused:
            return f"Your words are in {key}, but not the label “blocked”: {refused}."
        return f"{key} is marked as blocked."


def _asks(way: Transition) -> bool:
    """Return True if a person must fill something in."""
    return any(field.kind != "me" for field in way.fields)
