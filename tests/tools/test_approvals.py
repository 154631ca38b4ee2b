"""What a tool is to write is shown whole, and done once, where the right person presses the button."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.demo import team
from bot.demo.stage import Stage
from bot.tools import approval_posts as posts
from bot.tools.approvals import Approvals, Wish
from bot.tools.arguments import Nothing
from bot.tools.tool import Asking, Proposal
from bot.tools.visible import visible
from integrations.chat import PlaceKind
from integrations.database import Database
from integrations.model import Model
from integrations.workspace import Said
from integrations.workspace.sample import Group
from jobs.approvals.approvers import Approvers
from jobs.errors import UserError
from jobs.people.groups import Groups
from tests.audited import audited
from tests.stage import BACKEND, BOT, shown, staged, thread, with_a_day
from tests.turn.model_server import ModelServer, serving, wanting
from tests.waiting import until

SKIP_IT = ("skip_ritual", {"name": "standup"})
SKIP = ("skip_ritual", json.dumps(SKIP_IT[1]))


@pytest.fixture(scope="module", autouse=True)
def libraries() -> None:
    """Loaded before there is a loop to block, as the app does."""
    Model("small", base_url="http://127.0.0.1:1/v1")


@pytest.fixture
async def model() -> AsyncIterator[ModelServer]:
    async with serving() as server:
        yield server


@pytest.fixture
async def stage(tmp_path: Path, model: ModelServer) -> AsyncIterator[Stage]:
    """The team's day in #backend, and a model that does what a test tells it."""
    async with staged(tmp_path, rolecall_model="small", openai_base_url=model.url) as stage:
        await with_a_day(stage)
        yield stage


async def asked(stage: Stage, model: ModelServer, *wants: tuple[str, str]) -> Said:
    """Ana asks, the model wants these tools, and this is the last message of the thread."""
    model.script.append(wanting(*wants))
    model.content = "I can do that, if you say so."
    ts = await stage.workspace.member("Ana").says(BACKEND, f"{BOT} we leave the standup out today")
    await stage.pass_(seconds=10)
    root = next(said for said in stage.workspace.messages_in(BACKEND) if said.ts == ts)
    return thread(stage, root)[-1]


async def is_left_out(stage: Stage) -> bool:
    listed = await stage.app.parts.rituals.roster.listed()
    standup = next(each for each in listed if each.ritual.kind == "standup")
    return standup.next_at is not None and standup.next_at.date() > stage.now().date()


async def actions(stage: Stage) -> list[tuple[str, str]]:
    return [
        (each.action, each.actor) for each in await audited(stage.app.parts.db) if each.action.startswith("approval.")
    ]


async def pressed(stage: Stage, who: str, request: Said, button: str = "Do it") -> None:
    await stage.workspace.member(who).clicks(request, button)
    await stage.pass_(seconds=10)


async def test_it_is_shown_whole_and_nothing_is_done_before_who_asked_says_yes(
    stage: Stage, model: ModelServer
) -> None:
    request = await asked(stage, model, SKIP)
    assert request.shown.startswith(
        "May I? Skip Morning Standup and Team Sync in #backend on Monday 23 November.\nRitual: Morning Standup"
    )
    assert "Nothing is done yet. Only Ana can say yes, until " in request.shown
    assert "08:40" in request.shown
    assert request.buttons == ["Do it", "Don't"]
    assert not await is_left_out(stage)
    await pressed(stage, "Ben", request)
    assert not await is_left_out(stage), "Ben did not ask for it"
    await pressed(stage, "Ana", request)
    assert await is_left_out(stage)
    said = shown(stage)
    assert any("Yes, said Ana at " in each for each in said)
    assert any("is skipped on" in each for each in said)
    ana = stage.workspace.member("Ana").id
    assert await actions(stage) == [("approval.done", ana), ("approval.allowed", ana), ("approval.asked", ana)]


async def test_a_model_without_tools_does_not_stand_in_the_way(stage: Stage, model: ModelServer) -> None:
    model.refuses = lambda asked: (400, {"message": "small does not support tools"}) if "tools" in asked else None
    model.content = "I did it."
    await stage.workspace.member("Ana").says(BACKEND, f"{BOT} skip the next standup")
    await stage.pass_(seconds=10)
    *_, answer, request = stage.workspace.messages_in(BACKEND)
    assert "I did it" not in answer.shown
    assert request.shown.startswith("May I? Skip Morning Standup")


async def test_what_is_refused_is_not_done_and_cannot_be_allowed_after(stage: Stage, model: ModelServer) -> None:
    request = await asked(stage, model, SKIP)
    await pressed(stage, "Ana", request, "Don't")
    assert any("No, said Ana" in each for each in shown(stage))
    with pytest.raises(UserError, match="refused"):
        await stage.app.parts.approvals.take(stage.workspace.member("Ana").id, 1)
    assert not await is_left_out(stage)


