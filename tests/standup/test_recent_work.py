"""What somebody did since their last answer stands in their form: lines of the systems, none of them twice."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from bot.demo.stage import Stage
from bot.demo.world import world
from bot.sources import Sources
from integrations.chat import Person
from integrations.codehost import CodeHost, Deployment, PullActivity, PullRequest
from integrations.database import Database
from integrations.github import GITHUB
from integrations.jira import JIRA
from integrations.public_holidays import Holidays
from integrations.source import SourceError
from integrations.time import TurnableClock
from integrations.tracker import Account, Issue, Move, Tracker
from jobs.people.accounts import Accounts
from jobs.people.team_settings import TeamSettings
from jobs.people.working_age import WorkingAge
from jobs.standup.model import LastSaid
from jobs.standup.recent_work import FoundWork, RecentWork
from tests.stage import MONDAY, opened, staged, thread, with_a_standup
from tests.standup.house import ANA, BO
from tests.waiting import until

REPO = "sample/payments"
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
LAST = NOW - timedelta(days=1)
HOUR = timedelta(hours=1)


def pull(number: int, title: str, author: str = "ana-s", *, merged: datetime | None = None) -> PullRequest:
    return PullRequest(
        REPO, number, title, f"https://g/{number}", author, False, LAST, "h", "b", "main", merged_at=merged
    )


@dataclass
class Host:
    pulls: list[PullActivity] = field(default_factory=list)
    out: list[Deployment] = field(default_factory=list)
    system = GITHUB
    repos = (REPO,)
    asked: int = 0
    answers: asyncio.Event = field(default_factory=asyncio.Event)
    broken: bool = False

    def __post_init__(self) -> None:
        self.answers.set()

    async def pulls_since(self, repo: str, since: datetime) -> Sequence[PullActivity]:
        self.asked += 1
        await self.answers.wait()
        if self.broken:
            raise SourceError("GitHub", "it refuses the token (401)")
        return self.pulls

    async def deployments(self, repo: str) -> Sequence[Deployment]:
        if self.broken:
            raise SourceError("GitHub", "it refuses the token (401)")
        return self.out


@dataclass
class Jira:
    issues: list[Issue] = field(default_factory=list)
    system = JIRA

    async def changed(self, days: int = 1, most: int = 500) -> Sequence[Issue]:
        return self.issues


def issue(key: str, title: str, *moves: tuple[str, str, datetime], whose: str = "ana-j") -> Issue:
    made = [Move(at, before, after, "somebody") for before, after, at in moves]
    return Issue(
        key, title, f"https://j/{key}", made[-1].after, "doing", "PAY", made[-1].at, Account(whose, "A"), moves=made
    )


@dataclass
class Everybody:
    guests: set[str] = field(default_factory=set)

    async def is_full_member(self, user: str) -> bool:
        return user not in self.guests


class Desk:
    """Where work is looked for: Ana is ana-s on GitHub and ana-j in Jira."""

    def __init__(self, db: Database, limit_s: float = 5.0) -> None:
        self.clock = TurnableClock(NOW, running=False)
        self.host, self.jira, self.team = Host(), Jira(), Everybody()
        self.accounts = Accounts(db, self.clock)
        self.db = db
        self.work = RecentWork(
            cast(CodeHost, self.host),
            cast(Tracker, self.jira),
            self.accounts,
            self._known,
            self.team.is_full_member,
            self._ages,
            self.clock,
            limit_s=limit_s,
        )

    async def know(self, who: Person = ANA, login: str = "ana-s") -> None:
        async with self.db.write() as tx:
            await self.accounts.put(tx, GITHUB, who.id, login, said_by=who.id)

    async def of(self, who: Person = ANA, **last: Any) -> FoundWork:
        return await self.work.of(who, LastSaid(**{"at": LAST, "changed_at": LAST, **last}))

    async def _known(self, people: Sequence[Person]) -> Mapping[str, str]:
        return {each.id: f"{each.name.lower()}-j" for each in people}

    async def _ages(self) -> WorkingAge:
        return WorkingAge(self.clock.now(), TeamSettings(timezone="Europe/Berlin"), Holidays().of(None))


@pytest.fixture
async def desk(db: Database) -> Desk:
    made = Desk(db)
    await made.know()
    return made


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is found is the same on both engines."""
    return sqlite_url


