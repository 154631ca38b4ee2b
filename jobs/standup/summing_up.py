"""Sentences about a round's answers, each with those that it rests on. `bot` gives who says them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from integrations.deferred import dataclass
from jobs.standup.model import Answer, Board, DigestSentence
from jobs.standup.questions import in_words
from jobs.standup.week import WeekDigest

MOST_SENTENCES = 5
LEAST_ANSWERS = 2
"""Of one answer there is nothing to sum up."""


@dataclass(frozen=True, slots=True)
class AnswerToSumUp:
    """What one person said."""

    name: str
    said: Mapping[str, str]
    """By question, in their words. Nothing that was asked anonymously is in it."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A sentence, and the numbers of the answers that it rests on, from 0."""

    words: str
    answers: tuple[int, ...]


SumsUp = Callable[[str, str, Sequence[AnswerToSumUp]], Awaitable[Sequence[Cited]]]
"""(place, its zone, what was said there) -> sentences that are backed up by the answers they cite. Raises nothing."""


async def sentences_of(board: Board, sum_up: SumsUp | None) -> tuple[DigestSentence, ...]:
    """At most `MOST_SENTENCES` about a round, each with the answers that it rests on as they were then."""
    answers = board.answered
    if sum_up is None or len(answers) < LEAST_ANSWERS:
        return ()
    cited = await sum_up(board.round.channel, board.round.zone, [_told(board, each) for each in answers])
    return tuple(
        DigestSentence(each.words, {answers[number].person: answers[number].imprint for number in each.answers})
        for each in cited
        if each.answers
    )[:MOST_SENTENCES]


async def week_sentences_of(digest: WeekDigest | None, sum_up: SumsUp | None) -> tuple[DigestSentence, ...]:
    """At most `MOST_SENTENCES` about a week, each with the people on whose answers it rests, as they were then."""
    people = [each for each in digest.people if each.said] if digest else []
    if digest is None or digest.is_empty or sum_up is None or len(people) < LEAST_ANSWERS:
        return ()
    told = [AnswerToSumUp(each.name, each.said) for each in people]
    cited = await sum_up(digest.round.channel, digest.round.zone, told)
    return tuple(
        DigestSentence(each.words, {people[number].person: people[number].imprint for number in each.answers})
        for each in cited
        if each.answers
    )[:MOST_SENTENCES]


def standing_of_week(digest: WeekDigest) -> list[DigestSentence]:
    """Those of a week's sentences whose answers are still what they were."""
    now = {each.person: each.imprint for each in digest.people}
    return [each for each in digest.round.week_sentences if each.on and each.on.items() <= now.items()]


def standing(board: Board) -> list[DigestSentence]:
    """Those of a round's sentences whose answers are still what they were."""
    now = {each.person: each.imprint for each in board.answered}
    return [each for each in board.round.sentences if each.on and each.on.items() <= now.items()]


def _told(board: Board, answer: Answer) -> AnswerToSumUp:
    said = {question.label: answer.words.get(question.name, "") for question in board.round.questions}
    picked = {q.label: in_words(q, answer.picks[q.name]) for q in board.round.questions if q.name in answer.picks}
    still = {"still in the way": "\n".join(answer.still)}
    return AnswerToSumUp(answer.name, {name: words for name, words in (said | picked | still).items() if words.strip()})
