"""Who is who elsewhere: what nobody has to say, and what an admin says for everybody in one form."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.demo import team
from bot.demo.stage import Stage
from bot.demo.world.world import world
from bot.forms.accounts import AskedIn, accounts_form
from integrations.github import GITHUB
from integrations.slack.forms import render_form
from integrations.slack.limits import VIEW_BLOCKS
from integrations.time import TurnableClock
from integrations.workspace import Actor, Said, View
from integrations.workspace.people import words
from jobs.errors import UserError
from jobs.people.accounts import BY_COMMIT, BY_NAME, EDIT
from jobs.people.who_is_who import AccountClaim, mark
from tests.audited import audited
from tests.privacy.acting import forged_click, form_of
from tests.stage import BACKEND, LEADS, MONDAY, opened, staged, thread


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """A Jira that has everybody's address, and a GitHub that has everybody's but Elif's."""
    _, sources = world(TurnableClock(MONDAY, running=False), MONDAY)
    async with staged(tmp_path, sources=sources) as ready:
        yield ready


async def queue(stage: Stage) -> Said:
    """The review queue, as Ben asks for it."""
    await stage.workspace.member("Ben").command("/ritual run review_queue", BACKEND)
    await stage.pass_(seconds=8)
    return opened(stage)


async def pressed(stage: Stage, who: Actor, on: Said | View) -> View:
    if (left := who.view) is not None:
        await who.closes(left)
    await who.clicks(on, "Who is who")
    return await form_of(stage, who)


def labels(view: View) -> list[str]:
    return [block["label"]["text"] for block in view.blocks if block["type"] == "input"]


async def keep(stage: Stage, said_by: str, **logins: str) -> None:
    async with stage.app.parts.db.write() as tx:
        for name, login in logins.items():
            user = stage.workspace.member(name).id
            await stage.app.parts.accounts.put(tx, GITHUB, user, login, said_by=said_by or user)


async def logins(stage: Stage) -> dict[str, str]:
    found = await stage.app.parts.accounts.of(GITHUB, [each.id for each in team.PEOPLE])
    return {each.name: found[each.id] for each in team.PEOPLE if each.id in found}


async def test_an_admin_says_what_commits_and_names_do_not_tell(stage: Stage) -> None:
    said = await queue(stage)
    assert "I do not know yet whose these are: elif-sample." in said.shown
    ana = stage.workspace.member("Ana")
    view = await pressed(stage, ana, said)
    own = ["Your account in Jira", "Your login on GitHub"]
    assert labels(view) == [*own, "Elif's login on GitHub"], "what addresses and commits tell is not asked"
    assert await ana.fills(view, {"Elif's login on GitHub": "https://github.example/elif-sample"}) == {}
    await stage.workspace.until(lambda: ana.view and "Elif is elif-sample on GitHub" in shown_in(ana))
    await stage.settle()
    assert thread(stage, said)[-1].shown.startswith("Ana told me who is who: Elif is elif-sample on GitHub.")
    assert (await logins(stage))["Elif"] == "elif-sample"
    (entry,) = await audited(stage.app.parts.db, team.ELIF.id)
    assert (entry.actor, entry.action, entry.details) == (team.ANA.id, "account_said", {"source": "github"})
    assert "elif-sample" not in (await queue(stage)).shown

    again = await pressed(stage, ana, said)
    assert labels(again)[2:] == ["Elif's login on GitHub"], "her own word would settle it, Ana's can be mended"
    assert await ana.fills(again) == {}
    await stage.workspace.until(lambda: "Nothing was changed" in shown_in(ana))
    assert len(thread(stage, said)) == 1


def shown_in(who: Actor) -> str:
    """What the form before them shows."""
    return " ".join(words(who.view.blocks)) if who.view else ""


async def test_who_is_no_admin_says_it_of_themselves_alone(stage: Stage) -> None:
    said = await queue(stage)
    ben = stage.workspace.member("Ben")
    assert labels(await pressed(stage, ben, said)) == ["Your account in Jira", "Your login on GitHub"]
    with pytest.raises(UserError, match="Only workspace admins"):
        await stage.app.parts.who_is_who.say(ben.id, [AccountClaim(GITHUB, team.ELIF.id, "elif-sample", mark(""))])


@pytest.mark.slow
async def test_whom_the_operator_named_is_an_admin_in_their_home_too(tmp_path: Path) -> None:
    _, sources = world(TurnableClock(MONDAY, running=False), MONDAY)
    async with staged(tmp_path, sources=replace(sources, tracker=None), rolecall_admins=("ben@team.example",)) as stage:
        ben = stage.workspace.member("Ben")
        await ben.opens_home()
        await stage.workspace.until(lambda: ben.home and "Who is who" in str(ben.home.blocks))
        assert ben.home is not None
        view = await pressed(stage, ben, ben.home)
        assert labels(view)[2:] == [f"{name}'s login on GitHub" for name in ("Ana", "Chiara", "Dev", "Elif")]
        assert await ben.fills(view, {"Dev's login on GitHub": "@dev-sample"}) == {}
        assert await logins(stage) == {"Dev": "dev-sample"}


