"""Tools that cannot be taught our form, with the mappings that `docs/alerts.md` gives them."""

import base64
import contextlib
import hashlib
import hmac
import json
import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.load_settings import BadSettings, load
from bot.settings import Settings
from integrations.alerts import AlertMapping, BadPayload, mapping_of
from integrations.alerts.fields import moment
from tests.alerts.conftest import TOKEN, Post, posting
from tests.alerts.samples import NIGHT, stamp
from tests.alerts.test_reading import JSON, places, replaced
from tests.stage import BACKEND, opened, with_a_day

DOCS = Path(__file__).parents[2] / "docs" / "alerts.md"
SECRET = "sentry-secret"


@pytest.fixture(scope="module")
def documented(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings with every mapping of the documentation."""
    path = tmp_path_factory.mktemp("documented") / "rolecall.toml"
    path.write_text("\n".join(re.findall(r"```toml\n(.*?)```", DOCS.read_text(), re.DOTALL)))
    return load({"ROLECALL_CONFIG": str(path), "SENTRY_CLIENT_SECRET": SECRET})


@pytest.fixture
async def post(tmp_path: Path, documented: Settings) -> AsyncIterator[Post]:
    async with posting(tmp_path, alerts=documented.alerts) as ready:
        await with_a_day(ready.stage)
        yield ready


def sentry(at: datetime, *, over: bool) -> dict[str, Any]:
    issue = {"id": "5417824931", "title": "TimeoutError: ledger", "level": "fatal", "project": {"slug": "payments"}}
    if over:
        return {"action": "resolved", "installation": {"uuid": "a8e5d37a"}, "data": {"issue": issue}, "actor": {}}
    event = {
        "event_id": "e4874d664c3540c1a32eab185f12c5ab",
        "issue_id": "5417824931",
        "project": 1,
        "level": "fatal",
        "title": "TimeoutError: ledger",
        "datetime": stamp(at),
        "tags": [["environment", "production"], ["service", "payments"], ["level", "fatal"]],
        "web_url": "https://sentry.example/organizations/acme/issues/5417824931/events/e4874d66/",
        "exception": {"values": [{"type": "TimeoutError", "value": "ledger", "stacktrace": {"frames": []}}]},
    }
    return {
        "action": "triggered",
        "installation": {"uuid": "a8e5d37a"},
        "data": {"event": event, "triggered_rule": "Fatal errors"},
        "actor": {"id": "sentry", "name": "Sentry", "type": "application"},
    }


def datadog(at: datetime, *, over: bool) -> dict[str, Any]:
    transition = "Recovered" if over else "Triggered"
    return {
        "key": "8a5b62d0e54a8c1f",
        "title": f"[{transition} on {{host:db-1}}] Disk is full",
        "transition": transition,
        "priority": "P1",
        "type": "success" if over else "error",
        "tags": "env:prod,host:db-1,monitor,service:payments",
        "at": str(int(at.timestamp() * 1000)),
        "link": "https://datadog.example/event/event?id=42",
    }


def zabbix(at: datetime, *, over: bool) -> dict[str, Any]:
    riga = at + timedelta(hours=2)
    began = riga - timedelta(minutes=4) if over else riga
    return {
        "trigger": "23117",
        "name": "Free disk space is less than 5% on volume /var",
        "severity": "Disaster",
        "value": "0" if over else "1",
        "host": "db-1",
        "tags": '[{"tag":"component","value":"storage"}]',
        "date": f"{began:%Y.%m.%d}",
        "time": f"{began:%H:%M:%S}",
        "recovery_date": f"{riga:%Y.%m.%d}" if over else "{EVENT.RECOVERY.DATE}",
        "recovery_time": f"{riga:%H:%M:%S}" if over else "{EVENT.RECOVERY.TIME}",
    }


def sns(kind: str = "Notification", **more: str) -> dict[str, Any]:
    return {
        "Type": kind,
        "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
        "TopicArn": "arn:aws:sns:eu-central-1:123456789012:alarms",
        "Timestamp": stamp(NIGHT),
        "SignatureVersion": "1",
        "Signature": "EXAMPLEw6JRN...",
        "SigningCertURL": "https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-abc.pem",
        **more,
    }


def cloudwatch(at: datetime, *, over: bool) -> dict[str, Any]:
    message = {
        "AlarmName": "orders-db connections",
        "AlarmDescription": "More than 900 connections",
        "AlarmArn": "arn:aws:cloudwatch:eu-central-1:123456789012:alarm:orders-db connections",
        "AWSAccountId": "123456789012",
        "NewStateValue": "OK" if over else "ALARM",
        "OldStateValue": "ALARM" if over else "OK",
        "NewStateReason": "Threshold Crossed: 1 datapoint [931.0] was greater than the threshold (900.0).",
        "StateChangeTime": f"{at:%Y-%m-%dT%H:%M:%S}.000+0000",
        "Region": "EU (Frankfurt)",
        "Trigger": {
            "MetricName": "DatabaseConnections",
            "Namespace": "AWS/RDS",
            "Dimensions": [{"value": "orders-db", "name": "DBInstanceIdentifier"}],
        },
    }
    return sns(Subject="ALARM: orders-db connections", Message=json.dumps(message))


def uptime_kuma(at: datetime, *, over: bool) -> dict[str, Any]:
    return {
        "heartbeat": {
            "monitorID": 29,
            "status": 1 if over else 0,
            "time": f"{at:%Y-%m-%d %H:%M:%S}.527",
            "msg": "200 - OK" if over else "connect ECONNREFUSED",
            "important": True,
            "duration": 60,
            "timezone": "Europe/Berlin",
            "timezoneOffset": "+01:00",
        },
        "monitor": {"id": 29, "name": "Payments API", "url": "https://pay.example/health", "type": "http", "tags": []},
        "msg": "[Payments API] [✅ Up] 200 - OK" if over else "[Payments API] [🔴 Down] connect ECONNREFUSED",
    }


def new_relic(at: datetime, *, over: bool) -> dict[str, Any]:
    began = at - timedelta(minutes=4) if over else at
    return {
        "id": "c1bd1bd1-6a1f-4a04-a8cc-2a1f4f1a3f1e",
        "issueUrl": "https://radar-api.newrelic.example/accounts/1/issues/c1bd1bd1",
        "title": "payments query result is > 5.0 for 5 minutes on 'Error rate'",
        "priority": "CRITICAL",
        "impactedEntities": ["payments"],
        "totalIncidents": 1,
        "state": "CLOSED" if over else "ACTIVATED",
        "trigger": "INCIDENT_CLOSED" if over else "STATE_CHANGE",
        "isCorrelated": False,
        "createdAt": int(began.timestamp() * 1000),
        "updatedAt": int(at.timestamp() * 1000),
        "sources": ["newrelic"],
        "alertPolicyNames": ["Golden signals"],
        "alertConditionNames": ["Error rate"],
        "workflowName": "rolecall",
    }


TOOLS = {
    "sentry": (sentry, "payments: TimeoutError: ledger"),
    "datadog": (datadog, "payments: [Triggered on {host:db-1}] Disk is full"),
    "zabbix": (zabbix, "db-1: Free disk space is less than 5% on volume /var"),
    "cloudwatch": (cloudwatch, "AWS/RDS: orders-db connections: More than 900 connections"),
    "uptime-kuma": (uptime_kuma, "Payments API is down: connect ECONNREFUSED"),
    "new-relic": (new_relic, "payments: payments query result is > 5.0 for 5 minutes on 'Error rate'"),
}


@pytest.mark.parametrize("tool", TOOLS)
async def test_what_a_tool_posts_is_told_in_the_channel_and_is_over_when_it_says_so(post: Post, tool: str) -> None:
    body_of, headline = TOOLS[tool]
    at = post.stage.now()
    for minutes, over in ((0, False), (4, True)):
        post.stage.clock.turn_to(at + timedelta(minutes=minutes))
        answer = await called(post, tool, body_of(post.stage.now(), over=over))
        assert (answer.status_code, answer.json()) == (202, {"taken": 1})
        await post.stage.pass_(seconds=5)
        shown = opened(post.stage).shown
        assert shown.startswith(f"{'Over' if over else 'Critical'}: {headline}")
    assert "It took 4 min" in shown


async def called(post: Post, tool: str, payload: dict[str, Any]) -> httpx2.Response:
    """A call as that tool makes it: SNS says plain text and knows Basic alone, and Sentry signs."""
    body = json.dumps(payload).encode()
    headers = {"content-type": "application/json"}
    if tool == "cloudwatch":
        basic = base64.b64encode(f"rolecall:{TOKEN}".encode()).decode()
        headers = {"content-type": "text/plain; charset=UTF-8", "authorization": f"Basic {basic}"}
    if tool == "sentry":
        signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        headers |= {"authorization": "", "sentry-hook-signature": signature}
    return await post.client.post(f"{post.url}/alerts/generic/{tool}", content=body, headers=headers)


CONFIRM = "https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&Token=2336412f37"


async def test_a_subscription_is_put_to_the_operator_and_never_visited(
    post: Post, capsys: pytest.CaptureFixture[str]
) -> None:
    asks = sns("SubscriptionConfirmation", Token="2336412f37", Message="You have chosen to subscribe")
    answer = await called(post, "cloudwatch", asks | {"SubscribeURL": CONFIRM})
    assert (answer.status_code, answer.json()) == (202, {"taken": 0})
    assert f"open {CONFIRM}" in capsys.readouterr().out


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/?Action=ConfirmSubscription",
        "https://sns.eu-central-1.amazonaws.com.evil.example/",
        "https://sns.evil.example/.amazonaws.com",
        "https://sns.eu-central-1.amazonaws.com@evil.example/",
        "http://sns.eu-central-1.amazonaws.com/",
        "https://evil-amazonaws.com/",
        "",
    ],
)
def test_an_address_that_is_not_amazons_is_never_offered(documented: Settings, url: str) -> None:
    mapping = documented.alerts["cloudwatch"]
    with pytest.raises(BadPayload, match="does not lead to Amazon"):
        mapping.read(sns("SubscriptionConfirmation", SubscribeURL=url), NIGHT)


async def test_a_signature_takes_the_place_of_the_token_and_must_fit(post: Post) -> None:
    body = sentry(NIGHT, over=False)
    assert (await post("generic/sentry", body)).status_code == 401
    wrong = hmac.new(b"another", json.dumps(body).encode(), hashlib.sha256).hexdigest()
    assert (await post("generic/sentry", body, **{"sentry-hook-signature": wrong})).status_code == 401
    assert (await post("generic/nobody", body)).status_code == 404


async def test_a_test_call_is_no_alert(post: Post) -> None:
    answer = await post("generic/uptime-kuma", {"heartbeat": None, "monitor": None, "msg": "Testing"})
    assert (answer.status_code, answer.json()) == (202, {"taken": 0})


async def test_every_fault_of_a_call_is_named_at_once(post: Post) -> None:
    answer = await post("generic/new-relic", {"state": "ODD", "createdAt": "yesterday"})
    assert answer.status_code == 422
    assert answer.json()["error"].split("; ") == [
        "status is 'ODD', which statuses does not name",
        "fingerprint finds nothing in this call",
        "title finds nothing in this call",
        "starts_at is no moment such as 2026-11-23T09:00:00Z",
    ]


def made(**table: object) -> AlertMapping:
    """A mapping of the name `tool`."""
    mapping, problems = mapping_of("tool", {"fingerprint": "{id}", "title": "{name}"} | table, {})
    assert mapping is not None, problems
    return mapping


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{a.b}", "1"),
        ("{list.1.c}", "deep"),
        ("{pairs.env}", "prod"),
        ("{named.env}", "prod"),
        ("{tags.env}", "prod"),
        ("{packed.inner.0}", "unpacked"),
        ('{"dotted.name"}', "yes"),
        ('{labels."app.kubernetes.io/name"}', "ledger"),
        ("{a.b}/{list.0}", "1/first"),
        ("{a.b}/{missing}", "none"),
        ("{list.99}", "none"),
        ("{a.b.c.d}", "none"),
        ("{yes}", "true"),
        ("{half}", "0.5"),
        ("{whole}", "7"),
    ],
)
def test_a_path_finds_its_way(text: str, found: str) -> None:
    payload = {
        "id": 1,
        "a": {"b": 1},
        "list": ["first", {"c": "deep"}],
        "pairs": [["env", "prod"]],
        "named": [{"name": "env", "value": "prod"}],
        "tags": "host:db-1, env:prod",
        "packed": '{"inner": ["unpacked"]}',
        "dotted.name": "yes",
        "labels": {"app.kubernetes.io/name": "ledger"},
        "yes": True,
        "half": 0.5,
        "whole": 7.0,
    }
    (alert,) = made(title=[text, "none"]).read(payload, NIGHT).alerts
    assert alert.title == found


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.data())
def test_whatever_a_tool_sends_is_read_or_refused(documented: Settings, data: st.DataObject) -> None:
    tool = data.draw(st.sampled_from(sorted(TOOLS)))
    payload = TOOLS[tool][0](NIGHT, over=data.draw(st.booleans()))
    for path in data.draw(st.lists(st.sampled_from(list(places(payload))), min_size=1, max_size=3)):
        payload = replaced(payload, path, data.draw(JSON))
    with contextlib.suppress(BadPayload):
        for found in documented.alerts[tool].read(payload, NIGHT).alerts:
            assert found.title
            assert found.severity in ("critical", "warning", "info")


@given(
    st.text(max_size=40) | st.from_regex(r"[A-Z][a-z]{2}, \d{1,3} [A-Z][a-z]{2} \d{1,5} [0-9:]{1,8}( [+-]?\w{0,5})?")
)
def test_no_moment_that_anybody_writes_is_a_mistake_of_ours(written: str) -> None:
    with contextlib.suppress(BadPayload):
        assert moment(written, "at").tzinfo is not None


def test_a_call_with_several_alerts_keeps_those_that_make_sense() -> None:
    payload = {"problems": [{"id": 1, "name": "a"}, {"id": 2}, {"id": 3, "name": "c"}]}
    reading = made(entries="{problems}").read(payload, NIGHT)
    assert [alert.title for alert in reading.alerts] == ["a", "c"]
    assert reading.faults == ["entries[1]: title finds nothing in this call"]


def test_a_tool_that_counts_up_says_so() -> None:
    mapping = made(severity="{level}", severities={"5": "critical", "1": "info"})
    levels = {"5": "critical", "1": "info", "P1": "critical"}
    for level, meant in levels.items():
        (alert,) = mapping.read({"id": 1, "name": "a", "level": level}, NIGHT).alerts
        assert alert.severity == meant


WRONG = """\
rolecall_http_port = 8310

[alerts.Zabbix]
fingerprint = "{trigger}"
title = "{name}"

[alerts.tool]
titel = "{name}"
fingerprint = "{id"
status = 7
statuses = {up = "over"}
timezone = "Mars/Base"
signature = {header = "X-Signature", secret = "$NOWHERE"}

[alerts.tool.severities]
high = "terrible"
"""


def test_every_mistake_of_a_mapping_is_listed_at_the_start_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "rolecall.toml"
    path.write_text(WRONG)
    with pytest.raises(BadSettings) as bad:
        load({"ROLECALL_CONFIG": str(path)})
    assert sorted(line.removeprefix(str(path)) for line in bad.value.problems) == [
        ':10: alerts.tool.status: is no text such as "{monitor.name}", nor a list of such',
        ":11: alerts.tool.statuses.up: 'over' is none of firing, resolved, ignored",
        ":12: alerts.tool.timezone: 'Mars/Base' is no zone such as Europe/Berlin",
        ":13: alerts.tool.signature.secret: there is no NOWHERE in the environment",
        ":16: alerts.tool.severities.high: 'terrible' is none of critical, warning, info",
        ":3: alerts.Zabbix: a name has 1 to 40 small letters, digits, - and _",
        ":7: alerts.tool: title is missing",
        ":8: alerts.tool.titel: is no field; did you mean title?",
        ":9: alerts.tool.fingerprint: has a brace without its partner",
    ]


def test_the_secret_of_a_mapping_is_kept_out_of_the_log(documented: Settings) -> None:
    assert SECRET in documented.secrets
    assert SECRET not in repr(documented)


async def test_what_says_only_when_it_was_said_has_lives_too(post: Post) -> None:
    at, alerts = post.stage.now(), post.stage.app.parts.alerts
    for minutes, over in ((0, False), (1, False), (4, True), (5, True), (90, False)):
        await called(post, "uptime-kuma", uptime_kuma(at + timedelta(minutes=minutes), over=over))
    lives = await alerts.between(at, at + timedelta(days=1))
    assert [(each.started_at - at) // timedelta(minutes=1) for each in lives] == [0, 90]
    assert [each.firing for each in lives] == [False, True]
    assert not [said for said in post.stage.workspace.messages_in(BACKEND) if said.shown.startswith("Over")]
