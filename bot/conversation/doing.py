"""What we say that we do while we ask a tool."""

from collections.abc import Mapping

from bot.tools.tool import OF_MCP

_DOING: Mapping[str, str] = {
    "alerts_now": "the alerts",
    "alerts_since": "the alerts",
    "contract_changes": "the API contracts",
    "deployments": "the deployments",
    "find_drafts": "the decision records and runbooks",
    "find_issues": "the issues",
    "issue": "the issue",
    "merged_pulls": "what was merged",
    "my_issues": "the issues",
    "open_blockers": "the blockers",
    "partners": "the partners",
    "plans": "the plans",
    "recall": "what was said before",
    "open_rounds": "what is asked just now",
    "public_holidays": "the holidays",
    "quiet_time": "the focus times",
    "red_tests": "the builds",
    "pulse_results": "the pulses",
    "retro_actions": "the actions of retrospectives",
    "retro_results": "the retrospectives",
    "reviews_waiting": "the reviews",
    "slow_queries": "the slow queries",
    "standup_answers": "the standup",
    "standup_digest": "what was said in the standup",
    "the_day": "the day's rituals",
    "this_channel": "this channel",
    "this_thread": "this thread",
    "who_is_away": "who is away",
    "who_is_who": "who is who",
}


def looking_at(tool: str) -> str:
    """Return it as it goes on from our name: "is looking at the alerts"."""
    if tool.startswith(OF_MCP):
        return f"is asking {_spoken(tool.removeprefix(OF_MCP))}"
    return f"is looking at {_DOING[tool]}" if tool in _DOING else f"is preparing: {_spoken(tool)}"


def step(tool: str) -> str:
    """Return it as the title of a step: "Looking at the alerts"."""
    words = looking_at(tool).removeprefix("is ")
    return words[0].upper() + words[1:]


def _spoken(name: str) -> str:
    return name.replace("_", " ").strip()
