"""What happens to a message: it is kept, and answered where it was said to us."""

import structlog

from bot.conversation.asked import Asked
from bot.conversation.history import History
from bot.conversation.notes import Remember, RememberThat, note_in
from bot.conversation.partner_words import PartnerWords
from bot.conversation.turn import Turn
from bot.conversation.typed_standups import TypedStandups
from bot.conversation.unblocking import Unblocking
from bot.memory import Memory
from bot.memory.plain_words import PlainWords
from integrations.chat import ChatError, ChatSelf, PlaceKind, stranger
from integrations.chat_events import Deleted, Edited, Said
from jobs.delivery.following import Following
from jobs.people.team import Team

log = structlog.get_logger()


class MessageHandler:
    """Takes in every message."""

    def __init__(
        self,
        *,
        words: PlainWords,
        memory: Memory,
        following: Following,
        history: History,
        turn: Turn,
        team: Team,
        chat: ChatSelf,
        unblocking: Unblocking | None = None,
        typed: TypedStandups | None = None,
        partners: PartnerWords | None = None,
    ) -> None:
        """Without `unblocking` nobody's "done" closes a blocker, without `typed` a standup wants the form.

        Without `partners` nobody can be made a partner by saying so.
        """
        self._words = words
        self._memory = memory
        self._following = following
        self._history = history
        self._turn = turn
        self._team = team
        self._chat = chat
        self._unblocking = unblocking
        self._partners = partners
        self._typed = typed

    async def handle(self, event: Said | Edited | Deleted) -> None:
        """Take it in. Safe to repeat: nothing is kept or answered twice."""
        match event:
            case Said():
                await self._said(event)
            case Edited():
                await self._edited(event)
            case Deleted():
                await self._memory.delete(event.channel, event.id, at=event.at)

    async def _said(self, said: Said) -> None:
        me = await self._chat.me()
        if said.user in (me.user, me.bot):
            return
        kind = await self._kind(said)
        words = await self._words.of(said.text, me.user)
        if said.app is not None:
            await self._app_said(said, words)
            return
        forwarded = await self._words.of(said.forwarded, me.user)
        whole = "\n".join(filter(None, (words, forwarded)))
        mentioned = me.user in said.text.people
        noted = note_in(words) if mentioned or kind == PlaceKind.DIRECT else None
        note = noted.text if isinstance(noted, Remember) else None
        if isinstance(noted, RememberThat):
            note = forwarded or None
        if whole and (note or await self._memory.listens(said.channel)):
            await self._memory.keep(
                said.channel,
                said.id,
                said.user,
                note or whole,
                at=said.at,
                thread=said.thread,
                noted_by=said.user if note else None,
            )
        since = await self._memory.since(said.channel, said.id)
        if since is not None and since.gone:
            return  # it was deleted before we came to hear of it
        if since is not None and since.edited_at is not None:
            if note is None:
                words, forwarded = since.text, ""
            elif isinstance(noted, Remember):
                words = words.replace(note, since.text)  # what they have taken out is not to be repeated
        elif note is None and await self._is_for_a_standup(said, words, kind, me.user, mentioned):
            return
        by_name = await self._addresses_us(said, kind, mentioned)
        if by_name and self._partners is not None and await self._partners.heard(said, kind, me.user):
            return
        if by_name or await self._goes_on(said, kind, me.user):
            await self._answer(said, words, forwarded, kind, by_name=by_name)

    async def _answer(
        self, said: Said, words: str, forwarded: str, kind: PlaceKind | None, *, by_name: bool = True
    ) -> None:
        await self._team_knows(said.user)
        us = (await self._chat.me()).user
        await self._turn.answer(
            Asked(
                said.channel,
                said.id,
                said.at,
                said.thread,
                said.user,
                words,
                kind,
                by_name=by_name,
                forwarded=forwarded,
                files=said.files,
                mentioned=tuple(each for each in said.text.people if each != us),
            )
        )

    async def _app_said(self, said: Said, words: str) -> None:
        """Keep what an app posted, such as an alert; nobody answers it."""
        if not words or not await self._memory.listens(said.channel):
            return
        try:
            if said.app and await self._team.person(said.user) is None:
                await self._team.changed(stranger(said.user, said.app, is_bot=True))
        except ChatError as silence:
            log.warning("person_not_read", user=said.user, why=silence.code)
        await self._memory.keep(said.channel, said.id, said.user, words, at=said.at, thread=said.thread)

    async def _edited(self, edited: Edited) -> None:
        said = edited.message
        me = await self._chat.me()
        if said.user in (me.user, me.bot):
            return
        words = await self._words.of(said.text, me.user)
        since = await self._memory.since(said.channel, said.id)
        if since is not None and (since.gone or (since.edited_at is not None and since.edited_at > edited.at)):
            return  # what was done to it later was told before
        if self._typed is not None and said.app is None:
            # What we heard last is what an answer was taken from: the edit before this one may come later.
            before = since.text if since is not None else await self._words.of(edited.before, me.user)
            await self._typed.edited(said, words, before, said.kind, edited.at)
        note = note_in(words) if said.app is None else None
        forwarded = await self._words.of(said.forwarded, me.user)
        text = note.text if isinstance(note, Remember) else "\n".join(filter(None, (words, forwarded)))
        await self._memory.edit(
            said.channel,
            said.id,
            said.user,
            text,
            at=said.at,
            edited_at=edited.at,
            thread=said.thread,
            # Where we do not listen nothing new is kept, but what is kept already must stay true.
            only_known=not await self._memory.listens(said.channel),
        )
        if said.app is None and me.user in said.text.people and me.user not in edited.before.people:
            # Who forgot to mention us adds it, and waits for an answer; there is one to a message, ever.
            kind = await self._kind(said)
            if await self._addresses_us(said, kind, True):
                await self._answer(said, words, forwarded, kind)

    async def _is_for_a_standup(self, said: Said, words: str, kind: PlaceKind | None, us: str, mentioned: bool) -> bool:
        """Return True if it answered a round or unblocked somebody, and wants no other answer."""
        if self._typed is not None and await self._typed.heard(said, words, kind):
            return True
        if self._unblocking is not None and await self._unblocking.heard(said, words, us, to_us=mentioned):
            return True
        return self._typed is not None and await self._typed.wondered(said, words, kind, us)

    # --- is it said to us? ---------------------------------------------------------

    async def _addresses_us(self, said: Said, kind: PlaceKind | None, mentioned: bool) -> bool:
        if mentioned:
            if kind != PlaceKind.DIRECT:
                begins = said.thread is None
                await self._following.addressed(said.channel, said.thread or said.id, said.user, begins=begins)
            return True
        if kind != PlaceKind.DIRECT:
            return False
        # Below a ritual's post people answer the ritual, in a DM as elsewhere.
        return said.thread is None or not await self._history.begun_by_us(said.channel, said.thread)

    async def _goes_on(self, said: Said, kind: PlaceKind | None, us: str) -> bool:
        if kind == PlaceKind.DIRECT or said.thread is None:
            return False
        names_somebody = said.text.calls_many or any(user != us for user in said.text.people)
        return await self._following.goes_on(said.channel, said.thread, said.user, names_somebody=names_somebody)

    # --- who and where -------------------------------------------------------------

    async def _kind(self, said: Said) -> PlaceKind | None:
        """What sort of conversation it is. A channel that is new to us, or became another sort, is read."""
        try:
            known = await self._team.channel(said.channel)
            if known is not None and said.kind not in (None, known.kind):
                known = await self._team.learn_channel(said.channel)
        except ChatError as silence:
            log.warning("channel_not_read", channel=said.channel, why=silence.code)
            known = None
        return said.kind or (known.kind if known else None)

    async def _team_knows(self, user: str) -> None:
        """The audience rule takes a stranger for a guest."""
        try:
            await self._team.person(user)
        except ChatError as silence:
            log.warning("person_not_read", user=user, why=silence.code)
