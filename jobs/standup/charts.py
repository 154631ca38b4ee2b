"""A standup in pictures: how often each answer was given, who took part, how people feel, what is in the way.

Only numbers and the choices of a question are in them. Everybody who sees one may read what it was counted from.
"""

from collections.abc import Sequence
from datetime import date

from integrations.enumerated import counted
from integrations.post import Bar, Chart
from jobs.standup.model import MOODS, Board
from jobs.standup.questions import Question

_AGES = ((0, "new today"), (2, "1 to 2 days"), (5, "3 to 5 days"), (10, "6 to 10 days"))
"""Working days up to which a blocker counts as so old."""
_OLDER = "more than 10 days"
_WORTH = {mood: len(MOODS) - place for place, (mood, _) in enumerate(MOODS)}
"""What each mood counts: the best is 5, the worst 1."""


def given(title: str, answers: Sequence[str], all_given: Sequence[str]) -> Chart:
    """Return how often each of the possible answers to a question was given."""
    times = [all_given.count(answer) for answer in answers]
    bars = (Bar(label=answer, value=number, shown=str(number)) for answer, number in zip(answers, times, strict=True))
    return Chart(title=title, bars=tuple(bars), most=max(1, *times))


def took_part(rounds: Sequence[tuple[date, int, int]]) -> Chart:
    """Return the share of those who answered, round by round: (day, how many answered, how many were asked)."""
    bars = (Bar(label=_day(day), value=100 * gave / of, shown=f"{gave} of {of}") for day, gave, of in rounds)
    return Chart(title="How many answered, round by round", bars=tuple(bars), most=100)


def moods(boards: Sequence[Board]) -> Chart | None:
    """Return how those felt who shared it, on average and round by round; None where nobody did."""
    found = [(each, [_WORTH[said.mood] for said in each.answered if said.mood in _WORTH]) for each in boards]
    title = f"Mood of those who shared it, from 1 for {MOODS[-1][0]} to {len(MOODS)} for {MOODS[0][0]}"
    return _averages(title, found, len(MOODS))


def scale(question: Question, boards: Sequence[Board]) -> Chart | None:
    """Return what was answered to it, on average and round by round; None where nothing is shown.

    What was answered anonymously counts in the rounds alone in which enough people did.
    """
    found = []
    for board in boards:
        named = (each.picks.get(question.name) for each in board.answered)
        picks = board.anonymous.get(question.name, ()) if question.anonymous else named
        found.append((board, [each for each in picks if isinstance(each, int | float)]))
    return _averages(question.label, found, question.most)


def ages(days: Sequence[int]) -> Chart:
    """Return how many blockers are how old, in working days."""
    labels = [next((label for most, label in _AGES if each <= most), _OLDER) for each in days]
    return given("Open blockers by their age in working days", [*(label for _, label in _AGES), _OLDER], labels)


def answered(board: Board) -> tuple[date, int, int]:
    """Return the day of a round, how many of those who were asked answered, and how many were asked.

    To skip is to answer.
    """
    return board.round.local_date, len(board.asked) - len(board.missing), len(board.asked)


def _averages(title: str, found: Sequence[tuple[Board, Sequence[float]]], most: int) -> Chart | None:
    bars = []
    for board, numbers in found:
        if numbers:
            average = sum(numbers) / len(numbers)
            shown = f"{average:.1f} of {most} ({counted(len(numbers), 'answer')})"
            bars.append(Bar(label=_day(board.round.local_date), value=max(0, average), shown=shown))
    return Chart(title=title, bars=tuple(bars), most=most) if bars else None


def _day(when: date) -> str:
    return f"{when.day} {when:%b}"
