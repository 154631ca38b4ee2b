"""What the commands share: settings, the card, the database, an app that is not running, and how each refuses."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

from bot import logs
from bot.garbage import collect_from_now

if TYPE_CHECKING:  # the rest is imported where it is used, so that --help and bad settings answer at once
    from bot.parts import Parts
    from bot.running import App
    from bot.settings import Settings
    from integrations.database import Database
    from integrations.rolecard import CardReading

T = TypeVar("T")

BAD_INPUT = 2
"""The exit code of what the person who typed can mend."""


def read_card(path: Path) -> "CardReading":
    """Return what a card says, or refuse it with the reason."""
    from bot.persona import load_card

    with problems_of_card(path):
        return load_card(path)


@contextmanager
def problems_of_card(path: Path | None) -> Iterator[None]:
    """Refuse a card that cannot be read."""
    from integrations.rolecard import NoCard

    name = str(path) if path else "the card"
    try:
        yield
    except NoCard as problem:
        refuse(f"{name}: {problem}")
    except UnicodeDecodeError:
        refuse(f"{name}: this is no text: a role card is a Markdown file in UTF-8")
    except OSError as problem:
        refuse(f"{name}: cannot be read: {problem.strerror}")


def refuse(*problems: str) -> NoReturn:
    """Say every problem on standard error, a line each, and exit 2."""
    for problem in problems:
        sys.stderr.write(f"{problem}\n")
    sys.exit(BAD_INPUT)


def read_settings(*, for_slack: bool = False) -> "Settings":
    """Return the settings, or refuse them with every problem."""
    from bot.load_settings import BadSettings, load

    try:
        return load(for_slack=for_slack)
    except BadSettings as bad:
        refuse(*bad.problems)


@contextmanager
def database_problems() -> Iterator[None]:
    """Refuse a database that cannot be opened or used; a mistake in a statement of ours is none of it."""
    from integrations.database import DatabaseProblem, problem_of

    try:
        yield
    except DatabaseProblem as problem:
        refuse(f"ROLECALL_DATABASE_URL: {problem}")
    except Exception as error:
        if (found := problem_of(error)) is None:
            raise
        refuse(f"ROLECALL_DATABASE_URL: {found}")


async def _open(db: "Database") -> None:
    """Upgrade the database, and say which of its files were open to others."""
    for path in await db.upgrade():
        sys.stderr.write(f"{path}: others could read it; now only its owner can\n")


def with_database(use: Callable[["Database"], Awaitable[T]]) -> T:
    """Call `use` with the upgraded database."""
    settings = read_settings()
    logs.setup(level="ERROR", secrets=settings.secrets)
    from integrations.database import Database

    async def work(db: Database) -> T:
        try:
            await _open(db)
            collect_from_now()
            return await use(db)
        finally:
            await db.close()

    with database_problems():
        return asyncio.run(work(Database(settings.rolecall_database_url)))


def with_app(use: Callable[["Parts"], Awaitable[T]], *, learn: bool = False) -> T:
    """Call `use` with the parts of an app that is not running.

    With `learn`, and a bot token, Slack is asked for people and channels first, so that names
    can be looked up.
    """
    settings = read_settings()
    logs.setup(level="ERROR", secrets=settings.secrets)
    from bot.app import assemble
    from integrations.chat import ChatError

    async def work(made: "App") -> T:
        try:
            await _open(made.parts.db)
            if learn and settings.slack_bot_token is not None:
                await made.parts.team.learn()
            collect_from_now()
            return await use(made.parts)
        finally:
            await made.parts.chat.close()
            await made.parts.db.close()

    with database_problems():
        with problems_of_card(settings.rolecall_card):
            made = assemble(settings)
        try:
            return asyncio.run(work(made))
        except ChatError as problem:
            where = settings.slack_api_url
            refuse(f"Slack at {where} does not answer as it should ({problem.code}); nothing was changed")


def literal(words: str) -> str:
    """Words as they are, for a table that understands markup."""
    return words.replace("[", r"\[")
