"""Recalled messages as JSON, for the command line."""

from collections.abc import Sequence
from typing import Any

from bot.memory.recall import Recalled


def as_json(question: str, results: Sequence[Recalled]) -> dict[str, Any]:
    """The shape of `rolecall memory recall --json`, best first."""
    return {
        "question": question,
        "results": [
            {"channel": each.channel, "ts": each.message_id, "user": each.user, "text": each.text, "score": each.score}
            for each in results
        ],
    }
