"""Who a partner is, where somebody tells us: "the Frontend Engineer is @ada"."""

import re

from integrations.chat import PlaceKind
from integrations.chat_events import Said
from integrations.deferred import dataclass, pattern
from integrations.message_text import MessageText, NamedChannel, NamedGroup, NamedPerson
from integrations.post import Bold, Code, Post, SmallPrint
from integrations.rolecard import meant
from integrations.words import squeezed
from jobs.delivery.outbox import Outbox
from jobs.errors import UserError
from jobs.messages import OutgoingMessage, Priority
from jobs.people.partners import NOBODY, Partners, Who

_WHO = "\0"
"""Stands where somebody is mentioned: nobody can type it."""
_IS = r"(?:is|are|=|:|ist|sind|es|son|est|sont)"
_LEAD = r"(?:(?:please|ok(?:ay)?|so|and|bitte|por favor|s'il te pla[iî]t)\W+)*"
_NOBODY = r"(?:nobody|no ?one|niemand|nadie|personne)"
_LONGEST = 500
"""Characters of a message that says who a partner is."""
_TOLD = pattern(
    rf"\W*{_LEAD}(?:(?P<name>[^\0\n?]{{2,120}}?)\s*{_IS}\s*(?:now\s+|jetzt\s+|ahora\s+)?(?:\0|{_NOBODY})"
    rf"|\0\s*{_IS}\s*(?:now\s+|jetzt\s+|ahora\s+)?(?P<after>[^\0\n?]{{2,120}}?))\s*[.!]*\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PartnerTold:
    """That the partner of a name is somebody, or nobody any more."""

    name: str
    who: Who


def partner_told(text: MessageText, us: str) -> PartnerTold | None:
    """Read it in a message to `us`; None where it says something else, or asks."""
    said, found = "", []
    for part in text.parts:
        if isinstance(part, str):
            said += part.replace(_WHO, "")
        elif isinstance(part, NamedPerson) and part.id == us:
            said += " "
        elif isinstance(part, NamedPerson | NamedGroup | NamedChannel):
            found.append(part)
            said += _WHO
        else:
            return None
    said = squeezed(said)
    told = _TOLD.fullmatch(said) if len(said) <= _LONGEST else None
    if told is None or len(found) > 1:
        return None
    return PartnerTold((told["name"] or told["after"]).strip(), _who(found[0]) if found else NOBODY)


class PartnerWords:
    """Hears who a partner is, keeps it, and says so where it was said."""

    def __init__(self, partners: Partners, outbox: Outbox) -> None:
        """Keep in `partners` who is said to be which partner."""
        self._partners = partners
        self._outbox = outbox

    async def heard(self, said: Said, kind: PlaceKind | None, us: str) -> bool:
        """Take a message to `us`; return True if it said who a partner of the card is."""
        told = partner_told(said.text, us)
        if told is None:
            return False
        partner = meant(await self._partners.all(), told.name)
        if partner is None:
            return False
        try:
            await self._partners.say(said.user, {partner.name: told.who})
        except UserError as problem:
            post = Post(headline=(str(problem),))
        else:
            post = await self._confirmed(partner.role, told.who)
        thread = said.thread or (None if kind == PlaceKind.DIRECT else said.id)
        key = f"partner:{said.channel}:{said.id}"
        message = OutgoingMessage(
            key,
            said.channel,
            post,
            Priority.REPLY,
            thread=thread,
            turn=True,
            person=said.user,
            answers_at=said.at,
        )
        await self._outbox.send(message)
        return True

    async def _confirmed(self, role: str, who: Who) -> Post:
        shown = await self._partners.shown(who)
        if not shown:
            return Post(headline=("From now on nobody is the ", Bold(text=role), " here."))
        back = SmallPrint(text=("Wrong? Tell me another, or ", Code(text=f"{role} is nobody"), "."))
        return Post(headline=("From now on the ", Bold(text=role), " is ", *shown, "."), blocks=(back,))


def _who(part: NamedPerson | NamedGroup | NamedChannel) -> Who:
    match part:
        case NamedPerson():
            return Who(person=part.id)
        case NamedGroup():
            return Who(group=part.id)
    return Who(channel=part.id)
