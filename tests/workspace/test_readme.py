"""The workspace's README: its examples are tests and run here, and its lists are what there is."""

import re
from inspect import getmembers
from pathlib import Path
from typing import get_args

import pytest

import integrations.workspace
from integrations.workspace import Actor, Workspace
from integrations.workspace.api.endpoint import METHODS
from integrations.workspace.faults import Faults, Kind
from integrations.workspace.files import LARGEST
from integrations.workspace.local.routes import Local
from integrations.workspace.sockets import ACK_S, RETRIES
from integrations.workspace.triggers import RESPONSE_S, RESPONSE_USES
from integrations.workspace.views import STACK
from tests.workspace.conftest import TEAM as SMALL_TEAM

README = Path(integrations.workspace.__file__).with_name("README.md")
TEXT = README.read_text()


def examples(text: str) -> str:
    """Every block of Python, each on the lines that it has in the README, so that a traceback names them."""
    outside = re.split(r"^```python\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)
    return "".join(part if number % 2 else re.sub(r"[^\n]", "", part) + "\n" for number, part in enumerate(outside))


# Its fixture and its tests are this module's own from here on, and pytest collects them.
exec(compile(examples(TEXT), str(README), "exec"))  # noqa: S102


def section(title: str) -> str:
    return TEXT.partition(f"## {title}\n")[2].partition("\n## ")[0]


def test_every_example_is_one_that_runs() -> None:
    assert len(re.findall(r"^async def test_", examples(TEXT), re.MULTILINE)) == 7


def test_the_methods_are_those_that_there_are() -> None:
    assert set(re.findall(r"`([a-z]+\.[\w.]+)`", section("What it does not have"))) - {"chat.postMessage"} == set(
        METHODS
    ) - {"chat.postMessage"}


def test_what_a_person_can_do_is_what_is_named() -> None:
    table = section("Commands, forms, clicks").partition("What a person can do:")[2]
    can = {name for name, _ in getmembers(Actor) if not name.startswith("_")} - {"id", "name"}
    assert can <= set(re.findall(r"`(\w+)`", table))


def test_the_faults_are_those_that_there_are() -> None:
    named = set(re.findall(r"^\| `(\w+)", section("Let things go wrong"), re.MULTILINE)) - {"workspace"}
    others = {"add", "clear", "next", "delays", "spend"}
    can = {name for name, _ in getmembers(Faults, callable) if not name.startswith("_")} - others
    assert named == can | {"lost_acks", "dead_tickets", "unprocessed_files"}
    assert len(can) - 1 == len(get_args(Kind))


def test_the_numbers_are_those_that_hold() -> None:
    strict = " ".join(section("What it is strict about").split())
    assert f"Trigger ids live for {ACK_S:g} seconds and one use" in strict
    assert f"response URLs for {RESPONSE_S / 60:g} minutes and {RESPONSE_USES} uses" in strict
    assert f"modals stack {STACK} deep" in strict
    assert f"an event without an ack comes {RETRIES} times more" in strict
    assert f"does not ack within {ACK_S:g} seconds" in " ".join(TEXT.split())
    assert f"A file has at most {LARGEST >> 20} MB" in TEXT


@pytest.mark.parametrize("verb", ["GET", "POST"])
async def test_what_another_process_can_ask_is_what_is_named(verb: str) -> None:
    routes = Local(Workspace(SMALL_TEAM, Clock())).routes()  # type: ignore[name-defined] # noqa: F821 - the README's
    said = section("The page").partition(f"{verb}")[2].partition(".\n")[0]
    wanted = {route.path.strip("/") for route in routes if verb in (route.methods or ())}
    assert wanted == set(re.findall(r"`(\w+)`", said.partition("POST")[0] if verb == "GET" else said)) - {"as"}
