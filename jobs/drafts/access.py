"""What a person may do with a draft."""

from collections.abc import Collection
from contextlib import suppress

from integrations.database import Database, Tx
from integrations.slack.types import ChatError
from integrations.time import Clock
from jobs.admins import Admins
from jobs.drafts import store
from jobs.drafts.audience import is_in_channel, may_see, stale_channels
from jobs.drafts.kinds import Kind
from jobs.drafts.model import Draft
from jobs.drafts.ports import Directory
from jobs.errors import Trouble

UNDECIDED = ("proposed", "deferred")
MOST_AT_ONCE = 5
"""Channels whose members are read anew for one question; the others count as unknown until the next."""


class Access:
    """Looks up who somebody is, and refuses in kind words."""

    def __init__(self, db: Database, clock: Clock, team: Directory, admins: Collection[str]) -> None:
        """Prepare. `admins` are user ids or e-mail addresses that count as workspace admins."""
        self._db = db
        self._clock = clock
        self._team = team
        self._admins = Admins(team, admins)

    async def know(self, user: str) -> None:
        """Bring what we know of `user` and of private channels with drafts up to date.

        Never within a transaction: it may ask Slack, and writes. Where Slack does not
        answer, what we do not know stays a no.
        """
        with suppress(ChatError):
            await self._team.person(user)
        async with self._db.read() as tx:
            stale = await stale_channels(tx, self._clock.now(), most=MOST_AT_ONCE)
        for channel in stale:
            await self.know_members(channel)

    async def know_members(self, channel: str | None) -> None:
        """Read the members of a channel anew where what we know of them is old."""
        if channel is not None:
            with suppress(ChatError):
                await self._team.members(channel)

    async def is_admin(self, user: str) -> bool:
        """Whether `user` is an admin of the workspace or a configured one."""
        return await self._admins.has(user)

    async def seen(self, tx: Tx, user: str, draft: int, seen_in: str | None) -> Draft:
        """The draft, where `user` may see it. Raises `Trouble` where not."""
        found = await store.find(tx, draft, may_see(user, self._clock.now(), seen_in=seen_in))
        if found is None:
            raise Trouble("I know no such draft, or it belongs to a channel that you are not in.")
        return found

    async def check_edit(self, tx: Tx, user: str, draft: Draft, seen_in: str | None, *, admin: bool) -> None:
        """Raise `Trouble` unless `user` may edit a draft that they see."""
        if draft.kind.fresh == "proposed" and draft.state not in UNDECIDED:
            raise Trouble(
                f"{draft.label} is {draft.state}, so its text stays as it is."
                + (" Add a note, or supersede it." if draft.state == "accepted" else "")
            )
        if user == draft.author or user in draft.people or admin:
            return
        inside = is_in_channel(user, self._clock.now(), seen_in=seen_in)
        if await store.find(tx, draft.id, inside) is None:
            raise Trouble("The people of its channel can edit it. Join the channel first.")


def check_decide(user: str, draft: Draft, *, admin: bool) -> None:
    """Raise `Trouble` unless `user` may accept, reject, defer, supersede or publish it."""
    if user != draft.author and user not in draft.people and not admin:
        raise Trouble(f"{_who(draft.kind)} That is not you; say what you think in the thread.")


def _who(kind: Kind) -> str:
    if kind.many_people:
        return "Its author, its deciders and workspace admins decide."
    return "Its author, its owner and workspace admins publish it."
