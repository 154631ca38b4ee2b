"""What is said of a night of alerts."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from integrations.post import Block, Bold, Bullets, Heading, Post, SmallPrint, Span, Text
from jobs.alerts.lives import latest, spells
from jobs.alerts.model import Incident
from jobs.alerts.names import names
from jobs.alerts.pieces import cut, duration, runbook, titled, where

SHOWN = 10
"""Lines of a section; the rest is counted."""
RULES = 3
"""Rules that are named of a service."""
_WORD = re.compile(r"[^\W_]+")
_ORDER = {"critical": 0, "warning": 1, "info": 2}


def overnight(
    incidents: Sequence[Incident], runbooks: Mapping[str, Text], now: datetime, when: str, *, shown: int = SHOWN
) -> Post:
    """What fired in some time: still firing first, then by service, `shown` lines of each.

    `when` says which time that is, such as `since Friday evening`; `runbooks` has the one that fits
    a rule.
    """
    firing = firing_first(latest(incidents))
    which = names(firing[:shown])
    over = [each for each in incidents if not each.firing]
    blocks: list[Block] = []
    if firing:
        blocks.append(Heading(text="Still firing"))
        blocks.append(Bullets(items=tuple(firing_line(each, which[each.id], runbooks, now) for each in firing[:shown])))
        blocks += _more(len(firing) - shown)
    if over:
        blocks.append(Heading(text="Over"))
        services = _by_service(over)
        blocks.append(Bullets(items=tuple(_service(name, each, now) for name, each in services[:shown])))
        blocks += _more(len(services) - shown, "services")
    noisy = [(rule, count) for rule, count in Counter(each.rule for each in incidents).most_common(3) if count > 2]
    if noisy:
        words = ", ".join(f"{cut(rule)} ({count}×)" for rule, count in noisy)  # noqa: RUF001 - it is times
        blocks.append(SmallPrint(text=(f"Noisiest: {words}.",)))
    if called := sorted({name for each in incidents for name in each.paged}):
        more = f" and {len(called) - 8} more" if len(called) > 8 else ""
        blocks.append(SmallPrint(text=(f"Paged: {', '.join(cut(name) for name in called[:8])}{more}.",)))
    named = {each.rule for each in firing[:shown]}
    for rule, which_one in [each for each in runbooks.items() if each[0] not in named][:RULES]:
        blocks.append(SmallPrint(text=(f"Runbook for {cut(rule)}: ", *which_one)))
    return Post(headline=(_headline(incidents, firing, when),), blocks=tuple(blocks))


def _headline(incidents: Sequence[Incident], firing: Sequence[Incident], when: str) -> str:
    """How many; what comes and goes counts once for as long as it does."""
    counted = len(spells(incidents))
    count = "1 alert" if counted == 1 else f"{counted:,} alerts"
    if not firing:
        state = "over" if counted == 1 else "all over"
    else:
        state = "still firing" if counted == 1 else f"{len(firing):,} still firing"
    critical = len(spells([each for each in incidents if each.severity == "critical"]))
    return f"{count} {when}: {state}{f', {critical:,} critical' if critical else ''}"


def about(incidents: Sequence[Incident], words: str) -> list[Incident]:
    """Return those whose service, rule or title has all of some words, or words that begin so."""
    wanted = _WORD.findall(words.casefold())
    return [each for each in incidents if all(_names(each, word) for word in wanted)]


def _names(incident: Incident, word: str) -> bool:
    said = _WORD.findall(f"{incident.service} {incident.rule} {incident.title}".casefold())
    return any(each.startswith(word) for each in said)


def firing_first(incidents: Sequence[Incident]) -> list[Incident]:
    """Return those that fire, worst first."""
    return sorted((each for each in incidents if each.firing), key=_rank)


def firing_line(
    incident: Incident, name: str, runbooks: Mapping[str, Text], now: datetime, spell: Sequence[Incident] = ()
) -> Text:
    """Return what fires, how bad it is and for how long, and what helps; `runbooks` are by rule.

    `spell` are its lives where it comes and goes.
    """
    parts: list[str | Span] = [*titled(incident, name)]
    parts.append(f" · {incident.severity}, for {duration(incident.lasted(now))}")
    if len(spell) > 1:
        times = f"{len(spell):,}× in {duration(now - spell[0].started_at)}"  # noqa: RUF001 - it is times
        parts.append(f" · comes and goes, {times}")
    parts += where(incident)
    if incident.rule in runbooks:
        parts += (" · runbook: ", *runbooks[incident.rule])
    else:
        parts += runbook(incident)
    return tuple(parts)


def _service(name: str, incidents: Sequence[Incident], now: datetime) -> Text:
    rules: dict[str, list[Incident]] = defaultdict(list)
    for incident in incidents:
        rules[incident.rule].append(incident)
    ordered = sorted(rules.items(), key=lambda rule: (_worst(rule[1]), -len(rule[1])))
    listed = ", ".join(_rule(rule, each, now) for rule, each in ordered[:RULES])
    more = f" and {len(rules) - RULES} more" if len(rules) > RULES else ""
    return (Bold(text=f"{cut(name)}: "), f"{listed}{more}")


def _rule(name: str, incidents: Sequence[Incident], now: datetime) -> str:
    """How often it fired, at its worst, and how long each time took."""
    times = [each.lasted(now) for each in incidents]
    shortest, longest = duration(min(times)), duration(max(times))
    took = longest if shortest == longest else f"{shortest} to {longest}"
    often = f" {len(incidents):,}×" if len(incidents) > 1 else ""  # noqa: RUF001
    severity = min((each.severity for each in incidents), key=lambda each: _ORDER[each])
    return f"{cut(name)}{often} ({severity}, {took})"


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
