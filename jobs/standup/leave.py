"""Who is away when, as people say it: read, kept, left out of open rounds, and taken back."""

from collections.abc import Sequence
from datetime import date, timedelta

from integrations.database import Database, Tx
from integrations.deferred import dataclass
from integrations.public_holidays import Holidays
from integrations.time import Clock
from jobs.dates import DateReading, DateSpan, NotRead, Week, month_first, read
from jobs.delivery.outbox import Outbox
from jobs.errors import UserError
from jobs.people.absences import Absences, Changed
from jobs.people.directory import Directory
from jobs.people.team_settings import read as read_settings
from jobs.people.team_week import week_of
from jobs.standup.absence_sync import leave_out, take_in
from jobs.standup.zone_dates import today

EXAMPLES = "Try tomorrow, friday, next week, until 4 Dec, or 30 Nov to 4 Dec."
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LeaveSaid:
    """What came of it when somebody said that they are away, or are not."""

    spans: tuple[DateSpan, ...]
    """The days that they named."""
    all: tuple[DateSpan, ...]
    """Every day on which they are away from today on."""
    changed: Changed
    rounds: tuple[str, ...] = ()
    """Open rounds that no longer wait for them, which may be complete now."""
    remarks: tuple[str, ...] = ()


class Leave:
    """Who is away when, as they say it."""

    def __init__(
        self, db: Database, clock: Clock, team: Directory, absences: Absences, holidays: Holidays, outbox: Outbox
    ) -> None:
        """Keep it in `absences`, and tell of it through `outbox`."""
        self._db = db
        self._clock = clock
        self._team = team
        self._absences = absences
        self._holidays = holidays
        self._outbox = outbox

    async def away(self, user: str, words: str) -> LeaveSaid:
        """Keep that `user` is away on the days that `words` mean.

        What they said before stays, but for `until`, which moves the end of the absence they
        are in. Raises `UserError` for words that mean no day to come.
        """
        now, reading, week = await self._read(user, words)
        remarks = list(reading.remarks)
        if not any(week.is_worked(day) for span in reading.spans for day in _days(span)):
            remarks.append("The team does not work then, so nobody is asked anyway.")
        async with self._db.write() as tx:
            before = await self._absences.of(tx, user, now)
            ended: tuple[DateSpan, ...] = ()
            if reading.until:
                last = reading.spans[0].last
                ended = tuple(
                    DateSpan(last + _DAY, each.last) for each in before if each.first <= now and each.last > last
                )
            return await self._change(tx, user, Changed(reading.spans, ended), now, reading.spans, remarks)

    async def until_back(self, user: str, words: str) -> LeaveSaid | None:
        """Keep that `user` is away until the day before the one that `words` mean; None where that is today.

        Raises `UserError` for words that mean no day to come.
        """
        now, reading, _ = await self._read(user, words)
        first = reading.spans[0].first
        return await self.away(user, f"back {first.isoformat()}") if first > now else None

    async def back(self, user: str) -> LeaveSaid:
        """Keep that `user` is back today; what comes later stays."""
        now = await self._today(user)
        async with self._db.write() as tx:
            present = tuple(each for each in await self._absences.of(tx, user, now) if each.first <= now)
            return await self._change(tx, user, Changed(ended=present), now, present)

    async def undo(self, user: str, changed: Changed) -> LeaveSaid:
        """Take a change of somebody's absences back."""
        now = await self._today(user)
        async with self._db.write() as tx:
            return await self._change(tx, user, changed.undone, now, (*changed.added, *changed.ended))

    async def _change(
        self,
        tx: Tx,
        user: str,
        wanted: Changed,
        now: date,
        spans: tuple[DateSpan, ...],
        remarks: Sequence[str] = (),
    ) -> LeaveSaid:
        changed = await self._absences.change(tx, user, wanted, now)
        left = await leave_out(tx, self._outbox, user, changed.added)
        await take_in(tx, self._outbox, user, changed.ended, self._clock.now())
        every = tuple(await self._absences.of(tx, user, now))
        return LeaveSaid(spans, every, changed, tuple(left), tuple(remarks))

    # --- reading -------------------------------------------------------------------

    async def _read(self, user: str, words: str) -> tuple[date, DateReading, Week]:
        person = await self._team.person(user)
        async with self._db.read() as tx:
            settings = await read_settings(tx)
        zone = person.zone if person else settings.timezone
        now = await today(self._clock.now(), zone)
        week = await week_of(settings, self._holidays, now)
        try:
            return now, read(words, now, week, month_first=month_first(zone, settings.holidays)), week
        except NotRead as problem:
            raise UserError(f"{problem} {EXAMPLES}") from None

    async def _today(self, user: str) -> date:
        person = await self._team.person(user)
        return await today(self._clock.now(), person.zone if person else "UTC")


def _days(span: DateSpan) -> list[date]:
    return [date.fromordinal(each) for each in range(span.first.toordinal(), span.last.toordinal() + 1)]
