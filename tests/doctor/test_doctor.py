"""`rolecall doctor` from outside: a line for each thing, which says how to mend it, and never a secret."""

import json
import os
import sqlite3
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.doctor import slack
from bot.settings import Settings
from integrations.slack.scopes import SCOPES
from integrations.time import Clock
from integrations.workspace import Sample, Workspace, serving
from tests.forked import run
from tests.github.server import TOKEN, hub
from tests.memory.embedding_server import serving as serving_embeddings
from tests.ports import free_port
from tests.running import TEAM
from tests.turn.model_server import ModelServer, completion, wanting
from tests.turn.model_server import serving as serving_model

SERVER = str(Path(__file__).parent.parent / "mcp" / "server.py")
SAMPLE = replace(TEAM, app=replace(TEAM.app, scopes=SCOPES))


@dataclass
class Report:
    """What it said."""

    code: int
    lines: list[str]

    def of(self, about: str) -> list[str]:
        """The lines about something, each from its state on."""
        return [" ".join(line.split()) for line in self.lines if f" {about}" in line.split(":")[0]]


async def doctor(folder: Path, **settings: str) -> Report:
    """Run it with these settings and nothing else."""
    environment = {
        "PATH": os.environ["PATH"],
        "ROLECALL_DATABASE_URL": f"sqlite:///{folder}/rolecall.db",
        "ROLECALL_HTTP_PORT": "0",
        **settings,
    }
    code, out, errors = await run("doctor", env=environment)
    assert not errors, errors
    return Report(code, out.splitlines())


def files(folder: Path) -> list[tuple[str, int]]:
    """What is there, and when each was written."""
    return sorted((path.name, path.stat().st_mtime_ns) for path in folder.iterdir())


@pytest.fixture
async def model() -> AsyncIterator[ModelServer]:
    async with serving_model() as server:
        yield server


async def in_slack(folder: Path, sample: Sample, **settings: str) -> Report:
    """The same, with the tokens of a workspace on this machine, unless others are given."""
    async with serving(Workspace(sample, Clock())) as address:
        tokens = {"SLACK_BOT_TOKEN": sample.app.bot_token, "SLACK_APP_TOKEN": sample.app.app_token}
        return await doctor(folder, **{"SLACK_API_URL": address.api_url, **tokens, **settings})


async def test_with_nothing_set_nothing_is_bad_and_nothing_is_written(tmp_path: Path) -> None:
    report = await doctor(tmp_path / "new" / "folder")
    assert report.code == 0
    assert {line.split()[0] for line in report.lines} == {"ok", "note"}
    assert files(tmp_path) == []
    abouts = ("database", "card", "HTTP", "Slack", "GitHub", "Jira", "PostgreSQL", "Redis", "alerts", "model", "MCP")
    assert all(report.of(about) for about in abouts)


async def test_where_all_is_well_each_thing_says_so(tmp_path: Path, model: ModelServer) -> None:
    model.script = [completion({"content": "Yes."}), wanting(("what_time_is_it", "{}"))]
    servers = {"queues": {"command": sys.executable, "args": [SERVER, "well"], "allow": ["queue"]}}
    (tmp_path / "mcp.json").write_text(json.dumps({"mcpServers": servers}))
    await run("db", "upgrade", env={"PATH": "", "ROLECALL_DATABASE_URL": f"sqlite:///{tmp_path}/rolecall.db"})
    before = files(tmp_path)
    async with hub() as (state, address, _front):
        state.repo("sample/payments")
        report = await in_slack(
            tmp_path,
            SAMPLE,
            ROLECALL_MODEL="small",
            OPENAI_BASE_URL=model.url,
            ROLECALL_MCP_CONFIG=str(tmp_path / "mcp.json"),
            ROLECALL_ALERT_TOKEN="a-token-that-is-long-enough",
            GITHUB_TOKEN=TOKEN,
            GITHUB_REPOS="sample/payments",
            GITHUB_API_URL=address,
        )
    assert report.code == 0, report.lines
    states = {line.split()[0] for about in ("Slack", "database", "model", "MCP", "GitHub") for line in report.of(about)}
    assert states == {"ok"}, report.lines
    assert "the app has every scope of manifest.yml, and no other" in "\n".join(report.of("Slack"))
    assert "SLACK_APP_TOKEN is taken: Socket Mode" in "\n".join(report.of("Slack"))
    assert report.of("MCP") == ["ok MCP queues: 4 tools; at once: queue; 3 ask with a button"]
    assert report.of("model")[1:] == ["ok model: it asks for tools"]
    assert files(tmp_path) == before, "it wrote nothing"


