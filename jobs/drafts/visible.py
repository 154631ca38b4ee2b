"""What people may see of the drafts: lists, a search, one of them, what waits for somebody."""

from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa

from integrations.database import Database, Tx
from integrations.database.tables.drafts import DraftState
from integrations.database.tables.drafts import drafts as table
from integrations.deferred import dataclass
from integrations.form import MOST_CHOICES
from jobs.delivery.outbox import Outbox
from jobs.drafts import store
from jobs.drafts.access import UNDECIDED, Access, check_decide, decides, names_people
from jobs.drafts.audience import may_see, of_drafts, shown_to
from jobs.drafts.kinds import ADR, DraftKind
from jobs.drafts.model import Draft, Page
from jobs.drafts.search import related, search, terms
from jobs.errors import UserError
from jobs.messages import Sent
from jobs.people.audience import Condition
from jobs.people.directory import Directory

MOST_LISTED = 30
MOST_RELATED = 5


@dataclass(frozen=True, slots=True)
class FoundDrafts:
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


class VisibleDrafts:
    """ADRs and runbooks of the team, each as far as whoever asks may see it."""

    def __init__(self, db: Database, team: Directory, outbox: Outbox, access: Access, hosts: Collection[str]) -> None:
        """Read them in `db`. Links in a draft are live where their host is one of `hosts`."""
        self._db = db
        self._team = team
        self._outbox = outbox
        self._access = access
        self._hosts = tuple(hosts)

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

    async def every_page(self, user: str, kind: DraftKind) -> Sequence[Page]:
        """All that `user` may see, whole, by number; what has none yet last."""
        visible = await self._visible(user)
        order = (table.c.number.is_(None), table.c.number, table.c.id)
        async with self._db.read() as tx:
            found = await store.select(tx, table.c.kind == kind.name, visible, order=order)
            return [await store.page(tx, each) for each in found]

    async def search(self, user: str, kind: DraftKind, words: str) -> FoundDrafts:
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

    async def for_channel(self, channel: str, kind: DraftKind, words: str) -> FoundDrafts:
        """What holds every word and may be told to everybody in `channel`."""
        await self._team.know(None, channel, of=of_drafts())
        async with self._db.read() as tx:
            return _found(await search(tx, kind, words, shown_to(channel), most=MOST_LISTED + 1))

    async def where(self, draft: Draft) -> Sent | None:
        """Where a draft is discussed, once its post is sent."""
        return await self._outbox.sent(draft.post_key)

    async def names_people(self, user: str, draft: Draft) -> bool:
        """Whether `user` says who decides on a draft, or who owns it."""
        return names_people(user, draft, admin=await self._access.is_admin(user))

    async def names(self, users: Collection[str]) -> Mapping[str, str]:
        """What people are called, as far as we know without asking the chat."""
        async with self._db.read() as tx:
            return await store.names(tx, users)

    @property
    def hosts(self) -> tuple[str, ...]:
        """Hosts whose links are live in a draft."""
        return self._hosts

    @property
    def longest(self) -> int:
        """How many characters a section of a draft takes."""
        return self._outbox.limits.typed

    async def _visible(self, user: str) -> Condition:
        await self._access.know(user)
        return may_see(user)

    async def _seen(self, user: str, draft: int, seen_in: str | None) -> Draft:
        async with self._db.read() as tx:
            return await self._access.seen(tx, user, draft, seen_in)

    async def _accepted(self, tx: Tx, visible: Condition) -> Sequence[Draft]:
        accepted = (table.c.kind == ADR.name, table.c.state == DraftState.ACCEPTED)
        return await store.select(tx, *accepted, visible, order=(table.c.number.desc(),), most=MOST_CHOICES)


def _found(drafts: Sequence[Draft]) -> FoundDrafts:
    return FoundDrafts(drafts[:MOST_LISTED], len(drafts) > MOST_LISTED)
