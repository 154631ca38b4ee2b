"""The team's rituals: who may change them, what a change does to today, and that it is said."""

from dataclasses import replace
from typing import Any

import pytest

from integrations.chat import ChatRefused, Person, Refusal
from integrations.database import Database
from integrations.database.tables.cadence import Late, RitualState
from integrations.rolecard import Task
from integrations.time import TurnableClock
from integrations.words import words as in_words
from jobs.cadence.ritual import Result, Step
from jobs.design.topics import Topics
from jobs.errors import NotAccepted, UserError
from jobs.people.absences import Absences
from jobs.people.team_settings import TeamSettings
from jobs.rituals.reminder import Reminder
from jobs.roster.setup import Setup
from tests.audited import audited
from tests.cadence.house import BERLIN, FakeKind, FakeTeam, House, at, daily

# --- who may -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("user", "may"),
    [("U1", True), ("U2", False), ("U8", True), ("U7", True), ("U9", True), ("UNKNOWN", False), ("operator", True)],
    ids=[
        "its owner",
        "a member",
        "an admin by id",
        "an admin by address",
        "a workspace admin",
        "a stranger",
        "the operator",
    ],
)
async def test_who_may_change_a_ritual(house: House, user: str, may: bool) -> None:
    await house.has(daily())
    if may:
        assert (await house.roster.pause(user, "digest-backend")).state is RitualState.PAUSED
    else:
        with pytest.raises(UserError, match="belongs to Ana"):
            await house.roster.pause(user, "digest-backend")
        with pytest.raises(UserError, match="belongs to Ana"):
            await house.roster.edit(user, "digest-backend", at="10:00")
        with pytest.raises(UserError, match="belongs to Ana"):
            await house.roster.skip_next(user, "digest-backend")
        assert (await house.roster.named("digest-backend")).state is RitualState.ACTIVE


async def test_a_ritual_without_an_owner_is_the_admins(house: House) -> None:
    await house.has(daily(owner=None))
    with pytest.raises(UserError, match="has no owner"):
        await house.roster.pause("U1", "digest-backend")
    await house.roster.pause("U9", "digest-backend")


async def test_each_change_is_a_line_in_the_channel_and_in_the_audit(house: House) -> None:
    await house.has(daily())
    await house.roster.edit("U1", "digest-backend", at="10:00")
    await house.roster.pause("U1", "digest-backend", "holidays of half the team")
    await house.roster.resume("U1", "digest-backend")
    await house.roster.skip_next("U1", "digest-backend")
    assert await house.change_lines() == [
        "The operator changed the rituals of this channel:",
        "Ana changed Digest: 09:00 Mon to Fri → 10:00 Mon to Fri; next Mon 23 Nov 2026 10:00 CET.",
        "Ana paused Digest: holidays of half the team.",
        "Ana resumed Digest; next Mon 23 Nov 2026 10:00 CET.",
        "Ana skipped Digest on Monday 23 November; next Tue 24 Nov 2026 10:00 CET.",
    ]
    entries = await audited(house.db, "digest-backend")
    assert [(entry.actor, entry.action) for entry in reversed(entries)] == [
        ("operator", "made"),
        ("U1", "changed"),
        ("U1", "paused"),
        ("U1", "resumed"),
        ("U1", "skipped"),
    ]


# --- what a change does to today -----------------------------------------------------


async def test_an_edit_after_todays_claim_counts_from_tomorrow(house: House) -> None:
    await house.has(daily())
    await house.turn_to("2026-11-23 08:00")
    await house.roster.edit("U1", "digest-backend", at="15:00")
    await house.turn_to("2026-11-23 14:00")
    assert len(house.kind.ran) == 1
    await house.turn_to("2026-11-24 14:00")
    assert [each.local_date.day for each in house.kind.ran] == [23, 24]
    assert "(it counts from then on); next Tue 24 Nov 2026 15:00 CET" in (await house.change_lines())[-1]


