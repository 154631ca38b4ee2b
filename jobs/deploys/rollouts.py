"""What rolled out in Kubernetes, what is stuck there, and what fired soon after."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal, NamedTuple

from integrations.codehost import short_name
from integrations.deferred import dataclass
from integrations.kubernetes import Cluster, Clusters, Pod, Revision, Workload
from jobs.alerts import Incident
from jobs.deploys.report import SUSPECT
from jobs.fan_out import LIMIT_S, Gathered, of_each

State = Literal["out", "replaced", "running", "stuck", "paused", "ailing"]
"""`replaced`: another has gone out since; `ailing`: it is out, and not all of it is up."""


@dataclass(frozen=True, slots=True)
class Rollout:
    """A Deployment that rolled out, or tried to, or is not well."""

    cluster: str
    namespace: str
    name: str
    state: State
    at: datetime | None
    """When it went out, or when it was last seen to get on; None where the cluster does not say."""
    changed: Sequence[tuple[str, str]]
    """The images that changed: (before, now); before is empty where there was none."""
    images: Sequence[str]
    ready: int
    wanted: int
    back: bool
    """Whether it went back to an older revision."""
    waits: Sequence[str]
    """Why new pods do not run, such as `ImagePullBackOff`."""
    alerts: Sequence[Incident] = ()

    @property
    def wrong(self) -> bool:
        """Return True if something looks wrong with it."""
        return self.state in ("stuck", "ailing") or bool(self.alerts)


class Period(NamedTuple):
    """The time that a report is about."""

    since: datetime
    until: datetime
    now: bool
    """Whether it goes on: then what is not well or not done is told too, whenever it began."""


class Rollouts:
    """What rolls out in the clusters that the operator named."""

    def __init__(self, clusters: Clusters) -> None:
        """Read the rollouts of these clusters."""
        self._clusters = clusters

    async def since(
        self, span: Period, incidents: Sequence[Incident], only: Sequence[str] = (), *, limit_s: float = LIMIT_S
    ) -> Gathered[Sequence[Rollout]]:
        """Return by cluster what rolled out in that time, and what is not well now, the wrong ones first.

        With `only` those that are called like one of these repositories.
        """

        async def of(name: str) -> Sequence[Rollout]:
            every = rollouts(name, await self._clusters.read(name), span, incidents)
            return [each for each in every if not only or any(_called_like(each.name, repo) for repo in only)]

        return await of_each(self._clusters.names, of, limit_s=limit_s)


def rollouts(name: str, cluster: Cluster, span: Period, incidents: Sequence[Incident]) -> Sequence[Rollout]:
    """Return what of a cluster is to be told: what went out in that time, and what is not well or not done."""
    found = [each for workload in cluster.workloads for each in _of(name, workload, cluster, incidents)]
    told = [
        each
        for each in found
        if (each.at is not None and span.since <= each.at <= span.until)
        or (span.now and each.state not in ("out", "replaced"))
    ]
    return sorted(told, key=lambda each: (not each.wrong, each.state in ("out", "replaced"), -_seconds(each.at)))


def _of(name: str, workload: Workload, cluster: Cluster, incidents: Sequence[Incident]) -> Sequence[Rollout]:
    """A Deployment's newest rollout, and those before it of which the cluster still keeps the revision."""
    revisions = sorted(
        (each for each in cluster.revisions if each.owner == workload.uid), key=lambda each: each.number, reverse=True
    )
    newest = revisions[0] if revisions else None
    state = _state(workload)
    begun = newest.created_at if newest is not None and not newest.used_before else None
    at = (workload.progressed_at or begun) if state in ("out", "ailing") else (begun or workload.progressed_at)
    told = [
        Rollout(
            cluster=name,
            namespace=workload.namespace,
            name=workload.name,
            state=state,
            at=at,
            changed=_changed(revisions[:2], workload.images),
            images=[image for _, image in workload.images],
            ready=workload.ready,
            wanted=workload.wanted,
            back=newest is not None and newest.used_before,
            waits=_waits(newest, cluster.pods),
            alerts=_suspects(workload.name, at, None, incidents),
        )
    ]
    for place, one in enumerate(revisions[1:], start=1):
        if not one.used_before:
            images = [image for _, image in one.images]
            changed = _changed(revisions[place : place + 2], one.images)
            alerts = _suspects(workload.name, one.created_at, revisions[place - 1].created_at, incidents)
            told.append(
                replace(
                    told[0],
                    state="replaced",
                    at=one.created_at,
                    changed=changed,
                    images=images,
                    back=False,
                    waits=(),
                    alerts=alerts,
                )
            )
    return told


def _changed(newest: Sequence[Revision], images: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str]]:
    """The images that are others than before; nothing where no revision before is known."""
    if len(newest) < 2:
        return ()
    old = dict(newest[1].images)
    return [(old.get(container, ""), image) for container, image in images if old.get(container, "") != image]


def _state(workload: Workload) -> State:
    if workload.progressing is False:
        return "stuck"
    unseen = workload.observed < workload.generation
    under_way = workload.updated < workload.wanted or workload.total > workload.updated
    over = workload.reason == "NewReplicaSetAvailable"  # from then on pods come and go for other reasons
    if unseen or (under_way and not over):
        return "paused" if workload.paused else "running"
    return "out" if workload.ready >= workload.wanted else "ailing"


def _waits(newest: Revision | None, pods: Sequence[Pod]) -> Sequence[str]:
    if newest is None:
        return ()
    return tuple(dict.fromkeys(each.waits for each in pods if each.owner == newest.uid and each.waits))


def _suspects(
    name: str, at: datetime | None, following: datetime | None, incidents: Sequence[Incident]
) -> Sequence[Incident]:
    """What fired soon after and before the following, in a service that is called so, or that names it in a label."""
    if at is None:
        return ()
    until = min(at + SUSPECT, following or at + SUSPECT)
    folded = name.casefold()
    return [
        each
        for each in incidents
        if at <= each.started_at < until
        and folded in {each.service.casefold(), *(value.casefold() for value in each.labels.values())}
    ]


def _called_like(name: str, repo: str) -> bool:
    short, folded = short_name(repo).casefold(), name.casefold()
    return folded == short or folded.startswith(f"{short}-") or short.startswith(f"{folded}-")


def _seconds(at: datetime | None) -> float:
    return at.timestamp() if at is not None else 0.0
