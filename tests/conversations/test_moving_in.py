"""A team comes from Geekbot or DailyBot: it goes on where it was, and those who heard an answer find it again."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.demo import team
from bot.demo.stage import Stage
from bot.moving import BadImport, MovedIn, MovingIn, Wishes
from bot.moving.told import lines_of
from integrations.database.tables.cadence import rituals
from integrations.database.tables.standup import standup_answers, standup_rounds
from integrations.standup_exports import read_exports
from tests.moving.exported import ASKED, FRIDAY, report, standup, written
from tests.stage import BACKEND, BOT, LEADS, opened, shown, with_a_standup

DAY = 24 * 3600
CSV = (
    '"member","date","What did you do yesterday?","What will you do today?"\n'
    '"Ben Sample (@ben)","2026-11-20 10:00:00","Marmalade importer.\nAnd its tests","Sell the <b>marmalade</b>"\n'
)


async def moved(stage: Stage, paths: Sequence[Path], **wishes: Any) -> MovedIn:
    parts = stage.app.parts
    export = await asyncio.to_thread(read_exports, paths)
    moving = MovingIn(parts.db, parts.clock, parts.team, parts.rituals, export, Wishes(**wishes))
    done = await moving.plan()
    await moving.carry_out(done, lambda _, __: None)
    await stage.settle()
    return done


async def everything(stage: Stage) -> list[list[Any]]:
    async with stage.app.parts.db.read() as tx:
        return [
            [tuple(row) for row in (await tx.execute(sa.select(table).order_by(*table.primary_key))).all()]
            for table in (rituals, standup_rounds, standup_answers)
        ]


async def history(stage: Stage, who: str) -> str:
    person = stage.workspace.member(who)
    await person.command("/standup history", BACKEND)
    await stage.settle()
    return person.whispers(BACKEND)[-1].shown


async def recalled(stage: Stage, who: str, words: str, where: str = BACKEND) -> str:
    person = stage.workspace.member(who)
    await person.command(f"/recall {words}", where)
    await stage.settle()
    return person.whispers(where)[-1].shown


async def test_a_standup_of_geekbot_goes_on_in_its_own_words_with_its_plans(stage: Stage, tmp_path: Path) -> None:
    answers = [report("U0ANA", "The importer", "Write the exporter", "Nothing")]
    done = await moved(stage, written(tmp_path, standups=[standup()], reports=answers))
    assert list(lines_of(done)) == [
        "made: daily-standup-backend in #backend, at 10:00 Europe/Berlin",
        "  1 answer of 1 person, 2026-11-20 to 2026-11-20",
        "  1 new, 0 here already",
    ]
    assert "Daily Standup: 10:00 Mon to Fri (Europe/Berlin); next Mon 23 Nov 2026 10:00 CET" in shown(stage)[-1]
    await stage.turn_to(stage.at("10:01"))
    ana = stage.workspace.member("Ana")
    await ana.command("/standup", BACKEND)
    await stage.settle()
    assert ana.view is not None
    form = str(ana.view.blocks)
    assert [each in form for each in ASKED] == [True, True, True]
    assert "Write the exporter" in form
    assert "From what you planned on Friday 20 November." in form
    assert "Is anything in your way?" not in form
    today = stage.now().date()
    [board] = await stage.app.parts.round_lookup.of_days([team.BACKEND.id], today, today)
    assert {each.person for each in board.people} == {team.ANA.id, team.BEN.id}  # Ben by his address alone


async def test_one_reads_ones_own_history_and_html_as_it_was_typed(stage: Stage, tmp_path: Path) -> None:
    await with_a_standup(stage)
    await moved(stage, written(tmp_path, table=CSV), channels={"": "#backend"})
    said = await history(stage, "Ben")
    assert "Standup (imported), Friday 20 November" in said
    assert "And its tests" in said
    assert "Sell the <b>marmalade</b>" in said
    assert "have not answered" in await history(stage, "Ana")


async def test_recall_tells_it_to_those_of_the_channel_and_to_nobody_else(stage: Stage, tmp_path: Path) -> None:
    told = report("U0CHIARA", "The marmalade budget", channel="#backend-leads")
    await moved(stage, written(tmp_path, standups=[standup(channel="#backend-leads")], reports=[told]))
    assert "Standup of Friday 20 November, Chiara" in await recalled(stage, "Ana", "marmalade budget", LEADS)
    assert "Standup of" not in await recalled(stage, "Ben", "marmalade budget")
    await stage.workspace.member("Chiara").says(BACKEND, f"{BOT} what about the marmalade budget?")
    await stage.pass_(seconds=5)
    assert "Standup of" not in shown(stage)[-1]


async def test_what_was_answered_years_ago_is_found_too(stage: Stage, tmp_path: Path) -> None:
    told = [report("U0ANA", "Reviews", at=FRIDAY - number * DAY) for number in range(510)]
    told.append(report("U0BEN", "The marmalade importers", at=FRIDAY - 900 * DAY))
    await moved(stage, written(tmp_path, standups=[standup()], reports=told))
    assert "Ben: The marmalade importers" in await recalled(stage, "Dev", "marmalade importer")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"channel": "#general"}, "told in #general, not in #backend"),
        ({"is_confidential": True}, "confidential: it is not known that the channel may hear them"),
        ({"is_anonymous": True}, "anonymous: it is not known that the channel may hear them"),
        ({"member": None}, "anonymous: it is not known that the channel may hear them"),
    ],
)
async def test_what_the_channel_has_not_heard_stays_out(
    stage: Stage, tmp_path: Path, changes: dict[str, Any], why: str
) -> None:
    files = written(tmp_path, standups=[standup()], reports=[report("U0ANA", "A zebra", **changes)])
    done = await moved(stage, files)
    assert f"  left out: 1 answer, {why}" in lines_of(done)
    assert "zebra" not in str(await everything(stage))


async def test_doing_it_again_changes_nothing_and_adds_whom_one_names_later(stage: Stage, tmp_path: Path) -> None:
    files = written(
        tmp_path, standups=[standup()], reports=[report("U0ANA", "One"), report("UGONE", "Two", at=FRIDAY + 60)]
    )
    first = await moved(stage, files)
    assert '  ugone: 1 answer left out; --who "ugone=ID" says who it is' in lines_of(first)
    before, posts = await everything(stage), len(shown(stage))
    again = await moved(stage, files)
    assert list(lines_of(again))[-1] == "Nothing changed."
    assert (await everything(stage), len(shown(stage))) == (before, posts)
    await moved(stage, files, people={"ugone": "dev@team.example"})
    assert "Two" in await history(stage, "Dev")
    assert "One" in await history(stage, "Ana")


async def test_what_was_erased_does_not_come_back(stage: Stage, tmp_path: Path) -> None:
    files = written(tmp_path, standups=[standup()], reports=[report("U0ANA", "A zebra")])
    await moved(stage, files)
    await stage.app.parts.personal_data.forget(team.ANA.id)
    assert "zebra" not in str(await everything(stage))
    done = await moved(stage, files)
    assert "  left out: 1 answer of people who had their words erased" in lines_of(done)
    assert "zebra" not in str(await everything(stage))


async def test_a_day_that_was_held_here_already_is_left_alone(stage: Stage, tmp_path: Path) -> None:
    await with_a_standup(stage)
    await stage.turn_to(stage.at("09:01"))
    await stage.workspace.member("Ben").replies(opened(stage), "Yesterday: mine. Today: mine. Blockers: none")
    await stage.settle()
    files = written(tmp_path, standups=[standup()], reports=[report("U0BEN", "Theirs", at=FRIDAY + 3 * DAY)])
    done = await moved(stage, files, into="standup-backend")
    assert "  left out: 1 answer of days on which I have held it myself" in lines_of(done)
    assert "Theirs" not in await history(stage, "Ben")


async def test_an_imported_round_is_read_and_never_answered_or_reopened(stage: Stage, tmp_path: Path) -> None:
    await moved(stage, written(tmp_path, standups=[standup()], reports=[report("U0ANA", "One")]))
    ana = stage.workspace.member("Ana")
    await ana.command("/standup answer", BACKEND)
    await stage.settle()
    assert "No round is open for you" in ana.whispers(BACKEND)[-1].shown
    await ana.says(BACKEND, "@Backend_Architect who answered the standup on friday?")
    await stage.pass_(seconds=5)
    assert "1 answered the standup of" in shown(stage)[-1]
    assert "which another bot has held" in shown(stage)[-1]


@pytest.mark.parametrize(
    ("files", "wishes", "problem"),
    [
        (
            {"standups": [standup(channel="#gone")]},
            {},
            "[0]: #gone is no channel that I can see; --channel '#gone=#name'",
        ),
        ({"table": CSV}, {}, ":2: the export does not say in which channel: add --channel '#name'"),
        ({"table": CSV}, {"channels": {"": "#backend"}}, ":2: the export does not say at which time it is to be held"),
        ({"standups": [standup(timezone="Mars/Base")]}, {}, "[0].timezone: Mars/Base is no time zone"),
        ({"standups": [standup(time="25:99")]}, {}, "[0]: at 25:99 is no time of day"),
        ({"reports": [report("U0ANA", "x", at=4102444800)]}, {"at": "09:00"}, "[0]: 2100-01-01 00:00 is still to come"),
        ({"standups": [standup()]}, {"people": {"ben": "UNOBODY"}}, "--who: ben=UNOBODY: nobody here has that id"),
        ({"standups": [standup()]}, {"into": "nothing"}, "--into: nothing is no standup here"),
        ({"empty": []}, {}, "there is no standup and no answer in what was given"),
    ],
)
async def test_one_mistake_imports_nothing_and_says_where_it_is(
    stage: Stage, tmp_path: Path, files: dict[str, Any], wishes: dict[str, Any], problem: str
) -> None:
    before = await everything(stage)
    good = (
        {} if "empty" in files or wishes.get("channels") else {"good": [standup(id=9, name="Good", channel="#backend")]}
    )
    with pytest.raises(BadImport) as bad:
        await moved(stage, written(tmp_path, **(good if "table" not in files else {}), **files), **wishes)
    assert any(problem in each for each in bad.value.problems), bad.value.problems
    assert await everything(stage) == before
