"""Whose voice is heard in an answer, and that its facts are the same whoever speaks."""

from typing import Any

import pytest

from bot.tools.arguments import Nothing
from bot.tools.tool import Asking, Audience, Finding, tool
from integrations.database import Database
from integrations.markdown import to_plain
from integrations.post import Block, Bullets, Italic, Link, Paragraph, Post
from integrations.rolecard import RoleCard
from integrations.time import TurnableClock
from tests.turn.house import US, FakeModel, House

AT_US = f"<@{US}>"


@tool(Audience.ANYBODY)
async def slow_statements(asking: Asking, wanted: Nothing) -> Finding:
    """Tell which statements of the database got slower: locks, replication, latency, indexes."""
    point = (Link(url="https://db.example/1", label="orders"), " reads 4,711 rows of the orders table")
    return Finding(("One statement got slower.",), (Bullets(items=(point,)),))


@tool(Audience.ANYBODY)
async def open_reviews(asking: Asking, wanted: Nothing) -> Finding:
    """List the pull requests that wait for a review: code, comments, duplication, naming."""
    return Finding(("Nothing waits for a review.",))


@pytest.fixture
async def sourced(db: Database, clock: TurnableClock, card: RoleCard) -> House:
    """The house with two sources."""
    house = House(db, clock, card, tools=(slow_statements, open_reviews))
    await house.team.learn()
    return house


async def asked(house: House, words: str, **where: Any) -> Post:
    """Ana asks, and gets one answer."""
    before = len(house.chat.said)
    await house.says("UANA", f"{AT_US} {words}", **where)
    [(_, _, _, post)] = house.chat.said[before:]
    return post


def voice_in(post: Post) -> Paragraph | None:
    """Where somebody speaks."""
    spoken = [each for each in post.blocks if isinstance(each, Paragraph) and isinstance(each.text[0], Italic)]
    assert len(spoken) < 2
    return spoken[0] if spoken else None


def facts(post: Post) -> tuple[object, list[Block]]:
    """All the rest."""
    return post.headline, [each for each in post.blocks if each != voice_in(post)]


@pytest.mark.parametrize(
    "question",
    ["what did we decide about retries?", "who owns the moon?", "which blockers are open?", "is the sweep slow?"],
)
async def test_the_facts_are_the_same_whoever_speaks(house: House, card: RoleCard, question: str) -> None:
    await house.says("UBEN", "We retry payments three times, then give up")
    await house.says("UCLEO", "The nightly sweep is slow: it scans the whole table")
    plain = facts(await asked(house, question))
    for speaker in card.personalities:
        post = await asked(house, f"as {speaker.name}, {question}")
        voice = voice_in(post)
        assert voice is not None
        assert voice.text[0] == Italic(text=speaker.name)
        assert facts(post) == plain, speaker.name


async def test_who_speaks_is_whose_subject_it_is_and_not_twice_in_a_row(house: House) -> None:
    first = await asked(house, "which secret does the token need?")
    assert "The Security Sentinel · " in to_plain(first)
    [(_, thread, _, _)] = house.chat.said
    again = await asked(house, "and which permissions has the token?", thread_ts=thread)
    assert voice_in(again) is None
    other = await asked(house, "is there a runbook or a diagram for newcomers?", thread_ts=thread)
    assert voice_in(other) is not None


@pytest.mark.parametrize(
    "question", ["who is Cleo?", "which blockers are open?", "what is for lunch on Friday?", "which version is live?"]
)
async def test_nobody_remarks_on_what_is_nobodys_subject(house: House, question: str) -> None:
    assert voice_in(await asked(house, question)) is None


async def test_in_a_direct_message_too(house: House) -> None:
    said = await house.answers("UANA", "Sentinel: may we log the token?", channel="D1")
    assert "The Security Sentinel · " in said


async def test_a_name_that_nobody_has_is_answered_with_those_that_there_are(house: House) -> None:
    said = to_plain(await asked(house, "as the Payments Wizard, is it safe?"))
    assert said.startswith("There is no Payments Wizard on my role card.")
    assert "I can answer as: Scalability Expert, Data Custodian, API Designer" in said
    assert "My hats: API Specialist, Platform Engineer" in said


async def test_a_hat_decides_what_is_looked_at_first(sourced: House) -> None:
    said = to_plain(await asked(sourced, "as the Database Reliability Engineer, what should I look at?"))
    assert said.startswith("As the Database Reliability Engineer I look at this first.\nOne statement got slower.")
    assert "review" not in said
    said = to_plain(await asked(sourced, "as the Refactorer, what do you see?"))
    assert "Nothing waits for a review." in said
    assert "The Refactorer · " in said


async def test_who_has_no_source_and_nothing_before_them_asks_what_it_is_about(house: House) -> None:
    assert "What would you like to ask the Mentor?" in to_plain(await asked(house, "as the Mentor"))


async def test_a_panel_raises_what_something_backs_and_nobody_else_speaks(sourced: House) -> None:
    root = await sourced.says("UBEN", "Shall we drop the idempotency keys of the refunds table?")
    await sourced.says("UCLEO", "Without the keys a retry of the client pays twice", thread_ts=root)
    await sourced.says("UBEN", "The migration locks the refunds table for an hour", thread_ts=root)
    await sourced.says("UANA", f"{AT_US} panel: what about the refunds table?", thread_ts=root)
    post = sourced.chat.said[-1][3]
    said = to_plain(post)
    assert said.startswith("3 of us have something to raise.")
    assert said.index("The API Designer · ") < said.index("Without the keys a retry of the client pays twice")
    assert said.index("The Data Custodian · ") < said.index("The migration locks the refunds table for an hour")
    assert "Mentor" not in said
    assert "reads 4,711 rows of the orders table" in said
    assert "https://db.example/1" in said
    assert "idempotency keys of the refunds table?" not in said, "a question backs nothing"


async def test_a_panel_that_has_nothing_says_so(house: House) -> None:
    await house.says("UBEN", "Lunch is at the corner today")
    said = to_plain(await asked(house, "panel: shall we paint the kitchen?"))
    assert said.startswith("Nobody on the panel has a concern that rests on anything here. I looked at")


async def test_nothing_of_a_private_channel_backs_a_concern_elsewhere(house: House) -> None:
    await house.says("UANA", "The migration of the salaries table locks the schema", channel="P1")
    assert "salaries" not in to_plain(await asked(house, "panel: is the migration of the salaries table safe?"))
    assert "salaries" in to_plain(
        await asked(house, "panel: is the migration of the salaries table safe?", channel="P1")
    )


async def test_a_model_is_told_who_is_asked(thinking_house: House, model: FakeModel) -> None:
    model.answers.append("Log no token.")
    said = await thinking_house.answers("UANA", f"{AT_US} as the Mentor, may we log the token?")
    assert said.startswith("Log no token.")
    (system, _, question) = model.asked[0]
    assert "- The Mentor: " in system
    assert "Security Sentinel: " not in system.split("This question is the subject of:")[1].split("\n\n")[0]
    assert "may we log the token?" in str(question)
