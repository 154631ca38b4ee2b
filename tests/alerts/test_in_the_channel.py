"""What people see of alerts."""

import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.demo import team
from integrations.workspace import Said
from jobs.drafts.kinds import RUNBOOK
from jobs.drafts.model import DraftEntry
from tests.alerts.conftest import GRAFANA, PAGERDUTY, Post
from tests.alerts.samples import NIGHT, alert, alertmanager, pagerduty, stamp
from tests.stage import BACKEND, opened, shown, thread


def morning(post: Post) -> list[Said]:
    """What is in the thread of the standup."""
    roots = [said for said in post.stage.workspace.messages_in(BACKEND) if said.thread_ts in (None, said.ts)]
    standup = next(said for said in roots if "standup_answer" in str(said.blocks))
    return thread(post.stage, standup)


def told(post: Post) -> Said:
    """The last message about an alert."""
    said = post.stage.workspace.messages_in(BACKEND)
    return next(each for each in reversed(said) if each.shown.startswith(("Critical", "Over")))


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


@pytest.mark.slow
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


@pytest.mark.slow
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


async def test_a_critical_alert_that_we_hear_of_late_is_told_at_once_with_how_long_it_fires(post: Post) -> None:
    began = post.stage.now() - timedelta(hours=3, minutes=5)
    await post("alertmanager", alertmanager(alert("Down", severity="critical", starts=began)))
    await post.stage.pass_(seconds=5)
    assert opened(post.stage).shown.startswith("Critical: payments: Down in payments · for 3 h 5 min already\n")


async def test_what_began_while_we_were_away_is_one_message(post: Post) -> None:
    before = len(post.stage.workspace.messages_in(BACKEND))
    began = [post.stage.now() - timedelta(hours=each) for each in (3, 5)]
    late = [alert(f"A{n}", severity="critical", starts=start) for n, start in enumerate(began)]
    over = alert("Gone", severity="critical", starts=began[0], ends=began[0] + timedelta(minutes=1))
    await post("alertmanager", alertmanager(*late, over))
    await post.stage.pass_(seconds=5)
    assert len(post.stage.workspace.messages_in(BACKEND)) == before + 1
    lines = opened(post.stage).shown.splitlines()
    assert lines[0] == "2 critical alerts, 2 still firing"
    assert [line.partition(" · since")[0] for line in lines[1:3]] == [
        "payments: A1 in payments",
        "payments: A0 in payments",
    ]


def flapping(post: Post, number: int, *, over: bool) -> dict[str, Any]:
    """One of its lives, a minute long, three minutes apart."""
    start = post.stage.at("08:30") + timedelta(minutes=3 * number)
    return alertmanager(
        alert("Flaps", severity="critical", starts=start, ends=start + timedelta(minutes=1) if over else None)
    )


async def test_what_comes_and_goes_is_one_message_that_counts_and_a_thread_with_the_times(post: Post) -> None:
    before = len(post.stage.workspace.messages_in(BACKEND))
    for number in range(4):
        for over in (False, True):
            await post("alertmanager", flapping(post, number, over=over))
            await post.stage.pass_(seconds=90)
    said = opened(post.stage)
    (times,) = thread(post.stage, said)
    assert len(post.stage.workspace.messages_in(BACKEND)) == before + 2
    assert said.shown.startswith("Over: payments: Flaps in payments · 4 times in 10 min\nThe last time took 60 s")
    assert times.shown.startswith("It comes and goes:\n")
    assert times.shown.count("for 60 s") == 4


async def test_what_has_come_again_and_stays_is_announced_anew(post: Post) -> None:
    for number, over in ((0, False), (0, True), (1, False)):
        await post("alertmanager", flapping(post, number, over=over))
        await post.stage.pass_(seconds=90)
    first = opened(post.stage)
    assert first.shown.startswith("Critical: payments: Flaps in payments · again, 2 times in")
    await post.stage.pass_(seconds=700)
    await post.stage.pass_(seconds=5)
    again = opened(post.stage)
    assert again.ts != first.ts
    assert again.shown.startswith("Critical: payments: Flaps in payments\nFiring since")
    (kept,) = [said for said in post.stage.workspace.messages_in(BACKEND) if said.ts == first.ts]
    assert kept.shown.startswith("Over: payments: Flaps in payments\nIt took 60 s")


async def test_what_was_quiet_for_half_an_hour_is_news_again(post: Post) -> None:
    for number in (0, 1):
        for over in (False, True):
            await post("alertmanager", flapping(post, number, over=over))
            await post.stage.pass_(seconds=45)
    first = told(post)
    post.stage.clock.turn_to(post.stage.at("09:06"))
    await post("alertmanager", flapping(post, 12, over=False))
    await post.stage.pass_(seconds=5)
    assert told(post).ts != first.ts
    assert told(post).shown.startswith("Critical: payments: Flaps in payments\nFiring since")