async def test_a_new_time_that_is_past_already_is_skipped_and_said(house: House) -> None:
    await house.has(daily(at="15:00"))
    await house.turn_to("2026-11-23 10:00")
    await house.roster.edit("U1", "digest-backend", at="09:00")
    assert "(09:00 is past for today); next Tue 24 Nov 2026 09:00 CET" in (await house.change_lines())[-1]
    await house.turn_to("2026-11-23 15:00")
    assert house.kind.ran == []


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"days": ("wed",)}, "; next Wed 25 Nov 2026 15:00 CET"),
        ({"days": ("wed",), "at": "09:00"}, "; next Wed 25 Nov 2026 09:00 CET"),
        ({"days": ("mon", "wed"), "at": "09:00"}, " (09:00 is past for today); next Wed 25 Nov 2026 09:00 CET"),
    ],
    ids=["not on Mondays any more", "an earlier hour of other days", "an earlier hour of today"],
)
async def test_a_time_is_past_only_on_a_day_of_the_ritual_and_after_that_time(
    house: House, change: dict[str, Any], why: str
) -> None:
    await house.has(daily(at="15:00"))
    await house.turn_to("2026-11-23 10:00")
    await house.roster.edit("U1", "digest-backend", **change)
    said = (await house.change_lines())[-1]
    assert said.endswith(f"{why}.")
    assert ("is past" in said) == ("is past" in why)


async def test_a_time_mended_before_it_came_still_happens_today(house: House) -> None:
    await house.has(daily(at="15:00"))
    await house.turn_to("2026-11-23 10:00")
    await house.roster.edit("U1", "digest-backend", at="09:00")
    await house.roster.edit("U1", "digest-backend", at="16:00")
    await house.turn_to("2026-11-23 15:00")
    assert [each.local_date.day for each in house.kind.ran] == [23]


async def test_an_edit_of_other_keys_in_the_second_it_is_due_loses_nothing(house: House) -> None:
    await house.has(daily())
    house.clock.turn_to(at("2026-11-23 08:00"))
    await house.roster.edit("U1", "digest-backend", title="The digest")
    await house.work()
    assert [each.ritual.title for each in house.kind.ran] == ["The digest"]


async def test_a_zone_edit_neither_doubles_nor_loses_a_date(house: House) -> None:
    await house.has(daily())
    await house.turn_to("2026-11-23 08:00")
    await house.roster.edit("U1", "digest-backend", timezone="America/New_York")
    await house.turn_to("2026-11-23 14:00")
    assert len(house.kind.ran) == 1
    await house.roster.edit("U1", "digest-backend", timezone="Asia/Tokyo")
    await house.turn_to("2026-11-24 00:00")
    assert [each.local_date.day for each in house.kind.ran] == [23, 24]


@pytest.mark.slow_where("postgresql")
async def test_from_the_team_to_each_member_begins_on_the_next_date(house: House) -> None:
    await house.has(daily())
    await house.turn_to("2026-11-23 08:00")
    house.team.travels("U2", "America/New_York")
    await house.roster.edit("U1", "digest-backend", timezone="member")
    await house.turn_to("2026-11-23 20:00")
    assert len(house.kind.ran) == 1
    await house.turn_to("2026-11-24 08:00")
    await house.turn_to("2026-11-24 14:00")
    assert [each.audience.member for each in house.kind.ran] == [None, "U1", "U2"]
    await house.roster.edit("U1", "digest-backend", timezone=None)
    await house.turn_to("2026-11-25 08:00")
    assert [(each.audience.member, each.local_date.day) for each in house.kind.ran[3:]] == [(None, 25)]


async def test_an_edit_leaves_a_member_who_has_their_nine_still_to_come(house: House) -> None:
    house.team.travels("U2", "America/New_York")
    await house.has(daily(timezone="member"))
    await house.turn_to("2026-11-23 08:00")
    await house.roster.edit("U1", "digest-backend", at="09:30")
    await house.turn_to("2026-11-23 14:30")
    assert [(each.audience.member, each.local_date.day) for each in house.kind.ran] == [("U1", 23), ("U2", 23)]


