"""Plays a script on the real app, and holds what the workspace heard against the table."""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from bot.app import assemble
from bot.demo import team as demo
from bot.demo.stage import Stage
from bot.settings import Settings
from integrations.time import TurnableClock
from integrations.workspace import App, Place, Said, Sample, Workspace, serving
from integrations.workspace.people import words
from tests.month.table import Expected, actions, expected, is_over, notices
from tests.month.team import BOT, OWNER, PEOPLE, PLACES, TEAM_CHANNEL, ZONE, ZONES, Leave, LeftOut, Script
from tests.stage import CARD, fresh_database
from tests.waiting import PATIENT_S
from tests.year.year import LATE, runs

UNASKED, LEFT_OUT = "Not asked, because of the hour", "Not asked, since the rest of it was left out"
NIGHT = (time(20), time(7))
"""From and until, on each one's own wall."""
_DIGEST = re.compile(r"^(?P<title>.+), (?P<day>\w+ \d+ \w+): (?P<answered>\d+) of (?P<asked>\d+) answered")


@dataclass(frozen=True, slots=True)
class Heard:
    """A post that the workspace accepted, as it was worded then. `person` is set where it is a DM."""

    at: datetime
    channel: str
    person: str | None
    in_thread: bool
    lines: tuple[str, ...]
    mentions: frozenset[str]

    @property
    def reaches(self) -> frozenset[str]:
        """Whom it interrupts."""
        return frozenset({self.person}) if self.person else self.mentions

    @property
    def first(self) -> str:
        """Its first line."""
        return self.lines[0] if self.lines else ""

    def named_after(self, label: str) -> list[str]:
        """Who is named in the paragraph that begins with a label."""
        said = next((line for line in self.lines if line.startswith(f"{label}: ")), "")
        return sorted(each for each in ZONES if re.search(rf"\b{each.title()}\b|U0{each.upper()}\b", said))


@dataclass
class Played:
    """What was heard, and what went wrong on the way."""

    script: Script
    rounds: list[Expected]
    heard: list[Heard] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


async def play(folder: Path, script: Script, note: Callable[[date], None] = lambda _: None) -> Played:
    """Play all of it; the process runs but for when the script has it down."""
    played = Played(script, expected(script))
    database = fresh_database(folder)
    clock = TurnableClock(script.began, running=False)
    people = tuple(PEOPLE.values())
    places = tuple(Place(id_, name, (*(each.id for each in people), BOT)) for id_, name in PLACES.items())
    app_in_it = App(name="Rolecall", bot_user=BOT, commands=demo.COMMANDS)
    workspace = Workspace(Sample("Month", people, places, app_in_it, zone=ZONE), clock)
    todo = [
        *((at, partial(_answer, round_=each, person=person)) for at, each, person in actions(played.rounds)),
        *((each.told, partial(_take_leave, leave=each)) for each in script.leaves),
        *((each.told, partial(_leave_out, left_out=each)) for each in script.left_out),
        *((each.moment, partial(_write_rituals, script=script, moment=each.moment)) for each in script.edits),
    ]
    todo.sort(key=lambda each: each[0])
    async with serving(workspace) as address:
        settings = Settings(
            slack_bot_token=SecretStr(workspace.app.bot_token),
            slack_app_token=SecretStr(workspace.app.app_token),
            slack_api_url=address.api_url,
            rolecall_database_url=database,
            rolecall_http_port=0,
        )
        for start, end in runs(script.began, script.ends, script.down):
            clock.turn_to(start)
            app = assemble(settings, clock=clock, card=CARD)
            stage = Stage(workspace, app, clock, ZONE, PATIENT_S)
            async with app.running(http=False):
                await app.parts.team.learn()
                await stage.settle()
                if start == script.began:
                    await _write_rituals(stage, script=script, moment=start)
                while todo and todo[0][0] <= end:
                    moment, act = todo.pop(0)
                    note(moment.date())
                    await stage.turn_to(moment)
                    if why := await act(stage):
                        played.failed.append(f"{moment:%a %Y-%m-%d %H:%M}: {why}")
                    await stage.settle()
                await stage.turn_to(end)
        played.heard = list(_heard(workspace))
        played.failed += [str(payload) for payload in workspace.undelivered]
    return played


