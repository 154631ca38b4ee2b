"""The title of an issue with a security level stays in Jira."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.demo.world.jira import SampleJira
from bot.demo.world.story import Story
from bot.forms.issues import done_form
from integrations.jira import JIRA
from integrations.markdown import to_plain
from integrations.post import Post
from integrations.time import TurnableClock
from integrations.tracker import Account, Issue, Transition
from jobs.issues import posts
from jobs.issues.changes import Done
from jobs.issues.issues import Day
from jobs.issues.references import References
from jobs.people.team_settings import TeamSettings
from jobs.people.working_age import WorkingAge

NOW = datetime(2026, 11, 23, 16, tzinfo=UTC)
SECRET = Issue(
    "PAY-7", "A hole in the login", "https://jira.example/PAY-7", "Open", "doing", "PAY", NOW, Account("ben", "Ben")
)
SECRET = replace(SECRET, restricted=True)


class OneSecret(SampleJira):
    """A Jira with that issue alone."""

    def _issues(self) -> list[Issue]:
        return [SECRET]


async def test_no_channel_list_or_form_reads_it() -> None:
    ages = WorkingAge(NOW, TeamSettings(), lambda _: False)
    day = Day((), (SECRET,), (SECRET,), (SECRET,), ())
    way = Transition("31", "Done", "Done", "done")
    for shown in (posts.short(day, (), (), JIRA, ages), posts.mine((SECRET,), JIRA, "C1", ages, "")):
        assert "PAY-7" in to_plain(shown)
        assert "login" not in to_plain(shown)
    assert "login" not in done_form(Done(SECRET, (way, way)), JIRA).model_dump_json()


async def test_no_post_that_names_its_key_gets_it() -> None:
    clock = TurnableClock(NOW, running=False)
    noted = await References(clock, OneSecret(Story(clock, NOW))).enrich(Post(headline=("It is PAY-7.",)))
    assert "login" not in noted.model_dump_json()
