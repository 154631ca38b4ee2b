"""What is not known of the days that were played, and how that was taken."""

from collections.abc import Iterator, Sequence

from bot.rehearsal.happened import Happened, What
from bot.rehearsal.kept import Kept, PlayedDays
from integrations.database.tables.cadence import RitualState
from integrations.enumerated import counted


def unknown(kept: Kept, span: PlayedDays, now: Happened, then: Happened) -> Sequence[str]:
    """Return a sentence for each, those that are of this rehearsal alone first."""
    return [
        *_not_running(then),
        *_not_here(kept, then),
        *_no_history(now, then),
        *_never_asked(then),
        *_failed(now, then),
        *_kept_since(kept, span),
        "Who is in which channel, and in which time zone, is taken as it is now: nothing keeps how it was."
        " Who was away by their status in the chat alone counts as there.",
        "Answers come as long after the question as they did on that day. Reviews, actions and alerts come when they"
        " came. What people would have done because of the change is not known.",
    ]


def _not_running(then: Happened) -> Iterator[str]:
    for each in then.rituals.values():
        if each.state is not RitualState.ACTIVE:
            why = f": {each.reason}" if each.reason else ""
            yield f"{each.name} is {each.state.value} with the file{why}. It says nothing here."


def _not_here(kept: Kept, then: Happened) -> Iterator[str]:
    for channel in dict.fromkeys(each.channel for each in then.rituals.values() if each.state is RitualState.ACTIVE):
        found = kept.workspace.channels.get(channel)
        if found is None or not found.here:
            name = f"#{found.name}" if found else channel
            yield (
                f"I am not in {name}: who is there is not known, so nobody is asked there, and what is posted"
                " there needs an invitation first."
            )


def _no_history(now: Happened, then: Happened) -> Iterator[str]:
    unsure = {
        (each.ritual, each.day)
        for played in (now, then)
        for each in played.messages
        if each.at_most and each.what is not What.REMINDER
    }
    for name in sorted({str(ritual) for ritual, _ in unsure}):
        days = len({day for ritual, day in unsure if ritual == name})
        yield (
            f"{name} reads a source that tells only how things are now. On {_days(days)} nothing kept says whether it"
            " had anything to report, so what it says then is counted as the most that there can have been (≤)."
        )


def _never_asked(then: Happened) -> Iterator[str]:
    unsure = [each for each in then.messages if each.at_most and each.what is What.REMINDER and not each.not_sent]
    for name in sorted({str(each.ritual) for each in unsure}):
        days = len({each.day for each in unsure if each.ritual == name})
        yield (
            f"{name} was not held on {_days(days)} of these, so that nobody knows who would have answered:"
            " its reminders are counted as if nobody had (≤)."
        )


def _failed(now: Happened, then: Happened) -> Iterator[str]:
    for name in dict.fromkeys((*now.failed, *then.failed)):
        yield f"{name} could not be played on every day: what it would have said then is missing here."


def _kept_since(kept: Kept, span: PlayedDays) -> Iterator[str]:
    if kept.since is None or kept.since.date() > span.first:
        when = f"begins on {kept.since:%Y-%m-%d}" if kept.since else "is empty"
        yield (f"What is kept {when}: of the days before it is not known who answered, what fired, and who was nudged.")


def _days(number: int) -> str:
    return counted(number, "day")