async def test_what_was_merged_reviewed_deployed_and_moved_is_a_line_each_in_order(desk: Desk) -> None:
    desk.host.pulls = [
        PullActivity(pull(1, "Index", merged=LAST + HOUR), "x"),
        PullActivity(pull(2, "Cache", "bo-s"), "y", (("ana-s", LAST + 4 * HOUR),)),
        PullActivity(pull(3, "Still open"), "z"),
        PullActivity(pull(4, "Another's", "bo-s", merged=LAST + HOUR), "z"),
    ]
    went = LAST + 2 * HOUR
    out = Deployment(REPO, 1, "staging", "v2", "s", "Ana-S", went, "success", went)
    desk.host.out = [out, replace(out, id=2, environment="production"), replace(out, id=3, ref="v3", state="failed")]
    desk.jira.issues = [
        issue("PAY-1", "Totals", ("Open", "In Progress", LAST + 3 * HOUR)),
        issue("PAY-2", "Of Bo", ("Open", "Done", LAST + HOUR), whose="bo-j"),
        issue("PAY-3", "There and back", ("Open", "Doing", LAST + HOUR), ("Doing", "Open", LAST + 2 * HOUR)),
    ]
    found = await desk.of()
    assert found.lines == (
        "Merged payments#1: Index",
        "Deployed payments v2 to staging, production",
        "PAY-1 Totals: In Progress",
        "Reviewed payments#2: Cache",
    )
    assert (found.looked_at, found.troubles, found.since) == ("GitHub and Jira", (), LAST)


@pytest.mark.parametrize(
    ("title", "branch", "line"),
    [
        ("PAY-9: index", "x", "Merged payments#1: PAY-9: index (Done)"),
        ("Index", "feature/pay-9-index", "Merged payments#1: Index (PAY-9: Done)"),
    ],
)
async def test_a_pull_request_and_the_issue_that_it_names_are_one_line(
    desk: Desk, title: str, branch: str, line: str
) -> None:
    desk.host.pulls = [PullActivity(pull(1, title, merged=LAST + HOUR), branch)]
    desk.jira.issues = [issue("PAY-9", "Index", ("Doing", "Done", LAST + HOUR))]
    assert (await desk.of()).lines == (line,)


async def test_what_was_before_the_last_answer_is_no_line(desk: Desk) -> None:
    desk.host.pulls = [PullActivity(pull(1, "Index", merged=LAST - HOUR), "x", (("ana-s", LAST - HOUR),))]
    desk.jira.issues = [issue("PAY-1", "Totals", ("Open", "Done", LAST - HOUR))]
    assert (await desk.of()).lines == ()


async def test_what_they_have_said_or_what_the_form_says_already_is_no_line(desk: Desk) -> None:
    desk.host.pulls = [
        PullActivity(pull(1, "Index", merged=LAST + HOUR), "x"),
        PullActivity(pull(12, "Cache", merged=LAST + 3 * HOUR), "y"),
        PullActivity(pull(3, "Sweep", merged=LAST + 3 * HOUR), "y"),
    ]
    edited = await desk.of(changed_at=LAST + 2 * HOUR, words="merged payments#1 and began payments#12")
    assert edited.lines == ("Merged payments#12: Cache", "Merged payments#3: Sweep")
    planned = await desk.of(planned="get Payments#3 merged, and payments#120")
    assert planned.lines == ("Merged payments#1: Index", "Merged payments#12: Cache")


async def test_a_slow_source_costs_its_own_lines_alone(db: Database) -> None:
    desk = Desk(db, limit_s=0.05)
    await desk.know()
    desk.host.answers.clear()
    went = LAST + HOUR
    desk.host.out = [Deployment(REPO, 1, "production", "v2", "s", "ana-s", went, "success", went)]
    desk.jira.issues = [issue("PAY-1", "Totals", ("Open", "Done", LAST + HOUR))]
    found = await desk.of()
    assert set(found.lines) == {"Deployed payments v2 to production", "PAY-1 Totals: Done"}
    assert found.troubles == ("GitHub: no answer within 0.05 seconds.",)
    desk.host.answers.set()


async def test_a_source_that_is_down_is_said_and_nothing_is_called_nothing(desk: Desk) -> None:
    desk.host.broken = True
    found = await desk.of()
    assert (found.lines, found.troubles) == ((), ("GitHub cannot be read: it refuses the token (401).",))


