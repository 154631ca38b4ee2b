"""What a standup says of a week: what stands in the way and how old it is, which plans came, and which did not."""

from collections.abc import Iterator, Sequence
from datetime import date

from integrations.enumerated import counted
from integrations.post import (
    Block,
    Bold,
    Bullets,
    Heading,
    InChannel,
    Person,
    Post,
    SmallPrint,
    Span,
    Text,
)
from jobs.standup import charts, message_keys
from jobs.standup.blocker_age import days_old
from jobs.standup.blocker_posts import blocker_line
from jobs.standup.digest_posts import in_short
from jobs.standup.summing_up import standing_of_week
from jobs.standup.week import PersonsWeek, WeekDigest, WeekPlan
from jobs.standup.words import day, near_day, within

MOST_BLOCKERS = 15
"""Open blockers that are listed, each with a button; and so many of those that are out of the way."""
WORTH_A_PICTURE = 3
"""Of fewer blockers everybody sees at once how old they are."""
_LONGEST, _SHORTEST, _ALL_LINES = 240, 60, 3_000
"""Characters of a line, and of all lines of a list together."""


def week(digest: WeekDigest, *, here: bool = True) -> Post:
    """What a week came to. `here` is False for another channel, whose people cannot press the buttons."""
    round_ = digest.round
    came = sum(len(each.came) for each in digest.people)
    planned = came + sum(len(each.did_not) for each in digest.people)
    standing = [each for each in digest.blockers if each.is_open]
    parts = [f"{came} of {counted(planned, 'plan')} done"] if planned else []
    parts.append(counted(len(standing), "open blocker") if standing else "no open blockers")
    headline: list[str | Span] = [Bold(text=f"{round_.title}, the week to {day(round_.local_date)}:")]
    headline.append(f" {', '.join(parts)}")
    if not here:
        headline += [", in ", InChannel(channel=round_.channel)]
    who = [
        Person(user=one.person, name=one.name, said=message_keys.answer(one.round, one.person)) for one in digest.people
    ]
    blocks: list[Block] = [*in_short(standing_of_week(digest), who), *_blockers(digest, here)]
    if len(digest.rounds) > 1:
        blocks += [Heading(text="Who answered"), charts.took_part(digest.rounds)]
    blocks += _plans("Planned and done", [(each, each.came) for each in digest.people], digest)
    blocks += _plans("Planned and not done", [(each, each.did_not) for each in digest.people], digest)
    if planned:
        words = "By what people wrote: a plan is done where a later answer says so. What is still ahead is left out."
        blocks.append(SmallPrint(text=(words,)))
    return Post(headline=tuple(headline), blocks=tuple(blocks))


def _blockers(digest: WeekDigest, here: bool) -> Iterator[Block]:
    for title, some in (
        ("In the way, the oldest first", [each for each in digest.blockers if each.is_open]),
        ("Out of the way this week", [each for each in digest.blockers if not each.is_open]),
    ):
        if some:
            yield Heading(text=title)
            if some[0].is_open and len(some) >= WORTH_A_PICTURE:
                yield charts.ages([days_old(each, digest.round) for each in some])
            yield from (blocker_line(each, digest.round, button=here) for each in some[:MOST_BLOCKERS])
            if len(some) > MOST_BLOCKERS:
                yield SmallPrint(text=(f"and {len(some) - MOST_BLOCKERS} more",))


def _plans(title: str, found: Sequence[tuple[PersonsWeek, Sequence[WeekPlan]]], digest: WeekDigest) -> Iterator[Block]:
    """A line for each person of whom there is anything to say."""
    told = [(whose, plans) for whose, plans in found if plans]
    if not told:
        return
    yield Heading(text=title)
    room = min(_LONGEST, max(_SHORTEST, _ALL_LINES // len(told)))
    yield Bullets(items=tuple(_line(whose, plans, digest, room) for whose, plans in told))


def _line(whose: PersonsWeek, plans: Sequence[WeekPlan], digest: WeekDigest, room: int) -> Text:
    who = Person(user=whose.person, name=whose.name, said=message_keys.answer(whose.round, whose.person))
    marked = [(each.words, "" if each in whose.came else _heard(each, digest.round.local_date)) for each in plans]
    return (who, ": ", *within(marked, room))


def _heard(plan: WeekPlan, now: date) -> str:
    """How long something is planned, and when they spoke of it last."""
    if plan.heard == plan.since:
        return f"planned on {near_day(plan.since, now)}, not mentioned since"
    last = "" if plan.heard == now else f", last mentioned on {near_day(plan.heard, now)}"
    return f"since {near_day(plan.since, now)}{last}"
