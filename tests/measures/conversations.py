"""Many conversations at once while a model hangs in half of them: the acks, and how soon the other half is answered."""

import asyncio
import time
from pathlib import Path

from tests.measures import ack
from tests.measures.result import Measure, ms
from tests.turn import model_server

CONVERSATIONS = 200
EACH_MS = 50
"""How long after one the next one begins: all of them within 10 seconds."""
HANGS = "hang"
"""In the questions that the model never answers."""
ANSWER = "Three times, with a minute between."
MOST_S = 120
POSTS_A_SECOND = len(ack.PLACES)
"""Slack takes one post a second in a channel: the floor of as many first words as there are conversations."""


async def measure(folder: Path, database_url: str) -> list[Measure]:
    """The acks of `rolecall run`, and the seconds until every question that the model answers has its answer."""
    async with model_server.serving() as server:
        server.content = ANSWER
        server.hangs = lambda asked: HANGS in str(asked["messages"][-1]["content"])
        settings = {
            "ROLECALL_DATABASE_URL": database_url,
            "ROLECALL_HTTP_PORT": "0",
            "ROLECALL_MODEL": "small",
            "OPENAI_BASE_URL": server.url,
            "ROLECALL_LOG_LEVEL": "WARNING",
        }
        async with ack.running(folder, "run", settings) as (workspace, _):
            acks = ack.listen(workspace)
            asked: dict[str, float] = {}
            waiting: dict[str, float] = {}
            people = [workspace.member(person.id) for person in ack.PEOPLE]
            for number in range(CONVERSATIONS):
                hangs = number % 2 == 0
                words = f"@Rolecall how often do we {HANGS if hangs else 'retry'} in service {number}?"
                place = ack.PLACES[number % len(ack.PLACES)].id
                ts = await people[number % len(people)].says(place, words)
                if not hangs:
                    asked[ts] = time.perf_counter()
                await asyncio.sleep(EACH_MS / 1000)

            def answered() -> bool:
                for place in ack.PLACES:
                    for message in workspace.messages_in(place.id):
                        root = message.thread_ts
                        if root in asked and root not in waiting and ANSWER in message.shown:
                            waiting[root] = time.perf_counter() - asked[root]
                return len(waiting) == len(asked)

            await workspace.until(answered, timeout=MOST_S)
            await workspace.until(lambda: not workspace.delivering, timeout=ack.START_S)
    engine = database_url.partition(":")[0]
    what = f"{CONVERSATIONS} conversations, the model hanging in half of them, {engine}"
    paced = 1000 * CONVERSATIONS / POSTS_A_SECOND
    return [
        Measure(f"{what}: ack p99", acks.ms(0.99), 50, "what is aimed at"),
        Measure(f"{what}: the last answer", ms(list(waiting.values()), 1.0), paced, "a post a second in each channel"),
    ]
