"""The sample team's issues. They remember what people do with them, until the demo ends."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.demo import team
from bot.demo.world.story import MERGED, Story
from integrations.jira import JIRA
from integrations.source import SourceError, WriteRefused
from integrations.tracker import Account, Category, Issue, Move, Transition
from integrations.workspace import Person

FIRST_NEW = 101
"""The number of the first issue that somebody creates here."""
WAYS = (Transition("31", "Done", "Done", "done"),)


class SampleJira:
    """Answers as the adapter for Jira does."""

    system = JIRA
    issue_url = "https://jira.example/browse/"

    projects: tuple[str, ...] = ("PAY", "ORD")

    def __init__(self, story: Story) -> None:
        """Tell of that story."""
        self._story = story
        self._done: dict[str, Move] = {}
        self._labels: dict[str, set[str]] = {}
        self._created: dict[str, tuple[str, datetime]] = {}
        self._comments: dict[str, list[str]] = {}

    async def doing(self, most: int = 1000) -> Sequence[Issue]:
        """What is in progress, the longest untouched first."""
        found = [each for each in self._issues() if each.category == "doing"]
        return sorted(found, key=lambda each: each.updated_at)[:most]

    async def doing_of(self, account: str) -> Sequence[Issue]:
        """What somebody has in progress."""
        return [each for each in await self.doing() if each.assignee and each.assignee.id == account]

    async def blocked(self) -> Sequence[Issue]:
        """What is marked as blocked."""
        return [each for each in self._issues() if each.blocked_by and each.category != "done"]

    async def changed(self, days: int = 1, most: int = 500) -> Sequence[Issue]:
        """What has moved, the newest first."""
        found = [each for each in self._issues() if each.moves]
        return sorted(found, key=lambda each: each.updated_at, reverse=True)[:most]

    async def unassigned(self) -> Sequence[Issue]:
        """What is nobody's."""
        return [each for each in self._issues() if each.assignee is None and each.category != "done"]

    async def issues(self, keys: Sequence[str]) -> Mapping[str, Issue]:
        """Those of the keys that there are."""
        return {each.key: each for each in self._issues() if each.key in keys}

    async def ours(self, keys: Sequence[str]) -> Sequence[str]:
        """Nothing is renamed here."""
        return [key for key in keys if key.rpartition("-")[0] in self.projects]

    async def find(self, words: Sequence[str], most: int = 50) -> Sequence[Issue]:
        """What has every word in its title, the last changed first."""
        every = sorted(self._issues(), key=lambda each: each.updated_at, reverse=True)
        return [each for each in every if all(word.casefold() in each.title.casefold() for word in words)][:most]

    async def issue(self, key: str, *, moves: bool = False) -> Issue:
        """One issue."""
        found = (await self.issues([key])).get(key)
        if found is None:
            raise SourceError(JIRA.name, "it is not there", missing=True)
        return found

    async def account_by_email(self, email: str) -> Account | None:
        """Everybody of the sample team has an account under their own name."""
        for person in team.PEOPLE:
            if person.email == email:
                return _account(person)
        return None

    async def account_named(self, name: str) -> Account | None:
        """Everybody of the sample team by address or name."""
        for person in team.PEOPLE:
            if name.casefold() in (person.email, person.name.casefold()):
                return _account(person)
        return None

    async def transitions(self, key: str) -> Sequence[Transition]:
        """One way out."""
        return WAYS

    async def comment(self, key: str, text: str) -> None:
        """Remember a comment."""
        await self.issue(key)
        self._comments.setdefault(key, []).append(text)

    async def move(self, key: str, transition: Transition, filled: Mapping[str, str], me: str | None) -> None:
        """Remember that an issue is done."""
        self._done[key] = Move(self._story.now(), (await self.issue(key)).status, transition.to, "Rolecall")

    async def label(self, key: str, label: str) -> None:
        """Remember a label; that an issue is blocked shows."""
        await self.issue(key)
        self._labels.setdefault(key, set()).add(label)

    async def create(self, project: str, type_: str, title: str, text: str) -> str:
        """Remember a new issue, until the demo ends."""
        if project not in self.projects:
            raise WriteRefused(JIRA.name, "there is no such project")
        key = f"{project}-{FIRST_NEW + len(self._created)}"
        self._created[key] = (title, self._story.now())
        return key

    # --- the story -----------------------------------------------------------------

    def _issues(self) -> list[Issue]:
        story = self._story
        index_done = story.past(MERGED)
        issues = [
            self._issue("PAY-29", "Split the configuration of the sweep", team.DEV, -7, "10:00"),
            replace(
                self._issue("PAY-38", "Idempotency keys for refunds", team.BEN, -1, "11:00"),
                blocked_by="" if index_done else "PAY-41",
            ),
            self._issue("PAY-41", "Index on payments.retry_at", team.CHIARA, -1, "15:30"),
            self._issue("PAY-44", "Outbox for payment events", team.ANA, -1, "10:30"),
            self._issue("ORD-17", "Order form: validate the postcode", team.DEV, -1, "09:40"),
            replace(
                self._issue("ORD-12", "Order totals drift by a cent", None, -3, "16:00"), status="Open", category="new"
            ),
        ]
        if index_done:
            issues[2] = _moved(issues[2], story.at(MERGED), team.CHIARA)
        if story.past("13:55"):
            issues[4] = _moved(issues[4], story.at("13:55"), team.DEV)
        issues += [
            replace(self._issue(key, title, None, 0, "00:00"), status="Open", category="new", updated_at=at)
            for key, (title, at) in self._created.items()
        ]
        return [self._as_told(each) for each in issues]

    def _as_told(self, issue: Issue) -> Issue:
        """With what people did to it here."""
        if "blocked" in self._labels.get(issue.key, ()) and issue.category != "done":
            issue = replace(issue, blocked_by="blocked")
        move = self._done.get(issue.key)
        if move is None:
            return issue
        return replace(issue, status=move.after, category="done", updated_at=move.at, moves=(*issue.moves, move))

    def _issue(self, key: str, title: str, whose: Person | None, days: int, at: str) -> Issue:
        category: Category = "doing"
        return Issue(
            key=key,
            title=title,
            url=f"{self.issue_url}{key}",
            status="In Progress",
            category=category,
            project=key.partition("-")[0],
            updated_at=self._story.at(at, days),
            assignee=_account(whose) if whose else None,
        )


def _moved(issue: Issue, at: datetime, who: Person) -> Issue:
    move = Move(at, issue.status, "Done", who.name)
    return replace(issue, status="Done", category="done", updated_at=at, moves=(move,))


def _account(person: Person) -> Account:
    return Account(person.name.lower(), person.name)
