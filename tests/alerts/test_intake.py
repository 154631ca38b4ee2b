"""`POST /alerts/…`, as a source meets it."""

import asyncio
import base64
import gzip
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest
import sqlalchemy as sa

from bot import alert_intake
from bot.alert_intake import LARGEST
from integrations.database import Tx
from integrations.time import machine_now
from tests.alerts.conftest import GRAFANA, PAGERDUTY, TOKEN, Post, posting
from tests.alerts.samples import NIGHT, alert, alertmanager, pagerduty, stamp
from tests.stage import staged


def signed(secret: str, body: bytes) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


GENERIC = {"fingerprint": "disk", "title": "Disk is full", "starts_at": stamp(NIGHT), "severity": "page"}


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    async with posting(tmp_path) as ready:
        yield ready


async def count(post: Post) -> int:
    return len(await post.stage.app.parts.alerts.between(NIGHT, post.stage.now()))


async def test_what_is_taken_is_durable_and_known_again(post: Post) -> None:
    for _ in range(3):
        answer = await post("alertmanager", alertmanager(alert("A"), alert("B")))
        assert (answer.status_code, answer.json()) == (202, {"taken": 2})
    assert (await post("generic", GENERIC)).status_code == 202
    assert await count(post) == 3


@pytest.mark.parametrize(
    "headers", [{"authorization": ""}, {"authorization": "Bearer wrong"}, {"authorization": "Basic YTpi"}]
)
async def test_without_the_token_nothing_is_taken(post: Post, headers: dict[str, str]) -> None:
    assert (await post("generic", GENERIC, **headers)).status_code == 401
    assert await count(post) == 0


async def test_an_unknown_source_is_not_found(post: Post) -> None:
    assert (await post("nagios", GENERIC)).status_code == 404


@pytest.mark.parametrize(
    ("source", "payload", "why"),
    [
        ("alertmanager", [], "the body is no JSON object"),
        ("alertmanager", {}, "there is no list of alerts"),
        ("alertmanager", alertmanager({"status": "firing"}), "alerts[0].startsAt"),
        ("alertmanager", alertmanager(alert() | {"status": "odd"}), "alerts[0].status is neither firing nor resolved"),
        ("alertmanager", alertmanager(alert() | {"startsAt": "yesterday"}), "alerts[0].startsAt is no moment"),
        ("generic", {**GENERIC, "title": ""}, "title is empty"),
        ("generic", {**GENERIC, "status": "resolved"}, "ends_at is no moment"),
        ("generic", {"alerts": 7}, "alerts is no list"),
    ],
)
async def test_what_cannot_be_read_is_answered_with_the_reason(
    post: Post, source: str, payload: object, why: str
) -> None:
    answer = await post(source, payload)
    assert answer.status_code == 422
    assert why in answer.json()["error"]


async def test_one_entry_that_makes_no_sense_costs_itself_alone(post: Post, capsys: pytest.CaptureFixture[str]) -> None:
    bad = alert("B") | {"startsAt": "0001-01-01T00:00:00Z"}
    answer = await post("alertmanager", alertmanager(alert("A"), bad, alert("C")))
    left_out = "alerts[1].startsAt is no moment of this century"
    assert (answer.status_code, answer.json()) == (202, {"taken": 2, "left_out": [left_out]})
    assert left_out in capsys.readouterr().out
    assert await count(post) == 2


async def test_all_that_is_wrong_with_a_body_is_said_at_once(post: Post) -> None:
    bad = {"status": "odd", "startsAt": "yesterday", "fingerprint": "x" * 300}
    answer = await post("alertmanager", alertmanager(bad, "none"))  # type: ignore[arg-type]
    assert answer.status_code == 422
    assert answer.json()["error"].split("; ") == [
        "alerts[0].status is neither firing nor resolved",
        "alerts[0].startsAt is no moment such as 2026-11-23T09:00:00Z",
        "alerts[0].fingerprint is empty or longer than 200 characters",
        "alerts[1] is no JSON object",
    ]
    answer = await post("generic", {"status": "odd"})
    assert len(answer.json()["error"].split("; ")) == 4
    answer = await post("generic", {"alerts": [{}] * 30})
    assert answer.json()["error"].endswith("; and 80 more")