async def _write_rituals(stage: Stage, script: Script, moment: datetime) -> str:
    text = f'[team]\ntimezone = "{ZONE}"\nholidays = "{script.country}"\n'
    text += "".join(standup.as_toml(at) for standup, at in script.hours(moment).items())
    await stage.app.parts.rituals.file.load_text(text, "month")
    return ""


async def _take_leave(stage: Stage, leave: Leave) -> str:
    person = stage.workspace.member(PEOPLE[leave.person].id)
    await person.command(f"/standup away {leave.first:%Y-%m-%d} to {leave.last:%Y-%m-%d}", TEAM_CHANNEL)
    return ""


async def _leave_out(stage: Stage, left_out: LeftOut) -> str:
    owner = stage.workspace.member(PEOPLE[OWNER].id)
    await owner.command(f"/ritual skip {left_out.standup.title}", left_out.standup.channel)
    return ""


async def _answer(stage: Stage, round_: Expected, person: str) -> str:
    """Reply to what asked them, or skip it, as anybody would; says what is wrong where nothing did."""
    member = stage.workspace.member(PEOPLE[person].id)
    own = round_.standup.zone is None
    place = member.dm_with_app.id if own else round_.standup.channel
    about = f"{round_.standup.title}: {_day(round_.day)}"
    asked: Said | None = next(
        (
            said
            for said in reversed(stage.workspace.messages_in(place))
            if said.user == BOT and said.thread_ts in (None, said.ts) and said.shown.startswith(about)
        ),
        None,
    )
    if asked is None:
        return f"{person} finds nothing to answer {round_.where} at"
    if person in round_.skips:
        await member.clicks(asked, "Skip today")
        return ""
    said = f"{person} on {round_.day}"
    await member.replies(
        asked, said if round_.standup.question else f"Yesterday: did {said}\nToday: will {said}\nBlockers: none"
    )
    return ""


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"


def _heard(workspace: Workspace) -> Iterator[Heard]:
    names = {person.id: name for name, person in PEOPLE.items()}
    for entry in workspace.journal.entries:
        if entry.method != "chat.postMessage" or not entry.ok:
            continue
        args = entry.args
        channel = str(args["channel"])
        conversation = workspace.state.conversations[channel]
        person = None
        if conversation.kind == "im":
            person = next(names[each] for each in conversation.members if each != BOT)
        blocks = args.get("blocks") or []
        lines = tuple(line for each in words(blocks) for line in each.splitlines()) or (str(args.get("text", "")),)
        called = frozenset(names[id_] for id_ in names if f'"user_id": "{id_}"' in json.dumps(blocks))
        yield Heard(entry.at.astimezone(UTC), channel, person, bool(args.get("thread_ts")), lines, called)


# --- held against the table -----------------------------------------------------------


def problems(played: Played) -> list[str]:
    """Everything that is not as it should be, a line each."""
    return [*played.failed, *_at_night(played), *_prompts(played), *_notices(played), *_digests(played)]


def _at_night(played: Played) -> Iterator[str]:
    """What reaches one person at night: a direct message, or a mention."""
    for heard in played.heard:
        for person in heard.reaches:
            local = heard.at.astimezone(ZoneInfo(ZONES[person]))
            if not NIGHT[1] <= local.time() < NIGHT[0]:
                yield f"to {person} at {local:%a %Y-%m-%d %H:%M} of their time: {heard.first}"


