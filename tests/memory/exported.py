"""A Slack export by hand, in a folder or a zip."""

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

DAY = "2026-11-02.json"
PEOPLE = [
    {"id": f"U{name.upper()}", "name": name, "profile": {"display_name": name, "real_name": name.title()}, "tz": "UTC"}
    for name in ("anna", "ben", "cleo", "dora")
]
GUEST = {"id": "UGUEST", "name": "guest", "is_restricted": True}
LISTS: Mapping[str, Any] = {
    "users.json": [*PEOPLE, GUEST],
    "channels.json": [
        {"id": "C1", "name": "general", "members": ["UANNA", "UBEN", "UCLEO", "UDORA"]},
        {"id": "C2", "name": "lobby", "members": ["UANNA", "UGUEST"]},
    ],
    "groups.json": [{"id": "G1", "name": "leads", "members": ["UANNA", "UBEN"]}],
    "dms.json": [{"id": "D1", "members": ["UANNA", "UCLEO"]}],
    "mpims.json": [{"id": "G2", "name": "mpdm-anna--ben--cleo-1", "members": ["UANNA", "UBEN", "UCLEO"]}],
}
FOLDERS = {"C1": "general", "C2": "lobby", "G1": "leads", "D1": "D1", "G2": "mpdm-anna--ben--cleo-1"}


def ts(number: int) -> str:
    """The ts of a message of 2 November 2026."""
    return f"{1_793_600_000 + number}.000100"


def said(number: int, user: str, text: str, **more: Any) -> dict[str, Any]:
    return {"type": "message", "user": user, "text": text, "ts": ts(number), **more}


def files(days: Mapping[str, object], lists: Mapping[str, object] = LISTS) -> dict[str, bytes]:
    """The files of an export: its lists, and a day for each place, by id."""
    found = {name: json.dumps(entries).encode() for name, entries in lists.items()}
    return found | {f"{FOLDERS[place]}/{DAY}": json.dumps(messages).encode() for place, messages in days.items()}


def in_a_folder(folder: Path, content: Mapping[str, bytes]) -> Path:
    for name, data in content.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def in_a_zip(path: Path, content: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return path
