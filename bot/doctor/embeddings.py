"""Recall by meaning: whether its model gives vectors, and how many messages have one."""

import asyncio
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot import optional_parts
from bot.doctor.finding import Finding, bad, note, ok
from bot.settings import Settings
from integrations.database import DatabaseProblem
from integrations.database.look import Query, looking

if TYPE_CHECKING:
    from integrations.embeddings import EmbeddingProblem

ABOUT = "embeddings"
LIMIT_S = 20
"""A small machine may have to load the model first."""
_WORDS = "What is said is found by its words meanwhile"


async def look(settings: Settings) -> Sequence[Finding]:
    """Ask for one vector, and count those that there are."""
    model = optional_parts.embedding_model(settings)
    if model is None:
        what = "none, so what was said is found by its words"
        return [note(ABOUT, what, "ROLECALL_EMBEDDING_MODEL names a model; docs/models.md has some to try")]
    from integrations.embeddings import EmbeddingProblem

    began = time.monotonic()
    try:
        (vector,) = (await model.embedded(["Are you there?"], within_s=LIMIT_S)).vectors
    except EmbeddingProblem as problem:
        return [_problem(problem, settings), *await _progress(settings, None)]
    finally:
        await model.close()
    where = settings.embedding_server.url or "OpenAI"
    took = time.monotonic() - began
    answers = f"{model.name} at {where} gives vectors of {len(vector)} numbers within {took:.1f} s"
    return [ok(ABOUT, answers), *await _progress(settings, len(vector))]


async def _progress(settings: Settings, width: int | None) -> Sequence[Finding]:
    name, channels = str(settings.rolecall_embedding_model), settings.rolecall_model_channels
    url = settings.rolecall_database_url
    try:
        having, every, others = await asyncio.to_thread(_counted, url, name, channels, width)
    except DatabaseProblem:
        return []  # the database has a line of its own
    found = []
    if others:
        what = f"{others} messages have vectors of another length, so the server's model is another one now"
        found.append(note(ABOUT, what, "rolecall run replaces them"))
    if having < every:
        return [
            *found,
            note(ABOUT, f"{having} of {every} messages have a vector", "rolecall run gives them to the rest"),
        ]
    return [*found, ok(ABOUT, f"all {every} messages have a vector")]


def _counted(url: str, name: str, channels: Sequence[str], width: int | None) -> tuple[int, int, int]:
    """How many messages have a vector, how many could, and how many vectors are of another length. Blocking."""
    from bot.memory.embedding import of_another_width, progress

    with looking(url) as look:
        ((having, every),) = look.all(Query(progress(name, channels), tuple))
        others = look.all(Query(of_another_width(name, width), tuple))[0][0] if width else 0
    return having, every, others


def _problem(problem: "EmbeddingProblem", settings: Settings) -> Finding:
    from integrations.embeddings import EmbeddingRefused

    where = settings.embedding_server.url or "OpenAI"
    match problem:
        case EmbeddingRefused(status=401 | 403):
            key = "ROLECALL_EMBEDDING_API_KEY" if settings.embedding_server.own_key else "OPENAI_API_KEY"
            return bad(ABOUT, f"{where} refuses the key ({problem.status})", f"{key} holds it. {_WORDS}")
        case EmbeddingRefused(status=404 | 405):
            what = f"{where} has no /embeddings, or no model {settings.rolecall_embedding_model}"
            named = "ROLECALL_EMBEDDING_BASE_URL" if settings.rolecall_embedding_base_url else "OPENAI_BASE_URL"
            return bad(ABOUT, what, f"{named} names the server: most want /v1 at its end. {_WORDS}")
    return bad(ABOUT, f"{where}: {problem}", _WORDS)
