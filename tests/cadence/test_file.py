"""A rituals file is checked whole, applied whole, and comes out as it went in."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.chat import Channel, PlaceKind
from integrations.database import Database
from integrations.database.tables.cadence import RitualState
from integrations.public_holidays import Holidays
from integrations.time import TurnableClock
from jobs.calendar import WEEKDAYS
from jobs.errors import NotAccepted
from jobs.people.team_settings import TeamSettings
from jobs.roster.rituals_file import RitualsFile, _ritual
from jobs.roster.settings_change import SettingsChange
from jobs.roster.spec import LONGEST_NAME, Spec
from jobs.roster.toml_check import BadFile
from jobs.roster.toml_positions import lines_of
from jobs.roster.toml_writer import table
from tests.cadence.house import FakeKind, House, daily

GOOD = """
[team]
timezone = "Europe/Berlin"
working_hours = ["09:00", "17:30"]
holidays = "DE"

[[ritual]]
kind = "digest"
channel = "#backend"
at = "09:00"
owner = "ana@example.test"
size = 3
"""


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One engine is enough for words and forms."""
    return sqlite_url


@pytest.fixture
def file(house: House) -> RitualsFile:
    return file_of(house)


def file_of(house: House) -> RitualsFile:
    return RitualsFile(house.db, house.kinds, house.team, house.bulk, Holidays())


async def test_a_file_makes_rituals_and_plans_them(house: House, file: RitualsFile, tmp_path: Path) -> None:
    (tmp_path / "rituals.toml").write_text(GOOD)
    loaded = await file.load(tmp_path / "rituals.toml")
    assert loaded.made == ["digest-backend"]
    [listed] = await house.roster.listed()
    assert (listed.ritual.owner, listed.ritual.options, listed.zone) == ("U1", {"size": 3}, "Europe/Berlin")
    assert await house.states() == [("2026-11-23", "planned")]


async def test_three_mistakes_are_three_lines_and_nothing_changes(house: House, file: RitualsFile) -> None:
    text = GOOD + (
        '\n[[ritual]]\nname = "other"\nkind = "digets"\nchannel = "C1"\nat = "25:00"\ndays = [\n  "mon",\n  "thr",\n]\n'
    )
    with pytest.raises(BadFile) as caught:
        await file.load_text(text, "rituals.toml")
    assert caught.value.problems == [
        'rituals.toml:16: "digets" is no kind of ritual; did you mean "digest"? Known: digest (kind)',
        'rituals.toml:18: "25:00" is no time of day; it goes from "00:00" to "23:59" (at)',
        'rituals.toml:19: ["mon", "thr"] has "thr", which is no day; write mon, tue, wed, thu, fri, sat or sun (days)',
    ]
    assert await house.roster.listed() == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[team]\ntimezone = "Mars/Base"', 'r:2: "Mars/Base" is no time zone; an IANA name (timezone)'),
        ('[team]\ntimezon = "UTC"', 'r:2: timezon is no key of [team]; did you mean "timezone"?'),
        ('[team]\nholidays = "Atlantis"', 'r:2: "Atlantis" is no region with public holidays that I know (holidays)'),
        ('[team]\nquiet_hours = ["9", "10:00"]', 'r:2: ["9", "10:00"] is no pair of times'),
        ("[team]\ndaily_cap = -1", "r:2: -1 is no number from 0 to 1000 (daily_cap)"),
        ("[tema]\n", 'r:1: tema is no part of a rituals file; did you mean "team"?'),
        ('[ritual]\nkind = "digest"', "r:1: ritual is written [[ritual]] here"),
        ("[[ritual]]\nat = 9", "r:2: 9 is not a text in quotes (at)"),
        ('\n[[ritual]]\nkind = "digest"\nat = "09:00"', "r:2: [[ritual]] number 1 has no channel"),
        ("[[ritual]]\nat = 09:00:00", "r:2: 09:00:00 is not a text in quotes (at)"),
        ("[[ritual]\n", "r:1: is no TOML: Expected ']]' at the end of an array declaration"),
        ("RITUAL every = 0", "r:5: 0 is no number of weeks from 1 to 52 (every)"),
        ('RITUAL days = ["monday"]', 'r:5: ["monday"] has "monday", which is no day; write mon, tue,'),
        ('RITUAL days = ["Mon", "tues"]', 'r:5: ["Mon", "tues"] has "Mon", "tues", which are no days; write mon,'),
        ('RITUAL days = ["mon", "mon"]', 'r:5: ["mon", "mon"] has mon more than once; name each day once (days)'),
        ("RITUAL days = []", "r:5: [] has no day; write mon, tue, wed, thu, fri, sat or sun (days)"),
        ("RITUAL every = true", "r:5: true is not a whole number (every)"),
        ('RITUAL late = "never"', 'r:5: "never" is neither "run" nor "skip" (late)'),
        ('RITUAL timezone = "members"', 'r:5: "members" is no time zone; an IANA name such as'),
        (
            'RITUAL timezone = "europe/berlin"',
            'r:5: "europe/berlin" is no time zone; an IANA name such as "Europe/Berlin", or "member"; did',
        ),
        ('RITUAL timezone = "localtime"', 'r:5: "localtime" is no time zone'),
        ('RITUAL timezone = "right/Europe/Berlin"', 'r:5: "right/Europe/Berlin" is no time zone'),
        ('[team]\ntimezone = "posixrules"', 'r:2: "posixrules" is no time zone'),
        ('[team]\nholidays = "de"', 'r:2: "de" is no region with public holidays that I know; did you mean "DE"?'),
        ('RITUAL dyas = ["mon"]', 'r:5: dyas is no key of a digest; did you mean "days"?'),
        ("RITUAL size = -3", "r:5: -3 is no number above 0 (size)"),
        ('RITUAL owner = "nobody@example.test"', 'r:5: "nobody@example.test" is nobody whom I know'),
        ('RITUAL members = ["U1", "chiara"]', 'r:5: "chiara" is neither a user id nor an e-mail address (members)'),
        ('RITUAL report_to = "#nowhere"', 'r:5: "#nowhere" is no channel that I can see; use its id, or #name of'),
        ("RITUAL size = 2026-11-23", "r:5: 2026-11-23 is of a type that no key takes (size)"),
    ],
)
async def test_a_mistake_is_named_with_its_place_and_value(text: str, problem: str, house: House) -> None:
    text = text.replace("RITUAL ", '[[ritual]]\nkind = "digest"\nchannel = "C1"\nat = "09:00"\n')
    with pytest.raises(BadFile) as caught:
        await file_of(house).load_text(text, "r")
    assert any(line.startswith(problem) for line in caught.value.problems), caught.value.problems


