"""The servers of docs/mcp.md as it sets them up, against the real thing, asked in a channel.

`make mcp-servers` installs them, each in an environment of its own below `.mcp`, or below the folder that
ROLECALL_MCP_SERVERS names. What a role may read is read and told; what it may not do somebody allows with the
button, and the other side refuses it.
"""

import asyncio
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode

import psycopg
import pytest

from bot.conversation.grounding import MARK
from bot.demo.stage import Stage
from bot.tools import mcp
from integrations.mcp import connection
from integrations.mcp.config import ROLLOUTS, McpServer
from integrations.model import Model
from integrations.workspace import Said
from tests.kubernetes import deployment, pod, replica_set
from tests.mcp import aws_reference
from tests.mcp.kubernetes_api import Account, Cluster
from tests.mcp.kubernetes_api import serving as serving_kubernetes
from tests.ports import free_port
from tests.stage import BACKEND, BOT, opened, shown, staged, thread
from tests.turn.model_server import ModelServer, serving, wanting
from tests.waiting import until

SERVERS = Path(os.environ.get("ROLECALL_MCP_SERVERS", Path(__file__).parents[2] / ".mcp"))
SLOW_S = 110
"""A busy machine takes its time to start a Python with everything that a server imports."""
pytestmark = [pytest.mark.timeout(300), pytest.mark.slow]


@pytest.fixture(scope="module", autouse=True)
def libraries() -> None:
    """Loaded before there is a loop to block, as the app does."""
    Model("small", base_url="http://127.0.0.1:1/v1")
    connection._imported()


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for a server as long as it takes."""
    monkeypatch.setattr(mcp, "WAIT_S", SLOW_S)
    made = connection.McpConnection.__init__
    monkeypatch.setattr(connection.McpConnection, "__init__", lambda self, server: made(self, server, start_s=SLOW_S))


def program(name: str) -> str:
    """The path of a program that was installed with one of the servers."""
    for place in (*SERVERS.glob(f"*/bin/{name}"), *SERVERS.glob(f"*/node_modules/*/bin/{name}")):
        if os.access(place, os.X_OK):
            return str(place)
    pytest.skip(f"{name} is not installed below {SERVERS}: make mcp-servers")


def of_the_system(name: str) -> str:
    """The path of a program that the distribution has."""
    return shutil.which(name) or pytest.skip(f"{name} is not installed")


def ran(*words: str, **env: str) -> str:
    """What a program says."""
    done = subprocess.run(words, capture_output=True, text=True, env=os.environ | env)  # noqa: S603 - our own words
    return done.stdout + done.stderr


@contextmanager
def started(*words: str, **env: str) -> Iterator[None]:
    """A program that runs meanwhile."""
    silent: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": os.environ | env}
    process = subprocess.Popen(words, **silent)  # noqa: S603
    try:
        yield
    finally:
        process.terminate()
        process.wait()


@dataclass
class Talk:
    """Ana asks in #backend, and a model wants the tools that it is told to want."""

    stage: Stage
    model: ModelServer

    async def reads(self, server: str, tool: str, answer: str = "There you are.", **arguments: object) -> str:
        """What a tool gives that is allowed; the model answers with those words, which have to be backed up by it."""
        told = await self._asks(server, tool, answer, arguments)
        assert [each.buttons for each in told] == [["Again", "Useful", "Not useful"]], [
            each.shown for each in told
        ]  # nothing to allow
        assert answer in told[0].shown
        assert MARK.strip(" _") not in told[0].shown
        [given] = [each["content"] for each in self.model.asked[-1]["messages"] if each["role"] == "tool"]
        return str(given)

    async def is_allowed(self, server: str, tool: str, **arguments: object) -> str:
        """What comes of one that asks with its button, once Ana has pressed it."""
        told = await self._asks(server, tool, "May I?", arguments)
        request = next(each for each in told if "Do it" in each.buttons)
        assert request.shown.startswith(f"May I? Call {tool} of the MCP server {server}.")
        before = shown(self.stage)
        await self.stage.workspace.member("Ana").clicks(request, "Do it")
        await self.stage.pass_(seconds=10)
        return "\n".join(each for each in shown(self.stage) if each not in before)

    async def _asks(self, server: str, tool: str, answer: str, arguments: Mapping[str, object]) -> list[Said]:
        self.model.script.append(wanting((f"mcp_{server}_{tool}", json.dumps(arguments))))
        self.model.content = answer
        asked = await self.stage.workspace.member("Ana").says(BACKEND, f"{BOT} how are things there?")
        root = next(each for each in self.stage.workspace.messages_in(BACKEND) if each.ts == asked)
        await self.stage.pass_(seconds=10)
        return thread(self.stage, root)

    @property
    def offered(self) -> set[str]:
        """The names of the tools that the model was offered last."""
        return {each["function"]["name"] for each in self.model.asked[-1]["tools"]}


