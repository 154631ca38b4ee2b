"""What people see of alerts."""

from datetime import timedelta

from bot.demo import team
from integrations.workspace import Said
from jobs.drafts.kinds import RUNBOOK
from jobs.drafts.model import Entry
from tests.alerts.conftest import Post
from tests.alerts.samples import NIGHT, alert, alertmanager, stamp
from tests.stage import BACKEND, opened, shown, thread


def morning(post: Post) -> list[Said]:
    """What is in the thread of the standup."""
    roots = [said for said in post.stage.workspace.messages_in(BACKEND) if said.thread_ts in (None, said.ts)]
    standup = next(said for said in roots if "standup_answer" in str(said.blocks))
    return thread(post.stage, standup)


async def test_a_critical_alert_gets_through_quiet_hours_and_is_brought_up_to_date(post: Post) -> None:
    now = post.stage.now()  # 08:30, before anybody works
    firing = alert("Down", severity="critical", starts=now)
    await post("alertmanager", alertmanager(firing))
    await post.stage.pass_(seconds=5)
    said = opened(post.stage)
    assert said.shown.startswith("Critical: payments: Down in payments\nFiring since")
    assert "paged: backend-oncall" in said.shown
    await post(
        "alertmanager", alertmanager(alert("Down", severity="critical", starts=now, ends=now + timedelta(minutes=12)))
    )
    await post.stage.pass_(seconds=5)
    again = opened(post.stage)
    assert again.ts == said.ts
    assert again.shown.startswith("Over: payments: Down in payments\nIt took 12 min")


async def test_ten_thousand_at_once_are_one_message(post: Post) -> None:
    now = post.stage.now()
    before = len(post.stage.workspace.messages_in(BACKEND))
    many = [alert(f"A{n}", service=f"s{n % 40}", severity="critical", starts=now) for n in range(10_000)]
    for begin in range(0, 10_000, 2_500):
        assert (await post("alertmanager", alertmanager(*many[begin : begin + 2_500]))).status_code == 202
    await post.stage.pass_(seconds=60)
    assert len(post.stage.workspace.messages_in(BACKEND)) == before + 1
    assert opened(post.stage).shown.startswith("10,000 critical alerts, 10,000 still firing")
    over = [each | {"status": "resolved", "endsAt": each["startsAt"]} for each in many[:9_000]]
    await post("alertmanager", alertmanager(*over))
    await post.stage.pass_(seconds=60)
    assert len(post.stage.workspace.messages_in(BACKEND)) == before + 1
    assert opened(post.stage).shown.startswith("10,000 critical alerts, 1,000 still firing")


async def test_a_storm_that_trickles_in_is_three_messages_and_one_for_the_rest(post: Post) -> None:
    before = len(post.stage.workspace.messages_in(BACKEND))
    for number in range(9):
        firing = alert(f"A{number}", severity="critical", starts=post.stage.now())
        assert (await post("alertmanager", alertmanager(firing))).status_code == 202
        await post.stage.pass_(seconds=45)
    assert len(post.stage.workspace.messages_in(BACKEND)) == before + 4
    assert opened(post.stage).shown.startswith("6 critical alerts, 6 still firing")
    await post.stage.pass_(seconds=900)
    await post("alertmanager", alertmanager(alert("Later", severity="critical", starts=post.stage.now())))
    await post.stage.pass_(seconds=5)
    assert opened(post.stage).shown.startswith("Critical: payments: Later in payments")


async def test_what_began_a_storm_is_named(post: Post) -> None:
    now = post.stage.now()
    many = [alert(f"A{number}", severity="critical", starts=now) for number in range(5)]
    await post("alertmanager", alertmanager(*many))
    await post.stage.pass_(seconds=5)
    assert opened(post.stage).shown.splitlines()[:2] == [
        "5 critical alerts, 5 still firing",
        "payments: A0 in payments · see it at prometheus.example",
    ]
    await post("alertmanager", alertmanager(many[0] | {"status": "resolved", "endsAt": stamp(now)}))
    await post.stage.pass_(seconds=60)
    assert opened(post.stage).shown.splitlines()[:2] == [
        "5 critical alerts, 4 still firing",
        "payments: A0 in payments · over · see it at prometheus.example",
    ]


async def test_an_old_alert_that_we_hear_of_late_wakes_nobody(post: Post) -> None:
    before = shown(post.stage)
    await post("alertmanager", alertmanager(alert("Down", severity="critical", starts=NIGHT)))
    await post.stage.pass_(seconds=5)
    assert shown(post.stage) == before


