"""Who listens to what people do: the decorators that say it of a function."""

import inspect
from collections.abc import Awaitable, Callable
from functools import cached_property, partial
from typing import Any, Generic, ParamSpec

from integrations.deferred import dataclass
from integrations.interaction import Change, Click, Command, Done, Interaction, MessageAction, Outcome, Submission

P = ParamSpec("P")
Handler = Callable[[Any], Awaitable[Outcome]]
"""A feature that has its parts."""


@dataclass(frozen=True)
class Feature(Generic[P]):
    """A function that listens to one way of doing something."""

    listens_to: type[Interaction]
    names: tuple[str, ...]
    """Of the command, the button's action, the form's callback or the entry of the menu."""
    do: Callable[P, Awaitable[Outcome]]
    slow: bool

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Awaitable[Outcome]:
        """Call the function, as a test does."""
        return self.do(*args, **kwargs)

    @cached_property
    def needs(self) -> tuple[str, ...]:
        """The names of the parts that it takes."""
        return tuple(inspect.signature(self.do).parameters)[1:]

    def bound(self, parts: object) -> Handler:
        """The function with its parts, each the attribute of `parts` of that name. Raises AttributeError."""
        do: Any = partial(self.do, **{name: getattr(parts, name) for name in self.needs})
        return partial(_after_the_ack, do) if self.slow else do


async def _after_the_ack(do: Handler, interaction: Interaction) -> Outcome:
    return Done(then=lambda: do(interaction))


def command(name: str, *, slow: bool = False) -> Callable[[Callable[P, Awaitable[Outcome]]], Feature[P]]:
    """Listen to a command.

    With `slow` the chat is answered before the function is called, here and below: for what asks
    other systems, and would keep people waiting longer than a chat lets us. It is then called
    once at most, and not at all where the process ends before.
    """
    return partial(Feature, Command, (name,), slow=slow)


def clicked(*actions: str, slow: bool = False) -> Callable[[Callable[P, Awaitable[Outcome]]], Feature[P]]:
    """Listen to buttons."""
    return partial(Feature, Click, actions, slow=slow)


def submitted(*callbacks: str) -> Callable[[Callable[P, Awaitable[Outcome]]], Feature[P]]:
    """Listen to forms. What takes long is a `Waits`."""
    return partial(Feature, Submission, callbacks, slow=False)


def changed(*callbacks: str) -> Callable[[Callable[P, Awaitable[Outcome]]], Feature[P]]:
    """Listen to what is chosen in a form, before it is sent."""
    return partial(Feature, Change, callbacks, slow=False)


def message_action(name: str, *, slow: bool = False) -> Callable[[Callable[P, Awaitable[Outcome]]], Feature[P]]:
    """Listen to an entry of the menu of messages."""
    return partial(Feature, MessageAction, (name,), slow=slow)
