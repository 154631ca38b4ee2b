"""The forms of rituals: the card's day in a channel, and one ritual."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from integrations.database.tables.cadence import RitualState
from integrations.form import (
    ChannelField,
    ChoiceField,
    Field_,
    Form,
    FormValues,
    PeopleField,
    TextField,
    TimeField,
)
from integrations.post import InChannel, Paragraph, SmallPrint
from jobs.cadence.kinds import Kinds
from jobs.calendar import WEEKDAYS
from jobs.roster.ritual_admin import NotPossible
from jobs.roster.ritual_store import Listed
from jobs.roster.setup import Proposal
from jobs.roster.spec import MEMBER, MOST_WORDS
from jobs.roster.toml_writer import written

SETUP = "ritual_setup"
EDIT = "ritual_edit"
TEAM = "team"
_DAYS = tuple((day, day.capitalize()) for day in WEEKDAYS)
_LATE = (("run", "run late, and say so"), ("skip", "leave it out, and say so"))
_STATES = (("active", "on"), ("paused", "paused"))
_WEEKS = (1, 2, 3, 4)


def setup_form(
    card: str, channel: str, proposals: Sequence[Proposal], days: Sequence[str], zone: str, *, zone_is_set: bool
) -> Form:
    """The card's day, to choose from, on the team's working days. Without a zone set, it asks for the team's."""
    choices, on = [], []
    left_out = [f"{each.task.title}: {each.why_not}" for each in proposals if each.spec is None]
    for number, each in enumerate(proposals):
        if each.spec is None:
            continue
        what = "reminder" if each.spec.kind == "reminder" else each.spec.kind.replace("_", " ")
        choices.append((str(number), f"{each.spec.at} {each.spec.title} ({what}{', off for now' if each.off else ''})"))
        on.append(str(number))
    reasons = sorted({each.off for each in proposals if each.spec and each.off})
    fields: list[Field_] = [
        Paragraph(text=(f"The day of {card} in ", InChannel(channel=channel), ".")),
        ChoiceField(name="tasks", label="Rituals", choices=tuple(choices), value=tuple(on), many=True),
        ChoiceField(name="days", label="On", choices=_DAYS, value=tuple(days), many=True),
        ChoiceField(
            name="zone",
            label="Whose time?",
            choices=(
                (TEAM, f"the team's ({zone})" if zone_is_set else "the team's"),
                (MEMBER, "each member's own (posts for the whole channel keep the team's)"),
            ),
            value=(TEAM,),
        ),
    ]
    if not zone_is_set:
        hint = "An IANA name such as Europe/Berlin. It holds for every ritual of the team."
        fields.append(TextField(name="timezone", label="The team's time zone", value=zone, hint=hint, max_length=64))
    if reasons:
        fields.append(SmallPrint(text=(f"Off for now: {'; '.join(reasons)}.",)))
    if left_out:
        fields.append(SmallPrint(text=(f"Left out: {'; '.join(left_out)}.",)))
    carry = json.dumps({"channel": channel})
    return Form(callback=SETUP, title="The day's rituals", fields=tuple(fields), submit="Set up", carry=carry)


def edit_form(listed: Listed, kinds: Kinds) -> Form:
    """One ritual, to change."""
    ritual = listed.ritual
    every = sorted({*_WEEKS, ritual.every})
    zone = listed.timezone or TEAM
    zones = {TEAM: "the team's", MEMBER: "each member's own", zone: zone} | (
        {TEAM: "the team's"} if zone == TEAM else {MEMBER: "each member's own"} if zone == MEMBER else {}
    )
    fields: list[Field_] = [
        TextField(name="title", label="Title", value=ritual.title, max_length=150),
        TimeField(name="at", label="At", value=ritual.at),
        ChoiceField(name="days", label="On", choices=_DAYS, value=ritual.days, many=True),
        ChoiceField(
            name="every",
            label="How often",
            choices=tuple((str(weeks), "every week" if weeks == 1 else f"every {weeks} weeks") for weeks in every),
            value=(str(ritual.every),),
        ),
        ChoiceField(name="timezone", label="Whose time?", choices=tuple(zones.items()), value=(zone,)),
        ChoiceField(name="late", label="If I was not running at its time", choices=_LATE, value=(ritual.late.value,)),
        ChannelField(name="channel", label="Channel", value=ritual.channel),
        PeopleField(name="owner", label="Owner", value=(ritual.owner,) if ritual.owner else (), optional=True),
        TextField(
            name="words", label="Words", value=ritual.words, multiline=True, optional=True, max_length=MOST_WORDS
        ),
    ]
    own = kinds.option_names(ritual.kind)
    if own:
        lines = "\n".join(f"{key} = {written(value)}" for key, value in sorted(ritual.options.items()))
        hint = f"As in the rituals file, one a line: {', '.join(sorted(own))}."
        fields.append(
            TextField(
                name="options", label="Settings of its own", value=lines, hint=hint, multiline=True, optional=True
            )
        )
    if listed.state is not RitualState.OFF:
        fields.append(ChoiceField(name="state", label="State", choices=_STATES, value=(listed.state.value,)))
    return Form(
        callback=EDIT,
        title=ritual.title or "Ritual",
        fields=tuple(fields),
        carry=json.dumps({"name": ritual.name}),
    )


def read_edit(answers: FormValues) -> dict[str, Any]:
    """The keys of a `Spec` that a form says. Raises `NotPossible` for settings that are no TOML."""
    days, owner, zone = _many(answers, "days"), _many(answers, "owner"), _one(answers, "timezone")
    wanted: dict[str, Any] = {
        "title": " ".join(_one(answers, "title").split()),
        "at": _one(answers, "at"),
        "days": tuple(day for day in WEEKDAYS if day in days),
        "every": int(_one(answers, "every") or 1),
        "timezone": None if zone == TEAM else zone,
        "late": _one(answers, "late"),
        "channel": _one(answers, "channel"),
        "owner": owner[0] if owner else None,
        "words": _one(answers, "words"),
    }
    if "state" in answers:
        wanted["paused"] = _one(answers, "state") == "paused"
    if "options" in answers:
        try:
            wanted["options"] = tomllib.loads(_one(answers, "options"))
        except tomllib.TOMLDecodeError as problem:
            raise NotPossible({"options": f'Write each as key = value, texts in "quotes": {problem}.'}) from problem
    return wanted


def field_errors(problems: Mapping[str, str], fields: Sequence[str]) -> dict[str, str]:
    """Problems by the field that shows them; a key of the kind's own is among its settings."""
    shown: dict[str, str] = {}
    for key, why in problems.items():
        field = key if key in fields else "options" if "options" in fields else next(iter(fields))
        lead, end = ("", "") if key == "options" else ("This ", ".") if field == key else (f"{key}: ", ".")
        words = f"{lead}{why}{end}"
        shown[field] = f"{shown[field]} {words}" if field in shown else words
    return shown


def _one(answers: FormValues, name: str) -> str:
    value = answers.get(name, "")
    return value if isinstance(value, str) else (value[0] if value else "")


def _many(answers: FormValues, name: str) -> list[str]:
    value = answers.get(name, [])
    return value if isinstance(value, list) else [value] if value else []
