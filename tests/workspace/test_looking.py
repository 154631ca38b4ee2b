"""Typing, waiting and reading."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.time import TurnableClock
from integrations.workspace import NotSeen, Workspace
from integrations.workspace.input_markup import as_sent, as_shown
from integrations.workspace.state import State
from tests.workspace.conftest import TEAM

ALIVE = re.compile(r"<(@U0\w+|#C0\w+\|[\w.-]+|!(channel|here|everyone)|https?://[^<>|]+)>")
PIECES = [
    "<",
    ">",
    "&",
    "|",
    "!",
    "@",
    "#",
    "@ana",
    "@Ana Silva",
    "#backend",
    "@channel",
    "https://",
    "x.test",
    " ",
    "a",
]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=20).map("".join))
def test_nothing_typed_is_alive_but_names_and_addresses(text: str) -> None:
    state = State(TEAM, TurnableClock(running=False))
    rest = ALIVE.sub("", as_sent(text, state, "U0BEN"))
    assert "<" not in rest
    assert ">" not in rest


@given(st.text(alphabet=st.characters(exclude_characters="@#:"), max_size=50))
def test_what_is_typed_plainly_reads_as_it_was_typed(text: str) -> None:
    state = State(TEAM, TurnableClock(running=False))
    assert as_shown(as_sent(text, state, "U0BEN"), state) == text


async def test_waiting_ends_with_the_change_and_fails_with_what_was_said(workspace: Workspace) -> None:
    await workspace.member("ana").says("#backend", "one")
    assert await workspace.until(lambda: len(workspace.messages_in("#backend"))) == 1
    with pytest.raises(NotSeen, match="08:00 #backend ana: one"):
        await workspace.until(lambda: False, timeout=0.01)


async def test_the_transcript_is_in_order_of_time_with_replies_indented(workspace: Workspace) -> None:
    ana, ben = workspace.member("ana"), workspace.member("ben")
    ts = await ana.says("#backend", "question @ben")
    await ben.says("@ana", "psst")
    await ben.says("#backend", "answer\nin two lines", thread_ts=ts)
    assert workspace.transcript().splitlines() == [
        "08:00 #backend ana: question @ben",
        "08:00 @ben,ana ben: psst",
        "    08:00 #backend ben: answer",
        "          in two lines",
    ]
    assert [each["text"] for each in workspace.record("#backend")] == ["question <@U0BEN>", "answer\nin two lines"]
    assert workspace.record()[-1]["thread_ts"] == ts