async def test_what_slack_refuses_is_named_with_what_to_do(tmp_path: Path) -> None:
    lacking = replace(TEAM, app=replace(TEAM.app, scopes=SCOPES - {"im:history", "files:write"} | {"admin"}))
    wrong = {
        "SLACK_APP_TOKEN": "xapp-of-another",
        "ROLECALL_ADMINS": "U0NOBODY1",
        "ROLECALL_MODEL_CHANNELS": "C0NOWHERE",
    }
    report = await in_slack(tmp_path, lacking, **wrong)
    assert report.code == 2
    said = "\n".join(report.lines)
    assert "bad Slack: the app lacks the scopes files:write, im:history." in "\n".join(report.of("Slack"))
    assert "install the app again" in said
    assert "SLACK_APP_TOKEN: Slack refuses it" in said
    assert "nobody has the user id U0NOBODY1" in said
    assert "the app sees no channel C0NOWHERE" in said
    report = await in_slack(tmp_path, SAMPLE, SLACK_BOT_TOKEN="xoxb-of-another")
    assert report.code == 2
    [refused] = report.of("Slack")
    assert refused.startswith("bad Slack: SLACK_BOT_TOKEN: Slack refuses it (invalid_auth)")


async def test_whom_and_what_a_rituals_file_and_the_team_name_is_looked_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ritual = '[[ritual]]\nkind = "standup"\nat = "09:00"\n'
    there = f'{ritual}channel = "#backend"\nowner = "U0ANA"\nmembers = ["U0BEN"]\n'
    lost = f'{ritual}channel = "#nowhere"\nowner = "U0NOBODY1"\nmembers = ["nobody@team.example", "U0BEN"]\n'
    (tmp_path / "rituals.toml").write_text(f"{there}\n{lost}")
    await run("db", "upgrade", env={"PATH": "", "ROLECALL_DATABASE_URL": f"sqlite:///{tmp_path}/rolecall.db"})
    with sqlite3.connect(tmp_path / "rolecall.db") as database:
        named = "INSERT INTO partners (name, person, channel, group_id, set_at) VALUES (?, ?, ?, ?, 0)"
        gone = (("sre", "U0GONE99", None, None), ("data", None, "C0GONE99", None), ("ops", None, None, "S0GONE99"))
        database.executemany(named, [("qa", "U0BEN", None, None), *gone])
    database.close()
    async with serving(Workspace(SAMPLE, Clock())) as address:
        settings = Settings(
            slack_bot_token=SecretStr(SAMPLE.app.bot_token),
            slack_app_token=SecretStr(SAMPLE.app.app_token),
            slack_api_url=address.api_url,
            rolecall_database_url=f"sqlite:///{tmp_path}/rolecall.db",
        )
        found = {(each.about, each.what) for each in await slack.look(settings) if each.state == "bad"}
    assert found == {
        ("rituals file, ritual 2", "the app sees no channel #nowhere"),
        ("rituals file, ritual 2", "nobody has the user id U0NOBODY1"),
        ("rituals file, ritual 2", "nobody has the address nobody@team.example"),
        ("partner sre", "nobody has the user id U0GONE99"),
        ("partner data", "the app sees no channel C0GONE99"),
        ("partner ops", "its user group S0GONE99 is gone"),
    }