async def test_ten_minutes_later_it_cannot_be_allowed_and_says_so(stage: Stage, model: ModelServer) -> None:
    request = await asked(stage, model, SKIP)
    await stage.pass_(seconds=11 * 60)
    await until(lambda: any("Nobody said yes within ten minutes" in each for each in shown(stage)))
    with pytest.raises(UserError, match="within ten minutes"):
        await stage.app.parts.approvals.take(stage.workspace.member("Ana").id, 1)
    assert request.ts
    assert not await is_left_out(stage)


async def test_no_words_allow_anything(stage: Stage, model: ModelServer) -> None:
    request = await asked(stage, model, SKIP)
    for words in ("yes", "Do it", "approved", f"{BOT} yes, do it, I allow it", "tool_approve 1"):
        await stage.workspace.member("Ana").replies(request, words)
        await stage.pass_(seconds=5)
    assert not await is_left_out(stage)


async def test_pressed_many_times_at_once_it_is_begun_once(stage: Stage, model: ModelServer) -> None:
    await asked(stage, model, SKIP)
    ana = stage.workspace.member("Ana").id
    tries = [stage.app.parts.approvals.take(ana, 1) for _ in range(20)]
    came = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(each, UserError) for each in came) == 19


async def test_where_the_process_ended_in_between_it_is_unknown_and_never_tried_again(
    stage: Stage, model: ModelServer
) -> None:
    await asked(stage, model, SKIP)
    await stage.app.parts.approvals.take(stage.workspace.member("Ana").id, 1)
    await stage.pass_(seconds=180)
    interrupted = "I was interrupted, and don't know whether this was done"
    await until(lambda: interrupted in "\n".join(shown(stage)))
    assert "\n".join(shown(stage)).count(interrupted) == 1
    assert not await is_left_out(stage)
    with pytest.raises(UserError, match="don't know whether"):
        await stage.app.parts.approvals.take(stage.workspace.member("Ana").id, 1)


async def test_a_model_that_asks_for_much_gets_few_requests_and_says_what_it_may(
    stage: Stage, model: ModelServer
) -> None:
    await asked(stage, model, *[("skip_ritual", json.dumps({"name": f"standup {n}"})) for n in range(5)], SKIP)
    requests = [said for said in stage.workspace.messages_in(BACKEND) if "Do it" in said.buttons]
    assert len(requests) == 1, "there is one ritual of that name, and the others are none"


async def test_what_cannot_be_shown_whole_cannot_be_asked_for(stage: Stage) -> None:
    ana = stage.workspace.member("Ana").id
    asking = Asking(ana, stage.workspace.channel(BACKEND).id, PlaceKind.PUBLIC, stage.now())
    for words in ("\u200b" * 500, "line\n" * 100):
        with pytest.raises(UserError, match="can't show it whole"):
            await stage.app.parts.approvals.wish(asking, "note_for_the_team", {"words": words})


async def test_a_tool_that_writes_cannot_be_called_past_the_button(stage: Stage) -> None:
    ana = stage.workspace.member("Ana").id
    asking = Asking(ana, stage.workspace.channel(BACKEND).id, PlaceKind.PUBLIC, stage.now())
    with pytest.raises(PermissionError):
        await stage.app.parts.toolbox.call("skip_ritual", asking, {"name": "standup"})


LEADS = Group(id="S0LEADS", handle="leads", users=(team.BEN.id, team.DEV.id))


@pytest.mark.slow_where("U0BEN", "ben@team.example")
@pytest.mark.parametrize("named", [team.BEN.id, str(team.BEN.email), "@leads"])
async def test_who_decides_on_a_tool_may_be_named_and_then_who_asks_does_not(
    tmp_path: Path, model: ModelServer, named: str
) -> None:
    approvers = {"*": (team.ANA.id,), "skip_ritual": (named,)}
    async with staged(tmp_path, rolecall_model="small", openai_base_url=model.url, approvers=approvers) as stage:
        stage.workspace.state.team = replace(stage.workspace.state.team, groups=(LEADS,))
        await with_a_day(stage)
        request = await asked(stage, model, SKIP)
        who = "<@U0BEN> or <@U0DEV>" if named == "@leads" else "<@U0BEN>"
        assert f"<@U0ANA> asks for it. Nothing is done yet. Only {who} can say yes" in request.shown
        await pressed(stage, "Ana", request)
        told = stage.workspace.member("Ana").whispers(BACKEND)[-1].shown
        assert "can decide on this. Ask them" in told
        assert not await is_left_out(stage)
        await pressed(stage, "Ben", request)
        assert "Yes, said Ben" in "\n".join(shown(stage))
        assert await is_left_out(stage)


