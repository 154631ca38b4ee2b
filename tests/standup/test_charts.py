"""What a standup counts for its pictures."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.post import Chart
from jobs.standup import charts
from jobs.standup.model import Blocker, Board
from jobs.standup.questions import Question, QuestionType
from jobs.standup.week import WeekDigest
from jobs.standup.week_posts import week
from tests.standup.test_digest import FRIDAY, answered, board_of

HOW = Question("q1", "How was it?", QuestionType.SCALE)
HIDDEN = replace(HOW, anonymous=True)


def board(*scores: int, mood: str = "", hidden: tuple[int, ...] = ()) -> Board:
    answers = [replace(answered(n, "a plan"), picks={"q1": score}, mood=mood) for n, score in enumerate(scores)]
    return replace(board_of(answers), anonymous={"q1": hidden} if hidden else {})


@pytest.mark.parametrize(
    ("days", "counts"),
    [
        ([0, 0], "new today: 2, 1 to 2 days: 0, 3 to 5 days: 0, 6 to 10 days: 0, more than 10 days: 0"),
        ([1, 2, 3], "new today: 0, 1 to 2 days: 2, 3 to 5 days: 1, 6 to 10 days: 0, more than 10 days: 0"),
        ([5, 6, 10, 11, 99], "new today: 0, 1 to 2 days: 0, 3 to 5 days: 1, 6 to 10 days: 2, more than 10 days: 2"),
    ],
)
def test_blockers_are_counted_by_their_age(days: list[int], counts: str) -> None:
    assert charts.ages(days).words == counts


@given(st.lists(st.integers(0, 400), max_size=50))
def test_each_blocker_is_counted_once(days: list[int]) -> None:
    assert sum(each.value for each in charts.ages(days).bars) == len(days)


def test_a_round_of_which_nothing_is_shown_has_no_bar_and_nothing_at_all_no_picture() -> None:
    boards = [board(4, 5), board(1, 1, 1, 1), board(3, 3, hidden=(1, 2, 3, 4, 5))]
    named, hidden = charts.scale(HOW, boards), charts.scale(HIDDEN, boards)
    assert named is not None
    assert named.words == "27 Nov: 4.5 of 5 (2 answers), 27 Nov: 1.0 of 5 (4 answers), 27 Nov: 3.0 of 5 (2 answers)"
    assert hidden is not None
    assert hidden.words == "27 Nov: 3.0 of 5 (5 answers)", "of the others fewer than five answered"
    assert charts.scale(HIDDEN, boards[:2]) is None


def test_the_best_mood_counts_most_and_who_does_not_share_theirs_not_at_all() -> None:
    boards = [board(1, 1, mood="great"), board(1, mood="rough"), board(1)]
    chart = charts.moods(boards)
    assert chart is not None
    assert chart.words == "27 Nov: 5.0 of 5 (2 answers), 27 Nov: 1.0 of 5 (1 answer)"
    assert charts.moods(boards[2:]) is None


@pytest.mark.parametrize(("blockers", "drawn"), [(2, 0), (3, 1)])
def test_a_week_shows_the_ages_of_blockers_where_there_are_several(blockers: int, drawn: int) -> None:
    round_ = board().round
    days = [FRIDAY - timedelta(days=n) for n in range(blockers)]
    some = [Blocker(n, "", 7, "C", f"U{n}", "Ben", "waits", None, None, day) for n, day in enumerate(days)]
    told = week(WeekDigest(round_, (), tuple(some)))
    assert sum(isinstance(each, Chart) for each in told.blocks) == drawn
