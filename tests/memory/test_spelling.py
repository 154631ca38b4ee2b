"""A word that nobody ever said may be one that somebody did."""

from bot.demo.stage import Stage
from bot.memory.spelling import meant_by
from tests.stage import BACKEND

SAID = ("the dashboards moved", "dashboards are slow", "the dashboard of payments", "refunds")


def test_the_word_that_is_a_slip_away_and_said_most_is_meant() -> None:
    assert meant_by("dashbords", SAID) == "dashboards"
    assert meant_by("dashbaord", SAID) == "dashboard"
    assert meant_by("zeppelin", SAID) == ""
    assert meant_by("dashboarded", SAID) == "", "another form of a word is no slip"
    assert meant_by("theme", ("ask them", "they asked them")) == "", "nobody means a word that says nothing"


async def test_what_was_said_is_found_by_a_word_with_a_slip(stage: Stage) -> None:
    await stage.workspace.member("Ana").says(BACKEND, "The dashboards moved to another address.")
    await stage.workspace.member("Ben").says(BACKEND, "Where are the dashbords?")
    await stage.settle()
    place = stage.workspace.channel(BACKEND).id
    ben = stage.workspace.member("Ben").id
    found = await stage.app.parts.memory.recall("where do I find the dashbords", asker=ben, channel=place)
    assert [each.text for each in found] == ["The dashboards moved to another address."]


async def test_a_word_that_somebody_said_is_no_slip(stage: Stage) -> None:
    await stage.workspace.member("Ana").says(BACKEND, "The flood took the second rack.")
    await stage.workspace.member("Ben").says(BACKEND, "The floor is new. The whole floor!")
    await stage.settle()
    place = stage.workspace.channel(BACKEND).id
    ben = stage.workspace.member("Ben").id
    found = await stage.app.parts.memory.recall("what did the flood take", asker=ben, channel=place)
    assert [each.text for each in found] == ["The flood took the second rack."]
