"""The form in which somebody answers what was asked of us, and we did not know."""

import json

from bot.forms.values import line
from integrations.form import Form, FormValues, TextField
from integrations.post import Paragraph, SmallPrint

CALLBACK = "tell_answer_form"
_FIELD = "answer"


def answer_form(question: str, place: str, thread: str | None) -> Form:
    """Ask for the answer; what is sent is kept as a note of the sender's, and said where it was asked."""
    return Form(
        callback=CALLBACK,
        title="Tell me",
        submit="Keep it",
        fields=(
            Paragraph(text=(question,)),
            TextField(name=_FIELD, label="The answer", multiline=True, max_length=1_500),
            SmallPrint(
                text=("I keep it as a note of yours, and say it where it was asked. /recall forget takes it back.",)
            ),
        ),
        carry=json.dumps([question, place, thread]),
    )


def read_answer(values: FormValues) -> str:
    """Return the answer that was typed."""
    return line(values, _FIELD)


def read_question(carry: str) -> tuple[str, str, str | None]:
    """Return the question, the place and the thread that the form was opened for."""
    question, place, thread = json.loads(carry)
    return question, place, thread
