"""How it is told what is red, flaky and slow."""

from collections.abc import Sequence

from integrations.codehost import PullRequest, short_name
from integrations.enumerated import in_a_row
from integrations.post import Block, Bold, Bullets, Heading, Link, Paragraph, Post, SmallPrint, Text
from jobs.builds.report import Flaky, Red, TestReport
from jobs.people.working_age import WorkingAge

SHOWN = 6
"""Lines of a sort in the channel."""


def short(reports: Sequence[TestReport], ages: WorkingAge) -> Post:
    """What matters, in a few lines."""
    red = [each for report in reports for each in report.red]
    pulls = [pull for report in reports for pull in report.red_pulls]
    flaky = [each for report in reports for each in report.flaky]
    slow = [each for report in reports for each in report.slow]
    blocks: list[Block] = []
    if red:
        blocks.append(Bullets(items=tuple(_red_line(each, ages) for each in red[:SHOWN])))
    if pulls:
        links = in_a_row([Link(url=pull.url, label=pull.ref) for pull in pulls], SHOWN)
        blocks.append(Paragraph(text=(Bold(text="Red pull requests: "), *links)))
    if flaky:
        blocks.append(Heading(text="Flaky: failed and passed on the same commit"))
        blocks.append(Bullets(items=tuple(_flaky_line(each) for each in flaky[:SHOWN])))
    if slow:
        words = ", ".join(f"{short_name(each.repo)} {each.workflow} {_duration(each.median_s)}" for each in slow[:3])
        blocks.append(SmallPrint(text=(f"Slowest: {words}.",)))
    return Post(headline=_headline(red, pulls, flaky), blocks=tuple(blocks))


def quiet(reports: Sequence[TestReport]) -> str:
    """The one line of a week in which nothing is red or flaky."""
    runs = sum(report.runs for report in reports)
    if not runs:
        return "nothing ran this week."
    return f"all green; {'1 run' if runs == 1 else f'{runs:,} runs'} this week."


def in_full(reports: Sequence[TestReport], ages: WorkingAge) -> Post | None:
    """Everything that is red or flaky, for the thread; None where the short one has it all."""
    red = [each for report in reports for each in report.red]
    pulls = [pull for report in reports for pull in report.red_pulls]
    flaky = [each for report in reports for each in report.flaky]
    if max(len(red), len(pulls), len(flaky)) <= SHOWN:
        return None
    blocks: list[Block] = []
    if red:
        blocks += [Heading(text="Red"), Bullets(items=tuple(_red_line(each, ages) for each in red))]
    if pulls:
        items: tuple[Text, ...] = tuple((Link(url=pull.url, label=pull.ref), f" {pull.title}") for pull in pulls)
        blocks += [Heading(text="Red pull requests"), Bullets(items=items)]
    if flaky:
        blocks += [Heading(text="Flaky"), Bullets(items=tuple(_flaky_line(each) for each in flaky))]
    return Post(headline=("All of it",), blocks=tuple(blocks))


def _headline(red: Sequence[Red], pulls: Sequence[PullRequest], flaky: Sequence[Flaky]) -> Text:
    if red:
        names = sorted({short_name(each.last.repo) for each in red})
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        return (f"Red on the default branch: {', '.join(names[:3])}{more}",)
    if pulls:
        return ("The default branches are green; some pull requests are red",)
    if flaky:
        return ("Everything is green, but not reliably",)
    return ("Tests, as far as I could read them",)


def _red_line(red: Red, ages: WorkingAge) -> Text:
    run = red.last
    since = f"for {'at least ' if red.at_least else ''}{ages.words(red.since)}"
    return (
        Bold(text=short_name(run.repo)),
        " ",
        Link(url=run.url, label=run.workflow),
        f" is red {since} (at {run.sha[:7]})",
    )


def _flaky_line(flaky: Flaky) -> Text:
    times = "once" if flaky.commits == 1 else f"on {flaky.commits} commits"
    return (
        Bold(text=short_name(flaky.repo)),
        " ",
        Link(url=flaky.last.url, label=flaky.workflow),
        f" {times} this week",
    )


def _duration(seconds: float) -> str:
    return f"{seconds / 60:.0f} min"
