"""The form of what holds for the whole team: its zone, days and hours, its holidays, and how much one is nudged."""

import zoneinfo
from collections.abc import Iterable
from dataclasses import replace

from bot.forms.values import many, one
from integrations.form import ChoiceField, Form, FormValues, NumberField, TextField, TimeField
from integrations.post import SmallPrint
from jobs.calendar import WEEKDAYS
from jobs.people.team_settings import TeamSettings

CALLBACK = "team_settings"
_DAYS = tuple((day, day.capitalize()) for day in WEEKDAYS)
_AREAS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
_LONGEST_REGION = 20


def every_zone() -> list[str]:
    """Return the time zones that people live in, in order. Blocking: it reads a folder."""
    return sorted(name for name in zoneinfo.available_timezones() if name.partition("/")[0] in _AREAS)


def team_form(settings: TeamSettings, near: Iterable[str], zones: Iterable[str]) -> Form:
    """Draw the settings; the zones that are `near`, those of the team's people, come first."""
    first = dict.fromkeys([settings.timezone, *sorted(near)])
    quiet = settings.quiet_hours or ("", "")
    return Form(
        callback=CALLBACK,
        title="The team's settings",
        fields=(
            SmallPrint(text=("They hold for every ritual that does not say otherwise.",)),
            ChoiceField(
                name="timezone",
                label="Time zone",
                choices=tuple((zone, zone) for zone in dict.fromkeys([*first, *zones])),
                value=(settings.timezone,),
            ),
            ChoiceField(
                name="working_days",
                label="Working days",
                choices=_DAYS,
                value=settings.working_days,
                many=True,
                at_a_glance=True,
            ),
            TimeField(name="works_from", label="Work begins at", value=settings.working_hours[0]),
            TimeField(name="works_until", label="Work ends at", value=settings.working_hours[1]),
            TimeField(name="quiet_from", label="Quiet from", value=quiet[0], optional=True, hint=_QUIET),
            TimeField(name="quiet_until", label="Quiet until", value=quiet[1], optional=True),
            TextField(
                name="holidays",
                label="Public holidays of",
                value=settings.holidays or "",
                optional=True,
                max_length=_LONGEST_REGION,
                hint="A country's two letters, such as DE, or a part of one, such as US-CA. Empty: no holidays.",
            ),
            NumberField(
                name="daily_cap",
                label="Nudges a person gets in a day at most",
                value=str(settings.daily_cap),
                least=0,
                most=1000,
            ),
        ),
    )


_QUIET = "Hours of the working day in which nobody is nudged, such as lunch. Empty: none."


def read_settings(values: FormValues, before: TeamSettings) -> tuple[TeamSettings, dict[str, str]]:
    """Return the settings as a form says them, and what is wrong at which field, if anything is."""
    days = tuple(day for day in WEEKDAYS if day in many(values, "working_days"))
    begin, end = one(values, "works_from"), one(values, "works_until")
    quiet_from, quiet_until, cap = one(values, "quiet_from"), one(values, "quiet_until"), one(values, "daily_cap")
    wrong: dict[str, str] = {}
    if not days:
        wrong["working_days"] = "Please choose at least one day."
    if not begin or begin == end:
        wrong["works_until"] = "Please choose when work begins, and another time when it ends."
    if bool(quiet_from) != bool(quiet_until) or (quiet_from and quiet_from == quiet_until):
        wrong["quiet_until"] = "Please choose both times, and not the same, or neither."
    if not cap.isdigit() or int(cap) > 1000:
        wrong["daily_cap"] = "Please give a number from 0 to 1000."
    if wrong:
        return before, wrong
    return replace(
        before,
        timezone=one(values, "timezone"),
        working_days=days,
        working_hours=(begin, end),
        quiet_hours=(quiet_from, quiet_until) if quiet_from else None,
        holidays=one(values, "holidays").strip().upper() or None,
        daily_cap=int(cap),
    ), {}
