"""Which settings there are: their names, and never a value."""

import asyncio
import difflib
import os
import stat
from collections.abc import Sequence
from pathlib import Path

from bot.doctor.finding import Finding, note, ok
from bot.load_settings import DEFAULT_CONFIG
from bot.settings import FOLLOWING, Settings

ABOUT = "settings"
_OURS = ("ROLECALL_", "SLACK_", "JIRA_", "GITHUB_")
_NOT_IN_SETTINGS = {"ROLECALL_CONFIG"}


async def look(settings: Settings) -> Sequence[Finding]:
    """Name what is set, and what looks like a setting and is none."""
    names = sorted(name.upper() for name in settings.model_fields_set - FOLLOWING)
    found = [ok(ABOUT, ", ".join(names))] if names else [note(ABOUT, "none is set", "docs/settings.md lists them")]
    known = {name.upper() for name in Settings.model_fields} | _NOT_IN_SETTINGS
    for name in sorted(os.environ):
        if name.startswith(_OURS) and name not in known:
            near = difflib.get_close_matches(name, known, 1, 0.8)
            if near or name.startswith("ROLECALL_"):
                hint = f"Did you mean {near[0]}?" if near else "docs/settings.md lists them"
                found.append(note(ABOUT, f"{name} in the environment is no setting", hint))
    path = Path(os.environ.get("ROLECALL_CONFIG") or DEFAULT_CONFIG)
    if any(settings.secrets) and await asyncio.to_thread(_is_open_to_others, path):
        what = f"others on this machine may read {path}"
        found.append(note(ABOUT, what, f"If it has a token in it: chmod 600 {path}"))
    return found


def _is_open_to_others(path: Path) -> bool:
    try:
        return bool(stat.S_IMODE(path.stat().st_mode) & 0o077)
    except OSError:
        return False
