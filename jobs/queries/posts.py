"""What is said of slow queries."""

from collections.abc import Sequence

from integrations.codehost import Deployment
from integrations.enumerated import counted
from integrations.post import (
    Block,
    Bold,
    Bullets,
    Code,
    Heading,
    Paragraph,
    Post,
    Preformatted,
    SmallPrint,
    Span,
    Table,
    Text,
)
from integrations.postgres.literals import in_one_line
from integrations.postgres.types import Counters, Explained, IndexProposal
from integrations.words import shortened
from jobs.deploys.posts import called
from jobs.people.working_age import WorkingAge
from jobs.queries.comparison import MeasureChange
from jobs.queries.report import CommandGroup, CommandReport, QueryReport, what_it_did
from jobs.queries.words import count, duration, moment, percent, size

SHOWN = 5
"""Statements of a sort, and forms of commands, in the channel."""
IN_THREAD = 50
OUT_SHOWN = 4
"""Deployments that may have made a query slower."""
SQL_SHOWN = 120
SQL_IN_FULL = 1500


def short(
    queries: QueryReport | None,
    commands: CommandReport | None,
    when: str,
    hint: Sequence[Block] = (),
    rest: str = " in the thread",
) -> Post:
    """What matters, in a few lines. `hint` says what may have made it slower, `rest` where the rest can be read."""
    blocks: list[Block] = []
    if queries is not None:
        blocks += _queries(queries, hint, rest)
    if commands is not None and commands.groups:
        blocks += [
            Heading(text="Slow commands in Redis"),
            Bullets(items=tuple(_command(group) for group in commands.groups[:SHOWN])),
        ]
    return Post(headline=(_headline(queries, commands, when),), blocks=tuple(blocks))


def indexes(report: QueryReport) -> Post:
    """Which index would help which of the statements that were looked into, or why none is known that would."""
    told = [each for each in (*report.slower, *report.new, *report.heavy) if each.key in report.explained]
    helped = [(each, proposal) for each in told if (proposal := report.explained[each.key].proposal) is not None]
    blocks: list[Block] = []
    for change, proposal in helped[1:]:
        blocks.append(Paragraph(text=("Another: ", Code(text=proposal.definition))))
        blocks += _helps(change, proposal, report)
    rest = [each for each in told if report.explained[each.key].proposal is None]
    blocks += [SmallPrint(text=(line,)) for line in dict.fromkeys(_no_index(each, report) for each in rest) if line]
    if not told:
        return Post(headline=(f"I know of no statement of {report.database} that an index would help.",))
    if not helped:
        many = counted(len(told), "statement", "statements")
        return Post(headline=(f"I find no index that would help the {many} I looked into.",), blocks=tuple(blocks))
    change, proposal = helped[0]
    headline: Text = (f"This index would help {report.database}: ", Code(text=proposal.definition))
    return Post(headline=headline, blocks=(*_helps(change, proposal, report), *blocks))


def _helps(change: MeasureChange, proposal: IndexProposal, report: QueryReport) -> list[Block]:
    """The statement that an index helps, and what it costs and saves."""
    return [Bullets(items=(_line(change, report, names_index=False),)), _costs(proposal)]


def _costs(proposal: IndexProposal) -> SmallPrint:
    """What an index saves, and what it takes."""
    costs = f"{count(proposal.cost_before)} to {count(proposal.cost_after)}"
    return SmallPrint(
        text=(
            f"With it the planner's cost falls from {costs}. It would take about {size(proposal.size_bytes)},"
            " and every write some more. hypopg only pretended it: nothing was created.",
        )
    )


def _no_index(change: MeasureChange, report: QueryReport) -> str:
    """Why no index is known for a statement that was looked into; "" where none would help."""
    explained = report.explained[change.key]
    why = f"No plan: {explained.why_not}." if explained.why_not else explained.note
    return f"{in_one_line(report.texts[change.key], SQL_SHOWN)}: {why}" if why else ""


def in_full(queries: QueryReport | None, commands: CommandReport | None) -> Post | None:
    """Plans, indexes and longer lists, for the thread; None where there is nothing more to say."""
    blocks: list[Block] = []
    if queries is not None:
        told = [*queries.slower, *queries.new, *queries.heavy]
        for number, change in enumerate((each for each in told if each.key in queries.explained), 1):
            blocks += _detail(number, change, queries.texts[change.key], queries.explained[change.key])
        rest = [each for each in queries.slower[SHOWN:] if each.key not in queries.explained]
        if listed := [each for each in rest if each.key in queries.texts][:IN_THREAD]:
            items = tuple(_line(each, queries) for each in listed)
            blocks += [Heading(text="Also slower"), Bullets(items=items)]
        if len(rest) > len(listed):
            blocks.append(SmallPrint(text=(f"… and {len(rest) - len(listed):,} more.",)))
    if commands is not None and len(commands.groups) > SHOWN:
        items = tuple(_command(group) for group in commands.groups[SHOWN : SHOWN + IN_THREAD])
        blocks += [Heading(text="More slow commands in Redis"), Bullets(items=items)]
    return Post(headline=("In detail",), blocks=tuple(blocks)) if blocks else None


