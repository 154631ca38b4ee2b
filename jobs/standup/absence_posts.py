"""What is said to somebody about their days away."""

import json
from collections.abc import Sequence
from datetime import date

from integrations.post import Block, Button, Buttons, Paragraph, Post, SmallPrint
from jobs.carried import readable
from jobs.dates import DateSpan
from jobs.people.absences import Changed, without
from jobs.standup.leave import LeaveSaid
from jobs.standup.words import day, joined

UNDO = "standup_away_undo"
"""Action id of the button that takes a change back."""


def away(said: LeaveSaid) -> Post:
    """What was understood, with its dates, and the way back."""
    blocks: list[Block] = [SmallPrint(text=(" ".join(said.remarks),))] if said.remarks else []
    if others := without(said.all, said.spans):
        blocks.append(SmallPrint(text=(f"Also away {_listed(others)}.",)))
    if said.changed.added or said.changed.ended:
        blocks.append(Buttons(buttons=(_undo(said.changed),)))
    return Post(headline=(f"You're away {_listed(said.spans)}. No standup waits for you then.",), blocks=tuple(blocks))


def back(said: LeaveSaid) -> Post:
    """That they are back, or never were away; what is planned can be taken back here too."""
    headline = "Welcome back." if said.changed.ended else "You're not away today."
    blocks: list[Block] = [
        Paragraph(text=(f"Away {_listed([each])}",), button=_undo(Changed(added=(each,)))) for each in said.all
    ]
    if said.changed.ended:
        blocks.append(Buttons(buttons=(_undo(said.changed),)))
    return Post(headline=(headline,), blocks=tuple(blocks))


def undone(said: LeaveSaid) -> Post:
    """How it is after a change was taken back."""
    done = "Taken back." if said.changed.added or said.changed.ended else "That is taken back already."
    words = f"You're away {_listed(said.all)}." if said.all else "You have no days away."
    return Post(headline=(f"{done} {words}",))


def read_undo(value: str) -> Changed:
    """What the button takes back. Raises `Outdated`."""
    with readable():
        added, ended = (tuple(_span(each) for each in part) for part in json.loads(value))
    return Changed(added, ended)


def _undo(changed: Changed) -> Button:
    parts = (changed.added, changed.ended)
    value = json.dumps([[[each.first.isoformat(), each.last.isoformat()] for each in part] for part in parts])
    return Button(action=UNDO, label="Undo", value=value)


def _span(pair: Sequence[str]) -> DateSpan:
    return DateSpan(date.fromisoformat(pair[0]), date.fromisoformat(pair[1]))


def _listed(spans: Sequence[DateSpan]) -> str:
    return joined([_named(each) for each in spans])


def _named(span: DateSpan) -> str:
    if span.first == span.last:
        return f"on {_day(span.first)}"
    return f"from {_day(span.first)} to {_day(span.last)}, both days included"


def _day(when: date) -> str:
    return f"{day(when)} {when.year}"
