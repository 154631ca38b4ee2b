"""Payloads that nobody sane sends: each is refused with a reason, or can be kept and told of."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integrations.alerts import BadPayload, read
from integrations.database import Database
from integrations.slack.render import render
from integrations.time import TurnableClock
from jobs.alerts import Alerts, posts
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
        found = read(*sent)
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
            assert render(posts.page(incident)).text


def test_dozens_of_labels_do_not_hide_what_decides() -> None:
    crowded = alert("Down", service="zebra", severity="critical")
    crowded["labels"] |= {f"label_{n:02}": "pod" for n in range(60)}
    crowded["annotations"] |= {f"a{n:02}": "noise" for n in range(60)} | {"runbook_url": "https://wiki.example/down"}
    (found,) = read("alertmanager", alertmanager(crowded))
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
    )
    assert first.key != second.key
    assert first.key == again.key


def test_a_heartbeat_is_no_trouble() -> None:
    assert read("alertmanager", alertmanager(alert("Watchdog", severity="none"))) == []


def test_the_receiver_that_is_ours_called_nobody() -> None:
    for receiver, paged in (("rolecall", ()), ("backend-oncall", ("backend-oncall",))):
        payload = alertmanager(alert(severity="critical")) | {"receiver": receiver}
        assert read("alertmanager", payload)[0].paged == paged