async def test_of_the_signing_secret_it_says_what_cannot_be_known(tmp_path: Path) -> None:
    report = await in_slack(tmp_path, SAMPLE, SLACK_APP_TOKEN="", SLACK_SIGNING_SECRET="any-secret-at-all")
    [said] = [line for line in report.of("Slack") if "SLACK_SIGNING_SECRET" in line]
    assert said.startswith("note Slack: over HTTP")
    assert "Slack has no call that tells whether it is the app's" in said


async def test_all_that_is_down_is_told_at_once_and_no_secret_with_it(tmp_path: Path) -> None:
    port = free_port()
    servers = {
        "gone": {"command": "/no/such/program", "env": {"TOKEN": "env-secret-1"}},
        "queues": {"command": sys.executable, "args": [SERVER, "well"], "allow": ["queue", "qeue", "xyz"]},
    }
    (tmp_path / "mcp.json").write_text(json.dumps({"mcpServers": servers}))
    secrets = {
        "OPENAI_API_KEY": "sk-key-secret-2",
        "GITHUB_TOKEN": "ghp_secret3secret3",
        "JIRA_API_TOKEN": "jira-secret-4",
        "ROLECALL_ALERT_TOKEN": "alert5",
    }
    report = await doctor(
        tmp_path,
        ROLECALL_MCP_CONFIG=str(tmp_path / "mcp.json"),
        ROLECALL_DATABASE_URL=f"postgresql://rolecall:db-secret-6@127.0.0.1:{port}/rolecall",
        ROLECALL_MODEL="small",
        OPENAI_BASE_URL=f"http://127.0.0.1:{port}/v1",
        GITHUB_API_URL=f"http://127.0.0.1:{port}",
        GITHUB_REPOS="sample/payments",
        JIRA_URL=f"http://127.0.0.1:{port}",
        ROLECALL_POSTGRES_DSN=f"postgresql://watch:dsn-secret-7@127.0.0.1:{port}/orders",
        ROLECALL_REDIS_URL=f"redis://:redis-secret-8@127.0.0.1:{port}/0",
        SLACK_API_URL=f"http://127.0.0.1:{port}/api/",
        SLACK_BOT_TOKEN="xoxb-slack-secret-9",
        **secrets,
    )
    assert report.code == 2
    down = {line.split(":")[0] for line in map(" ".join, map(str.split, report.lines)) if line.startswith("bad")}
    assert {"bad database", "bad model", "bad GitHub", "bad Jira", "bad PostgreSQL", "bad Redis", "bad Slack"} <= down
    assert {"bad MCP gone", "bad MCP queues"} <= down
    said = "\n".join(report.lines)
    assert '"allow" has qeue, which it does not offer. Is it queue?' in said
    assert '"allow" has xyz, which it does not offer. Take it out' in said
    assert "the token is shorter than 16 characters" in said
    assert "secret" not in said
    assert not any(value in said for value in secrets.values())


async def test_bad_settings_are_listed_as_at_a_start(tmp_path: Path) -> None:
    wrong = {"JIRA_URL": "jira", "ROLECALL_HTTP_PORT": "many", "ROLECALL_MODEL": "small"}
    report = await doctor(tmp_path, **wrong)
    assert report.code == 2
    path = {"PATH": os.environ["PATH"], "ROLECALL_DATABASE_URL": f"sqlite:///{tmp_path}/rolecall.db"}
    _, _, errors = await run("rituals", "export", "-", env={**path, **wrong})
    assert report.lines == [
        f"bad   settings: {line}. docs/settings.md has what each takes" for line in errors.splitlines()
    ]


async def test_a_line_is_json_where_that_is_wanted(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "ROLECALL_DATABASE_URL": f"sqlite:///{tmp_path}/rolecall.db"}
    code, out, _ = await run("doctor", "--json", env={**environment, "ROLECALL_MODLE": "small"})
    found = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert all(set(each) == {"state", "about", "what", "mend"} for each in found)
    assert {
        "state": "note",
        "about": "settings",
        "what": "ROLECALL_MODLE in the environment is no setting",
        "mend": "Did you mean ROLECALL_MODEL?",
    } in found


