"""Every kind of ritual is registered once, is made as what it is, and is in the documentation."""

import importlib
import pkgutil
import re
from dataclasses import replace
from pathlib import Path

import pytest

import jobs.rituals
from bot.app import assemble
from bot.settings import Settings
from jobs.cadence.kind import RitualKind
from jobs.calendar import WEEKDAYS
from jobs.rituals import KINDS
from jobs.roster.change_lines import OPTION_WORDS, differences
from jobs.roster.spec import Spec
from tests.stage import CARD, fresh_database

DOCS = Path(__file__).parents[2] / "docs" / "rituals.md"


def test_every_kind_of_the_folder_is_in_the_list() -> None:
    found: set[type] = set()
    for module in pkgutil.iter_modules(jobs.rituals.__path__, "jobs.rituals."):
        for each in vars(importlib.import_module(module.name)).values():
            if isinstance(each, type) and issubclass(each, RitualKind) and hasattr(each, "name"):
                found.add(each)
    assert found == set(KINDS)
    assert len({kind.name for kind in KINDS}) == len(KINDS)


async def test_the_app_makes_each_as_what_it_is(tmp_path: Path) -> None:
    app = assemble(Settings(rolecall_database_url=fresh_database(tmp_path)), card=CARD)
    try:
        assert [type(kind) for kind in app.parts.rituals.kinds] == list(KINDS)
    finally:
        await app.parts.chat.close()
        await app.parts.db.close()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_table_of_kinds_names_it_and_its_own_keys(kind: type[RitualKind]) -> None:
    rows = re.findall(r"^\|([^|]+)\|[^|]*\|([^\n]+)\|$", DOCS.read_text(), re.MULTILINE)
    [keys] = [keys for names, keys in rows if f"`{kind.name}`" in names]
    assert [option.name for option in kind.options if not re.search(rf"`{option.name}\b", keys)] == []


def test_a_change_of_a_key_is_said_in_words() -> None:
    assert {option.name for kind in KINDS for option in kind.options} == OPTION_WORDS.keys()
    before = Spec("a", "standup", "C1", "09:00", options={"mood": False, "members": ["U1"]})
    after = replace(before, options={"mood": False, "remind_after": [60]})
    assert differences(before, after, WEEKDAYS) == ["who is asked, when it reminds"]
