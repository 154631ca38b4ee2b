"""Imports the standups of another bot: all of it is checked before any of it is written."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.moving.people import PeopleOfExport
from bot.moving.wishes import BadImport, Wishes
from integrations.chat import Person
from integrations.database import Database
from integrations.deferred import dataclass
from integrations.standup_exports import ExportedAnswers, ExportedQuestion, ExportedStandup, StandupExport
from integrations.time import Clock
from integrations.words import shortened
from jobs.audit import OPERATOR
from jobs.cadence.records import RitualRecord
from jobs.people import team_settings
from jobs.people.team import Team
from jobs.roster import ritual_store
from jobs.roster.rituals import Rituals
from jobs.roster.spec import LONGEST_NAME, MEMBER, Spec, is_zone, problems, slug, unused
from jobs.standup.imported_rounds import ImportedAnswer, ImportedHistory, keep_history, label_of, places_of
from jobs.standup.options import MOST_QUESTIONS
from jobs.standup.questions import LONGEST_CHOICE, MOST_CHOICES, Question, QuestionType, to_options

KIND = "standup"


@dataclass(slots=True)
class StandupPlan:
    """What is to become of one standup of the export."""

    standup: ExportedStandup
    name: str
    """Of the ritual that goes on with it."""
    channel: str
    place: str
    """The channel's name."""
    zone: str
    spec: Spec | None
    """The ritual as it is to be made; None where it is here already, and stays as it is."""
    answers: list[ImportedAnswer] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)
    """Answers that are not taken, counted by the reason."""
    notes: list[str] = field(default_factory=list)
    history: ImportedHistory | None = None


@dataclass(frozen=True, slots=True)
class MovedIn:
    """What an import came to, or would come to."""

    plans: Sequence[StandupPlan]
    unmatched: Mapping[str, int]
    """Whom nobody here is, with how many answers of theirs were left out."""


