"""What every listener of `bot/listeners` registers, recorded."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot import listeners
from bot.interactions.features import features
from integrations.interaction import Click, Command, MessageAction


class Anything:
    """Whatever a listener wants of its parts while it registers: nothing of it is used."""

    def __getattr__(self, name: str) -> "Anything":
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything()

    def __call__(self, *_: Any, **__: Any) -> "Anything":
        return Anything()


def _listener(*_: Any, **__: Any) -> Callable[[Any], Any]:
    return lambda function: function


@dataclass
class Recorder:
    """An app that only writes down what it is asked to listen to."""

    commands: set[str] = field(default_factory=set)
    shortcuts: set[str] = field(default_factory=set)
    actions: set[str] = field(default_factory=set)

    def command(self, name: str, *_: Any, **__: Any) -> Callable[[Any], Any]:
        self.commands.add(name)
        return _listener()

    def shortcut(self, about: Any, *_: Any, **__: Any) -> Callable[[Any], Any]:
        self.shortcuts.add(about["callback_id"] if isinstance(about, dict) else about)
        return _listener()

    message_shortcut = global_shortcut = shortcut

    def action(self, about: Any, *_: Any, **__: Any) -> Callable[[Any], Any]:
        self.actions.add(about["action_id"] if isinstance(about, dict) else about)
        return _listener()

    view = options = middleware = use = error = staticmethod(_listener)


def registered() -> Recorder:
    """Everything, from every file that there is."""
    recorder = Recorder()
    for module in listeners.modules("commands", "shortcuts", "actions", "views"):
        module.register(recorder, Anything())
    kinds = {Command: recorder.commands, Click: recorder.actions, MessageAction: recorder.shortcuts}
    for feature in features():
        feature.bound(Anything())
        kinds.get(feature.listens_to, set()).update(feature.names)
    return recorder
