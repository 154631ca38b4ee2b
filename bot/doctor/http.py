"""Where health, metrics, alerts and Slack over HTTP come in."""

import asyncio
import errno
import socket
from collections.abc import Sequence

from bot.doctor.finding import Finding, bad, note, ok
from bot.settings import Settings

ABOUT = "HTTP"


async def look(settings: Settings) -> Sequence[Finding]:
    """See whether that address can be listened at, and let it go again at once."""
    host, port = settings.rolecall_http_host, settings.rolecall_http_port
    try:
        await asyncio.to_thread(_listen, host, port)
    except OSError as problem:
        if problem.errno == errno.EADDRINUSE:
            what = f"something listens at {host}:{port} already"
            return [note(ABOUT, what, "If it is not a Rolecall that runs, set ROLECALL_HTTP_PORT")]
        return [bad(ABOUT, f"{host}:{port} cannot be listened at: {problem.strerror}", "ROLECALL_HTTP_HOST and _PORT")]
    return [ok(ABOUT, f"{host}:{port} is free" if port else f"any free port of {host}")]


def _listen(host: str, port: int) -> None:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen()
