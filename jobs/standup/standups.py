"""What features call: every use of a standup, one method each.

Who is not in the channel of a round can neither read nor answer it. Each change is one
transaction, committed before the method returns.
"""

from collections.abc import Sequence
from datetime import timedelta

from integrations.chat import Person, PlaceKind
from integrations.database import Database
from integrations.database.tables.standup import AnswerSource
from integrations.deferred import dataclass
from integrations.post import Link
from integrations.time import Clock
from jobs.cadence.ritual import Ritual
from jobs.delivery.outbox import Outbox
from jobs.errors import UserError
from jobs.messages import OutgoingMessage, Priority
from jobs.people.directory import Directory
from jobs.roster.on_demand import OnDemand
from jobs.roster.ritual_admin import RitualAdmin
from jobs.standup import (
    answers,
    blocker_posts,
    blocker_store,
    blockers,
    export,
    form_state,
    message_keys,
    options,
    plans,
    recent_work,
    store,
)
from jobs.standup.absence_sync import let_go
from jobs.standup.answers import Taken, checked
from jobs.standup.model import Answer, AnsweredAlready, Blocker, FormState, Round, StandupEntry
from jobs.standup.recent_work import RecentWork
from jobs.standup.refresh import refresh
from jobs.standup.round_finder import RoundFinder, allowed, is_member, meant
from jobs.standup.rounds import Rounds
from jobs.standup.words import day
from jobs.standup.zone_dates import today


@dataclass(frozen=True, slots=True)
class Resolved:
    """A blocker, and whether it was this click that resolved it."""

    blocker: Blocker
    now: bool


