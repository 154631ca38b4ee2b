"""The lives of an alert: it fires, is over, and fires again."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

from jobs.alerts.model import Incident

SETTLED = timedelta(minutes=30)
"""What fires again sooner after its end comes and goes: it is one piece of news, with a count."""


def lives(incidents: Sequence[Incident]) -> list[list[Incident]]:
    """The incidents of each alert, in order of their start; alerts in order of their first."""
    by_alert: dict[tuple[str, str], list[Incident]] = defaultdict(list)
    for each in sorted(incidents, key=lambda each: (each.started_at, each.id)):
        by_alert[each.source, each.fingerprint].append(each)
    return list(by_alert.values())


def latest(incidents: Sequence[Incident]) -> list[Incident]:
    """The latest life of each alert. One that has come again was over in between, whether or not we heard of it."""
    return [each[-1] for each in lives(incidents)]


def spells(incidents: Sequence[Incident]) -> list[list[Incident]]:
    """The incidents of each alert, those together between which it was quiet for less than `SETTLED`."""
    found: list[list[Incident]] = []
    for of_alert in lives(incidents):
        found.append([of_alert[0]])
        for before, each in pairwise(of_alert):
            if each.started_at - (before.ended_at or before.started_at) >= SETTLED:
                found.append([])
            found[-1].append(each)
    return found
