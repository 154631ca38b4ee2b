"""What people reported of other tools that bring alerts into a chat does not happen here."""

from datetime import timedelta
from typing import Any

import pytest

from tests.alerts.conftest import Post
from tests.alerts.samples import alert, alertmanager
from tests.stage import BACKEND, opened, shown


def critical(name: str, post: Post, **more: Any) -> dict[str, Any]:
    return alert(name, severity="critical", starts=post.stage.now(), **more)


async def test_that_it_is_over_is_said_once_however_often_it_is_told(post: Post) -> None:
    now = post.stage.now()
    await post("alertmanager", alertmanager(critical("Down", post)))
    await post.stage.pass_(minutes=2)
    before = len(shown(post.stage))
    over = alert("Down", severity="critical", starts=now, ends=now + timedelta(minutes=1))
    for _ in range(5):
        assert (await post("alertmanager", alertmanager(over))).status_code == 202
        await post.stage.pass_(minutes=3)
    assert len(shown(post.stage)) == before
    assert opened(post.stage).shown.startswith("Over: payments: Down in payments")


async def test_what_is_first_heard_of_when_it_is_over_pages_nobody(post: Post) -> None:
    before = shown(post.stage)
    now = post.stage.now()
    over = alert("Blip", severity="critical", starts=now - timedelta(minutes=9), ends=now - timedelta(minutes=2))
    await post("alertmanager", alertmanager(over))
    await post.stage.pass_(minutes=2)
    assert shown(post.stage) == before


@pytest.mark.parametrize(
    ("labels", "annotations", "said"),
    [
        ({"alertname": "TargetDown", "severity": "critical"}, {}, "Critical: TargetDown"),
        ({"alertname": "Loki", "severity": "critical"}, None, "Critical: Loki"),
        (
            {"alertname": "Queue", "severity": "critical"},
            {"summary": "Queue is\nlong\r\n\r\n  and grows", "description": "a\nb"},
            "Critical: Queue is long and grows",
        ),
        ({"alertname": "NotSynced", "severity": "critical"}, {"summary": "NotSynced on <no value>"}, "NotSynced"),
        ({"alertname": "NoValue", "severity": "critical"}, {"summary": "Load is [no value]"}, "Critical: "),
    ],
)
async def test_what_a_rule_leaves_out_is_left_out_and_the_rest_is_said(
    post: Post, labels: dict[str, str], annotations: object, said: str
) -> None:
    given = critical("Any", post) | {"labels": labels, "annotations": annotations}
    assert (await post("alertmanager", alertmanager(given))).status_code == 202
    await post.stage.pass_(seconds=5)
    headline = opened(post.stage).shown.splitlines()[0]
    assert said in headline
    assert "no value" not in headline
    assert "None" not in headline


@pytest.mark.parametrize(
    "payload", [{}, {"alerts": []}, {"alerts": None}, {"alerts": [{}]}, [], None, {"status": "ok"}]
)
async def test_nothing_is_said_of_a_call_that_says_nothing(post: Post, payload: object) -> None:
    before = shown(post.stage)
    for source in ("alertmanager", "grafana", "pagerduty", "generic"):
        assert (await post(source, payload)).status_code < 500
    await post.stage.pass_(seconds=30)
    assert shown(post.stage) == before


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,<script>", "http://a@b/", "//x", " ", "<!channel>", "vbscript:x"]
)
async def test_a_link_of_an_alert_that_may_not_be_live_is_not_shown(post: Post, url: str) -> None:
    given = critical("Down", post) | {"generatorURL": url}
    given["annotations"] |= {"runbook_url": url}
    await post("alertmanager", alertmanager(given) | {"externalURL": url})
    await post.stage.pass_(seconds=5)
    said = opened(post.stage)
    assert said.shown.startswith("Critical")
    assert "'type': 'link'" not in str(said.blocks)
    assert not any(each.startswith(("javascript", "data:", "vbscript")) for each in said.shown.split())


async def test_a_payload_that_is_told_by_a_group_of_two_alertmanagers_is_one_incident(post: Post) -> None:
    firing = critical("Down", post)
    for url in ("http://alertmanager-0.example", "http://alertmanager-1.example"):
        await post("alertmanager", alertmanager(firing) | {"externalURL": url, "groupKey": f"{url}:x"})
    await post.stage.pass_(seconds=5)
    assert sum("Down in payments" in each for each in shown(post.stage, BACKEND)) == 1
