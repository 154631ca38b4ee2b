"""Many rituals at once, all or nothing: the day of a card, or a rituals file."""

import dataclasses
from collections.abc import Mapping, Sequence

from integrations.database import Database, Tx
from integrations.post import Span, Text
from integrations.time import Clock
from jobs import audit, team_settings
from jobs.audit import OPERATOR
from jobs.cadence.claims import Mail
from jobs.cadence.planning import Frame, Planner, Row
from jobs.calendar import Due
from jobs.errors import Trouble
from jobs.letters import Letter
from jobs.rituals import changes, rows
from jobs.rituals.roster import Roster
from jobs.rituals.spec import Spec
from jobs.team_settings import TeamSettings


class Adoption:
    """Makes what somebody wants the team's rituals."""

    def __init__(self, db: Database, clock: Clock, outbox: Mail, roster: Roster, planner: Planner) -> None:
        """Prepare."""
        self._db = db
        self._clock = clock
        self._outbox = outbox
        self._roster = roster
        self._planner = planner

    async def take_over(
        self,
        by: str,
        wanted: Sequence[Spec],
        *,
        settings: TeamSettings | None = None,
        prune: bool = False,
    ) -> Mapping[str, Sequence[str]]:
        """Make these the team's rituals, by name, all or nothing; others stay unless `prune`.

        Returns the names under `made`, `changed`, `unchanged` and `removed`. The specs have
        been checked. Raises `Trouble` for a ritual that `by` may not change.
        """
        if settings is not None:
            await self._planner.load(settings)
        before = await self._planner.ready(spec.timezone for spec in wanted if spec.timezone)
        who = await self._roster.who(by)
        people = {spec.name: await self._roster.people_of(spec) for spec in wanted}
        allowed = by == OPERATOR or await self._roster.may_change(by, None)
        outcome: dict[str, list[str]] = {"made": [], "changed": [], "unchanged": [], "removed": []}
        lines: dict[str, list[Text]] = {}
        now = self._clock.now()
        async with self._db.write() as tx:
            known = await rows.all_locked(tx, self._db)
            if settings is not None:
                await team_settings.write(tx, self._db, settings)
            frame = await self._planner.frame(tx)
            touched: set[str] = set()
            for spec in wanted:
                row = known.get(spec.name)
                if row is not None and row.state in rows.SEEN and not allowed and row.owner != by:
                    raise Trouble(f"{row.title} belongs to somebody else; they or an admin can change it.")
                word, after = await self._apply_one(tx, by, row, spec, frame)
                outcome[word].append(spec.name)
                if word != "unchanged":
                    touched.add(spec.name)
                    due = await self._planner.replan(tx, after, frame, people[spec.name])
                    lines.setdefault(spec.channel, []).append(self._summary(word, after, due, frame))
            if prune:
                gone = [known[name] for name in sorted(set(known) - {spec.name for spec in wanted})]
                for row in (row for row in gone if row.state in rows.SEEN and not rows.is_on_demand(row)):
                    await rows.change(tx, row.id, now, state="removed", reason="")
                    await self._planner.unplan(tx, row.id)
                    await audit.record(tx, now, by, "removed", row.name)
                    outcome["removed"].append(row.name)
                    lines.setdefault(row.channel, []).append((f"{row.title}: removed",))
            if settings is not None and settings != before:
                await audit.record(tx, now, by, "settings", "team", dataclasses.asdict(settings))
                await self._replan_rest(tx, known, touched | set(outcome["removed"]), frame)
            await self._say_all(tx, by, who, lines)
        return outcome

    async def _apply_one(self, tx: Tx, by: str, row: Row | None, spec: Spec, frame: Frame) -> tuple[str, Row]:
        now, settings = self._clock.now(), frame.settings
        if row is None:
            after = await rows.insert(tx, spec, by, settings, now)
            await audit.record(tx, now, by, "made", spec.name, rows.values_of(spec))
            return "made", after
        if rows.is_as_wanted(row, spec):
            return "unchanged", row
        after = await rows.update(tx, row, spec, settings, now)
        word = "changed" if row.state in rows.SEEN else "made"
        await audit.record(tx, now, by, word, spec.name, rows.values_of(spec))
        return word, after

    def _summary(self, word: str, row: Row, due: Due | None, frame: Frame) -> Text:
        when = changes.rhythm(row.at, row.days, row.every, row.timezone)
        if row.state == "active":
            return (f"{row.title}: {when}", *changes.comes_next(due, rows.zone_of_row(row, frame.settings)))
        return (f"{row.title}: {when}, {row.state}{f' ({row.reason})' if row.reason else ''}",)

    async def _replan_rest(self, tx: Tx, known: Mapping[str, Row], touched: set[str], frame: Frame) -> None:
        """The others follow the team's zone and holidays."""
        for name, row in known.items():
            if name not in touched and row.state == "active":
                await self._planner.replan(tx, row, frame, {})

    async def _say_all(self, tx: Tx, by: str, who: str | Span, lines: Mapping[str, Sequence[Text]]) -> None:
        for channel, items in lines.items():
            number = await audit.record(tx, self._clock.now(), by, "announced", channel, {"lines": len(items)})
            post = changes.several(who, "changed the rituals of this channel:", items)
            await self._outbox.put(tx, Letter(key=f"ritual-change:{number}", channel=channel, post=post, sort="reply"))
