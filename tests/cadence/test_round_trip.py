"""What is exported and imported untouched changes nothing, whatever the rituals are."""

import unicodedata
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.app import assemble
from bot.parts import Parts
from bot.settings import Settings
from integrations.database.tables.cadence import audit, occurrences, rituals, team_settings
from integrations.database.tables.delivery import outbox
from jobs.calendar import WEEKDAYS
from jobs.rituals import KINDS
from jobs.roster.spec import clean
from jobs.roster.toml_check import RITUAL_KEYS, TEAM_KEYS
from jobs.roster.toml_writer import table
from tests.stage import CARD, fresh_database

LINES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1, max_size=20).filter(clean)
NAMES = LINES.filter(lambda line: any(unicodedata.category(each)[0] not in "CZ" for each in line))
"""A name has something that is seen: not only characters that no version of Unicode has given a shape."""
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)
MINUTES = st.integers(15, 240)
WORDS = LINES.map(str.strip)
QUESTIONS: st.SearchStrategy[Any] = st.one_of(
    WORDS,
    st.fixed_dictionaries({"text": WORDS, "type": st.sampled_from(["text", "number", "yes_no", "date", "scale"])}),
    st.fixed_dictionaries({"text": WORDS, "type": st.just("several"), "choices": st.just(["a", "b"])}),
    st.fixed_dictionaries({"text": WORDS, "required": st.booleans(), "anonymous": st.booleans()}),
)


def text_of(question: Any) -> str:
    """The words of a question, in either of its forms."""
    return question if isinstance(question, str) else str(question["text"])


OWN: dict[str, st.SearchStrategy[Any]] = {
    "questions": st.lists(QUESTIONS, min_size=1, max_size=8, unique_by=text_of),
    "collect": st.sampled_from(["thread", "dm"]),
    "remind_after": st.lists(MINUTES, max_size=5),
    "close_after": MINUTES,
    "close_early": st.booleans(),
    "blockers": st.booleans(),
    "mood": st.booleans(),
    "weekly": st.booleans(),
    "members": st.lists(st.sampled_from(["U1", "ana@example.test"]), max_size=3),
    "report_to": st.just("C0REPORTS"),
    "alerts": st.sampled_from(["page", "overnight", "off"]),
    "minutes": MINUTES,
    "repos": st.lists(LINES, max_size=3),
    "lists": st.booleans(),
    "agenda": st.booleans(),
    "categories": st.lists(LINES, min_size=1, max_size=6, unique_by=lambda line: " ".join(line.split()).casefold()),
    "anonymous": st.booleans(),
    "vote_after": MINUTES,
    "votes": st.integers(1, 20),
}
EVERY: dict[str, st.SearchStrategy[Any]] = {
    "days": st.lists(st.sampled_from(WEEKDAYS), min_size=1, unique=True),
    "timezone": st.just("Asia/Kathmandu"),
    "every": st.integers(1, 52),
    "late": st.sampled_from(["run", "skip"]),
    "owner": st.just("U1"),
    "title": LINES,
    "words": TEXTS,
    "paused": st.booleans(),
}
HOURS = st.sampled_from([["09:00", "17:30"], ["22:00", "06:00"], ["00:00", "23:59"]])
TEAM: dict[str, st.SearchStrategy[Any]] = {
    "timezone": st.sampled_from(["UTC", "Europe/Berlin"]),
    "working_days": st.lists(st.sampled_from(WEEKDAYS), min_size=1, unique=True),
    "working_hours": HOURS,
    "quiet_hours": HOURS | st.just([]),
    "holidays": st.sampled_from(["DE", "US-CA", ""]),
    "daily_cap": st.integers(0, 1000),
}


@st.composite
def entries(draw: st.DrawFn) -> tuple[str, str]:
    """A ritual of any kind with any of its keys: its name, and the whole."""
    kind = draw(st.sampled_from(list(KINDS)))
    may_have = EVERY | {option.name: OWN[option.name] for option in kind.options}
    chosen = draw(st.fixed_dictionaries({}, optional=may_have))
    channel = draw(st.sampled_from(["C1", "C2"]))
    pairs = {"kind": kind.name, "channel": channel, "at": f"{draw(st.times()):%H:%M}", **chosen}
    name = draw(NAMES)
    return clean(name), table("[[ritual]]", [("name", name), *pairs.items()])


@pytest.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Parts]:
    app = assemble(Settings(rolecall_database_url=fresh_database(tmp_path)), card=CARD)
    yield app.parts
    await app.parts.chat.close()
    await app.parts.db.close()


async def everything(parts: Parts) -> list[Any]:
    """All that the database has of rituals, and all that was said of them."""
    async with parts.db.read() as tx:
        return [
            (await tx.execute(sa.select(kept).order_by(kept.c.id))).all()
            for kept in (team_settings, rituals, occurrences, audit, outbox)
        ]


def test_every_key_of_every_kind_is_among_what_is_tried() -> None:
    assert {option.name for kind in KINDS for option in kind.options} == OWN.keys()
    assert {"name", "kind", "channel", "at", *EVERY} == RITUAL_KEYS.keys()
    assert set(TEAM_KEYS) == TEAM.keys()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(entries(), max_size=4, unique_by=lambda entry: entry[0]),
    st.fixed_dictionaries({}, optional=TEAM) | st.none(),
    st.booleans(),
)
async def test_nothing_changes(
    parts: Parts, wanted: list[tuple[str, str]], team: dict[str, Any] | None, prune: bool
) -> None:
    text = "\n".join([*([table("[team]", team.items())] if team is not None else []), *(entry for _, entry in wanted)])
    await parts.rituals.file.load_text(text, "r.toml", prune=True)
    before = await everything(parts)
    exported = await parts.rituals.file.export()
    loaded = await parts.rituals.file.load_text(exported, "r.toml", prune=prune)
    assert (loaded.made, loaded.changed, loaded.removed, loaded.team_changed) == ([], [], [], False)
    assert len(loaded.unchanged) == len(wanted)
    assert await everything(parts) == before
    assert await parts.rituals.file.export() == exported
