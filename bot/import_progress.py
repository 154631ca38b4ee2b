"""Shows how far an import is: a bar on a terminal, else a line now and then."""

import sys
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

A_LINE_EVERY = 10_000
"""Things that are counted."""


class ImportProgress:
    """On standard error, while the block runs."""

    def __init__(self, counted: str, of: str) -> None:
        """Show how many `counted` there are, such as messages, and how far it is in what they are read `of`."""
        self._counted, self._of = counted, of
        console = Console(stderr=True, highlight=False)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn(of))
        self._bar = Progress(*columns, TimeElapsedColumn(), console=console) if console.is_terminal else None
        self._task = self._bar.add_task(f"0 {counted}", total=None) if self._bar is not None else None
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

    def show(self, counted: int, done: int, total: int) -> None:
        """Show how far it is."""
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, description=f"{counted:,} {self._counted}", completed=done, total=total)
        elif counted // A_LINE_EVERY > self._lines:
            self._lines = counted // A_LINE_EVERY
            print(f"{counted:,} {self._counted}, {done:,} of {total:,} {self._of}", file=sys.stderr)  # noqa: T201
