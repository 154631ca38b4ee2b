"""What `rolecall run` does."""

import sys


def run() -> None:
    """Run Rolecall in a real chat, until it is told to end."""
    import asyncio

    from bot import logs
    from bot.cli_context import database_problems, problems_of_card, read_settings, refuse

    settings = read_settings(for_slack=True)
    logs.setup(level=settings.rolecall_log_level, secrets=settings.secrets)
    from bot.app import assemble
    from bot.door import CannotStart
    from bot.running import WorkerDied

    try:
        with database_problems():
            with problems_of_card(settings.rolecall_card):
                made = assemble(settings)
            made.upgrade_apart()
            asyncio.run(made.run())
    except WorkerDied:
        sys.exit(1)
    except KeyboardInterrupt:  # Ctrl-C before it hears it by itself
        sys.exit(130)
    except CannotStart as problem:
        refuse(str(problem))