class MovingIn:
    """Takes the standups and answers of another bot over."""

    def __init__(
        self, db: Database, clock: Clock, team: Team, rituals: Rituals, export: StandupExport, wishes: Wishes
    ) -> None:
        """Prepare to take in what was read of the files."""
        self._db = db
        self._clock = clock
        self._team = team
        self._rituals = rituals
        self._export = export
        self._wishes = wishes
        self._people = PeopleOfExport(team, export, dict(wishes.people))
        self._problems: list[str] = []
        self._known: dict[str, RitualRecord] = {}
        self._taken: set[str] = set()
        self._channels: dict[str, str | None] = {}

    async def plan(self) -> MovedIn:
        """Check all of it, and return what is to become of it. Raises `BadImport` with every problem."""
        self._problems += self._export.problems
        async with self._db.read() as tx:
            every = {row.name: row for row in await ritual_store.seen(tx)}
            settings = await team_settings.read(tx)
        self._known = {name: row for name, row in every.items() if row.kind == KIND}
        self._taken = every.keys() - self._known.keys()
        for there, here in self._wishes.people.items():
            if await self._people.one(here) is None:
                self._problems.append(f"--who: {there}={here}: nobody here has that id or address")
        if self._wishes.into is not None and self._wishes.into not in self._known:
            self._problems.append(
                f"--into: {self._wishes.into} is no standup here; rolecall rituals export - lists them"
            )
        told = self._by_standup()
        if not told and not self._problems:
            self._problems.append("there is no standup and no answer in what was given")
        plans = []
        for standup, answers in told:
            plan = await self._plan_one(standup, answers, settings.timezone)
            if plan is not None:
                await self._take_answers(plan, answers)
                plans.append(plan)
        self._no_name_twice(plans)
        if self._problems:
            raise BadImport(self._problems)
        return MovedIn(plans, self._people.unmatched)

    async def carry_out(self, moved: MovedIn, tell: Callable[[int, int], None]) -> None:
        """Make it so; `tell` hears how many answers of how many are written. Doing it again changes nothing."""
        wanted = [plan.spec for plan in moved.plans if plan.spec is not None]
        if wanted:
            await self._rituals.bulk.apply(OPERATOR, wanted)
        every = sum(len(plan.answers) for plan in moved.plans)
        before = 0
        async with self._db.read() as tx:
            rows = {row.name: row for row in await ritual_store.seen(tx)}
        for plan in moved.plans:
            done = before

            def told(number: int, done: int = done) -> None:
                tell(done + number, every)

            plan.history = await keep_history(
                self._db,
                ritual=rows[plan.name].id,
                channel=plan.channel,
                zone=plan.zone,
                title=_titled(plan.standup, rows[plan.name].title),
                given=plan.answers,
                tell=told,
            )
            before += len(plan.answers)

    # --- what belongs together -----------------------------------------------------

    def _by_standup(self) -> list[tuple[ExportedStandup, list[ExportedAnswers]]]:
        """Every standup of the export with its answers; one that only its answers tell of is made up from them."""
        standups = list(self._export.standups)
        keys = {each.key: each for each in standups} | {each.title: each for each in standups}
        found: dict[str, tuple[ExportedStandup, list[ExportedAnswers]]] = {each.key: (each, []) for each in standups}
        for told in self._export.answers:
            standup = keys.get(told.standup)
            if standup is None and not told.standup and len(standups) == 1:
                standup = standups[0]
            if standup is None:
                title = "" if told.standup.isdigit() else told.standup
                standup = ExportedStandup(key=told.standup, place=told.place, bot="", title=title)
                keys[told.standup] = standup
                found[told.standup] = (standup, [])
            found[standup.key][1].append(told)
        return list(found.values())

    def _no_name_twice(self, plans: Sequence[StandupPlan]) -> None:
        names: dict[str, str] = {}
        for plan in plans:
            if plan.spec is not None and plan.name in names:
                why = f"is called as the one at {names[plan.name]} in the same channel; rename one, or import it alone"
                self._problems.append(f"{plan.standup.place}: {plan.standup.title} {why}")
            names.setdefault(plan.name, plan.standup.place)

    # --- a standup -----------------------------------------------------------------

    async def _plan_one(
        self, standup: ExportedStandup, answers: Sequence[ExportedAnswers], team_zone: str
    ) -> StandupPlan | None:
        into = self._known.get(self._wishes.into or "")
        channel = into.channel if into else await self._channel(standup, answers)
        if channel is None:
            return None
        place = f"#{await self._rituals.roster.channel_name(channel)}"
        zone = standup.timezone if standup.timezone not in (None, MEMBER) else team_zone
        if not await asyncio.to_thread(is_zone, str(zone)):
            self._problems.append(f"{standup.place}.timezone: {zone} is no time zone")
            return None
        name = f"{slug(standup.title or KIND)}-{place.removeprefix('#')}"[:LONGEST_NAME]
        name = unused(name, self._taken | {row.name for row in self._known.values() if row.channel != channel})
        plan = StandupPlan(standup, name, channel, place, str(zone), None, notes=[])
        here = [row for row in self._known.values() if row.channel == channel]
        at = standup.at or self._wishes.at
        if into is not None:
            plan.name = into.name
        elif name not in self._known and at is not None:
            await self._make(plan, at)
        elif name not in self._known and len(here) == 1:
            plan.name = here[0].name
        elif name not in self._known:
            which = "which of its standups" if here else "at which time it is to be held"
            how = "--into NAME" if here else "--at 09:00"
            self._problems.append(f"{standup.place}: the export does not say {which}: add {how}")
            return None
        return plan

    async def _channel(self, standup: ExportedStandup, answers: Sequence[ExportedAnswers]) -> str | None:
        """Where it is held here; what is wrong is noted."""
        told = [each.channel for each in answers if each.channel is not None]
        there = standup.channel or next(iter(dict.fromkeys(told)), None)
        named = self._here(there)
        if named is None:
            self._problems.append(f"{standup.place}: the export does not say in which channel: add --channel '#name'")
            return None
        found = await self._find_channel(named)
        if found is None:
            how = f"--channel '#{(there or 'old').removeprefix('#')}=#name' says which it is"
            self._problems.append(f"{standup.place}: {named} is no channel that I can see; {how}")
        return found

    async def _find_channel(self, name: str) -> str | None:
        """The id of a channel here, looked up once: an export names it in each of its answers."""
        if name not in self._channels:
            self._channels[name] = await self._team.find_channel(name)
        return self._channels[name]

    def _here(self, there: str | None) -> str | None:
        """What a channel of the export is called here."""
        given = self._wishes.channels
        if there is None:
            return given.get("")
        return given.get(there.removeprefix("#").casefold(), there)

    async def _make(self, plan: StandupPlan, at: str) -> None:
        standup = plan.standup
        members = []
        for person in standup.people:
            if (found := await self._people.find(person)) is not None:
                members.append(found.id)
            else:
                plan.notes.append(f"{self._export.known(person).label} is nobody here and is not asked")
        if standup.people and not members:
            plan.notes.append("nobody of its people is known here: the whole channel is asked")
        questions = _questions(standup.questions)
        plan.notes += [f"left out: {each}" for each in standup.left_out]
        if len(questions) > MOST_QUESTIONS:
            plan.notes.append(f"asks {len(questions)} questions, of which the first {MOST_QUESTIONS} are taken")
            questions = questions[:MOST_QUESTIONS]
        options: dict[str, object] = {"collect": "dm", "mood": False}
        if questions:
            options |= {
                "questions": to_options(questions),
                "blockers": any(each.name == "blockers" for each in questions),
            }
        if members:
            options["members"] = list(dict.fromkeys(members))
        owner = await self._people.find(standup.owner) if standup.owner else None
        where = await self._team.channel(plan.channel)
        if where is not None and not where.here:
            plan.notes.append(f"I am not in {plan.place} yet: invite me there")
        plan.spec = Spec(
            name=plan.name,
            kind=KIND,
            channel=plan.channel,
            at=at,
            days=standup.days,
            timezone=standup.timezone,
            every=standup.every,
            late=self._rituals.kinds.default_late(KIND),
            owner=owner.id if owner else None,
            title=standup.title or "Standup",
            options=options,
            paused=standup.paused,
        )
        for key, why in await asyncio.to_thread(problems, plan.spec, self._rituals.kinds):
            shown = shortened(str(getattr(plan.spec, key, options.get(key))), 60)
            self._problems.append(f"{standup.place}: {key} {shown} {why}")

    # --- its answers ---------------------------------------------------------------

    async def _take_answers(self, plan: StandupPlan, answers: Sequence[ExportedAnswers]) -> None:
        latest: dict[tuple[str, object], ImportedAnswer] = {}
        for told in answers:
            words = [(question, said) for question, said in told.answers if said]
            why = await self._why_not(plan, told)
            if not words:
                continue
            person = await self._people.author(told.person) if told.person is not None and not why else None
            if why:
                plan.left_out[why] = plan.left_out.get(why, 0) + 1
            elif person is not None and (given := self._answer(plan, told, person, words)) is not None:
                before = latest.get((given.person, given.day))
                if before is None or before.at <= given.at:
                    latest[given.person, given.day] = given
        plan.answers = sorted(latest.values(), key=lambda each: (each.day, each.at))

    async def _why_not(self, plan: StandupPlan, told: ExportedAnswers) -> str:
        """Why an answer is not for the ears of the channel; empty where that channel has heard it."""
        hidden = plan.standup.hidden or told.hidden
        if hidden:
            return f"{hidden}: it is not known that the channel may hear them"
        there = told.channel or plan.standup.channel
        named = self._here(there)
        if named is None and self._wishes.into is not None and there is None:
            named = self._wishes.channels.get("", plan.channel)
        if named is None or await self._find_channel(named) != plan.channel:
            return f"told in {there or 'a channel that is not named'}, not in {plan.place}"
        return ""

    def _answer(
        self, plan: StandupPlan, told: ExportedAnswers, person: Person, words: Sequence[tuple[str, str]]
    ) -> ImportedAnswer | None:
        zone = ZoneInfo(person.zone if plan.standup.timezone == MEMBER and is_zone(person.zone) else plan.zone)
        at = told.at if told.at.tzinfo else told.at.replace(tzinfo=zone)
        if at > self._clock.now() + timedelta(days=1):
            self._problems.append(f"{told.place}: {at:%Y-%m-%d %H:%M} is still to come")
            return None
        return ImportedAnswer(person.id, person.name, _day(at, zone), at, words)


def _day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()


def _titled(standup: ExportedStandup, title: str) -> str:
    """What a round of another bot is called, so that everybody sees whose it was."""
    return f"{title} ({standup.bot or 'imported'})"


def _questions(given: Sequence[ExportedQuestion]) -> list[Question]:
    """Questions as a standup of ours asks them, each once, those that plans hang on in their places."""
    labels = list(dict.fromkeys(label_of(each.text) for each in given if each.text))
    types = {label_of(each.text): each for each in reversed(given)}
    places = places_of(label for label in labels if types[label].type == "text")
    found = []
    for number, label in enumerate(labels, 1):
        asked = types[label]
        choices = tuple(dict.fromkeys(shortened(each, LONGEST_CHOICE) for each in asked.choices))
        fits = asked.type != "choice" or 2 <= len(choices) <= MOST_CHOICES
        type_ = QuestionType(asked.type) if fits else QuestionType.TEXT
        found.append(Question(places.get(label, f"q{number}"), label, type_, choices if fits else ()))
    return found