@asynccontextmanager
async def talking(folder: Path, *servers: McpServer) -> AsyncIterator[Talk]:
    """The app with these servers, which are up; none of them is left behind."""
    async with AsyncExitStack() as stack:
        model = await stack.enter_async_context(serving())
        stage = await stack.enter_async_context(
            staged(folder, openai_base_url=model.url, rolecall_model="small", mcp_servers=servers)
        )
        tools = stage.app._mcp
        assert tools is not None
        assert await tools.tools()
        yield Talk(stage, model)
    running = ran("ps", "-eo", "pid,stat,args").splitlines()
    assert [line for line in running if any(each.command in line for each in servers)] == []


# --- Redis -------------------------------------------------------------------------

READER_OF_REDIS = ("reader", "on", ">s3cret-word", "~*", "+@read", "+info", "+dbsize", "+ping", "-@dangerous", "+info")


@pytest.fixture
async def redis(tmp_path: Path) -> AsyncIterator[Callable[..., str]]:
    """A Redis, as what its own client says to it."""
    port, client = str(free_port()), of_the_system("redis-cli")
    command = (of_the_system("redis-server"), "--port", port, "--bind", "127.0.0.1")

    def say(*words: str) -> str:
        return ran(client, "-p", port, *words).strip()

    with started(*command, "--save", "", "--dir", str(tmp_path)):
        await until(lambda: say("ping") == "PONG")
        say("SET", "port", port)
        yield say


async def test_redis_is_read_and_the_acl_refuses_every_write(tmp_path: Path, redis: Callable[..., str]) -> None:
    redis("ACL", "SETUSER", *READER_OF_REDIS)
    redis("SET", "jobs", "7")
    url = f"redis://reader:s3cret-word@127.0.0.1:{redis('GET', 'port')}/0"
    allow = frozenset({"get", "dbsize"})
    server = McpServer("redis", program("redis-mcp-server"), ("--url", url), allow=allow)
    async with talking(tmp_path, server) as talk:
        assert "7" in await talk.reads("redis", "get", "There are 7 jobs.", key="jobs")
        assert {"mcp_redis_info", "mcp_redis_type", "mcp_redis_llen", "mcp_redis_delete"} <= talk.offered
        said = await talk.is_allowed("redis", "set", key="jobs", value="8")
        assert "permission" in said.casefold(), said
    assert redis("GET", "jobs") == "7"


# --- PostgreSQL --------------------------------------------------------------------

READER_OF_POSTGRESQL = """
CREATE ROLE reader LOGIN PASSWORD 's3cret-word';
ALTER ROLE reader SET default_transaction_read_only = on;
ALTER ROLE reader SET statement_timeout = '10s';
GRANT pg_read_all_stats TO reader;
CREATE TABLE orders (id int); INSERT INTO orders VALUES (1), (2);
CREATE TABLE cards (number text); INSERT INTO cards VALUES ('4711');
GRANT SELECT ON orders TO reader;
"""


