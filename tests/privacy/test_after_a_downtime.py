"""What was known before the app was down is not known after it, whatever way one asks."""

from collections.abc import AsyncIterator

import pytest

from bot.home import showing
from integrations.slack.events import said_at
from integrations.workspace.people import words as words_of
from jobs.drafts.kinds import ADR
from jobs.drafts.model import DraftEntry
from jobs.people import freshness
from tests.privacy.worlds import World
from tests.waiting import PATIENT_S

ANA, BEN = "U0ANA", "U0BEN"
PLACE = "G0ONE"
FIELDS = {"context": "It grew.", "decision": "We do it.", "consequences": "More to run."}
WAYS = ("/recall", "a DM", "/adr list", "the App Home", "/recall forget")


def _patient(world: World) -> World:
    """Let a busy machine take its time with an ack: each question here has an answer."""
    world.workspace.sockets.ack_s = world.workspace.triggers.live_s = PATIENT_S
    return world


@pytest.fixture
async def world(sqlite_url: str) -> AsyncIterator[World]:
    """Ana and Ben are in a private channel, where Ana says something that Ben notes, and Ben writes a record."""
    world = _patient(World(sqlite_url, 1))
    where = world.workspace.state.conversations[PLACE]
    where.members = dict.fromkeys((ANA, BEN, world.bot))
    async with world.living():
        await world.up.app.learned.wait()
        secret = world.say(ANA, where)
        await world.rest()
        parts = world.up.app.parts
        ts = str(secret.ts)
        await parts.memory.keep(PLACE, ts, ANA, secret.word, at=said_at(ts), noted_by=BEN)
        await parts.drafts.propose(BEN, PLACE, ADR, DraftEntry(f"{secret.key} {secret.word}", FIELDS))
        await world.rest()
        yield world


async def hears(world: World, how: str) -> str:
    """Everything that the app says to Ben once he has asked."""
    (secret,) = world.secrets.values()
    ben = world.workspace.member(BEN)
    before = len(ben.hears())
    match how:
        case "a DM":
            await ben.says(ben.dm_with_app.id, f"what about {secret.key}?")
        case "the App Home":
            await ben.opens_home()
        case "/recall":
            await ben.command(f"/recall ask {secret.key}", ben.dm_with_app.id)
        case command:
            await ben.command(command, ben.dm_with_app.id)
    await world.rest()
    opened = (ben.view, ben.home if how == "the App Home" else None)
    views = [words_of(view.blocks) for view in opened if view is not None]
    return "\n".join([*(each.shown for each in ben.hears()[before:]), *(line for view in views for line in view)])


async def tell(world: World) -> list[str]:
    """The ways of asking in which Ben hears what Ana said."""
    (secret,) = world.secrets
    ben = world.workspace.member(BEN)
    told = []
    for how in WAYS:
        if secret in await hears(world, how):
            told.append(how)
        if ben.view is not None:
            await ben.closes(ben.view)
    return told


@pytest.mark.parametrize("archived", [False, True], ids=["", "and it is archived"])
async def test_who_was_removed_meanwhile_is_told_nothing_in_any_way(
    world: World, archived: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await tell(world) == list(WAYS)
    await world.stop()
    where = world.workspace.state.conversations[PLACE]
    del where.members[BEN]
    where.archived = archived
    world.workspace.faults.limit("conversations.members", retry_after=30, times=50)
    with monkeypatch.context() as patch:
        for module in (freshness, showing):
            patch.setattr(module, "PATIENCE_S", 0.1)  # who is there is not known in any time, and each asks and waits
        await world.start()
        assert await tell(world) == []
    world.workspace.faults.clear()
    assert await tell(world) == []


async def test_who_is_still_there_is_answered_at_once(world: World) -> None:
    await world.stop()
    await world.start()
    assert await tell(world) == list(WAYS)


async def test_of_another_replicas_silence_this_one_knows(world: World) -> None:
    (secret,) = world.secrets
    other = _patient(World(world.url, 1))
    other.workspace.state.conversations[PLACE].members = dict.fromkeys((ANA, other.bot))
    del world.workspace.state.conversations[PLACE].members[BEN]  # told to the other, which is gone by now
    async with other.living():
        assert secret not in await hears(world, "/recall")


async def test_words_that_were_edited_since_are_not_shown_to_who_noted_them_and_left(world: World) -> None:
    (before,) = list(world.secrets.values())
    where = world.workspace.state.conversations[PLACE]
    world.workspace.leave(where, BEN)
    await world.rest()
    author = world.workspace.state.members[ANA]
    world.workspace.messages.edit(where, str(before.ts), author, lambda message: message.update(text="the new words"))
    await world.rest()
    ben = world.workspace.member(BEN)
    await ben.command("/recall forget", ben.dm_with_app.id)
    await world.rest()
    form = "\n".join(words_of(ben.view.blocks)) if ben.view else ""
    assert "a note from a place that you cannot read now" in form
    assert "new words" not in form
    exported = await world.up.app.parts.personal_data.export(BEN)
    assert exported["notes_of_others"] == [{"channel": PLACE, "ts": before.ts, "noted_by": BEN}]
    assert exported["drafts"] == []
