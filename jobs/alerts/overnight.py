"""The alerts since the last working evening, for the thread of a standup."""

from collections.abc import Sequence
from typing import Protocol

from integrations.post import Post
from integrations.public_holidays import Holidays
from integrations.time import Clock
from jobs.ages import Ages
from jobs.alerts import posts
from jobs.alerts.alerts import Alerts
from jobs.alerts.model import Incident
from jobs.drafts.drafts import Drafts
from jobs.drafts.kinds import RUNBOOK
from jobs.errors import Trouble
from jobs.team import Team

MOST_RUNBOOKS = 10
"""For how many rules a runbook is looked for: those of what still fires, then the noisiest."""


class Morning(Protocol):
    """What a standup asks for."""

    async def __call__(self, channel: str) -> Post | None:
        """What fired since the last working evening, for that channel; None where nothing did."""
        ...


class Overnight:
    """Sums up the alerts of a night or a weekend."""

    def __init__(self, alerts: Alerts, drafts: Drafts, team: Team, holidays: Holidays, clock: Clock) -> None:
        """Prepare."""
        self._alerts = alerts
        self._drafts = drafts
        self._team = team
        self._holidays = holidays
        self._clock = clock

    async def __call__(self, channel: str) -> Post | None:
        """What fired since the last working evening; None where nothing did."""
        now = self._clock.now()
        ages = await Ages.of_team(self._team, self._holidays, now)
        incidents = await self._alerts.between(ages.last_evening(), now)
        if not incidents:
            return None
        return posts.overnight(incidents, await self._runbooks(channel, incidents), now)

    async def _runbooks(self, channel: str, incidents: Sequence[Incident]) -> dict[str, str]:
        """The runbook that fits a rule, as far as everybody in the channel may read it: rule to title."""
        ordered = sorted(incidents, key=lambda each: not each.firing)
        rules = list(dict.fromkeys(each.rule for each in ordered))[:MOST_RUNBOOKS]
        services = {each.rule: each.service for each in incidents}
        found: dict[str, str] = {}
        for rule in rules:
            for words in (rule, services[rule]):
                try:
                    drafts = (await self._drafts.for_channel(channel, RUNBOOK, words)).drafts
                except Trouble:  # words that say nothing
                    continue
                if drafts:
                    found[rule] = drafts[0].title
                    break
        return found
