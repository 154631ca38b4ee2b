"""Asking a source about several things at once: what answers is shown, what does not is a line."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from typing import Generic, TypeVar

from integrations.codehost import CodeHost, short_name
from integrations.deferred import dataclass
from integrations.entries import left_out, read_of, unread_of
from integrations.post import Block, SmallPrint
from integrations.source import SourceError

LIMIT_S = 25
"""For all that a section asks; a ritual is never held up longer by one source."""
T = TypeVar("T")
E = TypeVar("E", bound=BaseException)


@dataclass(frozen=True, slots=True)
class Gathered(Generic[T]):
    """What was answered, by name in the order of asking, and a line for each that was not, or not whole."""

    found: dict[str, T]
    troubles: tuple[str, ...]
    refusals: tuple[SourceError, ...] = ()
    """What the source raised, each kind once."""

    @property
    def all_failed(self) -> bool:
        """Return True if none of those that were asked has answered."""
        return not self.found and bool(self.troubles)

    def small_print(self) -> list[Block]:
        """Return a quiet line for each that could not be asked."""
        return [SmallPrint(text=(line,)) for line in self.troubles]


async def of_each(names: Iterable[str], ask: Callable[[str], Awaitable[T]], *, limit_s: float = LIMIT_S) -> Gathered[T]:
    """Ask about each name at once, for `limit_s` in all.

    Those that fail alike are told in one line, by their short names.
    """
    asked = list(names)
    tasks = {name: asyncio.ensure_future(ask(name)) for name in asked}
    try:
        if tasks:
            await asyncio.wait(tasks.values(), timeout=limit_s)
    finally:
        for task in tasks.values():
            task.cancel()
    await asyncio.gather(*tasks.values(), return_exceptions=True)
    found: dict[str, T] = {}
    why: dict[str, list[str]] = {}
    refusals: dict[str, SourceError] = {}
    for name, task in tasks.items():
        problem = None if task.cancelled() else task.exception()
        if task.cancelled():
            why.setdefault(f"no answer within {limit_s:g} seconds", []).append(name)
        elif isinstance(problem, SourceError):
            why.setdefault(problem.sentence, []).append(name)
            refusals.setdefault(problem.sentence, problem)
        elif problem is not None:
            raise problem
        else:
            found[name] = task.result()
            if unread := unread_of(found[name]):
                why.setdefault(left_out(unread, read_of(found[name])), []).append(name)
    troubles = tuple(_line(sentence, names, asked) for sentence, names in why.items())
    return Gathered(found, troubles, tuple(refusals.values()))


async def each_or(problem: type[E], asked: Iterable[Awaitable[T]]) -> list[T | E]:
    """Return what each comes to, in their order, or the `problem` it raises. Once all have ended, raise any other."""
    found: list[T | E] = []
    for each in await asyncio.gather(*asked, return_exceptions=True):
        if isinstance(each, BaseException) and not isinstance(each, problem):
            raise each
        found.append(each)
    return found


async def of_chosen(
    host: CodeHost, only: Sequence[str], ask: Callable[[str], Awaitable[T]], *, limit_s: float = LIMIT_S
) -> Gathered[T]:
    """`of_each` of the repositories that were named, by full or short name; of all of them where none was.

    A name that is none of theirs is a line, so that a slip of the pen is not taken for a quiet day.
    """
    wanted = {name.casefold(): name for name in only}
    names = {repo: {repo.casefold(), short_name(repo).casefold()} for repo in host.repos}
    known = set[str]().union(*names.values())
    answers = await of_each(
        (repo for repo, own in names.items() if not wanted or own & wanted.keys()), ask, limit_s=limit_s
    )
    unknown = [name for folded, name in wanted.items() if folded not in known]
    if not unknown:
        return answers
    line = f"{', '.join(unknown)}: not among the repositories that I may read ({host.system.scope})."
    return replace(answers, troubles=(*answers.troubles, line))


def _line(sentence: str, failed: Sequence[str], asked: Sequence[str]) -> str:
    if len(failed) == len(asked):
        return sentence
    return f"{', '.join(name.rpartition('/')[2] for name in failed)}: {sentence}"
