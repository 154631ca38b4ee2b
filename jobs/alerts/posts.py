"""What is said of alerts."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from integrations.links import host_of
from integrations.post import Block, Bold, Bullets, Heading, Link, Post, SmallPrint, Span, Text, When
from jobs.alerts.model import Incident

SHOWN = 10
"""Lines of a section; the rest is counted, and is in the thread's second message."""
NAMED = 5
"""Alerts of a storm that are named; of more, services are counted."""
_ORDER = {"critical": 0, "warning": 1, "info": 2}


def page(incident: Incident) -> Post:
    """One critical alert, while it fires or after."""
    if incident.ended_at is None:
        head: Text = (Bold(text=f"{incident.service}: "), incident.title)
        small: Text = ("Firing since ", When(at=incident.started_at), *_paged(incident), *_where(incident))
    else:
        took = duration(incident.ended_at - incident.started_at)
        head = ("Over: ", Bold(text=f"{incident.service}: "), incident.title)
        small = (f"It took {took}", *_paged(incident), *_where(incident))
    blocks: list[Block] = [SmallPrint(text=small)]
    if incident.runbook:
        blocks.append(SmallPrint(text=(f"Runbook: {incident.runbook}",)))
    return Post(headline=head, blocks=tuple(blocks))


def storm(incidents: Sequence[Incident], now: datetime) -> Post:
    """Many in one message: how many, where, and whether it goes on."""
    count, firing = len(incidents), sum(incident.firing for incident in incidents)
    services = Counter(incident.service for incident in incidents)
    began = min((incident.started_at for incident in incidents), default=now)
    if count == 1:
        head = f"1 more critical alert, {'still firing' if firing else 'over'}"
    else:
        head = f"{count:,} critical alerts, {f'{firing:,} still firing' if firing else 'all over'}"
    items: tuple[Text, ...]
    if count <= NAMED:
        items = tuple(
            (Bold(text=f"{each.service}: "), each.title, "" if each.firing else " · over", *_where(each))
            for each in sorted(incidents, key=lambda each: each.started_at)
        )
    else:
        items = tuple((Bold(text=f"{service}: "), f"{of_it:,}") for service, of_it in services.most_common(NAMED))
    blocks: list[Block] = [Bullets(items=items)]
    if count > NAMED and len(services) > NAMED:
        blocks += _more(len(services) - NAMED, "services")
    blocks.append(SmallPrint(text=("Since ", When(at=began), ". I keep this message up to date instead of many.")))
    return Post(headline=(head,), blocks=tuple(blocks))


def overnight(incidents: Sequence[Incident], runbooks: Mapping[str, str], now: datetime) -> Post:
    """What fired since the last working evening: still firing first, then by service."""
    firing = sorted((each for each in incidents if each.firing), key=_rank)
    over = [each for each in incidents if not each.firing]
    blocks: list[Block] = []
    if firing:
        blocks.append(Heading(text="Still firing"))
        blocks.append(Bullets(items=tuple(_line(each, runbooks, now) for each in firing[:SHOWN])))
        blocks += _more(len(firing) - SHOWN)
    if over:
        blocks.append(Heading(text="Over by itself or by somebody" if firing else "By service"))
        services = _by_service(over)
        blocks.append(Bullets(items=tuple(_service(name, each, now) for name, each in services[:SHOWN])))
        blocks += _more(len(services) - SHOWN)
    noisy = [(rule, count) for rule, count in Counter(each.rule for each in incidents).most_common(3) if count > 2]
    if noisy:
        words = ", ".join(f"{rule} ({count}×)" for rule, count in noisy)  # noqa: RUF001 - it is times
        blocks.append(SmallPrint(text=(f"Noisiest: {words}.",)))
    if called := sorted({name for each in incidents for name in each.paged}):
        blocks.append(SmallPrint(text=(f"Paged: {', '.join(called[:8])}.",)))
    for rule, name in list(runbooks.items())[:3]:
        if not any(each.firing and each.rule == rule for each in incidents):
            blocks.append(SmallPrint(text=(f"For {rule} there is a runbook: {name}.",)))
    return Post(headline=(_headline(incidents, firing),), blocks=tuple(blocks))


def _headline(incidents: Sequence[Incident], firing: Sequence[Incident]) -> str:
    count = "1 alert" if len(incidents) == 1 else f"{len(incidents):,} alerts"
    critical = sum(each.severity == "critical" for each in incidents)
    words = f"Since the last evening: {count}"
    if critical:
        words += f", {critical:,} critical"
    return f"{words}, {len(firing):,} still firing" if firing else f"{words}, all over"


def _line(incident: Incident, runbooks: Mapping[str, str], now: datetime) -> Text:
    parts: list[str | Span] = [Bold(text=f"{incident.service}: "), incident.title]
    parts.append(f" · {incident.severity}, for {duration(incident.lasted(now))}")
    parts += _where(incident)
    if incident.rule in runbooks:
        parts.append(f" · runbook: {runbooks[incident.rule]}")
    elif incident.runbook:
        parts.append(f" · runbook: {incident.runbook}")
    return tuple(parts)


def _service(name: str, incidents: Sequence[Incident], now: datetime) -> Text:
    rules = Counter(each.rule for each in incidents)
    longest = max(each.lasted(now) for each in incidents)
    severity = min((each.severity for each in incidents), key=lambda each: _ORDER[each])
    listed = ", ".join(f"{rule} {count}×" if count > 1 else rule for rule, count in rules.most_common(3))  # noqa: RUF001
    more = f" and {len(rules) - 3} more" if len(rules) > 3 else ""
    took = "took" if len(incidents) == 1 else "the longest took"
    return (Bold(text=f"{name}: "), f"{listed}{more} · {severity}, {took} {duration(longest)}")


def _by_service(incidents: Sequence[Incident]) -> list[tuple[str, list[Incident]]]:
    services: dict[str, list[Incident]] = defaultdict(list)
    for incident in incidents:
        services[incident.service].append(incident)
    return sorted(
        services.items(), key=lambda item: (min(_ORDER[each.severity] for each in item[1]), -len(item[1]), item[0])
    )


def _rank(incident: Incident) -> tuple[int, datetime]:
    return (_ORDER[incident.severity], incident.started_at)


def _more(left: int, of: str = "") -> list[Block]:
    return [SmallPrint(text=(f"and {left:,} more {of}".rstrip(),))] if left > 0 else []


def _paged(incident: Incident) -> list[str]:
    return [f" · paged: {', '.join(incident.paged[:5])}"] if incident.paged else []


def _where(incident: Incident) -> list[str | Span]:
    """A link to where the alert says it came from; its label names the host, for anybody may have written it."""
    host = host_of(incident.url) if incident.url else ""
    return [" · ", Link(url=str(incident.url), label=f"see it at {host}")] if host else []


def duration(time: timedelta) -> str:
    """`40 s`, `12 min`, `3 h 5 min` or `2 d 4 h`."""
    seconds = int(time.total_seconds())
    if seconds < 90:
        return f"{seconds} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{hours // 24} d {hours % 24} h" if hours % 24 else f"{hours // 24} d"