class Standups:
    """Answers, plans and blockers of people, and what they may read of them."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        team: Directory,
        outbox: Outbox,
        rituals: RitualAdmin,
        starter: OnDemand,
        rounds: Rounds,
        recent_work: RecentWork | None = None,
    ) -> None:
        """Keep them in `db`; `rounds` are what people answer, `starter` opens one, `recent_work` fills forms in."""
        self._db = db
        self._clock = clock
        self._team = team
        self._outbox = outbox
        self._rituals = rituals
        self._starter = starter
        self._rounds = rounds
        self._recent_work = recent_work
        self.find = RoundFinder(db, clock, team, rituals)
        """Which round or standup somebody means."""

    # --- forms ---------------------------------------------------------------------

    async def sheet(self, user: str, target: str) -> FormState:
        """The form of a round or of the next one, as `user` is to see it.

        Raises `UserError` for who may not answer, and for a round that nobody knows.
        """
        now = self._clock.now()
        if (ritual_id := form_state.ahead_of(target)) is not None:
            ritual = await self._ritual(ritual_id)
            person, _ = await allowed(self._team, user, ritual.channel)
            local = await today(self._clock.now(), person.zone)
            async with self._db.read() as tx:
                return await form_state.for_ahead(tx, ritual, user, local, now)
        round_ = await self._round(target)
        await allowed(self._team, user, round_.channel)
        async with self._db.read() as tx:
            later = await store.successor(tx, round_, user, now)
            if later is None:
                return await form_state.for_round(tx, round_, user, now)
            note = f"The round of {day(round_.local_date)} is over; this answers the one of {day(later.local_date)}."
            return await form_state.for_round(tx, later, user, now, note)

    async def with_recent_work(self, user: str, sheet: FormState) -> FormState:
        """Return the form with what `user` did since their last answer, as far as the connected systems tell.

        It asks them, so it takes seconds.
        """
        person = await self._team.person(user)
        if self._recent_work is None or sheet.last is None or person is None:
            return sheet
        found = await self._recent_work.of(person, sheet.last)
        return await recent_work.shown(sheet, found, person.zone)

    def looks_for_work(self, sheet: FormState) -> bool:
        """Return True if there is anything to ask for what belongs into a form."""
        return sheet.last is not None and self._recent_work is not None and self._recent_work.connected

    async def submit(
        self, user: str, target: str, entry: StandupEntry, source: AnswerSource = AnswerSource.FORM
    ) -> Taken | None:
        """Take a form, or what was `typed`. None for the next round's, which is kept until that opens.

        Raises `NotAccepted` (by field) or `UserError`; nothing is kept then.
        """
        if (ritual_id := form_state.ahead_of(target)) is not None:
            ritual = await self._ritual(ritual_id)
            await allowed(self._team, user, ritual.channel)
            questions = options.read(ritual.options).questions
            if any(question.anonymous for question in questions):
                raise UserError(form_state.NOT_AHEAD)
            checked(entry, questions, self._outbox.limits.typed)
            words = {name: said.strip() for name, said in entry.words.items()}
            kept = StandupEntry(words, entry.mood, entry.shown, entry.still)
            async with self._db.write() as tx:
                await plans.put_ahead(self._db, tx, ritual.id, ritual.channel, user, kept, self._clock.now())
            return None
        round_ = await self._round(target)
        person, members = await allowed(self._team, user, round_.channel)
        return await self._give(round_, person, members, entry, source)

    async def same_as_planned(self, user: str, target: str) -> Taken | None:
        """Answer with what was planned; None where there is no plan, so the form is wanted."""
        round_ = await self._round(target)
        person, members = await allowed(self._team, user, round_.channel)
        now = self._clock.now()
        async with self._db.read() as tx:
            later = await store.successor(tx, round_, user, now)
            round_ = later or round_
            if (own := await store.answer_of(tx, round_.key, user)) is not None and not own.skipped:
                raise AnsweredAlready(round_)
            known = await plans.prefill(
                tx, round_.ritual, round_.channel, user, round_.local_date, round_.questions, now
            )
        if not known.planned or round_.asks_anonymously:
            return None
        return await self._give(round_, person, members, StandupEntry(plans.as_planned(known)), AnswerSource.PLANNED)

    async def skip(self, user: str, target: str) -> Taken:
        """Skip a round. Raises `UserError` where it was answered or is over."""
        round_ = await self._round(target)
        person, _ = await allowed(self._team, user, round_.channel)
        async with self._db.write() as tx:
            return await answers.skip(tx, self._outbox, round_.key, person, now=self._clock.now())

    async def sweep(self) -> None:
        """Close the rounds of removed standups, and throw ballots away that were counted. Safe at any time."""
        await self._rounds.closing.sweep()

    async def settle(self, key: str) -> bool:
        """Close the round if everybody has answered. For after the ack; safe at any time."""
        return await self._rounds.closing.settle(key)

    async def _give(
        self, round_: Round, person: Person, members: Sequence[Person], entry: StandupEntry, source: AnswerSource
    ) -> Taken:
        box, names = self._rounds.closing.box, list[str]()
        try:
            async with self._db.write() as tx:
                taken = await answers.give(
                    tx,
                    self._outbox,
                    round_.key,
                    person,
                    entry,
                    members=members,
                    source=source,
                    known=self._rounds.known,
                    now=self._clock.now(),
                )
                # Under the round's lock, so that it is counted: whoever closes the round waits for that.
                names = await box.put(round_.key, taken.ballots) if taken.ballots else []
        except BaseException:
            await box.take_back(round_.key, names)
            raise
        return taken

    # --- opening -------------------------------------------------------------------

    async def _is_direct(self, channel: str) -> bool:
        found = await self._team.channel(channel)
        return found is not None and found.kind == PlaceKind.DIRECT

    async def open_here(self, user: str, channel: str, wish: str, words: str = "") -> tuple[str, Round | None]:
        """Have a round open now: of this channel's standup, else of a new one in it.

        In a direct message it is of the only one of `user`. Returns its channel, and the round where
        one is open already, so that none is begun. `wish` is the id of what they asked for: it opens one round,
        however often it comes; `words` say which of several standups. Raises `UserError` for who is not in the
        channel, and where it has several and the words name none.
        """
        every = await self._rituals.of_kind("standup")
        mine = [each for each in every if each.channel == channel]
        if mine:
            await allowed(self._team, user, channel)
        ritual = meant(mine, words) if len(mine) > 1 or (mine and words) else next(iter(mine), None)
        if ritual is None and await self._is_direct(channel):
            ritual = await self.find.ritual_here(user, channel)
            if ritual is None:
                raise UserError("I do not know which standup you mean. Type /standup open in its channel.")
        where = ritual.channel if ritual else channel
        async with self._db.read() as tx:
            last = await store.latest(tx, ritual=ritual.id if ritual else None, channels=[where], most=1)
        open_already = last[0] if last and last[0].is_open else None
        await allowed(self._team, user, where)
        if open_already is None:
            await self._starter.run_now(user, where, ritual.name if ritual else "standup", wish)
        return where, open_already

    async def link(self, round_: Round) -> tuple[str | Link, ...]:
        """Where an open round is, in words and with its permalink."""
        return await self._rounds.link(round_)

    # --- blockers ------------------------------------------------------------------

    async def resolve(self, user: str, blocker: int, tag: str = "") -> Resolved:
        """Take a blocker out of its owner's way, and say who did. Anybody in its channel may.

        `tag` is that of the blocker as it was shown. Raises `UserError` for who may not, and for a
        blocker that its owner has taken back.
        """
        async with self._db.read() as tx:
            found = await blocker_store.blocker(tx, blocker)
        if found is None or tag not in ("", found.tag):
            raise UserError("That blocker is gone; its owner has changed their answer.")
        person, _ = await allowed(self._team, user, found.channel)
        async with self._db.write() as tx:
            last = await store.latest(tx, ritual=found.ritual, most=1)
            round_ = await store.lock(tx, last[0].key) if last else None
            done = await blockers.resolve(tx, blocker, person, self._clock.now())
            after = await blocker_store.blocker(tx, blocker)
            if after is None:
                raise UserError("That blocker is gone; its owner has changed their answer.")
            if done:
                await self._outbox.withdraw(tx, message_keys.named(after))
            if done and round_ is not None and round_.channel == found.channel:
                message = OutgoingMessage(
                    key=message_keys.resolved(blocker),
                    channel=found.channel,
                    post=blocker_posts.resolved(after),
                    priority=Priority.REPLY,
                    thread_of=message_keys.opening(round_.key),
                )
                await self._outbox.put(tx, message)
                await refresh(tx, self._outbox, round_.key)
        return Resolved(after, done)

    # --- coming and going ----------------------------------------------------------

    async def look_who_left(self, channel: str | None = None, *, person: str | None = None) -> None:
        """Wait for nobody who has left the channel, or the workspace, since its round opened. Safe at any time.

        Of every channel with an open round, of one, or of those that ask `person`. Raises `ChatError`.
        """
        async with self._db.read() as tx:
            places = await store.open_places(tx, asking=person)
        for place in places:
            if channel not in (None, place):
                continue
            members = {member.id for member in await self._team.members(place)}
            if not members:
                continue  # it is not known who is in it, or we are not in it any more
            async with self._db.write() as tx:
                changed = await let_go(tx, self._outbox, place, members)
            for key in changed:
                await self.settle(key)

    # --- reading -------------------------------------------------------------------

    async def history(self, user: str, most: int = 5) -> list[tuple[Round, Answer]]:
        """The last answers of `user`, newest first, in channels that they are in."""
        async with self._db.read() as tx:
            channels = await export.channels_of(tx, user)
        mine = [channel for channel in channels if await is_member(self._team, user, channel)]
        async with self._db.read() as tx:
            return await store.answers_of(tx, user, mine, most)

    async def exported(self, user: str, channel: str, kind: str, days: int, most: int) -> export.Export:
        """A channel's rounds of the last `days` as `csv` or `markdown`, at most `most` characters.

        Raises `UserError` for who is not in the channel.
        """
        person, _ = await allowed(self._team, user, channel)
        last, place = await today(self._clock.now(), person.zone), await self._team.channel(channel)
        async with self._db.read() as tx:
            given = await export.boards(tx, channel, last - timedelta(days=days - 1))
        name = export.file_name(place.name if place else channel, last)
        return (export.as_csv if kind == "csv" else export.as_markdown)(given, most, name)

    async def alert_channels(self) -> Sequence[str]:
        """Return the channels in which critical alerts are announced: those of the standups that want it."""
        every = await self._rituals.of_kind("standup")
        return list(dict.fromkeys(each.channel for each in every if options.read(each.options).alerts == "page"))

    # --- who may -------------------------------------------------------------------

    async def _round(self, key: str) -> Round:
        async with self._db.read() as tx:
            round_ = await store.find(tx, key)
        if round_ is None:
            raise UserError("I do not know that round any more.")
        return round_

    async def _ritual(self, number: int) -> Ritual:
        for ritual in await self._rituals.of_kind("standup"):
            if ritual.id == number:
                return ritual
        raise UserError("That standup is paused or gone.")
