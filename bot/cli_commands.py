"""Every command, each a few lines around what it calls.

What the person who typed can mend ends with every reason on standard error and exit code 2.
"""

import asyncio
import dataclasses
import json
import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot import logs
from bot.cli_context import (
    BAD_INPUT,
    literal,
    read_card,
    refuse,
    with_app,
    with_database,
)
from bot.cli_drafts import drafts_app
from bot.cli_memory import memory_app
from bot.cli_run import run as run_for_good

if TYPE_CHECKING:  # the rest is imported where it is used, so that --help and bad settings answer at once
    from bot.parts import Parts
    from integrations.database import Database

app = typer.Typer(
    name="rolecall",
    help="Role card in, teammate out: a Slack teammate that you host.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
rituals_app = typer.Typer(help="The team's rituals as a TOML file.", no_args_is_help=True)
standups_app = typer.Typer(help="What a team brings along from another standup bot.", no_args_is_help=True)
db_app = typer.Typer(help="The database.", no_args_is_help=True)
app.add_typer(rituals_app, name="rituals")
app.add_typer(standups_app, name="standups")
app.add_typer(memory_app, name="memory")
app.add_typer(drafts_app, name="drafts")
app.add_typer(db_app, name="db")


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"rolecall {version('rolecall')}")
        raise typer.Exit


@app.callback()
def _front(
    version: Annotated[bool, typer.Option("--version", help="Which version this is.", callback=_version)] = False,
) -> None:
    """Role card in, teammate out: a Slack teammate that you host."""


# --- running -----------------------------------------------------------------------


@app.command()
def run() -> None:
    """Slack for real: Socket Mode where SLACK_APP_TOKEN is set, else HTTP."""
    run_for_good()


@app.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Look at every setting and all that they name, and say how to mend what does not work."""
    from bot.doctor.finding import bad
    from bot.load_settings import BadSettings, load

    try:
        settings = load()
    except BadSettings as problems:
        found = [bad("settings", problem, "docs/settings.md has what each takes") for problem in problems.problems]
    else:
        logs.setup(level="ERROR", secrets=settings.secrets)
        from bot.doctor.examination import examine

        found = asyncio.run(examine(settings))
    for each in found:
        typer.echo(json.dumps(dataclasses.asdict(each), ensure_ascii=False) if as_json else each.line)
    if any(each.state == "bad" for each in found):
        raise typer.Exit(BAD_INPUT)


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Where the page is; 0 takes a free port.", min=0, max=65535)] = 8300,
    play: Annotated[bool, typer.Option("--play", help="Play one whole working day, print it, and end.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="With --play: one JSON object a line.")] = False,
    card: Annotated[
        Path | None, typer.Option(help="The day, the voice and the partners of this role card, not of our own.")
    ] = None,
) -> None:
    """A sample team in a workspace on this machine, and a page to use it."""
    if as_json and not play:
        refuse("--json: it prints the day that --play plays; give both")
    shown = read_card(card).card if card is not None else None
    if card is None and (name := os.environ.get("ROLECALL_CARD")):
        typer.echo(f"ROLECALL_CARD is ignored here. To see that card: rolecall demo --card {name}", err=True)
    from bot.demo.show import play_day, show
    from bot.door import CannotStart

    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        del os.environ[name]  # the demo never leaves this machine
    try:
        asyncio.run(play_day(shown, as_json=as_json) if play else show(port, shown))
    except (KeyboardInterrupt, asyncio.CancelledError):
        pass  # Ctrl-C or SIGTERM: that is how it ends
    except CannotStart as problem:
        refuse(str(problem))
    except OSError as problem:
        refuse(f"--port: cannot listen on port {port}: {problem.strerror}. Try --port 0")


# --- cards -------------------------------------------------------------------------


@app.command()
def card(
    file: Annotated[Path, typer.Argument(help="A role card, in Markdown.")],
    as_json: Annotated[bool, typer.Option("--json", help="Everything that was read, as JSON.")] = False,
) -> None:
    """Read a role card, and show what becomes of it."""
    from integrations.rolecard import as_json as to_json
    from jobs.rituals import kind_of

    reading = read_card(file)
    if as_json:
        typer.echo(json.dumps(to_json(reading.card, kind_of), ensure_ascii=False, indent=2))
    else:
        from rich.console import Console
        from rich.table import Table

        out, found = Console(highlight=False), reading.card
        out.print(f"{found.name}, {found.title}" + (f" ({found.role_code})" if found.role_code else ""), markup=False)
        day = Table("at", "task", "ritual", box=None, pad_edge=False)
        for task in found.tasks:
            day.add_row(task.time, literal(task.title), kind_of(task))
        out.print(day if found.tasks else "It has no tasks: it can speak, but has no day.")
        lists = ("responsibilities", "variations", "partners", "personalities", "dialogue", "phrases", "mcp_servers")
        for name in lists:
            out.print(f"{name.replace('_', ' ')}: {len(getattr(found, name))}", markup=False)
    for problem in reading.problems:
        typer.echo(f"{file}:{problem.line}: {'note: ' if problem.note else ''}{problem.what}", err=True)


# --- rituals -----------------------------------------------------------------------


@rituals_app.command("export")
def rituals_export(file: Annotated[Path, typer.Argument(help="Where to; - is standard output.")]) -> None:
    """Write the team's rituals as TOML."""
    text = with_app(lambda parts: parts.rituals.file.export())
    if str(file) == "-":
        typer.echo(text, nl=False)
    else:
        try:
            file.write_text(text, "utf-8")
        except OSError as problem:
            refuse(f"{file}: cannot be written: {problem.strerror}")


