"""The whole path with a model of your own, however little it knows: `docs/models.md` says how to run one.

Not of `make test`, since it needs a model: name this file to pytest, and the model's server in `REAL_MODEL_URL`.
"""

import os
from pathlib import Path

import pytest

from tests.frontdoor.test_outages import answers
from tests.running import MENTION, outside
from tests.waiting import until

URL = os.environ.get("REAL_MODEL_URL", "")
TIMEOUT_S = 120
"""A small machine reads a long question slowly, and a small model may come to no end: then it is answered by rule."""

pytestmark = [pytest.mark.skipif(not URL, reason="REAL_MODEL_URL names no server"), pytest.mark.timeout(600)]


@pytest.mark.parametrize("api", ["chat", "responses"])
async def test_a_mention_gets_one_finished_answer(tmp_path: Path, api: str) -> None:
    settings = {"OPENAI_BASE_URL": URL, "ROLECALL_MODEL": "any", "ROLECALL_MODEL_API": api}
    async with outside(tmp_path) as (workspace, running):
        await running.run(**settings, ROLECALL_MODEL_TIMEOUT=str(TIMEOUT_S))
        ana = workspace.member("Ana")
        await ana.says("#backend", "we retry payments three times, then give up")
        asked = await ana.says("#backend", f"{MENTION} how often do we retry payments?")
        ends = {"question_answered", "model_failed"}
        await until(lambda: ends & {line["event"] for line in running.lines}, seconds=2 * TIMEOUT_S)
        await until(lambda: answers(workspace, asked))
        running.terminate()
        assert await running.ended() == 0
        [answer] = answers(workspace, asked)
        assert answer