async def test_the_token_may_be_a_password_and_the_content_type_may_lie(post: Post) -> None:
    url, body = f"{post.url}/alerts/generic", json.dumps(GENERIC).encode()
    for credentials, status in ((f"rolecall:{TOKEN}", 202), (f":{TOKEN}", 202), (TOKEN, 401), ("rolecall:wrong", 401)):
        basic = base64.b64encode(credentials.encode()).decode()
        headers = {"authorization": f"Basic {basic}", "content-type": "text/plain"}
        assert (await post.client.post(url, content=body, headers=headers)).status_code == status
    for odd in ("Basic", "Basic =", "Basic ÿ", f"Digest {TOKEN}"):
        answer = await post.client.post(url, content=body, headers={b"authorization": odd.encode("latin-1")})
        assert answer.status_code == 401
    for there in (f"?token={TOKEN}", f"/{TOKEN}"):
        answer = await post.client.post(f"{url}{there}", content=body, headers={"authorization": ""})
        assert answer.status_code in (401, 404)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"title": "half a pair \ud800", "service": "\udfff"}, 202),
        ({"labels": {"\ud83d": "\u0000", "": None}}, 202),
        ({"starts_at": 10**400}, 422),
        ({"starts_at": "0001-01-01T00:00:00+14:00"}, 422),
        ({"starts_at": "9999-12-31T23:59:59Z"}, 422),
        ({"starts_at": "0001-01-01T00:00:00Z"}, 422),
        ({"paged": [[], {}, None, 7]}, 202),
        ({"status": ["firing"]}, 422),
        ({"severity": {"a": []}, "url": 7, "runbook": []}, 202),
        ({"fingerprint": "x" * 201}, 422),
    ],
)
async def test_odd_values_are_taken_or_refused_with_a_reason(
    post: Post, change: dict[str, object], status: int
) -> None:
    body = json.dumps({**GENERIC, **change}).encode()
    assert (await post.client.post(f"{post.url}/alerts/generic", content=body)).status_code == status


async def test_a_body_of_nothing_but_depth_is_refused(post: Post) -> None:
    for depth in (500, 900, 990, 100_000):
        body = json.dumps(GENERIC).replace('"disk"', "[" * depth + "]" * depth)
        answer = await post.client.post(f"{post.url}/alerts/generic", content=body.encode())
        assert answer.status_code in (202, 422), depth


async def test_an_event_of_pagerduty_that_only_refers_to_an_incident_begins_none(post: Post) -> None:
    reference = {"id": "PINC1", "type": "incident_reference", "summary": "Queue is stuck"}
    data = {"type": "incident_responder", "incident": reference, "user": {"summary": "Ben Sample"}, "state": "pending"}
    payload = pagerduty("incident.responder.added")
    payload["event"]["data"] = data
    body = json.dumps(payload).encode()
    headers = {"X-PagerDuty-Signature": f"v1={signed(PAGERDUTY, body)}"}
    answer = await post.client.post(f"{post.url}/alerts/pagerduty", content=body, headers=headers)
    passed_over = "incident.responder.added changes no incident"
    assert (answer.status_code, answer.json()) == (202, {"taken": 0, "passed_over": passed_over})


async def test_a_body_that_is_no_json_is_unreadable(post: Post) -> None:
    answer = await post.client.post(f"{post.url}/alerts/generic", content=b"{nope")
    assert (answer.status_code, answer.json()["error"]) == (422, "the body is no JSON")


async def test_a_body_that_is_too_large_is_refused(post: Post) -> None:
    answer = await post.client.post(f"{post.url}/alerts/generic", content=b" " * (LARGEST + 1))
    assert answer.status_code == 413


async def test_a_crowd_waits_for_its_turn_and_all_of_it_is_taken(post: Post) -> None:
    answers = await asyncio.gather(*(post("alertmanager", alertmanager(alert(f"A{n}"))) for n in range(150)))
    assert {answer.status_code for answer in answers} == {202}
    assert await count(post) == 150


async def test_who_would_wait_for_too_long_is_told_to_come_later(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alert_intake, "WAIT_S", 0)
    answers = await asyncio.gather(*(post("alertmanager", alertmanager(alert(f"A{n}"))) for n in range(150)))
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert all(answer.headers["retry-after"] == "1" for answer in refused)
    assert await count(post) == 150 - len(refused)


async def test_a_source_that_never_stops_is_slowed_down(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alert_intake, "A_SECOND", 0)
    monkeypatch.setattr(alert_intake, "BURST", 2)
    assert [(await post("generic", GENERIC)).status_code for _ in range(3)] == [202, 202, 429]


