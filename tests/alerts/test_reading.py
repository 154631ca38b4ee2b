"""Payloads that nobody sane sends: each is refused with a reason, or can be kept and told of."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integrations.alerts import BadPayload, read
from integrations.alerts.fields import moment
from integrations.database import Database
from integrations.slack.render import render
from integrations.time import TurnableClock
from jobs.alerts import Alerts, page_posts
from tests.alerts.samples import NIGHT, alert, alertmanager, pagerduty, stamp

TEXT = st.text(st.characters(), max_size=20) | st.sampled_from(["\ud800", "\0", "<!channel>", "\u202e", "x" * 5000])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT | st.sampled_from([10**400, -(10**400)]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
SANE: dict[str, Any] = {
    "alertmanager": alertmanager(alert(ends=NIGHT)),
    "grafana": alertmanager(alert()),
    "pagerduty": pagerduty("incident.resolved"),
    "generic": {"fingerprint": "disk", "title": "Disk is full", "starts_at": stamp(NIGHT), "severity": "page"},
}


def places(value: Any, *path: str | int) -> Iterator[tuple[str | int, ...]]:
    """Every place of a payload in which there is a value."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, each in inner:
        yield from places(each, *path, name)


def replaced(value: Any, path: tuple[str | int, ...], new: Any) -> Any:
    """The payload with something else in one place, as long as there is that place."""
    if not path:
        return new
    step, *rest = path
    if isinstance(value, dict) and step in value:
        return {**value, step: replaced(value[step], tuple(rest), new)}
    if isinstance(value, list) and isinstance(step, int):
        return [replaced(each, tuple(rest), new) if n == step else each for n, each in enumerate(value)]
    return value


@st.composite
def broken(draw: st.DrawFn) -> tuple[str, Any]:
    """A source, and a payload of it with something else in up to three places."""
    source = draw(st.sampled_from(sorted(SANE)))
    payload = SANE[source]
    for path in draw(st.lists(st.sampled_from(list(places(payload))), min_size=1, max_size=3)):
        payload = replaced(payload, path, draw(JSON))
    return source, payload


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(broken())
async def test_whatever_is_sent_is_refused_with_a_line_or_kept_and_told(
    db: Database, clock: TurnableClock, sent: tuple[str, Any]
) -> None:
    try:
        found = read(*sent).alerts
    except BadPayload as problem:
        why = str(problem)
    else:
        why = ""
    assert why.isprintable()
    if why:
        return
    alerts = Alerts(db, clock)
    await alerts.take(found)
    for alert_ in found:
        kept = await alerts.between(alert_.starts_at, alert_.starts_at + timedelta.resolution)
        for incident in kept:
            assert render(page_posts.page([incident], "", clock.now())).text


def test_dozens_of_labels_do_not_hide_what_decides() -> None:
    crowded = alert("Down", service="zebra", severity="critical")
    crowded["labels"] |= {f"label_{n:02}": "pod" for n in range(60)}
    crowded["annotations"] |= {f"a{n:02}": "noise" for n in range(60)} | {"runbook_url": "https://wiki.example/down"}
    (found,) = read("alertmanager", alertmanager(crowded)).alerts
    assert (found.severity, found.service, found.labels["alertname"]) == ("critical", "zebra", "Down")
    assert (found.title, found.runbook) == ("Down in zebra", "https://wiki.example/down")
    assert len(found.labels) == 30


def test_without_fingerprints_all_labels_tell_alerts_apart() -> None:
    one, two = alert(), alert()
    for each, pod in ((one, "a"), (two, "b")):
        each["labels"] |= {"instance": "x" * 400, "pod": pod}
        del each["fingerprint"]
    first, second, again = read(
        "alertmanager", alertmanager(one, two, {**one, "status": "resolved", "endsAt": stamp(NIGHT)})
    ).alerts
    assert first.key != second.key
    assert first.key == again.key


def test_a_heartbeat_is_no_trouble() -> None:
    assert read("alertmanager", alertmanager(alert("Watchdog", severity="none"))).alerts == []


def test_the_receiver_that_is_ours_called_nobody() -> None:
    for receiver, paged in (("rolecall", ()), ("backend-oncall", ("backend-oncall",))):
        payload = alertmanager(alert(severity="critical")) | {"receiver": receiver}
        assert read("alertmanager", payload).alerts[0].paged == paged


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ({"startsAt": "0001-01-01T00:00:00Z"}, "startsAt is no moment of this century"),
        ({"startsAt": "9999-12-31T23:59:59Z"}, "startsAt is no moment of this century"),
        ({"startsAt": None}, "startsAt is no moment"),
        ({"startsAt": 7}, "startsAt is no moment of this century"),
        ({"startsAt": True}, "startsAt is no moment"),
        ({"startsAt": "2026-11-23T02:10:00+99:99"}, "startsAt is no moment"),
        ({"startsAt": "2026-11-23T02:10:00Mars/Base"}, "startsAt is no moment"),
        ({"startsAt": ["2026"]}, "startsAt is no moment"),
        ({"status": "resolved", "endsAt": "later"}, "endsAt is no moment"),
        ({"fingerprint": "x" * 300}, "fingerprint is empty or longer"),
        ({"fingerprint": "\u200b"}, "fingerprint is empty or longer"),
    ],
)
def test_one_entry_that_makes_no_sense_leaves_the_others(bad: dict[str, object], why: str) -> None:
    found = read("alertmanager", alertmanager(alert("A"), alert("B") | bad, alert("C")))
    assert [each.labels["alertname"] for each in found.alerts] == ["A", "C"]
    (fault,) = found.faults
    assert fault.startswith(f"alerts[1].{why}")


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-23T02:10:00Z",
        "2026-11-23T03:10:00.123456789+01:00",
        "2026-11-23T02:10:00.000+0000",
        "2026-11-23 02:10:00 UTC",
        "2026.11.23 02:10:00",
        "2026/11/23 02:10:00",
        "Mon, 23 Nov 2026 02:10:00 GMT",
        1795399800,
        1795399800000,
        "1795399800",
        "1795399800000",
        1795399800000000,
        1795399800000000000,
        "1795399800.25",
        "2026-11-23 02:10:00.123456789 +0000 UTC",
        "2026-11-23 03:10:00 +0100 CET m=+12.5",
    ],
)
def test_a_moment_is_read_however_tools_write_it(written: object) -> None:
    assert moment(written, "at").replace(microsecond=0) == NIGHT


