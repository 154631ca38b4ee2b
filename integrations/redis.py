"""Redis for the rituals: its slow log, without what the commands were about.

Arguments may be anybody's data, so what leaves this file is the command and the pattern of its key.
"""

import asyncio
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol
from urllib.parse import urlsplit

from integrations.source import SourceError

REDIS = "Redis"
TIMEOUT_S = 10
MOST = 1024
"""Entries that are read; Redis itself keeps 128 where nobody said otherwise."""
_WORD = re.compile(r"[A-Za-z][A-Za-z_]{0,23}")
_COMMAND = re.compile(r"[A-Za-z][A-Za-z0-9_.|-]{0,40}")
_SEPARATOR = re.compile(r"[:/|]")
_CONTAINER_WORDS = """
ACL CLIENT CLUSTER COMMAND CONFIG DEBUG FUNCTION LATENCY MEMORY MODULE OBJECT PUBSUB SCRIPT SLOWLOG XGROUP XINFO
"""
_CONTAINERS = frozenset(_CONTAINER_WORDS.split())
"""Commands whose first argument is a word of theirs."""
_KEY_FIRST_WORDS = """
APPEND BITCOUNT BITFIELD BITPOS COPY DECR DECRBY DEL DUMP EXISTS EXPIRE EXPIREAT GEOADD GEODIST GEOPOS GEORADIUS
GEOSEARCH GET GETDEL GETEX GETRANGE GETSET HDEL HEXISTS HGET HGETALL HINCRBY HINCRBYFLOAT HKEYS HLEN HMGET HMSET
HRANDFIELD HSCAN HSET HSETNX HVALS INCR INCRBY INCRBYFLOAT KEYS LINDEX LINSERT LLEN LMOVE LPOP LPOS LPUSH LPUSHX
LRANGE LREM LSET LTRIM MGET MSET MSETNX PERSIST PEXPIRE PFADD PFCOUNT PFMERGE PSETEX PTTL RENAME RENAMENX RESTORE
RPOP RPOPLPUSH RPUSH RPUSHX SADD SCARD SDIFF SDIFFSTORE SET SETBIT SETEX SETNX SETRANGE SINTER SINTERSTORE SISMEMBER
SMEMBERS SMISMEMBER SMOVE SORT SORT_RO SPOP SRANDMEMBER SREM SSCAN STRLEN SUNION SUNIONSTORE TOUCH TTL TYPE UNLINK
XACK XADD XAUTOCLAIM XCLAIM XDEL XLEN XPENDING XRANGE XREVRANGE XTRIM ZADD ZCARD ZCOUNT ZINCRBY ZLEXCOUNT ZPOPMAX
ZPOPMIN ZRANDMEMBER ZRANGE ZRANGEBYLEX ZRANGEBYSCORE ZRANGESTORE ZRANK ZREM ZREMRANGEBYLEX ZREMRANGEBYRANK
ZREMRANGEBYSCORE ZREVRANGE ZREVRANGEBYLEX ZREVRANGEBYSCORE ZREVRANK ZSCAN ZSCORE ZUNIONSTORE
"""
_KEY_FIRST = frozenset(_KEY_FIRST_WORDS.split())
"""Commands whose first argument is a key, or for KEYS a pattern of keys."""
_SCRIPTS = frozenset({"EVAL", "EVAL_RO", "EVALSHA", "EVALSHA_RO", "FCALL", "FCALL_RO"})
"""Commands with a script, a number of keys, and keys."""


@dataclass(frozen=True, slots=True)
class SlowCommand:
    """An entry of the slow log."""

    id: int
    """Counts up from 0 since the server was started; a reset of the log does not touch it."""
    at: datetime
    took_us: int
    """Microseconds of execution, without waiting and the network."""
    what: str
    """`HGETALL session:*`: the command, and the pattern of its first key."""


@dataclass(frozen=True, slots=True)
class SlowLog:
    """The slow log at a moment, newest first."""

    run_id: str
    """Another one after each start of the server."""
    entries: Sequence[SlowCommand]
    most_kept: int | None = None
    """How many entries the server keeps; None where it does not tell."""
    threshold_us: int | None = None
    """From how many microseconds on a command counts as slow; None where it does not tell."""

    @property
    def newest(self) -> int | None:
        """The id of the newest entry."""
        return max((entry.id for entry in self.entries), default=None)


