"""Whoever asks who is away is told it of those with whom the ones who hear it share a channel."""

from datetime import date

from bot.demo import team
from bot.demo.stage import Stage
from tests.privacy.acting import becomes_a_guest
from tests.stage import BACKEND, LEADS, is_away, with_a_standup
from tests.tools.asking import DM, told

TOOL = "who_is_away"
MONDAY, TUESDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 27)


async def test_who_is_away_today_is_listed_with_the_day_they_are_back(stage: Stage) -> None:
    await is_away(stage, team.BEN.id, MONDAY, FRIDAY)
    said = await told(stage, TOOL)
    assert said.startswith("2 people are away today.")
    assert "Ben: until Friday 27 November, back on Monday 30 November" in said
    assert "Elif: as their status says, without an end" in said
    assert "On leave" not in said, "a status's words are theirs"


async def test_a_status_without_an_end_says_nothing_of_tomorrow(stage: Stage) -> None:
    await is_away(stage, team.BEN.id, TUESDAY)
    assert await told(stage, TOOL, first="2026-11-24") == (
        "1 person is away tomorrow.\n"
        "• Ben: Tuesday 24 November, back on Wednesday 25 November\n"
        "Away now, and maybe then too: Elif, whose status has no end.\n"
        "As of 08:30 CET"
    )
    assert await told(stage, TOOL, person=team.ELIF.id, first="2026-11-24") == (
        "Nothing says that Elif is away tomorrow.\nAway now, and maybe then too: Elif, whose status has no end.\n"
        "As of 08:30 CET"
    )
    chiara = stage.workspace.member("Chiara")
    await chiara.sets_status("Vacation", ":palm_tree:", stage.at("18:00", stage.now().replace(day=24)))
    await stage.settle()
    assert "Chiara: as their status says, until Tue 24 Nov 2026 18:00 CET" in await told(
        stage, TOOL, first="2026-11-24"
    )


async def test_that_nobody_is_away_is_said_of_those_who_were_looked_at(stage: Stage) -> None:
    said = await told(stage, TOOL, first="2026-11-28")
    assert said.startswith(
        "Of the 5 people of this channel nobody has said that they are away on Saturday 28 November."
    )
    assert "Saturday 28 November is no working day of the team." in said


async def test_a_week_lists_everybody_who_is_away_on_a_day_of_it(stage: Stage) -> None:
    await is_away(stage, team.BEN.id, FRIDAY, date(2026, 12, 1))
    await is_away(stage, team.CHIARA.id, date(2026, 12, 2))
    said = await told(stage, TOOL, first="2026-11-30", last="2026-12-04")
    assert said.startswith("2 people are away from Monday 30 November to Friday 4 December.")
    assert "Ben: Friday 27 November to Tuesday 1 December, back on Wednesday 2 December" in said
    assert "Chiara: Wednesday 2 December, back on Thursday 3 December" in said


async def test_of_one_person_it_is_said_whether_they_are_away_and_what_time_it_is_for_them(stage: Stage) -> None:
    await is_away(stage, team.CHIARA.id, MONDAY, TUESDAY)
    assert (await told(stage, TOOL, person=team.CHIARA.id)).startswith(
        "Chiara is away today: until Tuesday 24 November, back on Wednesday 25 November."
    )
    said = await told(stage, TOOL, person=team.DEV.id)
    assert said.startswith("Nothing says that Dev is away today.")
    assert "It is 07:30 for Dev (Europe/London), outside the team's hours, 09:00 to 17:30." in said
    assert "Elif is away today as their status says" in await told(stage, TOOL, person=team.ELIF.id)


async def test_one_who_is_in_is_told_of_with_their_next_absence(stage: Stage) -> None:
    await is_away(stage, team.BEN.id, FRIDAY)
    said = await told(stage, TOOL, person=team.BEN.id)
    assert said.startswith("Ben is away later: Friday 27 November, back on Monday 30 November.")
    assert "Nothing says that Ben is away today." in said
    assert "You are away on Friday 27 November" in await told(stage, TOOL, "Ben", person="me", first="2026-11-27")


async def test_who_comes_back_is_not_who_is_away(stage: Stage) -> None:
    await is_away(stage, team.BEN.id, MONDAY, FRIDAY)
    await is_away(stage, team.CHIARA.id, date(2026, 11, 30), date(2026, 12, 1))
    said = await told(stage, TOOL, first="2026-11-30", back=True)
    assert said.startswith("1 person comes back on Monday 30 November.")
    assert "Ben: away until Friday 27 November, back on Monday 30 November" in said
    assert "Chiara" not in said
    said = await told(stage, TOOL, first="2026-11-30", last="2026-12-04", back=True)
    assert said.startswith("2 people come back from Monday 30 November to Friday 4 December.")
    said = await told(stage, TOOL, first="2026-11-26", back=True)
    assert said.startswith("Nobody has said that they come back on Thursday 26 November.")


async def test_a_guest_hears_of_the_people_of_their_channels_only(stage: Stage) -> None:
    await is_away(stage, team.BEN.id, MONDAY)
    await becomes_a_guest(stage, "Dev")
    assert "Ben: today" in await told(stage, TOOL, "Dev", DM)
    await stage.workspace.member("Ben").leaves(BACKEND)
    await stage.settle()
    assert "Ben" not in await told(stage, TOOL, "Dev", DM)
    assert (await told(stage, TOOL, "Dev", DM, person=team.BEN.id)).startswith("I can't tell that here")
    assert "Ben is away today" in await told(stage, TOOL, "Ana", DM, person=team.BEN.id), "both are full members"


async def test_where_another_workspace_reads_it_is_told_only_if_a_standup_tells_it_too(stage: Stage) -> None:
    await is_away(stage, team.BEN.id, MONDAY)
    stage.workspace.share(BACKEND)
    await stage.settle()
    assert "Ask me in a direct message" in await told(stage, TOOL)
    assert "Ben: today" in await told(stage, TOOL, alone=True)
    await with_a_standup(stage)
    assert "Ben: today" in await told(stage, TOOL)


async def test_among_the_leads_it_is_about_the_leads(stage: Stage) -> None:
    await is_away(stage, team.BEN.id, MONDAY)
    assert "Of the 2 people of this channel nobody" in await told(stage, TOOL, "Ana", LEADS)
