"""What matters to somebody at this moment: the standup that waits for them, that they are away, what fires."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from integrations.post import Block, Bold, Bullets, Button, Code, Heading, InChannel, Paragraph, SmallPrint, Text, When
from jobs.alerts.lives import latest, spells
from jobs.alerts.names import names
from jobs.alerts.posts import firing_first, firing_line
from jobs.people.working_age import WorkingAge
from jobs.standup.posts import ANSWER
from jobs.standup.words import day
from jobs.standup.zone_dates import today

if TYPE_CHECKING:
    from bot.parts import Parts

MOST = 5
LOOKS_BACK = timedelta(days=30)
"""An alert that has fired for longer without a word of its source is not called firing."""


async def to_answer(parts: "Parts", user: str, ages: WorkingAge) -> list[Block]:
    """Return the open standups that ask `user` and have no answer yet, each with its button.

    One of a channel that they have left asks them nothing any more.
    """
    channels = await parts.team.channels_of(user)
    found = [each for each in await parts.round_lookup.unanswered_by(user, ages.now) if each.channel in channels]
    zone = await parts.team.zone(user)
    blocks: list[Block] = [Heading(text="Your answer is awaited")] if found else []
    for each in found[:MOST]:
        until = When(at=each.closes_at, style="date_time", zone=zone)
        where: Text = (Bold(text=each.title), " in ", InChannel(channel=each.channel), ", open until ", until)
        button = Button(action=ANSWER, label="Answer", value=each.key, style="primary")
        blocks.append(Paragraph(text=where, button=button))
    return blocks


async def away(parts: "Parts", user: str, ages: WorkingAge) -> list[Block]:
    """Return that `user` is away, as they said or as their status says, and how that ends."""
    now = await today(ages.now, await parts.team.zone(user))
    spans = (await parts.absences.between([user], now, now)).get(user, ())
    if spans:
        last = spans[-1].last
        until = "today" if last == now else f"until {day(last)}"
        end: Text = (Code(text="/standup back"), " ends it.")
        return [Paragraph(text=(Bold(text=f"You are away {until}."), " I ask you nothing and hold my nudges. ", *end))]
    person = await parts.team.person(user)
    if person is None or not parts.absences.by_status(person, ages.now):
        return []
    said = "You are away, as your status says."
    return [Paragraph(text=(Bold(text=said), " I ask you nothing while it stands."))]


async def firing(parts: "Parts", user: str, ages: WorkingAge) -> list[Block]:
    """Return what fires now, worst first, to whoever is in a channel where alerts are shown anyway."""
    if not set(await parts.team.channels_of(user)) & set(await parts.standups.alert_channels()):
        return []
    heard = await parts.alerts.between(ages.now - LOOKS_BACK, ages.now)
    found = firing_first(latest(heard))
    if not found:
        return []
    which, lives = names(found), {spell[-1].id: spell for spell in spells(heard)}
    lines = [firing_line(each, which.get(each.id, ""), {}, ages.now, lives[each.id]) for each in found[:MOST]]
    left: Sequence[Block] = [SmallPrint(text=(f"and {len(found) - MOST} more",))] if len(found) > MOST else []
    return [Heading(text="Firing now"), Bullets(items=tuple(lines)), *left]
