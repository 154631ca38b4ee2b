"""What was said, for whoever may read it: one's own last answers, or a channel's as CSV or Markdown."""

import csv
import io
import re
from collections.abc import Callable, Sequence
from datetime import date

import sqlalchemy as sa

from integrations.database import Tx
from integrations.database.tables.standup import standup_answers as answers
from integrations.database.tables.standup import standup_rounds as rounds
from integrations.deferred import dataclass
from jobs.standup import store
from jobs.standup.model import BLOCKERS, Answer, Board
from jobs.standup.questions import Question, in_words
from jobs.standup.words import day

MOST_ROUNDS = 200
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for a formula at the start of a cell."""


@dataclass(frozen=True, slots=True)
class Export:
    """A file's text, and how many rounds it has."""

    name: str
    """What a file of it is called: `standup-backend-2026-11-27.csv`."""
    text: str
    rounds: int
    left_out: int
    """Older rounds that did not fit."""


async def channels_of(tx: Tx, person: str) -> list[str]:
    """The channels in whose rounds a person has answered."""
    query = (
        sa.select(rounds.c.channel)
        .join(answers, answers.c.round == rounds.c.key)
        .where(answers.c.person == person)
        .distinct()
    )
    return [row.channel for row in (await tx.execute(query)).all()]


async def boards(tx: Tx, channel: str, since: date) -> list[Board]:
    """The rounds of a channel since a day, newest first."""
    query = (
        sa.select(rounds.c.key)
        .where(rounds.c.channel == channel, rounds.c.local_date >= since)
        .order_by(rounds.c.local_date.desc(), rounds.c.number.desc())
        .limit(MOST_ROUNDS)
    )
    found = []
    for row in (await tx.execute(query)).all():
        round_ = await store.find(tx, row.key)
        if round_ is not None:
            found.append(await store.board(tx, round_))
    return found


def as_csv(given: Sequence[Board], most: int, name: str = "standup") -> Export:
    """One line an answer and question, within `most` characters; whole rounds, the newest first."""
    head = "date,standup,person,state,question,answer\r\n"
    return _fitting(given, most, _csv_lines, head, f"{name}.csv")


def as_markdown(given: Sequence[Board], most: int, name: str = "standup") -> Export:
    """A heading a round and person, within `most` characters; whole rounds, the newest first."""
    return _fitting(given, most, _markdown, "", f"{name}.md")


def file_name(channel: str, last: date) -> str:
    """What the file of a channel's rounds until `last` is called, before its dot."""
    place = re.sub(r"[^\w-]+", "-", channel).strip("-")[:80] or "channel"
    return f"standup-{place}-{last.isoformat()}"


def _fitting(given: Sequence[Board], most: int, draw: Callable[[Board], str], head: str, name: str) -> Export:
    text, taken = head, 0
    for board in given:
        part = draw(board)
        if len(text) + len(part) > most:
            break
        text, taken = text + part, taken + 1
    return Export(name, text, taken, len(given) - taken)


def _csv_lines(board: Board) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    for person, state, question, said in _lines(board):
        row = (board.round.local_date.isoformat(), board.round.title, person, state, question, said)
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row])
    return out.getvalue()


def _lines(board: Board) -> list[tuple[str, str, str, str]]:
    lines = []
    for answer in board.answered:
        state = "late" if answer.late else "answered"
        for question in board.round.questions:
            if said := _said(answer, question):
                lines.append((answer.name, state, question.label, said))
        if answer.mood:
            lines.append((answer.name, state, "Mood", answer.mood))
    lines += [(answer.name, "skipped", "", "") for answer in board.skipped]
    lines += [(person.name, "away", "", "") for person in board.away]
    lines += [(person.name, "not asked", "", "") for person in board.unasked]
    lines += [(person.name, "missing", "", "") for person in board.missing]
    return lines


def _said(answer: Answer, question: Question) -> str:
    if question.name in answer.picks:
        return in_words(question, answer.picks[question.name])
    said = answer.words.get(question.name, "")
    return "\n".join((*answer.still, *filter(None, (said,)))) if question.name == BLOCKERS else said


def _markdown(board: Board) -> str:
    parts = [f"## {board.round.title}, {day(board.round.local_date)} {board.round.local_date.year}\n"]
    person = None
    for name, state, question, said in _lines(board):
        if name != person:
            parts.append(f"### {_plain(name)}{'' if state == 'answered' else f' ({state})'}\n")
            person = name
        if said:
            quoted = "\n".join(f"> {_plain(line)}" for line in said.splitlines())
            parts.append(f"**{_plain(question)}**\n\n{quoted}\n")
    return "\n".join(parts) + "\n"


def _plain(words: str) -> str:
    """Their words, with nothing in them that Markdown would act on."""
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>#!|" else letter for letter in words)
