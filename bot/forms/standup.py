"""The form of a standup: drawn from a `FormState`, read back as an `StandupEntry`."""

import json
from collections.abc import Mapping

from integrations.form import ChoiceField, Field_, Form, FormValues, TextField
from integrations.post import InChannel, SmallPrint
from jobs.standup import FormState, StandupEntry
from jobs.standup.model import BLOCKERS, MOODS

CALLBACK = "standup_form"
MOST_BLOCKERS = 90
"""Fewer than `MOST_CHOICES`; older ones stay as they are."""
_HINTS = {BLOCKERS: "One a line. Name who can help as @name. Each is carried over until it is resolved."}


def standup_form(sheet: FormState) -> Form:
    """What a person fills in for a round, or for the next one."""
    blockers = sheet.blockers[:MOST_BLOCKERS]
    shown = [number for number, _ in blockers]
    fields: list[Field_] = [SmallPrint(text=("Shared with everyone in ", InChannel(channel=sheet.channel), "."))]
    if sheet.note:
        fields.append(SmallPrint(text=(sheet.note,)))
    needed = "today" if any(question.name == "today" for question in sheet.questions) else sheet.questions[0].name
    for question in sheet.questions:
        if question.name == BLOCKERS and blockers:
            fields.append(
                ChoiceField(
                    name="still",
                    label="Still in your way?",
                    choices=tuple((str(number), words) for number, words in blockers),
                    value=tuple(str(number) for number in sheet.still if number in shown),
                    many=True,
                    optional=True,
                    hint="Take out what is resolved.",
                )
            )
        fields.append(
            TextField(
                name=question.name,
                label=question.label,
                value=sheet.values.get(question.name, ""),
                hint=sheet.hints.get(question.name) or _HINTS.get(question.name, ""),
                multiline=True,
                optional=question.name != needed,
            )
        )
    fields.append(
        ChoiceField(
            name="mood",
            label="How are you?",
            choices=MOODS,
            value=(sheet.mood,) if sheet.mood else (),
            optional=True,
        )
    )
    return Form(
        callback=CALLBACK,
        title=sheet.title,
        short_title="Standup",
        fields=tuple(fields),
        submit="Save" if sheet.editing else "Send",
        carry=json.dumps({"target": sheet.target, "shown": shown}),
    )


def kept_form() -> Form:
    """What the form of the next round turns into once it is kept."""
    words = "Kept. It is posted as soon as the next round opens; /standup ahead shows it again."
    return Form(callback=CALLBACK, title="Standup", fields=(SmallPrint(text=(words,)),))


def read_entry(answers: FormValues, carry: str) -> tuple[str, StandupEntry]:
    """What the form is for, and what was filled in."""
    about: Mapping[str, object] = json.loads(carry)
    shown = about["shown"]
    still, mood = answers.get("still", []), answers.get("mood", "")
    words = {name: said for name, said in answers.items() if name not in ("still", "mood") and isinstance(said, str)}
    return str(about["target"]), StandupEntry(
        words,
        mood if isinstance(mood, str) else "",
        tuple(int(each) for each in shown) if isinstance(shown, list) else (),
        tuple(int(each) for each in still) if isinstance(still, list) else (),
    )
