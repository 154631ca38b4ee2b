"""`/ritual` as a person types it, its buttons and its forms."""

import json
from types import SimpleNamespace
from typing import Any

import pytest

from bot.forms.ritual import EDIT, SETUP
from integrations.database import Database
from integrations.form import ChoiceField, Form, TextField
from integrations.post import Paragraph
from integrations.time import TurnableClock
from integrations.words import words as in_words
from jobs.delivery.unfinished_forms import UnfinishedForms
from jobs.design.topics import Topics
from jobs.people.absences import Absences
from jobs.rituals.reminder import Reminder
from jobs.roster.rituals import Rituals
from tests.cadence.house import FakeKind, FakeTeam, House, at, daily
from tests.cadence.test_roster import TASKS, Voice
from tests.door import Door


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One engine is enough for words and forms."""
    return sqlite_url


class Desk:
    """Somebody in C1 who types and clicks."""

    def __init__(self, db: Database, clock: TurnableClock) -> None:
        team = FakeTeam()
        self.topics = Topics(db, clock, team)
        reminder = Reminder(Voice(), self.topics, Absences(db, clock))
        off = FakeKind("testing", why_off="GitHub is not connected")
        self.house = House(db, clock, FakeKind(task_words={"digest"}), others=[off, reminder], team=team)
        self.rituals = Rituals(
            db,
            clock,
            self.house.outbox,
            self.house.kinds,
            team,
            self.house.cadence,
            tasks=TASKS,
            holidays=self.house.holidays,
        )
        self.door = Door(
            {
                "rituals": self.rituals,
                "topics": self.topics,
                "cadence": self.house.cadence,
                "team": team,
                "card": SimpleNamespace(title="Backend Engineer"),
                "home": NoHome(),
                "unfinished": UnfinishedForms(db, clock),
            }
        )

    async def types(self, text: str, user: str = "U1") -> str:
        """What is said to it, privately."""
        before = len(self.door.said)
        await self.door.command("/ritual", text, user, "C1")
        await self.house.cadence.settle()
        return " | ".join(in_words(post.headline) for post in self.door.said[before:])

    async def clicks(self, action: str, value: str, user: str = "U1") -> None:
        await self.door.click(action, value, user, "C1")

    async def sends(self, form: Form, user: str = "U1", **changes: Any) -> Any:
        """Submit a form as it was shown, but for the changes; what is wrong with it, by field."""
        await self.door.submit(form, user, **changes)
        return self.door.wrong


class NoHome:
    """Draws nothing."""

    async def show(self, user: str) -> None:
        """Show it to nobody."""


@pytest.fixture
def desk(db: Database, clock: TurnableClock) -> Desk:
    return Desk(db, clock)


async def test_alone_it_says_what_it_can_do(desk: Desk) -> None:
    assert await desk.types("") == "No rituals yet in #C1"
    assert await desk.types("dance") == "I do not know “dance”. What /ritual can do:"


async def test_the_day_is_set_up_from_a_form_and_listed(desk: Desk) -> None:
    await desk.types("setup")
    [form] = desk.door.forms
    assert form.callback == SETUP
    assert json.loads(form.carry) == {"channel": "C1"}
    [tasks] = [field for field in form.fields if isinstance(field, ChoiceField) and field.name == "tasks"]
    assert [label for _, label in tasks.choices] == [
        "09:00 Daily digest (digest)",
        "13:00 Lunch (reminder)",
        "15:00 Design discussion (reminder)",
        "16:00 Pipelines (reminder)",
    ]
    assert await desk.sends(form, timezone="Mars/Base") == {
        "timezone": "This is no time zone; an IANA name such as Europe/Berlin."
    }
    assert await desk.sends(form, tasks=["0", "1"]) == {}
    assert await desk.types("list") == "The rituals of #C1"
    lines = [in_words(block.text) for block in desk.door.said[-1].blocks if isinstance(block, Paragraph)]
    assert lines == [
        "Daily digest 09:00 Mon to Fri; next Mon 23 Nov 2026 09:00 CET; digest-backend",
        "Lunch 13:00 Mon to Fri; next Mon 23 Nov 2026 13:00 CET; lunch-backend",
    ]
    await desk.types("setup")
    assert not any(isinstance(field, TextField) for field in desk.door.forms[-1].fields)


async def test_one_is_changed_through_its_form(desk: Desk) -> None:
    await desk.house.has(daily(options={"size": 3}))
    await desk.clicks(EDIT, "digest-backend")
    form = desk.door.forms[-1]
    assert await desk.sends(form, at="10:15", days=["mon", "thu"], timezone="member", owner="U2") == {}
    changed = await desk.rituals.roster.named("digest-backend")
    assert (changed.ritual.at, changed.ritual.days, changed.timezone, changed.ritual.owner) == (
        "10:15",
        ("mon", "thu"),
        "member",
        "U2",
    )
    assert changed.ritual.options == {"size": 3}


async def test_a_form_that_changes_nothing_says_nothing(desk: Desk) -> None:
    await desk.house.has(daily(options={"size": 3, "notes": ["a"]}, words="two\nlines"))
    await desk.clicks(EDIT, "digest-backend")
    said = await desk.house.change_lines()
    assert await desk.sends(desk.door.forms[-1]) == {}
    assert await desk.house.change_lines() == said


async def test_what_is_wrong_is_shown_at_its_field(desk: Desk) -> None:
    await desk.house.has(daily())
    await desk.clicks(EDIT, "digest-backend")
    form = desk.door.forms[-1]
    for changes, field, words in (
        ({"days": []}, "days", "Please choose at least one day."),
        ({"at": ""}, "at", "Please choose a time."),
        ({"channel": "C9"}, "channel", "This is no channel that I am in"),
    ):
        answer = await desk.sends(form, **changes)
        assert answer[field].startswith(words)
    assert (await desk.sends(form, user="U2", at="11:00"))["title"].startswith("Digest belongs to Ana")


async def test_only_who_may_change_it_gets_the_form(desk: Desk) -> None:
    await desk.house.has(daily())
    await desk.clicks(EDIT, "digest-backend", user="U2")
    assert desk.door.forms == []
    assert in_words(desk.door.said[-1].headline) == "Digest belongs to Ana; they or an admin can change it."


async def test_it_is_paused_resumed_and_skipped_by_word(desk: Desk) -> None:
    await desk.house.has(daily())
    assert await desk.types("pause digest") == "Digest is paused."
    assert await desk.types("resume") == "Digest comes next Mon 23 Nov 2026 09:00 CET."
    assert await desk.types("skip") == "Skipped on Monday 23 November. Digest comes next Tue 24 Nov 2026 09:00 CET."
    assert (await desk.types("pause digest", user="U2")).startswith("Digest belongs to Ana")


async def test_it_runs_now_and_previews(desk: Desk) -> None:
    assert await desk.types("run digest", user="U2") == "Digest runs now."
    assert [each.asked_by for each in desk.house.kind.ran] == ["U2"]
    assert await desk.types("preview digest") == "digest-backend 2026-11-23 open"
    assert (
        await desk.types("preview nothing")
        == "I do not know a ritual “nothing”. You can name: reminder, digest, testing."
    )
    assert (await desk.types("run")).startswith("Say which")


async def test_a_topic_waits_for_the_meeting_that_brings_it_up(desk: Desk) -> None:
    assert (await desk.types("topic Retries")).startswith(
        "Queued; 1 waits. No ritual here brings topics up by itself yet"
    )
    await desk.rituals.setup.apply("U1", "C1", chosen=[2])
    assert await desk.types("topic Locks", user="U2") == (
        "Queued; 2 wait. Design discussion brings it up, Mon 23 Nov 2026 15:00 CET."
    )
    assert (await desk.types("topic")).startswith("Tell me the topic")
    await desk.house.turn_to("2026-11-23 14:00")
    assert await desk.topics.waiting("C1") == []
    assert at("2026-11-23 14:00") == desk.house.clock.now()
