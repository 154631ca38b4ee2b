"""The forms of a channel's rituals: the card's day, what a new ritual can begin as, and the buttons of one."""

from collections.abc import Iterable, Sequence

from integrations.database.tables.cadence import RitualState
from integrations.form import ChoiceField, Field_, Form, TextField
from integrations.post import Button, Buttons, InChannel, Paragraph, SmallPrint
from jobs.calendar import WEEKDAYS
from jobs.carried import Carried
from jobs.roster.ritual_templates import Template
from jobs.roster.setup import TaskProposal
from jobs.roster.spec import MEMBER, spoken, title_of

SETUP = "ritual_setup"
EDIT, COPY, END = "ritual_edit", "ritual_copy", "ritual_end"
PAUSE, RESUME = "ritual_pause", "ritual_resume"
NEW = "ritual_new"
CONTINUE = "continue"
"""What stands for the form that they had to leave among the templates."""
DAY = "day"
"""What stands for the card's whole day among the templates."""
TEAM = "team"
_DAYS = tuple((day, day.capitalize()) for day in WEEKDAYS)


class ForChannel(Carried):
    """What the forms that a day or a ritual begins with carry."""

    channel: str


def was_set_up_form(channel: str) -> Form:
    """Say that a channel has the day that was chosen."""
    said = Paragraph(text=("The day of ", InChannel(channel=channel), " is set up as you chose."))
    how = SmallPrint(text=("/ritual list in that channel shows it, with buttons to change, pause, copy or end each.",))
    return Form(callback=SETUP, title="The day's rituals", fields=(said, how))


def setup_form(
    card: str, channel: str, proposals: Sequence[TaskProposal], days: Sequence[str], zone: str, *, zone_is_set: bool
) -> Form:
    """The card's day, to choose from, on the team's working days. Without a zone set, it asks for the team's."""
    choices, on = [], []
    left_out = [f"{each.task.title}: {each.why_not}" for each in proposals if each.spec is None]
    for number, each in enumerate(proposals):
        if each.spec is None:
            continue
        choices.append(
            (
                str(number),
                f"{each.spec.at} {each.spec.title} ({spoken(each.spec.kind)}{', off for now' if each.off else ''})",
            )
        )
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
        fields.append(SmallPrint(text=(f"Not offered: {'; '.join(left_out)}.",)))
    carry = ForChannel(channel=channel).carry
    return Form(callback=SETUP, title="The day's rituals", fields=tuple(fields), submit="Set up", carry=carry)


def new_form(
    every: Iterable[Template], kinds: Sequence[str], channel: str, *, has_day: bool, left: str | None = None
) -> Form:
    """What a new ritual can begin as: one of the templates, or one of the `kinds` that we report ourselves.

    Where the card `has_day`, all of that can be set up in a channel. `left` is the title of the one whose form they
    had to leave; None where there is none.
    """
    back = ((CONTINUE, f"Continue where you were{f': {left}' if left else ''}"),) if left is not None else ()
    day = ((DAY, "The whole day of my role card, every ritual of it"),) if has_day and channel else ()
    fields: list[Field_] = [
        ChoiceField(
            name="template",
            label="What would you like to set up?",
            choices=(*back, *((each.name, each.what) for each in every), *day),
            value=(CONTINUE if back else "standup",),
            at_a_glance=True,
        )
    ]
    if kinds:
        fields.append(
            ChoiceField(
                name="kind",
                label="Or one other part of that day",
                choices=tuple((kind, title_of(kind)) for kind in kinds),
                optional=True,
            )
        )
    return Form(
        callback=NEW,
        title="New ritual",
        fields=tuple(fields),
        submit="Next",
        carry=ForChannel(channel=channel).carry,
    )


def ritual_buttons(name: str, state: RitualState) -> Buttons:
    """What can be done with one ritual."""
    rest = (
        Button(action=PAUSE, label="Pause", value=name)
        if state is RitualState.ACTIVE
        else Button(action=RESUME, label="Resume", value=name)
    )
    sure = "It ends for everybody in its channel. What was answered stays, and you can bring it back."
    return Buttons(
        buttons=(
            Button(action=EDIT, label="Change", value=name),
            rest,
            Button(action=COPY, label="Copy", value=name),
            Button(action=END, label="End", value=name, style="danger", confirm=sure),
        )
    )
