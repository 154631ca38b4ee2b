"""The servers of docs/mcp.md against the real thing, each set up as it stands there.

They are not among the tests of every day: the servers want environments of their own. docs/mcp.md says how to install
them below one folder; then `ROLECALL_MCP_SERVERS=FOLDER .venv/bin/pytest tests/mcp/real_servers.py` runs these.
"""

import io
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from integrations.database import Database
from integrations.mcp.clusters import McpClusters
from integrations.mcp.config import ROLLOUTS, McpServer
from integrations.mcp.connection import McpConnection
from integrations.mcp.model import McpProblem
from integrations.mcp.pins import Pins
from integrations.mcp.servers import McpServers
from integrations.time import Clock
from jobs.deploys.rollouts import Span, rollouts
from tests.kubernetes import deployment, pod, replica_set
from tests.mcp.kubernetes_api import Account, Cluster, serving
from tests.postgres import Server, free_port, programs
from tests.stage import fresh_database
from tests.waiting import until

SERVERS = Path(os.environ.get("ROLECALL_MCP_SERVERS", "/nowhere"))
SLOW_S = 120
"""A busy machine takes its time to start a Python with everything that a server imports."""


def program(name: str) -> str:
    """The path of a server that was installed in an environment of its own."""
    for place in (SERVERS / name / "bin" / name, *SERVERS.glob(f"*/bin/{name}"), *SERVERS.glob(f"**/bin/{name}*")):
        if place.is_file() and os.access(place, os.X_OK):
            return str(place)
    pytest.skip(f"{name} is not installed below ROLECALL_MCP_SERVERS={SERVERS}")


@asynccontextmanager
async def connected(server: McpServer) -> AsyncIterator[McpConnection]:
    connection = McpConnection(server, start_s=SLOW_S, call_s=SLOW_S)
    try:
        yield connection
    finally:
        await connection.close()


def ran(*words: str) -> str:
    """What a program says."""
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout  # noqa: S603 - our own words


@contextmanager
def started(*words: str) -> Iterator[None]:
    """A program that runs meanwhile."""
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def left_behind(program: str) -> list[str]:
    """The processes of a server that are still there, zombies too."""
    return [line for line in ran("ps", "-eo", "pid,stat,args").splitlines() if program in line]


def redis_cli(port: int, *words: str) -> str:
    return ran("redis-cli", "-p", str(port), *words)


