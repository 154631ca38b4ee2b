"""Who is away, and when they are back."""

from collections.abc import Sequence
from datetime import date, timedelta

from pydantic import Field

from bot.tools.arguments import OfSomebodysDays
from bot.tools.clocks import time_for
from bot.tools.days import dated, days_of, named, today_of
from bot.tools.scope import hears_only_members, member, more, names, people_of, who_is
from bot.tools.tool import Asking, Audience, Finding, tool
from bot.tools.toolbox import ASK_PRIVATELY
from integrations.chat import Person as Member
from integrations.database import Database
from integrations.deferred import dataclass
from integrations.post import Block, Bullets, Person, SmallPrint, Span, Text, When
from integrations.public_holidays import Holidays
from jobs.calendar import moment_of, read_time, zone_of
from jobs.dates import DateSpan, Week
from jobs.people.absences import Absences
from jobs.people.team import Team
from jobs.people.team_settings import TeamSettings
from jobs.people.team_week import week_of
from jobs.roster.rituals import Rituals
from jobs.standup.zone_dates import at_hand

MOST = 10
"""People that an answer lists; the others are counted."""
AHEAD = timedelta(days=90)
"""How far ahead somebody's next absence is looked for."""
_LONGEST = timedelta(days=62)
"""How long ago the absence of who comes back may have ended, with a month of no work at its end."""
_DAY = timedelta(days=1)
_NOT_HERE = Finding(("I can't tell that here: I'm not sure that everybody who reads it may know.",), found=False)


class OfAbsences(OfSomebodysDays):
    """Whose absences, on which days, and whether who is back then is meant."""

    back: bool = Field(False, description="Without a person: who comes back on these days, and not who is away.")


@tool(Audience.BY_PLACE, tells_now=True)
async def who_is_away(
    asking: Asking,
    wanted: OfAbsences,
    db: Database,
    team: Team,
    absences: Absences,
    rituals: Rituals,
    holidays: Holidays,
) -> Finding:
    """Tell who is away on some days, today without any, or who comes back; of one person also until when.

    In a channel it is about its members, in a direct message about the people of the asker's channels: a standup
    tells those who share a channel the same. Somebody else who is named is told of among full members alone. Where
    a guest or another workspace reads, it is told only if a standup of that channel tells it anyway.
    """
    if not asking.private and not await hears_only_members(asking, db, team):
        standups = await rituals.roster.of_kind("standup")
        if asking.place not in {each.channel for each in standups}:
            return ASK_PRIVATELY
    people = await people_of(asking, team)
    settings = await team.settings()
    now = await today_of(asking)
    away = _Away(asking, now, absences, settings, await week_of(settings, holidays, now))
    days = await days_of(asking, wanted)
    person = wanted.whose(asking.person)
    if person is None and wanted.back:
        return await away.back(people, days)
    if person is None:
        return await away.among(people, days)
    meant = await member(asking, db, team, person, people)
    if meant is None:
        return _NOT_HERE
    who, you = await who_is(asking, team, person)
    return await away.one(meant, who, days, you=you, any_day=wanted.first is None and wanted.last is None)


