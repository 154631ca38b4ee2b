"""The commands about what the team said, and whose it is."""

import asyncio
import dataclasses
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli_context import refuse, with_app

if TYPE_CHECKING:  # the rest is imported where it is used, so that --help and bad settings answer at once
    from bot.parts import Parts

memory_app = typer.Typer(help="What the team said, and whose it is.", no_args_is_help=True)


def _an_id(value: str) -> str:
    """An id as Slack gives them. Raises BadParameter for what can be none."""
    if not value or not value.isascii() or not value.isprintable() or " " in value:
        raise typer.BadParameter("an id has letters and digits, such as U024BE7LH")
    return value


Somebody = Annotated[str, typer.Option(help="A user id.", callback=_an_id)]


@memory_app.command("recall")
def memory_recall(
    question: Annotated[str, typer.Argument(help="A question; - reads one a line from standard input.")],
    user: Somebody,
    channel: Annotated[
        str, typer.Option(help="The id of the channel in which it is asked: the audience.", callback=_an_id)
    ],
    limit: Annotated[int, typer.Option(min=1, max=100)] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON; always so with -.")] = False,
) -> None:
    """What would be recalled for that asker in that channel, best first."""
    from bot.memory.recall_json import as_json as shaped

    questions = [line.strip() for line in sys.stdin if line.strip()] if question == "-" else [question]

    async def ask(parts: "Parts") -> list[dict[str, Any]]:
        return [
            shaped(each, await parts.memory.recall(each, asker=user, channel=channel, limit=limit, loosely=True))
            for each in questions
        ]

    for answer in with_app(ask):
        if as_json or question == "-":
            typer.echo(json.dumps(answer, ensure_ascii=False))
        else:
            for found in answer["results"]:
                typer.echo(f"{found['score']:.3f} {found['channel']} {found['ts']} {found['user']}: {found['text']}")


@memory_app.command("import")
def memory_import(
    file: Annotated[Path, typer.Argument(help="A Slack export: its zip, or the folder that it was unpacked to.")],
) -> None:
    """Take an export into memory, with its people, channels and members. Doing it again changes nothing."""
    from bot.import_progress import ImportProgress
    from bot.memory.importing import Importing, summary
    from integrations.chat_history import NoExport

    async def work(parts: "Parts") -> list[str]:
        export = await asyncio.to_thread(parts.chat.open_export, file)
        try:
            with ImportProgress("messages", "files") as progress:
                importing = Importing(parts.db, parts.clock, parts.memory, parts.past, export)
                done = await importing.run(
                    lambda so_far: progress.show(so_far.messages, so_far.files_read, so_far.files)
                )
        finally:
            export.close()
        for each in done.problems:
            typer.echo(f"{file}/{each.place}: {each.what}", err=True)
        return list(summary(done))

    try:
        lines = with_app(work)
    except NoExport as problem:
        refuse(f"{file}: {problem}")
    except FileNotFoundError:
        refuse(f"{file}: there is no such file or folder")
    except PermissionError as problem:
        refuse(f"{file}: cannot be read: {problem.strerror}")
    for line in lines:
        typer.echo(line)


@memory_app.command("export")
def memory_export(user: Somebody) -> None:
    """A person's data as JSON."""
    data = with_app(lambda parts: parts.personal_data.export(user))
    if not any(data[name] for name in data.keys() - {"user"}):
        _known(user)
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2))


@memory_app.command("forget")
def memory_forget(user: Somebody) -> None:
    """Erase what a person said, noted, answered and planned."""
    erased = with_app(lambda parts: parts.personal_data.forget(user))
    if not any(dataclasses.astuple(erased)):
        _known(user)
    typer.echo(
        f"erased: {erased.messages} messages, {erased.notes} notes, {erased.answers} answers of ours,"
        f" {erased.records} other entries"
    )


def _known(user: str) -> None:
    """Refuse an id that nobody has: it is mistyped, and whoever typed it believes that something was done."""
    if not with_app(lambda parts: parts.personal_data.is_known(user)):
        refuse(f"--user: nobody with the id {user} is known, and nothing of them is kept")