@pytest.fixture
async def redis(tmp_path: Path) -> AsyncIterator[int]:
    port = free_port()
    with started("redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)):

        def answers() -> bool:
            with suppress(subprocess.CalledProcessError):
                return "PONG" in redis_cli(port, "ping")
            return False

        await until(answers)
        yield port


async def test_redis_is_read_and_the_acl_refuses_every_write(redis: int) -> None:
    command = program("redis-mcp-server")
    acl = ("reader", "on", ">s3cret-word", "~*", "+@read", "+info", "+dbsize", "+ping", "-@dangerous", "+info")
    redis_cli(redis, "ACL", "SETUSER", *acl)
    redis_cli(redis, "SET", "jobs", "7")
    url = f"redis://reader:s3cret-word@127.0.0.1:{redis}/0"
    async with connected(McpServer("redis", command, ("--url", url))) as server:
        names = {each.name for each in await server.tools()}
        assert {"get", "info", "dbsize", "type", "llen", "set", "delete"} <= names
        assert await server.call("get", {"key": "jobs"}) == "7"
        assert (await server.call("dbsize", {})).strip() == "1"
        assert "redis_version" in await server.call("info", {})
        for tool, arguments in (("set", {"key": "jobs", "value": "8"}), ("delete", {"key": "jobs"})):
            said = await said_of(server, tool, arguments)
            assert "permission" in said.casefold(), said
    assert redis_cli(redis, "GET", "jobs").strip() == "7"
    assert left_behind(command) == []


async def said_of(server: McpConnection, tool: str, arguments: Mapping[str, object]) -> str:
    """What a tool says, whether it calls that a failure or not."""
    try:
        return await server.call(tool, arguments)
    except McpProblem as problem:
        return problem.why


@pytest.fixture
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    where = programs()
    if where is None:
        pytest.skip("PostgreSQL is not installed")
    folder = tmp_path_factory.mktemp("postgres")
    for each in (folder, *folder.parents[:3]):
        each.chmod(0o755)
    server = Server(where, folder, ())
    server.prepare()
    server.start()
    try:
        yield server
    finally:
        server.stop()


READER = """
CREATE ROLE reader LOGIN PASSWORD 's3cret-word';
ALTER ROLE reader SET default_transaction_read_only = on;
ALTER ROLE reader SET statement_timeout = '10s';
GRANT pg_read_all_stats TO reader;
CREATE TABLE orders (id int); INSERT INTO orders VALUES (1), (2);
CREATE TABLE cards (number text); INSERT INTO cards VALUES ('4711');
GRANT SELECT ON orders TO reader;
"""


async def test_postgresql_is_read_and_the_role_refuses_what_is_not_granted(postgres: Server) -> None:
    command = program("postgres-mcp")
    ran("psql", "-q", f"{postgres.url}/postgres", "-c", READER)
    dsn = f"postgresql://reader:s3cret-word@127.0.0.1:{postgres.port}/postgres"
    server_of = McpServer("postgres", command, ("--access-mode=restricted",), {"DATABASE_URI": dsn})
    async with connected(server_of) as server:
        assert "execute_sql" in {each.name for each in await server.tools()}
        assert "2" in await server.call("execute_sql", {"sql": "SELECT count(*) FROM orders"})
        assert "orders" in await server.call("list_objects", {"schema_name": "public"})
        assert "Seq Scan" in await server.call("explain_query", {"sql": "SELECT * FROM orders"})
        for sql in ("SELECT * FROM cards", "DELETE FROM orders", "COMMIT; DROP TABLE orders"):
            said = await said_of(server, "execute_sql", {"sql": sql})
            assert "4711" not in said
            assert "error" in said.casefold(), said
    assert ran("psql", "-qAt", f"{postgres.url}/postgres", "-c", "SELECT count(*) FROM orders").strip() == "2"
    assert left_behind(command) == []


async def test_kubernetes_is_read_and_its_rollouts_are_told(tmp_path: Path) -> None:
    command = program("kubernetes-mcp-server-linux-amd64")
    now = datetime.now(UTC).replace(microsecond=0)
    stuck: dict[str, Any] = {"reason": "ProgressDeadlineExceeded", "progressing": "False", "ready": 1}
    objects = [
        deployment("api", "r/api:2", now - timedelta(hours=1)),
        replica_set("api", 1, "r/api:1", now - timedelta(days=4)),
        replica_set("api", 2, "r/api:2", now - timedelta(hours=1)),
        deployment("web", "r/web:9", now, updated=1, **stuck),
        replica_set("web", 1, "r/web:9", now),
        pod("web", 1, "ImagePullBackOff"),
    ]
    may = frozenset({"deployments", "replicasets", "pods"})
    cluster = Cluster(objects, [Account("a-token", frozenset({"get", "list", "watch"}), may)])
    with serving(cluster):
        kubeconfig = cluster.kubeconfig(tmp_path / "kubeconfig", "a-token")
        arguments = ("--kubeconfig", str(kubeconfig), "--read-only", "--list-output", "yaml")
        allow = frozenset({"resources_list"})
        servers = McpServers([McpServer("prod", command, arguments, allow=allow, rollouts=ROLLOUTS)])
        [connection] = servers.connections
        assert not {"resources_delete", "resources_create_or_update", "pods_exec"} & {
            each.name for each in await connection.tools()
        }
        secrets = {"apiVersion": "v1", "kind": "Secret"}
        assert "forbidden" in await said_of(connection, "resources_list", secrets)
        db = Database(fresh_database(tmp_path))
        found = await McpClusters(servers, Pins(db, Clock())).read("prod")
        await servers.close()
        await db.close()
    api, web = sorted(rollouts("prod", found, Span(now - timedelta(days=1), now, True), ()), key=lambda each: each.name)
    assert (api.state, api.changed) == ("out", [("r/api:1", "r/api:2")])
    assert (web.state, web.waits) == ("stuck", ("ImagePullBackOff",))
    assert {method for method, _ in cluster.asked} == {"GET"}
    assert left_behind(command) == []


@pytest.fixture
def short_path() -> Iterator[Path]:
    """A folder whose path is short: podman takes none for its state that is longer than 50 characters."""
    with tempfile.TemporaryDirectory(prefix="pod-") as folder:
        yield Path(folder)


async def test_docker_is_read_through_podmans_socket(short_path: Path) -> None:
    command, podman = program("mcp-server-docker"), shutil.which("podman")
    if podman is None:
        pytest.skip("podman is not installed")
    where = (
        podman,
        "--storage-driver",
        "vfs",
        "--root",
        str(short_path / "root"),
        "--runroot",
        str(short_path / "run"),
    )
    archive = short_path / "image.tar"
    with tarfile.open(archive, "w") as tar:
        tar.addfile(tarfile.TarInfo("empty"), io.BytesIO())
    ran(*where, "import", str(archive), "localhost/sample:1")
    socket = short_path / "socket"
    with started(*where, "system", "service", "--time=0", f"unix://{socket}"):
        await until(socket.exists)
        async with connected(McpServer("docker", command, (), {"DOCKER_HOST": f"unix://{socket}"})) as server:
            assert {"list_containers", "list_images", "run_container"} <= {each.name for each in await server.tools()}
            assert "localhost/sample:1" in await server.call("list_images", {})
            assert await server.call("list_containers", {"all": True}) == '{"result": []}'
    assert left_behind(command) == []
