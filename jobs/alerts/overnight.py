"""The alerts since the last working evening, for the thread of a standup."""

import re
from collections import Counter
from collections.abc import Sequence

from integrations.alerts import NO_SERVICE
from integrations.post import Post
from integrations.public_holidays import Holidays
from integrations.time import Clock
from jobs.alerts import posts
from jobs.alerts.alerts import Alerts
from jobs.alerts.model import Incident
from jobs.drafts.drafts import Drafts
from jobs.drafts.kinds import RUNBOOK
from jobs.drafts.model import Draft
from jobs.drafts.names import folded
from jobs.errors import UserError
from jobs.people.team import Team
from jobs.people.working_age import WorkingAge

MOST_RUNBOOKS = 10
"""For how many rules a runbook is looked for: those of what still fires, then the noisiest."""


_WORD = re.compile(r"\w+")


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
        ages = await WorkingAge.of_team(self._team, self._holidays, now)
        incidents = await self._alerts.between(ages.last_evening(), now)
        if not incidents:
            return None
        evening = f"{ages.last_evening().astimezone(ages.zone):%A} evening"
        return posts.overnight(incidents, await self._runbooks(channel, incidents), now, evening)

    async def _runbooks(self, channel: str, incidents: Sequence[Incident]) -> dict[str, str]:
        """The runbook that fits a rule, as far as everybody in the channel may read it: rule to title."""
        noise = Counter(each.rule for each in incidents)
        ordered = sorted(incidents, key=lambda each: (not each.firing, -noise[each.rule]))
        services = {each.rule: each.service for each in reversed(ordered)}
        rules = list(dict.fromkeys(each.rule for each in ordered))[:MOST_RUNBOOKS]
        found = {rule: await self._runbook(channel, rule, services[rule]) for rule in rules}
        return {
            rule: draft.title if draft.number else f"{draft.title} (draft)" for rule, draft in found.items() if draft
        }

    async def _runbook(self, channel: str, rule: str, service: str) -> Draft | None:
        """The one that says when it is for, else the service's own; of several the published one."""
        for words, fits in ((rule, _is_for_rule), (service, _is_for_service)):
            if words == NO_SERVICE:
                continue
            try:
                drafts = (await self._drafts.for_channel(channel, RUNBOOK, words)).drafts
            except UserError:  # words that say nothing
                continue
            fitting = [draft for draft in drafts if fits(draft, words)]
            if fitting:
                return next((draft for draft in fitting if draft.number is not None), fitting[0])
        return None


def _is_for_rule(draft: Draft, rule: str) -> bool:
    """Whether its title or its occasion has the rule's whole words: `Down` is not in `countdown`."""
    said = f"{draft.title} {draft.fields.get('when', '')}"
    return set(_WORD.findall(folded(rule))) <= set(_WORD.findall(folded(said)))


def _is_for_service(draft: Draft, service: str) -> bool:
    """Whether it says that it is the service's; to mention it is not enough."""
    return folded(draft.fields.get("service", "")) == folded(service)