@pytest.fixture
def postgres(empty_postgres_url: str) -> Iterator[psycopg.Connection[Any]]:
    """A database with that reader, and its owner's connection."""
    with psycopg.connect(empty_postgres_url, autocommit=True) as owner:
        owner.execute(READER_OF_POSTGRESQL.encode())
        yield owner
        owner.execute("DROP OWNED BY reader")
        owner.execute("DROP ROLE reader")


async def test_postgresql_is_read_and_the_role_refuses_what_is_not_granted(
    tmp_path: Path, postgres: psycopg.Connection[Any]
) -> None:
    dsn = f"postgresql://reader:s3cret-word@127.0.0.1:{postgres.info.port}/{postgres.info.dbname}"
    allow = frozenset({"list_objects", "explain_query"})
    command = program("postgres-mcp")
    server = McpServer("postgres", command, ("--access-mode=restricted",), {"DATABASE_URI": dsn}, allow=allow)
    async with talking(tmp_path, server) as talk:
        assert "orders" in await talk.reads("postgres", "list_objects", schema_name="public")
        assert "Seq Scan" in await talk.reads("postgres", "explain_query", sql="SELECT * FROM orders")
        assert "2" in await talk.is_allowed("postgres", "execute_sql", sql="SELECT count(*) AS orders FROM orders")
        for sql in ("SELECT * FROM cards", "DELETE FROM orders", "COMMIT; DROP TABLE orders"):
            said = await talk.is_allowed("postgres", "execute_sql", sql=sql)
            assert "4711" not in said
            assert "error" in said.casefold(), said
    assert postgres.execute("SELECT count(*) FROM orders").fetchall() == [(2,)]


# --- Kubernetes --------------------------------------------------------------------


async def test_kubernetes_is_read_by_rule_and_by_a_model_and_the_role_refuses_secrets_and_writes(
    tmp_path: Path,
) -> None:
    command = program("kubernetes-mcp-server-linux-amd64")
    at = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
    stuck: dict[str, Any] = {"reason": "ProgressDeadlineExceeded", "progressing": "False", "ready": 1}
    objects = [
        deployment("api", "r/api:2", at),
        replica_set("api", 1, "r/api:1", at - timedelta(days=4)),
        replica_set("api", 2, "r/api:2", at),
        deployment("web", "r/web:9", at, updated=1, **stuck),
        replica_set("web", 1, "r/web:9", at),
        pod("web", 1, "ImagePullBackOff"),
    ]
    may = frozenset({"deployments", "replicasets", "pods"})
    cluster = Cluster(objects, [Account("a-token", frozenset({"get", "list", "watch"}), may)])
    with serving_kubernetes(cluster):
        kubeconfig = cluster.kubeconfig(tmp_path / "kubeconfig", "a-token")
        arguments = ("--kubeconfig", str(kubeconfig), "--list-output", "yaml")
        prod = McpServer(
            "prod", command, (*arguments, "--read-only"), allow=frozenset({"resources_list"}), rollouts=ROLLOUTS
        )
        async with talking(tmp_path, prod, replace(prod, name="open", args=arguments, rollouts=())) as talk:
            await talk.stage.workspace.member("Ana").command("/ritual run deployment", BACKEND)
            await talk.stage.pass_(seconds=8)
            review = opened(talk.stage).shown + "".join(each.shown for each in thread(talk.stage, opened(talk.stage)))
            assert "api:1 → api:2" in review
            assert "ImagePullBackOff" in review
            pods = {"apiVersion": "v1", "kind": "Pod"}
            assert "ImagePullBackOff" in await talk.reads("prod", "resources_list", **pods)
            assert "mcp_open_resources_delete" in talk.offered
            assert not {"mcp_prod_resources_delete", "mcp_prod_pods_exec"} & talk.offered
            assert {method for method, _ in cluster.asked} == {"GET"}
            secrets = {"apiVersion": "v1", "kind": "Secret"}
            assert "forbidden" in await talk.reads("prod", "resources_list", **secrets)
            gone = {"apiVersion": "apps/v1", "kind": "Deployment", "namespace": "shop", "name": "api"}
            assert "forbidden" in await talk.is_allowed("open", "resources_delete", **gone)
    assert ("delete", "deployments") in cluster.refused