async def test_who_has_not_said_who_they_are_is_known_by_the_address_of_a_commit_alone(desk: Desk) -> None:
    by_bo = pull(1, "Index", "bo-s", merged=LAST + HOUR)
    desk.host.pulls = [PullActivity(replace(by_bo, author_name=BO.real_name, committed=("x@y.example", "bo-s")), "x")]
    unknown = await desk.of(BO)
    assert unknown.lines == ()
    assert unknown.troubles == ("I do not know your login on GitHub: “Who is who” in my Home mends it.",)
    desk.host.pulls = [PullActivity(replace(by_bo, committed=(str(BO.email).upper(), "bo-s")), "x")]
    desk.clock.turn_to(NOW + HOUR)
    assert (await desk.of(BO)).lines == ("Merged payments#1: Index",)
    assert await desk.accounts.of(GITHUB, [BO.id]) == {}


async def test_a_guest_is_shown_nothing_of_the_systems(desk: Desk) -> None:
    desk.team.guests = {ANA.id}
    desk.host.pulls = [PullActivity(pull(1, "Index", merged=LAST + HOUR), "x")]
    assert await desk.of() == FoundWork()
    assert not desk.host.asked


async def test_a_team_that_opens_its_forms_together_asks_once(desk: Desk) -> None:
    await desk.know(BO, "bo-s")
    desk.host.pulls = [PullActivity(pull(1, "Index", merged=LAST + HOUR), "x")]
    first, second = await asyncio.gather(desk.of(), desk.of(BO))
    assert (len(first.lines), len(second.lines), desk.host.asked) == (1, 0, 1)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Los_Angeles", "Pacific/Auckland"])
async def test_without_an_answer_it_begins_with_the_last_working_day_on_their_own_wall(desk: Desk, zone: str) -> None:
    desk.clock.turn_to(datetime(2026, 11, 30, 8, 0, tzinfo=UTC))  # a Monday
    since = (await desk.of(replace(ANA, zone=zone), at=None)).since
    assert since is not None
    assert since.astimezone(ZoneInfo(zone)).strftime("%A %d %H:%M") == "Friday 27 00:00"


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    _, sources = world(TurnableClock(MONDAY, running=False), MONDAY)
    async with staged(tmp_path, sources=sources) as ready:
        yield ready


async def test_the_form_has_it_before_they_type_and_nobody_else_until_they_send(stage: Stage) -> None:
    await with_a_standup(stage)
    await stage.turn_to(stage.at("09:01"))
    root, ben = opened(stage), stage.workspace.member("Ben")
    await ben.clicks(root, "Answer")
    await stage.settle()
    form = ben.view
    assert form is not None
    assert "Merged payments#208: Sweep payments by retry_at (PAY-36)" in str(form.blocks)
    assert "Deployed payments v2.14.0 to production" in str(form.blocks)
    assert "nobody sees it before you send" in str(form.blocks)
    assert not any("payments#208" in said.shown for said in thread(stage, root))
    kept = "Merged payments#208: Sweep payments by retry_at (PAY-36)"
    given = {"yesterday": "Paired with Dev", "What I have seen of it": kept, "today": "Refunds"}
    assert await ben.fills(form, given) == {}
    await stage.settle()
    said = thread(stage, root)[-1].shown
    assert "Paired with Dev\nMerged payments#208" in said
    assert "v2.14.0" not in said


async def test_what_answers_late_is_filled_in_after_the_form_has_opened(tmp_path: Path) -> None:
    _, sources = world(TurnableClock(MONDAY, running=False), MONDAY)
    slow = Slow(sources.tracker)
    async with staged(tmp_path, sources=Sources(codehost=sources.codehost, tracker=cast(Tracker, slow))) as stage:
        await with_a_standup(stage)
        await stage.turn_to(stage.at("09:01"))
        ben = stage.workspace.member("Ben")
        await ben.clicks(opened(stage), "Answer")
        await until(lambda: ben.view is not None)
        assert ben.view is not None
        assert "Looking for what you have done" in str(ben.view.blocks)
        assert "payments#208" not in str(ben.view.blocks)
        slow.go.set()
        await stage.settle()
        assert "Merged payments#208" in str(ben.view.blocks)
        assert "Looking" not in str(ben.view.blocks)


class Slow:
    """A tracker that does not answer before it may."""

    def __init__(self, real: object) -> None:
        self._real = real
        self.go = asyncio.Event()

    def __getattr__(self, name: str) -> Any:
        real = getattr(self._real, name)
        if name != "changed":
            return real

        async def later(*given: Any) -> Any:
            await self.go.wait()
            return await real(*given)

        return later
