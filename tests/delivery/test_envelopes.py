"""Whatever an envelope holds, it costs itself: it is set aside, and the next one is answered."""

import asyncio
import contextlib
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.demo.stage import Stage
from integrations.chat_events import Unreadable
from integrations.database import Database
from integrations.database.tables.delivery import inbox as table
from integrations.slack.events import envelope, read
from jobs.delivery.inbox import Inbox
from tests.stage import BACKEND, BOT, last, staged
from tests.waiting import until


def deep(levels: int) -> Any:
    value: Any = "down here"
    for _ in range(levels):
        value = [value]
    return value


MESSAGE = {"type": "message", "channel": "C0BACKEND", "user": "U0ANA", "ts": "1795000000.000100", "text": "hello"}
NO_EVENTS: dict[str, Any] = {
    "missing": {},
    "null": {"event": None},
    "a string": {"event": "hello"},
    "a number": {"event": 7},
    "a list": {"event": [MESSAGE]},
    "without a type": {"event": {"channel": "C1"}},
    "a type that is a number": {"event": {"type": 5}},
    "a type that is a list": {"event": {"type": ["message"]}},
}
MALFORMED: dict[str, Any] = {
    "a channel without an id": {"channel": {"name": "backend"}},
    "a channel that is a list": {"channel": ["C1"]},
    "a channel of 300 letters": {"channel": "C" * 300},
    "a ts that is a number": {"ts": 1795000000.0001},
    "a ts that is words": {"ts": "yesterday"},
    "a thread that is an object": {"thread_ts": {"ts": "1"}},
    "a user that is a number": {"user": 5},
    "a text that is a list": {"text": ["hello"]},
    "a text that is deep": {"text": deep(300)},
    "a subtype that is an object": {"subtype": {}},
    "an edit of nothing": {"subtype": "message_changed", "message": "gone"},
    "an edit of a message from nobody": {"subtype": "message_changed", "message": {"user": [], "ts": "1.0"}},
    "a deletion before time": {"subtype": "message_deleted", "deleted_ts": -5},
    "a team that is a list": {"team": ["id"]},
}
"""What is wrong with a message."""
STRANGE: dict[str, Any] = {
    "authorizations are words": {"authorizations": "all"},
    "authorizations are empty objects": {"authorizations": [[]]},
    "no team": {"team_id": None, "team": None},
    "a team of numbers": {"team": 5},
    "a user that is a list": {"user": []},
    "a view that is a number": {"view": 4},
    "shared, by nobody": {"is_ext_shared_channel": True},
    "deep": {"context": deep(300)},
    "not a number": {"weight": float("nan")},
    "a NUL": {"context": "nothing\x00here"},
    "half a character": {"context": {"\ud800": "\udfff"}},
    "an id of 400 letters": {"event_id": "E" * 400},
    "an id that is an object": {"event_id": {"id": 1}},
}
"""What is odd about an envelope whose event can be read."""


async def states(db: Database) -> list[str]:
    async with db.read() as tx:
        return [each.value for each in (await tx.execute(sa.select(table.c.state).order_by(table.c.id))).scalars()]


@pytest.mark.parametrize("body", [*NO_EVENTS.values()], ids=[*NO_EVENTS])
def test_what_is_no_event_cannot_be_read(body: dict[str, Any]) -> None:
    assert envelope(body).message is None
    with pytest.raises(Unreadable):
        read(body)


