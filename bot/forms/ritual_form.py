"""The form of one ritual, new or to be changed: a field for everything that people say of it."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

from bot.forms.kind_fields import category_fields, more_fields, place_fields, read_options, time_fields
from bot.forms.question_fields import question_errors, question_fields, read_questions, shown_in
from bot.forms.values import line, many, one
from integrations.database.tables.cadence import RitualState
from integrations.deferred import dataclass
from integrations.form import (
    ChannelField,
    ChoiceField,
    Field_,
    Form,
    FormValues,
    PeopleField,
    TextField,
    TimeField,
    change_of,
)
from integrations.post import (
    Block,
    Bold,
    Bullets,
    Buttons,
    Divider,
    Heading,
    InChannel,
    Paragraph,
    Post,
    SmallPrint,
    Text,
    When,
)
from jobs.cadence.kinds import Kinds
from jobs.calendar import WEEKDAYS
from jobs.carried import Carried
from jobs.roster.change_lines import rhythm
from jobs.roster.ritual_store import Listed
from jobs.roster.spec import MEMBER, MOST_WORDS, Spec
from jobs.standup import options as standup_options
from jobs.standup.questions import LEAST_SHOWN, Question, QuestionType, to_options

CALLBACK = "ritual_form"
_SAYS_NOTHING = "reminder"
"""What a reminder is called before anybody says of what, without its capital."""
Doing = Literal["new", "edit"]
TEAM = "team"
_DAYS = tuple((day, day.capitalize()) for day in WEEKDAYS)
_LATE = (("run", "run late, and say so"), ("skip", "leave it out, and say so"))
_STATES = (("active", "on"), ("paused", "paused"))
_WEEKS = (1, 2, 3, 4)


class RitualBegun(Carried):
    """What a form carries: what it is of, and what of it was shown."""

    doing: Doing
    origin: str
    """What it began with: the name of the ritual that is changed, or as `/ritual new` takes it."""
    copied: bool = False
    """Whether `origin` is the name of a ritual that the new one is a copy of."""
    seen: str = ""
    """What tells the ritual that was previewed in the form from another; empty without a preview."""


@dataclass(frozen=True, slots=True)
class About:
    """What a form knows besides the ritual itself."""

    doing: Doing
    origin: str
    """As `RitualBegun` has it."""
    copied: bool = False
    working_days: tuple[str, ...] = ()
    zone: str = "UTC"
    """The team's."""
    zones: tuple[str, ...] = ()
    """Those of the people in the channel."""
    people: int = 0
    """In the channel."""
    state: RitualState = RitualState.ACTIVE
    own: frozenset[str] = frozenset()
    """The kind's own keys."""
    each_their_own: bool = True
    """Whether the kind can run at each member's own hour."""


def ritual_form(
    spec: Spec,
    about: About,
    *,
    questions: Sequence[Question] | None = None,
    questions_shown: int = 0,
    preview: Sequence[Block] = (),
) -> Form:
    """Draw a ritual. A new one is previewed first: with a `preview` in it, sending the form makes it.

    `questions` are those that a form holds by now, which may not be possible yet.
    """
    editing = about.doing == "edit"
    fields: list[Field_] = [*preview, *((Divider(),) if preview else ())]
    fields.append(TextField(name="title", label="What it is called", value=spec.title, max_length=150))
    if "questions" in about.own:
        fields += question_fields(
            questions_of(spec) if questions is None else questions, change_of(CALLBACK), questions_shown
        )
        fields.append(Heading(text="When and where"))
    elif spec.kind == "reminder" or spec.words or editing:
        label = "What it says" if spec.kind == "reminder" else "Words about it"
        fields.append(
            TextField(name="words", label=label, value=spec.words, multiline=True, optional=True, max_length=MOST_WORDS)
        )
    fields += category_fields(about.own, spec.options)
    fields.append(ChannelField(name="channel", label="Channel", value=spec.channel))
    fields += place_fields(about.own, spec.options)
    fields += _rhythm(spec, about)
    fields += time_fields(about.own, spec.options)
    fields += more_fields(about.own, spec.options)
    if editing:
        fields += _keeping(spec, about)
    return Form(
        callback=CALLBACK,
        title=spec.title or "Ritual" if editing else "New ritual",
        short_title="Change a ritual" if editing else "New ritual",
        fields=tuple(fields),
        submit="Save" if editing else "Create" if preview else "Preview",
        carry=RitualBegun(
            doing=about.doing, origin=about.origin, copied=about.copied, seen=imprint(spec) if preview else ""
        ).carry,
    )


