"""The forms of a retrospective: notes, merging and renaming, and actions."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.forms.values import line, many, one
from integrations.ballot_box import LEAST_SHOWN
from integrations.form import MOST_CHOICES, ChoiceField, DateField, Field_, Form, FormValues, PeopleField, TextField
from integrations.post import Paragraph, SmallPrint
from jobs.carried import read_id
from jobs.retro.actions import LONGEST
from jobs.retro.model import Action, Item, RetroBoard
from jobs.retro.retros import Sheet

NOTES, ARRANGE, ACTION, LATER = "retro_notes_form", "retro_arrange_form", "retro_action_form", "retro_later_form"
_CATEGORY = "category"
_MERGE, _PART = "merge", "part"
_ANONYMOUS = (
    "Anonymous: your name is not kept with your notes, nor when you gave them. All notes are mixed when the time is up,"
    f" and shown only if {LEAST_SHOWN} people or more have written. They are given once: you cannot change them later."
)


def notes_form(sheet: Sheet) -> Form:
    """Draw what somebody writes their notes in, with those that they gave before."""
    retro = sheet.retro
    how = _ANONYMOUS if retro.anonymous else "They come into the thread with your name when the time is up."
    fields: list[Field_] = [SmallPrint(text=(how,))]
    for number, label in enumerate(retro.categories):
        fields.append(
            TextField(
                name=f"{_CATEGORY}{number}",
                label=label,
                value="\n".join(sheet.notes.get(number, ())),
                hint="One note a line.",
                multiline=True,
                optional=True,
            )
        )
    editing = any(sheet.notes.values())
    return Form(
        callback=NOTES,
        title=retro.title,
        short_title="Retrospective",
        fields=tuple(fields),
        submit="Save" if editing else "Send",
        carry=str(retro.id),
    )


def read_notes(values: FormValues) -> Mapping[int, Sequence[str]]:
    """Return the notes of a form by category."""
    return {
        int(name.removeprefix(_CATEGORY)): str(said).splitlines()
        for name, said in values.items()
        if name.startswith(_CATEGORY)
    }


def notes_errors(problems: Mapping[str, str]) -> dict[str, str]:
    """Return what is wrong with notes, by field."""
    return {f"{_CATEGORY}{category}": why for category, why in problems.items()}


def arrange_form(board: RetroBoard) -> Form:
    """Draw what topics can be merged, renamed and taken apart in."""
    retro = board.retro
    choices = tuple((str(each.id), _label(board, each)) for each in board.items[:MOST_CHOICES])
    fields: list[Field_] = [
        ChoiceField(
            name="items",
            label="Topics",
            choices=choices,
            many=True,
            hint="Choose several of one category to merge them, or one to rename it or take it apart.",
        ),
        TextField(
            name="title",
            label="New name",
            hint="Leave it empty to keep the name; merged topics then take the name of the first.",
            optional=True,
            max_length=LONGEST,
        ),
        ChoiceField(
            name="what",
            label="What to do",
            choices=((_MERGE, "Merge or rename"), (_PART, "Take apart again: one topic for each note")),
            value=(_MERGE,),
        ),
    ]
    return Form(callback=ARRANGE, title="Merge or rename", fields=tuple(fields), submit="Do it", carry=str(retro.id))


def _label(board: RetroBoard, item: Item) -> str:
    many = f" ({len(item.notes)} notes)" if len(item.notes) > 1 else ""
    return f"{' '.join(item.title.split())[:50]}{many} · {board.retro.categories[item.category]}"


def read_arrangement(values: FormValues) -> tuple[list[int], str, bool]:
    """Return the topics, what they are to be called, and whether one is to be taken apart."""
    items = [read_id(each) for each in many(values, "items")]
    return items, line(values, "title"), one(values, "what") == _PART


def action_form(board: RetroBoard, person: str, due: date) -> Form:
    """Draw what an action is written down in; `due` is proposed."""
    fields: list[Field_] = [
        TextField(name="words", label="What is to be done?", max_length=LONGEST),
        PeopleField(name="owner", label="Who sees to it?", value=(person,)),
        DateField(name="due", label="Until when?", value=due.isoformat()),
    ]
    if board.ranked:
        wanted = ", ".join(f"“{' '.join(each.title.split())[:80]}”" for each in board.ranked[:3])
        fields.insert(0, SmallPrint(text=(f"Most wanted: {wanted}",)))
    return Form(
        callback=ACTION,
        title="Add an action",
        fields=tuple(fields),
        submit="Add",
        carry=str(board.retro.id),
    )


def later_form(action: Action, due: date) -> Form:
    """Draw what an action gets another day, or other hands, in."""
    return Form(
        callback=LATER,
        title="Later, or hand over",
        short_title="Later",
        fields=(
            Paragraph(text=(action.words,)),
            DateField(name="due", label="Until when?", value=due.isoformat()),
            PeopleField(name="owner", label="Who sees to it?", value=(action.owner,)),
        ),
        carry=str(action.id),
    )


def read_due(values: FormValues) -> tuple[str, date | None]:
    """Return the owner and the day of an action; None where no day was chosen."""
    try:
        due = date.fromisoformat(one(values, "due"))
    except ValueError:
        due = None
    return one(values, "owner"), due
