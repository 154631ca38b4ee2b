"""Whoever a blocker names says that it is done: in its thread, or to us. In doubt they are asked."""

from collections.abc import Collection, Sequence

from integrations.database import Database
from integrations.deferred import dataclass
from integrations.time import Clock
from jobs.people.directory import Directory
from jobs.standup import blocker_store, blockers
from jobs.standup.blocker_announcements import BlockerAnnouncements
from jobs.standup.done_detection import in_common, verdict
from jobs.standup.model import Blocker, Round
from jobs.standup.threads import round_below


@dataclass(frozen=True, slots=True)
class DoneReply:
    """What came of a message that may say that a blocker is resolved."""

    closed: bool = False
    """Whether it closed a blocker."""
    ask: Sequence[Blocker] = ()
    """What they are to be asked about."""
    plain: bool = False
    """Whether it said nothing but that something is done."""


NOTHING = DoneReply()


class DoneReplies:
    """Notices in the thread of a blocker that somebody says it is done."""

    def __init__(self, db: Database, clock: Clock, team: Directory, announcements: BlockerAnnouncements) -> None:
        """Close blockers in `db`, and announce it."""
        self._db = db
        self._clock = clock
        self._team = team
        self._announcements = announcements

    async def said(
        self, channel: str, thread: str | None, user: str, words: str, *, to_us: bool, named: Collection[str] = ()
    ) -> DoneReply:
        """Take what `user` said in a channel; `to_us` where they said it to us, `named` are whom else they named.

        In a standup's thread a plain "done" closes the one blocker that names them, of that standup and
        raised by then, or the one of several whose words they use. Said to us elsewhere, in a sentence that
        says more, or to somebody other than its owner, it closes nothing, and they are asked.
        """
        async with self._db.read() as tx:
            waiting = await blocker_store.blocked_by(tx, user, channel)
            round_ = await round_below(tx, channel, thread) if waiting and thread else None
        if round_ is None and not to_us:
            return NOTHING
        found = [each for each in waiting if round_ is None or _may_mean(round_, each)]
        verdicts = {each.id: verdict(words, each.words) for each in found}
        plain = [each for each in found if verdicts[each.id] == "done"]
        meant = [each for each in plain if in_common(words, each.words)] or plain
        if round_ is not None and len(meant) == 1 and set(named) <= {meant[0].owner}:
            return DoneReply(closed=await self._take(meant[0], user))
        doubtful = [each for each in found if verdicts[each.id] == "maybe" and in_common(words, each.words)]
        return DoneReply(ask=meant or doubtful, plain=bool(meant))

    async def _take(self, blocker: Blocker, user: str) -> bool:
        person = await self._team.person(user)
        if person is None:
            return False
        now = self._clock.now()
        reachable = await self._announcements.reachable(blocker, now)
        async with self._db.read() as tx:
            if await blocker_store.blocker(tx, blocker.id) is None:
                return False
        async with self._db.write() as tx:
            await self._announcements.lock(tx, blocker.ritual)
            if not await blockers.resolve(tx, blocker.id, person, now):
                return False
            after = await blocker_store.blocker(tx, blocker.id)
            if after is not None:
                await self._announcements.tell(tx, after, now, reachable=reachable)
        return True


def _may_mean(round_: Round, blocker: Blocker) -> bool:
    """Return True if what is said below a round may be about a blocker: one of its standup that was there by then."""
    return blocker.ritual == round_.ritual and blocker.raised_on <= round_.local_date
