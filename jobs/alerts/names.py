"""Which one an alert is about: the pod, the host, the disk, as far as its title does not say."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from integrations.word_set import word_set
from integrations.words import one_line, shortened
from jobs.alerts.model import Incident

LONGEST = 60
"""Characters of a name; a longer one is cut."""
MOST = 2
"""Labels that are named of an alert beside its usual ones."""
_WORKLOADS = (
    *("pod", "pod_name", "kubernetes_pod_name", "statefulset", "deployment", "daemonset", "job_name", "cronjob"),
    *("horizontalpodautoscaler", "persistentvolumeclaim", "persistentvolume", "container_name"),
)
_MACHINES = ("instance", "node", "host", "hostname", "nodename", "server", "vm", "instance_id", "target")
_PARTS = (
    *("container", "device", "mountpoint", "volume", "interface", "disk", "datname", "database", "db", "table"),
    *("topic", "queue", "consumergroup", "partition", "shard", "path", "url", "handler", "route", "method", "code"),
)
_PLACES = (
    *("namespace", "exported_namespace", "environment", "env", "cluster", "region", "zone", "availability_zone"),
    *("datacenter", "tenant", "customer"),
)
_ORDER = {name: place for place, name in enumerate((*_WORKLOADS, *_MACHINES, *_PARTS, *_PLACES))}
_SAY_NOTHING = word_set(
    "alertname rulename severity priority level criticality urgency prometheus endpoint metrics_path uid"
    " grafana_folder datasource_uid ref_id receiver"
)
"""Labels of the alert's making, never of what it is about."""


def names(incidents: Sequence[Incident]) -> Mapping[int, str]:
    """What to call each beside its title, by id; empty where its title says all that is known.

    Usually the pod or the host, and what of it. Where two would read the same, also what differs between them.
    """
    alike: dict[tuple[str, str], list[Incident]] = defaultdict(list)
    for each in incidents:
        alike[each.service, each.title].append(each)
    return {number: name for group in alike.values() for number, name in _of_group(group).items()}


def _of_group(group: Sequence[Incident]) -> dict[int, str]:
    """The names of alerts that have one title and one service."""
    usual = {each.id: _usual(each) for each in group}
    alerts = {(each.source, each.fingerprint): each for each in group}
    often = Counter(usual[each.id] for each in alerts.values())
    named: dict[int, str] = {}
    for each in group:
        values = usual[each.id]
        if often[values] > 1:
            others = [other for other in alerts.values() if usual[other.id] == values]
            values = (*values, *_differing(each, [*others, each]))
        named[each.id] = ", ".join(shortened(value, LONGEST) for value in values)
    return named


def _usual(incident: Incident) -> tuple[str, ...]:
    """The workload, else the machine; then the part of it."""
    labels = incident.labels
    said = f"{incident.title} {incident.service}".casefold()
    chosen: list[str] = []
    for kinds in ((*_WORKLOADS, *_MACHINES), _PARTS):
        value = next((one_line(labels[kind]) for kind in kinds if labels.get(kind)), "")
        if value and value.casefold() not in said:
            chosen.append(value)
            said += f" {value.casefold()}"
    return tuple(chosen)


def _differing(incident: Incident, others: Sequence[Incident]) -> list[str]:
    """The values of up to `MOST` labels in which it differs, the best known and the shortest first."""
    names_ = {name for each in others for name in each.labels} - _SAY_NOTHING
    different = {name: {each.labels.get(name) for each in others} for name in names_}
    telling = sorted(
        (name for name, values in different.items() if len(values) > 1),
        key=lambda name: (-len(different[name]), _ORDER.get(name, len(_ORDER)), len(incident.labels.get(name, ""))),
    )
    best = len(different[telling[0]]) if telling else 0
    # Where one label tells all of them apart, the next would only be noise.
    wanted = telling[:1] if best == len(alerts_of(others)) else telling[:MOST]
    return [one_line(value) for name in wanted if (value := incident.labels.get(name))]


def alerts_of(incidents: Sequence[Incident]) -> set[tuple[str, str]]:
    """The alerts that these incidents are lives of."""
    return {(each.source, each.fingerprint) for each in incidents}
