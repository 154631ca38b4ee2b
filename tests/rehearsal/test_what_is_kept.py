"""What a rehearsal knows of the days: alerts, nudges, holidays, answers, and what a source had to say."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from pydantic import SecretStr

from bot.app import assemble
from bot.rehearsal.happened import PlayedMessage, What
from bot.rehearsal.kept import PlayedDays
from bot.rehearsal.rehearsal import Rehearsal, rehearse
from bot.settings import Settings
from integrations.chat import Channel, Person, PlaceKind
from integrations.database import Database
from integrations.database.tables.alerts import Announced, incidents
from integrations.database.tables.cadence import TEAM, OccurrenceState, occurrences, rituals
from integrations.database.tables.delivery import Interruption, MessageState, Priority, outbox
from integrations.slack.recording import RecordingChat, Workspace
from integrations.time import TurnableClock
from tests.stage import CARD

MONDAY = date(2024, 4, 29)
"""The first of May, that Wednesday, is a holiday in Germany."""
SPAN = PlayedDays(MONDAY, MONDAY + timedelta(days=2))
PEOPLE = {
    id_: Person(id_, name, name, f"{name}@team.example", "Europe/Berlin", False, False, False, False)
    for id_, name in (("U0ANA", "Ana"), ("U0BEN", "Ben"))
}
BACKEND = Channel("C0BACKEND", "backend", PlaceKind.PUBLIC, archived=False, here=True)
SET = """
[team]
timezone = "Europe/Berlin"
holidays = "DE"

[[ritual]]
name = "reviews"
kind = "review_queue"
channel = "#backend"
at = "10:00"
"""


def at(day: int, clock: str) -> datetime:
    """A moment of those days, in UTC: two hours before what Berlin's walls show."""
    return datetime.fromisoformat(f"{MONDAY + timedelta(days=day)}T{clock}").replace(tzinfo=UTC)


async def keep(url: str, *rows: tuple[sa.Table, dict[str, Any]]) -> Settings:
    """Set SET up in the database of that URL, as of a week before, and keep these rows."""
    db = Database(url)
    clock = TurnableClock(at(-7, "06:00"), running=False)
    settings = Settings(rolecall_database_url=url, github_token=SecretStr("t"), github_repos=("acme/shop",))
    chat = RecordingChat(Workspace(PEOPLE, {BACKEND.id: BACKEND}, {BACKEND.id: list(PEOPLE)}), clock.now)
    made = assemble(settings, clock=clock, db=db, chat=chat, card=CARD)
    await made.parts.team.learn()
    await made.parts.rituals.file.load_text(SET, "set.toml")
    async with db.write() as tx:
        await tx.execute(outbox.delete())
        reviews = (await tx.execute(sa.select(rituals.c.id))).scalar_one()
        await tx.execute(occurrences.delete())
        for table, values in rows:
            await tx.execute(table.insert().values(**values, **({"ritual": reviews} if table is occurrences else {})))
    await made.parts.team.stop()
    await made.parts.sources.close()
    await db.close()
    return settings


def looked(day: int, note: str) -> tuple[sa.Table, dict[str, Any]]:
    """What the queue of reviews said on a day."""
    due, when = at(day, "08:00"), MONDAY + timedelta(days=day)
    values = {"local_date": when, "audience": TEAM, "zone": "Europe/Berlin", "due_at": due, "ready_at": due}
    return occurrences, {**values, "state": OccurrenceState.DONE, "note": note}


def nudged(person: str, when: datetime) -> tuple[sa.Table, dict[str, Any]]:
    """Somebody nudged a person about a review."""
    values = {"priority": Priority.NUDGE, "channel": person, "person": person, "kind": Interruption.REVIEW}
    moments = {"not_before": when, "created_at": when, "sent_at": when}
    return outbox, {"key": f"nudge:{person}:{when}", "post": {}, "state": MessageState.SENT, **values, **moments}


def fired(when: datetime, ended: datetime) -> tuple[sa.Table, dict[str, Any]]:
    """An alert of a night."""
    words = {"source": "generic", "fingerprint": str(when), "title": "Disk full", "service": "db", "labels": {}}
    moments = {"started_at": when, "ended_at": ended, "received_at": when}
    return incidents, {**words, **moments, "severity": "critical", "paged": [], "announced": Announced.OVER}


