"""Days of a team played in simulated time, and what the workspace's journal says of them.

The cadence, the outbox and the calendar are those of `rolecall run`; the clock is turned
from one moment at which something is due to the next. What was posted, when and where is
read from the journal of accepted calls, and held against what the wall clocks and the
holidays of the team say, which are written down in the test and not computed by the app.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from bot.app import assemble
from bot.demo.stage import Stage
from bot.settings import Settings
from integrations.time import TurnableClock
from integrations.workspace import App, Person, Place, Sample, Workspace, serving
from jobs.rituals import KINDS, kind_of
from tests.stage import CARD
from tests.waiting import PATIENT_S
from tests.year.sources import sources

ZONE = "Europe/Berlin"
BOT = "U0BOT"
ZONES = {
    "ana": "Europe/Berlin",
    "ben": "America/New_York",
    "chi": "Asia/Kolkata",
    "dev": "Australia/Sydney",
    "eve": "America/Sao_Paulo",
}
PEOPLE = tuple(Person(f"U0{n.upper()}", n, f"{n.title()} Sample", f"{n}@team.example", tz) for n, tz in ZONES.items())
HOURS = (time(9), time(17, 30))
LATE = timedelta(minutes=10)
"""How long after its hour a post may come: it is gathered, worded and paced."""
HOLIDAYS = frozenset(
    date.fromisoformat(day)
    for day in (
        *("2026-12-25", "2026-12-26", "2027-01-01", "2027-03-26", "2027-03-29", "2027-05-01", "2027-05-06"),
        *("2027-05-17", "2027-10-03", "2027-12-25", "2027-12-26", "2028-01-01"),
    )
)
"""Germany's, as every calendar on a wall has them."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A ritual in a channel of its own. `own_time`: it runs at each member's hour, by DM."""

    kind: str
    name: str
    channel: str
    at: time
    own_time: bool = False

    def as_toml(self) -> str:
        """For the rituals file."""
        zone = 'timezone = "member"\ncollect = "dm"\n' if self.own_time else ""
        return (
            f'\n[[ritual]]\nname = "{self.name}"\nkind = "{self.kind}"\nchannel = "{self.channel}"\n'
            f'at = "{self.at:%H:%M}"\ntitle = "{self.name}"\nowner = "{PEOPLE[0].id}"\n{zone}'
        )


def slots() -> list[Slot]:
    """Every kind there is at its hour of the default card, and the standup once more at each member's own."""
    hours = {kind_of(task): time.fromisoformat(task.time) for task in CARD.tasks}
    names = [kind.name for kind in KINDS]
    found = [Slot(kind, kind, f"C0Y{n}", hours.get(kind, time(12))) for n, kind in enumerate(names)]
    return [*found, Slot("standup", "own_standup", "C0YOWN", time(9), own_time=True)]


@dataclass(frozen=True, slots=True)
class Down:
    """When no process runs."""

    since: datetime
    until: datetime

    def covers(self, moment: datetime) -> bool:
        """Whether what is due then has nobody to do it."""
        return self.since <= moment < self.until


def weekend_down(friday: date) -> Down:
    """From Friday evening until Monday, between two rituals of the morning."""
    zone = ZoneInfo(ZONE)
    return Down(datetime.combine(friday, time(19), zone), datetime.combine(friday + timedelta(days=3), time(10), zone))


@dataclass(frozen=True, slots=True)
class Said:
    """A post that the workspace accepted. `person` is set where it is a DM."""

    at: datetime
    channel: str
    person: str | None
    key: str
    in_thread: bool
    text: str

    @property
    def shape(self) -> str:
        """The key without what tells one day from another."""
        return re.sub(r"\d+", "#", self.key)


@dataclass
class Played:
    """What was said from `first` to `last`, both included."""

    first: date
    last: date
    began: datetime
    down: Sequence[Down]
    slots: Sequence[Slot]
    said: list[Said] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    """Rituals that gave up, and events that the app never took."""


async def play(
    folder: Path,
    first: date,
    last: date,
    *,
    down: Sequence[Down] = (),
    note: Callable[[date], None] = lambda _: None,
) -> Played:
    """Play the days from `first` to `last`; the process runs but for the times in `down`."""
    zone = ZoneInfo(ZONE)
    began = datetime.combine(first, time(0, 30), zone)
    played = Played(first, last, began, down, slots())
    clock = TurnableClock(began, running=False)
    members = (*(person.id for person in PEOPLE), BOT)
    places = tuple(Place(slot.channel, slot.name, members) for slot in played.slots)
    workspace = Workspace(Sample("Year", PEOPLE, places, App(name="Rolecall", bot_user=BOT), zone=ZONE), clock)
    async with serving(workspace) as address:
        settings = Settings(
            slack_bot_token=SecretStr(workspace.app.bot_token),
            slack_app_token=SecretStr(workspace.app.app_token),
            slack_api_url=address.api_url,
            rolecall_database_url=f"sqlite:///{folder}/year.db",
            rolecall_http_port=0,
        )
        sample = sources(clock, PEOPLE)
        begun = 0
        for start, end in runs(clock.now(), datetime.combine(last, time(23, 59), zone), down):
            clock.turn_to(start)
            app = assemble(settings, clock=clock, card=CARD, sources=sample)
            stage = Stage(workspace, app, clock, ZONE, PATIENT_S)
            async with app.running(http=False):
                await app.parts.team.learn()
                await stage.settle()
                if not begun:
                    text = f'[team]\ntimezone = "{ZONE}"\nholidays = "DE"\n' + "".join(
                        slot.as_toml() for slot in played.slots
                    )
                    await app.parts.rituals.file.load_text(text, "year")
                    await stage.settle()
                    begun = len(workspace.journal.entries)
                while clock.now() < end:
                    note(clock.now().astimezone(zone).date())
                    await stage.turn_to(min(end, clock.now() + timedelta(days=1)))
        played.said = list(_said(workspace, begun))
        played.failed = [said.text for said in played.said if said.key.startswith("gave-up:")]
        played.failed += [str(payload) for payload in workspace.undelivered]
    return played


