"""Of many, whoever asks gets the one or the few that are meant: the oldest, the red ones, what did not move."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.demo import team
from bot.demo.stage import Stage, on_stage
from bot.demo.world import world
from bot.demo.world.world import errors, night
from integrations.time import TurnableClock
from tests.conversations.test_questions import Talk
from tests.stage import CARD, MONDAY, fresh_database, with_a_day
from tests.waiting import PATIENT_S


@pytest.fixture
async def busy(tmp_path: Path) -> AsyncIterator[Stage]:
    """The sample team at noon of its story, with its pull requests, issues and the alerts of the night."""
    clock = TurnableClock(MONDAY, running=False)
    story, sources = world(clock, MONDAY)
    async with on_stage(
        team.team(CARD.name),
        clock,
        database_url=fresh_database(tmp_path),
        card=CARD,
        sources=sources,
        ack_s=PATIENT_S,
        patience_s=PATIENT_S,
    ) as (stage, _):
        await with_a_day(stage)
        await stage.app.parts.alerts.take(night(story))
        await stage.turn_to(story.at("12:10"))
        yield stage


async def test_the_pull_requests_that_are_meant_are_told_alone(busy: Stage) -> None:
    talk = Talk(busy)
    oldest = await talk.asks("which review has waited the longest?")
    assert oldest.startswith("2 pull requests wait for review; the longest waits payments#205, for 4 days.")
    assert "orders#87" not in oldest
    assert "orders#90" in await talk.asks("what is ready to merge?")
    assert (await talk.asks("welche PRs sind rot?")).count("payments#") == 1
    assert "payments#209" in await talk.asks("¿cuál es el PR más grande?")
    assert (await talk.asks("combien de PR sont ouvertes ?")).startswith("5 pull requests ouvertes : ")


async def test_which_one_is_the_oldest_goes_on_from_the_list(busy: Stage) -> None:
    talk = Talk(busy)
    assert "orders#87" in await talk.asks_in_a_thread("what is waiting for review?")
    assert "the longest waits payments#205" in await talk.asks_in_a_thread("which is the oldest?")


async def test_what_does_not_move_is_not_what_moved(busy: Stage) -> None:
    talk = Talk(busy)
    for words in (
        "which issues have not moved this week?",
        "quels tickets ne bougent plus ?",
        "welche Tickets bewegen sich nicht?",
    ):
        said = await talk.asks(words)
        assert "PAY-29" in said, words
        assert "PAY-41" not in said, words
    assert (await talk.asks("welches Ticket liegt am längsten herum?")).startswith("PAY-29 ")


async def test_how_bad_it_has_to_be_and_whether_it_called_somebody_narrow_the_alerts(busy: Stage) -> None:
    talk = Talk(busy)
    assert "1 alert is firing" in await talk.asks("any alerts?")
    assert (await talk.asks("only the critical ones")).startswith("No critical alert is firing")
    assert (await talk.asks("did anything page us?")).startswith("No alert called anybody")
    story, _ = world(busy.clock, MONDAY)
    await busy.turn_to(story.at("14:05"))
    await busy.app.parts.alerts.take(errors(story, over=False))
    assert "paged: backend on call" in await talk.asks("wurde jemand gerufen?")
    assert "orders" in await talk.asks("kritische Alarme?")


async def test_two_spans_of_days_side_by_side_are_both_told(busy: Stage) -> None:
    talk = Talk(busy)
    spans = {
        "deploys this week vs last week?": ("from Monday 23 November", "from Monday 16 November to Sunday 22 November"),
        "wie viele Deploys diese Woche und wie viele letzte Woche?": (
            "von Montag, 23. November",
            "von Montag, 16. November bis Sonntag, 22. November",
        ),
    }
    for words, wanted in spans.items():
        said = await talk.asks(words)
        assert all(each in said for each in ("v2.14.0", *wanted)), said


async def test_politeness_around_a_question_and_short_forms_in_it_change_nothing(busy: Stage) -> None:
    talk = Talk(busy, "Ben")
    plain = await talk.asks("my tickets")
    assert "PAY-38" in plain
    for words in (
        "Hi! Sorry to bother you, could you please tell me what my tickets are?",
        "my tix",
        "Entschuldigung, kannst du mir bitte sagen, welche Tickets ich habe?",
    ):
        assert "PAY-38" in await talk.asks(words), words


async def test_what_is_not_watched_is_said_before_what_is(busy: Stage) -> None:
    said = await Talk(busy).asks("is staging slow?")
    assert "not how fast “staging” is" in said
    assert "not how fast" not in await Talk(busy, "Ben").asks("which queries are slow?")


async def test_a_name_of_code_that_nobody_spoke_of_is_found_in_titles(busy: Stage) -> None:
    talk = Talk(busy)
    for words in (
        "whom do I ask about legacy_total?",
        "what is going on with legacy_total?",
        "wen frage ich wegen legacyTotal?",
        "¿qué pasa con legacy_total?",
    ):
        assert "orders#87" in await talk.asks(words), words
    for words in ("whom do I ask about quokka_total?", "whom do I ask about the weather?"):
        assert "orders#" not in await talk.asks(words), words
