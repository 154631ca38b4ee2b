"""Which blockers are open, and whose they are, for whoever asks."""

import dataclasses
from collections.abc import Sequence

from integrations.database import Database
from integrations.deferred import dataclass
from integrations.enumerated import counted
from integrations.post import Bold, Bullets, InChannel, Italic, Link, Person, Post, SmallPrint, Span, Text
from integrations.time import Clock
from jobs.calendar import MIDNIGHT, moment_of, zone_of
from jobs.dates import DateSpan
from jobs.standup import blocker_store, store
from jobs.standup.blocker_age import age, days_old
from jobs.standup.model import Blocker, Round
from jobs.standup.round_lookup import RoundLookup
from jobs.standup.words import short
from jobs.standup.zone_dates import at_hand, today

MOST = 10
"""Blockers that an answer lists; the others are counted."""


@dataclass(frozen=True, slots=True)
class OpenBlocker:
    """An open blocker, how old it is, and where it was raised."""

    blocker: Blocker
    age: str
    url: str | None


class OpenBlockers:
    """Looks up what is in people's way, in the channels that it is given and no others."""

    def __init__(self, db: Database, clock: Clock, rounds: RoundLookup) -> None:
        """Read them from `db`; `rounds` knows where each was raised."""
        self._db = db
        self._clock = clock
        self._rounds = rounds

    async def of(
        self, channels: Sequence[str], most: int = MOST, *, owner: str | None = None
    ) -> tuple[list[OpenBlocker], int]:
        """The oldest open blockers of `channels`, or of them `owner`'s, and how many more there are."""
        async with self._db.read() as tx:
            found = await blocker_store.open_in(tx, channels, owner=owner)
        return [await self._standing(blocker) for blocker in found[:most]], len(found[most:])

    async def ages(self, channel: str) -> list[int]:
        """Return how many working days old each open blocker of a channel is, the oldest first."""
        async with self._db.read() as tx:
            found = await blocker_store.open_in(tx, [channel])
        newest = {each: await self._today(each) for each in {blocker.ritual for blocker in found}}
        rounds = [(blocker, newest[blocker.ritual]) for blocker in found]
        return [days_old(blocker, round_) for blocker, round_ in rounds if round_ is not None]

    async def of_days(
        self, channels: Sequence[str], days: DateSpan, zone: str, most: int = MOST, *, owner: str | None = None
    ) -> tuple[list[OpenBlocker], int]:
        """Those that stood on any of these days of a zone, also where they are resolved by now, and how many more."""
        await at_hand(zone)
        since = moment_of(days.first, MIDNIGHT, zone_of(zone))
        async with self._db.read() as tx:
            found = await blocker_store.stood_in(tx, channels, days.first, since, days.last, owner=owner)
        return [await self._standing(blocker) for blocker in found[:most]], len(found[most:])

    async def _standing(self, blocker: Blocker) -> OpenBlocker:
        last = await self._today(blocker.ritual)
        return OpenBlocker(blocker, age(blocker, last) if last else "", await self._rounds.url(blocker.round))

    async def _today(self, ritual: int) -> Round | None:
        """The newest round of a ritual, which knows the holidays since, as if it were of today."""
        async with self._db.read() as tx:
            newest = await store.latest(tx, ritual=ritual, most=1)
        for last in newest:
            return dataclasses.replace(last, local_date=await today(self._clock.now(), last.zone))
        return None


def told(found: Sequence[OpenBlocker], more: int, *, here: bool, whose: Text = (), when: str = "") -> Post:
    """Owner, words and age of each; `here` where they are asked for in their own channel.

    `whose` is who owns all of them, as in "Ben's"; `when` are the days, of the past, on which they stood.
    """
    of: Text = (" of ", *whose) if whose else ()
    says = "this channel's standup says" if here else "the standups in your channels say"
    where = "of this channel's standup" if here else "of a standup in your channels"
    if not found and when:
        return Post(
            headline=(
                "No blocker",
                *of,
                f" stood in the way {when}, as far as a standup here says.",
            )
        )
    if not found and whose:
        return Post(
            headline=(
                "No blocker",
                *of,
                f" is open, as far as {says}.",
            )
        )
    if not found:
        return Post(headline=(f"Nothing is in the way: no blocker {where} is open.",))
    number = len(found) + more
    headline = counted(number, "blocker")
    end = f" stood in the way {when}." if when else f" {'is' if number == 1 else 'are'} open."
    small = (SmallPrint(text=(f"and {more} more",)),) if more else ()
    items = Bullets(items=tuple(_item(each, here=here) for each in found))
    lead: Text = (headline, *of, end) if of else (Bold(text=f"{headline}{end}"),)
    return Post(headline=lead, blocks=(items, *small))


def _item(standing: OpenBlocker, *, here: bool) -> Text:
    blocker = standing.blocker
    item: list[str | Span] = [Person(user=blocker.owner, name=blocker.owner_name), f": {short(blocker.words)}"]
    if not blocker.is_open:
        item += [", ", Italic(text="resolved since")]
    elif standing.age:
        item += [", ", Italic(text=standing.age)]
    if not here:
        item += [" · ", InChannel(channel=standing.blocker.channel)]
    if standing.url:
        item += [" · ", Link(url=standing.url, label="open")]
    return tuple(item)
