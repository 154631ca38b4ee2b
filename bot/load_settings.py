"""Reads what the operator decides from the environment and `rolecall.toml`, once.

The file has the same names in lower case; the environment wins. Every mistake is listed
at once, each with its place.
"""

import difflib
import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.approver_settings import approvers
from bot.settings import FOLLOWING, Settings
from integrations.alerts import AlertMapping, mapping_of
from integrations.chat import IdForms
from integrations.mcp.config import McpConfigProblem, McpServer, read_servers
from integrations.slack.ids import SLACK_IDS
from integrations.textfile import read_text

_OF_FILES = frozenset({"alerts", "approvers"}) | FOLLOWING
"""What the environment cannot give."""
DEFAULT_CONFIG = "rolecall.toml"


class BadSettings(Exception):
    """The settings cannot be used; `problems` has a line for each mistake."""

    def __init__(self, problems: list[str]) -> None:
        """Remember the problems."""
        super().__init__("\n".join(problems))
        self.problems = problems


def load(
    environment: Mapping[str, str] | None = None, *, for_slack: bool = False, ids: IdForms = SLACK_IDS
) -> Settings:
    """Read the environment and the file it names. With `for_slack`, tokens are required.

    People and channels are named in it by the `ids` of the chat that it connects.

    Raises `BadSettings` with every problem.
    """
    environment = os.environ if environment is None else environment
    path = Path(environment.get("ROLECALL_CONFIG") or DEFAULT_CONFIG)
    text, values, problems = _read(path, required="ROLECALL_CONFIG" in environment)
    places = {name: f"{path}:{_line(text, name)}" for name in values}
    for name in list(values):
        if name not in Settings.model_fields or name in FOLLOWING:
            near = difflib.get_close_matches(name, Settings.model_fields, 1)
            near = [name.lower()] if name.lower() in Settings.model_fields else near
            hint = f"; did you mean {near[0]}?" if near else ""
            hint = "; it is for a rituals file: rolecall rituals import FILE" if name in ("team", "ritual") else hint
            problems.append(f"{places[name]}: {name} is no setting{hint}")
            del values[name]
    if "alerts" in values:
        values["alerts"], mistakes = _mappings(values["alerts"], environment)
        problems += [f"{path}:{_line_in(text, key)}: {key}: {why}" for key, why in mistakes]
    if "approvers" in values:
        values["approvers"], mistakes = approvers(values["approvers"], ids)
        problems += [f"{path}:{_line_in(text, key)}: {key}: {why}" for key, why in mistakes]
    for name in [name for name in Settings.model_fields if name not in _OF_FILES]:
        if (given := environment.get(name.upper())) is not None and given.strip():
            values[name], places[name] = given, "environment"
    if config := values.get("rolecall_mcp_config"):
        values["mcp_servers"], mistaken = _servers(Path(config), environment)
        problems += [f"{places['rolecall_mcp_config']}: {why}" for why in mistaken]
    settings: Settings | None = None
    found: list[Any] = []
    try:
        settings = Settings.model_validate(values, context=ids)
    except ValidationError as errors:
        found += errors.errors(include_url=False, include_input=False)
    if not any(error["loc"] == ("rolecall_questions",) for error in found):
        found += _examples(values.get("rolecall_questions"))
    problems += [_problem(error, places) for error in found]
    if for_slack:
        problems += _missing_for_slack(values)
    if problems or settings is None:
        raise BadSettings(problems)
    return settings


def _missing_for_slack(values: Mapping[str, Any]) -> list[str]:
    problems = []
    if not values.get("slack_bot_token"):
        problems.append("SLACK_BOT_TOKEN: missing; it begins with xoxb- (OAuth & Permissions of your Slack app)")
    if not values.get("slack_app_token") and not values.get("slack_signing_secret"):
        problems.append(
            "SLACK_APP_TOKEN: missing; it begins with xapp- (Basic Information, App-Level Tokens)."
            " For HTTP mode set SLACK_SIGNING_SECRET instead"
        )
    return problems


def _read(path: Path, *, required: bool) -> tuple[str, dict[str, Any], list[str]]:
    try:
        text = read_text(path)
        return text, tomllib.loads(text), []
    except FileNotFoundError:
        return "", {}, [f"ROLECALL_CONFIG: there is no file {path}"] if required else []
    except (OSError, UnicodeDecodeError) as error:
        return "", {}, [f"{path}: cannot be read: {error}"]
    except (ValueError, RecursionError) as error:  # not only a TOMLDecodeError: a number may have too many digits
        return "", {}, [f"{path}: {error}"]


def _line(text: str, name: str) -> int:
    """The line of a top-level key (or table) in TOML text; 1 where it is written unusually."""
    pattern = re.compile(rf"\s*(\[\s*)?[\"']?{re.escape(name)}[\"']?\s*[=\].]")
    for number, line in enumerate(text.splitlines(), 1):
        if pattern.match(line):
            return number
    return 1


def _mappings(given: object, environment: Mapping[str, str]) -> tuple[dict[str, AlertMapping], list[tuple[str, str]]]:
    """The mappings that can be used, and what is wrong with the others: (dotted key, why)."""
    if not isinstance(given, dict):
        return {}, [("alerts", "is no table: write [alerts.NAME] and the fields below it")]
    usable: dict[str, AlertMapping] = {}
    mistakes: list[tuple[str, str]] = []
    for name, table in given.items():
        made, wrong = mapping_of(name, table, environment)
        mistakes += [(f"alerts.{name}.{key}".rstrip("."), why) for key, why in wrong]
        if made is not None:
            usable[name] = made
    return usable, mistakes


def _servers(path: Path, environment: Mapping[str, str]) -> tuple[Sequence[McpServer], Sequence[str]]:
    """The servers of the file of MCP servers, and what is wrong with it."""
    try:
        return read_servers(path, environment), ()
    except OSError as problem:
        return (), [f"cannot read {path}: {problem.strerror}"]
    except McpConfigProblem as problem:
        return (), problem.problems


def _examples(given: object) -> list[dict[str, Any]]:
    """What is wrong with the team's own examples of questions, as a setting's error."""
    path = str(given or "").strip()
    if not path:
        return []
    from bot.conversation.questions.examples import RECALL, problems
    from bot.tools.every_tool import every_tool

    wrong = problems(Path(path), [RECALL, *(each.name for each in every_tool())])
    return [{"loc": ("rolecall_questions",), "msg": "; ".join(wrong)}] if wrong else []


def _line_in(text: str, key: str) -> int:
    """The line of a dotted key below its tables in TOML text, or of the last table of it that is found."""
    wanted = key.split(".")
    inside: list[str] = []
    best, depth = 1, 0
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[([^\[\]]+)\]", line):
            inside = [part.strip().strip("\"'") for part in header[1].split(".")]
            here = inside
        elif written := re.match(r"\s*([^=#]+?)\s*=", line):
            here = [*inside, *(part.strip().strip("\"'") for part in written[1].split("."))]
        else:
            continue
        if len(here) > depth and here == wanted[: len(here)]:
            best, depth = number, len(here)
    return best


def _problem(error: Any, places: Mapping[str, str]) -> str:
    name = str(error["loc"][0]) if error["loc"] else ""
    words = str(error["msg"]).removeprefix("Value error, ")
    if not name:
        return words
    place = places.get(name, "environment")
    shown = name.upper() if place == "environment" else name
    return f"{place}: {shown}: {words}"
