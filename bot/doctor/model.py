"""The model: whether it answers one small question, and asks for a tool where it is given one."""

import asyncio
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot import optional_parts
from bot.doctor.finding import Finding, bad, note, ok
from bot.settings import Settings

if TYPE_CHECKING:
    from integrations.model import Model
    from integrations.model_problem import ModelProblem

ABOUT = "model"
LIMIT_S = 20
"""For each question; they are short, but a small machine may have to load the model first."""
_ADDRESS = "OPENAI_BASE_URL names the server: most want /v1 at its end"


async def look(settings: Settings) -> Sequence[Finding]:
    """Ask it twice. Its library is imported only where there is one."""
    model = await asyncio.to_thread(optional_parts.model, settings, LIMIT_S)
    if model is None:
        what = "none, so answers come from the team's memory and by rule"
        return [note(ABOUT, what, "ROLECALL_MODEL names one; docs/models.md has some to try")]
    from integrations.model_problem import ModelProblem

    try:
        return [await _answers(model, settings), await _uses_tools(model)]
    except ModelProblem as problem:
        return [_problem(problem, settings)]
    finally:
        await model.close()


async def _answers(model: "Model", settings: Settings) -> Finding:
    from integrations.model import Line

    began = time.monotonic()
    await model.reply("Answer with one word.", [Line("user", "Are you there?")])
    where = settings.openai_base_url or "OpenAI"
    return ok(ABOUT, f"{model.name} at {where} answers within {time.monotonic() - began:.1f} s")


async def _uses_tools(model: "Model") -> Finding:
    from integrations.model import Line, ToolOffer
    from integrations.model_problem import ModelProblem

    clock = ToolOffer("what_time_is_it", "Tell the time of day.", {"type": "object", "properties": {}})
    try:
        reply = await model.reply(
            "You know the time only from the tool.", [Line("user", "What time is it? Ask the tool.")], [clock]
        )
    except ModelProblem as problem:
        return note(ABOUT, f"with a tool before it, no answer came ({problem})", "Questions are answered by rule then")
    if reply.uses:
        return ok(ABOUT, "it asks for tools")
    if not model.takes_tools:
        mend = "vLLM takes them with --enable-auto-tool-choice, llama.cpp with --jinja; docs/models.md has more"
        return note(ABOUT, "its server takes no tools, so it is told what they say by rule", mend)
    return note(ABOUT, "it was offered a tool, and did not ask for it", "Small models often don't")


def _problem(problem: "ModelProblem", settings: Settings) -> Finding:
    from integrations.model_problem import ModelRefused, ModelUnreachable, ModelUnreadable

    where = settings.openai_base_url or "OpenAI"
    match problem:
        case ModelRefused(status=401 | 403):
            return bad(ABOUT, f"{where} refuses the key ({problem.status})", "OPENAI_API_KEY holds it")
        case ModelRefused(status=404) if "model" in problem.says:
            mend = "ROLECALL_MODEL is the name as the server knows it (GET /models lists them)"
            return bad(ABOUT, f"{where} has no model {settings.rolecall_model}", mend)
        case ModelRefused(status=404 | 405):
            return bad(ABOUT, f"{where} has no {_PATHS[settings.rolecall_model_api]}", _ADDRESS)
        case ModelRefused(status=429):
            return bad(ABOUT, f"{where} takes no more for now (429)", "Its limit, or what is paid for, is used up")
        case ModelUnreachable():
            return bad(ABOUT, f"{where} cannot be reached", _ADDRESS)
        case ModelUnreadable():
            return bad(ABOUT, f"{where} answers, but {problem}", _ADDRESS)
    return bad(ABOUT, f"{where}: {problem}", "Questions are answered by rule meanwhile")


_PATHS = {"chat": "/chat/completions", "responses": "/responses (ROLECALL_MODEL_API)"}