async def test_what_cannot_be_is_said_by_its_key(house: House) -> None:
    await house.has(daily())
    with pytest.raises(NotAccepted) as caught:
        await house.roster.edit("U1", "digest-backend", at="25:00", days=(), options={"size": -1}, channel="C7")
    assert set(caught.value.fields) == {"at", "days", "size"}
    with pytest.raises(NotAccepted) as caught:
        await house.roster.edit("U1", "digest-backend", channel="C7")
    assert set(caught.value.fields) == {"channel"}


async def test_a_ritual_that_moves_is_said_in_both_channels(house: House) -> None:
    house.team.channels["C2"] = replace(house.team.channels["C1"], id="C2", name="other")
    await house.has(daily())
    await house.roster.edit("U1", "digest-backend", channel="C2")
    moved, left = (await house.change_lines())[-2:]
    assert moved.startswith("Ana changed Digest: in this channel now; next")
    assert left == "Ana moved Digest elsewhere."
    await house.turn_to("2026-11-23 08:00")
    assert await house.messages("C2") == ["digest-backend 2026-11-23 open"]


async def test_a_paused_ritual_does_not_run_and_misses_nothing(house: House) -> None:
    await house.has(daily())
    await house.roster.pause("U1", "digest-backend")
    await house.turn_to("2026-11-24 12:00")
    await house.roster.resume("U1", "digest-backend")
    await house.turn_to("2026-11-25 08:00")
    assert [each.local_date.day for each in house.kind.ran] == [25]
    assert await house.messages("C1") == ["digest-backend 2026-11-25 open"]


async def test_skipping_leaves_out_the_next_date_only(house: House) -> None:
    await house.has(daily(timezone="member"))
    day, listed = await house.roster.skip_next("U1", "digest-backend")
    assert (day.day, listed.next_at) == (23, at("2026-11-24 08:00"))
    await house.turn_to("2026-11-23 12:00")
    assert house.kind.ran == []
    await house.turn_to("2026-11-24 08:00")
    assert len(house.kind.ran) == 2


# --- finding -----------------------------------------------------------------------


async def test_a_ritual_is_found_by_name_title_or_kind(house: House) -> None:
    await house.has(daily("one", title="Morning news"), daily("elsewhere", channel="C2"))
    for words in ("one", "morning NEWS", "digest", ""):
        assert (await house.roster.find("C1", words)).ritual.name == "one"
    with pytest.raises(UserError, match="This channel has: Morning news"):
        await house.roster.find("C1", "two")
    with pytest.raises(UserError, match="no rituals yet"):
        await house.roster.find("C9", "")
    await house.has(daily("two", title="Evening news"))
    with pytest.raises(UserError, match="by its name: one, two"):
        await house.roster.find("C1", "digest")


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("pulse", "weekly"),
        ("digest", "daily"),
        ("Wrap-up", "evening"),
        ("code review", "queue"),
        ("reviews of designs", ""),
    ],
    ids=["a word", "a kind that several have", "a word with a hyphen", "some words", "none of its words"],
)
async def test_words_of_a_title_name_a_ritual(house: House, words: str, meant: str) -> None:
    await house.has(
        daily("weekly", title="Weekly pulse"),
        daily("daily", title="Digest of the day"),
        daily("evening", title="Documentation and Wrap-up"),
        daily("queue", title="Code Review and Pull Requests"),
        daily("talk", title="Design Review"),
    )
    if meant:
        assert (await house.roster.find("C1", words)).ritual.name == meant
    else:
        with pytest.raises(UserError, match="No ritual here is"):
            await house.roster.find("C1", words)
    with pytest.raises(UserError, match=r"Several rituals here are “review”\. Say which by its name: queue, talk"):
        await house.roster.find("C1", "review")


# --- now ---------------------------------------------------------------------------


async def test_running_one_now_is_an_occurrence_of_its_own(house: House) -> None:
    await house.has(daily())
    await house.on_demand.run_now("U2", "C1", "digest", "trigger-1")
    await house.on_demand.run_now("U2", "C1", "digest", "trigger-1")
    await house.work()
    assert [(each.asked_by, each.late) for each in house.kind.ran] == [("U2", False)]
    await house.turn_to("2026-11-23 08:00")
    assert [each.asked_by for each in house.kind.ran] == ["U2", None]