@pytest.mark.parametrize("wrong", [*MALFORMED.values()][:-1], ids=[*MALFORMED][:-1])
def test_a_message_of_another_form_cannot_be_read(wrong: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        read({"event": MESSAGE | wrong})


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(["message", "C1"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*MESSAGE, "id", "event", "message", "subtype", "team"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(ANYTHING)
def test_an_event_is_read_or_refused_whatever_it_is(event: Any) -> None:
    assert isinstance(envelope({"event": event}).type, str)
    with contextlib.suppress(Unreadable):
        read({"event": event})


async def test_what_cannot_be_read_is_set_aside_at_once_and_reported(db: Database) -> None:
    tried: list[Any] = []
    reported: list[Any] = []

    async def handle(body: dict[str, Any]) -> None:
        tried.append(body.get("event_id"))
        read(body)

    async def report(_row: int, body: dict[str, Any]) -> None:
        reported.append(body.get("event_id"))

    inbox = Inbox(db, handle, envelope, report=report)
    await inbox.start()
    bad = {f"Ev{number}": {**body, "event_id": f"Ev{number}"} for number, body in enumerate(NO_EVENTS.values())}
    for body in bad.values():
        await inbox.accept(body)
    await inbox.accept({"event_id": "EvGood", "event": MESSAGE})
    await until(lambda: len(tried) == len(bad) + 1 and inbox.idle)
    assert inbox.alive
    await inbox.stop()
    assert sorted(await states(db)) == ["aside"] * len(bad) + ["done"]
    assert sorted(reported) == sorted(bad)
    assert len(tried) == len(bad) + 1


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.dictionaries(st.sampled_from(["event", "event_id", "team_id", "authorizations"]), ANYTHING))
async def test_whatever_arrives_the_inbox_goes_on(sqlite_inbox: Inbox, body: dict[str, Any]) -> None:
    await sqlite_inbox.accept(body)
    await until(lambda: sqlite_inbox.idle)
    assert sqlite_inbox.alive


@pytest.fixture
async def sqlite_inbox(sqlite_url: str) -> Any:
    """An inbox at work, whose handler reads what it is given."""

    async def handle(body: dict[str, Any]) -> None:
        read(body)

    db = Database(sqlite_url)
    inbox = Inbox(db, handle, envelope)
    await inbox.start()
    yield inbox
    await inbox.stop()
    await db.close()


@pytest.mark.parametrize("in_event", [True, False], ids=["in the message", "around it"])
@pytest.mark.parametrize("bad", ["a\x00b", "a\ud800b", "\udfff", float("nan")], ids=["NUL", "half", "lone", "NaN"])
async def test_an_event_that_the_database_cannot_keep_as_it_is_takes_none_of_its_companions_along(
    db: Database, bad: Any, in_event: bool
) -> None:
    heard: dict[str, Any] = {}

    async def handle(body: dict[str, Any]) -> None:
        heard[body["event_id"]] = body

    inbox = Inbox(db, handle, envelope)
    await inbox.start()
    odd = {"event": {**MESSAGE, "text": bad}} if in_event else {"event": MESSAGE, "note": [bad, {"deeper": bad}]}
    bodies = [{"event_id": f"Ev{n}", "event": {**MESSAGE, "ts": f"{n}.0"}} for n in range(5)]
    await _together(inbox, [*bodies[:2], {"event_id": "EvOdd", **odd}, *bodies[2:]])
    await until(lambda: len(heard) == 6)
    await inbox.stop()
    kept = heard["EvOdd"]["event"]["text"] if in_event else heard["EvOdd"]["note"][1]["deeper"]
    assert kept == ({"a\x00b": "a\ufffdb", "a\ud800b": "a\ufffdb", "\udfff": "\ufffd"}[bad] if bad == bad else None)


async def test_an_event_too_deep_to_be_written_down_is_set_aside_and_its_companions_are_not(db: Database) -> None:
    heard: list[str] = []

    async def handle(body: dict[str, Any]) -> None:
        heard.append(body["event_id"])

    inbox = Inbox(db, handle, envelope)
    await inbox.start()
    bodies = [{"event_id": f"Ev{n}", "event": {**MESSAGE, "ts": f"{n}.0"}} for n in range(3)]
    bodies.insert(1, {"event_id": "EvDeep", "event": {**MESSAGE, "blocks": deep(5000)}})
    await _together(inbox, bodies)
    await until(lambda: len(heard) == 3)
    await inbox.stop()
    assert sorted(await states(db)) == ["aside", "done", "done", "done"]


async def _together(inbox: Inbox, bodies: list[dict[str, Any]]) -> None:
    """Let them all share one commit, and return when it is made."""
    await asyncio.gather(*(inbox.accept(body) for body in bodies))


async def test_after_every_malformed_envelope_the_next_question_is_answered(tmp_path: Any) -> None:
    async with staged(tmp_path) as stage:
        for number, body in enumerate(_envelopes()):
            stage.workspace._deliver({"type": "event_callback", "event_id": f"Bad{number}", **body})
        await stage.settle()
        await _answered(stage)
        assert stage.app.inbox.alive


def _envelopes() -> list[dict[str, Any]]:
    malformed = [{"event": MESSAGE | wrong} for wrong in MALFORMED.values()]
    strange = [{"event": MESSAGE | {"ts": f"179500{n:04d}.0"}} | odd for n, odd in enumerate(STRANGE.values())]
    return [*NO_EVENTS.values(), *malformed, *strange]


async def _answered(stage: Stage) -> None:
    await stage.workspace.member("Ben").says(BACKEND, f"{BOT} hello")
    await stage.settle()
    assert last(stage).user == stage.workspace.app.bot_user
