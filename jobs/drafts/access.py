"""What a person may do with a draft."""

from collections.abc import Collection, Sequence
from contextlib import suppress

from integrations.chat import ChatError
from integrations.database import Database, Tx
from integrations.database.tables.drafts import DraftState
from integrations.time import Clock
from jobs.drafts import store
from jobs.drafts.audience import is_full_member, is_in_channel, may_see, of_drafts
from jobs.drafts.kinds import DraftKind
from jobs.drafts.model import Draft
from jobs.errors import NotAccepted, UserError
from jobs.people.admins import Admins
from jobs.people.directory import Directory

UNDECIDED = (DraftState.PROPOSED, DraftState.DEFERRED)
_NOT_YOU = "That is not you; say what you think in the thread."


class Access:
    """Looks up who somebody is, and refuses in kind words."""

    def __init__(self, db: Database, clock: Clock, team: Directory, admins: Collection[str]) -> None:
        """Prepare. `admins` are user ids or e-mail addresses that count as workspace admins."""
        self._db = db
        self._clock = clock
        self._team = team
        self._admins = Admins(team, admins)

    async def know(self, user: str) -> None:
        """Bring what we know of `user` and of the channels with drafts up to date. Never within a transaction."""
        await self._team.know(user, of=of_drafts())

    async def know_members(self, channel: str | None) -> None:
        """Read the members of a channel anew where what we know of them is old."""
        if channel is not None:
            with suppress(ChatError):
                await self._team.members(channel)

    async def is_admin(self, user: str) -> bool:
        """Whether `user` is an admin of the workspace or a configured one."""
        return await self._admins.has(user)

    async def seen(self, tx: Tx, user: str, draft: int, seen_in: str | None) -> Draft:
        """The draft, where `user` may see it. Raises `UserError` where not."""
        found = await store.find(tx, draft, may_see(user, seen_in=seen_in))
        if found is None:
            raise UserError("I know no such draft, or it belongs to a channel that you are not in.")
        return found

    async def check_edit(self, tx: Tx, user: str, draft: Draft, seen_in: str | None, *, admin: bool) -> None:
        """Raise `UserError` unless `user` may edit a draft that they see: whoever may decide, and its channel's people.

        A guest edits what they wrote or were named for, and nothing else.
        """
        if draft.kind.fresh is DraftState.PROPOSED and draft.state not in UNDECIDED:
            raise UserError(
                f"{draft.label} is {draft.state.value}, so its text stays as it is."
                + (" Add a note, or supersede it." if draft.state is DraftState.ACCEPTED else "")
            )
        if user == draft.author or user in draft.people or admin:
            return
        inside = is_in_channel(user, seen_in=seen_in)
        if await store.find(tx, draft.id, inside) is None:
            raise UserError("The people of its channel can edit it. Join the channel first.")
        if not await is_full_member(tx, user):
            raise UserError("Guests edit what they wrote themselves; say what you think in the thread.")


def check_people(user: str, draft: Draft, wanted: Sequence[str], *, admin: bool) -> tuple[str, ...]:
    """The people of a draft after an edit; those of whoever may not name them are left as they are.

    Who decides is fixed before it is decided: its author or an admin says who. Raises `NotAccepted`
    where somebody else wants others.
    """
    if names_people(user, draft, admin=admin):
        return tuple(wanted)
    if not wanted or set(wanted) == set(draft.people):
        return draft.people
    raise NotAccepted({draft.kind.people_name: f"Its author or a workspace admin says who that is. {_NOT_YOU}"})


def names_people(user: str, draft: Draft, *, admin: bool) -> bool:
    """Whether `user` says who decides on a draft, or who owns it; an owner may hand it over."""
    return user == draft.author or admin or (not draft.kind.many_people and user in draft.people)


def decides(user: str, draft: Draft, *, admin: bool) -> bool:
    """Whether `user` may accept, reject, defer, supersede or publish a draft."""
    return user == draft.author or user in draft.people or admin


def check_decide(user: str, draft: Draft, *, admin: bool) -> None:
    """Raise `UserError` unless `user` decides on it."""
    if not decides(user, draft, admin=admin):
        raise UserError(f"{_who(draft.kind)} {_NOT_YOU}")


def _who(kind: DraftKind) -> str:
    if kind.many_people:
        return "Its author, its deciders and workspace admins decide."
    return "Its author, its owner and workspace admins publish it."
