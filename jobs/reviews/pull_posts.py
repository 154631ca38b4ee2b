"""How one pull request is going, in words."""

from collections.abc import Mapping

from integrations.codehost import Checks, PullRequest, Verdict
from integrations.enumerated import in_a_row
from integrations.post import Link, Text, When
from integrations.words import one_line
from jobs.people.working_age import WorkingAge
from jobs.reviews.posts import People, who
from jobs.reviews.queue import Group, group_of

_MOST = 4
"""People who are named in a line."""
_TITLE = 120
_GROUPS: Mapping[Group, str] = {
    "unassigned": "is open, and nobody is asked for a review",
    "review": "is open and waits for a review",
    "changes": "is open and back with its author: changes are asked for",
    "ready": "is approved and can be merged",
    "approved": "is approved, and held up by its checks or conflicts",
    "bots": "is open, and nobody is asked for a review",
}
_CHECKS: Mapping[Checks, str] = {
    "passing": "Its checks are green",
    "failing": "Its checks are red",
    "running": "Its checks run",
    "none": "It has no checks",
}
_SAID: Mapping[Verdict, str] = {
    "approved": "Approved by ",
    "changes": "Changes asked for by ",
    "commented": "Remarks by ",
}


def state(pull: PullRequest, zone: str) -> Text:
    """Return in a sentence whether it is merged, or whom it waits for."""
    ref = Link(url=pull.url, label=pull.ref)
    if pull.merged_at is not None:
        return (ref, " is merged, since ", When(at=pull.merged_at, style="date_time", zone=zone), ".")
    if pull.closed:
        return (ref, " was closed without being merged.")
    return (ref, f" {'is a draft' if pull.draft else _GROUPS[group_of(pull)]}.")


def facts(pull: PullRequest, ages: WorkingAge, people: People) -> list[Text]:
    """Return its title, and while it is open how old it is, its checks, and what its reviewers say."""
    title = one_line(pull.title)[:_TITLE]
    size = f" · +{pull.additions} \u2212{pull.deletions}" if pull.lines is not None else ""
    age = "" if pull.closed else f" · {ages.words(pull.ready_at)}"
    lines: list[Text] = [(f"{title} · ", who(pull.author, people), f"{age}{size}")]
    if not pull.closed:
        if pull.reviewers:
            lines.append(("Waits for ", *in_a_row([who(each, people) for each in pull.reviewers], _MOST)))
        lines.append((f"{_CHECKS[pull.checks]}{', and it has conflicts' if pull.conflicts else ''}",))
    for verdict, said in _SAID.items():
        if those := [who(login, people) for login, given in pull.verdicts if given == verdict]:
            lines.append((said, *in_a_row(those, _MOST)))
    return lines
