"""What a run of the questions says."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from tests.evals.asking import Asked
from tests.evals.overlap import is_an_example


def score(asked: Sequence[Asked]) -> float:
    """How many of a hundred are right."""
    return 100 * sum(each.right for each in asked) / len(asked) if asked else 100.0


def lines(asked: Sequence[Asked], *, words_of_holdout: bool = False) -> Iterator[str]:
    """The counts, and each question that was answered wrongly; of the holdout its counts alone, unless it is wanted."""
    words = sum(each.has_the_facts for each in asked)
    yield f"All: {_count(asked)}, {score(asked):.0f} of a hundred; right words, from whichever tool: {words}"
    yield from _counts("set", asked, lambda each: "holdout" if each.question.holdout else "open")
    yield from _counts("wording", asked, lambda each: "an example's" if is_an_example(each.question) else "its own")
    yield from _counts("language", asked, lambda each: each.question.lang)
    shown = [each for each in asked if words_of_holdout or not each.question.holdout]
    yield from _counts("topic" if words_of_holdout else "topic, without the holdout", shown, _topic)
    for each in shown:
        if not each.right:
            yield ""
            yield from _wrong(each)


def _topic(asked: Asked) -> str:
    return asked.question.topic


def _counts(name: str, asked: Sequence[Asked], key: Callable[[Asked], str]) -> Iterator[str]:
    groups = defaultdict(list)
    for each in asked:
        groups[key(each)].append(each)
    yield f"By {name}: " + " · ".join(f"{group} {_count(groups[group])}" for group in sorted(groups))


def _count(asked: Sequence[Asked]) -> str:
    return f"{sum(each.right for each in asked)}/{len(asked)}"


def _wrong(asked: Asked) -> Iterator[str]:
    question = asked.question
    yield f"✗ {question.words}"
    yield f"  {question.topic}, {question.lang}, {question.who} in {question.where} at {question.at}"
    for answer in asked.answers:
        if answer.right:
            continue
        if len(asked.answers) > 1:
            yield f"  at “{answer.step.ask}”"
        if not answer.is_from_the_tool:
            yield f"  tool: {answer.tool}, wanted {_or(answer.step.tool)}"
        yield from (f"  missing: {each}" for each in answer.missing)
        yield from (f"  too much: {each}" for each in answer.too_much)
        yield from (f"  logged: {each}" for each in answer.errors)
        yield from (f"  | {line}" for line in answer.shown.splitlines())


def _or(words: Iterable[str]) -> str:
    return " or ".join(words)
