"""Four times as long costs some four times as much: files, contracts and answers are read piece by piece, each once."""

import contextlib
from collections.abc import Callable, Sequence
from datetime import date

import pytest

from integrations.alerts.severities import known_severity
from integrations.contracts import ContractChange, Unreadable, comparison
from integrations.contracts.files import Files
from integrations.markdown import contained, from_markdown
from integrations.rolecard import NoCard, read_card
from integrations.slack.message_text import text_of
from integrations.standup_exports.csv_table import is_table, read_table
from jobs.cadence.kinds import Kinds
from jobs.dates.hours_named import hours_named
from jobs.dates.looking_back import days_named
from jobs.dates.problems import NotRead
from jobs.dates.reading import read as read_dates
from jobs.dates.spoken_times import as_a_clock_shows
from jobs.people.away_status import AwayStatuses
from jobs.roster.toml_check import BadFile, TomlCheck
from jobs.standup import labelled_text
from jobs.standup.conditions import KnownNames, recognise
from jobs.standup.done_detection import verdict
from jobs.standup.options import Options
from tests.foundation.test_long_repeats import REPEATED, cpu

SHORT, LONG, FOURTH = 2_000, 8_000, ("a card", "Markdown of others")
"""Characters. Of some a fourth of it: what they are made of takes long for each."""
MOST = 9
"""How much longer the long one may take: 4 where each piece is read once, 16 where from each place all are."""
SOON = 0.04
"""Seconds of processor time that are too short to measure by."""
QUESTIONS = Options().questions
KNOWN = KnownNames(("team/api",), ("PAY",), "/pull/", "https://jira.example/browse/")
TODAY = date(2026, 11, 23)


def dated(words: str) -> object:
    with contextlib.suppress(NotRead):
        return read_dates(words, TODAY)
    return None


def carded(text: str) -> object:
    with contextlib.suppress(NoCard):
        return read_card(f"---\nname: x\n---\n# Nurse\n\n## A Day\n\n- 09:00 {text}\n- **{text}**: {text}\n\n{text}")
    return None


def rituals(text: str) -> object:
    with contextlib.suppress(BadFile):
        return TomlCheck(f"# {text}\n[[ritual]]\nwords = '''\n{text}\n'''\nkind = 1 # {text}\n", "r.toml", Kinds(()))
    return None


def contract(around: str, compared: Callable[..., Sequence[ContractChange]]) -> Callable[[str], object]:
    def read(text: str) -> object:
        with contextlib.suppress(Unreadable, RecursionError):  # a thread of its own has room for more
            compared(around.format("a"), around.format(text))
        return None

    return read


def openapi(*texts: str) -> Sequence[ContractChange]:
    return comparison._openapi(*(Files("", {"": comparison._parse("", each, True)[0]}) for each in texts))


def proto(*texts: str) -> Sequence[ContractChange]:
    return comparison._proto(*({"": each} for each in texts))


def graphql(*texts: str) -> Sequence[ContractChange]:
    return comparison._graphql(*({"": each} for each in texts))


READERS: dict[str, Callable[[str], object]] = {
    "a card": carded,
    "a rituals file": rituals,
    "Markdown": from_markdown,
    "Markdown of others": lambda text: contained(text, below=2),
    "a table of answers": lambda text: is_table(text) and read_table(text, "answers.csv", []),
    "OpenAPI": contract("openapi: 3.0.0\npaths: {{}}\ninfo: {{title: '{0}', x: |\n {0}\n}}\n", openapi),
    "OpenAPI's end": contract("openapi: 3.0.0\npaths: {{}}\ninfo: {{}}\n{0}", openapi),
    "protobuf": contract('syntax = "proto3";\nmessage A {{\n string a = 1; // {0}\n {0}\n}}\n', proto),
    "GraphQL": contract('type Query {{\n  "{0}"\n  a: Int # {0}\n  {0}\n}}\n', graphql),
    "a typed standup": lambda text: labelled_text.read(f"Yesterday: {text}\n{text}", QUESTIONS, TODAY),
    "one of prose": lambda text: labelled_text.read(f"yesterday I {text} today {text}", QUESTIONS, TODAY),
    "dates": dated,
    "dates from a day on": lambda words: dated(f"from {words} to {words}"),
    "days looked back to": days_named,
    "hours": hours_named,
    "times of day": as_a_clock_shows,
    "a status": lambda text: AwayStatuses().means_away(text, text),
    "whether something is done": lambda text: verdict(text, text),
    "what a blocker waits for": lambda text: recognise(text, KNOWN),
    "a severity": known_severity,
    "an app's message": lambda text: text_of({"bot_id": "B1", "attachments": [{"title": text, "text": text}]}),
}


@pytest.mark.parametrize("reader", READERS)
def test_what_is_four_times_as_long_takes_no_sixteen_times_as_long(reader: str) -> None:
    read = READERS[reader]
    read("Nothing of what it uses is built only now.")
    slow = []
    part = 4 if reader in FOURTH else 1
    for unit in REPEATED:
        short, long = unit * (SHORT // part // len(unit)), unit * (LONG // part // len(unit)) + "!"
        cost = cpu(read, long)
        if cost > SOON and cost > MOST * cpu(read, short):
            floor, cost = max(cpu(read, short) for _ in range(2)), min(cpu(read, long) for _ in range(2))
            if cost > SOON and cost > MOST * floor:
                slow.append((unit, round(cost / floor)))
    assert not slow
