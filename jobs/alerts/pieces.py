"""The pieces that messages about alerts are made of."""

from datetime import timedelta

from integrations.alerts import NO_SERVICE
from integrations.links import host_of, is_script
from integrations.post import Bold, Link, Span, Text
from integrations.words import one_line, shortened
from jobs.alerts.model import Incident

LONGEST_TITLE, LONGEST_NAME = 150, 60
"""Characters; some sources put all they know into a title."""


def place(service: str) -> list[str | Span]:
    """The service in front of what it is about; nothing where the source named none."""
    return [Bold(text=f"{cut(service)}: ")] if service != NO_SERVICE else []


def titled(incident: Incident, name: str = "") -> Text:
    """What it is about: its service, its title, and which one it is where the title does not say."""
    title = cut(incident.title, LONGEST_TITLE)
    return (*place(incident.service), f"{title} ({name})" if name else title)


def paged(incident: Incident) -> list[str]:
    """Who was called, as far as the source said."""
    return [f" · paged: {', '.join(cut(name) for name in incident.paged[:5])}"] if incident.paged else []


def where(incident: Incident) -> list[str | Span]:
    """A link to where the alert says it came from; its label names the host, for anybody may have written it."""
    host = host_of(incident.url) if incident.url else ""
    return [" · ", Link(url=str(incident.url), label=f"see it at {host}")] if host else []


def runbook(incident: Incident) -> list[str | Span]:
    """What the rule names as its runbook: a link that shows where it leads, else the words."""
    if not incident.runbook or is_script(incident.runbook):
        return []
    if host := host_of(incident.runbook):
        return [" · ", Link(url=incident.runbook, label=f"runbook at {host}")]
    return [f" · runbook: {cut(incident.runbook, LONGEST_TITLE)}"]


def cut(words: str, most: int = LONGEST_NAME) -> str:
    """Words as one line of at most `most` characters."""
    return shortened(one_line(words), most)


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
