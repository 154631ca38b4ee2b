"""How long a question takes over a large memory, beside the bare full-text query below it."""

import asyncio
import gc
import random
import sqlite3
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.memory.words import searchable, terms
from integrations.database import Database
from integrations.database.tables.memory import memories
from integrations.time import Clock, machine_now
from tests.measures.result import Measure, ms
from tests.memory.house import House

QUESTIONS = 200
_CHUNK = 5_000
_WORDS = 8_000
"""Different words that are said; a few of them most of the time, as people do."""
_SYLLABLES = ("ba", "ce", "do", "fu", "ki", "la", "me", "no", "pu", "ra", "si", "to", "vu", "we", "zo", "gri")
_BARE = "SELECT rowid FROM memories_fts WHERE memories_fts MATCH ? ORDER BY rank LIMIT 10"


async def measure(folder: Path, *, messages: int) -> list[Measure]:
    """Questions of eight words each, on SQLite, asked in one of ten channels.

    In ten private ones, of two people each, as much is said: half of what matches may not be told.
    """
    path = folder / "recall.db"
    db, dice = Database(f"sqlite:///{path}"), random.Random(1)  # noqa: S311 - sample data
    await db.upgrade()
    house, vocabulary = House(db, Clock()), _vocabulary(dice)
    people, places = [f"U{n}" for n in range(20)], [f"C{n}" for n in range(10)]
    for person in people:
        await house.person(person)
    for place in places:
        await house.channel(place, people)
    private = [f"P{n}" for n in range(10)]
    for n, place in enumerate(private):
        await house.channel(place, people[2 * n : 2 * n + 2], kind="private")
    await _fill(db, dice, vocabulary, people, places + private, messages)
    questions = [" ".join(_said(dice, vocabulary, 8)) for _ in range(QUESTIONS)]
    took = []
    gc.collect()
    gc.freeze()  # as the server does once it stands
    for n, question in enumerate(questions[:10] + questions):  # the first ten for what is read but once
        began = time.perf_counter()
        await house.memory.recall(question, asker=people[n % len(people)], channel=places[n % len(places)])
        took.append(time.perf_counter() - began)
    gc.unfreeze()
    await db.close()
    del took[:10]
    floor = await asyncio.to_thread(_bare, path, questions)
    return [
        Measure(
            f"recall of eight words over {messages:,} messages: p{round(100 * share)}",
            ms(took, share),
            ms(floor, share),
            "the bare FTS5 query of the same words",
        )
        for share in (0.5, 0.99)
    ]


async def _fill(
    db: Database, dice: random.Random, vocabulary: list[str], people: list[str], places: list[str], messages: int
) -> None:
    now = machine_now()
    for start in range(0, messages, _CHUNK):
        rows: list[dict[str, Any]] = []
        for n in range(start, min(start + _CHUNK, messages)):
            text, said_at = " ".join(_said(dice, vocabulary, 12)), now - timedelta(minutes=messages - n)
            rows.append(
                {
                    "channel": dice.choice(places),
                    "message_id": f"{said_at.timestamp():.6f}",
                    "person": dice.choice(people),
                    "text": text,
                    "search": searchable(text),
                    "said_at": said_at,
                }
            )
        async with db.write() as tx:
            await tx.execute(memories.insert(), rows)


def _vocabulary(dice: random.Random) -> list[str]:
    words: dict[str, None] = {}
    while len(words) < _WORDS:
        words["".join(dice.choices(_SYLLABLES, k=dice.randint(2, 4)))] = None
    return list(words)


def _said(dice: random.Random, vocabulary: list[str], count: int) -> list[str]:
    return [vocabulary[int(len(vocabulary) * dice.random() ** 3)] for _ in range(count)]


def _bare(path: Path, questions: list[str]) -> list[float]:
    took = []
    with closing(sqlite3.connect(path)) as connection:
        for question in questions[:10] + questions:
            began = time.perf_counter()
            connection.execute(_BARE, (" OR ".join(f'"{term}"' for term in terms(question)),)).fetchall()
            took.append(time.perf_counter() - began)
    return took[10:]
