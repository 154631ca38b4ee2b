"""Which known name is meant where one has a slip of the finger: "chaira" for Chiara, "paymets" for payments."""

from bot.conversation.questions.blanks import Known, folded
from bot.memory.spelling import slips

_LEAST = 4
"""Letters of a name in which a slip is looked for, as it is written; of a shorter one it may be another."""
_LEAST_KNOWN = 3


def nearest(written: str, known: Known) -> str:
    """Return the name of the one person, service, repository or partner that is meant; "" where none or several may be.

    A slip is a letter that is missing, too many or another, or two that changed places.
    """
    called = folded(written)
    if len(called) < _LEAST:
        return ""
    meant = frozenset(slips(called))
    people = {who: name for name, who in known.people.items() if _is_near(called, name, meant)}
    if people:
        return next(iter(people.values())).capitalize() if len(people) == 1 else ""
    forms = (called.removesuffix("s"), f"{called}s")  # "order" is a word of its own beside the service "orders"
    names = {each for name, each in known.names.items() if name not in forms and _is_near(called, name, meant)}
    return names.pop() if len(names) == 1 else ""


def _is_near(called: str, name: str, meant: frozenset[str]) -> bool:
    if len(name) < _LEAST_KNOWN or abs(len(name) - len(called)) > 1 or name[0] != called[0] or " " in name:
        return False
    return not meant.isdisjoint(slips(name))
