"""Ports of this machine for servers that are told theirs."""

import contextlib
import secrets
import socket

NEVER_GIVEN = range(12_000, 32_000)
"""Below what systems give to whoever connects or asks for any port. One of those could be another test's before its
server is up, or while it is down."""


def free_port() -> int:
    """A port that nobody listens on."""
    while True:
        port = NEVER_GIVEN[secrets.randbelow(len(NEVER_GIVEN))]
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
