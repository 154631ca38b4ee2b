"""What people do with a standup, and what they are shown."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from integrations.chat import ChatError, ChatLimited, ChatRefused, ChatUncertain, PlaceKind, Refusal
from integrations.database import Database
from integrations.database.tables.team import channels
from integrations.form import Form
from integrations.post import InChannel, Post, SmallPrint
from integrations.time import TurnableClock
from tests.door import Door, filled
from tests.standup.house import ANA, BO, CHANNEL, CY, EVE, MONDAY, TUESDAY, House, key, ritual, words


@dataclass
class FakeFiles:
    given: list[tuple[str, str, str]] = field(default_factory=list)
    refuses: ChatError | None = None
    chat_name: str = "Slack"

    async def send_file(self, user: str, name: str, content: bytes, post: Post) -> str:
        if self.refuses:
            raise self.refuses
        self.given.append((user, name, content.decode("utf-8-sig")))
        return "https://team.example/archives/D1"


class Desk(House):
    """A standup behind a door."""

    def __init__(self, db: Database, clock: TurnableClock) -> None:
        super().__init__(db, clock)
        self.files = FakeFiles()
        self.door = Door({"standups": self.standups, "leave": self.leave, "actions": self.actions, "chat": self.files})

    async def command(self, text: str, user: str = ANA.id, channel: str = CHANNEL) -> None:
        await self.door.command("/standup", text, user, channel, "1.2.3")

    async def click(self, action: str, value: str, user: str = ANA.id) -> None:
        await self.door.click(action, value, user, CHANNEL)

    async def submit(self, form: Form, user: str = ANA.id, **typed: str) -> None:
        await self.door.submit(form, user, **typed)


@pytest.fixture
def desk(db: Database, clock: TurnableClock) -> Desk:
    return Desk(db, clock)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What people see is the same on both engines."""
    return sqlite_url


async def test_the_button_opens_the_form_and_the_form_answers(desk: Desk) -> None:
    await desk.run(desk.plan())
    await desk.click("standup_answer", key())
    (form,) = desk.door.forms
    assert "Shared with everyone in" in str(form)
    await desk.submit(form, yesterday="the lexer", today="the parser", blockers="no staging", mood="good")
    assert not desk.door.wrong
    assert desk.door.turned_into is None
    said = words((await desk.message(f":answer:{ANA.id}")).post)
    assert "What is your plan for today? the parser" in said
    assert "no staging" in said
    assert "Mood: 🙂 Good" in said
    await desk.click("standup_answer", key())
    values = {getattr(each, "name", ""): getattr(each, "value", None) for each in desk.door.forms[-1].fields}
    assert values["today"] == "the parser"
    assert values["mood"] == ("good",)


async def test_the_form_says_where_else_the_summary_goes(desk: Desk) -> None:
    desk.team.names["#leads"] = "C0LEADS"
    async with desk.db.write() as tx:
        for channel in (CHANNEL, "C0LEADS"):
            known = {"kind": PlaceKind.PUBLIC, "archived": False, "here": True, "shared": False}
            await tx.execute(channels.insert().values(id=channel, name=channel, epoch=0, members_epoch=0, **known))
    await desk.run(desk.plan(options={"report_to": "#leads"}))
    await desk.click("standup_answer", key())
    first = desk.door.forms[0].fields[0]
    assert isinstance(first, SmallPrint)
    assert first.text == (
        "Shared with everyone in ",
        InChannel(channel=CHANNEL),
        ", and the summary with ",
        InChannel(channel="C0LEADS"),
        ".",
    )


async def test_what_is_too_long_comes_back_at_its_field(desk: Desk) -> None:
    await desk.run(desk.plan())
    await desk.click("standup_answer", key())
    await desk.submit(desk.door.forms[0], today="x" * 10_000)
    assert "3,000 is the most that fits" in desk.door.wrong["today"]


