"""The App Home: what waits for whoever looks at it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.demo import team
from bot.demo.acting import answer, fill
from bot.demo.stage import Stage
from bot.demo.world import world
from bot.demo.world.story import LOGINS
from bot.home.waiting import in_words, picture
from bot.sources import Sources
from integrations.alerts import Alert
from integrations.github import GITHUB
from integrations.post import Post
from integrations.source import SourceError
from integrations.time import TurnableClock
from integrations.workspace.people import words
from jobs.drafts.kinds import ADR
from jobs.drafts.model import DraftEntry
from jobs.messages import OutgoingMessage, Priority
from tests.privacy.acting import becomes_private
from tests.stage import BACKEND, LEADS, MONDAY, is_away, staged, with_a_day


@dataclass
class Down:
    """A source that cannot be read, whatever it is asked."""

    system = GITHUB
    pull_path = "/pull/"
    repos: tuple[str, ...] = ("sample/payments",)

    async def close(self) -> None:
        return None

    def __getattr__(self, name: str) -> Any:
        async def refuse(*_: object, **__: object) -> None:
            raise SourceError("GitHub", "it refuses the token (401)")

        return refuse


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    _, sources = world(TurnableClock(MONDAY, running=False), MONDAY)
    async with staged(tmp_path, sources=sources) as ready:
        await with_a_day(ready)
        yield ready


async def known(stage: Stage) -> None:
    async with stage.app.parts.db.write() as tx:
        for user, login in LOGINS.items():
            await stage.app.parts.accounts.put(tx, GITHUB, user, login, said_by=user)


async def home_of(stage: Stage, name: str, until: str) -> str:
    """The home of a member, once it shows that."""
    who = stage.workspace.member(name)
    await who.opens_home()
    await stage.workspace.until(lambda: who.home and until in "\n".join(words(who.home.blocks)))
    await stage.settle()
    return "\n".join(words(who.home.blocks)) if who.home else ""


async def test_it_shows_my_reviews_my_issues_and_nobody_elses(stage: Stage) -> None:
    await known(stage)
    seen = await home_of(stage, "Chiara", "My issues")
    assert "My reviews\norders#87 Drop legacy_total from the order API · 2 days" in seen
    assert "payments#212" not in seen
    assert "PAY-41 Index on payments.retry_at · In Progress" in seen
    assert "PAY-38" not in seen
    assert seen.index("My reviews") < seen.index("Coming up")  # what waits for her leads


async def test_who_is_not_known_elsewhere_is_told_how_to_mend_it(stage: Stage) -> None:
    seen = await home_of(stage, "Dev", "GitHub")
    assert "I do not know your login on GitHub" in seen
    assert "Who is who" in seen


async def test_it_shows_what_is_held_and_when_it_comes(stage: Stage) -> None:
    note = Post(headline=("A nudge about orders#87",))
    await stage.app.parts.outbox.send(
        OutgoingMessage("n1", team.BEN.id, note, priority=Priority.NUDGE, person=team.BEN.id)
    )
    await stage.pass_(seconds=3)
    seen = await home_of(stage, "Ben", "Held for you")
    assert "A nudge about orders#87 · comes" in seen
    assert "Held for you" not in await home_of(stage, "Ana", "My issues")


async def test_a_source_that_is_down_is_one_line_and_takes_nothing_from_the_rest(tmp_path: Path) -> None:
    _, sources = world(TurnableClock(MONDAY, running=False), MONDAY)
    broken: Sources = replace(sources, codehost=Down())
    async with staged(tmp_path, sources=broken) as stage:
        await known(stage)
        seen = await home_of(stage, "Chiara", "My issues")
        assert "My reviews: GitHub cannot be read: it refuses the token (401)." in seen


async def test_the_picture_has_a_line_for_each_service_and_a_column_for_each_hour() -> None:
    since, berlin = datetime(2026, 11, 22, 11, 0, tzinfo=UTC), ZoneInfo("Europe/Berlin")
    counts = [0] * 24
    counts[23], counts[14] = 4, 1
    rows = {"payments": counts, "orders-db": [1] * 24}
    drawn = picture(rows, since, berlin).splitlines()
    assert drawn[0] == "hour       12    18    00    06"
    assert drawn[1] == "payments                 ░        █  5"
    assert drawn[2] == f"orders-db  {'░' * 24}  24"
    assert "█ is 4 in an hour" in drawn[-1]
    assert in_words(rows, since, berlin) == (
        "29 alerts began, 5 of them in payments; the most in an hour, 5, from 11:00. Hours are those of Europe/Berlin."
    )


@pytest.mark.parametrize(
    ("since", "shown"),
    [
        # 02:00 comes twice
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), "00     06    12    18"),
        # and 02:00 does not come at all
        (datetime(2026, 3, 28, 23, 0, tzinfo=UTC), "00   06    12    18    00"),
    ],
)
async def test_on_a_day_when_the_clocks_change_each_hour_stands_where_it_was(since: datetime, shown: str) -> None:
    drawn = picture({"payments": [1] * 24}, since, ZoneInfo("Europe/Berlin")).splitlines()
    assert drawn[0][10:] == shown


async def test_the_alerts_are_drawn_in_the_hours_of_whoever_looks(stage: Stage) -> None:
    chiara = await stage.app.parts.team.zone(team.CHIARA.id)
    at = stage.now() - timedelta(hours=3)
    await stage.app.parts.alerts.take([Alert("generic", "a", at, True, "Slow", "payments", "warning")])
    seen = await home_of(stage, "Chiara", "1 alert began")
    began = at.astimezone(ZoneInfo(chiara))
    assert f"1 alert began in payments, from {began:%H}:00. Hours are those of {chiara}." in seen


async def test_alerts_are_shown_to_people_of_a_channel_that_gets_them(stage: Stage) -> None:
    at = stage.now() - timedelta(hours=2)
    await stage.app.parts.alerts.take([Alert("generic", "a", at, True, "Slow", "payments", "warning")])
    seen = await home_of(stage, "Ana", "Alerts of the last 24 hours")
    assert "payments" in seen


ADR_WORDS = {"context": "Events were lost.", "decision": "An outbox.", "consequences": "Twice is possible."}


async def test_it_shows_the_drafts_that_wait_for_whoever_looks_and_no_others(stage: Stage) -> None:
    drafts, leads = stage.app.parts.drafts, team.LEADS.id
    await drafts.propose(team.CHIARA.id, team.BACKEND.id, ADR, DraftEntry("Keep events", ADR_WORDS, (team.BEN.id,)))
    await drafts.propose(team.ANA.id, leads, ADR, DraftEntry("Hire somebody", ADR_WORDS, (team.BEN.id,)))
    await drafts.propose(team.DEV.id, "D0DEV", ADR, DraftEntry("Think about it", ADR_WORDS))
    seen = {name: await home_of(stage, name, "What you can ask for") for name in ("Chiara", "Ben", "Dev", "Elif")}
    for name in ("Chiara", "Ben"):
        assert "Drafts that wait for you" in seen[name]
        assert "Proposed ADR: Keep events in" in seen[name]
    assert "Hire somebody" not in seen["Ben"]  # he is to decide on it, and not in its channel
    assert "Proposed ADR: Think about it, which only you can see" in seen["Dev"]
    assert "Keep events" not in seen["Dev"]
    assert "Drafts that wait" not in seen["Elif"]


async def test_what_was_of_a_private_channel_is_gone_for_who_has_left_it(stage: Stage) -> None:
    ana = stage.workspace.member("Ana")
    entry = DraftEntry("Hire somebody", ADR_WORDS)
    await stage.app.parts.drafts.propose(team.ANA.id, team.LEADS.id, ADR, entry)
    assert "Hire somebody" in await home_of(stage, "Ana", "Hire somebody")
    await ana.leaves(LEADS)
    await stage.settle()
    assert "Hire somebody" not in await home_of(stage, "Ana", "What you can ask for")


class Hangs(Down):
    """A source that does not answer."""

    def __getattr__(self, name: str) -> Any:
        async def wait(*_: object, **__: object) -> None:
            await asyncio.Event().wait()

        return wait


@pytest.mark.slow
async def test_a_source_that_hangs_keeps_nobody_waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.home.showing.PATIENCE_S", 0.01)
    monkeypatch.setattr("jobs.reviews.reviews.LATELY_S", 30)
    _, sources = world(TurnableClock(MONDAY, running=False), MONDAY)
    async with staged(tmp_path, sources=replace(sources, codehost=Hangs())) as stage:
        await known(stage)
        chiara = stage.workspace.member("Chiara")
        await chiara.opens_home()
        first = await stage.workspace.until(lambda: chiara.home)
        shown = "\n".join(words(first.blocks)) if first else ""
        assert "What you can ask for" in shown
        assert "Looking for what waits for you" in shown
        monkeypatch.setattr("bot.home.waiting.LIMIT_S", 0.1)
        await chiara.opens_home()
        whole = await home_of(stage, "Chiara", "no answer within")
        assert "My reviews: no answer within 0.1 seconds." in whole
        assert "PAY-41" in whole
        assert "Looking for" not in whole


async def test_whoever_says_who_they_are_sees_what_that_changes(stage: Stage) -> None:
    chiara = stage.workspace.member("Chiara")
    await home_of(stage, "Chiara", "I do not know your login on GitHub")
    assert chiara.home is not None
    assert str(chiara.home.blocks).count("'Who is who'") == 1
    await chiara.clicks(chiara.home, "Who is who")
    form = await stage.workspace.until(lambda: chiara.view)
    assert form is not None
    labels = [block["label"]["text"] for block in form.blocks if block["type"] == "input"]
    label = next(label for label in labels if "GitHub" in label)
    assert await chiara.fills(form, {label: LOGINS[team.CHIARA.id]}) == {}
    await stage.workspace.until(lambda: chiara.home and "My reviews" in "\n".join(words(chiara.home.blocks)))


@pytest.mark.slow
async def test_a_home_full_of_everything_fits_into_a_view(stage: Stage) -> None:
    drafts, outbox = stage.app.parts.drafts, stage.app.parts.outbox
    for number in range(30):
        long = Post(headline=("Very long words " * 60,))
        await outbox.send(OutgoingMessage(f"n{number}", team.BEN.id, long, priority=Priority.NUDGE, person=team.BEN.id))
        title = f"{number} {'Title ' * 20}".strip()
        await drafts.propose(team.BEN.id, team.BACKEND.id, ADR, DraftEntry(title, ADR_WORDS))
    at = stage.now() - timedelta(hours=2)
    alerts = [Alert("generic", str(n), at, True, "Slow", f"service-{'x' * 60}-{n}", "warning") for n in range(60)]
    await stage.app.parts.alerts.take(alerts)
    await stage.pass_(seconds=3)
    seen = await home_of(stage, "Ben", "Alerts of the last 24 hours")
    assert "and 25 more: /adr list, /runbook list" in seen
    home = stage.workspace.member("Ben").home
    assert home is not None
    assert len(home.blocks) <= 100


async def test_an_open_standup_is_answered_from_there_and_the_page_follows(stage: Stage) -> None:
    await stage.turn_to(stage.at("09:00", stage.now()))
    await stage.settle()
    ben = stage.workspace.member("Ben")
    assert "*Morning Standup and Team Sync* in <#C0BACKEND>, open until" in await home_of(stage, "Ben", "Your answer")
    assert ben.home is not None
    await ben.clicks(ben.home, "Answer")
    await fill(stage, ben, {"finish": "Refunds", "today": "More refunds"})
    await stage.workspace.until(lambda: ben.home and "Your answer" not in "\n".join(words(ben.home.blocks)))


async def test_who_is_away_reads_so_and_how_it_ends(stage: Stage) -> None:
    today = stage.now().date()
    await is_away(stage, team.BEN.id, today, today + timedelta(days=4))
    assert "You are away until" in await home_of(stage, "Ben", "You are away")
    assert "/standup back ends it." in await home_of(stage, "Ben", "You are away")
    assert "You are away, as your status says." in await home_of(stage, "Elif", "You are away")
    assert "You are away" not in await home_of(stage, "Ana", "Coming up")


async def test_what_fires_stands_first_and_is_gone_when_it_is_over(stage: Stage) -> None:
    at = stage.now() - timedelta(minutes=12)
    await stage.app.parts.alerts.take([Alert("generic", "a", at, True, "Slow", "payments", "critical")])
    seen = await home_of(stage, "Chiara", "Firing now")
    assert "payments: Slow · critical, for 12 min" in seen
    assert seen.index("Firing now") < seen.index("Coming up")
    over = Alert("generic", "a", at, False, "Slow", "payments", "critical", ends_at=stage.now())
    await stage.app.parts.alerts.take([over])
    chiara = stage.workspace.member("Chiara")
    await chiara.opens_home()
    await stage.workspace.until(lambda: chiara.home and "Firing now" not in "\n".join(words(chiara.home.blocks)))


@pytest.mark.slow
async def test_whoever_owns_a_standup_sees_how_it_goes_in_a_picture_and_in_words(stage: Stage) -> None:
    for who in (team.ANA, team.BEN):
        await stage.turn_to(max(stage.now(), stage.at("09:00")))
        await answer(
            stage, BACKEND, stage.workspace.member(who.id), {"finish": "Refunds", "today": "More", "how": "good"}
        )
    await stage.turn_to(stage.at("16:00"))
    await stage.settle()
    seen = await home_of(stage, "Ana", "Your team")
    assert "[How many answered, round by round: 23 Nov: 2 of 4]" in seen
    assert "In the last round 50 % answered." in seen
    assert "Your team" not in await home_of(stage, "Dev", "Coming up"), "it is not theirs"


@pytest.mark.slow_where("leaves", "is removed")
@pytest.mark.parametrize("how", ["leaves", "is removed", "it becomes private, and they leave"])
async def test_of_a_channel_that_they_have_left_nobody_sees_anything(stage: Stage, how: str) -> None:
    """Neither a standup that still asks them, nor how one of theirs went there before it moved elsewhere."""
    await stage.turn_to(stage.at("09:01"))
    ana, ben = stage.workspace.member("Ana"), stage.workspace.member("Ben")
    await answer(stage, BACKEND, ben, {"finish": "Refunds", "today": "More", "how": "good"})
    assert "Your answer is awaited" in await home_of(stage, "Ana", "Your answer is awaited")
    if how.startswith("it"):
        await becomes_private(stage, BACKEND)
    if how == "is removed":
        await ben.removes("Ana", BACKEND)
    else:
        await ana.leaves(BACKEND)
    await stage.settle()
    assert "Your answer is awaited" not in await home_of(stage, "Ana", "Coming up")
    await stage.turn_to(stage.at("16:00"))
    text = await stage.app.parts.rituals.file.export()
    at = text.index('"standup"')
    begins, ends = text.rindex("[[ritual]]", 0, at), text.find("[[ritual]]", at)
    standup = text[begins:] if ends < 0 else text[begins:ends]
    moved = text.replace(standup, standup.replace("#backend", "#backend-leads").replace(team.BACKEND.id, team.LEADS.id))
    await stage.app.parts.rituals.file.load_text(moved, "rituals.toml")
    await stage.settle()
    (there,) = await stage.app.parts.rituals.roster.listed(team.LEADS.id)
    assert (there.ritual.kind, there.ritual.owner) == ("standup", team.ANA.id)
    assert "Your team" not in await home_of(stage, "Ana", "Coming up")