@pytest.mark.parametrize(
    ("status", "error", "told"),
    [
        (401, {"message": "Incorrect API key"}, "refuses the key (401). OPENAI_API_KEY holds it"),
        (404, {"message": "model 'small' not found"}, "has no model small. ROLECALL_MODEL is the name"),
        (404, {"message": "Not Found"}, "has no /chat/completions. OPENAI_BASE_URL names the server: most want /v1"),
        (429, {"message": "quota"}, "takes no more for now (429)"),
        (503, {"message": "Loading model"}, "the model's server answered 503"),
    ],
)
async def test_what_the_models_server_refuses_is_told_apart(
    tmp_path: Path, model: ModelServer, status: int, error: dict[str, str], told: str
) -> None:
    model.refuses = lambda _: (status, error)
    report = await doctor(tmp_path, ROLECALL_MODEL="small", OPENAI_BASE_URL=model.url)
    assert report.code == 2
    [line] = report.of("model")
    assert told in line


async def test_a_model_without_tools_is_a_note(tmp_path: Path, model: ModelServer) -> None:
    model.refuses = lambda asked: (400, {"message": "small does not support tools"}) if "tools" in asked else None
    report = await doctor(tmp_path, ROLECALL_MODEL="small", OPENAI_BASE_URL=model.url)
    assert report.code == 0
    assert report.of("model")[1].startswith("note model: its server takes no tools")


async def test_an_embedding_model_and_how_far_it_is_are_told(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/rolecall.db"
    await run("db", "upgrade", env={"PATH": "", "ROLECALL_DATABASE_URL": url})
    with sqlite3.connect(tmp_path / "rolecall.db") as database:
        columns = "(id, channel, message_id, person, text, search, said_at)"
        said = f"INSERT INTO memories {columns} VALUES (?, 'C1', ?, 'U1', 'x', 'x', 0)"  # noqa: S608 - ours
        database.executemany(said, [(number, str(number)) for number in (1, 2, 3)])
        vector = "INSERT INTO memory_vectors (memory, model, vector) VALUES (?, ?, ?)"
        database.executemany(vector, [(1, "small", bytes(64)), (2, "small", bytes(32)), (3, "older", bytes(64))])
    database.close()
    before = files(tmp_path)
    async with serving_embeddings() as server:
        settings = {"ROLECALL_EMBEDDING_MODEL": "small", "OPENAI_BASE_URL": server.url}
        well = (await doctor(tmp_path, **settings)).of("embeddings")
        server.status = 404
        ill = await doctor(tmp_path, **settings)
        own = await doctor(
            tmp_path,
            ROLECALL_EMBEDDING_MODEL="small",
            ROLECALL_EMBEDDING_BASE_URL=server.url,
            OPENAI_API_KEY="sk-x-y-z",
        )
        server.status = 401
        keyed = await doctor(tmp_path, **settings, ROLECALL_EMBEDDING_API_KEY="sk-of-its-own")
    assert server.keys == {None, "Bearer sk-of-its-own"}
    assert "ROLECALL_EMBEDDING_BASE_URL names the server" in own.of("embeddings")[0]
    assert "refuses the key (401). ROLECALL_EMBEDDING_API_KEY holds it" in keyed.of("embeddings")[0]
    assert well[0].startswith(f"ok embeddings: small at {server.url} gives vectors of 64 numbers within ")
    assert well[1].startswith("note embeddings: 1 messages have vectors of another length")
    assert well[2].startswith("note embeddings: 2 of 3 messages have a vector")
    assert ill.code == 2
    assert ill.of("embeddings")[0].startswith(f"bad embeddings: {server.url} has no /embeddings, or no model small")
    assert files(tmp_path) == before, "it wrote nothing"
