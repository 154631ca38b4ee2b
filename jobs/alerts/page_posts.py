"""What is said of critical alerts at once: of one, of one that comes and goes, and of many."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from integrations.post import Block, Bold, Bullets, Post, SmallPrint, Span, Text, When
from jobs.alerts.lives import latest
from jobs.alerts.model import Incident
from jobs.alerts.names import names
from jobs.alerts.pieces import cut, duration, paged, runbook, titled, where

LATE = timedelta(minutes=15)
"""What had been firing for so long when we heard of it is said with how long."""
NAMED = 5
"""Alerts of a storm that are named; of more, services are counted."""
TIMES = 20
"""Times that are listed of an alert that comes and goes, the latest."""


def page(spell: Sequence[Incident], name: str, now: datetime) -> Post:
    """One critical alert, while it fires or after, with all its lives in order of their start.

    `name` says which one it is, as far as its title does not; `now` is when this is said.
    """
    incident = spell[-1]
    # A client that lists a dozen notifications shows the first words of each.
    word = "Critical" if incident.firing else "Over"
    often = ""
    if len(spell) > 1:
        span = duration((incident.ended_at or now) - spell[0].started_at)
        often = f" · {'again, ' if incident.firing else ''}{len(spell):,} times in {span}"
    elif incident.firing and incident.lasted(now) >= LATE:
        often = f" · for {duration(incident.lasted(now))} already"
    if incident.ended_at is None:
        small: Text = ("Firing since ", *_at(incident.started_at, now))
    elif len(spell) > 1:
        small = (f"The last time took {duration(incident.lasted(now))}",)
    else:
        small = (f"It took {duration(incident.lasted(now))}",)
    small = (*small, *paged(incident), *where(incident), *runbook(incident))
    return Post(headline=(f"{word}: ", *titled(incident, name), often), blocks=(SmallPrint(text=small),))


def times(spell: Sequence[Incident], now: datetime) -> Post:
    """When an alert that comes and goes fired, and for how long each time."""
    items: list[Text] = []
    for each in spell[-TIMES:]:
        went_on = "still" if each.firing else f"for {duration(each.lasted(now))}"
        items.append((*_at(each.started_at, now), f" {went_on}"))
    earlier = f", the last {TIMES} of {len(spell):,} times" if len(spell) > TIMES else ""
    return Post(headline=(f"It comes and goes{earlier}:",), blocks=(Bullets(items=tuple(items)),))


def storm(incidents: Sequence[Incident], now: datetime) -> Post:
    """Many in one message: how many, where, and whether it goes on. An alert that came again counts once."""
    alerts = latest(incidents)
    count, firing = len(alerts), sum(each.firing for each in alerts)
    services = Counter(each.service for each in alerts)
    began = min((each.started_at for each in incidents), default=now)
    if count == 1:
        head = f"1 more critical alert, {'still firing' if firing else 'over'}"
    else:
        head = f"{count:,} critical alerts, {f'{firing:,} still firing' if firing else 'all over'}"
    items: tuple[Text, ...]
    if count <= NAMED:
        which = names(alerts)
        items = tuple(
            (*titled(each, which[each.id]), *_since(each, now), *where(each), *runbook(each)) for each in alerts
        )
    else:
        items = tuple((Bold(text=f"{cut(service)}: "), f"{of_it:,}") for service, of_it in services.most_common(NAMED))
    blocks: list[Block] = [Bullets(items=items)]
    if count > NAMED and len(services) > NAMED:
        blocks.append(SmallPrint(text=(f"and {len(services) - NAMED:,} more services",)))
    since: Text = ("Since ", *_at(began, now), ". I keep this message up to date instead of many.")
    blocks.append(SmallPrint(text=since))
    return Post(headline=(head,), blocks=tuple(blocks))


def _since(incident: Incident, now: datetime) -> list[str | Span]:
    """Whether it is over, or since when it fires where that is a while."""
    if not incident.firing:
        return [" · over"]
    return [" · since ", *_at(incident.started_at, now)] if incident.lasted(now) >= LATE else []


def _at(moment: datetime, now: datetime) -> list[str | Span]:
    """A moment; with its date where a time alone would be taken for another day's."""
    return [When(at=moment, style="time" if abs(now - moment) < timedelta(hours=12) else "date_time")]
