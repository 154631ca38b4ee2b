"""Shows how far an import is: a bar on a terminal, else a line now and then."""

import sys
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bot.memory.importing import Imported

A_LINE_EVERY = 10_000
"""Messages."""


class ImportProgress:
    """On standard error, while the block runs."""

    def __init__(self) -> None:
        """Prepare."""
        console = Console(stderr=True, highlight=False)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("files"))
        self._bar = Progress(*columns, TimeElapsedColumn(), console=console) if console.is_terminal else None
        self._task = self._bar.add_task("0 messages", total=None) if self._bar is not None else None
        self._lines = 0

    def __enter__(self) -> "ImportProgress":
        """Begin to show."""
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Show no more."""
        if self._bar is not None:
            self._bar.stop()

    def show(self, done: Imported) -> None:
        """Show how far it is."""
        if self._bar is not None and self._task is not None:
            told = f"{done.messages:,} messages"
            self._bar.update(self._task, description=told, completed=done.files_read, total=done.files)
        elif done.messages // A_LINE_EVERY > self._lines:
            self._lines = done.messages // A_LINE_EVERY
            print(f"{done.messages:,} messages, {done.files_read:,} of {done.files:,} files", file=sys.stderr)  # noqa: T201
