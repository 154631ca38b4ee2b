"""The file that names MCP servers: the `mcpServers` JSON that other programs read too."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import field
from itertools import combinations
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError

from integrations.deferred import dataclass, pattern
from integrations.textfile import decoded

MOST_SERVERS = 20
SHORTEST_SECRET = 6
"""Characters: what is shorter stands in ordinary words."""
_VARIABLE = pattern(r"\$\{(?:env:)?([A-Za-z_][A-Za-z0-9_]*)\}")
_PASSWORD = pattern(r"://[^/@]*:([^/@]+)@")
_NAME = pattern(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,31}")


@dataclass(frozen=True, slots=True)
class Reading:
    """A call that is made by itself, with nobody there to ask."""

    tool: str
    arguments: Mapping[str, Any]


ROLLOUTS = tuple(
    Reading("resources_list", {"apiVersion": version, "kind": kind})
    for version, kind in (("apps/v1", "Deployment"), ("apps/v1", "ReplicaSet"), ("v1", "Pod"))
)
"""How `kubernetes-mcp-server` is asked for what went out."""
MOST_READINGS = 12


@dataclass(frozen=True, slots=True)
class McpServer:
    """A server: a command that is started, or a URL."""

    name: str
    command: str = ""
    args: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict, repr=False)
    url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    allow: frozenset[str] = frozenset()
    """Tools that run without a person's button."""
    rollouts: tuple[Reading, ...] = ()
    """What the evening's deployment review asks it for by itself; none where it is no cluster's."""
    secrets: frozenset[str] = field(default=frozenset(), repr=False, compare=False)
    """What it was given of the environment, and in `env` and `headers`."""

    def without_secrets(self, text: str) -> str:
        """Return a text in which nothing stands of what may be secret: what it was given, or passwords in that."""
        passwords = {found for each in self.secrets for found in _PASSWORD.findall(each)}
        for secret in sorted(self.secrets | passwords, key=len, reverse=True):
            text = text.replace(secret, "…")
        return text


class McpConfigProblem(Exception):
    """The file cannot be used; `problems` has a line each, with its place."""

    def __init__(self, problems: Sequence[str]) -> None:
        """Remember what is wrong."""
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def _web(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        raise ValueError("an address that begins with http:// or https://")
    return url


class _Call(BaseModel):
    model_config = ConfigDict(extra="forbid", defer_build=True)

    tool: str
    arguments: dict[str, Any] = {}


class _Entry(BaseModel):
    model_config = ConfigDict(extra="ignore", defer_build=True)  # other programs keep more in it

    command: Annotated[str, Field(min_length=1)] | None = None
    args: list[str] = []
    env: dict[str, SecretStr] = {}
    url: Annotated[str, AfterValidator(_web)] | None = None
    headers: dict[str, SecretStr] = {}
    allow: list[str] = []
    rollouts: bool | Annotated[list[_Call], Field(max_length=MOST_READINGS)] = False


def read_servers(path: Path, environment: Mapping[str, str]) -> list[McpServer]:
    """Return the servers of a file, with `${NAME}` in their values taken from the environment.

    Raises `McpConfigProblem` with everything that is wrong, and OSError. No value is in what it says.
    """
    try:
        whole = json.loads(decoded(path.read_bytes()))
    except (ValueError, RecursionError) as problem:
        raise McpConfigProblem([f"{path}: this is no JSON: {problem}"]) from problem
    entries = whole.get("mcpServers") if isinstance(whole, dict) else None
    if not isinstance(entries, dict):
        raise McpConfigProblem([f'{path}: there is no "mcpServers" with the servers by their names'])
    problems = [f"{path}: {len(entries)} servers; at most {MOST_SERVERS}"] if len(entries) > MOST_SERVERS else []
    servers: list[McpServer] = []
    for name, given in entries.items():
        try:
            servers.append(_server(name, given, environment))
        except McpConfigProblem as problem:
            problems += [f"{path}: mcpServers.{name}{each}" for each in problem.problems]
    problems += [
        f"{path}: mcpServers.{one} and {another}: too alike: a tool of one could be taken for a tool of the other"
        for one, another in combinations(entries, 2)
        if _one_begins_another(one, another)
    ]
    if problems:
        raise McpConfigProblem(problems)
    return servers


def _one_begins_another(*names: str) -> bool:
    """Return True if a tool's name that begins with one of two servers' could begin with the other's too."""
    short, long = sorted((f"{name}_".replace(".", "_").casefold() for name in names), key=len)
    return long.startswith(short)


def _server(name: str, given: Any, environment: Mapping[str, str]) -> McpServer:
    if not _NAME.fullmatch(name):
        raise McpConfigProblem([": a name has up to 32 letters, digits, dots, dashes and underscores"])
    try:
        entry = _Entry.model_validate(given)
    except ValidationError as problem:
        wrong = problem.errors(include_input=False)
        raise McpConfigProblem([f".{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in wrong]) from None
    if (entry.command is None) == (entry.url is None):
        raise McpConfigProblem([": either a command or a url"])
    calls = entry.rollouts if isinstance(entry.rollouts, list) else []
    rollouts = ROLLOUTS if entry.rollouts is True else tuple(Reading(each.tool, each.arguments) for each in calls)
    if unasked := {each.tool for each in rollouts} - set(entry.allow):
        raise McpConfigProblem([f".rollouts: {each} is not in allow, and nobody is there to ask" for each in unasked])
    missing: list[str] = []
    secrets = {value.get_secret_value() for value in (*entry.env.values(), *entry.headers.values())}

    def filled(text: str) -> str:
        missing.extend(found for found in _VARIABLE.findall(text) if found not in environment)
        secrets.update(environment.get(found, "") for found in _VARIABLE.findall(text))
        return _VARIABLE.sub(lambda found: environment.get(found[1], ""), text)

    server = McpServer(
        name=name,
        command=filled(entry.command or ""),
        args=tuple(map(filled, entry.args)),
        env={key: filled(value.get_secret_value()) for key, value in entry.env.items()},
        url=filled(entry.url or ""),
        headers={key: filled(value.get_secret_value()) for key, value in entry.headers.items()},
        allow=frozenset(entry.allow),
        rollouts=rollouts,
        secrets=frozenset(each for each in secrets if len(each) >= SHORTEST_SECRET),
    )
    if missing:
        raise McpConfigProblem([f": {each} is not in the environment" for each in dict.fromkeys(missing)])
    return server
