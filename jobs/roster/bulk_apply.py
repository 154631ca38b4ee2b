"""Many rituals at once, all or nothing: the day of a card, or a rituals file."""

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from integrations.database import Database, Tx
from integrations.database.tables.cadence import RitualState
from integrations.deferred import dataclass
from integrations.post import Span, Text
from integrations.time import Clock
from jobs import audit
from jobs.audit import OPERATOR
from jobs.cadence.planning import Frame, Planner
from jobs.cadence.records import RitualRecord
from jobs.calendar import Due
from jobs.errors import UserError
from jobs.messages import Outgoing, OutgoingMessage, Priority
from jobs.people import team_settings
from jobs.people.team_settings import TeamSettings
from jobs.roster import change_lines, ritual_store
from jobs.roster.ritual_admin import RitualAdmin
from jobs.roster.spec import Spec

MOST_SAID = 50
"""Rituals that one message about changes names."""


class BulkApply:
    """Makes what somebody wants the team's rituals."""

    def __init__(self, db: Database, clock: Clock, outbox: Outgoing, roster: RitualAdmin, planner: Planner) -> None:
        """Change the rituals of `db`, and say so through `outbox`."""
        self._db = db
        self._clock = clock
        self._outbox = outbox
        self._roster = roster
        self._planner = planner

    async def apply(
        self,
        by: str,
        wanted: Sequence[Spec],
        *,
        settings: TeamSettings | None = None,
        prune: bool = False,
        told: bool = False,
    ) -> Mapping[str, Sequence[str]]:
        """Make these the team's rituals, by name, all or nothing; others stay unless `prune`.

        With `told` a change of the settings is said wherever there are rituals.

        Returns the names under `made`, `changed`, `unchanged` and `removed`. The specs have
        been checked. Raises `UserError` for a ritual that `by` may not change.
        """
        if settings is not None:
            await self._planner.load(settings)
        before = await self._planner.ready(spec.timezone for spec in wanted if spec.timezone)
        who = await self._roster.who(by)
        people = await self._roster.people_of_each(wanted)
        allowed = by == OPERATOR or await self._roster.may_change(by, None)
        now = self._clock.now()
        async with self._db.write() as tx:
            known = await ritual_store.all_locked(tx, self._db)
            if settings is not None:
                await team_settings.write(tx, self._db, settings)
            frame = await self._planner.frame(tx)
            plan = _plan(wanted, known, prune=prune)
            for row, _ in plan.changed:
                if row.state in ritual_store.SEEN and not allowed and row.owner != by:
                    raise UserError(f"{row.title} belongs to somebody else; they or an admin can change it.")
            after = await ritual_store.insert_all(tx, plan.new, by, frame.settings, now)
            after |= await ritual_store.update_all(tx, plan.changed, frame.settings, now)
            await ritual_store.remove_all(tx, [row.id for row in plan.removed], now)
            await self._planner.unplan(tx, [row.id for row in plan.removed])
            # The others follow the team's zone and holidays.
            moved = settings is not None and settings != before
            touched = [*after.values(), *(plan.untouched if moved else ())]
            zones = {row.id: people.get(row.name, {}) for row in touched}
            dues = await self._planner.replan_all(tx, touched, frame, zones)
            if settings is not None and moved:
                await audit.record(tx, now, by, "settings", "team", dataclasses.asdict(settings))
            entries: list[tuple[str, str, Mapping[str, Any]]] = [
                (plan.words[spec.name], spec.name, ritual_store.values_of(spec))
                for spec in wanted
                if spec.name in after
            ]
            await audit.record_all(tx, now, by, [*entries, *(("removed", row.name, {}) for row in plan.removed)])
            lines: dict[str, list[Text]] = {}
            together = _together(after.values(), dues)
            for spec in wanted:
                if spec.name in after:
                    made = after[spec.name]
                    due = dues.get(made.id)
                    said = due is not None and together.get(made.channel, (None,))[0] == due.day
                    lines.setdefault(spec.channel, []).append(self._summary(made, due, frame, said=said))
            for row in plan.removed:
                lines.setdefault(row.channel, []).append((f"{row.title}: removed",))
            if told and settings is not None and moved:
                changes = "; ".join(change_lines.settings_differences(before, settings))
                for channel in sorted({row.channel for row in touched if row.state in ritual_store.SEEN}):
                    lines.setdefault(channel, []).append((f"the team's settings: {changes}",))
            await self._say_all(tx, by, who, lines, together)
        outcome: dict[str, list[str]] = {"made": [], "changed": [], "unchanged": []}
        for spec in wanted:
            outcome[plan.words[spec.name]].append(spec.name)
        return {**outcome, "removed": [row.name for row in plan.removed]}

    def _summary(self, row: RitualRecord, due: Due | None, frame: Frame, *, said: bool) -> Text:
        """A ritual in a line; `said` where it is said of all of them on which day it comes next."""
        when = change_lines.rhythm(row.at, row.days or frame.settings.working_days, row.every, row.timezone)
        if row.state is RitualState.ACTIVE and said:
            return (f"{row.title}: {when}",)
        if row.state is RitualState.ACTIVE:
            return (
                f"{row.title}: {when}",
                *change_lines.comes_next(due, ritual_store.zone_of_record(row, frame.settings)),
            )
        return (f"{row.title}: {when}, {row.state.value}{f' ({row.reason})' if row.reason else ''}",)

    async def _say_all(
        self,
        tx: Tx,
        by: str,
        who: str | Span,
        lines: Mapping[str, Sequence[Text]],
        together: Mapping[str, tuple[date, bool]],
    ) -> None:
        told: list[tuple[str, str, Mapping[str, Any]]] = [
            ("announced", channel, {"lines": len(items)}) for channel, items in lines.items()
        ]
        numbers = await audit.record_all(tx, self._clock.now(), by, told)
        messages = []
        for channel, items in lines.items():
            said = list(items[:MOST_SAID])
            if len(items) > MOST_SAID:
                said.append((f"and {len(items) - MOST_SAID} more; /ritual list shows them all",))
            day, are_all = together.get(channel, (None, False))
            lead = "Next on" if are_all else "Where no other day is named, next on"
            small = f"{lead} {day:%A} {day.day} {day:%B}." if day else ""
            post = change_lines.several(who, "changed the rituals of this channel:", said, small)
            key = f"ritual-change:{numbers[channel]}"
            messages.append(OutgoingMessage(key=key, channel=channel, post=post, priority=Priority.REPLY))
        await self._outbox.put(tx, *messages)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is to become of each ritual, wanted or there."""

    new: Sequence[Spec]
    changed: Sequence[tuple[RitualRecord, Spec]]
    removed: Sequence[RitualRecord]
    untouched: Sequence[RitualRecord]
    words: Mapping[str, str]
    """`made`, `changed` or `unchanged`, by name."""


def _together(rows: Iterable[RitualRecord], dues: Mapping[int, Due]) -> dict[str, tuple[date, bool]]:
    """The day on which most of a channel's rituals come next, and whether all do; by channel, where it is several."""
    days: dict[str, Counter[date]] = {}
    for row in rows:
        if row.state is RitualState.ACTIVE and (due := dues.get(row.id)) is not None:
            days.setdefault(row.channel, Counter())[due.day] += 1
    most = {channel: counted.most_common(1)[0] for channel, counted in days.items()}
    return {channel: (day, count == days[channel].total()) for channel, (day, count) in most.items() if count > 1}


def _plan(wanted: Sequence[Spec], known: Mapping[str, RitualRecord], *, prune: bool) -> _Plan:
    words: dict[str, str] = {}
    changed: list[tuple[RitualRecord, Spec]] = []
    for spec in wanted:
        row = known.get(spec.name)
        if row is not None and ritual_store.is_as_wanted(row, spec):
            words[spec.name] = "unchanged"
        elif row is not None:
            words[spec.name] = "changed" if row.state in ritual_store.SEEN else "made"
            changed.append((row, spec))
        else:
            words[spec.name] = "made"
    others = [known[name] for name in sorted(known.keys() - words.keys())]
    removed = [row for row in others if prune and row.state in ritual_store.SEEN and not ritual_store.is_on_demand(row)]
    kept = [known[name] for name, word in words.items() if word == "unchanged"]
    gone = {row.id for row in removed}
    untouched = [*kept, *(row for row in others if row.id not in gone)]
    new = [spec for spec in wanted if spec.name not in known]
    return _Plan(new, changed, removed, untouched, words)
