"""Whoever asks who is who is told what everybody who hears may know of them."""

from bot.demo import team
from bot.demo.stage import Stage
from integrations.github import GITHUB
from jobs.people.partners import Who
from tests.privacy.acting import becomes_a_guest
from tests.stage import BACKEND, LEADS
from tests.tools.asking import DM, told


async def with_accounts(stage: Stage) -> None:
    async with stage.app.parts.db.write() as tx:
        await stage.app.parts.accounts.put(tx, GITHUB, team.CHIARA.id, "night-owl", said_by=team.CHIARA.id)


async def test_somebody_is_told_of_by_what_they_do_and_where_they_are(stage: Stage) -> None:
    await with_accounts(stage)
    assert await told(stage, "who_is_who", person=team.CHIARA.id) == (
        "Chiara (Chiara Sample): Database engineer.\n"
        "• It is 08:30 for Chiara (Europe/Rome), outside the team's hours, 09:00 to 17:30.\n"
        "• GitHub: night-owl\n"
        "• With you in #backend"
    )
    assert "An admin of the workspace" in await told(stage, "who_is_who", "Ben", person=team.ANA.id)
    assert (await told(stage, "who_is_who", person=team.BOT)).startswith("That's me: Backend_Architect")


async def test_the_words_of_the_question_find_who_does_that(stage: Stage) -> None:
    await with_accounts(stage)
    for words, name in (
        ("our dba", "Chiara"),
        ("le chef de l'équipe", "Ana"),
        ("QA", "Dev"),
        ("admin", "Ana"),
        ("night-owl on github", "Chiara"),
    ):
        assert (await told(stage, "who_is_who", "Ben", words=words)).startswith(f"{name} ("), words
    said = await told(stage, "who_is_who", words="the accountant")
    assert said.startswith("I don't know who that is. Ask me")
    said = await told(stage, "who_is_who")
    assert said.startswith("These are the people here:\n• Ana (Ana Sample): Backend lead")


async def test_a_private_channel_that_two_share_is_named_among_its_people_only(stage: Stage) -> None:
    for who, where, named in (("Ana", BACKEND, False), ("Ana", DM, True), ("Ana", LEADS, True), ("Ben", DM, False)):
        said = await told(stage, "who_is_who", who, where, person=team.CHIARA.id)
        assert ("leads" in said) is named, (who, where)


async def test_a_guest_is_told_of_the_people_of_their_channels_and_of_no_accounts(stage: Stage) -> None:
    await with_accounts(stage)
    await becomes_a_guest(stage, "Dev")
    for where in (DM, BACKEND):
        said = await told(stage, "who_is_who", "Dev", where, person=team.CHIARA.id)
        assert "Database engineer" in said
        assert "night-owl" not in said
        said = await told(stage, "who_is_who", "Dev", where, words="night-owl")
        assert said.startswith("I don't know who that is.")
    await stage.workspace.member("Chiara").leaves(BACKEND)
    await stage.settle()
    assert (await told(stage, "who_is_who", "Dev", DM, person=team.CHIARA.id)).startswith("I don't know who that is")
    assert "Database" not in await told(stage, "who_is_who", "Dev", DM, words="database")


async def test_where_another_workspace_reads_no_accounts_are_told(stage: Stage) -> None:
    await with_accounts(stage)
    stage.workspace.share(BACKEND)
    await stage.settle()
    said = await told(stage, "who_is_who", person=team.CHIARA.id)
    assert "Database engineer" in said
    assert "night-owl" not in said
    assert "night-owl" in await told(stage, "who_is_who", person=team.CHIARA.id, alone=True)


async def test_the_partners_are_told_with_whom_the_team_set_for_them(stage: Stage) -> None:
    await stage.app.parts.partners.say(team.ANA.id, {"QA Engineer": Who(person=team.DEV.id)})
    said = await told(stage, "partners")
    assert said.startswith("These are the partners of my role:")
    assert " · Dev" in said
    assert "[Say who they are]" in said
    assert (await told(stage, "who_is_who", words="the qa engineer")).startswith("Dev (Dev Sample): QA engineer")
    assert await told(stage, "partners", words="kangaroos") == (
        "I don't know that any partner of my role looks after that."
    )
    assert (await told(stage, "partners", words="the frontend")).startswith("That concerns:\n• Frontend Engineer")


async def test_who_a_partner_is_stays_among_members_where_they_are_not_in_the_channel(stage: Stage) -> None:
    await stage.app.parts.partners.say(team.ANA.id, {"QA Engineer": Who(person=team.DEV.id)})
    assert " · Dev" in await told(stage, "partners", "Ana", LEADS)
    await becomes_a_guest(stage, "Chiara")
    assert " · Dev" not in await told(stage, "partners", "Ana", LEADS)
    assert " · Dev" in await told(stage, "partners", "Ana", BACKEND), "everybody there sees Dev"
