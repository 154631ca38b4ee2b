"""The form that puts a pull request off."""

from collections.abc import Sequence

from bot.forms.values import one
from integrations.codehost import PullRequest
from integrations.form import MOST_CHOICES, ChoiceField, Form, FormValues
from integrations.post import SmallPrint
from jobs.reviews.posts import pull_value, read_pull

CALLBACK = "review_snooze_form"
PAUSES = (("tomorrow", "Until tomorrow"), ("three_days", "For three days"), ("push", "Until its next push"))


def loading_form(channel: str) -> Form:
    """What is shown while the queue is read."""
    return Form(
        callback=CALLBACK, title="Put one off", fields=(SmallPrint(text=("Reading the queue …",)),), carry=channel
    )


def snooze_form(channel: str, pulls: Sequence[PullRequest]) -> Form:
    """Ask which pull request to put off, and until when."""
    if not pulls:
        return said_form(channel, "Nothing waits any more.")
    return Form(
        callback=CALLBACK,
        title="Put one off",
        fields=(
            ChoiceField(
                name="pull",
                label="Which pull request?",
                choices=tuple(
                    (pull_value(pull)[:150], f"{pull.ref} {pull.title}")
                    for pull in pulls[:MOST_CHOICES]  # the oldest
                ),
            ),
            ChoiceField(name="pause", label="Until when?", choices=PAUSES, value=("tomorrow",)),
            SmallPrint(text=("It leaves this channel's queue for everybody, and the channel is told.",)),
        ),
        submit="Put off",
        carry=channel,
    )


def said_form(channel: str, words: str) -> Form:
    """A form that only says something."""
    return Form(callback=CALLBACK, title="Put one off", fields=(SmallPrint(text=(words,)),), carry=channel)


def read_snooze(answers: FormValues) -> tuple[str, int, str]:
    """(repository, number, pause) of a submission. Raises `Outdated`."""
    return (*read_pull(one(answers, "pull")), one(answers, "pause"))