async def test_an_entry_without_kind_channel_and_time_hides_none_of_its_other_mistakes(file: RitualsFile) -> None:
    text = '[[ritual]]\nevery = 0\ndays = ["monday"]\nlate = "never"\nowner = "nobody@example.test"\n'
    with pytest.raises(BadFile) as caught:
        await file.load_text(text + "[[ritual]]\nkind = 3\nevery = 99\n", "r")
    assert [line.split(";")[0] for line in caught.value.problems] == [
        "r:1: [[ritual]] number 1 has no kind",
        "r:1: [[ritual]] number 1 has no channel",
        "r:1: [[ritual]] number 1 has no at",
        "r:2: 0 is no number of weeks from 1 to 52 (every)",
        'r:3: ["monday"] has "monday", which is no day',
        'r:4: "never" is neither "run" nor "skip" (late)',
        'r:5: "nobody@example.test" is nobody whom I know',
        "r:6: [[ritual]] number 2 has no channel",
        "r:6: [[ritual]] number 2 has no at",
        "r:7: 3 is not a text in quotes (kind)",
        "r:8: 99 is no number of weeks from 1 to 52 (every)",
    ]


async def test_a_channel_that_nobody_sees_and_a_name_twice_are_mistakes(house: House, file: RitualsFile) -> None:
    text = '[[ritual]]\nkind = "digest"\nchannel = "#elsewhere"\nat = "09:00"\n' * 2
    with pytest.raises(BadFile) as caught:
        await file.load_text(text, "r")
    assert [line.split(";")[0] for line in caught.value.problems] == [
        'r:3: "#elsewhere" is no channel that I can see',
        'r:5: "digest-elsewhere" is the name of the ritual at line 1 already (name)',
        'r:7: "#elsewhere" is no channel that I can see',
    ]


async def test_a_file_that_is_not_there_is_a_mistake(file: RitualsFile, tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="cannot be read: No such file"):
        await file.load(tmp_path / "absent.toml")


async def test_the_same_file_again_changes_nothing_and_says_nothing(house: House, file: RitualsFile) -> None:
    await file.load_text(GOOD, "r")
    said = await house.change_lines()
    loaded = await file.load_text(GOOD, "r")
    assert loaded.unchanged == ["digest-backend"]
    assert await house.change_lines() == said


