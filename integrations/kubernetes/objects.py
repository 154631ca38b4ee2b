"""Kubernetes objects out of the YAML or JSON that tools print: a list, a `List`, one object, or several documents."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from integrations.kubernetes.model import Cluster, Pod, Revision, Workload

MOST, DEEPEST = 10_000, 4
"""Of the objects of a text, and of the lists that they are in: a small text can stand for endlessly many."""
_REVISION, _HISTORY = "deployment.kubernetes.io/revision", "deployment.kubernetes.io/revision-history"


class NoObjects(ValueError):
    """A text in which no list of objects can be read."""


def cluster(texts: Sequence[str]) -> Cluster:
    """Return what some texts have together; objects of other kinds are passed over.

    It takes seconds for megabytes. Raises `NoObjects`.
    """
    every = [each for text in texts for each in islice(_objects(_read(text), "", DEEPEST), MOST)]
    return Cluster(
        [_workload(each) for each in every if each["kind"] == "Deployment"],
        [_revision(each) for each in every if each["kind"] == "ReplicaSet"],
        [_pod(each) for each in every if each["kind"] == "Pod"],
    )


def _read(text: str) -> Any:
    import yaml

    try:
        with suppress(ValueError):
            return json.loads(text)  # many times as quick
        return list(yaml.load_all(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    except (ValueError, yaml.YAMLError, RecursionError) as problem:
        raise NoObjects("this is neither JSON nor YAML") from problem


def _objects(found: Any, kind: str, deep: int) -> Iterator[Mapping[str, Any]]:
    """Every object; those in a `DeploymentList` have their kind from it."""
    if isinstance(found, list) and deep:
        for each in found:
            yield from _objects(each, kind, deep - 1)
    elif isinstance(found, dict):
        own = str(found.get("kind") or kind)
        if isinstance(found.get("items"), list):
            yield from _objects(found["items"], own.removesuffix("List"), deep - 1 if deep else 0)
        elif not own or not isinstance(found.get("metadata"), dict):
            raise NoObjects("an object without its kind and its name")
        else:
            yield {**found, "kind": own}
    elif found is not None:
        raise NoObjects("this is text, and no object")


def _workload(found: Mapping[str, Any]) -> Workload:
    meta, spec, status = (_map(found.get(part)) for part in ("metadata", "spec", "status"))
    condition = next((each for each in _maps(status.get("conditions")) if each.get("type") == "Progressing"), {})
    return Workload(
        uid=_text(meta.get("uid")),
        namespace=_text(meta.get("namespace")),
        name=_text(meta.get("name")),
        images=_images(spec),
        wanted=_number(spec.get("replicas"), 1),
        updated=_number(status.get("updatedReplicas")),
        ready=_number(status.get("readyReplicas")),
        total=_number(status.get("replicas")),
        generation=_number(meta.get("generation")),
        observed=_number(status.get("observedGeneration")),
        paused=spec.get("paused") is True,
        progressing={"True": True, "False": False}.get(_text(condition.get("status"))),
        reason=_text(condition.get("reason")),
        progressed_at=_moment(condition.get("lastUpdateTime")),
        created_at=_moment(meta.get("creationTimestamp")),
    )


def _revision(found: Mapping[str, Any]) -> Revision:
    meta = _map(found.get("metadata"))
    notes = _map(meta.get("annotations"))
    return Revision(
        uid=_text(meta.get("uid")),
        owner=_owner(meta, "Deployment"),
        number=_number(notes.get(_REVISION)),
        images=_images(_map(found.get("spec"))),
        created_at=_moment(meta.get("creationTimestamp")),
        used_before=_HISTORY in notes,
    )


def _pod(found: Mapping[str, Any]) -> Pod:
    status = _map(found.get("status"))
    states = [
        _map(_map(each.get("state")).get("waiting"))
        for part in ("initContainerStatuses", "containerStatuses")
        for each in _maps(status.get(part))
    ]
    pending = [each.get("reason") for each in _maps(status.get("conditions")) if each.get("status") == "False"]
    reasons = [_text(each.get("reason")) for each in states] + [
        _text(each) for each in pending if each == "Unschedulable"
    ]
    ordinary = ("", "ContainerCreating", "PodInitializing")
    waits = next((each for each in reasons if each not in ordinary), "")
    return Pod(_owner(_map(found.get("metadata")), "ReplicaSet"), waits)


def _owner(meta: Mapping[str, Any], kind: str) -> str:
    owners = _maps(meta.get("ownerReferences"))
    return next((_text(each.get("uid")) for each in owners if each.get("kind") == kind), "")


def _images(spec: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
    pod = _map(_map(spec.get("template")).get("spec"))
    return [(_text(each.get("name")), _text(each.get("image"))) for each in _maps(pod.get("containers"))]


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _maps(value: Any) -> Sequence[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _number(value: Any, default: int = 0) -> int:
    if isinstance(value, bool):
        return default
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    return value if isinstance(value, int) else default


def _moment(value: Any) -> datetime | None:
    """A time as text, or as what YAML made of it where it was not quoted."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
