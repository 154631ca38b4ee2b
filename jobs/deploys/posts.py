"""How it is told what went out."""

from collections.abc import Mapping, Sequence
from typing import Literal

from integrations.chat import Person
from integrations.codehost import Deployment, short_name
from integrations.enumerated import counted, in_a_row
from integrations.links import host_of
from integrations.post import Block, Bold, Bullets, Heading, Link, Paragraph, Post, SmallPrint, Span, Text, When
from jobs.alerts.pieces import duration
from jobs.deploys.report import DeployReport, Went
from jobs.deploys.rollout_posts import section
from jobs.deploys.rollouts import Rollout
from jobs.people.working_age import WorkingAge
from jobs.reviews.posts import who

SHOWN = 8
"""Of each sort, in the channel."""


def short(
    reports: Sequence[DeployReport],
    people: Mapping[str, Person],
    ages: WorkingAge,
    when: str = "since the last evening",
    rest: str = " in the thread",
    rolled: Sequence[Rollout] = (),
) -> Post:
    """What went out and rolled out, what looks wrong, what waits.

    `when` says since when, `rest` where the rest can be read.
    """
    went = _ordered(reports)
    blocks: list[Block] = []
    if went:
        blocks.append(Bullets(items=tuple(_line(each, people, ages) for each in went[:SHOWN])))
        if len(went) > SHOWN:
            blocks.append(SmallPrint(text=(f"{len(went) - SHOWN} more{rest}.",)))
    blocks += section(rolled, ages)
    waiting = [each for report in reports for each in report.waiting]
    if waiting:
        blocks.append(Heading(text="Waiting"))
        blocks.append(Bullets(items=tuple(_waits(each, ages) for each in waiting[:SHOWN])))
    releases = [each for report in reports for each in report.releases]
    if releases:
        links = [Link(url=each.url, label=f"{short_name(each.repo)} {each.tag}") for each in releases[:SHOWN]]
        blocks.append(Paragraph(text=(Bold(text="Released: "), *in_a_row(links))))
    if merged := ahead(reports):
        blocks.append(SmallPrint(text=(merged.removeprefix("; ").capitalize() + ".",)))
    return Post(headline=(_headline(went, waiting, rolled, when),), blocks=tuple(blocks))


def in_full(reports: Sequence[DeployReport], people: Mapping[str, Person], ages: WorkingAge) -> Post | None:
    """Return everything that went out, for the thread; None where the short post has it all."""
    went = _ordered(reports)
    if len(went) <= SHOWN:
        return None
    items = tuple(_line(each, people, ages) for each in went)
    return Post(headline=(f"All {len(went)} that went out",), blocks=(Bullets(items=items),))


def _ordered(reports: Sequence[DeployReport]) -> list[Went]:
    """Return what looks wrong first, then the newest."""
    every = [went for report in reports for went in report.went]
    return sorted(
        every,
        key=lambda each: (not (each.deployment.state == "failed" or each.alerts), -each.deployment.went_at.timestamp()),
    )


def _headline(went: Sequence[Went], waiting: Sequence[Deployment], rolled: Sequence[Rollout], when: str) -> str:
    stuck = sum(each.state == "stuck" for each in rolled)
    ailing = sum(each.state == "ailing" for each in rolled)
    suspect = sum(bool(each.alerts) for each in went) + sum(bool(each.alerts) for each in rolled)
    failed = sum(each.deployment.state == "failed" for each in went)
    bad = [
        *([f"{failed} failed"] if failed else []),
        *([f"{stuck} stuck"] if stuck else []),
        *([f"{ailing} not all up"] if ailing else []),
        *([f"{suspect} with alerts since"] if suspect else []),
    ]
    out = sum(each.state != "ailing" for each in rolled)
    words = [counted(number, what) for number, what in ((len(went), "deployment"), (out, "rollout")) if number]
    if not words:
        more = [*bad, *([f"{len(waiting)} waiting"] if waiting else [])]
        return ", ".join([f"Nothing went out {when}", *more])
    return f"{' and '.join(words)} {when}, {', '.join(bad) if bad else 'nothing looks wrong'}"


def _line(went: Went, people: Mapping[str, Person], ages: WorkingAge) -> Text:
    one = went.deployment
    verb = {"failed": "failed in", "running": "is going to", "gone": "went to"}.get(one.state, "is in")
    style = _style(one, ages)
    moment = "since " if verb == "is in" else "at " if style == "time" else ""
    parts: list[str | Span] = [
        Bold(text=called(one)),
        f" {verb} {one.environment} {moment}",
        When(at=one.went_at, style=style, zone=ages.zone.key),
        " by ",
        who(one.creator, people),
    ]
    if one.state == "gone":
        parts.append(", replaced since")
    parts += _brought(went, people)
    if host := host_of(one.url or ""):
        # Whatever deploys says where its log is; the label names the host, so that it hides nothing.
        parts += [" · ", Link(url=str(one.url), label=f"log at {host}")]
    for incident in went.alerts[:3]:
        state = "still firing" if incident.firing else f"over after {duration(incident.lasted(ages.now))}"
        parts += [" · ", Bold(text="since then: "), f"{incident.title} ({incident.severity}, {state})"]
    if len(went.alerts) > 3:
        parts.append(f" and {len(went.alerts) - 3} more alerts")
    return tuple(parts)


def _style(one: Deployment, ages: WorkingAge) -> Literal["time", "date_time"]:
    """With its date where that is not today's."""
    return "time" if one.went_at >= ages.midnight() else "date_time"


def is_live(one: Deployment, people: Mapping[str, Person], ages: WorkingAge) -> Text:
    """What is out now, and since when."""
    at = When(at=one.went_at, style="date_time", zone=ages.zone.key)
    return (Bold(text=called(one)), f" is in {one.environment} since ", at, " by ", who(one.creator, people))


def _brought(went: Went, people: Mapping[str, Person]) -> list[str | Span]:
    commits = went.commits
    if commits is None:
        return []
    if commits.behind:
        return [" · ", Bold(text="a step back"), " to an older commit"]
    authors = list(dict.fromkeys(commit.author for commit in commits.commits))
    by = [" by ", *in_a_row([who(author, people) for author in authors], 4)] if authors else []
    return [f" · {counted(commits.total, 'commit')}", *by]


def _waits(one: Deployment, ages: WorkingAge) -> Text:
    return (
        Bold(text=f"{short_name(one.repo)} {one.ref}"),
        f" for {one.environment}, for {duration(ages.now - one.since)}",
    )


def ahead(reports: Sequence[DeployReport]) -> str:
    """What is merged and not out yet, in words; empty where that is nothing."""
    total = sum(each.unreleased[1] for each in reports if each.unreleased)
    if not total:
        return ""
    return "; 1 commit is merged and not out yet" if total == 1 else f"; {total} commits are merged and not out yet"


def called(one: Deployment) -> str:
    """A deployment by its repository and what was deployed."""
    return f"{short_name(one.repo)} {one.ref if one.ref != one.sha else one.sha[:7]}"