async def test_what_cannot_be_kept_is_to_be_sent_again(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    db = post.stage.app.parts.db

    @asynccontextmanager
    async def down() -> AsyncIterator[Tx]:
        raise sa.exc.OperationalError("INSERT", {}, OSError("no route to the database"))
        yield

    with monkeypatch.context() as broken:
        broken.setattr(db, "write", down)
        answer = await post("generic", GENERIC)
    assert (answer.status_code, answer.json()) == (503, {"error": "this could not be kept now"})
    assert (await post("generic", GENERIC)).status_code == 202
    assert await count(post) == 1


async def test_where_no_token_is_set_there_is_nothing(tmp_path: Path) -> None:
    async with staged(tmp_path, http=True) as stage, httpx2.AsyncClient(verify=False, trust_env=False) as client:
        url = f"http://127.0.0.1:{stage.app.port}/alerts/generic"
        for given in ("", "Bearer None"):
            assert (await client.post(url, json=GENERIC, headers={"authorization": given})).status_code == 404


async def test_a_body_that_comes_in_pieces_is_taken_and_a_packed_one_is_not_unpacked(post: Post) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for byte in json.dumps(GENERIC):
            yield byte.encode()

    url = f"{post.url}/alerts/generic"
    assert (await post.client.post(url, content=pieces())).status_code == 202
    bomb = gzip.compress(b" " * 100_000_000 + json.dumps(GENERIC).encode())
    answer = await post.client.post(url, content=bomb, headers={"content-encoding": "gzip"})
    assert (answer.status_code, answer.json()) == (422, {"error": "the body is no JSON"})


async def test_grafana_may_sign_the_time_too(post: Post) -> None:
    body, url = json.dumps(alertmanager(alert())).encode(), f"{post.url}/alerts/grafana"

    async def sent(stamp: str, over: bytes) -> int:
        headers = {
            "X-Grafana-Alerting-Timestamp": stamp,
            "X-Grafana-Alerting-Signature": signed(GRAFANA, over),
        }
        return (await post.client.post(url, content=body, headers=headers)).status_code

    now = int(machine_now().timestamp())
    assert await sent(f"{now}", f"{now}:".encode() + body) == 202
    assert await sent(f"{now}", body) == 401
    assert await sent(f"{now - 600}", f"{now - 600}:".encode() + body) == 401
    assert await sent("soon", b"soon:" + body) == 401


async def test_grafana_signs_the_raw_body(post: Post) -> None:
    body = json.dumps(alertmanager(alert()), indent=1).encode()
    url = f"{post.url}/alerts/grafana"
    assert (await post.client.post(url, content=body)).status_code == 401
    wrong = {"X-Grafana-Alerting-Signature": signed("other", body)}
    assert (await post.client.post(url, content=body, headers=wrong)).status_code == 401
    right = {"X-Grafana-Alerting-Signature": signed(GRAFANA, body)}
    assert (await post.client.post(url, content=body + b" ", headers=right)).status_code == 401
    assert (await post.client.post(url, content=body, headers=right)).status_code == 202


async def test_one_of_several_signatures_of_pagerduty_must_fit(post: Post) -> None:
    body = json.dumps(pagerduty("incident.triggered")).encode()
    url = f"{post.url}/alerts/pagerduty"
    both = f"v1={signed('old', body)},v1={signed(PAGERDUTY, body)}"
    assert (await post.client.post(url, content=body, headers={"X-PagerDuty-Signature": both})).status_code == 202
    one = f"v1={signed('old', body)}"
    assert (await post.client.post(url, content=body, headers={"X-PagerDuty-Signature": one})).status_code == 401
    (incident,) = await post.stage.app.parts.alerts.between(NIGHT, post.stage.now())
    assert (incident.service, incident.severity, incident.paged) == ("orders", "critical", ("Chiara Sample",))


@pytest.mark.parametrize(
    ("kind", "about"),
    [
        ("incident.annotated", "incident_note"),
        ("incident.status_update_published", "incident_status_update"),
        ("incident.workflow.started", "incident_workflow_instance"),
        ("service.updated", "service"),
        ("service.deleted", "service"),
        ("pagey.ping", "ping"),
    ],
)
async def test_an_event_of_pagerduty_that_changes_no_incident_is_answered_so(post: Post, kind: str, about: str) -> None:
    payload = pagerduty(kind)
    payload["event"]["data"] = {"id": "PX1", "type": about}
    body = json.dumps(payload).encode()
    headers = {"X-PagerDuty-Signature": f"v1={signed(PAGERDUTY, body)}"}
    answer = await post.client.post(f"{post.url}/alerts/pagerduty", content=body, headers=headers)
    said = {"taken": 0, "passed_over": f"{kind} changes no incident"}
    assert (answer.status_code, answer.json()) == (202, said)
    assert await count(post) == 0


async def test_what_was_taken_is_counted_for_prometheus(post: Post) -> None:
    await post("alertmanager", alertmanager(alert("A"), alert("B")))
    metrics = (await post.client.get(f"{post.url}/metrics")).text
    assert 'rolecall_alerts_total{source="alertmanager"} 2.0' in metrics
