"""What Geekbot and DailyBot give, as their APIs are described: small exports of the sample team."""

import json
from pathlib import Path
from typing import Any

ASKED = ("What did you do yesterday?", "What will you do today?", "Anything blocking your progress?")
FRIDAY = 1795165200
"""2026-11-20 09:00 UTC, 10:00 in the sample team's zone."""


def standup(**changes: Any) -> dict[str, Any]:
    """A standup of `/v1/standups`."""
    return {
        "id": 123,
        "name": "Daily Standup",
        "time": "10:00:00",
        "wait_time": 600,
        "timezone": "Europe/Berlin",
        "days": ["Mon", "Tue", "Wed", "Thu", "Fri"],
        "channel": "#backend",
        "questions": [
            {"id": 101 + number, "text": text, "answer_type": "text", "answer_choices": []}
            for number, text in enumerate(ASKED)
        ],
        "users": [
            {"id": "U0ANA", "email": "ana@team.example", "username": "ana", "realname": "Ana Sample"},
            {"id": "UELSEWHERE", "email": "ben@team.example", "username": "ben", "realname": "Benjamin"},
        ],
        "master": "U0ANA",
        "sync_channel_members": False,
        "anonymous": False,
        "confidential": False,
        "paused": False,
        **changes,
    }


def report(author: str, *answers: str, at: int = FRIDAY, **changes: Any) -> dict[str, Any]:
    """A report of `/v1/reports`."""
    return {
        "id": 789,
        "slack_ts": at,
        "standup_id": 123,
        "timestamp": at,
        "channel": "#backend",
        "is_anonymous": False,
        "is_confidential": False,
        "member": {"id": author, "username": author.lower(), "realname": None},
        "questions": [
            {"id": 1001 + number, "question": text, "question_id": 101 + number, "answer": answer, "images": []}
            for number, (text, answer) in enumerate(zip(ASKED, answers, strict=False))
        ],
        **changes,
    }


def written(folder: Path, **files: Any) -> list[Path]:
    """Write files: `reports=[…]` is `reports.json`, a text of `table` is `table.csv`."""
    paths = []
    for name, content in files.items():
        path = folder / (f"{name}.csv" if isinstance(content, str) else f"{name}.json")
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        paths.append(path)
    return paths
