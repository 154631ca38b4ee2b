"""Looks at the sources: few, shared by replicas, ever more seldom where nobody answers, and none is lost."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import timedelta

import pytest
import sqlalchemy as sa

from integrations.database import Database
from integrations.database.tables.blockers import blocker_conditions
from integrations.database.tables.standup import standup_blockers as table
from integrations.source import SourceError
from integrations.time import TurnableClock
from jobs.errors import UserError
from jobs.standup import blocker_store
from jobs.standup.blocker_announcements import BlockerAnnouncements
from jobs.standup.condition_poller import EVERY, LONGEST_PAUSE, MOST, ConditionPoller
from jobs.standup.condition_sources import State
from jobs.standup.conditions import KnownNames
from jobs.standup.done_replies import DoneReplies
from tests.standup.house import ANA, BO, CHANNEL, CY, House, key, words
from tests.waiting import until

KNOWN = KnownNames(("sample/payments",), ("PAY",))


class Source:
    """What a test says that it knows; it counts its calls."""

    def __init__(self) -> None:
        self.known: dict[str, State] = {}
        self.calls: list[list[str]] = []
        self.problem: Exception | None = None

    async def ask(self, refs: Sequence[str]) -> Mapping[str, State]:
        """What the poller calls; a test may put something in the place of `states`."""
        return await self.states(refs)

    async def states(self, refs: Sequence[str]) -> Mapping[str, State]:
        self.calls.append(list(refs))
        await asyncio.sleep(0)
        if self.problem is not None:
            raise self.problem
        return {ref: self.known.get(ref, State("open")) for ref in refs}


class Team(House):
    """A standup whose blockers are watched."""

    def __init__(self, db: Database, clock: TurnableClock, pulls: Source, issues: Source) -> None:
        super().__init__(db, clock, KNOWN)
        telling = BlockerAnnouncements(self.outbox)
        self.watching = ConditionPoller(db, clock, self.outbox, telling, {"pull": pulls.ask, "issue": issues.ask})
        self.spoken = DoneReplies(db, clock, self.team, telling)

    async def told(self) -> list[str]:
        return [words(each.post) for each in await self.messages() if each.key.endswith(":resolved")]

    async def later(self, **time: float) -> int:
        self.clock.turn_to(self.clock.now() + timedelta(**time))
        return await self.watching.look_after()


@pytest.fixture
def pulls() -> Source:
    return Source()


@pytest.fixture
def issues() -> Source:
    return Source()


@pytest.fixture
async def teams(
    database_url: str, db: Database, clock: TurnableClock, pulls: Source, issues: Source
) -> AsyncIterator[list[Team]]:
    """Three replicas, with a round that is open."""
    replicas = [Team(Database(database_url), clock, pulls, issues) for _ in range(3)]
    await replicas[0].run(replicas[0].plan())
    yield replicas
    for replica in replicas:
        await replica.db.close()


async def test_three_replicas_ask_once_and_close_once(teams: list[Team], pulls: Source) -> None:
    await teams[0].answer(ANA, key(), blockers="payments#12\npayments#13\nPAY-7")
    await asyncio.gather(*(each.watching.look_after() for each in teams))
    assert sorted(ref for call in pulls.calls for ref in call) == ["sample/payments#12", "sample/payments#13"]
    pulls.known = {ref: State("met") for ref in ("sample/payments#12", "sample/payments#13")}
    teams[0].clock.turn_to(teams[0].clock.now() + EVERY)
    assert sum(await asyncio.gather(*(each.watching.look_after() for each in teams * 2))) == 2
    assert len(await teams[0].told()) == 2


async def test_a_click_and_a_look_at_the_same_moment_close_it_once(teams: list[Team], issues: Source) -> None:
    await teams[0].answer(ANA, key(), blockers="PAY-7")
    await teams[0].watching.look_after()
    issues.known = {"PAY-7": State("met")}
    (blocker,) = (await teams[0].standups.sheet(ANA.id, key())).blockers or (await _open(teams[0]),)
    teams[0].clock.turn_to(teams[0].clock.now() + EVERY)
    await asyncio.gather(teams[1].watching.look_after(), teams[2].standups.resolve(BO.id, blocker[0]))
    assert len(await teams[0].told()) == 1


async def _open(team: Team) -> tuple[int, str]:
    async with team.db.read() as tx:
        row = (await tx.execute(sa.select(blocker_conditions.c.blocker, blocker_conditions.c.ref))).one()
    return row.blocker, row.ref


async def test_a_source_that_is_down_is_asked_ever_more_seldom_and_the_other_is_not_held_up(
    teams: list[Team], pulls: Source, issues: Source
) -> None:
    team = teams[0]
    await team.answer(ANA, key(), blockers="payments#12\nPAY-7")
    await team.watching.look_after()
    pulls.problem = SourceError("GitHub", "it answered 500")
    issues.known = {"PAY-7": State("met")}
    pulls.calls.clear()
    assert await team.later(minutes=4) == 1
    for _ in range(24 * 20):
        await team.later(minutes=3)
    assert 24 <= len(pulls.calls) <= 30
    pulls.problem, pulls.known = None, {"sample/payments#12": State("met")}
    assert await team.later(seconds=LONGEST_PAUSE.total_seconds()) == 1


async def test_a_source_that_names_its_time_is_left_alone_until_then(teams: list[Team], pulls: Source) -> None:
    team = teams[0]
    await team.answer(ANA, key(), blockers="payments#12")
    pulls.problem = SourceError("GitHub", "its limit is reached", retry_after=7200)
    await team.watching.look_after()
    await team.later(minutes=119)
    assert len(pulls.calls) == 1
    await team.later(minutes=1)
    assert len(pulls.calls) == 2


async def test_a_source_that_hangs_is_put_off(
    teams: list[Team], pulls: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jobs.standup.condition_poller.LIMIT_S", 0.01)
    await teams[0].answer(ANA, key(), blockers="payments#12")

    async def hang(refs: Sequence[str]) -> Mapping[str, State]:
        await asyncio.Event().wait()
        return {}

    monkeypatch.setattr(pulls, "states", hang)
    assert await teams[0].watching.look_after() == 0
    monkeypatch.undo()
    pulls.known = {"sample/payments#12": State("met", teams[0].clock.now())}
    assert await teams[0].later(minutes=10) == 1


async def test_one_that_trips_a_mistake_of_ours_takes_its_turn_like_the_others(
    teams: list[Team], pulls: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = teams[0]
    await team.answer(ANA, key(), blockers="payments#12\npayments#13")
    monkeypatch.setattr("jobs.standup.condition_poller.MOST", 1)
    states = pulls.states

    async def trips(refs: Sequence[str]) -> Mapping[str, State]:
        if "sample/payments#12" in refs:
            raise KeyError("nobody thought of this")
        return await states(refs)

    monkeypatch.setattr(pulls, "states", trips)
    pulls.known = {"sample/payments#13": State("met", team.clock.now())}
    closed = 0
    for _ in range(3):
        try:
            closed += await team.later(minutes=4)
        except KeyError:
            continue
    assert closed == 1


async def test_many_conditions_are_looked_at_in_turn(teams: list[Team], pulls: Source) -> None:
    team = teams[0]
    for member in (ANA, BO, CY):
        theirs = range(100 * (ord(member.name[0]) - 60), 100 * (ord(member.name[0]) - 60) + 40)
        await team.answer(member, key(), blockers="\n".join(f"payments#{number}" for number in theirs))
    for _ in range(3):
        await team.watching.look_after()
    assert [len(call) for call in pulls.calls] == [MOST, MOST, MOST]
    assert len({ref for call in pulls.calls for ref in call}) == 120
    await team.watching.look_after()
    assert len(pulls.calls) == 3


async def test_what_is_resolved_or_taken_back_is_not_looked_at(teams: list[Team], pulls: Source) -> None:
    team = teams[0]
    await team.answer(ANA, key(), blockers="payments#12\npayments#13")
    await team.answer(ANA, key(), blockers="payments#13")
    blocker, _ = await _open(team)
    await team.standups.resolve(BO.id, blocker)
    await team.watching.look_after()
    assert pulls.calls == []


async def test_what_is_missing_is_asked_for_seldom_and_closes_when_it_is_there(
    teams: list[Team], issues: Source
) -> None:
    team = teams[0]
    await team.answer(ANA, key(), blockers="PAY-7")
    issues.known = {"PAY-7": State("missing")}
    for _ in range(20):
        await team.later(minutes=3)
    assert len(issues.calls) <= 3
    issues.known = {"PAY-7": State("met", team.clock.now())}
    assert await team.later(minutes=30) == 1


async def test_it_is_told_where_it_was_raised_in_the_words_that_the_round_shows(
    teams: list[Team], issues: Source
) -> None:
    team = teams[0]
    await team.answer(ANA, key(), blockers="Waiting for PAY-7")
    issues.known = {"PAY-7": State("met", team.clock.now())}
    await team.later(minutes=1)
    message = await team.message(":resolved")
    assert message.thread_of == f"standup:{key()}:open"
    assert words(message.post) == f"✅ PAY-7 is done: that is out of @{ANA.id} 's way: Waiting for PAY-7"


async def test_three_replicas_that_hear_done_close_it_once(teams: list[Team], db: Database) -> None:
    team = teams[0]
    await team.answer(ANA, key(), blockers="Waiting for @Bo to look at it")
    async with db.write() as tx:
        from integrations.database.tables.delivery import outbox

        await tx.execute(
            outbox.update()
            .where(outbox.c.key == f"standup:{key()}:open")
            .values(sent_channel=CHANNEL, message_id="1.0")
        )
    heard = await asyncio.gather(
        *(each.spoken.said(CHANNEL, "1.0", BO.id, "done", to_us=False) for each in teams for _ in range(2))
    )
    assert sum(each.closed for each in heard) == 1
    assert len(await team.told()) == 1
    assert not (await team.spoken.said(CHANNEL, "2.0", BO.id, "done", to_us=False)).closed


async def _closed(team: Team) -> list[str]:
    return [each.removeprefix("✅ ").partition(":")[0] for each in await team.told()]


async def _asked(team: Team) -> list[str]:
    return [words(each.post) for each in await team.messages() if ":ask:" in each.key]


async def test_one_that_was_closed_and_is_merged_after_all_closes_it(teams: list[Team], pulls: Source) -> None:
    team = teams[0]
    await team.answer(ANA, key(), blockers="payments#12")
    pulls.known = {"sample/payments#12": State("dropped")}
    await team.later(minutes=1)
    assert len(await _asked(team)) == 1
    pulls.known = {}  # opened again
    await team.later(minutes=31)
    pulls.known = {"sample/payments#12": State("met", team.clock.now())}
    assert await team.later(minutes=31) == 1
    assert await _closed(team) == ["payments#12 is merged"]
    assert len(await _asked(team)) == 1


async def test_what_was_merged_before_does_not_stand_in_the_way_of_the_rest(
    teams: list[Team], pulls: Source, issues: Source
) -> None:
    team = teams[0]
    pulls.known = {"sample/payments#12": State("met", team.clock.now() - timedelta(days=2))}
    await team.answer(ANA, key(), blockers="The rollout of payments#12 waits for PAY-7")
    await team.later(minutes=1)
    assert await _asked(team) == []  # there is something left to wait for
    issues.known = {"PAY-7": State("met", team.clock.now())}
    assert await team.later(minutes=4) == 1
    assert await _closed(team) == ["payments#12 is merged and PAY-7 is done"]


async def test_where_all_of_it_was_so_before_they_are_asked_once(
    teams: list[Team], pulls: Source, issues: Source
) -> None:
    team = teams[0]
    before = team.clock.now() - timedelta(days=2)
    pulls.known, issues.known = {"sample/payments#12": State("met", before)}, {"PAY-7": State("met", before)}
    await team.answer(ANA, key(), blockers="Since payments#12 and PAY-7 staging is broken")
    for _ in range(4):
        await asyncio.gather(*(each.watching.look_after() for each in teams))
        team.clock.turn_to(team.clock.now() + timedelta(minutes=31))
    (asked,) = await _asked(team)
    assert asked.startswith("payments#12 is merged and PAY-7 is done already. Is this resolved?")
    assert await team.told() == []


async def test_an_issue_that_is_taken_up_again_is_waited_for_again(
    teams: list[Team], pulls: Source, issues: Source
) -> None:
    team = teams[0]
    await team.answer(ANA, key(), blockers="PAY-7 and payments#12")
    await team.later(minutes=1)
    issues.known = {"PAY-7": State("met", team.clock.now())}
    await team.later(minutes=4)
    issues.known = {}  # taken up again
    await team.later(minutes=31)
    pulls.known = {"sample/payments#12": State("met", team.clock.now())}
    assert await team.later(minutes=4) == 0
    issues.known = {"PAY-7": State("met", team.clock.now())}
    assert await team.later(minutes=31) == 1


async def test_a_comment_on_an_issue_that_was_done_before_closes_nothing(teams: list[Team], issues: Source) -> None:
    team = teams[0]
    issues.known = {"PAY-7": State("met", team.clock.now() - timedelta(days=2))}
    await team.answer(ANA, key(), blockers="PAY-7 is back")
    await team.later(minutes=1)
    issues.known = {"PAY-7": State("met", team.clock.now() + timedelta(minutes=20))}  # when it was last changed
    assert await team.later(minutes=31) == 0
    issues.known = {}
    await team.later(minutes=31)
    issues.known = {"PAY-7": State("met", team.clock.now())}
    assert await team.later(minutes=31) == 1


async def test_what_is_resolved_is_asked_about_no_more_however_long_a_source_is_down(
    teams: list[Team], pulls: Source, db: Database
) -> None:
    team = teams[0]
    await team.answer(ANA, key(), blockers="payments#12\npayments#13")
    blocker, _ = await _first(team)
    await team.standups.resolve(BO.id, blocker)
    pulls.problem = SourceError("GitHub", "it answered 500")
    for _ in range(10):
        await team.later(hours=2)
    async with db.read() as tx:
        rows = (await tx.execute(sa.select(blocker_conditions).order_by(blocker_conditions.c.blocker))).all()
    assert [row.tries for row in rows] == [0, 10]


async def test_an_answer_that_comes_late_takes_no_merge_back(
    teams: list[Team], pulls: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    await teams[0].answer(ANA, key(), blockers="payments#12 and PAY-7")
    await teams[0].answer(BO, key(), blockers="payments#12 and PAY-8")
    monkeypatch.setattr("jobs.standup.condition_poller.MOST", 1)
    asked, answered = asyncio.Event(), asyncio.Event()
    states = pulls.states

    async def slowly(refs: Sequence[str]) -> Mapping[str, State]:
        asked.set()
        await answered.wait()
        return {ref: State("open") for ref in refs}

    pulls.states = slowly  # type: ignore[method-assign]
    late = asyncio.create_task(teams[1].watching.look_after())
    await asked.wait()
    pulls.states = states  # type: ignore[method-assign]
    pulls.known = {"sample/payments#12": State("met", teams[0].clock.now())}
    await teams[0].watching.look_after()
    answered.set()
    await late
    async with teams[0].db.read() as tx:
        query = sa.select(blocker_conditions).where(blocker_conditions.c.kind == "pull")
        rows = (await tx.execute(query.order_by(blocker_conditions.c.blocker))).all()
    assert [row.met_at is not None for row in rows] == [False, True]
    assert [row.look_at is not None for row in rows] == [True, False]


async def _first(team: Team) -> tuple[int, str]:
    async with team.db.read() as tx:
        row = (await tx.execute(sa.select(table.c.id, table.c.words).order_by(table.c.id).limit(1))).one()
    return row.id, row.words


async def test_the_button_of_a_blocker_that_was_taken_back_resolves_no_other(teams: list[Team], db: Database) -> None:
    team = teams[0]
    await team.answer(ANA, key(), blockers="No staging")
    number, _ = await _first(team)
    async with db.read() as tx:
        before = await blocker_store.blocker(tx, number)
    assert before is not None
    await team.answer(ANA, key(), blockers="none")
    await team.answer(BO, key(), blockers="No coffee")  # SQLite gives it the number that is free
    with pytest.raises(UserError, match="That blocker is gone"):
        await team.standups.resolve(CY.id, number, before.tag)
    async with db.read() as tx:
        assert [row.resolved_at for row in (await tx.execute(sa.select(table))).all()] == [None]


@pytest.mark.parametrize("hours", [1.5, 24 * 40])
async def test_after_the_clock_was_set_back_a_look_is_due_at_once(
    teams: list[Team], pulls: Source, hours: float
) -> None:
    await teams[0].answer(ANA, key(), blockers="payments#12")
    await teams[0].watching.look_after()
    teams[0].clock._set -= timedelta(hours=hours)
    await teams[1].watching.look_after()
    await teams[2].watching.look_after()
    assert len(pulls.calls) == 2


async def test_what_a_killed_replica_was_looking_at_is_looked_at_by_another_once_its_lease_is_over(
    teams: list[Team], pulls: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jobs.standup.condition_poller.LEASE", timedelta(seconds=0.3))
    asked = asyncio.Event()

    async def hang(refs: Sequence[str]) -> Mapping[str, State]:
        asked.set()
        await asyncio.Event().wait()
        return {}

    dead, heir = (
        ConditionPoller(each.db, each.clock, each.outbox, BlockerAnnouncements(each.outbox), {"pull": states})
        for each, states in zip(teams, (hang, pulls.ask), strict=False)
    )
    await teams[0].answer(ANA, key(), blockers="payments#12")
    looking = asyncio.create_task(dead.look_after())
    await asked.wait()
    looking.cancel()  # as a SIGKILL would, without a word
    await heir.look_after()
    assert pulls.calls == []

    async def looked_at() -> bool:
        await heir.look_after()
        return bool(pulls.calls)

    await until(looked_at)
    assert pulls.calls == [["sample/payments#12"]]
