"""The runbooks that fit alerts, among those that may be told of."""

import re
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence

from integrations.alerts import NO_SERVICE
from integrations.post import Link, Text
from jobs.alerts.model import Incident
from jobs.drafts.model import Draft
from jobs.drafts.names import folded
from jobs.drafts.visible import FoundDrafts
from jobs.errors import UserError
from jobs.messages import Origins

MOST = 10
"""For how many rules a runbook is looked for: those of what still fires, then the noisiest."""
_WORD = re.compile(r"\w+")
Search = Callable[[str], Awaitable[FoundDrafts]]
"""Finds runbooks that have every word, as far as all who hear of them may read them. Raises `UserError`."""


Addresses = Callable[[Draft], Awaitable[str | None]]
"""Says where a runbook can be read; None where that is not known."""


async def runbooks(
    incidents: Sequence[Incident], search: Search, addresses: Addresses, origins: Origins
) -> Mapping[str, Text]:
    """Return the runbook that fits a rule, by rule, as a link where it can be read; `origins` notes whose they are."""
    noise = Counter(each.rule for each in incidents)
    ordered = sorted(incidents, key=lambda each: (not each.firing, -noise[each.rule]))
    services = {each.rule: each.service for each in reversed(ordered)}
    rules = list(dict.fromkeys(each.rule for each in ordered))[:MOST]
    found = {rule: await _fitting(search, rule, services[rule]) for rule in rules}
    origins.places.update(draft.channel for draft in found.values() if draft is not None and draft.channel is not None)
    return {rule: await _shown(draft, addresses) for rule, draft in found.items() if draft}


async def _shown(draft: Draft, addresses: Addresses) -> Text:
    url = await addresses(draft)
    state = () if draft.number else (" (draft)",)
    return (Link(url=url, label=draft.title) if url else draft.title, *state)


async def _fitting(search: Search, rule: str, service: str) -> Draft | None:
    """The one that says when it is for, else the service's own; of several the published one."""
    for words, fits in ((rule, _is_for_rule), (service, _is_for_service)):
        if words == NO_SERVICE:
            continue
        try:
            drafts = (await search(words)).drafts
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
