"""What was merged."""

from dataclasses import replace

from bot.tools.answers import LOOK_S, listed, past, small_print, unconnected
from bot.tools.arguments import About, OfHours, OfSomebody
from bot.tools.repositories import allowed, meant, words_of
from bot.tools.somebody import somebody, unknown_account
from bot.tools.tool import Asking, Audience, Finding, tool
from integrations.codehost import PullRequest
from integrations.entries import left_out, unread_of
from integrations.post import Link, Text, When
from integrations.systems import NO_CODE_HOST
from integrations.words import one_line
from jobs.people.accounts import Accounts
from jobs.people.directory import Directory
from jobs.reviews import Reviews
from jobs.reviews.posts import People, who

_TITLE = 100


class OfMerged(OfSomebody, OfHours, About):
    """What was merged on some days, of somebody; with words only in the repositories that are called so."""


@tool(Audience.FULL_MEMBERS, told_by="review_queue", source="codehost", limit_s=LOOK_S + 2)
async def merged_pulls(
    asking: Asking, wanted: OfMerged, reviews: Reviews, accounts: Accounts, team: Directory
) -> Finding:
    """Tell which pull requests were merged on some days, or since the last working evening, and whose they are."""
    if not reviews.connected:
        return unconnected(NO_CODE_HOST)
    ages = await reviews.ages()
    time = await past(wanted, asking, ages)
    repos = allowed(reviews.repos, asking)
    repos = meant(repos, words_of(wanted.words)) or repos
    merged = await reviews.merged(repos, time.since)
    unread = unread_of(merged)
    found = [pull for pull in merged if pull.merged_at and pull.merged_at < time.until]
    whose: Text = ()
    if (person := wanted.whose(asking.person)) is not None:
        them = await somebody(team, person, asking)
        login = (await accounts.of(reviews.system, [person])).get(person)
        if login is None:
            return unknown_account(them, reviews.system, "what was merged")
        found = [pull for pull in found if pull.author.casefold() == login.casefold()]
        whose = (" of yours" if them.is_asker else " of ", *(() if them.is_asker else (them.named,)))
    count = {0: "No pull request", 1: "1 pull request"}.get(len(found), f"{len(found):,} pull requests")
    headline = (count, *whose, f" {'was' if len(found) < 2 else 'were'} merged {time.words}.")
    people = await reviews.people([replace(pull, reviewers=(), verdicts=()) for pull in found])
    lines = [_line(pull, people, asking.zone) for pull in found]
    missing = small_print([left_out(unread)] if unread else [])
    return Finding(headline, (*listed(lines), *missing), as_of=ages.now)


def _line(pull: PullRequest, people: People, zone: str) -> Text:
    at = When(at=pull.merged_at or pull.ready_at, style="date_time", zone=zone)
    link = Link(url=pull.url, label=pull.ref)
    return (link, f" {one_line(pull.title)[:_TITLE]} · ", who(pull.author, people), " · ", at)