def _prompts(played: Played) -> Iterator[str]:
    """Everybody is asked once, at their hour, and nobody else."""
    wanted = {(each.standup.title, _day(each.day), who): at for each in played.rounds for who, at in each.asked.items()}
    asked: dict[tuple[str, str, str], list[datetime]] = defaultdict(list)
    last = [played.script.ends.date() + timedelta(days=n) for n in range(-1, 2)]
    unfinished = {
        (each.title, _day(day))
        for each in played.script.standups
        for day in last
        if not is_over(played.script, each, day)
    }
    for heard in played.heard:
        found = re.match(r"(?P<title>[\w ]+): (?P<day>\w+ \d+ \w+)", heard.first)
        if found and not heard.in_thread and (found["title"], found["day"]) not in unfinished:
            for person in heard.reaches:
                asked[found["title"], found["day"], person].append(heard.at)
    for key in wanted.keys() | asked.keys():
        at, times = wanted.get(key), asked.get(key, [])
        if at is None or len(times) != 1 or not at <= times[0] <= at + LATE:
            due = f"{at.astimezone(UTC):%a %d %b %H:%M}" if at else "never"
            yield f"{' / '.join(key)}: due {due}, asked {[f'{each:%a %d %b %H:%M}' for each in times]}"


def _notices(played: Played) -> Iterator[str]:
    """What is left out or comes too late is said once, in its channel; what comes late says that it does."""
    wanted = notices(played.script)
    for at, channel, said in wanted:
        told = [each.at for each in played.heard if said in each.first and each.channel == channel]
        if sum(at <= each <= at + LATE for each in told) != 1:
            yield f"{said}: to be said at {at.astimezone(UTC):%a %d %b %H:%M}, said {told}"
    missed = [each for each in played.heard if "this did not happen: Huddle" in each.first]
    if len(missed) != sum("did not happen" in said for _, _, said in wanted):
        yield f"said not to have happened: {[f'{each.at:%d %b %H:%M} {each.first}' for each in missed]}"
    late = {(each.standup.title, _day(each.day)) for each in played.rounds if each.late}
    opened = [each.first.split(" (opened late")[0] for each in played.heard if "(opened late" in each.first]
    opened = [each for each in opened if each.startswith("Huddle")]  # those that ask at each one's own hour say so too
    if sorted(opened) != sorted(f"{title}: {day}" for title, day in late):
        yield f"late are {sorted(late)}, said of {sorted(opened)}"


def _digests(played: Played) -> Iterator[str]:
    """Each round is summed up once, when it closes, with the table's numbers and names."""
    rounds = {(each.standup.title, _day(each.day)): each for each in played.rounds}
    told: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for heard in played.heard:
        if found := _DIGEST.match(heard.first):
            key = (found["title"], found["day"], heard.channel)
            told[key].append(_summary(heard, int(found["answered"]), int(found["asked"])))
            each = rounds.get(key[:2])
            if each and each.closes and not each.closes <= heard.at <= each.closes + LATE:
                yield f"{each.where}: closes {each.closes.astimezone(UTC):%H:%M}, told {heard.at:%a %H:%M}"
    wanted = {
        (*key, channel): [_table(each)]
        for key, each in rounds.items()
        for channel in (each.standup.channel, each.standup.report_to)
        if channel
    }
    for key in wanted.keys() | told.keys():
        if told.get(key) != wanted.get(key):
            yield f"digest of {' / '.join(key)}: wanted {wanted.get(key)}, told {told.get(key)}"


def _summary(heard: Heard, answered: int, asked: int) -> str:
    names = {label: heard.named_after(label) for label in ("Missing", "Skipped", "Away", UNASKED, LEFT_OUT)}
    return f"{answered} of {asked}, {names}"


def _table(each: Expected) -> str:
    named = {"Missing": each.missing, "Skipped": each.skips, "Away": each.away}
    named |= {UNASKED: each.unasked, LEFT_OUT: each.left_out}
    names = {label: sorted(some) for label, some in named.items()}
    return f"{len(each.answers)} of {len(each.asked)}, {names}"