@rituals_app.command("import")
def rituals_import(
    file: Annotated[Path, typer.Argument(help="A rituals file, in TOML.")],
    prune: Annotated[bool, typer.Option("--prune", help="End the rituals that are not in the file.")] = False,
) -> None:
    """Check a rituals file, and make it so: all of it, or nothing."""
    from jobs.roster.toml_check import BadFile

    try:
        loaded = with_app(lambda parts: parts.rituals.file.load(file, prune=prune), learn=True)
    except BadFile as bad:
        refuse(*bad.problems)
    for what in ("made", "changed", "unchanged", "removed"):
        for name in getattr(loaded, what):
            typer.echo(f"{what}: {name}")
    if not (loaded.made or loaded.changed or loaded.removed or loaded.team_changed):
        typer.echo("Nothing changed.")


@app.command()
def rehearse(
    file: Annotated[Path, typer.Argument(help="A rituals file, in TOML, as you think of setting it.")],
    since: Annotated[datetime | None, typer.Option("--from", help="The first day.", formats=["%Y-%m-%d"])] = None,
    until: Annotated[
        datetime | None, typer.Option("--to", help="The last day; yesterday, if not said.", formats=["%Y-%m-%d"])
    ] = None,
    days: Annotated[int, typer.Option(help="How many days, where --from is not said.", min=1)] = 28,
    prune: Annotated[bool, typer.Option("--prune", help="Without the rituals that are not in the file.")] = False,
    channel: Annotated[str | None, typer.Option(help="Show only what is of this channel: its id, or #name.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="All of it, as JSON.")] = False,
) -> None:
    """Play the last weeks through a rituals file: what would have been said when, and what is set now beside it.

    Nothing is changed, and nobody is asked or told anything.
    """
    from bot.rehearsal.command import run_rehearsal

    run_rehearsal(
        file,
        first=since.date() if since else None,
        last=until.date() if until else None,
        days=days,
        prune=prune,
        channel=channel,
        as_json=as_json,
    )


# --- standups ----------------------------------------------------------------------


@standups_app.command("import")
def standups_import(
    files: Annotated[list[Path], typer.Argument(help="Exports of Geekbot or DailyBot, JSON or CSV, or a folder.")],
    channel: Annotated[
        list[str] | None, typer.Option(help="Where the standup is held, if no file says so; or #there=#here.")
    ] = None,
    at: Annotated[str | None, typer.Option(help="When it is held, if no file says so: 09:00.")] = None,
    into: Annotated[str | None, typer.Option(help="The name of a standup that is here and takes the history.")] = None,
    who: Annotated[list[str] | None, typer.Option(help="Who somebody is: NAME=ID or NAME=ADDRESS.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check all of it, and change nothing.")] = False,
) -> None:
    """Go on with the standups of another bot, and keep what was answered: all of it, or nothing."""
    from bot.import_progress import ImportProgress
    from bot.moving import BadImport, MovingIn, Wishes
    from bot.moving.told import lines_of
    from bot.moving.wishes import pairs
    from integrations.standup_exports import read_exports

    async def work(parts: "Parts") -> list[str]:
        export = await asyncio.to_thread(read_exports, files)
        moving = MovingIn(parts.db, parts.clock, parts.team, parts.rituals, export, wishes)
        moved = await moving.plan()
        if not dry_run:
            with ImportProgress("answers", "answers") as progress:
                await moving.carry_out(moved, lambda done, every: progress.show(done, done, every))
        return list(lines_of(moved))

    try:
        channels, people = pairs(channel or [], "--channel", alone=True), pairs(who or [], "--who")
        wishes = Wishes(channels, at, into, people)
        lines = with_app(work, learn=True)
    except BadImport as bad:
        refuse(*bad.problems)
    for line in lines:
        typer.echo(line)


# --- the database ------------------------------------------------------------------


@db_app.command("upgrade")
def db_upgrade() -> None:
    """Bring the database to this version. `run` does it by itself."""

    async def nothing(_db: "Database") -> None:
        return None

    with_database(nothing)
    typer.echo("The database is up to date.")
