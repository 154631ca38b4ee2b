"""A client that names pull requests and channels which it was never shown."""

from bot.demo import team
from jobs.reviews import posts as review_posts
from tests.github.conftest import PAYMENTS, Work
from tests.github.server import Pull
from tests.privacy.acting import forged_click, forged_form, form_of
from tests.stage import BACKEND, LEADS, shown


async def test_a_pull_request_of_another_repository_is_not_asked_for(work: Work) -> None:
    ben = work.stage.workspace.member("Ben")
    await forged_click(work.stage, ben, BACKEND, review_posts.NUDGE, "secret/plans#1")
    await work.stage.workspace.until(lambda: ben.whispers(BACKEND))
    assert ben.whispers(BACKEND)[-1].shown == "I do not look after that repository."


async def test_only_the_people_of_a_channel_put_off_what_it_sees(work: Work) -> None:
    work.hub.repo(PAYMENTS).has(Pull(1, "Index on retry_at"))
    ben = work.stage.workspace.member("Ben")
    await work.stage.workspace.member("Ana").command("/ritual run review_queue", BACKEND)
    await work.stage.pass_(seconds=8)
    await forged_click(work.stage, ben, BACKEND, review_posts.SNOOZE, "")
    await work.stage.workspace.until(lambda: ben.view and "Which pull request?" in str(ben.view.blocks))
    await forged_form(work.stage, ben, lambda _: team.LEADS.id)
    await ben.fills(await form_of(work.stage, ben), {"Which pull request?": f"{PAYMENTS}#1"})
    told = "Only the people of its channel can put it off there."
    await work.stage.workspace.until(lambda: ben.view and told in str(ben.view.blocks))
    await work.stage.settle()
    assert shown(work.stage, LEADS) == []
