"""Which pull requests wait, and for whom."""

from collections.abc import Sequence
from dataclasses import replace

from pydantic import Field

from bot.tools.answers import listed, small_print, unconnected
from bot.tools.arguments import About, OfSomebody
from bot.tools.one_pull import numbered, saying
from bot.tools.repositories import allowed, meant, words_of
from bot.tools.some_reviews import Which, some
from bot.tools.somebody import Somebody, somebody, unknown_account
from bot.tools.tool import Asking, Audience, Finding, tool
from integrations.codehost import PullRequest
from integrations.post import Heading, Link, Text
from integrations.systems import NO_CODE_HOST
from integrations.words import one_line
from jobs.people.directory import Directory
from jobs.people.working_age import WorkingAge
from jobs.reviews import Reviews
from jobs.reviews.posts import headline, line, linked
from jobs.reviews.queue import Queue

_OWN = 4
"""Lines of what somebody wrote themselves."""


class OfReviews(OfSomebody, About):
    """Reviews of somebody, or one pull request by its number or by words of its title, or those of a repository."""

    own: bool = Field(False, description="Of the person's own pull requests: who reviews them, and how they are.")
    which: Which | None = Field(
        None,
        description="Only some of the team's open ones: the oldest that waits, the newest or largest, those without a"
        " reviewer, ready to merge, red, with changes asked for, drafts; or with `open` how many there are in all.",
    )
    pull: str = Field("", description="One pull request: payments#212, acme/payments#212 or #212.", max_length=200)


@tool(Audience.FULL_MEMBERS, told_by="review_queue", source="codehost")
async def reviews_waiting(asking: Asking, wanted: OfReviews, reviews: Reviews, team: Directory) -> Finding:
    """Tell which pull requests wait for somebody's review, or for anybody's: oldest first, in working time.

    Of somebody also which of their own are back with them: changes are asked for, it is red, or can be merged. Of one
    pull request, open or merged: whom it waits for, its checks, and what its reviewers say.
    """
    if not reviews.connected:
        return unconnected(NO_CODE_HOST)
    ages = await reviews.ages()
    if wanted.pull:
        return await numbered(wanted.pull, asking, reviews, ages)
    words = words_of(wanted.words)
    repos = meant(allowed(reviews.repos, asking), words)
    if words and not repos:
        return await saying(words, asking, reviews, ages)
    if (person := wanted.whose(asking.person)) is not None:
        who = await somebody(team, person, asking)
        return await (_written_by if wanted.own else _of)(who, asking, reviews, ages)
    answers = await reviews.lately(asking.repos)
    if answers.all_failed:
        return Finding((answers.troubles[0],), found=False)
    if repos:
        answers = replace(answers, found={repo: those for repo, those in answers.found.items() if repo in repos})
    queue = await reviews.in_order(asking.place, answers)
    if wanted.which is not None:
        every = [pull for those in answers.found.values() for pull in those]
        return some(wanted.which, every, queue, ages, await reviews.people(every), answers.troubles)
    people = await reviews.people(queue.waiting)
    blocks = listed([line(pull, ages, people) for pull in queue.waiting])
    blocks += linked("Ready to merge: ", queue.groups["ready"])
    blocks += small_print([*_besides(queue), *answers.troubles])
    return Finding((*headline(queue, ages), "."), tuple(blocks), as_of=ages.now)


async def _of(who: Somebody, asking: Asking, reviews: Reviews, ages: WorkingAge) -> Finding:
    waiting = await reviews.waiting_for(who.id, asking.repos)
    if waiting is None:
        return unknown_account(who, reviews.system, "which reviews wait")
    people = await reviews.people(waiting.asked)
    blocks = listed([line(pull, ages, people) for pull in waiting.asked])
    if own := _back(waiting.own):
        blocks += [Heading(text="Back with you" if who.is_asker else "Back with the author"), *listed(own, _OWN)]
    if who.is_asker:
        blocks += linked("Yours, waiting for others: ", waiting.own.waiting)
    blocks += small_print(waiting.troubles)
    return Finding(_headline(who, waiting.asked, ages), tuple(blocks), as_of=ages.now)


async def _written_by(who: Somebody, asking: Asking, reviews: Reviews, ages: WorkingAge) -> Finding:
    """How those are that somebody wrote: what is back with them first, then what waits for others, and for whom."""
    waiting = await reviews.waiting_for(who.id, asking.repos)
    if waiting is None:
        return unknown_account(who, reviews.system, "which pull requests are open")
    back, others = _back(waiting.own), waiting.own.waiting
    people = await reviews.people(others)
    lines = [*back, *(line(pull, ages, people) for pull in others)]
    whose: Text = ("yours",) if who.is_asker else (who.named, "'s")
    if not lines:
        return Finding(
            ("No pull request of ", *whose, " is open."), tuple(small_print(waiting.troubles)), as_of=ages.now
        )
    count = "1 pull request of " if len(lines) == 1 else f"{len(lines):,} pull requests of "
    state = " is open" if len(lines) == 1 else " are open"
    waits = f", {len(others):,} waiting for a review." if others and back else "."
    blocks = [*listed(lines), *small_print(waiting.troubles)]
    return Finding((count, *whose, state, waits), tuple(blocks), as_of=ages.now)


def _headline(who: Somebody, asked: Sequence[PullRequest], ages: WorkingAge) -> Text:
    if not asked:
        return ("No review waits for ", who.named, ".")
    count = "1 review waits" if len(asked) == 1 else f"{len(asked):,} reviews wait"
    return (f"{count} for ", who.named, f", the oldest for {ages.words(asked[0].ready_at)}.")


def _back(own: Queue) -> list[Text]:
    """What its author is next with."""
    states = (
        (own.groups["changes"], "changes are asked for"),
        (own.groups["approved"], "approved, and held up by its checks or conflicts"),
        (own.groups["ready"], "ready to merge"),
    )
    return [
        (Link(url=pull.url, label=pull.ref), f" {one_line(pull.title)[:90]} · {words}{_red(pull)}")
        for pulls, words in states
        for pull in pulls
    ]


def _red(pull: PullRequest) -> str:
    return ", and its checks are red" if pull.checks == "failing" else ""


def _besides(queue: Queue) -> list[str]:
    """What is open and waits for no reviewer."""
    counts = (
        (len(queue.groups["changes"]), "back with the author"),
        (len(queue.groups["approved"]), "approved and held up by checks or conflicts"),
        (len(queue.groups["bots"]), "from bots"),
        (queue.snoozed, "put off here"),
    )
    told = ", ".join(f"{count:,} {what}" for count, what in counts if count)
    return [f"Besides: {told}."] if told else []
