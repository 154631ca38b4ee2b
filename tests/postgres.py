"""A PostgreSQL of the tests' own, on loopback, where one is installed."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FAST = ("-c", "fsync=off", "-c", "autovacuum=off", "-c", "max_connections=200")


def programs() -> Path | None:
    """Where `initdb` and `postgres` are, or None."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return installed[-1].parent if installed else None


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server() -> Iterator[str]:
    """Run one, and give the URL of its superuser without a database's name."""
    where = programs()
    if where is None:
        raise RuntimeError("no PostgreSQL is installed")
    root = os.geteuid() == 0
    folder = Path(tempfile.mkdtemp(prefix="rolecall-pg-"))
    # PostgreSQL refuses to run as root.
    who = "postgres" if root else None
    if root:
        shutil.chown(folder, "postgres", "postgres")
    data, port = folder / "data", free_port()
    try:
        subprocess.run(  # noqa: S603 - our own arguments
            [where / "initdb", "-D", data, "-U", "rolecall", "-A", "trust", "--no-sync", "-E", "UTF8"],
            check=True,
            capture_output=True,
            cwd=folder,
            user=who,
            group=who,
        )
        process = subprocess.Popen(  # noqa: S603
            [where / "postgres", "-D", data, "-p", str(port), "-k", folder, "-h", "127.0.0.1", *FAST],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            user=who,
            group=who,
        )
        try:
            _wait_until_ready(port, process)
            yield f"postgresql://rolecall@127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(20)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait_until_ready(port: int, process: "subprocess.Popen[bytes]") -> None:
    import psycopg

    for _ in range(200):
        if process.poll() is not None:
            raise RuntimeError("PostgreSQL did not start")
        try:
            psycopg.connect(f"postgresql://rolecall@127.0.0.1:{port}/postgres", connect_timeout=1).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise RuntimeError("PostgreSQL did not answer in time")
