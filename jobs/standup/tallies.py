"""What a round's questions came to: counts of what can be counted, and the words of the others."""

from collections.abc import Iterator, Sequence

from integrations.enumerated import counted
from integrations.post import Block, Bold, Bullets, Paragraph, Person, Text
from jobs.standup import charts, message_keys
from jobs.standup.labelled_text import DONE, PLAN
from jobs.standup.model import BLOCKERS, Answer, Board
from jobs.standup.questions import LEAST_SHOWN, Pick, Question, QuestionType, as_typed, in_words
from jobs.standup.words import short

MOST_LISTED = 30
"""Answers of one question that a summary has a line for."""
_LONGEST_LINE = 200


def tallies(board: Board) -> list[Block]:
    """What was answered to each question that is not answered in words, and to the questions of one's own in words.

    What a standup asks by itself is told elsewhere.
    """
    found: list[Block] = []
    for question in board.round.questions:
        if question.is_text and question.name in (BLOCKERS, DONE, PLAN):
            continue
        if question.anonymous:
            found += _anonymous(question, board)
            continue
        answers = [answer for answer in board.answered if question.name in answer.typed]
        if question.is_text or not question.answers:
            found += _listed(question, answers, board.round.key)
        else:
            found += _counted(question, [answer.picks[question.name] for answer in answers])
    return found


def _anonymous(question: Question, board: Board) -> Iterator[Block]:
    """What was answered without a name, where enough people have."""
    picks = board.anonymous.get(question.name, ())
    if not picks:
        few = f" Fewer than {LEAST_SHOWN} answered anonymously, so none of it is kept or shown."
        yield Paragraph(text=(Bold(text=question.label), few))
    elif question.answers:
        yield from _counted(question, picks)
    else:
        yield Paragraph(text=(Bold(text=question.label), f" {counted(len(picks), 'anonymous answer')}, in no order"))
        lines: list[Text] = [(short(in_words(question, pick), _LONGEST_LINE),) for pick in picks[:MOST_LISTED]]
        if (left := len(picks) - MOST_LISTED) > 0:
            lines.append((f"and {left} more",))
        yield Bullets(items=tuple(lines))


def _listed(question: Question, answers: Sequence[Answer], round_: str) -> Iterator[Block]:
    """A line for everybody who answered; of numbers their average too."""
    if not answers:
        return
    heading = [question.label]
    numbers = [pick for answer in answers if isinstance(pick := answer.picks.get(question.name), int | float)]
    if question.type is QuestionType.NUMBER and numbers:
        heading.append(f" {sum(numbers) / len(numbers):g} on average")
    yield Paragraph(text=(Bold(text=heading[0]), *heading[1:]))
    lines: list[Text] = [
        (
            Person(user=each.person, name=each.name, said=message_keys.answer(round_, each.person)),
            f": {_said(question, each)}",
        )
        for each in answers[:MOST_LISTED]
    ]
    if (left := len(answers) - MOST_LISTED) > 0:
        lines.append((f"and {left} more, in the thread",))
    yield Bullets(items=tuple(lines))


def _said(question: Question, answer: Answer) -> str:
    pick = answer.picks.get(question.name)
    words = answer.words.get(question.name, "") if pick is None else in_words(question, pick)
    return short(words, _LONGEST_LINE)


def _counted(question: Question, picks: Sequence[Pick]) -> Iterator[Block]:
    """How often each answer was given, as a picture where there can be one."""
    if not picks:
        return
    heading = f" {counted(len(picks), 'answer')}"
    if question.type is QuestionType.SCALE:
        numbers = [pick for pick in picks if isinstance(pick, int)]
        heading = f" {sum(numbers) / len(numbers):.1f} of {question.most} on average, {counted(len(numbers), 'answer')}"
    yield Paragraph(text=(Bold(text=question.label), heading))
    given = [one for pick in picks for one in as_typed(pick).splitlines()]
    yield charts.given(f"{question.label}{heading}", question.answers, given)
