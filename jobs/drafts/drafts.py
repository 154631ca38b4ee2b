"""What features call: every use of a draft, one method each.

Each change is one transaction, committed before the method returns. What is posted goes
through the outbox, in that transaction.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa

from integrations.chat import Channel, ChatError, PlaceKind
from integrations.database import Database, Tx
from integrations.database.tables.drafts import DraftState
from integrations.database.tables.drafts import drafts as table
from integrations.time import Clock
from jobs.delivery.outbox import Outbox
from jobs.drafts import decisions, posts, store
from jobs.drafts.access import UNDECIDED, Access, check_decide, check_people, decides, names_people
from jobs.drafts.audience import may_see, of_drafts, shown_to
from jobs.drafts.checks import checked, checked_note
from jobs.drafts.decisions import Decision
from jobs.drafts.kinds import ADR, DraftKind
from jobs.drafts.model import Draft, DraftEntry, Page
from jobs.drafts.outgoing import announce, edit_post, refresh, reply
from jobs.drafts.search import related, search, terms
from jobs.errors import NotAccepted, UserError
from jobs.messages import Sent
from jobs.people.audience import Condition
from jobs.people.directory import Directory

MOST_LISTED = 30
MOST_RELATED = 5
MOST_TO_REPLACE = 100
"""Accepted ADRs to choose from; Slack's limit of options."""


@dataclass(frozen=True, slots=True)
class Found:
    """Drafts, and whether there are more."""

    drafts: Sequence[Draft]
    more: bool


@dataclass(frozen=True, slots=True)
class Earlier:
    """What there is already when somebody begins to write."""

    related: Sequence[Draft]
    accepted: Sequence[Draft]
    """ADRs, newest first."""
    replaceable: Sequence[Draft] = ()
    """Those of them whose place the new one could take: they are for whoever writes it to decide on."""


