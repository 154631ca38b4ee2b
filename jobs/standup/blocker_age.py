"""How old a blocker is, in working days."""

from integrations.enumerated import counted
from jobs.calendar import EVERY_DAY, working_days
from jobs.standup.model import Blocker, Round
from jobs.standup.words import day


def age(blocker: Blocker, round_: Round) -> str:
    """`new today`, or `since Friday 20 November, 1 working day`."""
    if blocker.raised_on >= round_.local_date:
        return "new today"
    return f"since {day(blocker.raised_on)}, {counted(days_old(blocker, round_), 'working day')}"


def days_old(blocker: Blocker, round_: Round) -> int:
    """Return how many working days after the one on which it was raised the round is."""
    return working_days(blocker.raised_on, round_.local_date, days=EVERY_DAY, holiday=round_.days_off.__contains__)