@pytest.mark.slow
async def test_a_mistake_is_shown_at_its_field_and_nothing_is_kept_until_all_is_right(stage: Stage) -> None:
    await keep(stage, BY_COMMIT, Ben="ben-sample")
    await keep(stage, BY_NAME, Chiara="cat")
    ana = stage.workspace.member("Ana")
    await ana.opens_home()
    await stage.workspace.until(lambda: ana.home and "Who is who" in str(ana.home.blocks))
    assert ana.home is not None
    view = await pressed(stage, ana, ana.home)
    given = {
        "Chiara's login on GitHub": "Ben-Sample",
        "Dev's login on GitHub": "dev at home",
        "Elif's login on GitHub": "elif-sample",
    }
    complaints = await ana.fills(view, given)
    assert complaints == {
        "Chiara's login on GitHub": "Ben-Sample belongs to somebody else here: the e-mail addresses are the same.",
        "Dev's login on GitHub": "A login on GitHub has letters, digits and hyphens alone, such as octo-cat.",
    }
    assert await logins(stage) == {"Ben": "ben-sample", "Chiara": "cat"}
    twice = {"Chiara's login on GitHub": "both", "Dev's login on GitHub": "Both"}
    assert set(await ana.fills(view, twice)) == set(twice), "nobody can say whose it is"
    # What one gives up is another's in the same form.
    assert await ana.fills(view, {"Chiara's login on GitHub": "chiara-sample", "Dev's login on GitHub": "cat"}) == {}
    assert await logins(stage) == {
        "Ben": "ben-sample",
        "Chiara": "chiara-sample",
        "Dev": "cat",
        "Elif": "elif-sample",
    }, "what was right is in the form still"


async def test_what_somebody_said_meanwhile_is_not_overwritten(stage: Stage) -> None:
    said = await queue(stage)
    ana = stage.workspace.member("Ana")
    view = await pressed(stage, ana, said)
    await keep(stage, "", Elif="elif-at-home")
    complaints = await ana.fills(view, {"Elif's login on GitHub": "elif-sample"})
    assert complaints == {
        "Elif's login on GitHub": "Meanwhile that is elif-at-home. Open “Who is who” again to change it."
    }
    assert await ana.fills(view, {"Elif's login on GitHub": ""}) == {}, "what was left as it was shown is no change"
    assert (await logins(stage))["Elif"] == "elif-at-home"
    assert labels(await pressed(stage, ana, said)) == ["Your account in Jira", "Your login on GitHub"]


async def test_of_a_channel_that_an_admin_is_not_in_they_are_shown_nobody(stage: Stage) -> None:
    ana, ben = stage.workspace.member("Ana"), stage.workspace.member("Ben")
    ben.member.is_admin = True
    stage.workspace.events.user_changed(ben.member)
    await stage.settle()
    await ana.invites("Elif", LEADS)
    await ana.removes("Elif", BACKEND)
    await stage.settle()
    await forged_click(stage, ben, LEADS, EDIT, "")
    assert labels(await form_of(stage, ben))[2:] == [f"{name}'s login on GitHub" for name in ("Ana", "Chiara", "Dev")]


async def test_pressed_in_a_dm_an_admin_is_asked_of_everybody_whom_they_share_a_channel_with(stage: Stage) -> None:
    await stage.settle()
    ana = stage.workspace.member("Ana")
    await forged_click(stage, ana, await ana.opens_dm(), EDIT, "")
    assert "Elif's login on GitHub" in labels(await form_of(stage, ana))


@pytest.mark.parametrize("people", [44, 46, 300])
async def test_a_large_team_is_asked_for_as_far_as_a_form_has_room(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, people: int
) -> None:
    parts = stage.app.parts
    ana = await parts.team.person(team.ANA.id)
    assert ana is not None
    crowd = [replace(ana, id=f"U0{n:04}", name="Kim", email=None, real_name=f"Kim {n}") for n in range(people)]

    async def members(_: str) -> list[object]:
        return [ana, *crowd]

    monkeypatch.setattr(parts.team, "members", members)
    sheet = await parts.who_is_who.sheet(team.ANA.id, team.BACKEND.id)
    assert (len(sheet.rows), sheet.left_off) == (min(people, 45), max(people - 45, 0))
    drawn = render_form(accounts_form(team.ANA.id, sheet, AskedIn()))
    asked = [block["label"]["text"] for block in drawn["blocks"] if block["type"] == "input"]
    assert len(set(asked)) == 2 + 2 * len(sheet.rows), "people of one name are told apart"
    assert len(drawn["blocks"]) <= VIEW_BLOCKS
    assert ("have no room here" in str(drawn["blocks"])) == (people > 45)
