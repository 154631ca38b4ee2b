"""Who plays the month: people in five zones, their standups, and what befalls them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from integrations.workspace import Person
from tests.year.year import Down

ZONE = "Europe/Berlin"
BOT = "U0BOT"
ZONES = {
    "ana": "Europe/Berlin",
    "leo": "Europe/London",
    "nia": "America/New_York",
    "kai": "Asia/Kolkata",
    "aro": "Pacific/Auckland",
    "ned": "Europe/London",
    "zoe": "America/Los_Angeles",
}
"""In each zone somebody, and Ned, who never answers."""
PEOPLE = {
    name: Person(f"U0{name.upper()}", name.title(), f"{name.title()} Sample", f"{name}@team.example", zone)
    for name, zone in ZONES.items()
}
SILENT, OWNER = "ned", "ana"
TEAM_CHANNEL, SUNDAY_CHANNEL, REPORTS = "C0TEAM", "C0SUNDAY", "C0REPORTS"
PLACES = {TEAM_CHANNEL: "team", SUNDAY_CHANNEL: "sunday", REPORTS: "reports"}
MON_TO_FRI, SUN_TO_THU = frozenset(range(5)), frozenset({6, 0, 1, 2, 3})
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Standup:
    """A standup. Without a `zone` each of its people is asked at their own hour, by DM."""

    title: str
    channel: str
    at: time
    people: tuple[str, ...]
    zone: str | None = None
    days: frozenset[int] = MON_TO_FRI
    report_to: str | None = None
    question: str = ""
    """What it asks instead of what was done and is planned."""

    def zone_of(self, person: str) -> ZoneInfo:
        """On whose wall its hour is."""
        return ZoneInfo(self.zone or ZONES[person])

    def as_toml(self, at: time) -> str:
        """For the rituals file, at that hour."""
        lines = [
            f'\n[[ritual]]\nname = "{self.title}"\nkind = "standup"\ntitle = "{self.title}"',
            f'channel = "{self.channel}"\nat = "{at:%H:%M}"\ntimezone = "{self.zone or "member"}"',
            f"members = {[PEOPLE[each].email for each in self.people]}".replace("'", '"'),
            f'owner = "{PEOPLE[OWNER].id}"',
        ]
        if self.days != MON_TO_FRI:
            lines.append(f"days = {[name for number, name in enumerate(_DAYS) if number in self.days]}")
        if self.report_to:
            lines.append(f'report_to = "{self.report_to}"')
        if self.question:
            lines.append(f'questions = ["{self.question}"]\nblockers = false\nmood = false')
        return "\n".join(lines).replace("'", '"') + "\n"


OWN_HOUR = Standup("Daily", TEAM_CHANNEL, time(9, 30), tuple(ZONES))
IN_THREAD = Standup("Huddle", TEAM_CHANNEL, time(15), ("ana", "leo", "nia", "kai", "ned"), zone=ZONE)
WEEKLY = Standup(
    "Checkin", TEAM_CHANNEL, time(12), tuple(ZONES), None, frozenset({4}), REPORTS, "What did this week teach you?"
)
SUNDAYS = Standup("Sunday team", SUNDAY_CHANNEL, time(10), ("ana", "kai", "aro"), days=SUN_TO_THU)
STANDUPS = (OWN_HOUR, IN_THREAD, WEEKLY, SUNDAYS)


@dataclass(frozen=True, slots=True)
class Leave:
    """Days that somebody is away for, both included."""

    person: str
    first: date
    last: date
    told: datetime
    """When they say so."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A standup's hour changes at a moment."""

    standup: Standup
    moment: datetime
    at: time


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Their owner leaves a standup of a day out: whoever has not been asked by then is not asked."""

    standup: Standup
    day: date
    told: datetime


@dataclass(frozen=True, slots=True)
class Script:
    """What happens from `began` to `ends`."""

    began: datetime
    ends: datetime
    country: str
    holidays: frozenset[date]
    leaves: Sequence[Leave] = ()
    edits: Sequence[Edit] = ()
    left_out: Sequence[LeftOut] = ()
    down: Sequence[Down] = ()
    standups: Sequence[Standup] = field(default=STANDUPS)

    def minutes(self, standup: Standup, person: str, day: date) -> int | None:
        """How long after they are asked they answer; None where they do not."""
        if person == SILENT:
            return None
        seed = day.toordinal() * 3 + list(ZONES).index(person) * 5 + len(standup.title)
        return None if seed % 6 == 0 else 4 + seed % 50

    def skips(self, standup: Standup, person: str, day: date) -> bool:
        """Whether they press "Skip today" instead of answering."""
        return (day.toordinal() + list(ZONES).index(person) * 4 + len(standup.title)) % 9 == 0

    def hours(self, moment: datetime) -> Mapping[Standup, time]:
        """When each is held, as edited up to a moment."""
        edited = {each.standup: each.at for each in self.edits if each.moment <= moment}
        return {each: edited.get(each, each.at) for each in self.standups}
