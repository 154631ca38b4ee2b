"""`rolecall rehearse`: which days, and how it is shown."""

import asyncio
import contextlib
import json
import signal
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import typer
from rich.console import Console

from bot import logs
from bot.cli_context import database_problems, problems_of_card, read_settings, refuse
from bot.garbage import collect_from_now
from bot.import_progress import ImportProgress
from bot.rehearsal.as_json import as_json as to_json
from bot.rehearsal.kept import PlayedDays
from bot.rehearsal.printed import show
from bot.rehearsal.rehearsal import Rehearsal, rehearse
from jobs.roster.toml_check import BadFile

MOST_DAYS = 92
"""Alerts are kept for a quarter of a year."""


def run_rehearsal(
    file: Path, *, first: date | None, last: date | None, days: int, prune: bool, channel: str | None, as_json: bool
) -> None:
    """Rehearse a file and print what comes of it. What can be mended is refused with every reason."""
    span = _span(first, last, days, datetime.now(UTC).date())
    settings = read_settings()
    with contextlib.suppress(ValueError):  # who is not the main thread is told of no signal
        # As with Ctrl-C, the copy of what is kept is removed.
        signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    logs.setup(level="ERROR", secrets=settings.secrets)
    collect_from_now()
    with database_problems(), problems_of_card(settings.rolecall_card), ImportProgress("days", "days") as bar:
        try:
            found = asyncio.run(
                rehearse(
                    settings, file, span, prune=prune, progress=lambda done, every: bar.show(done // 2, done, every)
                )
            )
        except BadFile as bad:
            refuse(*bad.problems)
    only = _channel(found, channel) if channel else None
    if as_json:
        typer.echo(json.dumps(to_json(found, only), ensure_ascii=False))
    else:
        console = Console(highlight=False)
        if not console.is_terminal:
            console.width = 140
        show(found, console, only)


def _span(first: date | None, last: date | None, days: int, today: date) -> PlayedDays:
    """Which days are meant; refuses those that are none."""
    until = last or today - timedelta(days=1)
    since = first or until - timedelta(days=days - 1)
    if since > until:
        refuse(f"--from: {since} is after {until}, the last day")
    if until > today:
        refuse(f"--to: {until} is yet to come; what is not past cannot be played again")
    if (until - since).days >= MOST_DAYS:
        refuse(f"--from: {since} to {until} is more than {MOST_DAYS} days, and less than that is kept of alerts")
    return PlayedDays(since, until)


def _channel(found: Rehearsal, wanted: str) -> str:
    name = f"#{wanted.removeprefix('#')}".casefold()
    ids = [id_ for id_, each in found.channels.items() if wanted == id_ or each.casefold() == name]
    if not ids:
        refuse(f"--channel: {wanted} is no channel that is known here")
    return ids[0]
