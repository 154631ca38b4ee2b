"""The adapter on a real Redis, and what it keeps to itself."""

import asyncio

import pytest
import redis
from hypothesis import given
from hypothesis import strategies as st

from integrations.redis.commands import pattern, what
from integrations.redis.redis import Redis
from integrations.source import SourceError
from tests.ports import free_port
from tests.queries.conftest import Cached, pretending
from tests.waiting import PATIENT_S

SLOW_SCRIPT = """
local start = redis.call('TIME')
repeat
  local now = redis.call('TIME')
until (now[1] - start[1]) * 1000000 + (now[2] - start[2]) > 30000
return redis.status_reply(ARGV[1])
"""


async def why(url: str, *, timeout_s: float = 5) -> str:
    with pytest.raises(SourceError) as caught:
        await Redis(url, timeout_s=timeout_s).slow_log()
    assert "guess" not in caught.value.sentence
    return caught.value.why


async def test_a_slow_script_is_told_with_its_key_s_pattern_and_nothing_of_what_it_said(cached: Cached) -> None:
    cached.does("EVAL", SLOW_SCRIPT, "1", "cart:ana@example.com", "hunter2")
    cached.does("DEBUG", "SLEEP", "0.03")
    log = await Redis(cached.url).slow_log()
    sleep, script = log.entries[:2]
    assert sleep.what == "DEBUG SLEEP"
    assert script.what.startswith("EVAL script ")
    assert script.what.endswith(" on cart:*")
    assert script.took_us >= 30_000
    assert script.id < sleep.id
    assert (log.most_kept, log.threshold_us) == (128, 10_000)


async def test_ids_count_on_over_a_reset_and_begin_again_with_the_server(cached: Cached) -> None:
    redis = Redis(cached.url)
    cached.does("DEBUG", "SLEEP", "0.02")
    before = await redis.slow_log()
    cached.does("SLOWLOG", "RESET")
    empty = await redis.slow_log()
    assert empty.newest is None
    assert empty.run_id == before.run_id
    cached.does("DEBUG", "SLEEP", "0.02")
    assert (await redis.slow_log()).newest == (before.newest or 0) + 1
    await asyncio.to_thread(cached.stop)
    assert await why(cached.url) == "nothing answers at the address of ROLECALL_REDIS_URL"
    await asyncio.to_thread(cached.start)
    after = await redis.slow_log()
    assert after.run_id != before.run_id
    assert after.newest is None


async def test_a_user_that_may_only_read_the_slow_log_is_enough(cached: Cached) -> None:
    cached.does("ACL", "SETUSER", "watch", "on", ">guess", "-@all", "+slowlog|get")
    cached.does("DEBUG", "SLEEP", "0.02")
    url = cached.url.replace("//", "//watch:guess@")
    log = await Redis(url).slow_log()
    assert log.entries[0].what == "DEBUG SLEEP"
    assert (log.run_id, log.most_kept, log.threshold_us) == ("", None, None)
    assert Redis(url).place == f"127.0.0.1:{cached.port}"


async def test_an_address_that_is_none_is_said() -> None:
    assert "not an address" in await why("redis://watch:guess@host:port")
    with pytest.raises(SourceError, match="not an address"):
        Redis("redis://watch:guess@host:port").place  # noqa: B018
    assert Redis("unix:///run/redis.sock").place == "/run/redis.sock"


async def test_parameters_of_the_address_break_nothing(cached: Cached) -> None:
    cached.does("DEBUG", "SLEEP", "0.02")
    for parameters in ("decode_responses=true", "protocol=3"):
        log = await Redis(f"{cached.url}?{parameters}").slow_log()
        assert (log.entries[0].what, len(log.run_id), log.cut, log.of_cluster) == ("DEBUG SLEEP", 40, False, False)
    assert "not an address" in await why(f"{cached.url}?odd=1")


@pytest.mark.slow
async def test_a_slow_log_that_is_off_and_one_of_many_are_told_apart(cached: Cached) -> None:
    cached.does("CONFIG", "SET", "slowlog-log-slower-than", "-1")
    assert (await Redis(cached.url).slow_log()).off
    cached.does("CONFIG", "SET", "slowlog-log-slower-than", "0")
    cached.does("CONFIG", "SET", "slowlog-max-len", "5000")
    with redis.Redis(port=cached.port) as client, client.pipeline(transaction=False) as pings:
        for _ in range(1100):
            pings.ping()
        pings.execute()
    log = await Redis(cached.url).slow_log()
    assert (len(log.entries), log.cut, log.off) == (1024, True, False)