@dataclass(frozen=True, slots=True)
class _Away:
    """Puts absences into words."""

    asking: Asking
    now: date
    absences: Absences
    settings: TeamSettings
    week: Week

    async def among(self, people: Sequence[Member], days: DateSpan) -> Finding:
        """Who of these is away on any of these days."""
        when = named(days, self.now)
        if not people:
            return Finding(("I don't know for sure who is in your channels, so I can't say who is away.",), found=False)
        said = await self.absences.between([each.id for each in people], days.first, days.last)
        lines: list[Text] = [
            (_person(each), ": ", _joined([self._span(span) for span in said[each.id]]))
            for each in people
            if each.id in said
        ]
        others = [each for each in people if each.id not in said]
        lines += [(_person(each), ": ", *status) for each in others if (status := await self._status(each, days))]
        endless = self._endless([each for each in others if not each.status_until], days)
        whose = f"the {len(people):,} people" if len(people) > 1 else "the one person"
        where = f"{whose} of {'your channels' if self.asking.private else 'this channel'}"
        if not lines:
            return Finding(
                (f"Of {where} nobody has said that they are away {when}.",), (*endless, *self._no_work(days))
            )
        is_ = "1 person is" if len(lines) == 1 else f"{len(lines):,} people are"
        small = (*more(len(lines) - MOST), *endless, *self._no_work(days))
        return Finding((f"{is_} away {when}.",), (Bullets(items=tuple(lines[:MOST])), *small))

    async def back(self, people: Sequence[Member], days: DateSpan) -> Finding:
        """Who of these works again on one of these days."""
        when = named(days, self.now)
        said = await self.absences.between([each.id for each in people], days.first - _LONGEST, days.last)
        lines: list[Text] = []
        for each in people:
            spans = [span for span in said.get(each.id, ()) if days.first <= self._after(span.last) <= days.last]
            lines += [(_person(each), ": ", self._was(span)) for span in spans]
        small = (*more(len(lines) - MOST), *self._endless(people, days), *self._no_work(days))
        if not lines:
            return Finding((f"Nobody has said that they come back {when}.",), small)
        comes = "1 person comes" if len(lines) == 1 else f"{len(lines):,} people come"
        return Finding((f"{comes} back {when}.",), (Bullets(items=tuple(lines[:MOST])), *small))

    async def one(self, person: Member, who: str | Span, days: DateSpan, *, you: bool, any_day: bool) -> Finding:
        """Whether one person is away on these days, and until when."""
        are = "are" if you else "is"
        said = (await self.absences.between([person.id], self.now, max(days.last, self.now + AHEAD))).get(person.id, ())
        hits = [each for each in said if each.first <= days.last and each.last >= days.first]
        when = named(days, self.now)
        blocks: list[Block] = []
        status: Text = ()
        if hits:
            within = f" {when}" if days.first == days.last else ""
            headline: Text = (who, f" {are} away{within}: {_joined([self._span(each) for each in hits])}.")
        elif status := await self._status(person, days):
            headline = (who, f" {are} away {when} ", *status, ".")
        else:
            headline = ("Nothing says that ", who if not you else "you", f" {are} away {when}.")
            blocks += self._endless([person] if not person.status_until else [], days)
        if any_day and (coming := [each for each in said if each not in hits]):
            later = f"away later: {_joined([self._span(each) for each in coming[:3]])}."
            if hits or status:
                blocks.append(SmallPrint(text=(f"A{later[1:]}",)))
            else:  # whoever asks when somebody is away, asks for that
                blocks.append(SmallPrint(text=headline))
                headline = (who, f" {are} {later}")
        blocks += self._no_work(days)
        if not you and days.first <= self.now <= days.last:
            blocks.append(SmallPrint(text=(await time_for(self.asking, person, self.settings, self.week),)))
        return Finding(headline, tuple(blocks))

    def _span(self, span: DateSpan) -> str:
        """`until Friday 27 November, back on Monday 30 November`; only `Friday 27 November` for a day to come."""
        first, last = dated(span.first, self.now), dated(span.last, self.now)
        back = f"back on {dated(self._after(span.last), self.now)}"
        if span.first <= self.now:
            return f"until {last}, {back}" if span.last > self.now else f"today, {back}"
        return f"{first}, {back}" if span.first == span.last else f"{first} to {last}, {back}"

    def _was(self, span: DateSpan) -> str:
        """`away until Friday 27 November, back on Monday 30 November`."""
        return f"away until {dated(span.last, self.now)}, back on {dated(self._after(span.last), self.now)}"

    def _after(self, last: date) -> date:
        """The working day after; the next day where none comes within a month."""
        days = (last + number * _DAY for number in range(1, 32))
        return next((each for each in days if self.week.is_worked(each)), last + _DAY)

    async def _status(self, person: Member, days: DateSpan) -> Text:
        """What somebody's own status says of being away on the first of these days, without its words; "" for nothing.

        One without an end says nothing of the days to come.
        """
        if not days.first <= self.now <= days.last and person.status_until is None:
            return ()
        at = self.asking.at
        if days.first > self.now:
            await at_hand(person.zone)
            at = moment_of(days.first, read_time(self.settings.working_hours[0]), zone_of(person.zone))
        if days.last < self.now or not self.absences.by_status(person, at):
            return ()
        if person.status_until is None:
            return ("as their status says, without an end",)
        return ("as their status says, until ", When(at=person.status_until, style="date_time", zone=self.asking.zone))

    def _endless(self, people: Sequence[Member], days: DateSpan) -> list[Block]:
        """Who is away now by a status without an end, of which nobody can say whether it holds on days to come."""
        away = [each for each in people if self.absences.by_status(each, self.asking.at)]
        if days.first <= self.now or not away:
            return []
        end = "whose status has no end" if len(away) == 1 else "whose statuses have no end"
        return [
            SmallPrint(
                text=("Away now, and maybe then too: ", *names((each.id, each.name) for each in away), f", {end}.")
            )
        ]

    def _no_work(self, days: DateSpan) -> list[Block]:
        """That the team does not work on that day."""
        if days.first != days.last or self.week.is_worked(days.first):
            return []
        why = "a holiday of the team" if self.week.holiday(days.first) else "no working day of the team"
        return [SmallPrint(text=(f"{dated(days.first, self.now)} is {why}.",))]


def _person(member: Member) -> Person:
    return Person(user=member.id, name=member.name)


def _joined(spans: Sequence[str]) -> str:
    return "; ".join(spans)