async def test_yesterday_is_there_already_and_old_blockers_are_asked_about(desk: Desk) -> None:
    planned = desk.plan()
    await desk.run(planned)
    await desk.answer(ANA, key(), "the parser", blockers="no staging")
    desk.turn(24, 8)
    await desk.run(planned, TUESDAY)
    await desk.command("")
    form = desk.door.forms[-1]
    assert filled(form)["yesterday"] == "the parser"
    assert len(filled(form)["still"]) == 1
    await desk.submit(form, today="the printer")
    assert "no staging (still)" in words((await desk.message(f"{key(TUESDAY)}:answer:{ANA.id}")).post)


async def test_same_as_planned_without_a_plan_opens_the_form(desk: Desk) -> None:
    await desk.run(desk.plan())
    await desk.click("standup_same", key())
    assert "There is no plan of yours yet" in str(desk.door.forms[0].fields)
    await desk.answer(ANA, key())
    for button in ("standup_same", "standup_skip"):
        await desk.click(button, key())
        assert words(desk.door.said[-1]) == "You have answered this round already. [Edit]"


async def test_skip_and_resolve_are_one_click(desk: Desk) -> None:
    planned = desk.plan()
    await desk.run(planned)
    await desk.answer(ANA, key(), blockers="no staging")
    await desk.click("standup_skip", key(), BO.id)
    assert words(desk.door.said[-1]) == "Skipped Monday 23 November. [Answer after all]"
    desk.turn(23, 9)
    await desk.run(planned, step="close")
    value = next(
        block["button"]["value"]
        for block in (await desk.message(":summary")).post.model_dump()["blocks"]
        if block.get("button")
    )
    await desk.click("standup_resolve", value, BO.id)
    await desk.click("standup_resolve", value, ANA.id)
    assert words(desk.door.said[-1]) == "Bo has resolved that already."


async def test_who_is_not_in_the_channel_is_told_so(desk: Desk) -> None:
    await desk.run(desk.plan())
    for action in ("standup_answer", "standup_same", "standup_skip"):
        await desk.click(action, key(), EVE.id)
    assert {words(post) for post in desk.door.said} == {
        "Only the people of its channel can read or answer this standup. Join the channel first."
    }
    assert len(desk.door.said) == 3
    assert desk.door.forms == []


@pytest.mark.parametrize("text", ["help", "dance", "dance with me"])
async def test_a_word_it_does_not_know_gets_a_short_private_help(desk: Desk, text: str) -> None:
    desk.plan()
    await desk.command(text)
    assert "/standup ahead" in words(desk.door.said[0])


async def test_alone_without_a_round_it_says_what_it_can_do(desk: Desk) -> None:
    desk.plan()
    await desk.command("")
    assert "No round is open for you." in words(desk.door.said[0])
    await desk.command("skip")
    assert words(desk.door.said[-1]).startswith("No round is open for you.")
    await desk.command("answer")
    assert words(desk.door.said[-1]).startswith("No round is open for you.")


async def test_alone_after_the_last_answer_it_opens_the_form_to_edit(desk: Desk) -> None:
    await desk.run(desk.plan())
    for who in (ANA, BO, CY):
        await desk.answer(who, key(), f"what {who.name} does")
    for channel in (CHANNEL, "D0BO"):
        await desk.command("", BO.id, channel)
        assert desk.door.forms[-1].submit == "Save"
        assert "what Bo does" in str(desk.door.forms[-1].fields)
    desk.turn(24, 6)
    await desk.command("", BO.id)
    assert "No round is open for you." in words(desk.door.said[-1]), "a day later it is over"


async def test_open_starts_a_round_and_links_to_one_that_is_open(desk: Desk) -> None:
    planned = desk.plan()
    await desk.command("open", BO.id)
    assert desk.rituals.asked == [(BO.id, CHANNEL, "standup-team", "1.2.3")]
    await desk.run(planned)
    await desk.command("open", BO.id)
    assert len(desk.rituals.asked) == 1
    assert "the round of Monday 23 November is open already" in words(desk.door.said[-1])


