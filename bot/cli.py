"""The front door. `rolecall run` goes through it alone: what runs for months keeps nothing of the command line."""

import gc
import os
import sys


def main() -> None:
    """Run what was typed."""
    # What is imported stays, so nothing is before this: to look it through again and again is a fifth of a start.
    gc.disable()
    # None of pydantic's plugins is ours, and it would look for them in whatever is installed.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    if sys.argv[1:] == ["run"]:
        from bot.cli_run import run

        run()
    else:
        from bot.cli_commands import app

        app()
