"""What a person takes back from the memory."""

from collections.abc import Sequence
from datetime import date

from bot.forms.values import one
from bot.memory import KeptMessage
from integrations.form import ChoiceField, Form, FormValues
from integrations.post import Paragraph, SmallPrint
from jobs.carried import read_id

CALLBACK = "recall_forget"
EVERYTHING = "everything"
_FIELD = "what"


def forget_form(notes: Sequence[KeptMessage], chat: str) -> Form:
    """The notes that somebody made, newest first, and everything that is theirs; `chat` is what the chat is called."""
    choices = [(str(note.number), _label(note)) for note in notes]
    return Form(
        callback=CALLBACK,
        title="Forget",
        submit="Forget it",
        fields=(
            Paragraph(text=("What shall I forget? It does not come back.",)),
            ChoiceField(
                name=_FIELD,
                label="Your notes" if notes else "You have no notes",
                choices=(*choices, (EVERYTHING, "All that I know of you: what you said, noted, answered, planned")),
            ),
            SmallPrint(
                text=(
                    f"It goes from my memory, not from {chat}. What you say later is kept again,"
                    " except where the channel is muted. Decision records and runbooks are the team's, and stay.",
                )
            ),
        ),
    )


def read_forget(answers: FormValues) -> int | None:
    """The number of a note, or None for everything. Raises `Outdated`."""
    choice = one(answers, _FIELD)
    return None if choice == EVERYTHING else read_id(choice)


def _label(note: KeptMessage) -> str:
    day: date = note.said_at.date()
    return f"{day:%d %b}: {' '.join(note.text.split()) or 'a note from a place that you cannot read now'}"
