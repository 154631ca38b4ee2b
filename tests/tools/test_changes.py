"""What somebody asks for in plain words is shown as exactly what it will be, and is that once they have said yes."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.demo.stage import Stage
from bot.demo.world.world import world
from integrations.post import Post
from integrations.time import TurnableClock
from integrations.workspace import Said
from jobs.drafts.kinds import ADR
from jobs.drafts.model import DraftEntry
from jobs.messages import OutgoingMessage, Priority
from jobs.people import epochs
from tests.privacy.acting import becomes_a_guest
from tests.stage import BACKEND, BOT, MONDAY, shown, staged, with_a_day

DM = "@Backend_Architect"


async def says(stage: Stage, who: str, words: str, where: str = BACKEND, below: Said | None = None) -> list[Said]:
    """Somebody asks; all that is said then."""
    before = len(stage.workspace.messages_in(where)) if where == BACKEND else len(stage.workspace.member(who).hears())
    person = stage.workspace.member(who)
    thread = (below.thread_ts or below.ts) if below else None
    if where == DM:
        await person.says(person.dm_with_app.id, words)
    else:
        await person.says(where, f"{BOT} {words}", thread)
    await stage.pass_(seconds=10)
    return person.hears()[before:] if where == DM else stage.workspace.messages_in(where)[before + 1 :]


async def allowed(stage: Stage, who: str, said: list[Said]) -> str:
    """They press Do it below the request; what is said after it."""
    (request,) = [each for each in said if "Do it" in each.buttons]
    before = len(stage.workspace.messages_in(request.channel)) if request.channel[0] == "C" else 0
    await stage.workspace.member(who).clicks(request, "Do it")
    await stage.pass_(seconds=10)
    every = stage.workspace.messages_in(request.channel) if request.channel[0] == "C" else []
    return "\n".join(each.shown for each in every[before:])


def request_in(said: list[Said]) -> str:
    (request,) = [each.shown for each in said if "Do it" in each.buttons]
    return request


@pytest.mark.parametrize(
    ("words", "shown_first", "shown_too", "result"),
    [
        (
            "comment on PAY-44: ready for review",
            "Add a comment to PAY-44",
            "Outbox for payment events",
            "Added to PAY-44.",
        ),
        (
            "move PAY-44 to done",
            "Move PAY-44 from In Progress to Done",
            "Outbox for payment events",
            "PAY-44 is Done now.",
        ),
        ("label PAY-44 as outbox", "Give PAY-44 a label", "Label: outbox", "PAY-44 has the label “outbox” now."),
        (
            "create a bug in PAY: cents drift",
            "Create an issue in Jira",
            "Type: Bug\nTitle: cents drift",
            "PAY-101 is there",
        ),
        ("nudge payments#212", "Remind the reviewers of payments#212", "Pull request: ", "who is ana-sample on GitHub"),
        (
            "snooze payments#212 until its next push",
            "Leave payments#212 out of this channel's",
            "",
            "is put off until its",
        ),
        ("run the review queue now", "Run Code Review and Pull Requests in #backend now", "", "runs now"),
        (
            "skip the next standup",
            "Skip Morning Standup and Team Sync in #backend on",
            "",
            "is skipped on Monday",
        ),
        ("move the standup to 10:15", "to 10:15, this once.", "(standup-backend), at 09:00", "is at 10:15 on Monday"),
        ("move the standup to 10:15 for good", "from 09:00 to 10:15, for good.", "", "is at 10:15 from now on"),
        ("a note for the team: no deploys on Fridays", "Keep a note", "Note: no deploys on Fridays", "Noted."),
    ],
)
async def test_it_is_shown_and_then_done(
    tmp_path: Path, words: str, shown_first: str, shown_too: str, result: str
) -> None:
    _, sources = world(TurnableClock(MONDAY, running=False), MONDAY)
    async with staged(tmp_path, sources=sources) as stage:
        await with_a_day(stage)
        said = await says(stage, "Ana", words)
        request = request_in(said)
        assert request.startswith("May I? ")
        assert shown_first in request.splitlines()[0]
        assert shown_too in request
        assert result in await allowed(stage, "Ana", said)


async def test_an_issue_that_was_moved_from_here_is_shown_with_its_new_status_at_once(tmp_path: Path) -> None:
    _, sources = world(TurnableClock(MONDAY, running=False), MONDAY)
    async with staged(tmp_path, sources=sources) as stage:
        await with_a_day(stage)
        said = await says(stage, "Ana", "move PAY-44 to done")
        named = OutgoingMessage("n1", said[0].channel, Post(headline=("It is PAY-44.",)), priority=Priority.REPLY)
        await stage.app.parts.outbox.send(named)
        await stage.pass_(seconds=3)
        assert "Outbox for payment events · In Progress" in stage.workspace.messages_in(BACKEND)[-1].shown
        after = await allowed(stage, "Ana", said)
        assert "Outbox for payment events · Done" in after
        assert "In Progress" not in after.partition("is Done now.")[2]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("label PAY-44 as two words", "One thing is not as I need it. The label: one word, without blanks."),
        ("label PAY-44", "One thing is missing. The label: one word, without blanks."),
        ("comment on PAY-44", "One thing is missing. The comment, in plain words."),
        (f"create a bug in PAY: {'cents drift ' * 18}", "One thing is longer than 200 characters. Its title, on one"),
        ("move PAY-9999 to done", "There is no PAY-9999 in Jira that I can see."),
        ("draft an ADR about retries", "Ask me that in the thread that it is about, or write it in the form: /adr new"),
    ],
)
async def test_what_cannot_be_asked_for_so_is_answered_at_once_with_what_is_wrong(
    tmp_path: Path, words: str, told: str
) -> None:
    _, sources = world(TurnableClock(MONDAY, running=False), MONDAY)
    async with staged(tmp_path, sources=sources) as stage:
        (answer,) = await says(stage, "Ana", words)
    assert answer.shown.startswith(told)
    assert "Do it" not in answer.buttons


async def test_a_ritual_that_was_moved_once_runs_then_and_the_next_day_as_ever(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await with_a_day(stage)
        await allowed(stage, "Ana", await says(stage, "Ana", "move the standup to 10:15"))
        standup = next(each for each in await stage.app.parts.rituals.roster.listed() if each.ritual.kind == "standup")
        assert standup.next_at == datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
        await stage.turn_to(stage.at("10:16"))
        standup = next(each for each in await stage.app.parts.rituals.roster.listed() if each.ritual.kind == "standup")
        assert standup.next_at == datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
        (late,) = await says(stage, "Ana", "move the standup to 25:00")
        assert "is no time of day" in late.shown


async def test_whose_ritual_it_is_not_cannot_even_ask(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await with_a_day(stage)
        for words in ("skip the next standup", "move the standup to 10:15", "move the standup to 10:15 for good"):
            (answer,) = await says(stage, "Dev", words)
            assert "belongs to Ana; they or an admin can change it." in answer.shown


async def test_a_thread_becomes_a_draft_with_its_words_and_who_said_them(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await with_a_day(stage)
        ts = await stage.workspace.member("Ben").says(BACKEND, "Let us keep the outbox in PostgreSQL")
        await stage.pass_(seconds=2)
        root = next(each for each in stage.workspace.messages_in(BACKEND) if each.ts == ts)
        await stage.workspace.member("Chiara").replies(root, "One less thing to run, so yes")
        await stage.pass_(seconds=2)
        said = await says(stage, "Ana", "draft an ADR from this thread", below=root)
        request = request_in(said)
        assert "Propose an ADR, and post it in #backend." in request
        assert "Ben: Let us keep the outbox in PostgreSQL\nChiara: One less thing to run, so yes" in request
        assert "Decision: Nobody has written this yet." in request
        assert "Let us keep the outbox in PostgreSQL is posted." in await allowed(stage, "Ana", said)
        assert any("Proposed ADR: Let us keep the outbox in PostgreSQL" in each for each in shown(stage))
        (outside,) = await says(stage, "Ana", "draft a runbook")
        assert "Ask me that in the thread that it is about" in outside.shown


async def test_a_draft_of_ones_own_is_given_to_a_channel_by_asking_for_it_alone(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await with_a_day(stage)
        ana = stage.workspace.member("Ana")
        said = await says(stage, "Ana", "skip the standup", DM)
        assert "This channel has no rituals yet" in said[-1].shown
        await _keeps_to_herself(stage)
        (answer,) = await says(stage, "Ana", "share my draft Outbox in #backend")
        assert "is yours alone. Ask me that in a direct message" in answer.shown
        (nobodys,) = await says(stage, "Ana", "share my draft Outbox in #backend-secret", DM)
        assert "Choose a channel that you are in." in nobodys.shown
        said = await says(stage, "Ana", "share my draft Outbox in #backend", DM)
        assert "Give a draft of yours to #backend" in request_in(said)
        assert not any("Outbox" in each for each in shown(stage)[:-2])
        await allowed(stage, "Ana", said)
        assert any("is in #backend now" in each.shown or "Outbox" in each.shown for each in ana.hears())
        assert any("Proposed ADR: Outbox" in each for each in shown(stage))


async def _keeps_to_herself(stage: Stage) -> None:
    fields = {"context": "It grew.", "decision": "We do it.", "consequences": "More to run."}
    await stage.app.parts.drafts.propose(
        "U0ANA", stage.workspace.member("Ana").dm_with_app.id, ADR, DraftEntry("Outbox", fields)
    )
    await stage.pass_(seconds=5)


async def test_a_note_for_the_team_is_told_with_a_link_to_where_it_was_allowed(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await with_a_day(stage)
        await allowed(stage, "Ana", await says(stage, "Ana", "a note for the team: the sweep runs at four"))
        (answer,) = await says(stage, "Dev", "when does the sweep run?")
        assert "the sweep runs at four" in answer.shown


async def test_a_guest_is_shown_no_issue_and_can_ask_for_no_change_of_one(tmp_path: Path) -> None:
    _, sources = world(TurnableClock(MONDAY, running=False), MONDAY)
    async with staged(tmp_path, sources=sources) as stage:
        await becomes_a_guest(stage, "Dev")
        said = await says(stage, "Dev", "move PAY-44 to done", DM)
        assert "Outbox for payment events" not in "\n".join(each.shown for each in said)
        assert not any(each.buttons for each in said)


async def test_a_yes_right_behind_a_restart_is_not_used_up(tmp_path: Path) -> None:
    _, sources = world(TurnableClock(MONDAY, running=False), MONDAY)
    async with staged(tmp_path, sources=sources) as stage:
        ana = stage.workspace.member("Ana")

        def requests() -> list[Said]:
            return [each for each in stage.workspace.dm_with_app("Ana") if "Do it" in each.buttons]

        await says(stage, "Ana", "comment on PAY-44: ready for review", DM)
        (request,) = requests()
        for method in ("users.info", "users.list", "conversations.list", "conversations.info"):
            stage.workspace.faults.fail(method, times=1000)
        await epochs.begin(stage.app.parts.db)  # as a start does: nothing that was read before is known any more
        await ana.clicks(request, "Do it")
        await stage.pass_(seconds=5)
        assert any("your yes is not used up" in each.shown for each in ana.hears())
        assert [each.ts for each in requests()] == [request.ts]
        stage.workspace.faults.clear()
        await ana.clicks(request, "Do it")
        await stage.pass_(seconds=10)
        assert requests() == []
        assert any("Added to PAY-44." in each.shown for each in stage.workspace.dm_with_app("Ana"))