class Drafts:
    """ADRs and runbooks of the team."""

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
        self._db = db
        self._clock = clock
        self._team = team
        self._outbox = outbox
        self._access = Access(db, clock, team, admins)
        self._hosts = tuple(allowed_hosts)

    # --- reading -------------------------------------------------------------------

    async def page(
        self, user: str, kind: DraftKind, number: int = 0, *, state: DraftState | None = None
    ) -> tuple[Sequence[Draft], int]:
        """A page of what `user` may see, from 0, and how many there are: the undecided first, then the newest.

        It is the last page where there are not so many.
        """
        conditions = [table.c.kind == kind.name, await self._visible(user)]
        if state is not None:
            conditions.append(table.c.state == state)
        order = (table.c.number.is_not(None), table.c.number.desc(), table.c.edited_at.desc(), table.c.id.desc())
        async with self._db.read() as tx:
            pages = max(1, -(-await store.count(tx, *conditions) // MOST_LISTED))
            start = min(number, pages - 1) * MOST_LISTED
            return await store.select(tx, *conditions, order=order, start=start, most=MOST_LISTED), pages

    async def search(self, user: str, kind: DraftKind, words: str) -> Found:
        """What `user` may see that holds every word. Raises `UserError` without any."""
        if not terms(words):
            raise UserError(f"Search for what? Try {kind.command} search postgres.")
        visible = await self._visible(user)
        async with self._db.read() as tx:
            return _found(await search(tx, kind, words, visible, most=MOST_LISTED + 1))

    async def show(self, user: str, kind: DraftKind, ref: str) -> Page:
        """A draft by number or slug. Raises `UserError` where `user` sees none of that name."""
        visible = await self._visible(user)
        async with self._db.read() as tx:
            found = await store.by_ref(tx, kind, ref, visible)
            if found is None:
                raise UserError(f"You see no {kind.short} {ref[:60]}. {kind.command} list shows what there is.")
            return await store.page(tx, found)

    async def read(self, user: str, draft: int, *, seen_in: str | None = None) -> Page:
        """A draft by its row. Raises `UserError` where `user` may not see it."""
        await self._access.know(user)
        async with self._db.read() as tx:
            return await store.page(tx, await self._access.seen(tx, user, draft, seen_in))

    async def editable(self, user: str, draft: int, *, seen_in: str | None = None) -> Page:
        """A draft that `user` is about to edit. Raises `UserError` where they may not."""
        await self._access.know(user)
        admin = await self._access.is_admin(user)
        await self._access.know_members((await self._seen(user, draft, seen_in)).channel)
        async with self._db.read() as tx:
            found = await self._access.seen(tx, user, draft, seen_in)
            await self._access.check_edit(tx, user, found, seen_in, admin=admin)
            return await store.page(tx, found)

    async def replaceable(self, user: str, draft: int, *, seen_in: str | None = None) -> Page:
        """A draft that `user` is about to replace. Raises `UserError` where that is not theirs to decide."""
        page = await self.read(user, draft, seen_in=seen_in)
        check_decide(user, page.draft, admin=await self._access.is_admin(user))
        return page

    async def earlier(self, user: str, kind: DraftKind, title: str, *, besides: int | None = None) -> Earlier:
        """What `user` should know before they write, as far as they may see it."""
        visible = await self._visible(user)
        admin = await self._access.is_admin(user)
        async with self._db.read() as tx:
            alike = await related(tx, kind, title, visible, most=MOST_RELATED + 1)
            accepted = await self._accepted(tx, visible) if kind is ADR else []
        return Earlier(
            [each for each in alike if each.id != besides][:MOST_RELATED],
            [each for each in accepted if each.id != besides],
            [each for each in accepted if each.id != besides and decides(user, each, admin=admin)],
        )

    async def open_in(self, channel: str, kind: DraftKind | None = None) -> Sequence[Draft]:
        """Undecided drafts of a channel, oldest first. For those who are in it."""
        kinds = () if kind is None else (table.c.kind == kind.name,)
        waiting = table.c.state.in_((*UNDECIDED, DraftState.DRAFT))
        async with self._db.read() as tx:
            return await store.select(tx, table.c.channel == channel, waiting, *kinds)

    async def waiting_for(self, user: str, channels: Collection[str]) -> Sequence[Draft]:
        """What waits for `user`, oldest first: what they wrote, kept for them alone or not, or are to decide on.

        `channels` are those that they are in.
        """
        undecided = table.c.state.in_((*UNDECIDED, DraftState.DRAFT))
        alone = sa.and_(table.c.channel.is_(None), table.c.author == user)
        async with self._db.read() as tx:
            found = await store.select(tx, sa.or_(table.c.channel.in_(list(channels)), alone), undecided)
        return [draft for draft in found if user == draft.author or user in draft.people]

    async def for_channel(self, channel: str, kind: DraftKind, words: str) -> Found:
        """What holds every word and may be told to everybody in `channel`."""
        await self._team.know(None, channel, of=of_drafts())
        async with self._db.read() as tx:
            return _found(await search(tx, kind, words, shown_to(channel), most=MOST_LISTED + 1))

    async def where(self, draft: Draft) -> Sent | None:
        """Where a draft is discussed, once its post is sent."""
        return await self._outbox.sent(draft.post_key)

    # --- writing -------------------------------------------------------------------

    async def known_place(self, user: str, channel: str) -> bool | None:
        """Whether a draft that `user` begins in `channel` will be posted in it; None where Slack has to be asked."""
        return await self._team.is_in(user, channel)

    async def place(self, user: str, channel: str) -> str | None:
        """The channel, where a draft that `user` begins in it will be posted; else None. May ask Slack."""
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
        entry = await checked(kind, entry, self._team)
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
        entry = await checked(kind, replace(entry, people=people), self._team)
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
            raise NotAccepted({"channel": "Slack does not say who is in that channel just now; try again."}) from None
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

    async def names_people(self, user: str, draft: Draft) -> bool:
        """Whether `user` says who decides on a draft, or who owns it."""
        return names_people(user, draft, admin=await self._access.is_admin(user))

    async def names(self, users: Collection[str]) -> Mapping[str, str]:
        """What people are called, as far as we know without asking Slack."""
        async with self._db.read() as tx:
            return await store.names(tx, users)

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

    @property
    def hosts(self) -> tuple[str, ...]:
        """Hosts whose links are live in a draft."""
        return self._hosts

    async def _visible(self, user: str) -> Condition:
        await self._access.know(user)
        return may_see(user)

    async def _seen(self, user: str, draft: int, seen_in: str | None) -> Draft:
        async with self._db.read() as tx:
            return await self._access.seen(tx, user, draft, seen_in)

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

    async def _accepted(self, tx: Tx, visible: Condition) -> Sequence[Draft]:
        accepted = (table.c.kind == ADR.name, table.c.state == DraftState.ACCEPTED)
        return await store.select(tx, *accepted, visible, order=(table.c.number.desc(),), most=MOST_TO_REPLACE)

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


def _found(drafts: Sequence[Draft]) -> Found:
    return Found(drafts[:MOST_LISTED], len(drafts) > MOST_LISTED)


def _same(draft: Draft, entry: DraftEntry) -> bool:
    mine = (draft.title, dict(draft.fields), draft.people, draft.supersedes)
    return mine == (entry.title, dict(entry.fields), entry.people, entry.supersedes)
