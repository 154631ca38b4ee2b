"""A ritual now, because somebody asks: for all to see, or as a preview for one."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from integrations.database import Database
from integrations.database.tables.cadence import TEAM, Late
from integrations.deferred import dataclass
from integrations.post import Post
from integrations.time import Clock
from jobs.cadence.planning import MEMBER, Planner, planned, ritual_of
from jobs.cadence.ritual import PREVIEW, Occurrence, Ritual
from jobs.calendar import Due, Rule, local_date, next_due, read_days, read_time, zone_of
from jobs.errors import UserError
from jobs.people.team_settings import TeamSettings
from jobs.roster import ritual_store
from jobs.roster.ritual_admin import RitualAdmin
from jobs.roster.ritual_store import Listed
from jobs.roster.ritual_templates import named, offered
from jobs.roster.spec import ON_DEMAND, Spec, title_of, unused


@dataclass(frozen=True, slots=True)
class Preview:
    """What a ritual would say the next time."""

    posts: Sequence[Post]
    at: datetime
    """When that would be."""
    zone: str


class OnDemand:
    """Runs and previews rituals, planned ones and what nobody planned here: a kind, or a template."""

    def __init__(self, db: Database, clock: Clock, roster: RitualAdmin, planner: Planner) -> None:
        """Run what `roster` has, the kinds that it knows, and the templates."""
        self._db = db
        self._clock = clock
        self._roster = roster
        self._planner = planner

    async def run_now(self, by: str, channel: str, words: str, wish: str) -> Ritual:
        """Plan an occurrence of its own, at once, of a ritual here, of any kind, or of a template.

        `wish` is the id of what somebody asked for: it makes one occurrence, however often it comes.
        It is no change, so everybody in the channel may, a guest with what is set up there.
        Call the cadence's `tick` after. Raises `UserError` for a channel that we cannot post to.
        """
        meant = await self._meant(by, channel, words)
        ritual = None if isinstance(meant, Spec) else meant.ritual
        channel_name = await self._roster.channel_name(channel)
        await self._planner.ready([ritual.timezone] if ritual else ())
        now = self._clock.now()
        async with self._db.write() as tx:
            frame = await self._planner.frame(tx)
            if isinstance(meant, Spec):
                name = unused(f"{meant.name}-{channel_name}", await ritual_store.names(tx))
                late = self._roster.kinds.default_late(meant.kind)
                spec = replace(meant, name=name, channel=channel, owner=by, late=late, off=ON_DEMAND)
                ritual = ritual_of(await ritual_store.insert(tx, spec, by, frame.settings, now), frame.settings)
            else:
                ritual = meant.ritual
            zone = frame.settings.timezone if ritual.timezone == MEMBER else ritual.timezone
            due = Due(local_date(now, zone_of(zone)), now)
            await self._planner.insert_all(tx, [planned(ritual.id, TEAM, zone, due, run=wish[:128], asked_by=by)])
        return ritual

    async def preview(self, by: str, channel: str, words: str) -> Preview:
        """What it would say the next time; nothing is posted, planned or kept."""
        meant = await self._meant(by, channel, words)
        if isinstance(meant, Spec):
            return await self.preview_of(by, replace(meant, channel=channel))
        settings = await self._planner.ready([meant.ritual.timezone])
        due = Due(meant.next_day, meant.next_at) if meant.next_day and meant.next_at else None
        return await self._preview(by, meant.ritual, settings, due)

    async def preview_of(self, by: str, spec: Spec) -> Preview:
        """What a ritual that is not made yet would say the first time; nothing is posted, planned or kept."""
        settings = await self._planner.ready([spec.timezone] if spec.timezone else ())
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
        return await self._preview(by, ritual, settings, None)

    async def _preview(self, by: str, ritual: Ritual, settings: TeamSettings, due: Due | None) -> Preview:
        """As of when it is `due`; without that, as of the first of its days."""
        zone = settings.timezone if ritual.timezone == MEMBER else ritual.timezone
        now = self._clock.now()
        if due is None:
            async with self._db.read() as tx:
                holiday = (await self._planner.frame(tx)).is_holiday
            rule = Rule(read_time(ritual.at), read_days(ritual.days))
            due = next_due(rule, zone_of(zone), since=now, holiday=holiday) or Due(local_date(now, zone_of(zone)), now)
        result = await self._roster.kinds[ritual.kind].run(
            Occurrence(PREVIEW, ritual, due.day, TEAM, "open", due.at, asked_by=by)
        )
        posts = [message.post for message in result.messages]
        return Preview(posts or [Post(headline=(result.line or "It would say nothing.",))], due.at, zone)

    async def meant(self, by: str, channel: str, words: str) -> tuple[str, str]:
        """Return the title and the name of what `run_now` would run; of what is not here the kind's or template's own.

        Raises `UserError` as `run_now` does.
        """
        found = await self._meant(by, channel, words)
        return (found.title, found.name) if isinstance(found, Spec) else (found.ritual.title, found.ritual.name)

    async def _meant(self, by: str, channel: str, words: str) -> Listed | Spec:
        """The ritual here that the words name, or else the kind or the template, as it would be made."""
        kinds = self._roster.kinds
        known = await asyncio.to_thread(offered, kinds)
        if not words.strip():
            raise UserError(f"Say which: the name of a ritual here, or one of these: {known}.")
        await self._roster.check_here(channel)
        try:
            found = await self._roster.find(channel, words)
        except UserError:
            spec = named(words, kinds)
            alike = await self._roster.listed(channel, kinds=(spec.kind,))
            by_title = [each for each in alike if each.ritual.title == spec.title]
            if spec.name in kinds and len(alike) > 1:
                raise
            if len(by_title) == 1:
                return by_title[0]
            if await self._roster.is_guest(by):
                raise UserError("Guests can run what is set up in this channel; /ritual list shows it.") from None
            return spec
        if found.ritual.kind not in kinds:
            raise UserError(f"{found.ritual.title} is of a kind that this version does not know: {found.ritual.kind}.")
        return found