def _headline(queries: QueryReport | None, commands: CommandReport | None, when: str) -> str:
    if queries is not None and queries.slower:
        return f"{counted(len(queries.slower), 'query', 'queries')} of {queries.database} got slower since {when}"
    if queries is not None and queries.new:
        takes = "takes its" if len(queries.new) == 1 else "take their"
        return f"{counted(len(queries.new), 'new query', 'new queries')} of {queries.database} {takes} time"
    if commands is not None and commands.groups:
        times = sum(group.times for group in commands.groups)
        return f"{counted(times, 'slow command')} in Redis"
    if queries is not None and queries.comparison is not None and not queries.comparison.compared:
        return f"What takes the time of {queries.database} since {when}"
    if queries is not None:
        return f"Nothing got slower in {queries.database} since {when}"
    return "Slow queries, as far as I could read them"


def went_out(deployments: Sequence[Deployment], ages: WorkingAge) -> Sequence[Block]:
    """What went out since what a query is compared with, newest first; nothing where that is nothing."""
    text: list[str | Span] = []
    for one in deployments[: -OUT_SHOWN - 1 : -1]:
        text += ["Went out since: " if not text else " · ", Bold(text=called(one)), f" {moment(one.created_at, ages)}"]
    if len(deployments) > OUT_SHOWN:
        text.append(f" and {len(deployments) - OUT_SHOWN} more")
    return [Paragraph(text=tuple(text))] if text else []


def _queries(report: QueryReport, hint: Sequence[Block], rest: str) -> list[Block]:
    blocks: list[Block] = []
    for title, changes, below in (("", report.slower, hint), ("New", report.new, ())):
        if changes:
            blocks += [Heading(text=title)] if title else []
            named = [each for each in changes[:SHOWN] if each.key in report.texts]
            blocks.append(Bullets(items=tuple(_line(each, report) for each in named)))
            if len(changes) > len(named):
                blocks.append(SmallPrint(text=(f"{len(changes) - len(named):,} more{rest}.",)))
            blocks += below
    if report.heavy:
        blocks.append(Heading(text="What else takes time" if report.matters else "What takes most of the time"))
        blocks.append(Bullets(items=tuple(_line(each, report) for each in report.heavy[: 3 if report.matters else 5])))
    return blocks


def _line(change: MeasureChange, report: QueryReport, *, names_index: bool = True) -> Text:
    """One statement: how long a call takes, what else it does, its text, and whether an index would help."""
    if change.got_slower and change.before is not None:
        takes = f"{duration(change.before.mean_ms)} → {duration(change.since.mean_ms)} a call"
    else:
        takes = f"{duration(change.since.mean_ms)} a call"
    explained = report.explained.get(change.key)
    helped = explained.proposal if explained and names_index else None
    return (
        Bold(text=takes),
        f" · {what_it_did(change)} · ",
        Code(text=in_one_line(report.texts[change.key], SQL_SHOWN)),
        *((" · ", Bold(text="an index would help")) if helped else ()),
    )


def _detail(number: int, change: MeasureChange, text: str, explained: Explained) -> list[Block]:
    blocks: list[Block] = [
        Heading(text=f"{number}. {duration(change.since.mean_ms)} a call, {percent(change.share)} of all time"),
        Preformatted(text=shortened(text.strip(), SQL_IN_FULL)),
        _numbers(change),
    ]
    if explained.plan:
        blocks += [Paragraph(text=("How PostgreSQL would run it:",)), Preformatted(text=explained.plan)]
    else:
        blocks.append(SmallPrint(text=(f"No plan: {explained.why_not}.",)))
    if (proposal := explained.proposal) is not None:
        blocks += [Paragraph(text=("This index would help: ", Code(text=proposal.definition))), _costs(proposal)]
    elif explained.note:
        blocks.append(SmallPrint(text=(explained.note,)))
    return blocks


def _numbers(change: MeasureChange) -> Table:
    """Before and since, side by side."""

    def cells(counters: Counters | None) -> tuple[str, ...]:
        if counters is None:
            return ("–",) * 5  # noqa: RUF001 - a dash for what is not known
        return (
            duration(counters.mean_ms),
            f"{counters.calls:,}",
            count(counters.rows_per_call),
            count(counters.blocks_per_call),
            percent(counters.missed),
        )

    names = ("time a call", "calls", "rows a call", "blocks a call", "not in the cache")
    rows = zip(names, cells(change.before), cells(change.since), strict=True)
    return Table(columns=("", "before", "since"), rows=tuple(((name,), (was,), (now,)) for name, was, now in rows))


def _command(group: CommandGroup) -> Text:
    times = "once" if group.times == 1 else f"{group.times:,} times"
    slowest = duration(group.slowest_us / 1000)
    worst = () if group.times == 1 else (" at worst",)
    return (Code(text=group.what), f" {times}, ", Bold(text=slowest), *worst)
