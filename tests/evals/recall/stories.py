"""Long chats with questions about them, read from `stories/`.

A file begins with its people. `== day time` begins a session; `Name: words` is a message of it.
`?KIND question` asks about the message above it, and with other questions in between, about the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

FOLDER = Path(__file__).parent / "stories"
KINDS = {
    "p": "in its own words",
    "i": "in other words",
    "t": "when it was",
    "m": "from what is around it",
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
    return [_read(path) for path in sorted(FOLDER.glob("*.txt"))]


def _read(path: Path) -> Story:
    people: dict[str, str] = {}
    lines: list[Line] = []
    questions: list[Question] = []
    at = datetime.min.replace(tzinfo=UTC)
    for number, row in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if row.startswith("people: "):
            names = row.removeprefix("people: ").split("; ")
            people = {name.split()[0]: name for name in names}
        elif row.startswith(_SESSION):
            at = datetime.strptime(row.removeprefix(_SESSION), "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
        elif row.startswith("?"):
            kind, _, text = row[1:].partition(" ")
            back = [int(each) for each in kind[1:].split(",") if each] or [0]
            if kind[0] not in KINDS:
                raise ValueError(f"{path}:{number}: no such kind of question")
            questions.append(Question(kind[0], text, tuple(len(lines) - 1 - each for each in back)))
        elif row:
            author, _, text = row.partition(": ")
            lines.append(Line(people[author], text, at))
            at += _PAUSE
    return Story(path.stem, tuple(people.values()), lines, questions)
