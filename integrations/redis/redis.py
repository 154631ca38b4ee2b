"""Redis for the rituals: its slow log. This file alone imports the library."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Protocol
from urllib.parse import urlsplit

import redis.asyncio
from redis import exceptions
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from integrations.redis.commands import what
from integrations.redis.types import SlowCommand, SlowLog
from integrations.source import SourceError

REDIS = "Redis"
TIMEOUT_S = 10
MOST = 1024
"""Entries that are read; Redis itself keeps 128 where nobody said otherwise."""
_NO_ADDRESS = "ROLECALL_REDIS_URL is not an address that it understands"


class Redis:
    """Reads one server. Every method raises `SourceError`."""

    def __init__(self, url: str, *, timeout_s: float = TIMEOUT_S) -> None:
        """Nothing is called yet."""
        self._url = url
        self._timeout_s = timeout_s

    @property
    def place(self) -> str:
        """Which server it is, without its secrets: `cache.example:6379`."""
        try:
            parts = urlsplit(self._url)
            return parts.path if parts.scheme == "unix" else f"{parts.hostname or 'localhost'}:{parts.port or 6379}"
        except ValueError:
            raise SourceError(REDIS, _NO_ADDRESS) from None

    async def slow_log(self) -> SlowLog:
        """The slow log now."""
        try:
            client: Any = redis.asyncio.Redis.from_url(
                self._url,
                socket_timeout=self._timeout_s,
                socket_connect_timeout=self._timeout_s,
                retry=Retry(NoBackoff(), 0),
                driver_info=None,  # to name itself it would read its version from the disk, each time
                protocol=2,  # it begins without HELLO, which a user of few rights may not say
            )
        except ValueError:
            raise SourceError(REDIS, _NO_ADDRESS) from None
        try:
            async with asyncio.timeout(self._timeout_s):
                return await _slow_log(client)
        except (exceptions.RedisError, OSError, ValueError, LookupError, TypeError, TimeoutError) as problem:
            raise SourceError(REDIS, _why(problem)) from None
        finally:
            await client.aclose()


class _Asked(Protocol):
    """The part of the library's client that is used: what a command gives, as it came."""

    async def execute_command(self, *command: str | int) -> Any: ...


async def _slow_log(client: _Asked) -> SlowLog:
    entries = await client.execute_command("SLOWLOG", "GET", MOST)
    info = await _told(client, "INFO", "server")
    most = await _told(client, "CONFIG", "GET", "slowlog-max-len")
    threshold = await _told(client, "CONFIG", "GET", "slowlog-log-slower-than")
    told = info if isinstance(info, Mapping) else {}
    return SlowLog(
        run_id=str(told.get("run_id", "")),
        entries=[
            SlowCommand(int(entry[0]), datetime.fromtimestamp(int(entry[1]), UTC), int(entry[2]), what(entry[3]))
            for entry in entries
        ],
        most_kept=_number(most),
        threshold_us=_number(threshold),
        cut=len(entries) >= MOST,
        of_cluster=told.get("redis_mode") == "cluster",
    )


async def _told(client: _Asked, *command: str) -> Any:
    """What a server may keep to itself; None where it does."""
    try:
        return await client.execute_command(*command)
    except exceptions.ResponseError:
        return None


def _number(told: Any) -> int | None:
    return int(told[1]) if isinstance(told, list) and len(told) == 2 else None


def _why(problem: Exception) -> str:
    words = str(problem)
    if isinstance(problem, exceptions.NoPermissionError) or "NOPERM" in words:
        return "its user may not read the slow log (+slowlog)"
    if isinstance(problem, exceptions.AuthenticationError | exceptions.AuthorizationError):
        missing = "required" in words.casefold()
        return (
            "it asks for a password, and ROLECALL_REDIS_URL has none"
            if missing
            else "the name or the password of ROLECALL_REDIS_URL is wrong"
        )
    if isinstance(problem, exceptions.TimeoutError | TimeoutError):
        return "it does not answer in time"
    if isinstance(problem, exceptions.BusyLoadingError):
        return "it is still loading its data"
    if isinstance(problem, exceptions.InvalidResponse):
        return "what answers at the address of ROLECALL_REDIS_URL is no Redis"
    if "certificate" in words.casefold():
        return "its certificate is not accepted"
    if "max number of clients" in words:
        return "it has no connection left"
    if words.startswith("DENIED"):
        return "it is in protected mode, in which it answers nobody on another machine"
    if isinstance(problem, TypeError) and "keyword" in words:
        return _NO_ADDRESS  # a parameter that the library does not know
    if isinstance(problem, exceptions.ConnectionError) and "closed" in words.casefold():
        return "the connection broke"
    if isinstance(problem, exceptions.ConnectionError | OSError):
        return "nothing answers at the address of ROLECALL_REDIS_URL"
    if words.startswith("BUSY"):
        return "it is busy with a script that does not end"
    if "unknown command" in words.casefold():
        return "it has no SLOWLOG command"
    return "its answer cannot be read"