async def test_the_documented_user_is_enough(cached: Cached, documented: str) -> None:
    (line,) = (line for line in documented.splitlines() if line.startswith("ACL SETUSER"))
    cached.does(*line.split())
    cached.does("DEBUG", "SLEEP", "0.02")
    log = await Redis(cached.url.replace("//", "//rolecall_watch:choose-one@")).slow_log()
    assert log.entries[0].what == "DEBUG SLEEP"
    assert len(log.run_id) == 40


async def test_what_is_wrong_with_a_server_is_said_without_secrets(cached: Cached) -> None:
    watch = cached.url.replace("//", "//watch:guess@")
    assert "the name or the password" in await why(watch)
    cached.does("ACL", "SETUSER", "watch", "on", ">guess", "-@all", "+ping")
    assert "may not read the slow log" in await why(watch)
    cached.does("CONFIG", "SET", "requirepass", "right")
    assert "asks for a password" in await why(cached.url)
    assert "nothing answers" in await why(f"redis://watch:guess@127.0.0.1:{free_port()}")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (None, "it does not answer in time"),
        (b"HTTP/1.1 200 OK\r\n\r\n<html>", "is no Redis"),
        (b"+OK\r\n" * 9, "its answer cannot be read"),
        (b"-LOADING Redis is loading the dataset in memory\r\n" * 9, "loading its data"),
        (b"-BUSY Redis is busy running a script\r\n" * 9, "busy with a script"),
        (b"-ERR max number of clients reached\r\n" * 9, "no connection left"),
        (b"-DENIED Redis is running in protected mode\r\n" * 9, "in protected mode"),
        (b"*1\r\n*4\r\n:1\r\n", "the connection broke"),
    ],
)
async def test_what_is_silent_busy_or_no_redis_is_said(answer: bytes | None, said: str) -> None:
    async with pretending(answer) as port:
        assert said in await why(f"redis://127.0.0.1:{port}", timeout_s=1 if answer is None else PATIENT_S)


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        ("GET session:8c1f", "GET session:*"),
        ("hgetall users/ana", "HGETALL users/*"),
        ("KEYS *", "KEYS *"),
        ("DEL leaderboard", "DEL leaderboard"),
        ("SET 4111111111111111 x", "SET *"),
        ("AUTH hunter2", "AUTH"),
        ("CONFIG SET requirepass hunter2", "CONFIG SET"),
        ("EVALSHA e0e1f9fabfc9d4800c877a703b823ac0578ff831 1 cart:1 x", "EVALSHA script e0e1f9fa on cart:*"),
        ("EVALSHA e0e1f9fabfc9d4800c877a703b823ac0578ff831 0 secret", "EVALSHA script e0e1f9fa"),
        ("PUBLISH news hunter2", "PUBLISH"),
        ("b840fc02d524045429941cc15f59e41cb7be6c52 requirepass x", "?"),
        ("FT.SEARCH orders ana", "FT.SEARCH"),
        ("MIGRATE host 6379 key 0 5000 AUTH hunter2", "MIGRATE"),
    ],
)
def test_a_command_is_told_by_its_name_and_its_key_s_pattern(command: str, shown: str) -> None:
    assert what([word.encode() for word in command.split()]) == shown


private = st.text("abcxyz0123456789@._- ", min_size=1).map(lambda text: f"7private{text}")


@given(private, st.sampled_from(["user:{}", "user:{}:cart", "{}", "{}:user", "user/{}", "a:b:{}"]))
def test_nothing_of_a_key_but_its_first_word_is_shown(secret: str, form: str) -> None:
    assert "private" not in pattern(form.format(secret))


@given(st.lists(st.binary(max_size=30), max_size=6))
def test_any_command_is_survived_and_its_values_stay(arguments: list[bytes]) -> None:
    assert "7private" not in what([*arguments[:1], b"7private", b"7private", *arguments[1:], b"7private"])
    assert len(what(arguments)) < 120
