"""All that is kept of a person: given to them, and erased, whatever room it is in."""

import asyncio
import json
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.demo import team
from bot.demo.stage import Stage
from bot.memory import erasure
from bot.memory.erasures import Erasures
from integrations.database import Database
from integrations.database.columns import metadata
from integrations.database.tables.delivery import EventState, inbox
from integrations.database.tables.erasures import erasures
from integrations.github import GITHUB
from integrations.post import Post
from integrations.time import machine_now
from jobs.messages import OutgoingMessage, Priority
from jobs.people.who_is_who import AccountClaim, mark
from jobs.standup import StandupEntry
from tests.privacy.acting import form_of
from tests.stage import BACKEND, BOT, LEADS, with_a_day

WORDS = (
    "aardvark",  # said in the channel
    "badger",  # a note
    "capybara",  # a standup's answer
    "dormouse",  # a blocker
    "echidna",  # an evening's plan
    "ferret",  # a topic
    "gecko",  # an answer ahead
    "hedgehog",  # a draft for oneself
    "ibex",  # a login elsewhere
    "jackal",  # a nudge that waits
    "koala",  # a focus text: the answer again, in another post
)


async def kept_of(db: Database) -> dict[str, set[str]]:
    """Which of the words are in which table."""
    found: dict[str, set[str]] = {}
    async with db.read() as tx:
        for table in metadata.sorted_tables:
            everything = json.dumps([list(map(str, row)) for row in (await tx.execute(sa.select(table))).all()])
            if there := {word for word in WORDS if word in everything}:
                found[table.name] = there
    return found


async def a_full_life(stage: Stage) -> None:
    """Ben does everything of which something is kept."""
    ben, parts = stage.workspace.member("Ben"), stage.app.parts
    await with_a_day(stage)
    await ben.says(BACKEND, "the aardvark is red")
    await ben.says(BACKEND, f"{BOT} remember that the badger sleeps")
    await stage.settle()
    await stage.workspace.member("Ana").says(BACKEND, f"{BOT} what is red?")
    await ben.command("/ritual topic the ferret in the room", BACKEND)
    await stage.turn_to(stage.at("09:01"))
    await ben.command("/standup", BACKEND)
    answer = {"What is your plan for today?": "the capybara koala", "Is anything in your way?": "a dormouse, @Ana"}
    assert await ben.fills(await form_of(stage, ben), answer) == {}
    await stage.turn_to(stage.at("12:00"))
    await parts.evening_plans.set(ben.id, team.BACKEND.id, "feed the echidna")
    (standup,) = [each for each in await parts.rituals.roster.listed() if each.ritual.kind == "standup"]
    ahead = StandupEntry({"today": "a gecko", "yesterday": "", "blockers": ""})
    await parts.standups.submit(ben.id, f"ahead/{standup.ritual.id}", ahead)
    await parts.leave.away(ben.id, "tomorrow")
    await parts.who_is_who.say(ben.id, [AccountClaim(GITHUB, ben.id, "ibex", mark(""))])
    await ben.command("/adr The hedgehog", ben.dm_with_app.id)
    text = {"Context": "hedgehog", "Decision": "hedgehog", "Consequences": "- hedgehog"}
    assert await ben.fills(await form_of(stage, ben), text) == {}
    await ben.command("/focus 60", BACKEND)
    await stage.settle()
    note = Post(headline=("A nudge about the jackal",))
    await parts.outbox.send(OutgoingMessage("n1", ben.id, note, priority=Priority.NUDGE, person=ben.id))
    async with parts.db.write() as tx:
        event = {"event": {"type": "message", "user": ben.id, "text": "aardvark"}}
        values = {"event_id": "E", "body": event, "state": EventState.ASIDE, "received_at": stage.now()}
        await tx.execute(inbox.insert().values(**values))
    await stage.settle()


async def test_all_of_it_is_given_to_them(stage: Stage) -> None:
    await a_full_life(stage)
    given = await stage.app.parts.personal_data.export(team.BEN.id)
    text = json.dumps(given)
    assert [word for word in WORDS if word not in text] == []
    assert given["profile"][0]["email"] == team.BEN.email
    assert given["absences"][0]["last"] == "2026-11-24"
    assert len(given["focus"]) == 1


async def test_nothing_of_it_is_left_anywhere_once_it_is_forgotten(stage: Stage) -> None:
    await a_full_life(stage)
    db = stage.app.parts.db
    before = await kept_of(db)
    assert set().union(*before.values()) == set(WORDS)
    erased = await stage.app.parts.personal_data.forget(team.BEN.id)
    assert erased.records >= 8
    assert await kept_of(db) == {}
    given = await stage.app.parts.personal_data.export(team.BEN.id)
    left = {name for name, found in given.items() if found and name not in ("user", "profile", "letters")}
    assert left == set()


async def test_what_others_said_stays(stage: Stage) -> None:
    await a_full_life(stage)
    ana = stage.workspace.member("Ana")
    await ana.says(BACKEND, "the capybara is green")
    await ana.command("/standup answer", BACKEND)
    assert await ana.fills(await form_of(stage, ana), {"What is your plan for today?": "the dormouse"}) == {}
    await stage.settle()
    await stage.app.parts.personal_data.forget(team.BEN.id)
    assert {"memories", "standup_answers"} <= set(await kept_of(stage.app.parts.db))