def _rhythm(spec: Spec, about: About) -> list[Field_]:
    zone = spec.timezone or TEAM
    zones = {TEAM: f"the team's ({about.zone})"}
    if about.each_their_own:
        zones[MEMBER] = "each member's own"
    zones |= {each: each for each in sorted({*about.zones} - {about.zone})}
    zones.setdefault(zone, zone)
    every = sorted({*_WEEKS, spec.every})
    return [
        TimeField(name="at", label="At", value=spec.at),
        ChoiceField(
            name="days",
            label="On",
            choices=_DAYS,
            value=spec.days or about.working_days,
            many=True,
            at_a_glance=True,
        ),
        ChoiceField(
            name="every",
            label="How often",
            choices=tuple((str(weeks), "every week" if weeks == 1 else f"every {weeks} weeks") for weeks in every),
            value=(str(spec.every),),
        ),
        ChoiceField(name="timezone", label="Whose time?", choices=tuple(zones.items()), value=(zone,)),
    ]


def _keeping(spec: Spec, about: About) -> list[Field_]:
    fields: list[Field_] = [
        ChoiceField(name="late", label="If I was not running at its time", choices=_LATE, value=(spec.late,)),
        PeopleField(name="owner", label="Owner", value=(spec.owner,) if spec.owner else (), optional=True),
    ]
    if about.state is not RitualState.OFF:
        state = "paused" if spec.paused else "active"
        fields.append(ChoiceField(name="state", label="State", choices=_STATES, value=(state,)))
    return fields


def questions_of(spec: Spec) -> list[Question]:
    """Return the questions of a standup that people can change: not the one that it asks by itself."""
    return [each for each in standup_options.read(spec.options).questions if each != standup_options.ABOUT_BLOCKERS]


# --- read back ---------------------------------------------------------------------


def read_ritual(values: FormValues, before: Spec, own: frozenset[str]) -> dict[str, Any]:
    """Return the keys of a `Spec` that a form says; `before` is what it began with."""
    days, owner, zone = many(values, "days"), many(values, "owner"), one(values, "timezone")
    wanted: dict[str, Any] = {
        "title": line(values, "title"),
        "at": one(values, "at"),
        "days": tuple(day for day in WEEKDAYS if day in days),
        "every": int(one(values, "every") or 1),
        "timezone": None if zone == TEAM else zone,
        "channel": one(values, "channel"),
        "options": read_options(own, before.options, values),
    }
    if "words" in values:
        wanted["words"] = one(values, "words")
    if "late" in values:
        wanted |= {"late": one(values, "late"), "owner": owner[0] if owner else None}
    if "state" in values:
        wanted["paused"] = one(values, "state") == "paused"
    if "q1" in values:
        questions = read_questions(values)
        usual = to_options(standup_options.DEFAULT_QUESTIONS)
        if to_options(questions) == usual and "questions" not in before.options:
            wanted["options"].pop("questions", None)
        else:
            wanted["options"]["questions"] = to_options(questions)
    return wanted


def as_filled(values: FormValues, before: Spec, own: frozenset[str]) -> Spec:
    """Return a ritual as a form holds it by now, which may not be possible yet."""
    return replace(before, **read_ritual(values, before, own))


def shown_questions(values: FormValues, value: str) -> int:
    """Return how many questions a form is to show after a button of that value was pressed in it."""
    return shown_in(values) + (value == "add")


