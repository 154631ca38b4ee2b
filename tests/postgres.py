"""A PostgreSQL of the tests' own, on loopback, where one is installed."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.ports import free_port

_INITDB = ("-U", "rolecall", "-A", "trust", "--no-sync", "-E", "UTF8")
FAST = ("-c", "fsync=off", "-c", "autovacuum=off", "-c", "max_connections=200")


def programs() -> Path | None:
    """Where `initdb` and `postgres` are, or None. `ROLECALL_TEST_POSTGRES` may name another folder of theirs."""
    if chosen := os.environ.get("ROLECALL_TEST_POSTGRES"):
        return Path(chosen)
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return installed[-1].parent if installed else None


class Server:
    """A PostgreSQL in a folder of its own."""

    def __init__(self, where: Path, folder: Path, settings: Sequence[str]) -> None:
        self._where = where
        self._settings = [part for setting in settings for part in ("-c", setting)]
        self.folder = folder
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        # PostgreSQL refuses to run as root.
        self._who = "postgres" if os.geteuid() == 0 else None

    @property
    def url(self) -> str:
        """The URL of its superuser, without a database's name."""
        return f"postgresql://rolecall@127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """What it writes about itself, as it happens."""
        return self.folder / "log"

    def prepare(self) -> None:
        """Make its data."""
        if self._who:
            shutil.chown(self.folder, self._who, self._who)
        subprocess.run(  # noqa: S603 - our own arguments
            [self._where / "initdb", "-D", self.folder / "data", *_INITDB],
            check=True,
            capture_output=True,
            cwd=self.folder,
            user=self._who,
            group=self._who,
        )

    def start(self) -> None:
        """Run it, and wait until it answers."""
        where = ("-D", str(self.folder / "data"), "-k", str(self.folder), "-h", "127.0.0.1", "-p", str(self.port))
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603
                [str(self._where / "postgres"), *where, *FAST, *self._settings],
                stdout=subprocess.DEVNULL,
                stderr=log,
                cwd=self.folder,
                user=self._who,
                group=self._who,
            )
        _wait_until_ready(self.port, self.process)

    def stop(self) -> None:
        """End it at once, connections or not; what it counted is kept."""
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(20)
            self.process = None


@contextmanager
def running(*settings: str) -> Iterator[Server]:
    """Run one with these settings (`name=value`)."""
    where = programs()
    if where is None:
        raise RuntimeError("no PostgreSQL is installed")
    folder = Path(tempfile.mkdtemp(prefix="rolecall-pg-"))
    one = Server(where, folder, settings)
    try:
        one.prepare()
        try:
            one.start()
            yield one
        finally:
            one.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def server() -> Iterator[str]:
    """Run one, and give the URL of its superuser without a database's name."""
    with running() as one:
        yield one.url


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
