"""How it is told what rolled out in Kubernetes."""

from collections.abc import Mapping, Sequence

from integrations.deferred import pattern
from integrations.post import Block, Bold, Bullets, Heading, SmallPrint, Span, Text, When
from jobs.alerts.pieces import duration
from jobs.deploys.rollouts import Rollout, State
from jobs.fan_out import Gathered
from jobs.people.working_age import WorkingAge

SHOWN = 8
_DID: Mapping[State, str] = {
    "out": "rolled out",
    "replaced": "rolled out",
    "running": "is rolling out since",
    "stuck": "is stuck in its rollout since",
    "paused": "is paused in its rollout since",
    "ailing": "rolled out",
}
_DIGEST = pattern(r"@[a-z0-9]+:([0-9a-f]{7})[0-9a-f]*")


def section(every: Sequence[Rollout], ages: WorkingAge) -> list[Block]:
    """What rolled out, what is not well; empty where there is nothing to tell."""
    if not every:
        return []
    several = len({each.cluster for each in every}) > 1
    items = tuple(_line(each, ages, several=several) for each in every[:SHOWN])
    blocks: list[Block] = [Heading(text="Kubernetes"), Bullets(items=items)]
    if len(every) > SHOWN:
        blocks.append(SmallPrint(text=(f"{len(every) - SHOWN} more rollouts.",)))
    return blocks


def told(answers: Gathered[Sequence[Rollout]]) -> Sequence[Rollout]:
    """Every rollout, the wrong ones first."""
    return sorted((each for found in answers.found.values() for each in found), key=lambda each: not each.wrong)


def _line(one: Rollout, ages: WorkingAge, *, several: bool) -> Text:
    where = f"{one.cluster}: " if several else ""
    parts: list[str | Span] = [Bold(text=f"{where}{one.namespace}/{one.name}"), f" {_DID[one.state]}"]
    if one.at is not None:
        at = When(at=one.at, style="time" if one.at >= ages.midnight() else "date_time", zone=ages.zone.key)
        parts += [" " if one.state in ("running", "stuck", "paused") else " at ", at]
    else:
        parts.append(" I don't know when")
    if one.state == "replaced":
        parts.append(", replaced since")
    parts.append(f" · {_images(one)}")
    if one.back:
        parts += [" · ", Bold(text="a step back"), " to an older revision"]
    if one.state != "replaced":
        up = f"{one.ready} of {one.wanted} up"
        parts += [" · ", up if one.ready >= one.wanted else Bold(text=up)]
    if one.waits:
        parts.append(f" · new pods wait: {', '.join(one.waits[:3])}")
    for incident in one.alerts[:3]:
        state = "still firing" if incident.firing else f"over after {duration(incident.lasted(ages.now))}"
        parts += [" · ", Bold(text="since then: "), f"{incident.title} ({incident.severity}, {state})"]
    return tuple(parts)


def _images(one: Rollout) -> str:
    """What changed, where that is known; else what runs."""
    if not one.changed:
        return ", ".join(map(_short, one.images[:3])) or "no image"
    return ", ".join(f"{_short(before)} → {_short(now)}" if before else _short(now) for before, now in one.changed[:3])


def _short(image: str) -> str:
    """An image without its registry, and with seven digits of its digest."""
    return _DIGEST.sub(r"@\1", image.rpartition("/")[2])
