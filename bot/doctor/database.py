"""The team's own database: whether it is there, at this version's schema, and closed to others."""

import asyncio
from collections.abc import Sequence

from bot.doctor.finding import Finding, bad, note, ok
from bot.settings import Settings
from integrations.database import DatabaseProblem
from integrations.database.look import Looked, look_at

ABOUT = "database"


async def look(settings: Settings) -> Sequence[Finding]:
    """Open it to read, and write nothing: neither a schema, nor a file's mode, nor the file."""
    try:
        looked = await asyncio.to_thread(look_at, settings.rolecall_database_url)
    except DatabaseProblem as problem:
        return [bad(ABOUT, str(problem), "ROLECALL_DATABASE_URL names it")]
    open_files = [
        note(ABOUT, f"others on this machine may read {path}", "rolecall run closes it, or: chmod go= on it")
        for path in looked.open_to_others
    ]
    return [_state(looked), *open_files]


def _state(looked: Looked) -> Finding:
    if not looked.exists:
        return note(ABOUT, f"{looked.place} is not there yet", "rolecall run makes it")
    if looked.schema is None:
        return note(ABOUT, f"{looked.place} is empty", "rolecall run, or rolecall db upgrade, sets it up")
    if looked.schema != looked.newest:
        what = f"{looked.place} has schema {looked.schema}, and this version {looked.newest}"
        return note(ABOUT, what, "rolecall run, or rolecall db upgrade, brings it up to date")
    return ok(ABOUT, f"{looked.place}, schema {looked.schema}")