async def test_absent_rituals_stay_unless_they_are_to_be_pruned(house: House, file: RitualsFile) -> None:
    await house.has(daily("old"))
    await file.load_text(GOOD, "r")
    assert [each.ritual.name for each in await house.roster.listed()] == ["digest-backend", "old"]
    loaded = await file.load_text(GOOD, "r", prune=True)
    assert loaded.removed == ["old"]
    assert [each.ritual.name for each in await house.roster.listed()] == ["digest-backend"]


async def test_a_ritual_that_comes_back_on_its_day_does_not_run_twice(house: House, file: RitualsFile) -> None:
    await file.load_text(GOOD, "r")
    await house.turn_to("2026-11-23 08:00")
    await file.load_text("", "r", prune=True)
    await file.load_text(GOOD.replace("09:00", "10:00"), "r")
    await house.turn_to("2026-11-23 09:00")
    assert len(house.kind.ran) == 1
    assert (await house.states())[-1] == ("2026-11-24", "planned")


async def test_a_new_holiday_clears_what_was_planned_for_it(house: House, file: RitualsFile) -> None:
    await house.turn_to("2026-12-24 12:00")
    await file.load_text(GOOD.replace('holidays = "DE"\n', ""), "r")
    assert await house.states() == [("2026-12-25", "planned")]
    await file.load_text('[team]\nholidays = "DE"\n', "r")
    assert await house.states() == [("2026-12-28", "planned")]
    await file.load_text('[team]\nholidays = ""\nquiet_hours = []\n', "r")
    assert await house.states() == [("2026-12-25", "planned")]


async def test_a_kind_whose_source_is_missing_is_off_with_its_reason(db: Database, clock: TurnableClock) -> None:
    house = House(db, clock, FakeKind(why_off="GitHub is not connected"))
    await file_of(house).load_text(GOOD, "r")
    [listed] = await house.roster.listed()
    assert (listed.state, listed.reason, listed.next_at) == (RitualState.OFF, "GitHub is not connected", None)


async def test_what_is_exported_and_imported_again_is_unchanged(house: House, file: RitualsFile) -> None:
    await file.load_text(GOOD, "r")
    await house.has(
        daily(
            "paused one", paused=True, words='two\n"lines"\t\\ \x7f é', every=2, days=("tue", "sun"), timezone="member"
        ),
        daily("with options", options={"notes": ["a", "b"], "agenda": True, "size": 2}),
    )
    text = await file.export()
    loaded = await file.load_text(text, "r")
    assert sorted(loaded.unchanged) == ["digest-backend", "paused one", "with options"]
    assert [*loaded.made, *loaded.changed, *loaded.removed] == []
    assert await file.export() == text


LINES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30)
VALUES = st.recursive(
    st.text(st.characters(exclude_categories=["Cs"]))
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)
SPECS = st.builds(
    Spec,
    name=LINES.filter(lambda name: len(name) <= LONGEST_NAME),
    kind=st.just("digest"),
    channel=st.just("C1"),
    at=st.times().map(lambda time: f"{time:%H:%M}"),
    days=st.none() | st.lists(st.sampled_from(WEEKDAYS), min_size=1, unique=True).map(tuple),
    timezone=st.sampled_from([None, "member", "Asia/Kathmandu"]),
    every=st.integers(1, 52),
    late=st.sampled_from(["run", "skip"]),
    owner=st.sampled_from([None, "U1"]),
    title=LINES,
    words=st.text(st.characters(exclude_categories=["Cs"]), max_size=80),
    options=st.dictionaries(st.sampled_from(["notes", "agenda", "a b"]), VALUES),
    paused=st.booleans(),
)


@given(SPECS)
def test_every_ritual_is_written_as_the_toml_that_says_it(spec: Spec) -> None:
    [read] = tomllib.loads(_ritual(spec, "any\n name"))["ritual"]
    assert read.get("words", "") == spec.words
    assert {key: value for key, value in read.items() if key in spec.options} == spec.options
    assert (read["name"], read["title"], read["at"], read.get("days")) == (
        spec.name,
        spec.title,
        spec.at,
        None if spec.days is None else list(spec.days),
    )