async def test_an_answer_to_others_that_they_may_not_read_is_named_by_its_place_alone(stage: Stage) -> None:
    ana, ben = stage.workspace.member("Ana"), stage.workspace.member("Ben")
    await ben.says(BACKEND, "the aardvark is red")
    await ana.says(LEADS, "the aardvark costs us Ben's bonus")
    await stage.settle()
    await ana.says(LEADS, f"{BOT} what about the aardvark?")
    await stage.pass_(seconds=5)
    given = await stage.app.parts.personal_data.export(ben.id)
    assert "bonus" not in json.dumps(given)
    assert [each["channel"] for each in given["answers"]] == [team.LEADS.id]


async def test_the_form_forgets_what_the_command_line_does(stage: Stage) -> None:
    await a_full_life(stage)
    ben = stage.workspace.member("Ben")
    await ben.command("/recall forget", BACKEND)
    view = await form_of(stage, ben)
    assert await ben.fills(view, {"Your notes": "everything"}) == {}
    await stage.workspace.until(lambda: "Erased: " in str(ben.view and ben.view.blocks))
    assert await kept_of(stage.app.parts.db) == {}


async def test_an_erasure_whose_process_died_is_finished_by_another_and_its_person_is_told(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    ben, parts = stage.workspace.member("Ben"), stage.app.parts
    await ben.says(BACKEND, "the aardvark is red")
    await stage.settle()

    async def killed(*_: object) -> int:
        raise asyncio.CancelledError

    with monkeypatch.context() as dying:
        dying.setattr(erasure, "in_steps", killed)
        with pytest.raises(asyncio.CancelledError):
            await parts.erasures.erase(ben.id)
    assert "aardvark" in str(await kept_of(parts.db))
    assert await parts.erasures.resume() == 0, "it is the other's until its lease is over"
    async with parts.db.write() as tx:
        await tx.execute(erasures.update().values(lease_until=machine_now() - timedelta(minutes=1)))
    assert await parts.erasures.resume() == 1
    await stage.pass_(seconds=5)
    assert "aardvark" not in str(await kept_of(parts.db))
    told = stage.workspace.dm_with_app("Ben")[-1].shown
    assert told.startswith("I was interrupted while I forgot what you asked me to forget; now it is done.")
    assert await parts.erasures.resume() == 0


async def test_an_erasure_from_the_form_leaves_nothing_to_be_taken_up(stage: Stage) -> None:
    ben = stage.workspace.member("Ben")
    await ben.says(BACKEND, "the aardvark is red")
    await stage.settle()
    await ben.command("/recall forget", BACKEND)
    assert await ben.fills(await form_of(stage, ben), {"You have no notes": "everything"}) == {}
    await stage.settle()
    assert ben.view is not None
    assert "Erased: 1 message of yours." in str(ben.view.blocks), "what there was none of is not counted"
    async with stage.app.parts.db.read() as tx:
        assert (await tx.execute(sa.select(erasures))).all() == []


async def test_an_erasure_that_fails_stops_no_other(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    ana, ben, parts = stage.workspace.member("Ana"), stage.workspace.member("Ben"), stage.app.parts
    await ben.says(BACKEND, "the aardvark is red")
    await stage.settle()
    forget = parts.personal_data.forget

    async def odd(person: str) -> erasure.Erased:
        if person == ana.id:
            raise RuntimeError("a row that nobody expected")
        return await forget(person)

    monkeypatch.setattr(parts.personal_data, "forget", odd)
    async with parts.db.write() as tx:
        for number, person in enumerate((ana.id, ben.id)):
            asked_at = stage.now() + timedelta(seconds=number)
            await tx.execute(erasures.insert().values(person=person, asked_at=asked_at, fence=1))
    assert await parts.erasures.resume() == 2
    async with parts.db.read() as tx:
        assert (await tx.execute(sa.select(erasures.c.person))).scalars().all() == [ana.id]
    assert "aardvark" not in str(await kept_of(parts.db))


async def test_one_that_is_asked_for_anew_while_it_is_made_up_for_ends_no_beat_and_is_told_by_whoever_has_it(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    ben, parts = stage.workspace.member("Ben"), stage.app.parts
    resuming = Erasures(parts.db, parts.clock, parts.personal_data, parts.outbox, lease_s=0.03)

    async def until_it_is_anothers(_: str) -> erasure.Erased:
        async with parts.db.write() as tx:
            await tx.execute(erasures.update().values(fence=9))
        await asyncio.Event().wait()  # the lease, which is looked after, ends it
        raise AssertionError

    monkeypatch.setattr(parts.personal_data, "forget", until_it_is_anothers)
    async with parts.db.write() as tx:
        await tx.execute(erasures.insert().values(person=ben.id, asked_at=stage.now(), fence=1))
    assert await resuming.resume() == 1
    async with parts.db.read() as tx:
        assert (await tx.execute(sa.select(erasures.c.fence))).scalar_one() == 9
    await stage.pass_(seconds=5)
    assert stage.workspace.dm_with_app("Ben") == []