@pytest.mark.parametrize(
    ("labels", "service"),
    [
        ({"service": "kube-prometheus-stack-kube-state-metrics", "namespace": "payments"}, "payments"),
        ({"job": "node-exporter", "app": "orders"}, "orders"),
        ({"service": "prometheus-postgres-exporter", "deployment": "ledger"}, "ledger"),
        ({"job": "integrations/kubernetes/cadvisor", "namespace": "blue"}, "blue"),
        ({"service": "prometheus_redis_exporter_metrics", "namespace": "cache"}, "cache"),
        ({"job": "kube-state-metrics"}, "kube-state-metrics"),
        ({"service": "exporters-api", "namespace": "sales"}, "exporters-api"),
        ({"pod": "ledger-0"}, "other"),
        ({"app.kubernetes.io/name": "ledger", "namespace": "payments"}, "ledger"),
        ({"service.name": "orders"}, "orders"),
        ({"job": "blackbox", "namespace": "shop"}, "shop"),
    ],
)
def test_an_exporter_is_nobodys_service_unless_nothing_else_is_known(labels: dict[str, str], service: str) -> None:
    fired = alert() | {"labels": {"alertname": "A"} | labels}
    assert read("alertmanager", alertmanager(fired)).alerts[0].service == service


OLD_RULE = {"orgId": 1, "ruleId": 7, "ruleName": "Queue is long", "ruleUrl": "https://grafana.example/d/1"}


@pytest.mark.parametrize(
    ("state", "title", "firing"),
    [
        ("alerting", "Queue is long", True),
        ("no_data", "Queue is long: no data came", True),
        ("ok", "Queue is long", False),
    ],
)
def test_grafanas_first_alerting_is_read_too(state: str, title: str, firing: bool) -> None:
    payload = OLD_RULE | {"state": state, "tags": {"service": "orders", "severity": "critical"}}
    (found,) = read("grafana", payload, NIGHT).alerts
    assert (found.title, found.service, found.severity, found.firing) == (title, "orders", "critical", firing)
    assert (found.fingerprint, found.said_at) == ("rule-1-7", NIGHT)


async def test_a_rule_of_grafanas_first_alerting_is_one_incident_until_it_is_ok(
    db: Database, clock: TurnableClock
) -> None:
    alerts = Alerts(db, clock)
    began = clock.now()
    for state in ("alerting", "alerting", "pending", "ok", "ok"):
        await alerts.take(read("grafana", OLD_RULE | {"state": state}, clock.now()).alerts)
        clock.turn_to(clock.now() + timedelta(minutes=10))
    (incident,) = await alerts.between(began, clock.now())
    assert incident.ended_at == began + timedelta(minutes=30)


@pytest.mark.parametrize(
    ("state", "why"), [("paused", "neither fires nor ends"), ("pending", "neither fires nor ends"), ("odd", None)]
)
def test_what_a_rule_is_that_neither_fires_nor_ends(state: str, why: str | None) -> None:
    if why is None:
        with pytest.raises(BadPayload, match="state is none of"):
            read("grafana", OLD_RULE | {"state": state}, NIGHT)
    else:
        assert why in read("grafana", OLD_RULE | {"state": state}, NIGHT).passed_over


@pytest.mark.parametrize(
    ("status", "firing"), [("FIRING", True), ("problem", True), ("Resolved", False), ("OK", False), ("pending", None)]
)
def test_our_own_form_takes_the_words_of_others(status: str, firing: bool | None) -> None:
    said = SANE["generic"] | {"status": status, "ends_at": stamp(NIGHT), "paged": "Chiara"}
    for payload in (said, [said], {"alerts": [said]}):
        found = read("generic", payload).alerts
        assert [(each.firing, each.paged) for each in found] == ([] if firing is None else [(firing, ("Chiara",))])


async def test_an_end_that_is_years_ahead_is_when_we_heard_of_it(db: Database, clock: TurnableClock) -> None:
    alerts = Alerts(db, clock)
    over = SANE["generic"] | {"status": "resolved", "starts_at": stamp(clock.now()), "ends_at": "2099-01-01T00:00:00Z"}
    await alerts.take(read("generic", over).alerts)
    (incident,) = await alerts.between(clock.now(), clock.now() + timedelta(minutes=1))
    assert incident.ended_at == clock.now()