@given(st.lists(st.tuples(st.sampled_from(["[[ritual]]", "[team]", "# x = 1", ""]), SPECS), max_size=5), st.data())
@settings(max_examples=60)
def test_every_key_is_found_on_its_line(parts: list[tuple[str, Spec]], data: st.DataObject) -> None:
    text = ""
    wanted: dict[Any, int] = {}
    for number, (before, spec) in enumerate(parts):
        text += f"{before}\n" if before.startswith("#") or not before else ""
        start = text.count("\n") + 1
        written = table("[[ritual]]", [("a", spec.words), ("b", list(spec.options.values())), ("c.d"[:1], spec.every)])
        wanted[("ritual", number)] = start
        wanted[("ritual", number, "a")] = start + 1
        wanted[("ritual", number, "b")] = start + 2
        wanted[("ritual", number, "c")] = start + 3
        text += written
    found = lines_of(text)
    assert {path: found[path] for path in wanted} == wanted


@pytest.mark.parametrize(
    ("text", "path", "line"),
    [
        ('a = """\nb = 1\n[[c]]\n"""\nd = 2', ("d",), 5),
        ("a = '''\nb = 1'\n'''\nd = 2", ("d",), 4),
        ('a = """x\\""""\nd = 2', ("d",), 2),
        ('a = """x"""""\nd = 2', ("d",), 2),
        ('a = "[[x]] # \\" no"  # yes\nd = 2', ("d",), 2),
        ("a = [ # one\n  1, # two ]\n  [2,\n 3],\n]\nd = 2", ("a", 1, 1), 4),
        ("a = {b = 1, 'c d' = [1]}\n", ("a", "c d", 0), 1),
        ('[[x]]\n[x.y]\nz=1\n[[x]]\n[x."y".w]\nz = 2', ("x", 1, "y", "w", "z"), 6),
        ("a . b = 1\r\nc = 1979-05-27 07:32:00 # x\r\nd = 0x1F\r\n", ("d",), 3),
        ("[ a ]\n[[ a.b ]]\nc=1\n[[a.b]]\nc=2", ("a", "b", 1, "c"), 5),
    ],
)
def test_a_key_is_found_whatever_stands_before_it(text: str, path: tuple[Any, ...], line: int) -> None:
    tomllib.loads(text)
    assert lines_of(text)[path] == line


NAMELESS = '[[ritual]]\nkind = "digest"\nchannel = "CHANNEL"\nat = "09:00"\n'


@pytest.mark.parametrize(
    ("channel", "why"),
    [
        ("C0NOWHERE", "is no channel that I can see; use its id, or #name of one that I am in (channel)"),
        ("C0DEAD", "is no channel that I can see; use its id, or #name of one that I am in (channel)"),
        ("C0OLD", "is archived (channel)"),
    ],
)
async def test_a_channel_where_nothing_can_be_posted_is_a_mistake(house: House, channel: str, why: str) -> None:
    house.team.channels["C0OLD"] = Channel("C0OLD", "old", PlaceKind.PUBLIC, archived=True, here=True)
    house.team.channels["C0DEAD"] = Channel("C0DEAD", "dead", PlaceKind.PRIVATE, archived=False, here=False)
    with pytest.raises(BadFile) as caught:
        await file_of(house).load_text(NAMELESS.replace("CHANNEL", channel), "r")
    assert caught.value.problems == [f'r:3: "{channel}" {why}']


async def test_a_ritual_of_a_channel_that_is_gone_stays_as_it_is_exported(house: House, file: RitualsFile) -> None:
    await file.load_text(GOOD.replace("size = 3", 'report_to = "C1"'), "r")
    house.team.channels["C1"] = Channel("C1", "backend", PlaceKind.PUBLIC, archived=True, here=True)
    assert (await file.load_text(await file.export(), "r")).unchanged == ["digest-backend"]


async def test_nobody_is_asked_for_names_without_slack_and_an_id_is_believed(house: House, file: RitualsFile) -> None:
    house.team.knows_channels = False
    text = NAMELESS.replace("CHANNEL", "C0NEW") + 'owner = "U0NEW"\n'
    assert (await file.load_text(text, "r")).made == ["digest-C0NEW"]


async def test_a_ritual_without_a_name_is_the_same_once_its_channel_is_known(house: House, file: RitualsFile) -> None:
    channels, house.team.channels, house.team.knows_channels = house.team.channels, {}, False
    assert (await file.load_text(NAMELESS.replace("CHANNEL", "C1"), "r")).made == ["digest-C1"]
    house.team.channels, house.team.knows_channels = channels, True
    assert (await file.load_text(NAMELESS.replace("CHANNEL", "#backend"), "r")).unchanged == ["digest-C1"]
    assert (await file.load_text(NAMELESS.replace("CHANNEL", "C1"), "r", prune=True)).removed == []


