"""Lines of a digest: cut at a word, grouped by what several work on, and all of them in one message."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.database.tables.retro import ActionState
from integrations.database.tables.standup import AnswerSource, Collect, RoundState
from integrations.post import Bullets, Link, Person, Post
from integrations.slack.render import render
from jobs.retro.model import Action
from jobs.standup.digest import DigestLine, Earlier, Planned, grouped, lines_of
from jobs.standup.digest_posts import summary
from jobs.standup.model import Answer, Asked, Blocker, Board, Round
from jobs.standup.options import ABOUT_BLOCKERS, DEFAULT_QUESTIONS
from jobs.standup.questions import Question
from jobs.standup.words import short
from jobs.standup.work_items import is_same, subjects
from tests.standup.house import words

FRIDAY = date(2026, 11, 27)
OPENED = datetime(2026, 11, 27, 8, tzinfo=UTC)


def closed_round() -> Round:
    return Round(
        key="7/2026-11-27/1",
        ritual=7,
        channel="C0TEAM",
        local_date=FRIDAY,
        number=1,
        title="Standup",
        zone="UTC",
        days_off=(),
        collect=Collect.THREAD,
        questions=(*DEFAULT_QUESTIONS, ABOUT_BLOCKERS),
        reminders=0,
        close_early=True,
        report_to=None,
        note="",
        state=RoundState.CLOSED,
        opened_at=OPENED,
        closes_at=OPENED + timedelta(hours=2),
    )


def answered(number: int, plan: str, done: str = "") -> Answer:
    said = {"yesterday": done, "today": plan}
    at = OPENED + timedelta(minutes=number)
    return Answer(f"U{number:03}", f"Person {number}", False, said, "", (), False, AnswerSource.FORM, 0, at, at)


def board_of(answers: Sequence[Answer], blockers: Sequence[Blocker] = (), missing: int = 0) -> Board:
    names = [(each.person, each.name) for each in answers]
    names += [(f"UM{number}", f"Missing {number}") for number in range(missing)]
    people = tuple(Asked(person, name, False, OPENED) for person, name in names)
    return Board(closed_round(), people, {each.person: each for each in answers}, tuple(blockers))


def line(person: str, *plan: str) -> DigestLine:
    return DigestLine(person, person, tuple(map(Planned, plan)), ())


@given(st.text(), st.integers(min_value=2, max_value=60))
def test_a_line_is_cut_after_a_word_and_never_longer_than_it_may_be(said: str, most: int) -> None:
    whole, cut = " ".join(said.split()), short(said, most)
    assert len(cut) <= most
    if len(whole) <= most:
        assert cut == whole
    else:
        assert cut.endswith("…")
        assert whole.startswith(cut[:-1])


@given(st.lists(st.text("abcde", min_size=1, max_size=9), min_size=30, max_size=60), st.integers(20, 80))
def test_no_word_is_cut_where_there_are_words(said: list[str], most: int) -> None:
    cut = short(" ".join(said), most)
    assert cut == " ".join(said) or cut[:-1].split() == said[: len(cut[:-1].split())]


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("finish PAY-41 and pay-42", ["PAY-41"]),
        ("payments#212, then acme/orders#87", ["payments#212", "orders#87", "payments", "orders"]),
        ("https://github.com/acme/payments/pull/212#discussion", ["payments#212", "payments"]),
        ("https://git.example/a/b/payments/-/merge_requests/9", ["payments#9", "payments"]),
        ("UTF-8, SHA-256, CVE-2024-1234, ISO-8601 and #12", []),
        ("https://acme.atlassian.net/browse/PAY-41", ["PAY-41"]),
    ],
)
def test_what_an_item_names_is_seen(said: str, names: list[str]) -> None:
    assert [each.name for each in subjects(said)] == names


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Write the proposal.", "write the  proposal", True),
        ("PAY-41: the index", "tests for PAY-41", True),
        ("payments#212", "payments#213", False),
        ("the index", "the other index", False),
    ],
)
def test_the_same_work_is_known_by_its_words_or_its_key(one: str, other: str, same: bool) -> None:
    assert is_same(one, other) is same


def test_those_who_work_on_the_same_are_together_the_largest_group_first() -> None:
    said = [
        line("Ana", "payments#1"),
        line("Ben", "PAY-9"),
        line("Chiara", "payments#2 for PAY-9"),
        line("Dev", "payments#3"),
        line("Elif", "tea"),
    ]
    found = [(group.about, [each.person for each in group.lines]) for group in grouped(said)]
    assert found == [("payments", ["Ana", "Chiara", "Dev"]), ("", ["Ben", "Elif"])]


@given(st.lists(st.lists(st.sampled_from(["PAY-1", "PAY-2", "a#1", "a#2", "b#1", "tea"]), max_size=3), max_size=12))
def test_everybody_is_in_one_group_and_a_named_one_has_several(plans: list[list[str]]) -> None:
    said = [line(str(number), *plan) for number, plan in enumerate(plans)]
    groups = grouped(said)
    assert sorted(int(each.person) for group in groups for each in group.lines) == list(range(len(plans)))
    assert all(len(group.lines) > 1 for group in groups if group.about)
    assert [group.about for group in groups].count("") <= 1
    assert all(group.about for group in groups[:-1]), "the others come last"


def test_a_plan_is_carried_over_from_the_first_day_without_a_break() -> None:
    earlier: Earlier = {
        "U001": [
            (date(2026, 11, 26), ["the index", "tea"]),
            (date(2026, 11, 25), ["The index!"]),
            (date(2026, 11, 24), ["tea"]),
            (date(2026, 11, 23), ["the index"]),
        ]
    }
    (found,) = lines_of(board_of([answered(1, "the index\ntea\nthe cache")]), earlier)
    assert found.planned == (
        Planned("the index", date(2026, 11, 25)),
        Planned("tea", date(2026, 11, 26)),
        Planned("the cache"),
    )


def test_two_people_have_a_short_digest() -> None:
    post = summary(board_of([answered(1, "the index", "the plan"), answered(2, "none", "- the tests\n- the docs")]))
    assert words(post) == (
        "Standup, Friday 27 November: 2 of 2 answered, no blockers Nothing is in the way. Who is on what"
        " Person 1 : the index · done: the plan Person 2 : done: the tests ; the docs"
    )


@pytest.mark.parametrize("said", ["a thing with words " * 30, "x" * 900, "日本語の計画です" * 60, "PAY-7 " + "é" * 400])
def test_of_forty_people_most_fit_into_one_message_and_who_was_not_heard_always_does(said: str) -> None:
    answers = [answered(number, f"{said} {number}", said) for number in range(40)]
    blockers = [
        Blocker(n, closed_round().key, 7, "C0TEAM", f"U{n:03}", f"Person {n}", f"waits {n}", None, None, FRIDAY)
        for n in range(5)
    ]
    drawn = render(_linked(summary(board_of(answers, blockers, missing=5))), key="standup:7/2026-11-27/1:summary")
    shown = str(drawn.blocks)
    assert drawn.cut
    assert "show_all" in shown
    assert "waits 4" in shown
    assert "Missing 4" in shown
    assert sum(f"'Person {number}'" in shown for number in range(40)) >= 20
    few = render(_linked(summary(board_of(answers[:20], blockers, missing=5))))
    assert not few.cut


def test_what_has_no_room_in_a_line_is_counted() -> None:
    post = summary(board_of([answered(1, "\n".join(f"{'word ' * 20}{number}" for number in range(9)))]))
    assert "and 7 more" in words(post)


def _linked(post: Post) -> Post:
    """With addresses as long as they are in a workspace of Slack."""
    url = (
        "https://a-long-workspace.slack.com/archives/C0123456789/p1795852517869864?thread_ts=1795852517.869864&cid=C01"
    )
    blocks = [
        block.model_copy(
            update={
                "items": tuple(
                    tuple(Link(url=url, label=s.name) if isinstance(s, Person) and s.said else s for s in item)
                    for item in block.items
                )
            }
        )
        if isinstance(block, Bullets)
        else block
        for block in post.blocks
    ]
    return post.model_copy(update={"blocks": tuple(blocks)})


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        (("yesterday",), "Person 1 : done: the lexer"),
        (("today",), "Person 1 : the parser"),
        (("yesterday", "today"), "Person 1 : the parser · done: the lexer"),
    ],
)
def test_a_question_of_the_teams_own_that_stands_for_work_is_told_as_work(asked: Sequence[str], line: str) -> None:
    said = {"yesterday": "the lexer", "today": "the parser"}
    board = board_of([answered(1, said["today"], said["yesterday"])])
    given = {name: said[name] for name in asked}
    own = replace(board.round, questions=tuple(Question(name, f"Your {name}?") for name in asked))
    board = replace(board, round=own, answers={"U001": replace(board.answers["U001"], words=given)})
    assert line in words(summary(board))


@pytest.mark.parametrize(("many", "said"), [(1, "Act 0 – Ana , until"), (10, "Act 9 – Ana"), (12, "and 2 more")])
def test_what_retrospectives_left_to_do_is_in_the_digest(many: int, said: str) -> None:
    due = date(2026, 11, 30)
    actions = [
        Action(number, 1, "C0TEAM", f"Act {number}", "U1ANA", "Ana", due, ActionState.OPEN, "U1ANA", None, None)
        for number in range(many)
    ]
    told = words(summary(board_of([answered(1, "the parser")]), actions=actions))
    assert "From retrospectives, still to do" in told
    assert said in told
    assert "From retrospectives" not in words(summary(board_of([answered(1, "the parser")])))


def test_the_longest_word_keeps_nobody_waiting() -> None:
    word = "a" * 400_000
    assert subjects(word) == ()
    assert [each.name for each in subjects(f"{word}#12")] == [f"{word}#12", word]
