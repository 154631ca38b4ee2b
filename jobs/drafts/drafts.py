"""Writes drafts and decides on them, one method for each thing that people do.

Each change is one transaction, committed before the method returns. What is posted goes
through the outbox, in that transaction.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from integrations.chat import Channel, ChatError, PlaceKind
from integrations.database import Database, Tx
from integrations.database.tables.drafts import DraftState
from integrations.database.tables.drafts import drafts as table
from integrations.time import Clock
from jobs.delivery.outbox import Outbox
from jobs.drafts import decisions, posts, store
from jobs.drafts.access import Access, check_decide, check_people, decides
from jobs.drafts.audience import may_see
from jobs.drafts.checks import checked, checked_note
from jobs.drafts.decisions import Decision
from jobs.drafts.kinds import ADR, DraftKind
from jobs.drafts.model import Draft, DraftEntry, Page
from jobs.drafts.outgoing import announce, edit_post, refresh, reply
from jobs.drafts.visible import VisibleDrafts
from jobs.errors import NotAccepted, UserError
from jobs.people.directory import Directory


class Drafts(VisibleDrafts):
    """ADRs and runbooks of the team, to be read, written and decided on."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        team: Directory,
        outbox: Outbox,
        *,
        admins: Collection[str] = (),
        allowed_hosts: Collection[str] = (),
    ) -> None:
        """Prepare. Links in a draft are live where their host is allowed."""
        super().__init__(db, team, outbox, Access(db, clock, team, admins), allowed_hosts)
        self._clock = clock

    # --- writing -------------------------------------------------------------------

    async def known_place(self, user: str, channel: str) -> bool | None:
        """Whether a draft that `user` begins in `channel` will be posted in it; None where the chat has to be asked."""
        return await self._team.is_in(user, channel)

    async def place(self, user: str, channel: str) -> str | None:
        """The channel, where a draft that `user` begins in it will be posted; else None. May ask the chat."""
        return await self.still_in(user, await self._place(channel))

    async def propose(
        self,
        user: str,
        channel: str,
        kind: DraftKind,
        entry: DraftEntry,
        *,
        source: str | None = None,
        form: str | None = None,
    ) -> Draft:
        """Keep a new draft, and post it in `channel`, or to its author where we, or they, are not in it.

        One `form` makes one draft, however often it is sent. Raises `NotAccepted`.
        """
        await self._access.know(user)
        admin = await self._access.is_admin(user)
        entry = await checked(kind, entry, self._team, self.longest)
        place = await self.place(user, channel)
        now = self._clock.now()
        async with self._db.write() as tx:
            await store.queue_at(tx, self._db, kind)
            if form is not None and (made := await store.by_form(tx, form)) is not None:
                return made
            await self._check_supersedes(tx, user, entry, seen_in=place, admin=admin)
            draft = await store.add(tx, kind, entry, author=user, channel=place, source=source, form=form, now=now)
            return (await announce(tx, self._outbox, draft, self._hosts)).draft

    async def edit(
        self, user: str, draft: int, version: int, entry: DraftEntry, *, seen_in: str | None = None
    ) -> Draft:
        """Give a draft new text, written over `version`, which is kept.

        Raises `NotAccepted`, also where somebody else has edited it meanwhile, and `UserError`.
        """
        await self._access.know(user)
        admin = await self._access.is_admin(user)
        present = await self._seen(user, draft, seen_in)
        kind = present.kind
        await self._access.know_members(present.channel)
        people = check_people(user, present, entry.people, admin=admin)
        entry = await checked(kind, replace(entry, people=people), self._team, self.longest)
        async with self._db.write() as tx:
            await store.queue_at(tx, self._db, kind)
            before = await self._access.seen(tx, user, draft, seen_in)
            await self._access.check_edit(tx, user, before, seen_in, admin=admin)
            check_people(user, before, entry.people, admin=admin)
            if _same(before, entry):
                return before
            if before.version != version:
                who = (await store.names(tx, [before.edited_by])).get(before.edited_by, "Somebody")
                raise NotAccepted(
                    {"title": f"{who} has edited this meanwhile. Copy what you wrote, close this and press Edit again."}
                )
            if entry.supersedes != before.supersedes:
                await self._check_supersedes(tx, user, entry, seen_in=seen_in, admin=admin, besides=draft)
            await store.rewrite(tx, before, entry, user, self._clock.now())
            page = await refresh(tx, self._outbox, draft, self._hosts)
            await reply(tx, self._outbox, page.draft, posts.edited(page))
            return page.draft

    async def decide(self, user: str, draft: int, action: str, *, seen_in: str | None = None) -> Decision:
        """Accept, reject, defer, propose again or publish; see `decisions.ACTIONS`.

        Two who accept at once give it one number. Raises `UserError`.
        """
        await self._access.know(user)
        admin = await self._access.is_admin(user)
        kind = (await self._seen(user, draft, seen_in)).kind
        async with self._db.write() as tx:
            await store.queue_at(tx, self._db, kind)
            found = await self._access.seen(tx, user, draft, seen_in)
            check_decide(user, found, admin=admin)
            await self._check_replaces(tx, user, found, action, admin=admin)
            return await decisions.decide(tx, self._outbox, found, action, user, self._clock.now(), self._hosts)

    async def supersede(self, user: str, draft: int, by: int, *, seen_in: str | None = None) -> Page:
        """Let the accepted ADR `by` take the place of another; each links to the other. Raises `UserError`."""
        await self._access.know(user)
        admin = await self._access.is_admin(user)
        async with self._db.write() as tx:
            await store.queue_at(tx, self._db, ADR)
            old = await self._access.seen(tx, user, draft, seen_in)
            new = await self._access.seen(tx, user, by, seen_in)
            check_decide(user, old, admin=admin)
            if old.superseded_by == new.id:
                return await store.page(tx, new)
            return await decisions.replace(tx, self._outbox, old, new, self._hosts)

    async def annotate(
        self, user: str, draft: int, words: str, *, seen_in: str | None = None, form: str | None = None
    ) -> Page:
        """Add a note to a decision. Whoever sees it may. Raises `NotAccepted` or `UserError`."""
        await self._access.know(user)
        words = checked_note(words)
        kind = (await self._seen(user, draft, seen_in)).kind
        async with self._db.write() as tx:
            await store.queue_at(tx, self._db, kind)
            found = await self._access.seen(tx, user, draft, seen_in)
            if found.state not in (DraftState.ACCEPTED, DraftState.SUPERSEDED):
                raise UserError("Notes are for decided ADRs; this one can be edited.")
            if not await store.annotate(tx, self._db, draft, words, user, form, self._clock.now()):
                return await store.page(tx, found)
            page = await refresh(tx, self._outbox, draft, self._hosts)
            await reply(tx, self._outbox, page.draft, posts.noted(page))
            return page

    async def share(self, user: str, draft: int, channel: str) -> Draft:
        """Give a draft that is its author's alone to a channel. Raises `NotAccepted` or `UserError`."""
        await self._access.know(user)
        before = await self._seen(user, draft, None)
        place = await self._place(channel)
        if place is None:
            raise NotAccepted({"channel": "I am not in that channel. Invite me there, then share it again."})
        try:
            members = await self._team.members(place)
        except ChatError:
            silent = f"{self._team.chat_name} does not say who is in that channel just now; try again."
            raise NotAccepted({"channel": silent}) from None
        if not any(member.id == user for member in members):
            raise NotAccepted({"channel": "Choose a channel that you are in."})
        async with self._db.write() as tx:
            await store.queue_at(tx, self._db, before.kind)
            before = await self._access.seen(tx, user, draft, None)
            if before.channel is not None:
                if before.channel == place:
                    return before
                raise UserError("It is shared with a channel already.")
            await edit_post(tx, self._outbox, before, posts.moved(await store.page(tx, before), place))
            await store.change(tx, draft, channel=place)
            return (await announce(tx, self._outbox, draft, self._hosts)).draft

    async def go_on_after(
        self, kind: DraftKind, taken: Collection[int], *, kept: Collection[int] = ()
    ) -> Sequence[str]:
        """Let numbers go on after those that others have `taken` in the folder where drafts are exported.

        A draft that has one of them gets a new one, and its thread is told, unless its file is
        there already (`kept`). Returns what changed, in words.
        """
        if not taken:
            return []
        changed = []
        async with self._db.write() as tx:
            await store.queue_at(tx, self._db, kind)
            await store.count_from(tx, kind, max(taken))
            colliding = (table.c.kind == kind.name, table.c.number.in_(set(taken) - set(kept)))
            for draft in await store.select(tx, *colliding, order=(table.c.number,)):
                await store.change(tx, draft.id, number=await store.next_number(tx, kind))
                page = await refresh(tx, self._outbox, draft.id, self._hosts)
                await reply(tx, self._outbox, page.draft, posts.renumbered(page, draft.label))
                changed.append(f"{draft.label} is {page.draft.label} now")
        return changed

    # --- between -------------------------------------------------------------------

    async def still_in(self, user: str, channel: str | None) -> str | None:
        """The channel, where `user` is in it at this moment; else None.

        A form says where it was opened. Its author may have left since, and a client may say anything.
        """
        try:
            members = await self._team.members(channel) if channel else ()
        except ChatError:
            return None
        return channel if any(member.id == user for member in members) else None

    async def _place(self, channel: str) -> str | None:
        """The channel, where we can post in it and know who reads it; else None."""
        try:
            found: Channel | None = await self._team.channel(channel)
        except ChatError:
            return None
        known = found is not None and found.here and not found.archived and found.kind != PlaceKind.DIRECT
        return channel if known else None

    async def _check_replaces(self, tx: Tx, user: str, draft: Draft, action: str, *, admin: bool) -> None:
        """Raise `UserError` where to accept a draft would supersede what neither `user` nor its author decides on."""
        if action != "accept" or draft.supersedes is None:
            return
        old = await store.find(tx, draft.supersedes)
        if old is None or old.state != DraftState.ACCEPTED or decides(user, old, admin=admin):
            return
        if not decides(draft.author, old, admin=False):
            raise UserError(
                "This would take the place of a decision that is not yours to replace."
                " Ask who decides on that one to accept this, or edit this so that it replaces nothing."
            )

    async def _check_supersedes(
        self, tx: Tx, user: str, entry: DraftEntry, *, seen_in: str | None, admin: bool, besides: int | None = None
    ) -> None:
        """Raise `NotAccepted` unless `user` decides on the accepted ADR whose place the entry is to take."""
        if entry.supersedes is None:
            return
        allowed = may_see(user, seen_in=seen_in)
        old = await store.find(tx, entry.supersedes, allowed)
        if old is None or old.kind is not ADR or old.state != DraftState.ACCEPTED or old.id == besides:
            raise NotAccepted({"supersedes": "That ADR is not accepted any more; choose another, or none."})
        if not decides(user, old, admin=admin):
            raise NotAccepted(
                {"supersedes": f"{old.label} is for its author and its deciders to replace; ask them, or choose none."}
            )


def _same(draft: Draft, entry: DraftEntry) -> bool:
    mine = (draft.title, dict(draft.fields), draft.people, draft.supersedes)
    return mine == (entry.title, dict(entry.fields), entry.people, entry.supersedes)