async def rehearsed(settings: Settings, folder: Path, text: str, *, prune: bool = False) -> Rehearsal:
    file = folder / "thought.toml"
    file.write_text(text)
    return await rehearse(settings, file, SPAN, prune=prune, progress=lambda _done, _of: None)


def lines(messages: list[PlayedMessage]) -> list[str]:
    return [
        f"{each.day:%a} {each.clock} {'≤ ' if each.at_most else ''}{each.what.name}"
        f"{f' {PEOPLE[each.person].name}' if each.person else ''}{f' ({each.held_by})' if each.held_by else ''}"
        for each in messages
    ]


async def test_what_a_source_said_is_known_of_the_days_on_which_it_was_asked(database_url: str, tmp_path: Path) -> None:
    settings = await keep(database_url, looked(0, "Review queue: no pull request waits."), looked(1, ""))
    found = await rehearsed(settings, tmp_path, SET.replace("10:00", "11:00").replace('"DE"', '""'))
    said = [each for each in found.then.messages if each.what is not What.DAY]
    assert lines(said) == ["Mon 11:00 QUIET", "Tue 11:00 POST", "Wed 11:00 ≤ POST"]
    assert lines(list(found.now.messages))[-1] == "Tue 10:00 POST"  # Wednesday is a holiday now
    assert found.unknown[0].startswith("reviews reads a source that tells only how things are now. On 1 day nothing")


async def test_nudges_wait_for_the_hours_that_the_file_sets(sqlite_url: str, tmp_path: Path) -> None:
    evening = nudged("U0BEN", at(0, "16:00"))
    settings = await keep(sqlite_url, evening, *(nudged("U0ANA", at(1, f"0{hour}:30")) for hour in (7, 8, 9)))
    team = 'working_hours = ["10:00", "19:00"]\nquiet_hours = ["11:00", "11:45"]\ndaily_cap = 2'
    found = await rehearsed(settings, tmp_path, SET.replace('"DE"', f'"DE"\n{team}'))
    now = [each for each in found.now.messages if each.person]
    assert lines(now) == [
        "Tue 09:00 REVIEW Ben (outside your hours)",
        "Tue 09:30 REVIEW Ana",
        "Tue 10:30 REVIEW Ana",
        "Tue 11:30 REVIEW Ana",
    ]
    then = [each for each in found.then.messages if each.person and each.what is What.REVIEW]
    assert lines(then) == [
        "Mon 18:00 REVIEW Ben",
        "Tue 10:00 REVIEW Ana (outside your hours)",
        "Tue 10:30 REVIEW Ana",
    ]


async def test_alerts_go_where_the_file_wants_them(sqlite_url: str, tmp_path: Path) -> None:
    settings = await keep(sqlite_url, fired(at(0, "23:10"), at(1, "01:00")))
    daily = '\n[[ritual]]\nname = "daily"\nkind = "standup"\nchannel = "#backend"\nat = "09:00"\n'
    found = await rehearsed(settings, tmp_path, f'{SET}{daily}alerts = "page"\n')
    told = [each for each in found.then.messages if each.what in (What.ALERT, What.NIGHT)]
    assert lines(told) == ["Tue 01:10 ALERT", "Tue 09:00 NIGHT"]
    assert What.ALERT not in {each.what for each in found.now.messages}


@pytest.mark.slow
async def test_who_never_was_asked_is_reminded_at_most(sqlite_url: str, tmp_path: Path) -> None:
    settings = await keep(sqlite_url)
    daily = '[[ritual]]\nname = "daily"\nkind = "standup"\nchannel = "#backend"\nat = "09:00"\nremind_after = [30]\n'
    found = await rehearsed(settings, tmp_path, daily, prune=True)
    assert lines([each for each in found.then.messages if each.person])[:2] == [
        "Mon 09:30 ≤ REMINDER Ana",
        "Mon 09:30 ≤ REMINDER Ben",
    ]
    assert next(each.mentions for each in found.then.messages if each.what is What.OPENS) == ("U0ANA", "U0BEN")
    assert (
        "daily was not held on 2 days of these, so that nobody knows who would have answered:"
        " its reminders are counted as if nobody had (≤)."
    ) in found.unknown
    assert date(2024, 5, 1) in found.holidays
