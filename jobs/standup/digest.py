"""What a round's answers come to: a line for each person, grouped by what several work on.

Nothing is drawn here, and nothing is added to what people wrote.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import sqlalchemy as sa

from integrations.database import Tx
from integrations.database.tables.standup import AnswerState
from integrations.database.tables.standup import standup_answers as answers
from integrations.database.tables.standup import standup_rounds as rounds
from integrations.deferred import dataclass
from jobs.standup.labelled_text import DONE, PLAN
from jobs.standup.model import Board, Round
from jobs.standup.work_items import Subject, is_same, items, subjects

LOOKS_BACK = timedelta(days=14)
"""A plan that has not been repeated for so long is a new one."""

Earlier = Mapping[str, Sequence[tuple[date, Sequence[str]]]]
"""By person what they planned before a round, the newest first: the day, and the items."""
NOTHING_BEFORE: Earlier = {}


@dataclass(frozen=True, slots=True)
class Planned:
    """Something that somebody means to do."""

    words: str
    since: date | None = None
    """The first day on which they meant to, where it is carried over."""


@dataclass(frozen=True, slots=True)
class DigestLine:
    """What one person said."""

    person: str
    name: str
    planned: tuple[Planned, ...]
    done: tuple[str, ...]

    @property
    def about(self) -> tuple[Subject, ...]:
        """What they work on: what their plan names, or without a plan what they did."""
        said = [each.words for each in self.planned] or self.done
        return subjects("\n".join(said))


@dataclass(frozen=True, slots=True)
class DigestGroup:
    """People who work on the same thing; the last group has all others, and no name."""

    about: str
    lines: tuple[DigestLine, ...]


async def earlier_plans(tx: Tx, round_: Round) -> Earlier:
    """What people planned in the rounds of the same ritual and channel before this one."""
    if not round_.asks_work:
        return NOTHING_BEFORE
    place = sa.tuple_(rounds.c.local_date, rounds.c.number)
    here = sa.tuple_(sa.literal(round_.local_date, sa.Date), sa.literal(round_.number, sa.Integer))
    query = (
        sa.select(answers.c.person, answers.c.words, rounds.c.local_date)
        .join(rounds, rounds.c.key == answers.c.round)
        .where(
            rounds.c.ritual == round_.ritual,
            rounds.c.channel == round_.channel,
            rounds.c.local_date >= round_.local_date - LOOKS_BACK,
            place < here,
            answers.c.state == AnswerState.ANSWERED,
        )
        .order_by(rounds.c.local_date.desc(), rounds.c.number.desc())
    )
    found: dict[str, list[tuple[date, Sequence[str]]]] = {}
    for row in (await tx.execute(query)).all():
        found.setdefault(row.person, []).append((row.local_date, items(row.words.get(PLAN, ""))))
    return found


def lines_of(board: Board, earlier: Earlier) -> list[DigestLine]:
    """A line for everybody who said what they did or mean to do, in the order of their answers."""
    if not board.round.asks_work:
        return []
    found = []
    for answer in board.answered:
        before = earlier.get(answer.person, ())
        planned = tuple(Planned(each, _since(each, before)) for each in items(answer.words.get(PLAN, "")))
        done = tuple(items(answer.words.get(DONE, "")))
        if planned or done:
            found.append(DigestLine(answer.person, answer.name, planned, done))
    return found


def _since(item: str, before: Sequence[tuple[date, Sequence[str]]]) -> date | None:
    """The first of the days, one answer after the other back from now, on which the item was planned."""
    since = None
    for day, planned in before:
        if not any(is_same(item, each) for each in planned):
            break
        since = day
    return since


def grouped(lines: Sequence[DigestLine]) -> list[DigestGroup]:
    """Everybody once: with those who work on the same, the largest group first, or with the others at the end."""
    groups: list[DigestGroup] = []
    left = list(lines)
    while True:
        count: dict[Subject, int] = {}
        for line in left:
            for subject in line.about:
                count[subject] = count.get(subject, 0) + 1
        shared = [subject for subject, people in count.items() if people > 1]
        if not shared:
            break
        subject = min(shared, key=lambda each: (-count[each], each.rank, each.name))
        groups.append(DigestGroup(subject.name, tuple(line for line in left if subject in line.about)))
        left = [line for line in left if subject not in line.about]
    return [*groups, DigestGroup("", tuple(left))] if left else groups
