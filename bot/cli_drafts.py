"""The commands about decision records and runbooks."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli_context import literal, refuse, with_app, with_database

drafts_app = typer.Typer(help="Decision records and runbooks.", no_args_is_help=True)
Everything = Annotated[bool, typer.Option("--all", help="Also those of private channels and of single people.")]


@drafts_app.command("list")
def drafts_list(everything: Everything = False) -> None:
    """Every decision record and runbook."""
    from rich.console import Console
    from rich.table import Table

    from jobs.drafts import export

    found = with_database(lambda db: export.list_(db, everything=everything))
    table = Table("kind", "number", "state", "slug", "title", box=None, pad_edge=False)
    for each in found:
        number = str(each.number) if each.number else "-"
        table.add_row(each.kind.name, number, each.state.value, literal(each.slug), literal(each.title))
    if found:
        Console(highlight=False).print(table)
    left_out = 0 if everything else with_database(export.left_out)
    if left_out:
        typer.echo(f"{left_out} of private channels are left out; --all shows them too.")
    elif not found:
        typer.echo("There are no drafts yet.")


@drafts_app.command("show")
def drafts_show(
    ref: Annotated[str, typer.Argument(help="A number or a slug.")],
    kind: Annotated[str, typer.Option(help="adr or runbook, where both have it.")] = "",
    everything: Everything = False,
) -> None:
    """One of them, as Markdown."""
    from jobs.drafts import export
    from jobs.drafts.kinds import KINDS
    from jobs.errors import UserError

    if kind and kind not in KINDS:
        refuse(f"--kind: {kind} is none of {', '.join(KINDS)}")
    try:
        typer.echo(with_database(lambda db: export.show(db, ref, kind=KINDS.get(kind), everything=everything)))
    except UserError as trouble:
        refuse(str(trouble))


@drafts_app.command("export")
def drafts_export(
    folder: Annotated[Path, typer.Argument(help="Where to.")] = Path("docs"),
    everything: Everything = False,
    force: Annotated[bool, typer.Option("--force", help="Write over what was edited by hand since.")] = False,
) -> None:
    """Write them as Markdown files; only what changed is written, only what it wrote is deleted."""
    from jobs.drafts import export
    from jobs.errors import UserError

    try:
        done = with_app(lambda parts: export.export(parts.drafts, parts.db, folder, everything=everything, force=force))
    except UserError as trouble:
        refuse(str(trouble))
    for said in done.renumbered:
        typer.echo(f"renumbered: {said}, since the folder has another one")
    for what in ("written", "deleted", "kept"):
        for path in getattr(done, what):
            typer.echo(f"{what}: {folder / path}")
    typer.echo(f"{len(done.written)} written, {len(done.unchanged)} unchanged, {len(done.deleted)} deleted")