async def test_a_kind_that_nobody_planned_here_runs_all_the_same(house: House) -> None:
    house.kind.steps = {"open": [Step("close", at("2026-11-23 07:30"))]}
    ritual = await house.on_demand.run_now("U2", "C1", "Digest", "trigger-1")
    await house.on_demand.run_now("U2", "C1", "digest", "trigger-2")
    await house.turn_to("2026-11-23 07:30")
    assert [each.step for each in house.kind.ran] == ["open", "open", "close", "close"]
    [listed] = await house.roster.listed("C1")
    assert (listed.state, listed.ritual.name, ritual.name) == (RitualState.OFF, "digest-backend", "digest-backend")
    await house.turn_to("2026-11-25 12:00")
    assert len(house.kind.ran) == 4


async def test_a_kind_that_does_not_exist_is_answered_with_the_nearest(house: House) -> None:
    with pytest.raises(UserError, match='did you mean "digest"'):
        await house.on_demand.run_now("U2", "C1", "digset", "trigger-1")
    with pytest.raises(UserError, match="Say which"):
        await house.on_demand.run_now("U2", "C1", "", "trigger-1")


async def test_a_preview_posts_and_keeps_nothing(house: House) -> None:
    await house.has(daily())
    kept: list[str] = []

    async def keep(_tx: object) -> None:
        kept.append("something")

    house.kind.next_runs = [Result(line="nothing waits.", keep=keep)]
    [post] = (await house.on_demand.preview("U2", "C1", "digest")).posts
    assert in_words(post.headline) == "nothing waits."
    assert kept == []
    assert await house.messages() == []
    assert len(await house.rows()) == 1


# --- a channel that is gone ----------------------------------------------------------


async def test_a_channel_that_is_gone_pauses_its_rituals_and_tells_each_owner_once(house: House) -> None:
    house.kind.steps = {"open": [Step("close", at("2026-11-23 10:00"))]}
    await house.has(daily(), daily("second", title="Second", at="11:00"), daily("other", channel="C2", at="11:00"))
    await house.turn_to("2026-11-23 08:00")
    for _ in range(2):
        await house.channel_access.pause("C1", Refusal.PLACE_ARCHIVED)
    assert await house.messages("U1") == [
        "I have paused Digest, Second: the channel is archived. Mend the channel, then /ritual resume there."
    ]
    await house.turn_to("2026-11-24 12:00")
    assert {each.ritual.name for each in house.kind.ran} == {"digest-backend", "other"}
    assert [each.step for each in house.kind.ran if each.ritual.channel == "C1"] == ["open"]


async def test_a_ritual_without_an_owner_tells_each_configured_admin(house: House) -> None:
    await house.has(daily(owner=None))
    await house.channel_access.pause("C1", Refusal.PLACE_ARCHIVED)
    assert len(await house.messages("U8")) == len(await house.messages("U7")) == 1
    assert len(await house.messages()) == 2


# --- from a card -----------------------------------------------------------------------


def task(time: str, title: str, description: str = "") -> Task:
    return Task(time=time, title=title, description=description, line=1)


TASKS = (
    task("09:00", "Daily digest", "Read it."),
    task("13:00", "Lunch", "Eat something."),
    task("15:00", "Design discussion", "Talk."),
    task("", "Some day"),
    task("16:00", "Pipelines"),
)


def setup_of(house: House, tasks: tuple[Task, ...] = TASKS) -> Setup:
    return Setup(house.db, house.kinds, house.team, house.roster, house.bulk, tasks)


class Voice:
    async def line(self, occasion: str, facts: object) -> str:
        return f"({occasion})"


@pytest.fixture
def full(db: Database, clock: TurnableClock) -> House:
    team = FakeTeam()
    reminder = Reminder(Voice(), Topics(db, clock, team), Absences(db, clock))
    off = FakeKind("testing", why_off="GitHub is not connected", task_words={"pipelines"})
    return House(db, clock, FakeKind(task_words={"digest"}), others=[off, reminder], team=team)


