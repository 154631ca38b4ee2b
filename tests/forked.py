"""`rolecall` in processes of their own that share one start: what each would import takes most of a second.

A process that has imported it forks them, one for each request that comes over a socket. The command as people type it
is started in `tests/frontdoor`.
"""

import asyncio
import atexit
import gc
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import BinaryIO

from tests import learned
from tests.waiting import PATIENT_S

IMPORTED = (
    *("bot.cli_commands", "bot.app", "bot.web", "bot.metrics", "bot.alert_intake", "integrations.database.migrate"),
    *("bot.demo.show", "httpx2"),
)
"""What `rolecall run` and `rolecall demo` import, if only once they need it."""
ASKED_FOR = {
    "ROLECALL_MODEL": ("pydantic_ai.models.openai", "pydantic_ai.providers.openai"),
    "ROLECALL_MCP_CONFIG": ("mcp.client.stdio", "mcp.client.streamable_http"),
}
"""What they import where that is set; it takes longer than all else, and few have it."""


class Forked:
    """One of them; as much of `asyncio.subprocess.Process` as tests ask for."""

    def __init__(self, pid: int, told: asyncio.StreamReader, end: asyncio.ReadTransport) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._ending = asyncio.create_task(self._end(told, end), name=f"forked-{pid}")

    async def _end(self, told: asyncio.StreamReader, end: asyncio.ReadTransport) -> None:
        self.returncode = int(await told.readline())
        end.close()

    def kill(self) -> None:
        """SIGKILL."""
        os.kill(self.pid, signal.SIGKILL)

    def terminate(self) -> None:
        """SIGTERM."""
        os.kill(self.pid, signal.SIGTERM)

    async def wait(self) -> int:
        """Wait for its end, and return its exit code; a signal's is negative."""
        await asyncio.shield(self._ending)
        assert self.returncode is not None
        return self.returncode


async def fork(*arguments: str, env: dict[str, str], stdout: BinaryIO, stderr: BinaryIO) -> Forked:
    """Run `rolecall` with these arguments, in nothing but this environment."""
    reading, writing = os.pipe()
    told = asyncio.StreamReader()
    end, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(told), os.fdopen(reading, "rb")
    )
    request = json.dumps([arguments, env]).encode()
    socket.send_fds(_forker(), [request], [stdout.fileno(), stderr.fileno(), writing])
    os.close(writing)
    return Forked(int(await told.readline()), told, end)


async def run(*arguments: str, env: dict[str, str], patience_s: float = PATIENT_S) -> tuple[int, str, str]:
    """Run it to its end: the exit code, standard output and standard error."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        process = await fork(*arguments, env=env, stdout=out, stderr=errors)
        async with asyncio.timeout(patience_s):
            code = await process.wait()
        for file in (out, errors):
            file.seek(0)
        return code, out.read().decode(), errors.read().decode()


@cache
def _forker() -> socket.socket:
    """The socket of the process that forks; it ends with this one."""
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with its:
        process = subprocess.Popen(  # noqa: S603 - ourselves
            (sys.executable, "-m", "tests.forked", str(its.fileno())),
            pass_fds=[its.fileno()],
            start_new_session=True,
            cwd=Path(__file__).parents[1],  # whoever asks first may be elsewhere
        )

    def finish() -> None:
        ours.close()
        process.wait()

    atexit.register(finish)
    return ours


# --- the process that forks ---------------------------------------------------------


def main(requests: socket.socket) -> None:
    """Fork for each request, until nobody is left who could ask."""
    for module in IMPORTED:
        import_module(module)
    import_module("bot.conversation.questions.understanding").Recogniser = learned.shared  # type: ignore[attr-defined]
    learned.own()
    gc.collect()
    gc.freeze()
    while True:
        request, files, _, _ = socket.recv_fds(requests, 1 << 17, 3)
        if not request:
            break
        arguments, environment = json.loads(request)
        for setting in ASKED_FOR.keys() & environment.keys():
            for module in ASKED_FOR[setting]:
                import_module(module)
        if os.fork() == 0:
            requests.close()
            return _watched(arguments, environment, files)
        for file in files:
            os.close(file)
    while True:
        try:
            os.wait()
        except ChildProcessError:
            return None


def _watched(arguments: Sequence[str], environment: dict[str, str], files: list[int]) -> None:
    """Run it in a child, and tell that one's number and its end."""
    *outputs, telling = files
    if (pid := os.fork()) == 0:
        os.close(telling)
        return _run(arguments, environment, outputs)
    os.write(telling, b"%d\n" % pid)
    _, status = os.waitpid(pid, 0)
    os.write(telling, b"%d\n" % os.waitstatus_to_exitcode(status))
    os._exit(0)


def _run(arguments: Sequence[str], environment: dict[str, str], outputs: list[int]) -> None:
    for ours, its in zip((1, 2), outputs, strict=True):
        os.dup2(its, ours)
        os.close(its)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv[1:] = arguments
    from bot.cli import main

    main()


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