PODS = {
    "service": "kube-prometheus-stack-kube-state-metrics",
    "job": "kube-state-metrics",
    "namespace": "payments",
    "instance": "10.0.0.9:8080",
}


@pytest.mark.parametrize(
    ("labels", "headlines"),
    [
        ([PODS | {"pod": "ledger-0"}], ["payments: Pod is crash looping. (ledger-0)"]),
        (
            [PODS | {"pod": "ledger-0"}, PODS | {"pod": "ledger-1"}],
            ["payments: Pod is crash looping. (ledger-0)", "payments: Pod is crash looping. (ledger-1)"],
        ),
        (
            [
                {"service": "ledger", "pod": "ledger-0", "namespace": "blue"},
                {"service": "ledger", "pod": "ledger-0", "namespace": "green"},
            ],
            ["ledger: Pod is crash looping. (ledger-0)", "ledger: Pod is crash looping. (ledger-0, green)"],
        ),
        (
            [{"job": "node-exporter", "instance": "db-1:9100", "mountpoint": "/var", "device": "/dev/sda1"}],
            ["node-exporter: Pod is crash looping. (db-1:9100, /dev/sda1)"],
        ),
        ([{"service": "ledger", "tenant": "acme"}], ["ledger: Pod is crash looping."]),
        (
            [{"service": "ledger", "tenant": "acme"}, {"service": "ledger", "tenant": "zeta"}],
            ["ledger: Pod is crash looping.", "ledger: Pod is crash looping. (zeta)"],
        ),
    ],
)
async def test_a_headline_says_which_one(post: Post, labels: list[dict[str, str]], headlines: list[str]) -> None:
    for number, each in enumerate(labels):
        crash = alert("KubePodCrashLooping", starts=post.stage.now(), fingerprint=str(number))
        crash["labels"] = each | {"alertname": "KubePodCrashLooping", "severity": "critical"}
        crash["annotations"] = {"summary": "Pod is crash looping."}
        await post("alertmanager", alertmanager(crash))
        await post.stage.pass_(seconds=5)
    said = [line.partition("\n")[0] for line in shown(post.stage) if line.startswith("Critical")]
    assert said == [f"Critical: {line}" for line in headlines]


@pytest.mark.parametrize(
    ("rule", "headline"),
    [
        ("DatasourceNoData", "payments: Disk is full: no data came"),
        ("DatasourceError", "payments: Disk is full: its data source cannot be read"),
    ],
)
async def test_a_rule_that_grafana_could_not_decide_is_told_by_its_name(post: Post, rule: str, headline: str) -> None:
    undecided = alert(rule, severity="critical", starts=post.stage.now())
    undecided["labels"]["rulename"] = "Disk is full"
    body = json.dumps(alertmanager(undecided)).encode()
    sign = hmac.new(GRAFANA.encode(), body, hashlib.sha256).hexdigest()
    url, headers = f"{post.url}/alerts/grafana", {"X-Grafana-Alerting-Signature": sign}
    assert (await post.client.post(url, content=body, headers=headers)).status_code == 202
    await post.stage.pass_(seconds=5)
    assert opened(post.stage).shown.startswith(f"Critical: {headline}\n")


Heard = Callable[..., Awaitable[None]]


@pytest.fixture
def heard(post: Post) -> Heard:
    """Let PagerDuty say something, some minutes after its incident began; `more` are other fields of it."""
    start = post.stage.now()

    async def heard(kind: str, minutes: int, **more: object) -> None:
        event = pagerduty(kind, at=start + timedelta(minutes=minutes))
        event["event"]["data"] |= {"created_at": stamp(start), **more}
        body = json.dumps(event).encode()
        sign = hmac.new(PAGERDUTY.encode(), body, hashlib.sha256).hexdigest()
        headers = {"X-PagerDuty-Signature": f"v1={sign}"}
        answer = await post.client.post(f"{post.url}/alerts/pagerduty", content=body, headers=headers)
        assert (answer.status_code, answer.json()) == (202, {"taken": 1})
        await post.stage.pass_(seconds=5)

    return heard


async def test_an_incident_of_pagerduty_is_told_of_as_people_call_it_now(post: Post, heard: Heard) -> None:
    await heard("incident.triggered", 0)
    first = told(post)
    assert first.shown.startswith("Critical: orders: Queue is stuck\n")
    moved = {"service": {"id": "PSVC2", "summary": "billing"}}
    await heard("incident.service_updated", 1, **moved)
    await post.stage.pass_(seconds=40)
    assert told(post).shown.startswith("Critical: billing: Queue is stuck\n")
    await heard("incident.title_updated", 2, title="Broker has no memory", **moved)
    await post.stage.pass_(seconds=40)
    assert told(post).shown.startswith("Critical: billing: Broker has no memory\n")
    await heard("incident.acknowledged", 1)  # said before, and late: it gives nothing its old name
    await heard("incident.incident_type.changed", 3, status="resolved")
    await post.stage.pass_(seconds=40)
    assert told(post).ts == first.ts
    assert told(post).shown.startswith("Over: billing: Broker has no memory\n")


