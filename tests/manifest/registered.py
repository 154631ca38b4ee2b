"""What the features of `bot/interactions` listen to, and which events are read."""

from dataclasses import dataclass, field

from bot.interactions.every_feature import every_feature
from integrations.interaction import Click, Command, MessageAction


@dataclass
class Registered:
    """The names that somebody listens to."""

    commands: set[str] = field(default_factory=set)
    shortcuts: set[str] = field(default_factory=set)
    actions: set[str] = field(default_factory=set)


def registered() -> Registered:
    """Return everything, from every file that there is."""
    found = Registered()
    names = {Command: found.commands, Click: found.actions, MessageAction: found.shortcuts}
    for feature in every_feature():
        names.get(feature.listens_to, set()).update(feature.names)
    return found
