"""The form of a standup: drawn from a `FormState`, read back as an `StandupEntry`."""

from collections.abc import Sequence
from dataclasses import replace

from bot.forms.values import many, one
from integrations.form import (
    ChoiceField,
    DateField,
    Field_,
    Form,
    FormValues,
    NumberField,
    TextField,
)
from integrations.post import InChannel, SmallPrint
from jobs.carried import Carried, Id, read_id
from jobs.standup import FormState, StandupEntry
from jobs.standup.model import BLOCKERS, MOODS
from jobs.standup.posts import first_time, summary_with
from jobs.standup.questions import LEAST_SHOWN, Question, QuestionType, asked

CALLBACK = "standup_form"
FOUND = "found"
"""The field with what the connected systems know of somebody's work; it becomes part of their answer."""
ACTIONS = "actions"
"""The field with what they are still to do of retrospectives."""
MOST_BLOCKERS = 90
"""Fewer than `MOST_CHOICES`; older ones stay as they are."""
_HINTS = {BLOCKERS: "One a line. Name who can help as @name. Each is carried over until it is resolved."}

_ANONYMOUS = (
    f"Anonymous: your name is not kept with it, nor when you gave it. All answers are mixed when the round closes, and"
    f" shown only if {LEAST_SHOWN} people or more have answered. You cannot change it afterwards."
)


class ForRound(Carried):
    """What the form carries."""

    target: str
    """The key of the round, or what stands for the next one of a ritual."""
    shown: tuple[Id, ...] = ()
    """The blockers that it asks about."""


def standup_form(sheet: FormState) -> Form:
    """What a person fills in for a round, or for the next one."""
    blockers = sheet.blockers[:MOST_BLOCKERS]
    shown = [number for number, _ in blockers]
    where, elsewhere = InChannel(channel=sheet.channel), summary_with(sheet.channel, sheet.report_to)
    fields: list[Field_] = [SmallPrint(text=("Shared with everyone in ", where, *elsewhere, "."))]
    if sheet.first:
        fields += first_time()
    if sheet.note:
        fields.append(SmallPrint(text=(sheet.note,)))
    for question in asked(sheet.questions, sheet.values):
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
        fields.append(_field(question, sheet))
        if question.name == "yesterday" and sheet.found is not None:
            fields.append(
                TextField(
                    name=FOUND,
                    label="What I have seen of it",
                    value=sheet.found,
                    hint=sheet.found_hint,
                    multiline=True,
                    optional=True,
                )
            )
        if question.name == "yesterday":
            fields += [SmallPrint(text=(each,)) for each in sheet.troubles]
    if sheet.actions:
        fields.append(
            ChoiceField(
                name=ACTIONS,
                label="Which of your actions are done?",
                choices=tuple((str(number), words) for number, words in sheet.actions[:MOST_BLOCKERS]),
                many=True,
                optional=True,
                at_a_glance=True,
                hint="From retrospectives in this channel. The others stay as they are.",
            )
        )
    if sheet.asks_mood:
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
        carry=ForRound(target=sheet.target, shown=tuple(shown)).carry,
    )


def _field(question: Question, sheet: FormState) -> Field_:
    """The field of one question."""
    name, label, value = question.name, question.label, sheet.values.get(question.name, "")
    hint = sheet.hints.get(name) or _HINTS.get(name, "")
    if question.anonymous:
        # What is drawn is seen by more than the person: the chat keeps what they have put in by itself.
        value, hint = "", _ANONYMOUS
    optional = not (question.required or name == _needed(sheet.questions))
    match question.type:
        case QuestionType.TEXT:
            return TextField(name=name, label=label, value=value, hint=hint, multiline=True, optional=optional)
        case QuestionType.NUMBER:
            return NumberField(name=name, label=label, value=value, hint=hint, whole=False, optional=optional)
        case QuestionType.DATE:
            return DateField(name=name, label=label, value=value, hint=hint, optional=optional)
        case _:
            many = question.type is QuestionType.SEVERAL
            return ChoiceField(
                name=name,
                label=label,
                choices=tuple((answer, _shown(question, answer)) for answer in question.answers),
                value=tuple(value.splitlines()),
                many=many,
                hint=hint,
                optional=optional,
                # What was chosen can be taken back in a list of several alone, so only what must be answered is open.
                at_a_glance=many or not optional,
                tells=any(each.only_if and each.only_if.question == name for each in sheet.questions),
            )


def _needed(questions: Sequence[Question]) -> str:
    """The question that has to be answered where the team has said it of none."""
    if any(question.required for question in questions):
        return ""
    return "today" if any(question.name == "today" for question in questions) else questions[0].name


def _shown(question: Question, answer: str) -> str:
    if question.type is QuestionType.YES_NO:
        return answer.capitalize()
    ends = {str(question.least): " (lowest)", str(question.most): " (highest)"}
    return f"{answer}{ends.get(answer, '')}" if question.type is QuestionType.SCALE else answer


def with_values(sheet: FormState, values: FormValues) -> FormState:
    """The same form with what somebody has given in it so far."""
    return replace(
        sheet,
        values={**sheet.values, **_given(values)},
        mood=one(values, "mood") if "mood" in values else sheet.mood,
        still=tuple(read_id(each) for each in many(values, "still")),
        found=one(values, FOUND) if FOUND in values else sheet.found,
    )


def is_missing_some(sheet: FormState, values: FormValues) -> bool:
    """Return True if a question is to be asked after all of somebody whose form did not have it."""
    return any(question.name not in values for question in asked(sheet.questions, _given(values)))


def _given(values: FormValues) -> dict[str, str]:
    """What was given to each question, as somebody would type it."""
    return {
        name: said if isinstance(said, str) else "\n".join(said)
        for name, said in values.items()
        if name not in ("still", "mood", FOUND, ACTIONS)
    }


def kept_form() -> Form:
    """What the form of the next round turns into once it is kept."""
    words = "Kept. It is posted as soon as the next round opens; /standup ahead shows it again."
    return Form(callback=CALLBACK, title="Standup", fields=(SmallPrint(text=(words,)),))


def read_entry(answers: FormValues, shown: Sequence[int]) -> StandupEntry:
    """Return what was filled in; `shown` are the blockers that the form had."""
    words = _given(answers)
    if found := one(answers, FOUND).strip():
        words["yesterday"] = "\n".join(filter(None, (words.get("yesterday", "").strip(), found)))
    return StandupEntry(
        words,
        one(answers, "mood"),
        tuple(shown),
        tuple(read_id(each) for each in many(answers, "still")),
    )


def read_done(values: FormValues) -> list[int]:
    """Return the actions that are done."""
    return [read_id(each) for each in many(values, ACTIONS)]
