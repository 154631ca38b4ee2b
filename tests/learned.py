"""Our own examples of questions, learned once a process: each app that is asked would, a fifth of a second."""

from functools import cache
from typing import Any

from bot.conversation.questions.examples import examples
from bot.conversation.questions.recogniser import Recogniser


@cache
def own() -> Recogniser:
    """Return the one that knows them."""
    return Recogniser(examples())


def shared(given: Any) -> Recogniser:
    """Return a recogniser of what is given, in the place of `Recogniser`; of our own examples always the same."""
    return own() if given is examples() else Recogniser(given)
