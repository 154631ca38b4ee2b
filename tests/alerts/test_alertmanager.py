"""A real Alertmanager sends its own webhook."""

import asyncio
import shutil
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest

from tests.alerts.conftest import TOKEN, Post
from tests.alerts.samples import stamp
from tests.ports import free_port
from tests.waiting import until

PROGRAM = next((found for name in ("prometheus-alertmanager", "alertmanager") if (found := shutil.which(name))), None)
CONFIG = """
route: {{receiver: backend-oncall, group_by: [alertname], group_wait: 100ms, group_interval: 100ms}}
receivers:
  - name: backend-oncall
    webhook_configs:
      - url: {url}/alerts/alertmanager
        send_resolved: true
        http_config: {{authorization: {{credentials: {token}}}}}
"""


@pytest.mark.skipif(PROGRAM is None, reason="Alertmanager is not installed")
async def test_its_alerts_become_incidents_and_end(post: Post, tmp_path: Path) -> None:
    config = tmp_path / "alertmanager.yml"
    config.write_text(CONFIG.format(url=post.url, token=TOKEN))
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        str(PROGRAM),
        f"--config.file={config}",
        f"--storage.path={tmp_path / 'data'}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--cluster.listen-address=",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        api = f"http://127.0.0.1:{port}/api/v2/alerts"
        started = post.stage.now()
        fired = {
            "labels": {"alertname": "Down", "service": "payments", "severity": "critical"},
            "annotations": {"summary": "No payment for five minutes"},
            "startsAt": stamp(started),
        }
        await until(lambda: accepted(post, api, fired))
        alerts = post.stage.app.parts.alerts

        async def is_known(*, over: bool) -> bool:
            return bool(
                [each for each in await alerts.between(started, started + timedelta(days=1)) if each.firing != over]
            )

        await until(lambda: is_known(over=False))
        over = fired | {"endsAt": stamp(started + timedelta(seconds=1))}
        await until(lambda: accepted(post, api, over))
        await until(lambda: is_known(over=True))
    finally:
        process.terminate()
        await process.wait()
    (only,) = await alerts.between(started, started + timedelta(days=1))
    assert (only.title, only.service, only.severity) == ("No payment for five minutes", "payments", "critical")
    assert only.paged == ("backend-oncall",)


async def accepted(post: Post, api: str, alert: object) -> bool:
    """Whether it takes an alert; not before it listens."""
    try:
        answer = await post.client.post(api, json=[alert], headers={"authorization": ""})
    except httpx2.ConnectError:
        return False
    assert answer.status_code == 200, answer.text
    return True
