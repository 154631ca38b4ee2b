"""What is said of alerts."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from integrations.alerts import NO_SERVICE
from integrations.links import host_of
from integrations.post import Block, Bold, Bullets, Heading, Link, Post, SmallPrint, Span, Text, When
from integrations.words import one_line
from jobs.alerts.model import Incident

SHOWN = 10
"""Lines of a section; the rest is counted."""
RULES = 3
"""Rules that are named of a service."""
NAMED = 5
"""Alerts of a storm that are named; of more, services are counted."""
LONGEST_TITLE, LONGEST_NAME = 150, 60
"""Characters; some sources put all they know into a title."""
_ORDER = {"critical": 0, "warning": 1, "info": 2}


def page(incident: Incident) -> Post:
    """One critical alert, while it fires or after."""
    # A client that lists a dozen notifications shows the first words of each.
    word = "Critical" if incident.ended_at is None else "Over"
    if incident.ended_at is None:
        small: Text = ("Firing since ", When(at=incident.started_at))
    else:
        small = (f"It took {duration(incident.ended_at - incident.started_at)}",)
    small = (*small, *_paged(incident), *_where(incident), *_runbook(incident))
    head: Text = (f"{word}: ", *_place(incident.service), _cut(incident.title, LONGEST_TITLE))
    return Post(headline=head, blocks=(SmallPrint(text=small),))


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
            (
                *_place(each.service),
                _cut(each.title, LONGEST_TITLE),
                "" if each.firing else " · over",
                *_where(each),
                *_runbook(each),
            )
            for each in sorted(incidents, key=lambda each: each.started_at)
        )
    else:
        items = tuple((Bold(text=f"{_cut(service)}: "), f"{of_it:,}") for service, of_it in services.most_common(NAMED))
    blocks: list[Block] = [Bullets(items=items)]
    if count > NAMED and len(services) > NAMED:
        blocks += _more(len(services) - NAMED, "services")
    blocks.append(SmallPrint(text=("Since ", When(at=began), ". I keep this message up to date instead of many.")))
    return Post(headline=(head,), blocks=tuple(blocks))


def overnight(incidents: Sequence[Incident], runbooks: Mapping[str, str], now: datetime, since: str) -> Post:
    """What fired since the last working evening: still firing first, then by service.

    `since` names that evening; `runbooks` has the title of the one that fits a rule.
    """
    firing = sorted((each for each in incidents if each.firing), key=_rank)
    over = [each for each in incidents if not each.firing]
    blocks: list[Block] = []
    if firing:
        blocks.append(Heading(text="Still firing"))
        blocks.append(Bullets(items=tuple(_line(each, runbooks, now) for each in firing[:SHOWN])))
        blocks += _more(len(firing) - SHOWN)
    if over:
        blocks.append(Heading(text="Over"))
        services = _by_service(over)
        blocks.append(Bullets(items=tuple(_service(name, each, now) for name, each in services[:SHOWN])))
        blocks += _more(len(services) - SHOWN, "services")
    noisy = [(rule, count) for rule, count in Counter(each.rule for each in incidents).most_common(3) if count > 2]
    if noisy:
        words = ", ".join(f"{_cut(rule)} ({count}×)" for rule, count in noisy)  # noqa: RUF001 - it is times
        blocks.append(SmallPrint(text=(f"Noisiest: {words}.",)))
    if called := sorted({name for each in incidents for name in each.paged}):
        more = f" and {len(called) - 8} more" if len(called) > 8 else ""
        blocks.append(SmallPrint(text=(f"Paged: {', '.join(_cut(name) for name in called[:8])}{more}.",)))
    named = {each.rule for each in firing[:SHOWN]}
    for rule, title in [each for each in runbooks.items() if each[0] not in named][:RULES]:
        blocks.append(SmallPrint(text=(f"Runbook for {_cut(rule)}: {title}",)))
    return Post(headline=(_headline(incidents, firing, since),), blocks=tuple(blocks))


def _headline(incidents: Sequence[Incident], firing: Sequence[Incident], since: str) -> str:
    count = "1 alert" if len(incidents) == 1 else f"{len(incidents):,} alerts"
    if not firing:
        state = "over" if len(incidents) == 1 else "all over"
    else:
        state = "still firing" if len(incidents) == 1 else f"{len(firing):,} still firing"
    critical = sum(each.severity == "critical" for each in incidents)
    return f"{count} since {since}: {state}{f', {critical:,} critical' if critical else ''}"


def _line(incident: Incident, runbooks: Mapping[str, str], now: datetime) -> Text:
    parts: list[str | Span] = [*_place(incident.service), _cut(incident.title, LONGEST_TITLE)]
    parts.append(f" · {incident.severity}, for {duration(incident.lasted(now))}")
    parts += _where(incident)
    if incident.rule in runbooks:
        parts.append(f" · runbook: {runbooks[incident.rule]}")
    else:
        parts += _runbook(incident)
    return tuple(parts)


def _service(name: str, incidents: Sequence[Incident], now: datetime) -> Text:
    rules: dict[str, list[Incident]] = defaultdict(list)
    for incident in incidents:
        rules[incident.rule].append(incident)
    ordered = sorted(rules.items(), key=lambda rule: (_worst(rule[1]), -len(rule[1])))
    listed = ", ".join(_rule(rule, each, now) for rule, each in ordered[:RULES])
    more = f" and {len(rules) - RULES} more" if len(rules) > RULES else ""
    return (Bold(text=f"{_cut(name)}: "), f"{listed}{more}")


def _rule(name: str, incidents: Sequence[Incident], now: datetime) -> str:
    """How often it fired, at its worst, and how long each time took."""
    times = [each.lasted(now) for each in incidents]
    shortest, longest = duration(min(times)), duration(max(times))
    took = longest if shortest == longest else f"{shortest} to {longest}"
    often = f" {len(incidents):,}×" if len(incidents) > 1 else ""  # noqa: RUF001
    severity = min((each.severity for each in incidents), key=lambda each: _ORDER[each])
    return f"{_cut(name)}{often} ({severity}, {took})"


def _worst(incidents: Sequence[Incident]) -> int:
    return min(_ORDER[each.severity] for each in incidents)


def _by_service(incidents: Sequence[Incident]) -> list[tuple[str, list[Incident]]]:
    services: dict[str, list[Incident]] = defaultdict(list)
    for incident in incidents:
        services[incident.service].append(incident)
    return sorted(services.items(), key=lambda item: (_worst(item[1]), -len(item[1]), item[0]))


def _rank(incident: Incident) -> tuple[int, datetime]:
    return (_ORDER[incident.severity], incident.started_at)


def _more(left: int, of: str = "") -> list[Block]:
    return [SmallPrint(text=(f"and {left:,} more {of}".rstrip(),))] if left > 0 else []


def _place(service: str) -> list[str | Span]:
    """The service in front of what it is about; nothing where the source named none."""
    return [Bold(text=f"{_cut(service)}: ")] if service != NO_SERVICE else []


def _paged(incident: Incident) -> list[str]:
    return [f" · paged: {', '.join(_cut(name) for name in incident.paged[:5])}"] if incident.paged else []


def _where(incident: Incident) -> list[str | Span]:
    """A link to where the alert says it came from; its label names the host, for anybody may have written it."""
    host = host_of(incident.url) if incident.url else ""
    return [" · ", Link(url=str(incident.url), label=f"see it at {host}")] if host else []


def _runbook(incident: Incident) -> list[str | Span]:
    """What the rule names as its runbook: a link that shows where it leads, else the words."""
    if not incident.runbook:
        return []
    if host := host_of(incident.runbook):
        return [" · ", Link(url=incident.runbook, label=f"runbook at {host}")]
    return [f" · runbook: {_cut(incident.runbook, LONGEST_TITLE)}"]


def _cut(words: str, most: int = LONGEST_NAME) -> str:
    line = one_line(words)
    return line if len(line) <= most else f"{line[: most - 1]}…"


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
