"""From its first second on Rolecall knows who it is: whatever Slack says of it later, what was acked is answered."""

from pathlib import Path
from typing import Any

import pytest

from bot.demo.stage import Stage
from integrations.workspace.faults import Faults
from tests.stage import BACKEND, BOT, last, staged

AUTH = "auth.test"


def limited(faults: Faults) -> None:
    faults.limit(AUTH, retry_after=30, times=5)


def broken(faults: Faults) -> None:
    faults.fail(AUTH, status=500, times=5)


def ill(faults: Faults) -> None:
    faults.refuse(AUTH, code="internal_error", times=5)


def revoked(faults: Faults) -> None:
    faults.refuse(AUTH, code="token_revoked", times=5)


def a_page(faults: Faults) -> None:
    faults.html(AUTH, status=502, times=5)


def dropped(faults: Faults) -> None:
    faults.drop(AUTH, times=5)


def slow(faults: Faults) -> None:
    faults.slow(AUTH, seconds=20, times=5)


FAULTS = [limited, broken, ill, revoked, a_page, dropped, slow]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda each: each.__name__)
async def test_the_first_mention_after_a_start_is_answered_whatever_slack_says_of_us(stage: Stage, fault: Any) -> None:
    asked = len(stage.workspace.journal.accepted(AUTH))
    fault(stage.workspace.faults)
    await stage.workspace.member("Ben").says(BACKEND, f"{BOT} what did we decide about retries?")
    await stage.settle()
    assert last(stage).user == stage.workspace.app.bot_user
    assert len(stage.workspace.journal.accepted(AUTH)) == asked


@pytest.mark.parametrize("fault", [slow, limited, revoked], ids=lambda each: each.__name__)
async def test_the_first_command_after_a_start_is_acked_and_answered(stage: Stage, fault: Any) -> None:
    fault(stage.workspace.faults)
    ben = stage.workspace.member("Ben")
    await ben.command("/recall", BACKEND)  # raises where no ack comes in time
    await stage.settle()
    heard = [said.shown for said in ben.hears()]
    assert heard
    assert not any("reinstall" in words for words in heard)


@pytest.mark.parametrize("fault", [limited, broken, ill, a_page], ids=lambda each: each.__name__)
@pytest.mark.parametrize("method", [AUTH, "apps.connections.open"])
async def test_a_slack_that_is_ill_at_the_start_is_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Any, method: str
) -> None:
    faults: list[str] = []

    def spoilt(self: Faults, asked: str, args: Any) -> Any:
        if asked == method and len(faults) < 3:
            faults.append(asked)
            self.clear()
            fault(self)
            for each in self._waiting:
                each.method = method
                each.seconds = 1
        elif asked == method:
            self.clear()
        return found(self, asked, args)

    found = Faults.next
    monkeypatch.setattr(Faults, "next", spoilt)
    monkeypatch.setattr("bot.slack.door.START_PAUSE_S", 0)
    monkeypatch.setattr("bot.slack.door.LONGEST_LIMIT_S", 0)
    async with staged(tmp_path) as stage:
        assert len(faults) == 3
        await stage.workspace.member("Ben").says(BACKEND, f"{BOT} hello")
        await stage.settle()
        assert last(stage).user == stage.workspace.app.bot_user
