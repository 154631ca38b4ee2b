"""Whom a tool is asked about."""

from bot.tools.tool import Asking, Finding
from integrations.deferred import dataclass
from integrations.post import Buttons, Person, Span
from integrations.source import System
from jobs.errors import UserError
from jobs.people.accounts import who_is_who
from jobs.people.directory import Directory


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person, as the asker would call them."""

    id: str
    named: str | Span
    """`you`, or their name without calling them."""
    is_asker: bool


async def somebody(team: Directory, person: str, asking: Asking) -> Somebody:
    """Return who that is. Raises `UserError` where nobody is known by that id."""
    if person == asking.person:
        return Somebody(person, "you", is_asker=True)
    found = await team.person(person)
    if found is None:
        raise UserError("I do not know who that is.")
    return Somebody(person, Person(user=found.id, name=found.name), is_asker=False)


def unknown_account(who: Somebody, system: System, what: str) -> Finding:
    """Return that their account in a system is not known, so that `what` is not either, with the way to mend it."""
    whose = ("your ",) if who.is_asker else ("the ",)
    of = () if who.is_asker else (" of ", who.named)
    words = (
        "I do not know ",
        *whose,
        f"{system.account} {system.where}",
        *of,
        f", so I can't say {what} for ",
        "you." if who.is_asker else "them.",
    )
    return Finding(words, (Buttons(buttons=(who_is_who(),)),), found=False)