async def test_a_ritual_without_a_name_is_the_same_after_its_channel_is_renamed(
    house: House, file: RitualsFile
) -> None:
    await file.load_text(NAMELESS.replace("CHANNEL", "#backend"), "r")
    house.team.channels["C1"] = Channel("C1", "platform", PlaceKind.PUBLIC, archived=False, here=True)
    assert (await file.load_text(NAMELESS.replace("CHANNEL", "#platform"), "r")).unchanged == ["digest-backend"]


async def test_a_second_ritual_of_a_kind_is_another_one(house: House, file: RitualsFile) -> None:
    await house.has(daily("digest-in-the-morning"), daily("digest-at-noon", at="12:00"))
    assert (await file.load_text(NAMELESS.replace("CHANNEL", "C1"), "r")).made == ["digest-backend"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Cafe\u0301", "Café"),
        ("\u202emorning\u202c", "morning"),
        ("\ufeffmorning\u200f", "morning"),
        ("a\u00a0b\u3000c", "a b c"),
        ("\U00018cd6", "\U00018cd6"),
    ],
)
async def test_two_names_that_look_the_same_are_the_same(
    house: House, file: RitualsFile, written: str, meant: str
) -> None:
    text = NAMELESS.replace("CHANNEL", "C1")
    assert (await file.load_text(f'{text}name = "{written}"', "r")).made == [meant]
    assert (await file.load_text(f'{text}name = "{meant}"', "r")).unchanged == [meant]
    assert (await house.roster.find("C1", written)).ritual.name == meant
    with pytest.raises(BadFile, match="is the name of the ritual at line 1 already"):
        await file.load_text(f'{text}name = "{written}"\n{text}name = "{meant}"', "r")


@pytest.mark.parametrize("name", ["", " ", "\u202e", "a\u0007b", "\u200d", "\u200d\u00ad", "\u3000"])
async def test_a_name_that_nobody_could_read_is_none(file: RitualsFile, name: str) -> None:
    with pytest.raises(BadFile, match="is no name: one line of at most 80 characters"):
        await file.load_text(f"{NAMELESS.replace('CHANNEL', 'C1')}name = {json.dumps(name)}", "r")


async def test_what_a_missing_source_changed_is_no_change_of_the_file(db: Database, clock: TurnableClock) -> None:
    house = House(db, clock, FakeKind())
    file = file_of(house)
    await file.load_text(GOOD, "r")
    house.kind.why_off = "GitHub is not connected"
    assert (await file.load_text(await file.export(), "r")).unchanged == ["digest-backend"]
    await file.load_text(GOOD + "every = 2\n", "r")
    [listed] = await house.roster.listed()
    assert listed.state is RitualState.OFF
    house.kind.why_off = ""
    assert (await file.load_text(await file.export(), "r")).unchanged == ["digest-backend"]
    assert (await file.load_text(GOOD + "every = 2\npaused = false\n", "r")).changed == ["digest-backend"]


async def test_what_somebody_ran_once_is_in_no_file_and_pruning_does_not_end_it(
    house: House, file: RitualsFile
) -> None:
    await house.on_demand.run_now("U1", "C1", "digest", "run:1")
    exported = await file.export()
    assert "[[ritual]]" not in exported
    assert (await file.load_text(exported, "r", prune=True)).removed == []


async def test_what_an_earlier_version_took_for_a_name_and_a_zone_stays_until_it_is_changed(
    house: House, file: RitualsFile
) -> None:
    zone = "posix/Europe/Berlin"
    await house.has(daily("\u200d", timezone=zone), settings=TeamSettings(timezone=zone))
    assert (await file.load_text(await file.export(), "r")).unchanged == ["\u200d"]
    edited = await house.roster.edit("U1", "\u200d", at="10:00")
    assert (edited.ritual.at, edited.ritual.timezone) == ("10:00", zone)
    change = SettingsChange(house.db, house.roster, house.bulk, Holidays())
    assert await change.change("U9", TeamSettings(timezone=zone, holidays="DE"))
    with pytest.raises(NotAccepted, match="is no time zone"):
        await house.roster.edit("U1", "\u200d", timezone="localtime")
    with pytest.raises(NotAccepted, match="is no time zone"):
        await change.change("U9", TeamSettings("Factory"))
