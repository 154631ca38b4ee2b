"""Whoever asks what fires is told, where those who hear may know."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.demo.stage import Stage
from integrations.alerts import Alert
from integrations.post import Link, Mention
from jobs.drafts.kinds import RUNBOOK
from jobs.drafts.model import DraftEntry
from tests.privacy.acting import becomes_a_guest
from tests.stage import BACKEND, BOT, LEADS, staged, with_a_day, with_a_standup
from tests.tools.asking import DM, finding, told


async def fires(
    stage: Stage, title: str, service: str = "payments", *, minutes: float = 12, lasted: float | None = None
) -> None:
    starts = stage.now() - timedelta(minutes=minutes)
    alert = Alert(
        source="alertmanager",
        fingerprint=title,
        title=title,
        service=service,
        severity="critical",
        starts_at=starts,
        ends_at=starts + timedelta(minutes=lasted) if lasted is not None else None,
        firing=lasted is None,
        labels={"alertname": title},
    )
    await stage.app.parts.alerts.take([alert])


async def asked(stage: Stage, words: str, who: str = "Ben", where: str = BACKEND) -> str:
    asked = await stage.workspace.member(who).says(where, f"{BOT} {words}")
    await stage.pass_(seconds=5)
    return next(said.shown for said in reversed(stage.workspace.messages_in(where)) if said.thread_ts == asked)


@pytest.mark.parametrize(
    ("words", "fires_one", "as_of"),
    [
        ("which alerts are firing?", "1 alert is firing.", "As of "),
        ("anything on fire?", "1 alert is firing.", "As of "),
        ("brennt was?", "1 Alarm feuert.", "Stand "),
        ("¿hay alguna alerta?", "1 alerta activa.", "A las "),
        ("y a-t-il des alertes ?", "1 alerte en cours.", "À "),
    ],
)
async def test_what_fires_is_told_in_the_thread_with_how_long_it_has(
    stage: Stage, words: str, fires_one: str, as_of: str
) -> None:
    await with_a_day(stage)
    await fires(stage, "HighErrorRate")
    answer = await asked(stage, words)
    assert fires_one in answer
    assert "payments: HighErrorRate · critical, for 12 min" in answer
    assert as_of in answer


async def test_nothing_is_said_of_what_was_looked_at_alone(tmp_path: Path) -> None:
    async with staged(tmp_path, rolecall_alert_token="x" * 32) as stage:
        assert "No alert is firing, as far as my sources have told me." in await told(stage, "alerts_now")
        since = await told(stage, "alerts_since", first="2026-06-01", last="2026-11-23")
        assert since.startswith("No alert fired since Monday 1 June, as far as my sources have told me.")
        assert "What was over more than 90 days ago I have forgotten." in since


async def test_where_nobody_can_send_alerts_it_is_said_what_to_set(stage: Stage) -> None:
    for tool in ("alerts_now", "alerts_since"):
        said = await told(stage, tool)
        assert said == "Nobody can send me alerts yet, so I know of none: ROLECALL_ALERT_TOKEN is not set."


async def test_of_a_service_only_its_alerts_are_told_and_how_many_others_there_are(stage: Stage) -> None:
    await fires(stage, "HighErrorRate")
    await fires(stage, "DiskFilling", "orders-db")
    await fires(stage, "Over", "carts", minutes=60, lasted=20)
    said = await told(stage, "alerts_now", words="orders")
    assert said.startswith("1 alert is firing about “orders”.")
    assert "HighErrorRate" not in said
    said = await told(stage, "alerts_now", words="carts")
    assert said.startswith("No alert about “carts” is firing, as far as my sources have told me; 2 others are.")
    assert "carts: Over · over since Mon 23 Nov 2026 07:50 CET, after 20 min" in said


async def test_what_comes_and_goes_is_told_once_with_its_count(stage: Stage) -> None:
    for minutes in (50, 30):
        await fires(stage, "Flaps", minutes=minutes, lasted=5)
    await fires(stage, "Flaps", minutes=10)
    said = await told(stage, "alerts_now")
    assert said.startswith("1 alert is firing.")
    assert "comes and goes, 3× in 50 min" in said


async def test_a_storm_is_counted_and_its_worst_are_shown(stage: Stage) -> None:
    for number in range(30):
        await fires(stage, f"Pod{number} is gone", minutes=number + 1)
    said = await told(stage, "alerts_now")
    assert said.startswith("30 alerts are firing.")
    assert "and 22 more" in said
    assert len(said.splitlines()) <= 12


async def test_what_fired_on_a_day_is_told_by_service(stage: Stage) -> None:
    await fires(stage, "Old", minutes=3 * 24 * 60, lasted=30)
    await fires(stage, "SweepSlow", minutes=300, lasted=45)
    await fires(stage, "DiskFilling", "orders-db", minutes=120)
    said = await told(stage, "alerts_since")
    assert said.startswith("2 alerts since Friday evening: 1 still firing, 2 critical")
    assert "payments: SweepSlow (critical, 45 min)" in said
    assert "Old" not in said
    friday = await told(stage, "alerts_since", first="2026-11-20")
    assert friday.startswith("1 alert on Friday 20 November: over")
    assert "SweepSlow" in await told(stage, "alerts_since", first="2026-11-22", last="2026-11-23", words="payments")
    assert "still to come" in await told(stage, "alerts_since", first=date(2026, 12, 1))


async def test_what_fired_in_a_night_is_told_without_the_days_around_it(stage: Stage) -> None:
    await fires(stage, "BeforeTheNight", minutes=14 * 60, lasted=30)
    await fires(stage, "InTheNight", minutes=6 * 60, lasted=30)
    await fires(stage, "InTheMorning", minutes=20, lasted=5)
    last_night = await told(stage, "alerts_since", night=True)
    assert last_night.startswith("1 alert last night: over")
    assert "InTheNight" in last_night
    assert await told(stage, "alerts_since", night=True, first="2026-11-23") == last_night
    await stage.turn_to(stage.now().replace(hour=21, minute=0))
    await fires(stage, "LateInTheEvening", minutes=20, lasted=5)
    tonight = await told(stage, "alerts_since", night=True, first="2026-11-23")
    assert tonight.startswith("1 alert tonight: over")
    assert "LateInTheEvening" in tonight
    assert "still to come" in await told(stage, "alerts_since", night=True, first="2026-11-26")


async def test_a_runbook_is_named_to_those_who_may_read_it(stage: Stage) -> None:
    await fires(stage, "HighErrorRate")
    ana, leads = stage.workspace.member("Ana"), stage.workspace.channel(LEADS)
    steps = {"when": "HighErrorRate", "service": "payments", "steps": "Restart it."}
    await stage.app.parts.drafts.propose(ana.id, leads.id, RUNBOOK, DraftEntry("Errors of payments", steps, (ana.id,)))
    await stage.settle()
    said = await told(stage, "alerts_now", "Ana", DM)
    assert "runbook: Errors of payments (http" in said, "it leads to the runbook"
    assert ") (draft)" in said
    assert "runbook" not in await told(stage, "alerts_now", "Ana", BACKEND)
    assert "runbook" not in await told(stage, "alerts_now", "Ben", DM)


async def test_a_guest_hears_of_alerts_only_where_a_standup_tells_them(stage: Stage) -> None:
    await fires(stage, "HighErrorRate")
    await becomes_a_guest(stage, "Ben")
    for tool in ("alerts_now", "alerts_since"):
        assert "guests can't have it" in await told(stage, tool, "Ben", DM)
        assert "Ask me in a direct message" in await told(stage, tool, "Ana")
    await with_a_standup(stage)
    assert "HighErrorRate" in await told(stage, "alerts_now", "Ben")
    assert "guests can't have it" in await told(stage, "alerts_now", "Ben", alone=True)


async def test_a_hostile_name_is_shown_as_it_is(stage: Stage) -> None:
    await fires(stage, "<!channel> *all* <https://evil.example|click>", service="<@U0ANA>")
    for tool in ("alerts_now", "alerts_since"):
        found = await finding(stage, tool)
        spans = [part for block in found.blocks for text in getattr(block, "items", ()) for part in text]
        assert any("<!channel> *all*" in part for part in spans if isinstance(part, str))
        assert not any(isinstance(part, Link | Mention) for part in spans)
