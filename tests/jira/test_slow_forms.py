"""What came of a form, and that it comes about once."""

import asyncio
from typing import Any, cast

import pytest

from bot.forms.issues import loading_form, said_form
from bot.slack import slow_forms
from bot.slack.slow_forms import SlowForms
from integrations.form import Form
from integrations.jira import JIRA
from integrations.slack.chat import Chat
from jobs.delivery import form_work
from jobs.delivery.form_work import FormWork
from jobs.delivery.retention import Retention
from jobs.delivery.submissions import Submissions
from tests.jira.conftest import Work, add
from tests.jira.test_wrap_up import asked, list_of, shown_in_form

WAITING = loading_form("a_form", "PAY-1", JIRA)


def replica(work: Work) -> SlowForms:
    parts = work.stage.app.parts
    return SlowForms(cast(Chat, parts.chat), parts.outbox, FormWork(Submissions(parts.db, parts.clock)))


class Ack:
    """Slack's ear, as far as one form goes."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    async def __call__(self, answer: Any) -> None:
        self.heard.append(str(answer["view"]["blocks"]))


async def test_a_form_that_is_sent_again_since_its_answer_was_lost_writes_once(work: Work) -> None:
    outcomes = replica(work)
    written: list[str] = []

    async def write() -> Form:
        written.append("once")
        return said_form("a_form", "PAY-1", "Added to PAY-1.")

    ack: Any = Ack()
    for _ in range(2):
        await outcomes.show(ack, "U1", "V1", WAITING, write)
    assert written == ["once"]
    assert len(ack.heard) == 2
    assert all("Added to PAY-1." in each for each in ack.heard)
    await outcomes.show(ack, "U1", "V2", WAITING, write)
    assert len(written) == 2, "another form is another wish"


async def test_what_failed_by_a_mistake_of_ours_may_be_tried_again(work: Work) -> None:
    outcomes = replica(work)

    async def fail() -> Form:
        raise RuntimeError("a mistake")

    async def write() -> Form:
        return said_form("a_form", "PAY-1", "Added to PAY-1.")

    ack: Any = Ack()
    with pytest.raises(RuntimeError):
        await outcomes.show(ack, "U1", "V1", WAITING, fail)
    await outcomes.show(ack, "U1", "V1", WAITING, write)
    assert "Added to PAY-1." in ack.heard[-1]


async def test_two_replicas_that_get_the_same_form_write_once_and_both_say_so(work: Work) -> None:
    written: list[str] = []
    both = asyncio.Event()

    async def write() -> Form:
        written.append("once")
        await both.wait()
        return said_form("a_form", "PAY-1", "Added to PAY-1.")

    acks: list[Any] = [Ack(), Ack(), Ack()]
    shown = [asyncio.create_task(replica(work).show(ack, "U1", "V1", WAITING, write)) for ack in acks[:2]]
    await asyncio.sleep(0)
    both.set()
    await asyncio.gather(*shown)
    await replica(work).show(acks[2], "U1", "V1", WAITING, write)  # and one that was started since
    assert written == ["once"]
    assert all("Added to PAY-1." in ack.heard[-1] for ack in acks)


async def test_what_a_process_died_over_is_not_done_again_and_said_to_be_unknown(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(form_work, "OTHERS_S", 0.5)
    parts = work.stage.app.parts
    assert await Submissions(parts.db, parts.clock).claim("V1")  # and nothing was heard of it any more

    async def write() -> Form:
        raise AssertionError("done twice")

    ack: Any = Ack()
    await replica(work).show(ack, "U1", "V1", WAITING, write)
    assert "what came of it I cannot say" in ack.heard[-1]


async def test_forms_are_not_remembered_for_ever(work: Work) -> None:
    parts = work.stage.app.parts
    submissions = Submissions(parts.db, parts.clock)
    assert await submissions.claim("V1")
    assert not await submissions.claim("V1")
    await work.stage.pass_(days=3)
    await Retention(parts.db, parts.clock).sweep()
    assert await submissions.claim("V1")


async def test_an_answer_that_slack_gave_up_on_is_shown_all_the_same(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slow_forms, "SURE_S", 0)
    ben = work.stage.workspace.member("Ben")
    add(work.store, "Refunds", whose="ben", status="In Progress")
    await asked(work)
    await ben.clicks(await list_of(work, "Ben"), "Comment")
    view = await work.stage.workspace.until(lambda: ben.view)
    assert view is not None
    outcomes = replica(work)

    async def write() -> Form:
        return said_form("a_form", "PAY-1", "Added to PAY-1.")

    deaf: Any = Ack()  # what it hears does not reach Slack
    await outcomes.show(deaf, ben.id, view.id, WAITING, write)
    await shown_in_form(work, "Added to PAY-1.")