async def test_open_links_to_no_round_of_the_channel_that_the_standup_was_in_before(desk: Desk) -> None:
    await desk.run(desk.plan())
    desk.team.channels["C0OTHER"] = [BO]
    desk.plan(channel="C0OTHER")
    await desk.command("open", BO.id, "C0OTHER")
    assert [where for _, where, _, _ in desk.rituals.asked] == ["C0OTHER"]
    assert "already" not in words(desk.door.said[-1])


async def test_open_means_this_channel_and_needs_no_setting_up_but_a_place_in_it(desk: Desk) -> None:
    desk.plan()
    desk.team.channels["C0OTHER"] = [ANA, BO]
    await desk.command("open", EVE.id, "C0OTHER")
    assert words(desk.door.said[-1]).startswith("Only the people of its channel")
    await desk.command("open", BO.id, "C0OTHER")
    assert desk.rituals.asked == [(BO.id, "C0OTHER", "standup", "1.2.3")]


async def test_open_in_a_direct_message_means_the_only_standup_that_one_is_in(desk: Desk) -> None:
    planned = desk.plan()
    await desk.command("open", BO.id, "D0BO")
    assert desk.rituals.asked == [(BO.id, CHANNEL, "standup-team", "1.2.3")]
    await desk.command("open", EVE.id, "D0EVE")
    desk.team.channels["C0OTHER"] = [BO]
    desk.rituals.every = [planned, ritual(id=8, name="standup-other", channel="C0OTHER")]
    await desk.command("open", BO.id, "D0BO")
    for said in desk.door.said[-2:]:
        assert words(said).startswith("I do not know which standup you mean.")
    assert len(desk.rituals.asked) == 1


async def test_open_links_to_a_round_that_nobody_planned_too(desk: Desk) -> None:
    await desk.run(ritual(), asked_by=BO.id)
    await desk.command("open", ANA.id)
    assert "the round of Monday 23 November is open already" in words(desk.door.said[-1])
    assert desk.rituals.asked == []


async def test_a_round_is_filled_in_ahead(desk: Desk) -> None:
    planned = desk.plan()
    await desk.command("ahead", BO.id)
    await desk.submit(desk.door.forms[0], BO.id, today="tests")
    assert "Kept." in str(desk.door.turned_into)
    await desk.run(planned)
    assert "tests" in words((await desk.message(f":answer:{BO.id}")).post)


def undo(post: Post) -> str:
    """The value of its last button."""
    return next(str(each["value"]) for each in _buttons(post.model_dump()) if each["label"] == "Undo")


