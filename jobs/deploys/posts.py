"""How it is told what went out."""

from collections.abc import Mapping, Sequence
from typing import Literal

from integrations.chat import Person
from integrations.codehost import Deployment, short_name
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
        links: list[str | Span] = [Bold(text="Released: ")]
        for number, each in enumerate(releases[:SHOWN]):
            links += [*([", "] if number else []), Link(url=each.url, label=f"{short_name(each.repo)} {each.tag}")]
        blocks.append(Paragraph(text=tuple(links)))
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
    words = [_counted(len(went), "deployment"), _counted(out, "rollout")]
    if not any(words):
        more = [*bad, *([f"{len(waiting)} waiting"] if waiting else [])]
        return ", ".join([f"Nothing went out {when}", *more])
    return f"{' and '.join(filter(None, words))} {when}, {', '.join(bad) if bad else 'nothing looks wrong'}"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}" if number else ""


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
    count = "1 commit" if commits.total == 1 else f"{commits.total} commits"
    parts: list[str | Span] = [f" · {count} by "] if authors else [f" · {count}"]
    for number, author in enumerate(authors[:4]):
        parts += [*([", "] if number else []), who(author, people)]
    if len(authors) > 4:
        parts.append(f" and {len(authors) - 4} more")
    return parts


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