def imprint(spec: Spec) -> str:
    """Return what tells a ritual from another, to know whether it has been seen as it is."""
    parts = [spec.kind, spec.channel, spec.at, spec.days, spec.timezone, spec.every, spec.title, spec.words]
    text = json.dumps([*parts, dict(spec.options)], sort_keys=True, default=list)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def errors_of(values: FormValues) -> dict[str, str]:
    """Return what is wrong with a form that only the form can say: its questions, and days."""
    shown = question_errors(values) if "q1" in values else {}
    if not many(values, "days"):
        shown["days"] = "Please choose at least one day."
    if not one(values, "at"):
        shown["at"] = "Please choose a time."
    title = one(values, "title").strip().casefold()
    if (
        "words" in values
        and title == _SAYS_NOTHING
        and not one(values, "words").strip()
        and "agenda" not in many(values, "extras")
    ):
        shown["words"] = "Of what? A few words here, or a name that says it."
    return shown


# --- what is shown of it -----------------------------------------------------------


def as_picture(spec: Spec, posts: Sequence[Post], about: About) -> list[Block]:
    """Show a ritual as it will be seen, with words in the place of its buttons."""
    blocks: list[Block] = [Heading(text="This is how it will look")]
    for post in posts:
        blocks.append(Paragraph(text=post.headline))
        for block in post.blocks:
            match block:
                case Buttons(buttons=buttons):
                    blocks.append(SmallPrint(text=("Buttons: ", " · ".join(each.label for each in buttons))))
                case Paragraph(text=text):
                    blocks.append(Paragraph(text=text))
                case _:
                    blocks.append(block)
    if "questions" in about.own:
        blocks.append(Paragraph(text=(Bold(text="What people are asked"),)))
        asked = standup_options.read(spec.options).questions
        blocks.append(Bullets(items=tuple(_how(each, asked) for each in asked)))
        few = min(len(spec.options.get("members") or ()) or about.people, about.people)
        if few < LEAST_SHOWN and any(each.anonymous for each in asked):
            words = f"Only {few} are asked: of an anonymous question nothing is shown below {LEAST_SHOWN} answers."
            blocks.append(Paragraph(text=(Bold(text="Please note. "), words)))
    when = rhythm(spec.at, spec.days or about.working_days, spec.every, spec.timezone)
    blocks.append(Paragraph(text=(Bold(text="When"), f"\n{when}")))
    blocks.append(SmallPrint(text=("Press Create if it is right; below you can still change it.",)))
    return blocks


def _how(question: Question, every: Sequence[Question]) -> Text:
    how = {
        QuestionType.TEXT: "in their own words",
        QuestionType.NUMBER: "a number",
        QuestionType.DATE: "a day",
        QuestionType.SCALE: f"{question.least} to {question.most}",
        QuestionType.YES_NO: "yes or no",
    }.get(question.type) or " / ".join(question.choices)
    marks = [how, *(["has to be answered"] if question.required else [])]
    marks += ["anonymous"] if question.anonymous else []
    if question.only_if is not None:
        source = next(each.label for each in every if each.name == question.only_if.question)
        marks.append(f"only after {' or '.join(question.only_if.answers)} to “{source}”")
    return (question.label, f" ({'; '.join(marks)})")


def made_form(made: Listed) -> Form:
    """Say that a ritual is there."""
    ritual = made.ritual
    if made.state is RitualState.OFF:
        tail: Text = (f". It stays off for now, since {made.reason}.",)
    elif made.next_at is None:
        tail = (". It has no next date in the coming years.",)
    else:
        tail = (". The first time is ", When(at=made.next_at, style="full", zone=made.zone), ".")
    said = Paragraph(text=(Bold(text=ritual.title), " is set up in ", InChannel(channel=ritual.channel), *tail))
    how = SmallPrint(text=("/ritual list in that channel shows it, with buttons to change, pause, copy or end it.",))
    return Form(callback=CALLBACK, title="New ritual", fields=(said, how))


def about_of(doing: Doing, origin: str, kinds: Kinds, kind: str, *, copied: bool = False) -> About:
    """Return what a form knows of a kind; who draws it adds what it knows of the team."""
    return About(
        doing,
        origin,
        copied=copied,
        own=kinds.option_names(kind),
        each_their_own=kinds.own_hour(kind) != "never",
    )
