"""The file that names MCP servers is read as other programs write it, or refused with every place."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.load_settings import BadSettings, load
from integrations.mcp.config import McpConfigProblem, McpServer, read_servers


def written(folder: Path, servers: Any) -> Path:
    path = folder / "mcp.json"
    path.write_text(json.dumps({"mcpServers": servers, "another": "program's"}), "utf-8")
    return path


def test_a_command_and_an_address_are_read_with_values_of_the_environment(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        {
            "redis": {
                "command": "redis-mcp",
                "args": ["--url", "${REDIS}"],
                "env": {"A": "${env:KEY}"},
                "type": "stdio",
            },
            "k8s": {"url": "https://k8s.example/mcp", "headers": {"Authorization": "Bearer ${KEY}"}, "allow": ["pods"]},
        },
    )
    redis, kubernetes = read_servers(path, {"REDIS": "redis://x", "KEY": "secret"})
    assert redis == McpServer("redis", "redis-mcp", ("--url", "redis://x"), {"A": "secret"})
    assert kubernetes.headers == {"Authorization": "Bearer secret"}
    assert kubernetes.allow == frozenset({"pods"})
    assert "secret" not in repr((redis, kubernetes))


@pytest.mark.parametrize(
    ("servers", "problem"),
    [
        ({"a b": {"command": "x"}}, "mcpServers.a b: a name has"),
        ({"a": {}}, "mcpServers.a: either a command or a url"),
        ({"a": {"command": "x", "url": "https://y"}}, "mcpServers.a: either a command or a url"),
        ({"a": {"command": 1}}, "mcpServers.a.command: "),
        ({"a": {"url": "ftp://y"}}, "mcpServers.a.url: "),
        ({"a": "x"}, "mcpServers.a.: "),
        ({"a": {"command": "x", "args": ["${MISSING}"]}}, "mcpServers.a: MISSING is not in the environment"),
        ({"a": {"command": "x", "rollouts": True}}, "mcpServers.a.rollouts: resources_list is not in allow"),
        ({"a": {"command": "x", "allow": ["t"], "rollouts": [{"tool": "t", "x": 1}]}}, "mcpServers.a.rollouts."),
        ({"a": {"command": "x"}, "A.b": {"command": "x"}}, "mcpServers.a and A.b: too alike"),
        ({"a.b": {"command": "x"}, "a_b": {"command": "x"}}, "mcpServers.a.b and a_b: too alike"),
        ({f"s{n}": {"command": "x"} for n in range(21)}, "21 servers; at most 20"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, servers: Any, problem: str) -> None:
    with pytest.raises(McpConfigProblem) as refused:
        read_servers(written(tmp_path, servers), {})
    assert problem in str(refused.value)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"mcpServers": []}', "[" * 100_000])
def test_a_file_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "mcp.json"
    path.write_text(text, "utf-8")
    with pytest.raises(McpConfigProblem):
        read_servers(path, {})


def test_names_that_only_begin_alike_are_told_apart(tmp_path: Path) -> None:
    path = written(tmp_path, {"redis": {"command": "x"}, "redis2": {"command": "x"}, "redi": {"command": "x"}})
    assert len(read_servers(path, {})) == 3


def test_everything_that_is_wrong_is_said_at_once_and_no_value_with_it(tmp_path: Path) -> None:
    path = written(tmp_path, {"a": {"command": "x", "env": {"KEY": ["my-secret"]}}, "b": {}})
    with pytest.raises(McpConfigProblem) as refused:
        read_servers(path, {})
    assert len(refused.value.problems) == 2
    assert "my-secret" not in str(refused.value)


def test_a_bad_file_stops_the_start_with_every_place(tmp_path: Path) -> None:
    path = written(tmp_path, {"a": {}, "b": {"command": "x", "url": "https://y"}})
    with pytest.raises(BadSettings) as refused:
        load({"ROLECALL_MCP_CONFIG": str(path)})
    assert "mcpServers.a: either" in str(refused.value)
    assert "mcpServers.b: either" in str(refused.value)
    with pytest.raises(BadSettings, match="cannot read"):
        load({"ROLECALL_MCP_CONFIG": str(tmp_path / "none.json")})
