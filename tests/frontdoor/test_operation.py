"""What an operator is told and given is true: the page on operation, the image, the compose file."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from pydantic import SecretStr

from bot.metrics import Metrics
from bot.settings import Settings
from integrations.database import Database

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def page() -> str:
    return (ROOT / "docs" / "operation.md").read_text("utf-8")


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]
    return found


async def connected() -> bool:
    return True


async def test_the_page_names_every_metric_of_ours_and_no_other(page: str, sqlite_url: str) -> None:
    db = Database(sqlite_url)
    registry = await Metrics(db, connected).measured()
    ours = {
        family.name + ("_total" if family.type == "counter" else "")
        for family in registry.collect()
        if family.name.startswith("rolecall_")
    }
    assert set(re.findall(r"rolecall_[a-z_]+", page)) == ours
    await db.close()


def test_the_page_links_to_what_is_there(page: str) -> None:
    for link in re.findall(r"\]\((?!http)([^)#]+)", page):
        assert (ROOT / "docs" / link).resolve().exists(), link


def test_any_password_of_the_database_does_in_the_compose_file(services: dict[str, Any]) -> None:
    environment = services["rolecall"]["environment"]
    address = urlsplit(environment["ROLECALL_DATABASE_URL"])
    assert (address.password, address.hostname) == (None, "database")
    assert environment["PGPASSWORD"] == services["database"]["environment"]["POSTGRES_PASSWORD"]
    url = environment["ROLECALL_DATABASE_URL"]
    settings = Settings(slack_bot_token=SecretStr("xoxb-1-2-abcdefgh"), rolecall_database_url=url)
    assert settings.rolecall_database_url == url


def test_everything_of_the_compose_file_comes_back_and_rolecall_can_be_reached(services: dict[str, Any]) -> None:
    assert {service["restart"] for service in services.values()} == {"unless-stopped"}
    (published,) = services["rolecall"]["ports"]
    host, ports, inside = published.split(":")
    assert (host, inside) == ("127.0.0.1", services["rolecall"]["environment"]["ROLECALL_HTTP_PORT"])
    first, last = map(int, ports.split("-"))
    assert last - first + 1 == services["rolecall"]["deploy"]["replicas"]


def test_the_images_health_check_asks_where_it_listens() -> None:
    text = (ROOT / "Dockerfile").read_text("utf-8")
    check = text[text.index("HEALTHCHECK") :].partition("\nCMD")[0]
    assert "ROLECALL_HTTP_PORT" in check
