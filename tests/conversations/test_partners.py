"""Who the card's partners are: told in a conversation or in a form, kept for the team, and said back."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.demo import team
from bot.demo.stage import Stage
from bot.demo.world.world import world
from integrations.time import TurnableClock
from integrations.workspace import Actor
from integrations.workspace.people import words
from jobs.errors import UserError
from jobs.people.partners import Who
from tests.audited import audited
from tests.privacy.acting import becomes_a_guest, becomes_private, form_of
from tests.stage import BACKEND, BOT, MONDAY, opened, shown, staged


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path) as ready:
        yield ready


async def say(stage: Stage, name: str, words: str, where: str = BACKEND) -> str:
    """Somebody says it; what we answer, "" where we are silent."""
    before = len(shown(stage, where))
    await stage.workspace.member(name).says(where, words)
    await stage.pass_(seconds=2)
    return "\n".join(shown(stage, where)[before + 1 :])


async def known(stage: Stage) -> dict[str, Who]:
    return {each.name: each.who for each in await stage.app.parts.partners.all() if each.who}


def letters(stage: Stage, name: str) -> list[str]:
    """What somebody gets from us in their direct messages."""
    return shown(stage, stage.workspace.member(name).dm_with_app.id)


async def test_whoever_tells_who_a_partner_is_hears_it_back(stage: Stage) -> None:
    said = await say(stage, "Ana", f"{BOT} the QA engineer is @Dev.")
    assert said.startswith("From now on the QA Engineer is Dev.")
    assert await known(stage) == {"QA Engineer": Who(person=team.DEV.id)}
    assert ["Ana says that you are this team's QA Engineer." in said for said in letters(stage, "Dev")] == [True]
    (entry,) = await audited(stage.app.parts.db, "qa engineer")
    assert (entry.actor, entry.action, entry.details) == (team.ANA.id, "partner_said", {"person": team.DEV.id})
    for other in ("@Dev is our hero", "the engineer is @Ben", "the QA Engineer is @Ben?"):
        assert "From now on" not in await say(stage, "Ana", f"{BOT} {other}")
    assert await known(stage) == {"QA Engineer": Who(person=team.DEV.id)}


async def test_a_partner_changes_and_is_nobody_again(stage: Stage) -> None:
    await say(stage, "Dev", f"{BOT} the QA Engineer is @Dev")
    assert letters(stage, "Dev") == [], "they said it themselves"
    assert "is Ben" in await say(stage, "Dev", f"{BOT} the QA Engineer is now @Ben")
    assert "From now on" in await say(stage, "Dev", f"{BOT} the QA Engineer is #general")
    assert await known(stage) == {"QA Engineer": Who(channel=team.GENERAL.id)}
    assert "nobody is the QA Engineer" in await say(stage, "Dev", f"{BOT} the QA Engineer is nobody")
    assert await known(stage) == {}


async def test_who_cannot_be_a_partner_is_refused_with_the_reason(stage: Stage) -> None:
    await becomes_private(stage, "#general")
    assert "a public channel" in await say(stage, "Ana", f"{BOT} the QA Engineer is #general")
    await becomes_a_guest(stage, "Dev")
    assert "Only members of this workspace" in await say(stage, "Dev", f"{BOT} the QA Engineer is @Ben")
    with pytest.raises(UserError, match="is an app"):
        await stage.app.parts.partners.say(team.ANA.id, {"QA Engineer": Who(person=team.BOT)})
    assert await known(stage) == {}


async def home_of(stage: Stage, who: Actor, until: str) -> str:
    await who.opens_home()
    await stage.workspace.until(lambda: who.home and until in "\n".join(words(who.home.blocks)))
    return "\n".join(words(who.home.blocks)) if who.home else ""


async def test_the_home_shows_them_and_its_form_changes_them(stage: Stage) -> None:
    ana = stage.workspace.member("Ana")
    seen = await home_of(stage, ana, "Partners")
    assert "I do not know yet who is: Frontend Engineer, Data Engineer, DevOps Engineer" in seen
    assert ana.home is not None
    await ana.clicks(ana.home, "Say who they are")
    assert (
        await ana.fills(await form_of(stage, ana), {"DevOps Engineer": team.ELIF.id, "QA Engineer": team.DEV.id}) == {}
    )
    await stage.workspace.until(lambda: ana.view and "The DevOps Engineer is Elif" in str(words(ana.view.blocks)))
    assert await known(stage) == {
        "DevOps Engineer": Who(person=team.ELIF.id),
        "QA Engineer": Who(person=team.DEV.id),
    }
    assert "DevOps Engineer: Elif, QA Engineer: Dev. I do not know yet who is: Frontend" in await home_of(
        stage, ana, "Elif"
    )


@pytest.mark.slow
async def test_the_form_leaves_a_channel_that_is_one_and_lets_a_person_go(stage: Stage) -> None:
    await stage.app.parts.partners.say(
        team.ANA.id, {"QA Engineer": Who(person=team.DEV.id), "Data Engineer": Who(channel=team.GENERAL.id)}
    )
    ana = stage.workspace.member("Ana")
    await home_of(stage, ana, "QA Engineer: Dev")
    assert ana.home is not None
    await ana.clicks(ana.home, "Say who they are")
    view = await form_of(stage, ana)
    assert "Choose a person to change that." in "\n".join(words(view.blocks))
    assert await ana.fills(view, {"QA Engineer": ""}) == {}
    await stage.workspace.until(lambda: ana.view and "nobody that I know" in str(words(ana.view.blocks)))
    assert await known(stage) == {"Data Engineer": Who(channel=team.GENERAL.id)}


async def test_a_guest_is_not_asked_and_who_is_erased_is_a_partner_no_more(stage: Stage) -> None:
    await stage.app.parts.partners.say(team.ANA.id, {"QA Engineer": Who(person=team.BEN.id)})
    await stage.app.parts.personal_data.forget(team.BEN.id)
    assert await known(stage) == {}
    dev = await becomes_a_guest(stage, "Dev")
    assert "Partners" not in await home_of(stage, dev, "What you can ask for")


async def test_contract_changes_name_who_builds_on_them(tmp_path: Path) -> None:
    _, sources = world(TurnableClock(MONDAY, running=False), MONDAY)
    async with staged(tmp_path, sources=sources) as stage:
        await stage.app.parts.partners.say(team.ANA.id, {"Frontend Engineer": Who(person=team.DEV.id)})
        await stage.workspace.member("Ana").command("/ritual run api_design", BACKEND)
        await stage.pass_(seconds=8)
        assert "Who builds on these: Frontend Engineer (Dev)." in opened(stage).shown


async def at_the_desk(stage: Stage) -> None:
    """It is Monday morning in Berlin and London, and Dev is the QA Engineer."""
    await stage.turn_to(stage.at("10:30"))
    await stage.app.parts.partners.say(
        team.ANA.id, {"QA Engineer": Who(person=team.DEV.id), "Frontend Engineer": Who(channel=team.GENERAL.id)}
    )
    await stage.settle()


def calls(stage: Stage, name: str, where: str = BACKEND) -> int:
    """How often somebody is mentioned by us, which calls them."""
    person = stage.workspace.member(name).id
    ours = [said for said in stage.workspace.messages_in(where) if said.user == team.BOT]
    return sum(f"<@{person}>" in said.text or f"'user_id': '{person}'" in str(said.blocks) for said in ours)


async def test_a_partner_is_looped_in_by_name_once_a_thread_and_called_once_a_day(stage: Stage) -> None:
    await at_the_desk(stage)
    first = await say(stage, "Ben", f"{BOT} did QA see the new order form?")
    assert "That is also something for " in first
    assert "(QA Engineer)." in first
    assert calls(stage, "Dev") == 1
    asked = stage.workspace.messages_in(BACKEND)[-1]
    await stage.workspace.member("Ben").says(BACKEND, "and what did QA say of refunds?", thread_ts=asked.thread_ts)
    await stage.pass_(seconds=2)
    assert "That is also" not in shown(stage)[-1]
    other = await say(stage, "Chiara", f"{BOT} when will QA look at refunds?")
    assert "That is also something for Dev (QA Engineer)." in other
    assert calls(stage, "Dev") == 1, "in another thread of the day they are named without being called"


@pytest.mark.slow
async def test_nobody_is_called_at_night_nor_in_a_direct_message_nor_of_what_is_theirs_to_ask(stage: Stage) -> None:
    await at_the_desk(stage)
    ben = stage.workspace.member("Ben")
    before = len(letters(stage, "Ben"))
    await ben.says(await ben.opens_dm(), "did QA see the order form?")
    await stage.pass_(seconds=2)
    assert "That is also something for Dev (QA Engineer)." in letters(stage, "Ben")[before + 1]
    assert "That is also" not in await say(stage, "Dev", f"{BOT} what did QA say about refunds?")
    assert "That is also" not in await say(stage, "Ben", f"{BOT} which data do we keep of the pipeline?")
    await stage.turn_to(stage.at("23:30"))
    assert "That is also something for Dev (QA Engineer)." in await say(stage, "Ben", f"{BOT} is QA done?")
    assert calls(stage, "Dev") == 0


async def test_a_channel_is_looped_in_as_one(stage: Stage) -> None:
    await at_the_desk(stage)
    await say(stage, "Ben", f"{BOT} does the frontend still read legacy_total?")
    said = stage.workspace.messages_in(BACKEND)[-1]
    assert "That is also something for " in said.shown
    assert team.GENERAL.id in str(said.blocks)