def _buttons(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        return [value] if "action" in value else [each for part in value.values() for each in _buttons(part)]
    return [each for part in value for each in _buttons(part)] if isinstance(value, list | tuple) else []


async def test_away_says_back_its_dates_and_can_be_undone_where_it_was_said(desk: Desk) -> None:
    await desk.command("away until friday")
    assert words(desk.door.said[-1]).startswith(
        "You're away from Monday 23 November 2026 to Friday 27 November 2026, both days included."
    )
    await desk.click("standup_away_undo", undo(desk.door.said[-1]))
    assert words(desk.door.said[-1]) == "Taken back. You have no days away."
    assert desk.door.replaced[-1]


async def test_away_on_one_day_is_that_day_alone(desk: Desk) -> None:
    await desk.command("away tomorrow")
    assert words(desk.door.said[-1]).startswith("You're away on Tuesday 24 November 2026.")
    assert not await desk.absences.away(ANA.id, MONDAY)
    assert await desk.absences.away(ANA.id, TUESDAY)


async def test_until_moves_the_end_of_the_absence_one_is_in_and_undo_moves_it_back(desk: Desk) -> None:
    await desk.command("away until friday")
    await desk.command("away 24 Dec to 3 Jan")
    assert "Also away from Monday 23 November 2026 to Friday 27 November 2026" in words(desk.door.said[-1])
    await desk.command("away until wednesday")
    assert "to Wednesday 25 November 2026" in words(desk.door.said[-1])
    assert not await desk.absences.away(ANA.id, date(2026, 11, 26))
    await desk.click("standup_away_undo", undo(desk.door.said[-1]))
    assert await desk.absences.away(ANA.id, date(2026, 11, 26))
    assert await desk.absences.away(ANA.id, date(2026, 12, 24))


async def test_back_ends_the_present_absence_and_keeps_what_is_planned(desk: Desk) -> None:
    await desk.command("away until friday")
    await desk.command("away 24 Dec to 3 Jan")
    await desk.command("back")
    assert words(desk.door.said[-1]).startswith("Welcome back. Away from Thursday 24 December 2026")
    assert not await desk.absences.away(ANA.id, MONDAY)
    assert await desk.absences.away(ANA.id, date(2026, 12, 24))
    await desk.command("back")
    assert words(desk.door.said[-1]).startswith("You're not away today.")
    await desk.click("standup_away_undo", undo(desk.door.said[-1]))
    assert not await desk.absences.away(ANA.id, date(2026, 12, 24))


async def test_back_on_a_day_to_come_is_away_until_the_day_before(desk: Desk) -> None:
    await desk.command("back thursday")
    assert "to Wednesday 25 November 2026" in words(desk.door.said[-1])
    await desk.command("back today")
    assert words(desk.door.said[-1]).startswith("Welcome back.")


async def test_away_without_a_day_and_with_none_that_can_be_read_gives_examples(desk: Desk) -> None:
    await desk.command("away")
    assert words(desk.door.said[-1]).startswith("When are you away? Try tomorrow")
    await desk.command("away until the cows come home")
    assert "I can't tell which days “until the cows come home” means." in words(desk.door.said[-1])
    await desk.command("away saturday")
    assert "The team does not work then" in words(desk.door.said[-1])


async def test_history_and_export_are_private(desk: Desk) -> None:
    await desk.run(desk.plan())
    await desk.command("history")
    assert words(desk.door.said[-1]) == "You have not answered a round yet."
    await desk.answer(ANA, key())
    await desk.command("history")
    assert "the parser" in words(desk.door.said[-1])
    await desk.command("export csv 7 days")
    ((user, name, text),) = desk.files.given
    assert (user, name) == (ANA.id, f"standup-{CHANNEL.lower()}-2026-11-23.csv")
    assert "2026-11-23,Daily standup,Ana,answered" in text
    assert words(desk.door.said[-1]).startswith(f"I sent you {name} in our direct messages")
    await desk.command("export as a film")
    assert words(desk.door.said[-1]).startswith("/standup export takes csv or markdown")
    await desk.command("export", EVE.id)
    assert words(desk.door.said[-1]).startswith("This channel has no standup that you can read.")
    assert len(desk.files.given) == 1


@pytest.mark.parametrize(
    ("problem", "hint"),
    [
        (ChatRefused("missing_scope", Refusal.MISSING_PERMISSION), "An admin can give my app files:write"),
        (ChatRefused("file_uploads_disabled"), "Slack does not take files from me here"),
        (ChatLimited(30), "Slack did not take a file just now"),
        (ChatUncertain("TimeoutError"), "Slack did not take a file just now"),
    ],
)
async def test_where_no_file_can_be_sent_the_export_is_a_message_that_says_why(
    desk: Desk, problem: ChatError, hint: str
) -> None:
    await desk.run(desk.plan())
    await desk.answer(ANA, key())
    desk.files.refuses = problem
    await desk.command("export csv")
    said = words(desk.door.said[-1])
    assert "2026-11-23,Daily standup,Ana,answered" in said
    assert hint in said
