"""Lists of Slack of which one entry makes no sense: the others are read, and nobody counts as away who may hear."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from bot.demo.stage import Stage
from bot.tools.toolbox import ASK_PRIVATELY
from integrations.chat import ChatRefused
from integrations.entries import unread_of
from integrations.slack.chat import Chat
from integrations.slack.web_api import WebApi
from integrations.workspace.model import Member
from tests.privacy.acting import becomes_a_guest
from tests.stage import LEADS
from tests.tools.asking import finding

ANA = {"id": "U1", "name": "ana", "deleted": False, "is_bot": False, "is_restricted": False}
PUBLIC = {"id": "C1", "name": "backend", "is_channel": True, "is_private": False, "is_member": True}
SPOILT_PEOPLE: Mapping[str, Any] = {
    "no object": 7,
    "no id": {**ANA, "id": None},
    "an id that is a number": {**ANA, "id": 7},
    "gone by a word": {**ANA, "deleted": "no"},
    "an app by a word": {**ANA, "is_bot": "false"},
    "a guest by a number": {**ANA, "is_restricted": 0},
    "a profile that is a list": {**ANA, "profile": ["x"]},
    "a status without end": {**ANA, "profile": {"status_expiration": 10**30}},
}
SPOILT_CHANNELS: Mapping[str, Any] = {
    "no object": None,
    "no id": {**PUBLIC, "id": ""},
    "private by a word": {**PUBLIC, "is_private": "no"},
    "of no kind": {"id": "C2", "name": "x", "is_member": True},
    "shared by a word": {**PUBLIC, "is_ext_shared": ""},
    "a topic that is a word": {**PUBLIC, "topic": "x"},
}


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What Slack answers, by method."""
    found: dict[str, Any] = {}

    async def read(_: WebApi, method: str, **_arguments: Any) -> Any:
        return found[method]

    monkeypatch.setattr(WebApi, "read", read)
    return found


@pytest.mark.parametrize("how", SPOILT_PEOPLE)
async def test_one_person_costs_the_others_nothing(answers: dict[str, Any], how: str) -> None:
    answers["users.list"] = {"members": [{**ANA, "id": "U0"}, SPOILT_PEOPLE[how], {**ANA, "id": "U2"}]}
    people = await Chat("xoxb-1").people()
    assert ([each.id for each in people], unread_of(people)) == (["U0", "U2"], 1)
    answers["users.info"] = {"user": SPOILT_PEOPLE[how]}
    with pytest.raises(ChatRefused):  # whom Slack tells nothing of is kept as a guest
        await Chat("xoxb-1").person("U1")


@pytest.mark.parametrize("how", SPOILT_CHANNELS)
async def test_one_channel_costs_the_others_nothing_and_is_not_public(answers: dict[str, Any], how: str) -> None:
    listed = [{**PUBLIC, "id": "C0"}, SPOILT_CHANNELS[how], {"id": "D1", "is_im": True, "user": "U1"}]
    answers["conversations.list"] = {"channels": listed}
    channels = await Chat("xoxb-1").channels()
    assert ([each.id for each in channels], unread_of(channels)) == (["C0", "D1"], 1)
    answers["conversations.info"] = {"channel": SPOILT_CHANNELS[how]}
    with pytest.raises(ChatRefused):
        await Chat("xoxb-1").channel("C1")


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"members": None},
        {"members": "U1"},
        {"members": ["U1", None]},
        {"members": ["U1", {"name": "ben"}]},
        {"members": ["U1", 7]},
        {"members": ["U1"], "response_metadata": "more"},
        {"members": ["U1"], "response_metadata": {"next_cursor": "again"}},
    ],
)
async def test_who_is_in_a_channel_is_known_whole_or_not_at_all(answers: dict[str, Any], answer: Any) -> None:
    answers["conversations.members"] = answer
    with pytest.raises(ChatRefused):
        await Chat("xoxb-1").members("C1")


@pytest.mark.parametrize("odd", [None, {"handle": "leads"}, {"id": 7, "handle": "leads"}])
async def test_one_user_group_costs_the_others_nothing(answers: dict[str, Any], odd: Any) -> None:
    answers["usergroups.list"] = {"usergroups": [odd, {"id": "S1", "handle": "payments", "users": ["U1", "U2"]}]}
    assert await Chat("xoxb-1").groups() == {"S1": "payments"}
    assert await Chat("xoxb-1").group_members("Payments") == ["U1", "U2"]
    answers["usergroups.list"] = {"usergroups": [{"id": "S1", "handle": "payments", "users": ["U1", odd]}]}
    with pytest.raises(ChatRefused):
        await Chat("xoxb-1").group_members("payments")


@pytest.mark.parametrize(
    "how", [lambda _: {"deleted": "no"}, lambda _: {"is_bot": "false"}, lambda shown: {"profile": [shown["profile"]]}]
)
async def test_a_guest_who_cannot_be_read_hears_all_the_same(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, how: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    assert await finding(stage, "alerts_now", "Ana", LEADS) != ASK_PRIVATELY
    stage.workspace.sockets.drop()
    await becomes_a_guest(stage, "Chiara")
    shown = Member.as_slack

    def spoilt(member: Member, *given: Any, **named: Any) -> dict[str, Any]:
        found = shown(member, *given, **named)
        return {**found, **how(found)} if member.name == "Chiara" else found

    monkeypatch.setattr(Member, "as_slack", spoilt)
    await stage.workspace.until(lambda: stage.workspace.sockets._usable())
    await stage.settle()
    assert await finding(stage, "alerts_now", "Ana", LEADS) == ASK_PRIVATELY
    assert await finding(stage, "alerts_now", "Ana", LEADS, alone=True) != ASK_PRIVATELY