def runs(start: datetime, end: datetime, down: Sequence[Down]) -> Iterator[tuple[datetime, datetime]]:
    """From when to when the process runs, one time after the other."""
    for each in sorted(down, key=lambda each: each.since):
        yield start, each.since
        start = each.until
    yield start, end


def _said(workspace: Workspace, begun: int) -> Iterator[Said]:
    for entry in workspace.journal.entries[begun:]:
        if entry.method != "chat.postMessage" or not entry.ok:
            continue
        args = entry.args
        channel = str(args["channel"])
        conversation = workspace.state.conversations[channel]
        person = (
            next((each for each in conversation.members if each != BOT), None) if conversation.kind == "im" else None
        )
        key = str(((args.get("metadata") or {}).get("event_payload") or {}).get("key", ""))
        yield Said(entry.at, channel, person, key, bool(args.get("thread_ts")), str(args.get("text", "")))


# --- held against the wall ---------------------------------------------------------


def works(day: date, holidays: Collection[date] = HOLIDAYS) -> bool:
    """Whether the team works on that date."""
    return day.weekday() < 5 and day not in holidays


def problems(played: Played) -> list[str]:
    """Everything that is not as it should be, a line each."""
    return [*played.failed, *_twice(played), *_at_night(played), *_rituals(played), *_own_times(played)]


def _days(played: Played) -> Iterator[date]:
    return (played.first + timedelta(days=n) for n in range((played.last - played.first).days + 1))


def _twice(played: Played) -> Iterator[str]:
    for key, times in Counter(said.key for said in played.said).items():
        if times > 1:
            yield f"said {times} times: {key}"


def _at_night(played: Played) -> Iterator[str]:
    """What was said to one person outside their own working hours."""
    zones = {person.id: ZoneInfo(person.tz) for person in PEOPLE}
    for said in played.said:
        if said.person is None:
            continue
        local = said.at.astimezone(zones[said.person])
        if not (works(local.date()) and HOURS[0] <= local.time() < (datetime.combine(local, HOURS[1]) + LATE).time()):
            yield f"to {said.person} at {local:%a %Y-%m-%d %H:%M} of their time: {said.key}"


def _rituals(played: Played) -> Iterator[str]:
    """Each ritual of the team's own time: once a working day, at its hour, and never else."""
    zone = ZoneInfo(ZONE)
    by_place: dict[tuple[str, date], list[Said]] = defaultdict(list)
    for said in played.said:
        by_place[said.channel, said.at.astimezone(zone).date()].append(said)
    for slot in played.slots:
        if slot.own_time:
            continue
        for day in _days(played):
            there = by_place[slot.channel, day]
            where = f"{slot.name} on {day:%a %Y-%m-%d}"
            due = datetime.combine(day, slot.at, zone)
            outage = next((each for each in played.down if each.covers(due)), None)
            expected = outage.until if outage else due
            if not works(day):
                yield from (f"{where}, a free day: {each.key}" for each in there)
            elif not there:
                yield f"{where}: nothing"
            else:
                if not expected <= there[0].at <= expected + LATE:
                    yield f"{where}: first at {there[0].at.astimezone(zone):%H:%M:%S}: {there[0].key}"
                openings = Counter(each.shape for each in there if not each.in_thread or each.shape == "quiet:#")
                yield from (f"{where}: {shape} {times} times" for shape, times in openings.items() if times > 1)


def _own_times(played: Played) -> Iterator[str]:
    """A ritual of each member's own time: asked once a working day, at that hour of theirs."""
    for slot in played.slots:
        if not slot.own_time:
            continue
        for person in PEOPLE:
            zone = ZoneInfo(person.tz)
            asked: dict[date, list[Said]] = defaultdict(list)
            for said in played.said:
                if said.person == person.id and said.key.startswith(f"{slot.kind}:"):
                    asked[said.at.astimezone(zone).date()].append(said)
            for day in _days(played):
                due = datetime.combine(day, slot.at, zone)
                if due < played.began:
                    continue
                at_its_hour = [each for each in asked[day] if due <= each.at <= due + LATE]
                down = any(each.covers(due) for each in played.down)
                if len(at_its_hour) != works(day) and not down:
                    yield f"{slot.name} of {person.name} on {day:%a %Y-%m-%d}: {[each.key for each in asked[day]]}"