async def test_the_standup_sums_up_the_night_with_what_still_fires_first(post: Post) -> None:
    hours = [NIGHT - timedelta(days=2) + timedelta(hours=n) for n in range(4)]
    over = [alert("Flaps", starts=hour, ends=hour + timedelta(minutes=7)) for hour in hours]
    still = alert("SweepSlow", service="payments-db", starts=NIGHT)
    long_ago = alert("Old", starts=NIGHT - timedelta(days=9), ends=NIGHT - timedelta(days=8))
    await post("alertmanager", alertmanager(*over, still, long_ago))
    sections = {"when": "When it pages.", "steps": "1. Look at the index."}
    entry = Entry("SweepSlow: the nightly sweep is slow", sections, (team.CHIARA.id,))
    await post.stage.app.parts.drafts.propose(team.CHIARA.id, team.BACKEND.id, RUNBOOK, entry)
    await post.stage.turn_to(post.stage.at("09:01"))
    (said,) = [each for each in morning(post) if "alerts" in each.shown]
    lines = said.shown.splitlines()
    assert lines[0] == "5 alerts since Friday evening: 1 still firing"
    assert lines.index("Still firing") < next(n for n, line in enumerate(lines) if "SweepSlow in payments-db" in line)
    assert "runbook: SweepSlow: the nightly sweep is slow (draft)" in said.shown
    assert "payments: Flaps 4× (warning, 7 min)" in said.shown
    assert "Noisiest: Flaps (4×)." in said.shown
    assert "Old" not in said.shown


async def test_a_quiet_night_is_not_mentioned(post: Post) -> None:
    await post.stage.turn_to(post.stage.at("09:01"))
    assert not [each for each in morning(post) if "alert" in each.shown]


async def test_a_terrible_night_is_short(post: Post) -> None:
    many = [alert(f"A{n}", service=f"s{n}", starts=NIGHT) for n in range(3_000)]
    await post("alertmanager", alertmanager(*many))
    await post.stage.turn_to(post.stage.at("09:01"))
    (said,) = [each for each in morning(post) if "alerts" in each.shown]
    assert said.shown.startswith("3,000 alerts since Friday evening: 3,000 still firing")
    assert "and 2,990 more" in said.shown
    assert len(said.shown.splitlines()) < 25


async def test_a_runbook_that_only_mentions_the_service_is_not_offered(post: Post) -> None:
    drafts = post.stage.app.parts.drafts
    for title, service in (("Restore a backup", "orders-db"), ("Empty the queue", "payments")):
        sections = {"service": service, "when": "After the countdown in payments.", "steps": "1. Look."}
        await drafts.propose(team.CHIARA.id, team.BACKEND.id, RUNBOOK, Entry(title, sections, (team.CHIARA.id,)))
    down, other = alert("Down", starts=NIGHT), alert("Odd", service="orders", starts=NIGHT)
    await post("alertmanager", alertmanager(down, other))
    await post.stage.turn_to(post.stage.at("09:01"))
    (said,) = [each for each in morning(post) if "alerts" in each.shown]
    assert [line.rpartition("runbook: ")[2] for line in said.shown.splitlines() if "runbook" in line] == [
        "Empty the queue (draft)"
    ]


async def test_what_says_all_it_knows_is_cut(post: Post) -> None:
    long = alert("R" * 400, service="s" * 400, severity="critical", starts=post.stage.now(), fingerprint="long")
    long["annotations"] = {"description": "<!channel> *LABELS* = map[" + "x" * 100_000, "runbook_url": "see the wiki"}
    await post("alertmanager", alertmanager(long))
    await post.stage.pass_(seconds=5)
    said = opened(post.stage).shown
    assert said.startswith("Critical: ssss")
    assert "runbook: see the wiki" in said
    assert len(said) < 400


async def test_what_becomes_critical_is_told_though_it_began_as_a_warning(post: Post) -> None:
    disk = {"fingerprint": "disk", "starts_at": stamp(NIGHT), "title": "Disk is 80 % full", "severity": "warning"}
    before = shown(post.stage)
    await post("generic", disk)
    await post.stage.pass_(seconds=5)
    assert shown(post.stage) == before
    await post("generic", disk | {"title": "Disk is 95 % full", "severity": "critical"})
    await post("generic", disk)
    await post.stage.pass_(seconds=5)
    assert opened(post.stage).shown.startswith("Critical: Disk is 95 % full")


async def test_an_alert_that_is_never_ended_is_not_listed_for_ever(post: Post) -> None:
    fires, silent = alert("Fires"), alert("Silent")
    await post("alertmanager", alertmanager(fires, silent))
    post.stage.clock.turn_to(post.stage.now() + timedelta(days=6))
    await post("alertmanager", alertmanager(fires))
    post.stage.clock.turn_to(post.stage.now() + timedelta(days=2))
    now = post.stage.now()
    still = await post.stage.app.parts.alerts.between(now - timedelta(days=1), now)
    assert [each.rule for each in still] == ["Fires"]
