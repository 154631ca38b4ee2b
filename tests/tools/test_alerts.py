"""Whoever asks what fires is told, where those who hear may know."""

from datetime import timedelta

import pytest

from bot.demo.stage import Stage
from integrations.alerts import Alert
from tests.stage import BACKEND, BOT, last, with_a_day


async def fires(stage: Stage, title: str, service: str = "payments") -> None:
    await stage.app.parts.alerts.take(
        [
            Alert(
                source="alertmanager",
                fingerprint=title,
                title=title,
                service=service,
                severity="critical",
                starts_at=stage.now() - timedelta(minutes=12),
                firing=True,
                labels={"alertname": title},
            )
        ]
    )


async def asked(stage: Stage, words: str, who: str = "Ben", where: str = BACKEND) -> str:
    await stage.workspace.member(who).says(where, f"{BOT} {words}")
    await stage.pass_(seconds=5)
    return last(stage, where).shown


@pytest.mark.parametrize(
    "words",
    ["which alerts are firing?", "anything on fire?", "brennt was?", "¿hay alguna alerta?", "y a-t-il des alertes ?"],
)
async def test_what_fires_is_told_in_the_thread_with_how_long_it_has(stage: Stage, words: str) -> None:
    await with_a_day(stage)
    await fires(stage, "HighErrorRate")
    answer = await asked(stage, words)
    assert "1 alert is firing." in answer
    assert "payments: HighErrorRate · critical, for 12 min" in answer
    assert "As of " in answer


async def test_nothing_is_said_of_what_was_looked_at_alone(stage: Stage) -> None:
    await with_a_day(stage)
    assert "No alert is firing, as far as my sources have told me." in await asked(stage, "anything on fire?")