@pytest.mark.parametrize(
    "order",
    [
        ["triggered 0", "second 9", "first 3"],
        ["second 9", "first 3", "triggered 0"],
        ["triggered 0", "first 3", "second 9", "first 3", "acknowledged 4"],
        ["acknowledged 12", "first 3", "second 9", "triggered 0"],
    ],
)
async def test_of_two_names_that_pagerduty_tells_in_the_wrong_order_the_later_one_stays(
    post: Post, heard: Heard, order: list[str]
) -> None:
    """Each delivery has the incident as it was called at that moment."""
    names = {0: "Queue is stuck", 3: "Broker is slow", 4: "Broker is slow", 9: "No memory", 12: "No memory"}
    for each in order:
        what, _, minutes = each.partition(" ")
        kind = "title_updated" if what in ("first", "second") else what
        await heard(f"incident.{kind}", int(minutes), title=names[int(minutes)])
    await post.stage.pass_(seconds=40)
    assert told(post).shown.startswith("Critical: orders: No memory\n")


async def test_an_incident_of_pagerduty_that_becomes_urgent_is_told_of_then(post: Post, heard: Heard) -> None:
    before = len(post.stage.workspace.messages_in(BACKEND))
    await heard("incident.triggered", 0, urgency="low")
    assert len(post.stage.workspace.messages_in(BACKEND)) == before
    await heard("incident.urgency_updated", 1, urgency="high")
    assert told(post).shown.startswith("Critical: orders: Queue is stuck\n")


async def test_an_incident_of_pagerduty_that_is_reopened_fires_again_until_it_is_resolved_again(
    post: Post, heard: Heard
) -> None:
    start = post.stage.now()

    await heard("incident.triggered", 0)
    await heard("incident.resolved", 5)
    first = told(post)
    assert first.shown.startswith("Over: orders: Queue is stuck")
    post.stage.clock.turn_to(start + timedelta(minutes=12))
    await heard("incident.reopened", 12, reopened_at=stamp(start + timedelta(minutes=12)))
    assert told(post).ts != first.ts  # somebody has opened it again: that is news, however soon
    assert told(post).shown.startswith("Critical: orders: Queue is stuck\nFiring since")
    await heard("incident.acknowledged", 13)
    await heard("incident.resolved", 22)
    assert told(post).shown.startswith("Over: orders: Queue is stuck\nIt took 10 min")
    lives = await post.stage.app.parts.alerts.between(start, start + timedelta(hours=3))
    assert [each.ended_at for each in lives] == [start + timedelta(minutes=5), start + timedelta(minutes=22)]


async def test_the_standup_sums_up_the_night_with_what_still_fires_first(post: Post) -> None:
    hours = [NIGHT - timedelta(days=2) + timedelta(hours=n) for n in range(4)]
    over = [alert("Flaps", starts=hour, ends=hour + timedelta(minutes=7)) for hour in hours]
    still = alert("SweepSlow", service="payments-db", starts=NIGHT)
    long_ago = alert("Old", starts=NIGHT - timedelta(days=9), ends=NIGHT - timedelta(days=8))
    await post("alertmanager", alertmanager(*over, still, long_ago))
    sections = {"when": "When it pages.", "steps": "1. Look at the index."}
    entry = DraftEntry("SweepSlow: the nightly sweep is slow", sections, (team.CHIARA.id,))
    await post.stage.app.parts.drafts.propose(team.CHIARA.id, team.BACKEND.id, RUNBOOK, entry)
    await post.stage.turn_to(post.stage.at("09:01"))
    (said,) = [each for each in morning(post) if "alerts" in each.shown]
    lines = said.shown.splitlines()
    assert lines[0] == "5 alerts since Friday evening: 1 still firing"
    assert lines.index("Still firing") < next(n for n, line in enumerate(lines) if "SweepSlow in payments-db" in line)
    assert "runbook: SweepSlow: the nightly sweep is slow (draft)" in said.shown
    assert f"/archives/{team.BACKEND.id}/" in str(said.blocks), "the runbook is a link"
    assert "payments: Flaps 4× (warning, 7 min)" in said.shown
    assert "Noisiest: Flaps (4×)." in said.shown
    assert "Old" not in said.shown


async def test_a_quiet_night_is_not_mentioned(post: Post) -> None:
    await post.stage.turn_to(post.stage.at("09:01"))
    assert not [each for each in morning(post) if "alert" in each.shown]


@pytest.mark.slow
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
        await drafts.propose(team.CHIARA.id, team.BACKEND.id, RUNBOOK, DraftEntry(title, sections, (team.CHIARA.id,)))
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
