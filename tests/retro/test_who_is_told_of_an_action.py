"""Whoever is put down for an action is told of it once for each time, and of it goes what its author had erased."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from bot.demo import team
from bot.demo.stage import Stage
from integrations.database.tables.delivery import MessageState, outbox
from integrations.database.tables.retro import RetroState, retro_items, retro_notes, retros
from integrations.workspace.people import words
from jobs.retro import store
from jobs.retro.model import Retro
from tests.privacy.acting import becomes_private
from tests.stage import BACKEND

FRIDAY, MONDAY = date(2026, 11, 27), date(2026, 11, 30)
NUMBER = 77


async def with_a_closed_retro(stage: Stage) -> None:
    """Keep one of #backend that Elif leads, with one topic that Chiara has named."""
    now = stage.now()
    retro = Retro(
        id=NUMBER,
        ritual=1,
        channel=team.BACKEND.id,
        title="Retrospective",
        zone=team.ZONE,
        categories=("Keep",),
        anonymous=False,
        votes=3,
        lead=team.ELIF.id,
        late=False,
        opening_line="",
        state=RetroState.CLOSED,
        opened_at=now,
        notes_until=now,
        votes_until=now,
        drawn={},
    )
    async with stage.app.parts.db.write() as tx:
        await tx.execute(retros.insert().values(**store.values_of(retro)))
        topic = retro_items.insert().values(retro=NUMBER, category=0, title="The axolotl", titled_by=team.CHIARA.id)
        item = (await tx.execute(topic.returning(retro_items.c.id))).scalar_one()
        note = {"retro": NUMBER, "category": 0, "item": item, "person": team.DEV.id, "words": "Slow deploys"}
        await tx.execute(retro_notes.insert().values(**note))


async def an_action(stage: Stage, owner: str) -> int:
    """Ana writes one down for somebody, before their day begins; its number."""
    actions = stage.app.parts.actions
    await actions.make(team.ANA.id, NUMBER, "Feed the bandicoot", owner, FRIDAY, "a form")
    (made,) = await actions.of(owner, [team.BACKEND.id])
    return made.id


async def letters(stage: Stage, person: str) -> list[str]:
    """What somebody has been told of it."""
    query = sa.select(outbox.c.key).where(outbox.c.person == person, outbox.c.state == MessageState.SENT)
    async with stage.app.parts.db.read() as tx:
        keys = (await tx.execute(query)).scalars()
        return [key for key in keys if key.startswith("retro_action:")]


@pytest.mark.parametrize(
    "handed",
    [
        pytest.param([(team.BEN.id, MONDAY)] * 2, id="the same form twice", marks=pytest.mark.slow),
        pytest.param([(team.CHIARA.id, FRIDAY), (team.BEN.id, FRIDAY)], id="to somebody else, and back"),
        pytest.param(
            [(team.BEN.id, MONDAY), (team.BEN.id, FRIDAY)], id="to another day, and back", marks=pytest.mark.slow
        ),
    ],
)
async def test_what_changes_before_they_are_told_they_are_told_all_the_same(
    stage: Stage, handed: Sequence[tuple[str, date]]
) -> None:
    await with_a_closed_retro(stage)
    number = await an_action(stage, team.BEN.id)
    for owner, due in handed:
        await stage.app.parts.actions.put_off(team.ANA.id, number, owner, due)
    await stage.turn_to(stage.at("09:30"))
    assert len(await letters(stage, team.BEN.id)) == 1
    assert await letters(stage, team.CHIARA.id) == []


async def test_who_is_handed_back_what_they_have_handed_over_is_told_again(stage: Stage) -> None:
    await with_a_closed_retro(stage)
    number = await an_action(stage, team.BEN.id)
    await stage.turn_to(stage.at("09:30"))
    for by, owner in ((team.BEN, team.CHIARA), (team.CHIARA, team.BEN)):
        await stage.app.parts.actions.put_off(by.id, number, owner.id, FRIDAY)
        await stage.pass_(minutes=1)
    assert len(await letters(stage, team.CHIARA.id)) == 1
    assert len(await letters(stage, team.BEN.id)) == 2


@pytest.mark.parametrize("leaves", [True, False])
async def test_what_waits_for_them_of_a_channel_is_in_their_home_while_they_are_in_it(
    stage: Stage, leaves: bool
) -> None:
    await with_a_closed_retro(stage)
    await becomes_private(stage, BACKEND)
    await an_action(stage, team.BEN.id)
    ben = stage.workspace.member("Ben")
    if leaves:
        await ben.leaves(BACKEND)
        await stage.settle()
    await ben.opens_home()
    await stage.settle()
    await stage.workspace.until(lambda: ben.home and "What you can ask for" in "\n".join(words(ben.home.blocks)))
    await stage.pass_(seconds=5)
    assert ben.home is not None
    assert ("bandicoot" in "\n".join(words(ben.home.blocks))) is not leaves


@pytest.mark.slow_where("U0ANA", "U0CHIARA")
@pytest.mark.parametrize(
    ("forgotten", "word"), [(team.ANA.id, "bandicoot"), (team.CHIARA.id, "axolotl"), (team.DEV.id, "deploys")]
)
async def test_the_words_of_who_is_forgotten_are_in_no_message_that_was_sent(
    stage: Stage, forgotten: str, word: str
) -> None:
    await with_a_closed_retro(stage)
    number = await an_action(stage, team.BEN.id)
    actions = stage.app.parts.actions
    await stage.app.parts.outbox.send(*await actions.listed(team.BACKEND.id, "a", "retro:77"))
    await stage.turn_to(stage.at("09:30"))
    await actions.put_off(team.BEN.id, number, team.BEN.id, FRIDAY + timedelta(days=1))
    await stage.pass_(minutes=1)
    assert word in str(await sent(stage))
    await stage.app.parts.personal_data.forget(forgotten)
    assert word not in str(await sent(stage))


async def sent(stage: Stage) -> Sequence[object]:
    """Every post that is kept."""
    async with stage.app.parts.db.read() as tx:
        return (await tx.execute(sa.select(outbox.c.post))).scalars().all()