# --- Docker ------------------------------------------------------------------------

LISTS_ALONE = """
pid {folder}/nginx.pid;
error_log stderr;
daemon off;
events {{}}
http {{
  access_log {folder}/asked.log;
  client_body_temp_path {folder};
  proxy_temp_path {folder};
  server {{
    listen unix:{folder}/lists.sock;
    location ~ ^(/v[0-9.]+)?/(_ping|version|info|networks|volumes|((containers|images)/([^/]+/)?json))$ {{
      limit_except GET {{ deny all; }}
      proxy_pass http://unix:{folder}/podman.sock;
    }}
    location / {{ return 403; }}
  }}
}}
"""
"""That of docs/mcp.md, with the paths of a test."""


@pytest.fixture
def short_path() -> Iterator[Path]:
    """A folder whose path is short: podman takes none for its state that is longer than 50 characters."""
    with tempfile.TemporaryDirectory(prefix="pod-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


async def test_docker_is_read_and_the_door_before_its_socket_lets_nothing_be_changed(
    tmp_path: Path, short_path: Path
) -> None:
    command, nginx = program("mcp-server-docker"), of_the_system("nginx")
    state = ("--root", str(short_path / "root"), "--runroot", str(short_path / "run"))
    podman = (of_the_system("podman"), "--storage-driver", "vfs", *state)
    archive = short_path / "image.tar"
    with tarfile.open(archive, "w") as tar:
        tar.addfile(tarfile.TarInfo("empty"), io.BytesIO())
    ran(*podman, "import", str(archive), "localhost/sample:1")
    inside, lists = short_path / "podman.sock", short_path / "lists.sock"
    conf = short_path / "nginx.conf"
    conf.write_text(f"user {_me()};\n" + LISTS_ALONE.format(folder=short_path), "utf-8")
    allow = frozenset({"list_containers", "list_images"})
    server = McpServer("docker", command, (), {"DOCKER_HOST": f"unix://{lists}"}, allow=allow)
    with (
        started(*podman, "system", "service", "--time=0", f"unix://{inside}"),
        started(nginx, "-c", str(conf), "-p", str(short_path)),
    ):
        await until(lambda: inside.exists() and lists.exists())
        async with talking(tmp_path, server) as talk:
            assert "localhost/sample:1" in await talk.reads("docker", "list_images")
            assert '\\"result\\": []' in await talk.reads("docker", "list_containers", all=True)
            for tool, arguments in (
                ("remove_image", {"image": "localhost/sample:1"}),
                ("create_container", {"image": "localhost/sample:1", "name": "mine"}),
            ):
                assert "Error executing tool" in await talk.is_allowed("docker", tool, **arguments)
        asked = [each.split('"') for each in (short_path / "asked.log").read_text("utf-8").splitlines()]
        assert {words[1].split()[0] for words in asked if " 403 " in words[2]} == {"DELETE", "POST"}
        assert {words[1].split()[0] for words in asked if " 403 " not in words[2]} == {"GET"}
        assert "localhost/sample" in ran(*podman, "images")


def _me() -> str:
    return ran("id", "-un").strip()


# --- AWS ---------------------------------------------------------------------------


@dataclass
class Cloud:
    """An AWS on loopback, and the key of one who may view it."""

    url: str
    key: str = ""
    secret: str = ""

    def does(self, service: str, action: str, version: str, **parameters: str) -> str:
        """What it answers to its owner."""
        body = urlencode({"Action": action, "Version": version, **parameters}).encode()
        signed = (
            f"AWS4-HMAC-SHA256 Credential=owner/20261123/us-east-1/{service}/aws4_request, SignedHeaders=, Signature="
        )
        return self.asked("/", body, Authorization=signed)

    def asked(self, path: str, body: bytes | None = None, **headers: str) -> str:
        request = urllib.request.Request(self.url + path, body, headers)  # noqa: S310 - loopback
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return str(answer.read().decode())


@pytest.fixture
async def cloud() -> AsyncIterator[Cloud]:
    """It has an instance, and a reader with `ViewOnlyAccess`, and asks everybody for their rights."""
    command, port = program("moto_server"), free_port()
    cloud = Cloud(f"http://127.0.0.1:{port}")

    def up() -> bool:
        try:
            return bool(cloud.asked("/moto-api/data.json"))
        except (URLError, OSError):
            return False

    with started(command, "-H", "127.0.0.1", "-p", str(port), MOTO_IAM_LOAD_MANAGED_POLICIES="true"):
        await until(lambda: asyncio.to_thread(up), seconds=SLOW_S)
        iam = "2010-05-08"
        cloud.does("iam", "CreateUser", iam, UserName="reader")
        policy = "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"
        cloud.does("iam", "AttachUserPolicy", iam, UserName="reader", PolicyArn=policy)
        made = cloud.does("iam", "CreateAccessKey", iam, UserName="reader")
        cloud.key, cloud.secret = (_between(made, tag) for tag in ("AccessKeyId", "SecretAccessKey"))
        machine = {"ImageId": "ami-12c6146b", "MinCount": "1", "MaxCount": "1"}
        cloud.does("ec2", "RunInstances", "2016-11-15", **machine)
        cloud.asked("/moto-api/reset-auth", b"0", **{"Content-Type": "text/plain"})
        yield cloud


def _between(text: str, tag: str) -> str:
    return text.partition(f"<{tag}>")[2].partition(f"</{tag}>")[0]


async def test_aws_is_viewed_and_neither_the_server_nor_the_role_lets_more_be_done(
    tmp_path: Path, cloud: Cloud
) -> None:
    command = program("awslabs.aws-api-mcp-server")
    home = tmp_path / "home"
    home.mkdir()
    with aws_reference.serving(tmp_path) as reference:
        keys = {"AWS_ACCESS_KEY_ID": cloud.key, "AWS_SECRET_ACCESS_KEY": cloud.secret, "AWS_REGION": "us-east-1"}
        env = {
            **keys,
            "AWS_ENDPOINT_URL": cloud.url,
            "AWS_API_MCP_TELEMETRY": "false",
            "FASTMCP_CHECK_FOR_UPDATES": "off",
            "READ_OPERATIONS_ONLY": "true",
            "AWS_API_MCP_WORKING_DIR": str(home),
            "HOME": str(home),
            "HTTPS_PROXY": reference.url,
            "REQUESTS_CA_BUNDLE": str(reference.authority),
        }
        async with talking(tmp_path, McpServer("aws", command, (), env)) as talk:
            said = await talk.is_allowed("aws", "call_aws", cli_command="aws ec2 describe-instances")
            assert "ami-12c6146b" in said
            said = await talk.is_allowed(
                "aws", "call_aws", cli_command="aws secretsmanager get-secret-value --secret-id payments"
            )
            assert "not authorized" in said, said
            said = await talk.is_allowed(
                "aws", "call_aws", cli_command="aws ec2 run-instances --image-id ami-12c6146b --count 1"
            )
            assert "denied by security policy" in said, said
        refused = ran(
            program("aws"), "ec2", "run-instances", "--image-id", "ami-12c6146b", **env, AWS_DEFAULT_REGION="us-east-1"
        )
        assert "not authorized to perform: ec2:RunInstances" in refused, refused
    assert all(each.startswith(("/", aws_reference.HOST)) for each in reference.asked), reference.asked