async def test_two_people_at_two_replicas_at_once_are_one_yes_and_the_other_is_told_so(
    tmp_path: Path, model: ModelServer
) -> None:
    both = {"skip_ritual": (team.BEN.id, team.DEV.id)}
    async with staged(tmp_path, rolecall_model="small", openai_base_url=model.url, approvers=both) as stage:
        await with_a_day(stage)
        request = await asked(stage, model, SKIP)
        parts = stage.app.parts
        db = Database(f"sqlite:///{tmp_path}/rolecall.db")
        approvers = Approvers(parts.team, Groups(parts.chat, parts.clock), both)
        other = Approvals(db, parts.clock, parts.outbox, parts.toolbox, parts.team, approvers)
        for _ in range(2):  # and each of them twice
            tries = [parts.approvals.take(team.BEN.id, 1), other.take(team.DEV.id, 1), other.take(team.BEN.id, 1)]
            came = await asyncio.gather(*tries, parts.approvals.refuse(team.DEV.id, 1), return_exceptions=True)
        told = [str(each) for each in came if isinstance(each, UserError)]
        assert len(told) == 4, "the second time nobody is first"
        assert set(told) <= {
            "That is allowed already, and begun.",
            "That was refused. Ask me again if you have changed your mind.",
        }
        decided = [action for action, _ in await actions(stage) if action != "approval.asked"]
        assert len(decided) == 1
        await stage.pass_(seconds=10)
        closed = next(each for each in stage.workspace.messages_in(BACKEND) if each.ts == request.ts)
        assert closed.buttons == []
        await db.close()


async def test_the_audit_has_who_asked_who_allowed_what_and_from_which_thread(
    tmp_path: Path, model: ModelServer
) -> None:
    async with staged(
        tmp_path, rolecall_model="small", openai_base_url=model.url, approvers={"*": (team.BEN.id,)}
    ) as stage:
        await with_a_day(stage)
        request = await asked(stage, model, SKIP)
        await pressed(stage, "Ben", request)
        kept = [each for each in await audited(stage.app.parts.db) if each.action.startswith("approval.")]
        assert [(each.action, each.actor, each.subject) for each in kept] == [
            ("approval.done", team.BEN.id, "skip_ritual"),
            ("approval.allowed", team.BEN.id, "skip_ritual"),
            ("approval.asked", team.ANA.id, "skip_ritual"),
        ]
        for each in kept:
            assert each.details["asker"] == team.ANA.id
            assert each.details["deciders"] == [team.BEN.id]
            assert each.details["arguments"] == {"name": "standup-backend", "day": "2026-11-23"}
            assert (each.details["place"], each.details["thread"]) == (request.channel, request.thread_ts)


@pytest.mark.parametrize(
    "words", ["&" * 2_300, "<" * 2_300, "*_~`" * 550, "a b\n" * 50, "\U0001f680" * 1_000, '"\\' * 1_100]
)
async def test_the_longest_request_is_shown_whole_in_one_message_with_its_buttons(tmp_path: Path, words: str) -> None:
    async with staged(tmp_path) as stage:
        parts, ana = stage.app.parts, stage.workspace.member("Ana")
        asking = Asking(ana.id, team.BACKEND.id, PlaceKind.PUBLIC, stage.now())
        proposal = Proposal("Do it.", Nothing(), (("Words", words),))
        wish = Wish("skip_ritual", {}, posts.shown(proposal), [(ana.id, "Ana")])
        async with parts.db.write() as tx:
            await parts.approvals.ask(tx, asking, [wish])
        await stage.pass_(seconds=5)
        request = stage.workspace.messages_in(BACKEND)[-1]
        assert request.buttons == ["Do it", "Don't"], "nothing is cut, so nothing has to be shown by a button"
        raw = json.dumps(request.raw["blocks"], ensure_ascii=False)
        assert "…" not in raw


async def test_where_nobody_who_is_named_can_see_it_it_is_not_asked_for(tmp_path: Path, model: ModelServer) -> None:
    async with staged(
        tmp_path, rolecall_model="small", openai_base_url=model.url, approvers={"skip_ritual": ("@leads",)}
    ) as stage:
        await with_a_day(stage)
        ana = stage.workspace.member("Ana")
        here = Asking(ana.id, stage.workspace.channel(BACKEND).id, PlaceKind.PUBLIC, stage.now())
        with pytest.raises(UserError, match="Nobody whom the operator named"):
            await stage.app.parts.approvals.wish(here, *SKIP_IT)
        stage.workspace.state.team = replace(stage.workspace.state.team, groups=(LEADS,))
        approvers = stage.app.parts.approvals._approvers
        with pytest.raises(UserError, match="Only Ben or Dev can allow that, and can't read this here"):
            await approvers.of("skip_ritual", ana.id, ana.dm_with_app.id, PlaceKind.DIRECT)
        assert await approvers.of("move_issue", ana.id, ana.dm_with_app.id, PlaceKind.DIRECT) == (ana.id,)


def test_nothing_hides_in_what_is_shown() -> None:
    assert visible("pay\u202eLRO\u200b-1\x07\nkept é 🙂") == "pay\\u202eLRO\\u200b-1\\u0007\nkept é 🙂"
