"""How one pull request is going, found by its number or by words of its title."""

from collections.abc import Sequence
from datetime import timedelta

from bot.memory.stems import stem
from bot.tools.answers import listed, small_print
from bot.tools.repositories import allowed
from bot.tools.tool import Asking, Finding
from integrations.codehost import PullRequest, short_name
from integrations.deferred import pattern
from integrations.entries import left_out, unread_of
from integrations.post import Block, Paragraph
from jobs.errors import UserError
from jobs.people.working_age import WorkingAge
from jobs.reviews import Reviews
from jobs.reviews.pull_posts import facts, state

LOOKS_BACK = timedelta(days=14)
"""How long ago it may have been merged to be found by its title."""
MOST_READ = 20
"""Repositories that are asked for a number that names none."""
_SHOWN = 3
_REF = pattern(r"(?P<repo>[\w.-]+(?:/[\w.-]+)*)?#(?P<number>\d{1,9})")
_WORD = pattern(r"[^\W_]+")


async def numbered(ref: str, asking: Asking, reviews: Reviews, ages: WorkingAge) -> Finding:
    """Return how the pull request of that number is, open or ended. Raises `SourceError` and `UserError`."""
    said = _REF.fullmatch(ref.strip())
    if said is None:
        raise UserError("Which pull request? For example payments#212.")
    repos = list(allowed(reviews.repos, asking))
    if name := (said["repo"] or "").casefold():
        repos = [each for each in repos if name in (each.casefold(), short_name(each).casefold())]
        if not repos:
            raise UserError(f"I do not look after a repository {said['repo']}.")
    number, answers = int(said["number"]), await reviews.lately(asking.repos)
    known = [pull for repo, those in answers.found.items() if repo in repos for pull in those]
    found = [pull for pull in known if pull.number == number]
    found = found or list(await reviews.numbered(repos[:MOST_READ], number))
    if not found:
        where = ", ".join(short_name(each) for each in repos[:MOST_READ])
        nothing = f"There is no pull request #{number} in {where}."
        return Finding((nothing,), tuple(small_print(answers.troubles)), as_of=ages.now)
    return await _told(found, asking, reviews, ages)


async def saying(words: Sequence[str], asking: Asking, reviews: Reviews, ages: WorkingAge) -> Finding:
    """Return how those are whose titles have all the words: open ones, else what was merged lately.

    Raises `SourceError` and `UserError`.
    """
    repos = allowed(reviews.repos, asking)
    answers = await reviews.lately(asking.repos)
    if answers.all_failed:
        return Finding((answers.troubles[0],), found=False)
    troubles = list(answers.troubles)
    found = [pull for those in answers.found.values() for pull in those if _says(pull, words)]
    if not found:
        merged = await reviews.merged(repos[:MOST_READ], ages.now - LOOKS_BACK)
        troubles = [*troubles, *([left_out(unread_of(merged))] if unread_of(merged) else [])]
        found = [pull for pull in merged if _says(pull, words)]
    if found:
        return await _told(found, asking, reviews, ages, troubles)
    nothing = f"No pull request that is open, or was merged in the last {LOOKS_BACK.days} days, has “{' '.join(words)}”"
    return Finding((f"{nothing} in its title.",), tuple(small_print(troubles)), as_of=ages.now)


async def _told(
    found: Sequence[PullRequest], asking: Asking, reviews: Reviews, ages: WorkingAge, troubles: Sequence[str] = ()
) -> Finding:
    people = await reviews.people(found[:_SHOWN])
    first, *others = found[:_SHOWN]
    blocks: list[Block] = listed(facts(first, ages, people))
    for pull in others:
        blocks += [Paragraph(text=state(pull, asking.zone)), *listed(facts(pull, ages, people))]
    more = len(found) - _SHOWN
    blocks += small_print([*([f"{more} more fit that."] if more > 0 else []), *troubles])
    return Finding(state(first, asking.zone), tuple(blocks), as_of=ages.now)


def _says(pull: PullRequest, words: Sequence[str]) -> bool:
    """Whether all words are in its title, in any form."""
    there = {stem(each) for each in _WORD.findall(pull.title.casefold())}
    return all(stem(word) in there for word in words)
