"""Answers as a table: a line a person and round with a column a question, or a line an answer.

Geekbot writes the first, with a new line of headings wherever its questions had changed. Our own
`/standup export csv` is of the second form. Which column is what is told by its heading.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from integrations.deferred import dataclass
from integrations.standup_exports.export import ExportedAnswers, ExportedPerson, folded, names_of
from integrations.standup_exports.moments import NoMoment, day_comes_first, read_moment
from integrations.words import clean, one_line, shortened

_COLUMNS = {
    "person": ("member", "user", "name", "person", "participant", "user name", "username", "full name", "respondent"),
    "email": ("email", "e-mail", "user email", "member email", "email address"),
    "id": ("user id", "member id", "slack id", "slack user id"),
    "at": ("date", "timestamp", "submitted at", "response date", "answered at", "created at", "date and time"),
    "clock": ("time",),
    "standup": ("standup", "check-in", "checkin", "check in", "standup name", "check-in name"),
    "question": ("question",),
    "answer": ("answer", "response"),
    "state": ("state", "status"),
    "passed": ("team", "timezone", "time zone", "channel", "completed", "id", "report id"),
}
_OF = {heading: column for column, headings in _COLUMNS.items() for heading in headings}
_ANSWERED = ("", "answered", "late", "completed", "complete", "yes", "true", "done")
_HANDLE = re.compile(r"(.*\S)\s*\(@([^()@]+)\)")


@dataclass(frozen=True, slots=True)
class _Head:
    """What each column of some lines is."""

    columns: Mapping[str, int]
    questions: tuple[tuple[int, str], ...]
    width: int


def is_table(text: str) -> bool:
    """Return True for a text whose first line is headings of answers."""
    return _delimiter(text) is not None


def read_table(text: str, file: str, problems: list[str]) -> list[ExportedAnswers]:
    """Return the answers of a table; what cannot be read is noted with the line that it begins on."""
    delimiter = _delimiter(text)
    if delimiter is None:
        problems.append(f"{file}:1: there is no line of headings with a person and a date")
        return []
    rows = list(_rows(text, delimiter, file, problems))
    heads = list(_with_heads(rows))
    texts = [row[head.columns["at"]] for head, _, row in heads if len(row) > head.columns["at"]]
    day_first = day_comes_first(texts)
    found: list[ExportedAnswers] = []
    lines: dict[tuple[str, ExportedPerson, datetime], int] = {}
    for head, number, row in heads:
        read = _read(head, row, f"{file}:{number}", problems, day_first)
        if read is None:
            continue
        if "question" in head.columns:  # one answer a line: those of a person and moment belong together
            key = read.standup, read.person or ExportedPerson(), read.at
            if key in lines:
                before = found[lines[key]]
                found[lines[key]] = _joined(before, read)
                continue
            lines[key] = len(found)
        found.append(read)
    return found


def _joined(before: ExportedAnswers, more: ExportedAnswers) -> ExportedAnswers:
    return ExportedAnswers(before.place, before.standup, before.person, before.at, (*before.answers, *more.answers))


def _delimiter(text: str) -> str | None:
    first = next((line for line in text.splitlines() if line.strip()), "")
    for delimiter in (",", ";", "\t"):
        try:
            cells = next(csv.reader([first], delimiter=delimiter))
        except csv.Error:
            continue
        if _head(cells) is not None:
            return delimiter
    return None


def _rows(text: str, delimiter: str, file: str, problems: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Every line that is not empty, with the number of the line that it begins on."""
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=True)
    begins = 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as why:
            problems.append(f"{file}:{begins}: cannot be read as CSV: {why}")
            return
        if any(cell.strip() for cell in row):
            yield begins, row
        begins = reader.line_num + 1


def _with_heads(rows: Sequence[tuple[int, list[str]]]) -> Iterator[tuple[_Head, int, list[str]]]:
    head: _Head | None = None
    for number, row in rows:
        again = _head(row)
        if again is not None and (head is None or folded(row[0]) == folded(rows[0][1][0])):
            head = again
        elif head is not None:
            yield head, number, row


def _head(cells: Sequence[str]) -> _Head | None:
    """What the cells are as headings; None where they are none."""
    columns: dict[str, int] = {}
    questions: list[tuple[int, str]] = []
    for place, cell in enumerate(cells):
        column = _OF.get(folded(cell))
        if column is not None and column not in columns:
            columns[column] = place
        elif column is None and cell.strip():
            questions.append((place, one_line(cell)))
    if "at" not in columns and "clock" in columns:
        columns["at"] = columns.pop("clock")
    whole = {"question", "answer"} <= columns.keys() or questions
    if "at" in columns and {"person", "email", "id"} & columns.keys() and whole:
        return _Head(columns, tuple(questions), len(cells))
    return None


def _read(
    head: _Head, row: Sequence[str], place: str, problems: list[str], day_first: bool | None
) -> ExportedAnswers | None:
    def cell(column: str) -> str:
        number = head.columns.get(column)
        return one_line(row[number]) if number is not None and number < len(row) else ""

    if len(row) > head.width and any(each.strip() for each in row[head.width :]):
        problems.append(f"{place}: has {len(row)} cells, and there are {head.width} headings")
        return None
    if folded(cell("state")) not in _ANSWERED:
        return None
    moment = " ".join(filter(None, (cell("at"), cell("clock"))))
    try:
        at = read_moment(moment, day_first=day_first)
    except NoMoment as why:
        problems.append(f"{place}: {shortened(moment, 40) or 'nothing'} {why}")
        return None
    person = _person(cell("person"), cell("email"), cell("id"))
    if person is None:
        problems.append(f"{place}: has nobody's name")
        return None
    if "question" in head.columns:
        answers: tuple[tuple[str, str], ...] = ((cell("question"), _words(row, head.columns["answer"])),)
    else:
        answers = tuple((question, _words(row, number)) for number, question in head.questions)
    return ExportedAnswers(place, cell("standup"), person, at, answers)


def _words(row: Sequence[str], number: int) -> str:
    """What stands in a cell, without the apostrophe that keeps a spreadsheet from calculating it."""
    words = clean(row[number]).strip() if number < len(row) else ""
    return words[1:] if words[:2] in ("'=", "'+", "'-", "'@") else words


def _person(name: str, email: str, id_: str) -> ExportedPerson | None:
    if parts := _HANDLE.fullmatch(name):
        return ExportedPerson(id_, email, names_of(parts[1], parts[2]))
    if "@" in name and " " not in name and not email:
        return ExportedPerson(id_, name.removeprefix("@") if name.count("@") == 1 and name[0] != "@" else "", ())
    return ExportedPerson(id_, email, names_of(name)) if name or email or id_ else None