async def test_the_cards_day_becomes_rituals_and_the_team_gets_a_zone(full: House) -> None:
    outcome = await setup_of(full).apply("U1", "C1")
    assert outcome["made"] == ["digest-backend", "lunch-backend", "design-discussion-backend", "testing-backend"]
    listed = {each.ritual.name: each for each in await full.roster.listed("C1")}
    assert {name: each.state.value for name, each in listed.items()} == {
        "digest-backend": "active",
        "lunch-backend": "active",
        "design-discussion-backend": "active",
        "testing-backend": "off",
    }
    assert listed["testing-backend"].reason == "GitHub is not connected"
    lunch = listed["lunch-backend"].ritual
    assert (lunch.kind, lunch.title, lunch.words, lunch.owner, lunch.late, lunch.timezone) == (
        "reminder",
        "Lunch",
        "Eat something.",
        "U1",
        Late.SKIP,
        BERLIN,
    )


async def test_a_second_setup_changes_nothing_that_people_have_set(full: House) -> None:
    await setup_of(full).apply("U1", "C1")
    await full.roster.edit("U1", "digest-backend", options={"size": 7}, late="skip")
    outcome = await setup_of(full).apply("U1", "C1")
    assert outcome["changed"] == []
    with pytest.raises(UserError, match="belongs to somebody else"):
        await setup_of(full).apply("U2", "C1", days=("mon",))


async def test_two_channels_have_a_day_each(full: House) -> None:
    full.team.channels["C2"] = replace(full.team.channels["C1"], id="C2", name="backend")
    await setup_of(full).apply("U1", "C1", chosen=[0])
    outcome = await setup_of(full).apply("U1", "C2", chosen=[0])
    assert outcome["made"] == ["digest-backend-2"]


@pytest.mark.parametrize(
    ("channel", "why"),
    [("C5", "channels"), ("C6", "archived"), ("C7", "not in")],
)
async def test_a_channel_that_cannot_be_posted_to_is_refused(full: House, channel: str, why: str) -> None:
    here = full.team.channels["C1"]
    full.team.channels |= {"C6": replace(here, id="C6", archived=True), "C7": replace(here, id="C7", here=False)}
    with pytest.raises(UserError, match=why):
        await setup_of(full).apply("U1", channel)


async def test_a_zone_that_is_none_and_no_days_are_refused_at_their_field(full: House) -> None:
    with pytest.raises(NotAccepted) as caught:
        await setup_of(full).apply("U1", "C1", timezone="Mars")
    assert set(caught.value.fields) == {"timezone"}
    with pytest.raises(NotAccepted):
        await setup_of(full).apply("U1", "C1", days=())


# --- reminders and topics ----------------------------------------------------------------


async def test_a_reminder_says_the_cards_words_and_brings_up_topics_once(full: House) -> None:
    topics = Topics(full.db, full.clock, full.team)
    await setup_of(full).apply("U1", "C1", chosen=[2])
    assert await topics.queue("C1", "U2", " Retries of \n payments ") == 1
    with pytest.raises(UserError, match="Tell me the topic"):
        await topics.queue("C1", "U2", " ")
    await full.turn_to("2026-11-23 14:00")
    assert await full.messages() == ["Design discussion"]
    assert await topics.waiting("C1") == []


async def test_a_late_reminder_is_left_out(full: House) -> None:
    await setup_of(full).apply("U1", "C1", chosen=[1])
    await full.turn_to("2026-11-23 15:00")
    assert "did not happen: Lunch" in (await full.messages())[0]


async def test_members_whom_slack_does_not_tell_are_looked_up_again(house: House) -> None:
    class Deaf(FakeTeam):
        deaf = True

        async def members(self, channel: str) -> list[Person]:
            if self.deaf:
                raise ChatRefused("channel_not_found")
            return [self.people["U1"]]

    team = Deaf()
    deaf = House(house.db, house.clock, team=team)
    await deaf.has(daily(timezone="member"), settings=TeamSettings(timezone=BERLIN))
    await deaf.work()
    assert await deaf.rows() == []
    team.deaf = False
    await deaf.turn_to("2026-11-23 07:01")
    assert await deaf.states() == [("2026-11-23", "planned")]
