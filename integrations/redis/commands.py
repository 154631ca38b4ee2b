"""A slow command as it may be shown: its name and a pattern of its key, for its arguments may be anybody's data."""

import hashlib
import re
from collections.abc import Sequence

_WORD = re.compile(r"[A-Za-z][A-Za-z_]{0,23}")
_COMMAND = re.compile(r"[A-Za-z]{1,24}(?:[._][A-Za-z]{1,24}){0,2}")
"""What has a digit is a name that somebody gave a command to keep it from others."""
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


def what(arguments: Sequence[bytes | str]) -> str:
    """A command for people: its name, and the pattern of its first key or the mark of its script."""
    words = [each if isinstance(each, str) else each.decode("utf-8", "replace") for each in arguments]
    name = words[0].upper() if words and _COMMAND.fullmatch(words[0]) else "?"
    rest = words[1:]
    if name in _CONTAINERS and rest and _WORD.fullmatch(rest[0]):
        return f"{name} {rest[0].upper()}"
    if name in _KEY_FIRST and rest:
        return f"{name} {pattern(rest[0])}"
    if name in _SCRIPTS and len(rest) >= 2:
        # The slow log cuts long arguments, so the mark is of what it kept: the same for the same script.
        mark = (
            rest[0][:8]
            if name.startswith("EVALSHA")
            else hashlib.sha256(rest[0].encode(errors="replace")).hexdigest()[:8]
        )
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
