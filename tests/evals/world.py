"""The demo's world for questions: the day of the sample team, and what it had said and planned two days earlier."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.demo import day, team
from bot.demo.acting import day_before
from bot.demo.stage import Stage, on_stage
from bot.demo.world import Story, world
from integrations.time import TurnableClock
from tests.stage import BOT, CARD, fresh_database
from tests.waiting import PATIENT_S

WEDNESDAY = datetime(2026, 11, 25, 12, tzinfo=UTC)
"""The day that is played: a day before it and two after it are working days."""
MONDAY_AFTERNOON = datetime(2026, 11, 23, 14, tzinfo=UTC)

BACKEND, LEADS, A_DM = f"#{team.BACKEND.name}", f"#{team.LEADS.name}", "dm"
SAID_ON_MONDAY = (
    (team.ANA, BACKEND, "Decision: staging is refreshed from production every Sunday night, card numbers masked."),
    (team.BEN, BACKEND, "The refund job dies when the bank answers with an empty body, it is in the logs again."),
    (team.CHIARA, BACKEND, "I rehearsed the restore of orders-db: 38 minutes from the backup to green."),
    (team.DEV, BACKEND, "The test phone lives in the drawer under the printer."),
    (team.ELIF, BACKEND, "If the event queue stalls: restart the consumers first, the broker only after that."),
    (team.BEN, BACKEND, "Anyone up for ramen on Friday?"),
    (team.CHIARA, BACKEND, "No migrations on payments between 12 and 14 please, the finance export reads then."),
    (team.ANA, BACKEND, "Northwind moves to the new order form on December 1st."),
    (team.DEV, BACKEND, "Northwind says the totals drift by a cent when there is a discount."),
    (team.ELIF, BACKEND, "The dashboards moved to grafana.example/d/payments, the old link is dead."),
    (team.BEN, BACKEND, "haha, the build bot greeted me with my middle name"),
    (team.ANA, LEADS, "The load test cluster may cost 4000 a month, between us for now."),
    (team.CHIARA, LEADS, "Ben gets the senior title in January, he does not know yet."),
    (team.BEN, A_DM, "remember that I would like to work from Lisbon in spring"),
)
"""Sample words. Those of the leads and of a DM are for nobody else's ears."""
PLANNED_AWAY = (
    (team.CHIARA, "/standup away 26 Nov"),
    (team.DEV, "/standup away 27 Nov"),
    (team.BEN, "/standup away from 30 Nov to 4 Dec"),
)


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[tuple[Stage, Story]]:
    """The sample team at 08:55 of the day, with an app that has been there since Monday afternoon."""
    clock = TurnableClock(MONDAY_AFTERNOON, running=False)
    today = WEDNESDAY.astimezone(ZoneInfo(team.ZONE))
    story, sources = world(clock, today)
    async with on_stage(
        team.team(CARD.name),
        clock,
        database_url=fresh_database(folder),
        card=CARD,
        sources=sources,
        ack_s=PATIENT_S,
        patience_s=PATIENT_S,
    ) as (stage, _):
        await _monday(stage)
        await stage.turn_to(day_before(today))
        await day.before(stage, story)
        await stage.turn_to(stage.at(day.OPENS, today))
        yield stage, story


async def moments(stage: Stage, story: Story) -> AsyncIterator[str]:
    """Play the day: the clock, `HH:MM`, at its begin and after each thing that happens."""
    zone = ZoneInfo(team.ZONE)
    yield f"{stage.now().astimezone(zone):%H:%M}"
    async for moment in day.play(stage, BOT, story):
        yield f"{moment.astimezone(zone):%H:%M}"


async def place_of(stage: Stage, who: str, where: str) -> str:
    """The id of the channel, or of their DM with us."""
    return await stage.workspace.member(who).opens_dm() if where == A_DM else stage.workspace.channel(where).id


async def _monday(stage: Stage) -> None:
    for person, where, words in SAID_ON_MONDAY:
        await stage.workspace.member(person.id).says(await place_of(stage, person.id, where), words)
        await stage.pass_(minutes=4)
    for person, command in PLANNED_AWAY:
        await stage.workspace.member(person.id).command(command, BACKEND)
        await stage.pass_(minutes=1)
