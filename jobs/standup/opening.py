"""Plans a round: who is asked when, when it closes. Gathered outside a transaction."""

import contextlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from integrations.chat import Person
from integrations.database.tables.cadence import TEAM, Audience
from integrations.database.tables.standup import Collect, RoundState
from integrations.deferred import dataclass
from integrations.post import Post
from integrations.public_holidays import Holidays
from jobs.cadence.planning import MEMBER
from jobs.cadence.ritual import Occurrence, Ritual, Step, step_name
from jobs.calendar import local_date, moment_of, read_days, read_hours, read_time, window, zone_of
from jobs.people.absences import Absences
from jobs.people.directory import Directory
from jobs.people.team_settings import TeamSettings
from jobs.people.team_week import week_of
from jobs.standup import options
from jobs.standup.model import Asked, Round
from jobs.standup.store import key_of
from jobs.standup.zone_dates import at_hand

LEAST_OPEN = timedelta(minutes=15)
"""A round that opens shortly before the working day ends stays open this long at least."""
ON_TIME = timedelta(minutes=5)
"""So long after their own hour a member is asked whatever the hour."""
LEAST_OF_A_WEEK = 2
"""A standup that is once a week has no more to say of the week than of its day."""
REMEMBERED = timedelta(days=200)
"""How far back a round knows the public holidays."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A round that is about to open."""

    round: Round
    people: tuple[Asked, ...]
    members: tuple[Person, ...]
    options: options.Options
    earliest: str | None = None
    """The member whose day begins first, asked or not."""
    late: frozenset[str] = frozenset()
    """Whose own hour is past: they are asked when they work, if the round is open then."""
    first: Post | None = None
    """The post that opens it; None for a round that is open already."""

    @property
    def asked(self) -> list[Asked]:
        """Return the people who are asked."""
        return [person for person in self.people if not person.away]

    @property
    def numbers(self) -> Sequence[int]:
        """What tells the steps of a day's later rounds from those of the first."""
        return () if self.round.number == 1 else (self.round.number,)

    def steps(self, only: str | None = None) -> list[Step]:
        """Reminders and the close; with `only`, the reminders of that person."""
        whom = [person for person in self.asked if only in (None, person.person)]
        steps: dict[tuple[str, Audience], Step] = {}
        for person in whom:
            audience = Audience(person.person) if person.in_dm else TEAM
            for number, minutes in enumerate(self.options.remind_after, 1):
                due_at = person.asked_at + timedelta(minutes=minutes)
                if due_at < self.round.closes_at:
                    step = Step(step_name("remind", number, *self.numbers), due_at, audience)
                    steps.setdefault((step.step, audience), step)
        return [*steps.values(), Step(step_name("close", *self.numbers), self.round.closes_at, TEAM)]


async def people_of(ritual: Ritual, chosen: options.Options, directory: Directory) -> tuple[list[Person], list[str]]:
    """Whom a ritual asks, and those of its `members` who are not in the channel (and so are not asked)."""
    members = list(await directory.members(ritual.channel))
    if not chosen.members:
        # Of whom the chat tells nothing it takes no message either: to wait for them would be in vain.
        return [member for member in members if not member.unknown], []
    named = {name.casefold().strip("<@>") for name in chosen.members}
    found = [member for member in members if {member.id.casefold(), (member.email or "").casefold()} & named]
    known = {each.casefold() for member in found for each in (member.id, member.email or "")}
    return found, [name for name in chosen.members if name.casefold().strip("<@>") not in known]


