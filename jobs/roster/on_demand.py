"""A ritual now, because somebody asks: for all to see, or as a preview for one."""

from collections.abc import Sequence
from datetime import datetime

from integrations.database import Database
from integrations.database.tables.cadence import TEAM, Late
from integrations.post import Post
from integrations.time import Clock
from jobs.cadence.planning import MEMBER, Planner, planned, ritual_of
from jobs.cadence.ritual import PREVIEW, Occurrence, Ritual
from jobs.calendar import Due, local_date, zone_of
from jobs.errors import UserError
from jobs.people.team_settings import TeamSettings
from jobs.roster import ritual_store
from jobs.roster.ritual_admin import RitualAdmin
from jobs.roster.spec import ON_DEMAND, Spec, title_of, unused


class OnDemand:
    """Runs and previews rituals, planned ones and kinds that nobody planned here."""

    def __init__(self, db: Database, clock: Clock, roster: RitualAdmin, planner: Planner) -> None:
        """Run what `roster` has, and the kinds that it knows."""
        self._db = db
        self._clock = clock
        self._roster = roster
        self._planner = planner

    async def run_now(self, by: str, channel: str, words: str, wish: str) -> Ritual:
        """Plan an occurrence of its own, at once, of a ritual here or of any kind.

        `wish` is the id of what somebody asked for: it makes one occurrence, however often it comes.
        It is no change, so everybody in the channel may, a guest with what is set up there.
        Call the cadence's `tick` after. Raises `UserError` for a channel that we cannot post to.
        """
        ritual = await self._meant(by, channel, words)
        kind = ritual.kind if ritual else self._roster.kinds.named(words).name
        channel_name = await self._roster.channel_name(channel)
        await self._planner.ready([ritual.timezone] if ritual else ())
        now = self._clock.now()
        async with self._db.write() as tx:
            frame = await self._planner.frame(tx)
            if ritual is None:
                spec = Spec(
                    name=unused(f"{kind}-{channel_name}", await ritual_store.names(tx)),
                    kind=kind,
                    channel=channel,
                    at="09:00",
                    owner=by,
                    title=title_of(kind),
                    late=self._roster.kinds.default_late(kind),
                    off=ON_DEMAND,
                )
                ritual = ritual_of(await ritual_store.insert(tx, spec, by, frame.settings, now), frame.settings)
            zone = frame.settings.timezone if ritual.timezone == MEMBER else ritual.timezone
            due = Due(local_date(now, zone_of(zone)), now)
            await self._planner.insert_all(tx, [planned(ritual.id, TEAM, zone, due, run=wish[:128], asked_by=by)])
        return ritual

    async def preview(self, by: str, channel: str, words: str) -> Sequence[Post]:
        """What it would say now; nothing is posted, planned or kept."""
        ritual = await self._meant(by, channel, words)
        if ritual is None:
            kind = self._roster.kinds.named(words)
            return await self.preview_of(by, Spec(name=kind.name, kind=kind.name, channel=channel, at="09:00"))
        settings = await self._planner.ready([ritual.timezone])
        return await self._preview(by, ritual, settings, self._clock.now())

    async def preview_of(self, by: str, spec: Spec) -> Sequence[Post]:
        """What a ritual that is not made yet would say now; nothing is posted, planned or kept."""
        settings = await self._planner.ready([spec.timezone] if spec.timezone else ())
        now = self._clock.now()
        ritual = Ritual(
            id=0,
            late=Late(spec.late),
            every=spec.every,
            days=spec.days or settings.working_days,
            timezone=spec.timezone or settings.timezone,
            owner=by,
            words=spec.words,
            name=spec.name,
            kind=spec.kind,
            channel=spec.channel,
            at=spec.at,
            title=spec.title or title_of(spec.kind),
            options=spec.options,
        )
        return await self._preview(by, ritual, settings, now)

    async def _preview(self, by: str, ritual: Ritual, settings: TeamSettings, now: datetime) -> Sequence[Post]:
        zone = settings.timezone if ritual.timezone == MEMBER else ritual.timezone
        result = await self._roster.kinds[ritual.kind].run(
            Occurrence(PREVIEW, ritual, local_date(now, zone_of(zone)), TEAM, "open", now, asked_by=by)
        )
        posts = [message.post for message in result.messages]
        return posts or [Post(headline=(result.line or "It would say nothing now.",))]

    async def meant(self, by: str, channel: str, words: str) -> tuple[str, str]:
        """Return the title and the name of what `run_now` would run; of a kind that is not here its own.

        Raises `UserError` as `run_now` does.
        """
        if (found := await self._meant(by, channel, words)) is not None:
            return found.title, found.name
        kind = self._roster.kinds.named(words).name
        return title_of(kind), kind

    async def _meant(self, by: str, channel: str, words: str) -> Ritual | None:
        """The ritual here that the words name; None where they may still name a kind."""
        if not words.strip():
            raise UserError(f"Say which: the name of a ritual here, or a kind. I know: {self._roster.kinds.listed}.")
        await self._roster.check_here(channel)
        try:
            found = (await self._roster.find(channel, words)).ritual
        except UserError:
            kind = self._roster.kinds.named(words).name
            alike = await self._roster.listed(channel, kinds=(kind,))
            if len(alike) > 1:
                raise
            if await self._roster.is_guest(by):
                raise UserError("Guests can run what is set up in this channel; /ritual list shows it.") from None
            return None
        if found.kind not in self._roster.kinds:
            raise UserError(f"{found.title} is of a kind that this version does not know: {found.kind}.")
        return found
