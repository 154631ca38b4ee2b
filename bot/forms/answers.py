"""The form in which somebody answers what was asked of us, and we did not know."""

from bot.forms.values import line
from integrations.form import Form, FormValues, TextField
from integrations.post import Paragraph, SmallPrint
from jobs.carried import Carried

CALLBACK = "tell_answer_form"
_FIELD = "answer"


class AskedQuestion(Carried):
    """What the form carries: the question, and where it was asked."""

    question: str
    place: str
    thread: str | None = None


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
        carry=AskedQuestion(question=question, place=place, thread=thread).carry,
    )


def read_answer(values: FormValues) -> str:
    """Return the answer that was typed."""
    return line(values, _FIELD)
