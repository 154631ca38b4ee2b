"""What a cluster says is told as it is: what went out, what is stuck and why, and nothing that it does not say."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from integrations.kubernetes.objects import NoObjects, cluster
from jobs.alerts import Incident
from jobs.deploys.rollouts import Period, Rollout, rollouts
from tests.kubernetes import Object, deployment, listed, pod, replica_set

NOW = datetime(2026, 11, 27, 17, 0, tzinfo=UTC)
OLD, EVENING, SINCE = NOW - timedelta(days=9), NOW - timedelta(hours=24), NOW - timedelta(hours=3)
TODAY = Period(EVENING, NOW, now=True)


def of(*objects: Object, span: Period = TODAY, incidents: Sequence[Incident] = ()) -> Sequence[Rollout]:
    return rollouts("prod", cluster([yaml.safe_dump(list(objects))]), span, incidents)


def incident(title: str, at: datetime, service: str = "api", **labels: str) -> Incident:
    return Incident(1, "generic", title, title, service, "warning", at, None, None, None, labels, ())


def test_a_rollout_is_told_with_what_changed() -> None:
    [told] = of(
        deployment("api", "r.example/team/api:1.5", SINCE),
        replica_set("api", 4, "r.example/team/api:1.4", OLD),
        replica_set("api", 5, "r.example/team/api:1.5", SINCE - timedelta(minutes=2)),
    )
    assert (told.state, told.at, told.back, told.wrong) == ("out", SINCE, False, False)
    assert told.changed == [("r.example/team/api:1.4", "r.example/team/api:1.5")]


@pytest.mark.parametrize(
    ("given", "state"),
    [
        ({}, "out"),
        ({"reason": "ProgressDeadlineExceeded", "progressing": "False", "updated": 1}, "stuck"),
        ({"reason": "ReplicaSetUpdated", "updated": 1}, "running"),
        ({"reason": "ReplicaSetUpdated", "total": 3}, "running"),
        ({"reason": "DeploymentPaused", "progressing": "Unknown", "updated": 0, "paused": True}, "paused"),
        ({"ready": 1}, "ailing"),
        ({"updated": 1, "total": 1, "ready": 1}, "ailing"),  # scaled up, or a node was drained: no rollout
        ({"wanted": 0}, "out"),
    ],
)
def test_each_state_is_told_as_such(given: dict[str, Any], state: str) -> None:
    assert [each.state for each in of(deployment("api", "api:2", SINCE, **given))] == [state]


def test_what_was_out_before_is_told_only_where_it_is_not_well() -> None:
    assert of(deployment("api", "api:2", OLD)) == []
    [told] = of(deployment("api", "api:2", OLD, ready=1))
    assert (told.state, told.ready, told.wanted, told.wrong) == ("ailing", 1, 2, True)


def test_a_stuck_one_says_why_its_new_pods_wait_and_comes_first() -> None:
    stuck = deployment("web", "web:9", SINCE, reason="ProgressDeadlineExceeded", progressing="False", updated=1)
    before, newest = replica_set("web", 1, "web:8", OLD), replica_set("web", 2, "web:9", SINCE)
    pods = [pod("web", 1, "CrashLoopBackOff"), pod("web", 2, "ImagePullBackOff"), pod("web", 2, "ContainerCreating")]
    first, second = of(deployment("api", "api:2", NOW), stuck, before, newest, *pods)
    assert (first.name, first.state, first.waits) == ("web", "stuck", ("ImagePullBackOff",))
    assert second.name == "api"


def test_a_step_back_is_told_as_one() -> None:
    again = replica_set("api", 7, "api:1", OLD, history="5")
    [back, left] = of(deployment("api", "api:1", SINCE), again, replica_set("api", 6, "api:2", SINCE))
    assert (back.back, back.at, back.changed) == (True, SINCE, [("api:2", "api:1")])
    assert (left.state, left.images[0]) == ("replaced", "api:2")


def test_a_past_day_is_told_from_the_revisions_and_not_by_how_things_are_now() -> None:
    day = Period(OLD - timedelta(hours=1), OLD + timedelta(hours=1), now=False)
    every = [deployment("api", "api:3", SINCE, ready=0), replica_set("api", 3, "api:3", SINCE)]
    [told] = of(
        *every, replica_set("api", 2, "api:2", OLD), replica_set("api", 1, "api:1", OLD - timedelta(days=1)), span=day
    )[:1]
    assert (told.state, told.changed) == ("replaced", [("api:1", "api:2")])


def test_what_fired_soon_after_in_what_is_called_so_is_told_with_it() -> None:
    fired = [
        incident("slow", SINCE + timedelta(minutes=5)),
        incident("by label", SINCE + timedelta(minutes=5), "x", deployment="API"),
        incident("before", SINCE - timedelta(minutes=5)),
        incident("much later", SINCE + timedelta(hours=4)),
        incident("another", SINCE + timedelta(minutes=5), "web"),
    ]
    [told] = of(deployment("api", "api:2", SINCE), incidents=fired)
    assert [each.title for each in told.alerts] == ["slow", "by label"]
    assert told.wrong


EVERY = [deployment("api", "api:2", SINCE), deployment("web", "web:2", SINCE)]


@pytest.mark.parametrize(
    "text",
    [
        yaml.safe_dump(EVERY),
        yaml.safe_dump_all(EVERY),
        yaml.safe_dump({"kind": "List", "items": EVERY}),
        yaml.safe_dump(listed(EVERY)),
        json.dumps(listed(EVERY)),
        json.dumps(EVERY),
        "# a remark\n" + yaml.safe_dump(EVERY),
        yaml.safe_dump(EVERY).replace("'", ""),  # times that YAML reads as times
    ],
)
def test_however_a_tool_prints_them_the_objects_are_the_same(text: str) -> None:
    found = cluster([text])
    assert [each.name for each in found.workloads] == ["api", "web"]
    assert {each.progressed_at for each in found.workloads} == {SINCE}


@pytest.mark.parametrize("text", ["", "[]", "# No events found\n", "{kind: PodList, items: []}"])
def test_nothing_is_nothing(text: str) -> None:
    assert cluster([text]).workloads == []


@pytest.mark.parametrize(
    "text",
    ["NAMESPACE  NAME  READY\nshop  api  2/2", "No resources found", "[1]", "{", "a: b: c", "- kind: Pod", "[" * 9_999],
)
def test_what_is_no_list_of_objects_is_none(text: str) -> None:
    with pytest.raises(NoObjects):
        cluster([text])


def test_a_small_text_that_stands_for_endlessly_many_is_not_followed() -> None:
    lines = ["a0: &a0 {kind: Pod, metadata: {}}"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    text = "\n".join(lines) + "\nkind: List\nitems: *a29\n"
    with pytest.raises(NoObjects):
        cluster([text])


WORDS = ["kind", "items", "metadata", "spec", "status", "conditions", "replicas", "name", "ownerReferences", "template"]
JSONS: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=4),
    max_leaves=20,
)


@given(JSONS, st.sampled_from(["Deployment", "ReplicaSet", "Pod"]))
def test_whatever_stands_in_an_object_it_is_read_or_refused(inner: Any, kind: str) -> None:
    odd = {"kind": kind, "metadata": {"name": "x", "uid": inner}, "spec": inner, "status": inner}
    rollouts("prod", cluster([json.dumps(odd)]), TODAY, ())
