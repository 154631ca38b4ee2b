"""The alerts since the last working evening, for the thread of a standup."""

from functools import partial

from integrations.chat import ChatLinks
from integrations.post import Post
from integrations.public_holidays import Holidays
from integrations.time import Clock
from jobs.alerts import posts
from jobs.alerts.alerts import Alerts
from jobs.alerts.runbooks import runbooks
from jobs.drafts.addresses import address_of
from jobs.drafts.drafts import Drafts
from jobs.drafts.kinds import RUNBOOK
from jobs.messages import Origins, Restriction
from jobs.people.team import Team
from jobs.people.working_age import WorkingAge


class Overnight:
    """Sums up the alerts of a night or a weekend."""

    def __init__(
        self, alerts: Alerts, drafts: Drafts, team: Team, holidays: Holidays, clock: Clock, links: ChatLinks
    ) -> None:
        """Tell of the incidents in `alerts`; `links` knows where their runbooks are."""
        self._alerts = alerts
        self._drafts = drafts
        self._team = team
        self._holidays = holidays
        self._clock = clock
        self._address = partial(address_of, drafts=drafts, chat=links)

    async def __call__(self, channel: str) -> tuple[Post, Restriction | None] | None:
        """What fired since the last working evening, and who may hear of its runbooks; None where nothing did."""
        now = self._clock.now()
        ages = await WorkingAge.of_team(self._team, self._holidays, now)
        incidents = await self._alerts.between(ages.last_evening(), now)
        if not incidents:
            return None
        origins = Origins()
        visible = partial(self._drafts.for_channel, channel, RUNBOOK)
        helpful = await runbooks(incidents, visible, self._address, origins)
        post = posts.overnight(incidents, helpful, now, ages.since_evening())
        bare = posts.overnight(incidents, {}, now, ages.since_evening())
        return post, origins.restriction(None, channel, otherwise=bare)
