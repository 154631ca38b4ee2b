"""What came of an import, in lines for a terminal."""

from collections.abc import Iterator

from bot.moving.moving_in import MovedIn, StandupPlan
from integrations.enumerated import counted

MOST_NOTES = 20
"""Notes of one standup that are shown."""


def lines_of(moved: MovedIn) -> Iterator[str]:
    """Return what was done, a line each; of what was only planned, what would be done."""
    for plan in moved.plans:
        yield from _of(plan)
    if moved.unmatched:
        yield "nobody here is known as:"
        for name, answers in sorted(moved.unmatched.items()):
            yield f'  {name}: {counted(answers, "answer")} left out; --who "{name}=ID" says who it is'
    if not any(plan.spec or (plan.history and plan.history.kept) for plan in moved.plans):
        yield "Nothing changed." if all(plan.history for plan in moved.plans) else "Nothing would change."


def _of(plan: StandupPlan) -> Iterator[str]:
    done = plan.history is not None
    made = ("made" if done else "would make") if plan.spec else "goes on with"
    when = f", at {plan.spec.at} {plan.spec.timezone or plan.zone}" if plan.spec else ""
    yield f"{made}: {plan.name} in {plan.place}{when}"
    for note in plan.notes[:MOST_NOTES]:
        yield f"  note: {note}"
    if len(plan.notes) > MOST_NOTES:
        yield f"  note: and {len(plan.notes) - MOST_NOTES} more"
    people = {each.person for each in plan.answers}
    if plan.answers:
        span = f"{plan.answers[0].day.isoformat()} to {plan.answers[-1].day.isoformat()}"
        yield f"  {counted(len(plan.answers), 'answer')} of {counted(len(people), 'person', 'people')}, {span}"
    if (history := plan.history) is not None and plan.answers:
        yield f"  {history.kept:,} new, {history.known:,} here already"
        if history.since:
            yield f"  left out: {counted(history.since, 'answer')} of days on which I have held it myself"
        if history.erased:
            yield f"  left out: {counted(history.erased, 'answer')} of people who had their words erased"
    for why, number in sorted(plan.left_out.items()):
        yield f"  left out: {counted(number, 'answer')}, {why}"
