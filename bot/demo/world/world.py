"""All of the sample team's systems at once."""

from datetime import datetime

from bot.demo.world.databases import SamplePostgres, SampleRedis
from bot.demo.world.github import SampleGitHub
from bot.demo.world.jira import SampleJira
from bot.demo.world.story import Story
from bot.sources import Sources
from integrations.alerts import Alert
from integrations.time import Clock


def world(clock: Clock, day: datetime) -> tuple[Story, Sources]:
    """The story of a day, and the systems that tell it."""
    story = Story(clock, day)
    sources = Sources(
        codehost=SampleGitHub(story),
        tracker=SampleJira(story),
        postgres=SamplePostgres(story),
        redis=SampleRedis(story),
    )
    return story, sources


def night(story: Story) -> list[Alert]:
    """What fired since the evening, as it stands in the morning."""
    return [
        _alert("SweepSlow", "The nightly sweep takes over a minute", "payments", story.at("02:10"), story.at("02:55")),
        _alert("SweepSlow", "The nightly sweep takes over a minute", "payments", story.at("04:10"), story.at("04:49")),
        _alert("QueueAge", "Payment events wait for over 10 minutes", "payments", story.at("02:20"), story.at("03:01")),
        _alert("DiskFilling", "The disk of orders-db is full in 4 days", "orders-db", story.at("05:30"), None),
    ]


def errors(story: Story, *, over: bool) -> list[Alert]:
    """A page after the deployment of the orders, while it fires or after."""
    ends = story.at("14:21") if over else None
    title = "2.4 % of the order forms fail"
    return [_alert("OrderErrors", title, "orders", story.at("14:04"), ends, "critical", ("backend on call",))]


def _alert(
    rule: str,
    title: str,
    service: str,
    starts: datetime,
    ends: datetime | None,
    severity: str = "warning",
    paged: tuple[str, ...] = (),
) -> Alert:
    return Alert(
        source="alertmanager",
        fingerprint=f"{rule}-{service}",
        starts_at=starts,
        firing=ends is None,
        ends_at=ends,
        title=title,
        service=service,
        severity="critical" if severity == "critical" else "warning",
        url=f"https://grafana.example/alerting/{rule}",
        labels={"alertname": rule, "service": service, "environment": "production"},
        paged=paged,
    )
