"""A script that plays a language model on loopback, so that the demo can show what one changes. It is no AI.

What it says comes from the question and from what the tools found; what it does not know it says so.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.web import serving

NAME = "scripted-demo (no AI)"
SIGNED = f"_{NAME}: a script on this machine plays the model here._"
A_WORD_S = 0.03
"""Between two words of a stream, so that it can be seen to grow."""
MOST_LINES = 8
"""Of what one tool found."""
_KEY = re.compile(r"\b[A-Z][A-Z0-9]+-\d+\b")
_TO = re.compile(r"\bto (?:“|\")?([A-Za-z][A-Za-z ]*[A-Za-z])")
_MATERIAL = re.compile(r"<material>\n(.*?)\n</material>", re.DOTALL)
_MOVES = re.compile(r"\b(move|close|done)\b", re.IGNORECASE)
_SUBJECTS = (
    (re.compile(r"\b(fire|alerts?|alarms?)\b", re.IGNORECASE), "alerts_now"),
    (re.compile(r"\b(reviews?|pull requests?)\b", re.IGNORECASE), "reviews_waiting"),
    (re.compile(r"\b(went out|deploy\w*)\b", re.IGNORECASE), "deployments"),
    (re.compile(r"\b(in the way|blocke\w+)\b", re.IGNORECASE), "open_blockers"),
)
_UNKNOWN = (
    "I only play a model: I know what to do with a question about alerts, reviews, deployments, blockers or what was"
    " decided, and how to move an issue. Ask everything else in #backend, where no model is needed."
)

Use = tuple[str, Mapping[str, Any]]
"""A tool, and its arguments."""


def next_step(messages: Sequence[Mapping[str, Any]], offered: Collection[str]) -> Use | str:
    """Return the tool that it wants next, or what it says in the end."""
    last = max(place for place, each in enumerate(messages) if each["role"] == "user")
    whole = str(messages[last]["content"])
    question = whole.rpartition("</material>")[2].strip()
    results = [str(each["content"]) for each in messages[last:] if each["role"] == "tool"]
    plan = [each for each in _plan(question) if each[0] in offered]
    if len(results) < len(plan):
        return plan[len(results)]
    recalled = [each for each in _facts(whole) if "number" in each]  # the others are what was said just before
    said = _answer(results, recalled if plan[:1] and plan[0][0] == "recall" else ()) if plan else ""
    return f"{said or _UNKNOWN}\n\n{SIGNED}"


def _plan(question: str) -> Sequence[Use]:
    key, to = _KEY.search(question), _TO.search(question)
    if key and _MOVES.search(question):
        return [("issue", {"key": key[0]}), ("move_issue", {"key": key[0], "to": to[1].strip() if to else "Done"})]
    if key:
        return [("issue", {"key": key[0]})]
    for subject, tool in _SUBJECTS:
        if subject.search(question):
            return [(tool, {})]
    if re.search(r"\b(decide\w*|decision|agree\w*)\b", question, re.IGNORECASE):
        return [("recall", {"words": question.partition(": ")[2] or question})]
    return []


def _answer(results: Sequence[str], facts: Sequence[Mapping[str, Any]]) -> str:
    """What the tools found, a paragraph each; what they found nothing for, from what was recalled."""
    if facts:
        return "\n".join(f"- {each['who']}, {each['on']}: {each['said']} [{each['number']}]" for each in facts[:1])
    return "\n\n".join(filter(None, map(_told, results)))


def _told(result: str) -> str:
    found = [str(each.get("found", "")) for each in _facts(result)]
    if not found:
        return "It is shown below, and not done: somebody has to say yes." if "This is not done" in result else result
    head, *rest = [line.strip() for line in "\n".join(found).splitlines() if line.strip()]
    return "\n".join([head, *(f"- {line.removeprefix('- ').removeprefix('• ')}" for line in rest[:MOST_LINES])])


def _facts(text: str) -> list[dict[str, Any]]:
    lines = [line for block in _MATERIAL.findall(text) for line in block.splitlines()]
    return [json.loads(line) for line in lines if line.startswith("{")]


# --- over HTTP ---------------------------------------------------------------------


async def complete(request: Request) -> Response:
    """Answer as Chat Completions does, at once or as a stream."""
    asked = await request.json()
    offered = {each["function"]["name"] for each in asked.get("tools", ())}
    step = next_step(asked["messages"], offered)
    if asked.get("stream"):
        return StreamingResponse(_streamed(step), media_type="text/event-stream")
    message = {"role": "assistant", **_as_message(step)}
    choice = {"index": 0, "message": message, "finish_reason": _finish(step)}
    return JSONResponse({**_HEAD, "object": "chat.completion", "choices": [choice]})


_HEAD = {"id": "scripted", "created": 0, "model": NAME}


def _as_message(step: Use | str) -> dict[str, Any]:
    if isinstance(step, str):
        return {"content": step}
    name, arguments = step
    call = {"name": name, "arguments": json.dumps(arguments)}
    return {"content": None, "tool_calls": [{"index": 0, "id": f"call_{name}", "type": "function", "function": call}]}


def _finish(step: Use | str) -> str:
    return "stop" if isinstance(step, str) else "tool_calls"


async def _streamed(step: Use | str) -> AsyncIterator[str]:
    if isinstance(step, str):
        for word in re.findall(r"\s*\S+", step):
            yield _event({"content": word})
            await asyncio.sleep(A_WORD_S)
    else:
        yield _event({"role": "assistant", **_as_message(step)})
    yield _event({}, _finish(step))
    yield "data: [DONE]\n\n"


def _event(delta: Mapping[str, Any], finish: str | None = None) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return f"data: {json.dumps({**_HEAD, 'object': 'chat.completion.chunk', 'choices': [choice]})}\n\n"


@asynccontextmanager
async def scripted_model() -> AsyncIterator[str]:
    """Serve it on a free port of this machine, and give its base URL."""
    app = Starlette(routes=[Route("/v1/chat/completions", complete, methods=["POST"])])
    async with serving(app, "127.0.0.1", 0) as port:
        yield f"http://127.0.0.1:{port}/v1"
