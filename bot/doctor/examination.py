"""Looks at all of it side by side: what hangs or breaks costs its own line, and no line has a secret in it."""

import asyncio
import dataclasses
from collections.abc import Iterable, Mapping, Sequence

import structlog

from bot.doctor import alerts, card, database, embeddings, environment, http, mcp, model, rituals_file, slack, sources
from bot.doctor.finding import Finding, Look, bad
from bot.logs import Hide
from bot.settings import Settings

log = structlog.get_logger()

LIMIT_S = 45
"""For one concern. A server that has to be started, and a model that thinks, may take a while."""
LOOKS: Mapping[str, Look] = {
    "settings": environment.look,
    "database": database.look,
    "card": card.look,
    "rituals file": rituals_file.look,
    "HTTP": http.look,
    "Slack": slack.look,
    "code host": sources.code_host,
    "tracker": sources.tracker,
    "PostgreSQL": sources.postgres,
    "Redis": sources.redis,
    "alerts": alerts.look,
    "model": model.look,
    "embeddings": embeddings.look,
    "MCP": mcp.look,
}
"""Everything that is looked at, in the order in which it is told."""


async def examine(
    settings: Settings, looks: Mapping[str, Look] = LOOKS, *, limit_s: float = LIMIT_S, secrets: Iterable[str] = ()
) -> list[Finding]:
    """Return what was found, in the order of `looks`. `secrets` are left out of it besides those of the settings."""
    found = await asyncio.gather(*(_within(limit_s, about, look, settings) for about, look in looks.items()))
    hide = Hide((*settings.secrets, *secrets))
    return [
        dataclasses.replace(each, what=_one_line(hide.text(each.what)), mend=_one_line(hide.text(each.mend)))
        for findings in found
        for each in findings
    ]


async def _within(limit_s: float, about: str, look: Look, settings: Settings) -> Sequence[Finding]:
    try:
        async with asyncio.timeout(limit_s):
            return await look(settings)
    except TimeoutError:
        return [
            bad(
                about,
                f"no end of it within {limit_s:g} seconds",
                "It hangs: does it answer anybody else?",
            )
        ]
    except Exception as problem:
        log.exception("doctor_failed", about=about)
        return [bad(about, f"this could not be looked at ({type(problem).__name__})", "The log has why")]


def _one_line(text: str) -> str:
    return " ".join(text.split())
