"""The forms of an issue's buttons, and of a plan for tomorrow."""

from collections.abc import Mapping

from bot.forms.values import one
from integrations.form import MOST_CHOICES, ChoiceField, Field_, Form, FormValues, TextField
from integrations.post import InChannel, Link, Paragraph, SmallPrint
from integrations.source import System
from jobs.carried import Carried
from jobs.issues.changes import Done

DONE, COMMENT, BLOCKED = "issue_done_form", "issue_comment_form", "issue_blocked_form"
PLAN = "evening_plan_form"
MOST_WAYS = 20


class Finishing(Carried):
    """What the form carries that finishes an issue."""

    key: str
    way: str
    """The one that is gone where the form asks for none."""
    wants: Mapping[str, tuple[str, ...]] = {}
    """Of each way the fields that the tracker wants for it."""


def loading_form(callback: str, title: str, tracker: System) -> Form:
    """What is shown while the tracker is asked."""
    return said_form(callback, title, f"Asking {tracker.name} …")


def said_form(callback: str, title: str, words: str, *, kept: str = "") -> Form:
    """A form that only says something; with `kept`, also what was typed, so that nobody must type it again."""
    typed = (Paragraph(text=(kept,)),) if kept else ()
    return Form(callback=callback, title=title, fields=(SmallPrint(text=(words,)), *typed))


def done_form(done: Done, tracker: System) -> Form:
    """Which done state it is, and what the tracker wants to know for it."""
    issue = done.issue
    fields: list[Field_] = [
        SmallPrint(text=(Link(url=issue.url, label=issue.key), f" {issue.open_title} · {issue.status}"))
    ]
    if len(done.ways) > 1:
        states = [each.to for each in done.ways]
        ways = tuple(
            (each.id, each.to if states.count(each.to) == 1 else f"{each.to} ({each.name})")
            for each in done.ways[:MOST_WAYS]
        )
        fields.append(ChoiceField(name="way", label="Which state?", choices=ways, value=(done.ways[0].id,)))
    asked: set[str] = set()
    for each in done.ways[:MOST_WAYS]:
        for field in each.fields:
            if field.kind == "me" or field.name in asked:
                continue
            asked.add(field.name)
            # What one way asks for another may not; `missing` looks when the form is sent.
            optional = any(field.name not in {other.name for other in way.fields} for way in done.ways)
            if field.kind == "choice":
                fields.append(
                    ChoiceField(
                        name=f"f:{field.name}",
                        label=field.label,
                        choices=tuple(field.choices[:MOST_CHOICES]),
                        optional=optional,
                    )
                )
            else:
                fields.append(
                    TextField(
                        name=f"f:{field.name}",
                        label=field.label,
                        hint="Such as 1h 30m." if field.kind == "worklog" else "",
                        multiline=field.kind == "long",
                        optional=optional,
                        max_length=2500 if field.kind == "long" else 250,
                    )
                )
    for each in done.ways[:MOST_WAYS]:
        if each.unknown:
            words = f"For {each.to} {tracker.name} wants {', '.join(each.unknown)}, which only its own page can ask."
            fields.append(SmallPrint(text=(words,)))
    wants = {way.id: [field.name for field in way.fields if field.kind != "me"] for way in done.ways[:MOST_WAYS]}
    about = Finishing(
        key=issue.key, way=done.ways[0].id, wants={way: tuple(names) for way, names in wants.items() if names}
    )
    return Form(callback=DONE, title=f"{issue.key} is done", fields=tuple(fields), submit="Done", carry=about.carry)


def read_done(answers: FormValues, about: Finishing) -> tuple[str, Mapping[str, str]]:
    """(way, what was filled in by the tracker's name of the field)."""
    way = one(answers, "way") or about.way
    filled = {name.removeprefix("f:"): str(value) for name, value in answers.items() if name.startswith("f:") and value}
    return way, filled


def missing(way: str, filled: Mapping[str, str], about: Finishing, tracker: System) -> Mapping[str, str]:
    """What the tracker wants for the state that was chosen and was not filled in, as complaints by field."""
    wanted = about.wants.get(way, ())
    why = f"{tracker.name} wants this for that state."
    return {f"f:{name}": why for name in wanted if not filled.get(name, "").strip()}


def words_form(callback: str, key: str) -> Form:
    """A comment, or what an issue waits for."""
    blocked = callback == BLOCKED
    return Form(
        callback=callback,
        title=f"{key} is blocked" if blocked else f"Comment {key}",
        fields=(
            TextField(
                name="words",
                label="What is it waiting for?" if blocked else "Your comment",
                hint="It is added to the issue, with your name.",
                multiline=True,
                max_length=2500,
            ),
        ),
        submit="Send",
        carry=key,
    )


def plan_form(channel: str, plan: str) -> Form:
    """What somebody means to do tomorrow."""
    return Form(
        callback=PLAN,
        title="Plan for tomorrow",
        fields=(
            SmallPrint(text=("It is filled in at the next standup of ", InChannel(channel=channel), ".")),
            TextField(
                name="plan",
                label="What is your plan?",
                value=plan,
                hint="Empty: no plan." if plan else "",
                multiline=True,
                optional=bool(plan),
                max_length=2500,
            ),
        ),
        carry=channel,
    )
