"""Where a text can be put so that a model reads it, and the tools that have it read."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.demo import team
from bot.demo.stage import Stage
from bot.demo.world.github import SampleGitHub
from bot.demo.world.jira import SampleJira
from bot.demo.world.story import Story
from bot.demo.world.world import night
from integrations.alerts import Alert
from integrations.codehost import PullRequest
from integrations.mcp import McpServer, McpTool
from integrations.tracker import Issue, Transition
from jobs.drafts.kinds import ADR
from jobs.drafts.model import DraftEntry
from tests.stage import BACKEND


@dataclass
class Written:
    """What was written to the outside systems, and the text that each of them tells now."""

    issue: str = ""
    pull_request: str = ""
    server: str = ""
    alert: Alert | None = None
    """The one that fires."""
    made: list[tuple[str, ...]] = field(default_factory=list)


class Tracker(SampleJira):
    """Tells the text as an issue's title, and keeps what is written to it."""

    def __init__(self, story: Story, written: Written) -> None:
        super().__init__(story)
        self._written = written

    def _issues(self) -> list[Issue]:
        told = self._written.issue
        return [replace(each, title=told) if told and each.key == "PAY-38" else each for each in super()._issues()]

    async def comment(self, key: str, text: str) -> None:
        self._written.made.append(("comment", key, text))

    async def move(self, key: str, transition: Transition, filled: Mapping[str, str], me: str | None) -> None:
        self._written.made.append(("move", key, transition.to))

    async def label(self, key: str, label: str) -> None:
        self._written.made.append(("label", key, label))

    async def create(self, project: str, type_: str, title: str, text: str) -> str:
        self._written.made.append(("create", project, title))
        return f"{project}-101"


class CodeHost(SampleGitHub):
    """Tells the text as a pull request's title."""

    def __init__(self, story: Story, written: Written) -> None:
        super().__init__(story)
        self._written = written

    def _pulls(self) -> list[PullRequest]:
        told = self._written.pull_request
        return [replace(each, title=told or each.title) for each in super()._pulls()]


class Server:
    """An MCP server that answers with the text, and says it of its tool too."""

    server = McpServer("sample", command="sample", allow=frozenset({"queue"}))

    def __init__(self, written: Written) -> None:
        self._written = written

    @property
    def connections(self) -> Sequence["Server"]:
        return [self]

    async def tools(self) -> list[McpTool]:
        flush = f"Empty a queue. {self._written.server}"
        return [McpTool("sample", name, says, {}) for name, says in (("queue", "Tell of a queue."), ("flush", flush))]

    async def call(self, name: str, arguments: Mapping[str, Any]) -> str:
        if name == "flush":
            self._written.made.append(("flush", str(arguments)))
        return self._written.server or "nothing"

    async def close(self) -> None:
        return None


Put = Callable[[Stage, Written, str, int], Awaitable[Sequence[str]]]
"""Puts a text of that number somewhere; returns the uses of tools that have it read."""


async def in_memory(stage: Stage, written: Written, text: str, n: int) -> Sequence[str]:
    await stage.workspace.member("Ben").says(BACKEND, f"About matter{n}q: {text}")
    await stage.settle()
    return [f'recall {{"words": "matter{n}q"}}']


async def in_a_file_s_name(stage: Stage, written: Written, text: str, n: int) -> Sequence[str]:
    where, ben = stage.workspace.channel(team.BACKEND.id), stage.workspace.member(team.BEN.id).member
    file = {"id": f"F{n}", "name": text, "title": text, "mimetype": "text/plain"}
    stage.workspace.messages.post(where, ben, f"matter{n}q {text[:200]}", more={"files": [file]})
    await stage.settle()
    return [f'recall {{"words": "matter{n}q"}}']


async def in_the_thread(stage: Stage, written: Written, text: str, n: int) -> Sequence[str]:
    """The question is asked below it, so this one is put last."""
    await stage.workspace.member("Chiara").says(BACKEND, text)
    await stage.settle()
    return []


async def in_an_issue(stage: Stage, written: Written, text: str, n: int) -> Sequence[str]:
    written.issue = text
    return ['issue {"key": "PAY-38"}']


async def in_a_pull_request(stage: Stage, written: Written, text: str, n: int) -> Sequence[str]:
    written.pull_request = text
    return ["reviews_waiting {}"]


async def in_an_alert(stage: Stage, written: Written, text: str, n: int) -> Sequence[str]:
    *_, firing = night(Story(stage.clock, stage.now()))
    over = [replace(written.alert, firing=False, ends_at=stage.now())] if written.alert else []
    written.alert = replace(firing, title=text, fingerprint=f"f{n}", starts_at=stage.now())
    await stage.app.parts.alerts.take([*over, written.alert])
    return ["alerts_now {}"]


async def in_an_mcp_result(stage: Stage, written: Written, text: str, n: int) -> Sequence[str]:
    written.server = text
    await stage.pass_(minutes=11)  # its tools are read again
    return ['mcp_sample_queue {"name": "jobs"}']


async def in_a_user_s_name(stage: Stage, written: Written, text: str, n: int) -> Sequence[str]:
    ben = stage.workspace.member(team.BEN.id).member
    ben.name = ben.real_name = text[:200]
    stage.workspace.events.user_changed(ben)
    await stage.settle()
    stage.workspace.messages.post(stage.workspace.channel(team.BACKEND.id), ben, f"matter{n}q is slow")
    await stage.settle()
    return [f'recall {{"words": "matter{n}q"}}', f'who_is_who {{"person": "{ben.id}"}}']


async def in_a_channel_s_name(stage: Stage, written: Written, text: str, n: int) -> Sequence[str]:
    stage.workspace.rename("C0BACKEND", text[:200])
    await stage.settle()
    return ["the_day {}", "this_channel {}"]


async def in_a_draft_s_title(stage: Stage, written: Written, text: str, n: int) -> Sequence[str]:
    fields = {"context": text[:2_900], "decision": "We do.", "consequences": f"matter{n}q."}
    entry = DraftEntry(f"matter{n}q {text}"[:150], fields)
    await stage.app.parts.drafts.propose(team.BEN.id, team.BACKEND.id, ADR, entry)
    await stage.settle()
    return [f'find_drafts {{"words": "matter{n}q"}}']


async def in_a_ritual_s_title(stage: Stage, written: Written, text: str, n: int) -> Sequence[str]:
    listed = await stage.app.parts.rituals.roster.listed(team.BACKEND.id, kinds=("lunch",))
    await stage.app.parts.rituals.roster.edit("operator", listed[0].ritual.name, title=text[:75])
    await stage.settle()
    return ["the_day {}"]


LONG_TEXTS: Sequence[Put] = (in_memory, in_an_issue, in_an_alert, in_an_mcp_result, in_a_pull_request, in_the_thread)
NAMES: Sequence[Put] = (
    in_a_file_s_name,
    in_a_user_s_name,
    in_a_draft_s_title,
    in_a_ritual_s_title,
    in_a_channel_s_name,
)
