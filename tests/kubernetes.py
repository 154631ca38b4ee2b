"""Kubernetes objects as a cluster's API gives them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

Object = dict[str, Any]


def stamp(at: datetime) -> str:
    """A moment as Kubernetes writes it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def template(image: str, name: str) -> Object:
    return {
        "metadata": {"labels": {"app": name}},
        "spec": {"containers": [{"name": "main", "image": image}, {"name": "proxy", "image": "mesh/proxy:1"}]},
    }


def deployment(
    name: str,
    image: str,
    at: datetime,
    *,
    namespace: str = "shop",
    wanted: int = 2,
    ready: int | None = None,
    updated: int | None = None,
    total: int | None = None,
    reason: str = "NewReplicaSetAvailable",
    progressing: str = "True",
    **more: Any,
) -> Object:
    """A Deployment; `at` is when its condition Progressing was last told."""
    status = {
        "observedGeneration": 3,
        "replicas": wanted if total is None else total,
        "updatedReplicas": wanted if updated is None else updated,
        "readyReplicas": wanted if ready is None else ready,
        "conditions": [
            {"type": "Available", "status": "True", "reason": "MinimumReplicasAvailable"},
            {"type": "Progressing", "status": progressing, "reason": reason, "lastUpdateTime": stamp(at)},
        ],
    }
    spec = {"replicas": wanted, "selector": {"matchLabels": {"app": name}}, "template": template(image, name)}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name, "namespace": namespace, "uid": f"uid-{name}", "generation": 3},
        "spec": spec | more,
        "status": status,
    }


def replica_set(
    name: str, number: int, image: str, at: datetime, *, namespace: str = "shop", history: str | None = None
) -> Object:
    """A revision of the Deployment of that name."""
    notes = {"deployment.kubernetes.io/revision": str(number)}
    if history is not None:
        notes["deployment.kubernetes.io/revision-history"] = history
    return {
        "apiVersion": "apps/v1",
        "kind": "ReplicaSet",
        "metadata": {
            "name": f"{name}-{number}",
            "namespace": namespace,
            "uid": f"uid-{name}-{number}",
            "creationTimestamp": stamp(at),
            "annotations": notes,
            "ownerReferences": [{"kind": "Deployment", "name": name, "uid": f"uid-{name}", "controller": True}],
        },
        "spec": {"template": template(image, name)},
    }


def pod(name: str, number: int, waits: str = "", *, namespace: str = "shop") -> Object:
    """A pod of a revision."""
    state = {"waiting": {"reason": waits}} if waits else {"running": {}}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": f"{name}-{number}-x",
            "namespace": namespace,
            "ownerReferences": [{"kind": "ReplicaSet", "uid": f"uid-{name}-{number}"}],
        },
        "status": {"containerStatuses": [{"name": "main", "state": state}]},
    }


def listed(objects: Sequence[Object]) -> Object:
    """A list as the API gives one: its items have no kind of their own."""
    kind = objects[0]["kind"] if objects else "Deployment"
    items = [{key: value for key, value in each.items() if key not in ("kind", "apiVersion")} for each in objects]
    return {"kind": f"{kind}List", "apiVersion": "apps/v1", "items": items}
