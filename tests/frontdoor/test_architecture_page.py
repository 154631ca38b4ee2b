"""The page that a newcomer reads first: what it says of the house is so."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
LINKS = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", PAGE)
PATHS = re.findall(r"`((?:bot|jobs|integrations|tests|docs)/[\w/.]*)`", PAGE)


def rooms(storey: str) -> list[str]:
    return sorted(each.name for each in (ROOT / storey).iterdir() if (each / "__init__.py").exists())


@pytest.mark.parametrize("link", sorted(set(LINKS)))
def test_every_link_leads_somewhere(link: str) -> None:
    assert (ROOT / "docs" / link).exists()


@pytest.mark.parametrize("path", sorted(set(PATHS)))
def test_every_path_is_there(path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize("room", [f"{storey}/{room}/" for storey in ("bot", "jobs") for room in rooms(storey)])
def test_every_room_is_introduced(room: str) -> None:
    assert f"[`{room}`](../{room.rstrip('/')})" in PAGE


def test_the_rooms_of_jobs_stand_in_the_order_that_is_enforced() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    [layers] = [each["layers"] for each in contracts if each.get("containers") == ["jobs"]]
    enforced = [room for layer in layers for room in re.split(r"\s*\|\s*", layer) if (ROOT / "jobs" / room).is_dir()]
    table = PAGE.partition("`jobs/`, from the top")[2].partition("\n\n`integrations/`")[0]
    assert re.findall(r"\[`jobs/(\w+)/`\]", table) == enforced
