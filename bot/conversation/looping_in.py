"""A partner of the role is named in an answer where the question is their business too, once a thread."""

from collections.abc import Iterable
from dataclasses import replace

from bot.conversation.answer import Answer
from bot.persona.choose import partner_of
from integrations.database import Tx
from integrations.post import Paragraph
from integrations.rolecard import RoleCard
from jobs.people.partners import Partners


class LoopingIn:
    """Names partners in answers."""

    def __init__(self, card: RoleCard, partners: Partners) -> None:
        """Read from the card whose business a question is; `partners` says who that is."""
        self._card = card
        self._partners = partners

    async def named(
        self, answer: Answer, question: str, place: str, thread: str, *, there: Iterable[str], quiet: bool
    ) -> Answer:
        """Return the answer with the partner whose business the question plainly is, unless they are `there` already.

        With `quiet` they are named without being called.
        """
        point = partner_of(self._card, question)
        if point is None:
            return answer
        looped = await self._partners.loop_in(point.name, place, thread, without=frozenset(there), quiet=quiet)
        if looped is None:
            return answer
        person = looped.partner.who.person
        if person and person in answer.post.model_dump_json():
            return answer  # it is about them, or in their words
        return replace(answer.followed_by(Paragraph(text=looped.words)), looped=looped)

    async def keep(self, tx: Tx, answer: Answer, place: str, thread: str) -> None:
        """Remember whom an answer named, in the transaction that sends it."""
        if answer.looped is not None:
            await self._partners.keep(tx, answer.looped, place, thread)
