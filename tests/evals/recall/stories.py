"""Long chats with questions about them, read from `stories/` and `two_people/`.

A file begins with its people. `== day time` begins a session; `Name: words` is a message of it, and
`Name #label: words` one that can be named. `?KIND question` asks about the message above it, or, with
`?KIND#label,label question`, about those that are named.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

SETS = {"stories": "friends and teams", "two_people": "two people, many months"}
"""Folders, and what is in them."""
KINDS = {
    "p": "in its own words",
    "i": "in other words",
    "t": "when it was",
    "m": "from several messages, or by what is around",
    "d": "with a date",
}
_PAUSE = timedelta(seconds=47)
_SESSION = "== "


@dataclass(frozen=True, slots=True)
class Line:
    """A message."""

    author: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and the places in the chat of the messages that answer it."""

    kind: str
    text: str
    evidence: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """A chat of some months, and what is asked about it."""

    name: str
    of: str
    """The set that it belongs to."""
    people: tuple[str, ...]
    lines: Sequence[Line]
    questions: Sequence[Question]

    @property
    def sessions(self) -> Iterator[tuple[int, datetime]]:
        """Where each session ends, and when the next may begin at the earliest."""
        for at, line in enumerate(self.lines):
            if at + 1 == len(self.lines) or self.lines[at + 1].at - line.at > timedelta(hours=1):
                yield at, line.at


def stories() -> list[Story]:
    """All of them."""
    here = Path(__file__).parent
    return [_read(path, name) for folder, name in SETS.items() for path in sorted((here / folder).glob("*.txt"))]


def _read(path: Path, of: str) -> Story:
    people: dict[str, str] = {}
    lines: list[Line] = []
    labels: dict[str, int] = {}
    asked: list[tuple[str, str, list[str] | int]] = []
    at = datetime.min.replace(tzinfo=UTC)
    for number, row in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if row.startswith("people: "):
            names = row.removeprefix("people: ").split("; ")
            people = {name.split()[0]: name for name in names}
        elif row.startswith(_SESSION):
            at = datetime.strptime(row.removeprefix(_SESSION), "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
        elif row.startswith("?"):
            which, _, text = row[1:].partition(" ")
            kind, _, named = which.partition("#")
            if kind not in KINDS:
                raise ValueError(f"{path}:{number}: no such kind of question")
            asked.append((kind, text, named.split(",") if named else len(lines) - 1))
        elif row:
            who, _, text = row.partition(": ")
            author, _, label = who.partition(" #")
            if label:
                labels[label] = len(lines)
            lines.append(Line(people[author], text, at))
            at += _PAUSE
    questions = [
        Question(kind, text, (named,) if isinstance(named, int) else tuple(labels[label] for label in named))
        for kind, text, named in asked
    ]
    return Story(path.stem, of, tuple(people.values()), lines, questions)
