"""A Slack workspace on this machine: Web API, Socket Mode, and a page to look at.

Whoever wants to see the app at work without Slack may call: the demo, and tests. It
shares no code with the app except the clock.
"""

from integrations.workspace.changes import NotSeen
from integrations.workspace.clock_control import ClockControl
from integrations.workspace.errors import Refused, Unanswered
from integrations.workspace.people import Actor, Said
from integrations.workspace.sample import App, Command, Group, Person, Place, Sample, Shortcut
from integrations.workspace.server import Address, serving
from integrations.workspace.views import View
from integrations.workspace.workspace import Workspace

__all__ = [
    "Actor",
    "Address",
    "App",
    "ClockControl",
    "Command",
    "Group",
    "NotSeen",
    "Person",
    "Place",
    "Refused",
    "Said",
    "Sample",
    "Shortcut",
    "Unanswered",
    "View",
    "Workspace",
    "serving",
]
