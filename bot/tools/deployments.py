"""What went out, what looks wrong since, and what waits."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.tools.answers import LOOK_S, MOST, Past, listed, past, small_print, unconnected
from bot.tools.arguments import About, OfHours
from bot.tools.repositories import allowed, meant, words_of
from bot.tools.tool import Asking, Audience, Finding, tool
from integrations.codehost import short_name
from integrations.deferred import pattern
from integrations.post import Block, Heading
from integrations.systems import NOTHING_DEPLOYS
from jobs.deploys.deploys import Deploys
from jobs.deploys.posts import is_live, short
from jobs.deploys.report import DeployReport, Went
from jobs.deploys.rollout_posts import told
from jobs.deploys.rollouts import Rollout
from jobs.people.working_age import WorkingAge
from jobs.reviews import Reviews

_VERSION = pattern(r"(?<![\w.])v?(\d+(?:\.\d+)+)\b|(?<![\w.])v(\d+)\b", re.IGNORECASE)
_OF_A_VERSION = timedelta(days=14)
"""How far back a version is looked for where no days are given."""


class OfDeployments(OfHours, About):
    """What went out on some days; with words only of the repositories that are called so, or what they say.

    A version among the words, such as 2.15 or v2.15.0, is looked for by itself.
    """


@tool(Audience.FULL_MEMBERS, told_by="deployment", source="deploys")
async def deployments(asking: Asking, wanted: OfDeployments, deploys: Deploys, reviews: Reviews) -> Finding:
    """Tell what went out on some days, or since the last working evening, where to, by whom, and which version is live.

    What failed, and what has alerts since, comes first. With words only the repositories that are called so, or
    else the deployments whose commits say so.
    """
    if not deploys.connected:
        return unconnected(NOTHING_DEPLOYS)
    ages = await reviews.ages()
    version = _VERSION.search(wanted.words)
    if version and wanted == OfDeployments(words=wanted.words):
        time = Past(ages.now - _OF_A_VERSION, ages.now, f"in the last {_OF_A_VERSION.days} days")
    else:
        time = await past(wanted, asking, ages)
    repos = allowed(deploys.repos, asking) if deploys.repos else ()
    words = words_of(_VERSION.sub(" ", wanted.words))
    named = meant(repos, words)
    answers, clusters = await asyncio.gather(
        deploys.since(time.since, named or repos, until=time.until, limit_s=LOOK_S),
        deploys.rolled_out(time.since, named or asking.repos, until=time.until, limit_s=LOOK_S),
    )
    troubles = [*answers.troubles, *(clusters.troubles if clusters else ())]
    rolled = told(clusters) if clusters else ()
    if troubles and not answers.found and not (clusters and clusters.found):
        return Finding((" ".join(troubles),), found=False)
    reports = list(answers.found.values())
    if words and not named:
        reports = [_saying(each, words) for each in reports]
        rolled = [each for each in rolled if _names(each, words)]
        if not rolled and not any(each.went for each in reports):
            return _none_says(words, [*repos, *(clusters.found if clusters else ())], time, troubles, ages)
    if version:
        number = version[1] or version[2]
        reports, rolled = [_of_version(each, number) for each in reports], ()
        if not any(each.went for each in reports):
            return _none_is(number, list(answers.found), time, troubles, ages)
    people = await deploys.people(reports)
    now = time.until >= ages.now
    shown = reports if now else [replace(each, waiting=(), unreleased=None) for each in reports]
    post = short(shown, people, ages, time.words, rest="", rolled=rolled)
    blocks: list[Block] = list(post.blocks)
    if live := [is_live(each.live, people, ages) for each in reports if now and each.live and not each.went]:
        blocks += [Heading(text="Live"), *listed(live)] if any(each.went for each in reports) else listed(live)
    if reports and not any(each.known for each in reports):
        blocks += small_print([f"{deploys.system.name} knows of no deployment, and of no release either."])
    if any(each.more for each in reports):
        blocks += small_print(["I read only the newest; there may be older ones of that time."])
    blocks += small_print(troubles)
    return Finding((*post.headline, "."), tuple(blocks), as_of=ages.now)


def _none_says(
    words: Sequence[str], repos: Sequence[str], time: Past, troubles: Sequence[str], ages: WorkingAge
) -> Finding:
    nothing = f"Nothing that went out {time.words} says “{' '.join(words)}”, and no repository is called so."
    return Finding((nothing,), tuple(small_print([_looked_at(repos), *troubles])), as_of=ages.now)


def _none_is(number: str, repos: Sequence[str], time: Past, troubles: Sequence[str], ages: WorkingAge) -> Finding:
    nothing = f"No version {number} went out {time.words}."
    return Finding((nothing,), tuple(small_print([_looked_at(repos), *troubles])), as_of=ages.now)


def _looked_at(repos: Sequence[str]) -> str:
    read = ", ".join(short_name(each) for each in repos[:MOST])
    left = f" and {len(repos) - MOST} more" if len(repos) > MOST else ""
    return f"I looked at {read}{left}."


def _of_version(report: DeployReport, number: str) -> DeployReport:
    """Only what went out as that version, or as one that goes on from it: 2.15.1 is of 2.15."""
    is_it = re.compile(rf"(?<![\d.]){re.escape(number)}(?!\d)")
    went = [each for each in report.went if is_it.search(each.deployment.ref)]
    return replace(report, went=went, waiting=(), releases=(), unreleased=None, live=None)


def _names(rollout: Rollout, words: Sequence[str]) -> bool:
    said = f"{rollout.namespace}/{rollout.name} {' '.join(rollout.images)}".casefold()
    return all(word in said for word in words)


def _saying(report: DeployReport, words: Sequence[str]) -> DeployReport:
    """Only what brought commits that have every word in their titles, or is called so."""
    went = [each for each in report.went if _says(each, words)]
    return replace(report, went=went, waiting=(), releases=(), unreleased=None, live=None)


def _says(went: Went, words: Sequence[str]) -> bool:
    said = [went.deployment.ref, *(commit.title for commit in (went.commits.commits if went.commits else ()))]
    return any(all(word in each.casefold() for word in words) for each in said)