class Redis:
    """Reads one server. Every method raises `SourceError`."""

    def __init__(self, url: str, *, timeout_s: float = TIMEOUT_S) -> None:
        """Prepare; nothing is called yet."""
        self._url = url
        self._timeout_s = timeout_s

    @property
    def place(self) -> str:
        """Which server it is, without its secrets: `cache.example:6379`."""
        parts = urlsplit(self._url)
        return parts.path if parts.scheme == "unix" else f"{parts.hostname or 'localhost'}:{parts.port or 6379}"

    async def slow_log(self) -> SlowLog:
        """The slow log now."""
        import redis.asyncio
        from redis.asyncio.retry import Retry
        from redis.backoff import NoBackoff
        from redis.exceptions import RedisError

        try:
            client: Any = redis.asyncio.Redis.from_url(
                self._url,
                socket_timeout=self._timeout_s,
                socket_connect_timeout=self._timeout_s,
                retry=Retry(NoBackoff(), 0),
                protocol=2,  # it begins without HELLO, which a user of few rights may not say
            )
        except ValueError:
            raise SourceError(REDIS, "ROLECALL_REDIS_URL is not an address that it understands") from None
        try:
            async with asyncio.timeout(self._timeout_s):
                return await _slow_log(client)
        except (RedisError, OSError, ValueError, LookupError, TypeError, TimeoutError) as problem:
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
    return SlowLog(
        run_id=str(info.get("run_id", "")) if isinstance(info, Mapping) else "",
        entries=[
            SlowCommand(int(entry[0]), datetime.fromtimestamp(int(entry[1]), UTC), int(entry[2]), what(entry[3]))
            for entry in entries
        ],
        most_kept=_number(most),
        threshold_us=_number(threshold),
    )


async def _told(client: _Asked, *command: str) -> Any:
    """What a server may keep to itself; None where it does."""
    from redis.exceptions import ResponseError

    try:
        return await client.execute_command(*command)
    except ResponseError:
        return None


def _number(told: Any) -> int | None:
    return int(told[1]) if isinstance(told, list) and len(told) == 2 else None


def what(arguments: Sequence[bytes]) -> str:
    """A command for people: its name, and the pattern of its first key or the mark of its script."""
    words = [argument.decode("utf-8", "replace") for argument in arguments]
    name = words[0].upper() if words and _COMMAND.fullmatch(words[0]) else "?"
    rest = words[1:]
    if name in _CONTAINERS and rest and _WORD.fullmatch(rest[0]):
        return f"{name} {rest[0].upper()}"
    if name in _KEY_FIRST and rest:
        return f"{name} {pattern(rest[0])}"
    if name in _SCRIPTS and len(rest) >= 2:
        # The slow log cuts long arguments, so the mark is of what it kept: the same for the same script.
        mark = rest[0][:8] if name.startswith("EVALSHA") else hashlib.sha256(rest[0].encode()).hexdigest()[:8]
        keys = f" on {pattern(rest[2])}" if len(rest) > 2 and rest[1].isdigit() and rest[1] != "0" else ""
        return f"{name} script {mark}{keys}"
    return name


def pattern(key: str) -> str:
    """A key without what may be somebody's: `session:*` of `session:8c1f:cart`.

    The first part stays where it is a plain word; a key of one part stays where all of it is one.
    """
    first, separator, _ = _parts(key)
    shown = first if _WORD.fullmatch(first) else "*"
    return f"{shown}{separator}*" if separator and shown != "*" else shown


def _parts(key: str) -> tuple[str, str, str]:
    found = _SEPARATOR.search(key)
    return (key[: found.start()], found.group(), key[found.end() :]) if found else (key, "", "")


def _why(problem: Exception) -> str:
    from redis import exceptions

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
    if isinstance(problem, exceptions.ConnectionError | OSError):
        return "nothing answers at the address of ROLECALL_REDIS_URL"
    if words.startswith("BUSY"):
        return "it is busy with a script that does not end"
    if "unknown command" in words.casefold():
        return "it has no SLOWLOG command"
    return "its answer cannot be read"
