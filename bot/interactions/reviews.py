"""The buttons of the review queue, and the form that puts a pull request off."""

from typing import cast

from bot.forms.reviews import CALLBACK, PAUSES, loading_form, read_snooze, said_form, snooze_form
from bot.forms.values import one
from bot.interactions.features import clicked, submitted
from integrations.form import Form
from integrations.interaction import Click, Done, Opens, Outcome, Redraws, Says, Submission, Waits, Wrong
from integrations.source import SourceError
from jobs.reviews import Reviews, posts
from jobs.reviews.reviews import Pause


@clicked(posts.NUDGE, slow=True)
async def nudge(click: Click, reviews: Reviews) -> Outcome:
    """Remind the reviewers of a pull request, and say who was reminded."""
    repo, number = posts.read_pull(click.value)
    done = await reviews.nudge(click.person, click.place or "", repo, number)
    return Says(posts.told(done.pull, done.told, done.before, done.unknown, reviews.system, alone=done.asker))


@clicked(posts.SNOOZE)
async def snooze(click: Click, reviews: Reviews) -> Outcome:
    """Ask which one to put off, as soon as the queue is read."""
    channel = click.place or ""

    async def fill() -> Outcome:
        try:
            queue, answers = await reviews.queue(channel, posts.read_only(click.value))
        except SourceError as problem:
            return Redraws(said_form(channel, problem.sentence))
        if answers.all_failed:
            return Redraws(said_form(channel, answers.troubles[0]))
        pulls = sorted((pull for group in queue.groups.values() for pull in group), key=lambda pull: pull.ready_at)
        return Redraws(snooze_form(channel, pulls))

    return Opens(loading_form(channel), then=fill)


@submitted(CALLBACK)
async def put_off(submission: Submission, reviews: Reviews) -> Outcome:
    """Put it off, and tell the channel."""
    if not one(submission.values, "pull"):  # the form had nothing to choose
        return Done()
    repo, number, pause = read_snooze(submission.values)
    if pause not in dict(PAUSES):
        return Wrong({"pause": "Choose one of these."})
    channel = submission.carry

    async def work() -> Form:
        pull, _ = await reviews.snooze(submission.person, channel, repo, number, cast(Pause, pause))
        return said_form(channel, f"{pull.ref} is put off, and the channel is told.")

    # The code host is asked what its last push was.
    return Waits(said_form(channel, f"Asking {reviews.system.name} …"), work)
