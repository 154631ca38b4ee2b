"""A token that stops working is noticed though nothing is said, and so is one that works again."""

from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from bot.token_watch import TokenWatch
from integrations.database import Database
from integrations.slack.chat import Chat
from integrations.time import TurnableClock
from integrations.workspace import Address, Workspace, serving
from jobs.delivery.heartbeat import Beat, Heartbeat
from jobs.delivery.outbox import Outbox
from tests.kills.arena import sample
from tests.waiting import until


@pytest.fixture
async def workspace(clock: TurnableClock) -> Workspace:
    return Workspace(sample(1), clock)


@pytest.fixture
async def address(workspace: Workspace) -> AsyncIterator[Address]:
    async with serving(workspace) as address:
        yield address


async def test_it_shows_before_anything_is_said(
    db: Database, clock: TurnableClock, workspace: Workspace, address: Address
) -> None:
    chat = Chat(workspace.app.bot_token, api_url=address.api_url)
    outbox = Outbox(db, chat, clock)
    heart = Heartbeat(clock, [Beat("token", TokenWatch(chat, outbox, every_s=0.02).look, every_s=0.01)])
    heart.start()
    try:
        await until(lambda: workspace.journal.accepted("auth.test"))
        assert outbox.token_works
        workspace.faults.fail("auth.test", times=3)  # Slack is ill: that says nothing of the token
        await until(lambda: not workspace.faults._waiting)
        assert outbox.token_works
        workspace.revoked.add(workspace.app.bot_token)
        await until(lambda: not outbox.token_works)
        workspace.revoked.clear()
        await until(lambda: outbox.token_works)
    finally:
        await heart.stop()
        await chat.close()


async def test_while_slack_is_ill_it_is_told_once_and_once_when_that_is_over(
    db: Database,
    clock: TurnableClock,
    workspace: Workspace,
    address: Address,
) -> None:
    chat = Chat(workspace.app.bot_token, api_url=address.api_url)
    watch = TokenWatch(chat, Outbox(db, chat, clock), every_s=0.02)
    with capture_logs() as logs:
        heart = Heartbeat(clock, [Beat("token", watch.look, every_s=0.002, failed="token_not_checked")])
        workspace.faults.fail("auth.test", times=3)
        heart.start()
        try:
            await until(lambda: workspace.journal.accepted("auth.test"))
            await until(lambda: [each for each in logs if each["event"] == "token_not_checked_over"])
        finally:
            await heart.stop()
            await chat.close()
    told = [each["event"] for each in logs if each["event"].startswith("token_not_checked")]
    assert told == ["token_not_checked", "token_not_checked_over"]
