"""Issue keys in what we say are shown with title and status."""

from integrations.workspace import Said
from tests.faults import FAULTS
from tests.jira.conftest import Work, add
from tests.stage import BACKEND, BOT, last


async def answered(work: Work, words: str) -> Said:
    ana = work.stage.workspace.member("Ana")
    await ana.says(BACKEND, words)
    await work.stage.settle()
    await ana.says(BACKEND, f"{BOT} what did we say about the index?")
    await work.stage.pass_(seconds=5)
    return last(work.stage)


async def test_a_key_in_an_answer_is_shown_with_title_and_status(work: Work) -> None:
    key = add(work.store, "Index on retry_at", status="In Progress")
    said = await answered(work, f"The index is {key}, not UTF-8 or PAY-999 or ORD-1.")
    assert f"|{key}> Index on retry_at · In Progress" in said.shown
    for other in ("UTF-8", "PAY-999", "ORD-1"):
        assert f"{other} " not in said.shown.splitlines()[-1]


async def test_a_jira_that_is_down_leaves_words_and_is_not_asked_with_every_post(work: Work) -> None:
    key = add(work.store, "Index on retry_at")
    work.front.fault = FAULTS["500"]
    said = await answered(work, f"The index is {key}.")
    assert key in said.shown
    assert "Index on retry_at" not in said.shown
    asked = len(work.front.asked)
    await answered(work, f"Once more about the index: {key}.")
    assert len(work.front.asked) == asked


async def test_a_key_that_has_its_link_is_not_shown_twice(work: Work) -> None:
    add(work.store, "Index on retry_at", whose="ben", status="In Progress")
    await work.stage.workspace.member("Ana").command("/ritual run wrap_up", BACKEND)
    await work.stage.pass_(seconds=8)
    said = [each for each in work.stage.workspace.messages_in(BACKEND) if "moved today" in each.shown]
    assert said[-1].shown.count("Index on retry_at") == 1
