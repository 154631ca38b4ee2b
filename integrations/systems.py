"""The code hosts and trackers that can be connected: another one is a folder beside these, and a line here."""

from collections.abc import Mapping, Sequence

from integrations.github import GITHUB
from integrations.jira import JIRA
from integrations.source import System

CODE_HOSTS: Sequence[System] = (GITHUB,)
TRACKERS: Sequence[System] = (JIRA,)
SYSTEMS: Mapping[str, System] = {system.key: system for system in (*TRACKERS, *CODE_HOSTS)}
"""All of them, by key."""


def not_connected(systems: Sequence[System]) -> str:
    """Return why a section has nothing where none of some systems is connected, without a full stop."""
    named = [f"{system.name} ({system.settings})" for system in systems]
    if len(named) > 1:
        return f"neither {' nor '.join(named)} is connected"
    return f"{systems[0].name} is not connected ({systems[0].settings})"


NO_CODE_HOST, NO_TRACKER = not_connected(CODE_HOSTS), not_connected(TRACKERS)
NOTHING_DEPLOYS = f"{NO_CODE_HOST}, and no cluster of Kubernetes is (rollouts in ROLECALL_MCP_CONFIG)"