async def plan(
    occurrence: Occurrence,
    number: int,
    settings: TeamSettings,
    directory: Directory,
    absences: Absences,
    holidays: Holidays,
    now: datetime,
) -> tuple[Opening, list[str]]:
    """The round that an occurrence opens, and the members it cannot ask."""
    ritual, day = occurrence.ritual, occurrence.local_date
    chosen = options.read(ritual.options)
    zone = settings.timezone if ritual.timezone == MEMBER else ritual.timezone
    in_dm = chosen.collect is Collect.DM or ritual.timezone == MEMBER
    by_hand = occurrence.asked_by is not None and not occurrence.is_preview
    own_hours = in_dm and not by_hand
    members, strangers = await people_of(ritual, chosen, directory)
    await at_hand(zone, *(member.zone for member in members))
    together = moment(day, ritual.at, zone)
    if occurrence.is_preview:  # as it will be at its hour
        now = together
    comes_late = occurrence.late and occurrence.asked_by is None
    said = await absences.said(day)
    people, late = [], set()
    for member in members:
        # Who is asked in a DM is asked at their own hour, or as soon as they work where that is past. Where it is
        # the team's hour that counts, so is whoever does not work at that.
        own = now
        if own_hours:
            alike = ritual.timezone != MEMBER and works(together, settings, member.zone)
            own = together if alike else moment(day, ritual.at, member.zone)
        at = max(now, own)
        # A whole team that is asked late is not called away from its evening.
        alone = in_dm or (comes_late and not works(now, settings, member.zone))
        if at - own > ON_TIME or alone is not in_dm:
            late.add(member.id)
        away = member.id in said or absences.by_status(member, at)
        people.append(Asked(member.id, member.name, away, at, alone))
    # In order of their own hour, whatever the hour is now: each of them finds the same one first.
    earliest = min(members, key=lambda each: (moment(day, ritual.at, each.zone), each.id), default=None)
    last = max((person for person in people if not person.away), key=lambda each: each.asked_at, default=None)
    last_zone = next((member.zone for member in members if last and member.id == last.person), zone)
    round_ = Round(
        key=key_of(ritual.id, day, number),
        ritual=ritual.id,
        channel=ritual.channel,
        local_date=day,
        number=number,
        title=ritual.title or "Standup",
        zone=zone,
        days_off=await _days_off(settings, day, holidays),
        collect=chosen.collect,
        questions=chosen.questions,
        reminders=len(chosen.remind_after),
        close_early=chosen.close_early,
        asks_mood=chosen.mood,
        week_since=await _week_that_ends(occurrence, number, chosen, settings, holidays),
        report_to=chosen.report_to,
        note="",
        state=RoundState.OPEN,
        opened_at=now,
        closes_at=closes_at(
            last.asked_at if last else now,
            timedelta(minutes=chosen.close_after),
            None if by_hand else day_end(day, settings, last_zone if own_hours else zone),
        ),
    )
    first = earliest.id if earliest else None
    opening = Opening(round_, tuple(people), tuple(members), chosen, first, late=frozenset(late))
    return opening, strangers


def moment(day: date, at: str, zone: str) -> datetime:
    """A local time of day as a moment, in UTC."""
    return moment_of(day, read_time(at), zone_of(zone))


def day_end(day: date, settings: TeamSettings, zone: str) -> datetime:
    """When the working day ends in a zone."""
    return moment(day, settings.working_hours[1], zone)


def closes_at(last: datetime, after: timedelta, end: datetime | None) -> datetime:
    """When a round closes: so long after the `last` was asked, or when their working day ends."""
    if end is None or end < last + LEAST_OPEN:
        return last + after
    return min(last + after, end)


def is_past(occurrence: Occurrence, settings: TeamSettings, now: datetime) -> bool:
    """Return True if a round of a whole team comes when it would have been closed, had it come in time."""
    ritual = occurrence.ritual
    if not occurrence.late or occurrence.asked_by is not None or ritual.timezone == MEMBER:
        return False
    after = timedelta(minutes=options.read(ritual.options).close_after)
    return now >= closes_at(occurrence.due_at, after, day_end(occurrence.local_date, settings, ritual.timezone))


def works(now: datetime, settings: TeamSettings, zone: str) -> bool:
    """Return True if `now` is in the team's working hours on a wall of the zone."""
    hours = read_hours(settings.working_hours)
    here = local_date(now, zone_of(zone))
    spans = (window(each, hours, zone_of(zone)) for each in (here - timedelta(days=1), here))
    return any(start <= now < end for start, end in spans)


async def _days_off(settings: TeamSettings, day: date, holidays: Holidays) -> tuple[date, ...]:
    """The days up to `day` on which the team does not work, as far back as they matter for ages."""
    since = day - REMEMBERED
    with contextlib.suppress(ValueError):  # a region that this version does not know has no holidays
        await holidays.load(settings.holidays, range(since.year, day.year + 1))
    is_holiday = holidays.of(settings.holidays)
    days = (since + timedelta(days=number) for number in range(REMEMBERED.days + 1))
    return tuple(each for each in days if each.weekday() not in settings.days or is_holiday(each))


async def _week_that_ends(
    occurrence: Occurrence, number: int, chosen: options.Options, settings: TeamSettings, holidays: Holidays
) -> date | None:
    """The first day of the team's week, where this is its last round and the week is to be summed up."""
    ritual, day = occurrence.ritual, occurrence.local_date
    days = read_days(ritual.days)
    if not (chosen.weekly and chosen.asks_plans) or number > 1 or len(days) < LEAST_OF_A_WEEK:
        return None
    week = await week_of(settings, holidays, day)
    since = week.start_of(day)
    later = (day + timedelta(days=ahead) for ahead in range(1, 7 - (day - since).days))
    return None if any(each.weekday() in days and not week.holiday(each) for each in later) else since


def not_asked(strangers: Sequence[str]) -> str:
    """The opening's word on members that are not in the channel."""
    return f"not asked, because not in this channel: {', '.join(strangers)}" if strangers else ""
