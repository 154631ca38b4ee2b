"""What time it is for somebody."""

from bot.tools.tool import Asking
from integrations.chat import Person
from jobs.calendar import next_open, read_hours, zone_of
from jobs.dates import Week
from jobs.people.team_settings import TeamSettings
from jobs.standup.zone_dates import at_hand


async def time_for(asking: Asking, person: Person, settings: TeamSettings, week: Week) -> str:
    """Return what time it is for somebody now, and whether they work then by the team's hours."""
    await at_hand(person.zone)
    zone = zone_of(person.zone)
    hours = read_hours(settings.working_hours)
    works = next_open(asking.at, hours, None, zone, days=week.days, holiday=week.holiday) == asking.at
    inside = f"{'within' if works else 'outside'} the team's hours, {' to '.join(settings.working_hours)}"
    return f"It is {asking.at.astimezone(zone):%H:%M} for {person.name} ({person.zone}), {inside}."
