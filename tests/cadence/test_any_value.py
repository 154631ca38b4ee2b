"""Whatever a value of a rituals file is, it is taken or named with its place; nothing is a traceback."""

import codecs
import re
import tomllib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import assemble
from bot.load_settings import BadSettings, load
from bot.settings import Settings
from jobs.cadence.kind import RitualKind
from jobs.rituals import KINDS
from jobs.roster.rituals_file import RitualsFile
from jobs.roster.toml_check import RITUAL_KEYS, TEAM_KEYS, BadFile
from tests.stage import CARD, fresh_database

VALUES = (
    *("9223372036854775807", "9223372036854775808", "-9223372036854775808", "1" + "0" * 400, "-1", "1.5", "60.0"),
    *("1e400", "-0.0", "nan", "inf", "-inf", "0x7fffffffffffffff", "0x" + "f" * 9000, "true", '"90"', '""', '" "'),
    *('"a\\nb"', '"\\u0000"', '["\\u0000"]', '"\\u202E"', '"#nowhere"', f'"{"x" * 100_000}"', "[[]]", "[-1]", "[1.5]"),
    *("[nan]", "[true]", '["a", "a"]', '[""]', "[99999999999999999999]", "{}", "{a = 1}", "[{a = 1}]", "2026-11-23"),
    *("09:00:00", "2026-11-23T09:00:00Z", f"[{', '.join(['30'] * 2_000)}]", '["C0", "mon", "Ana"]'),
    f"[{', '.join(f'{chr(34)}q{number}{chr(34)}' for number in range(2_000))}]",
)
"""What is right for no key that takes a number, a list or a choice, and what is right for some."""
TAKEN = {
    *(("repos", value) for value in ('["a", "a"]', '["C0", "mon", "Ana"]')),
    *((key, '["C0", "mon", "Ana"]') for key in ("questions", "categories")),
    *(("name", value) for value in ('"90"', '"#nowhere"')),
    *(("title", value) for value in ('"90"', '""', '" "', '"\\u202E"', '"#nowhere"')),
    *(("words", value) for value in ('"90"', '""', '" "', '"a\\nb"', '"\\u202E"', '"#nowhere"')),
    *((key, "true") for key in ("paused", "lists", "agenda", "close_early", "blockers", "mood")),
    *((key, "true") for key in ("weekly", "anonymous")),
    *((key, '""') for key in ("holidays", "quiet_hours")),
}
"""Of these values, what each key does take."""


@pytest.fixture
async def file(tmp_path: Path) -> AsyncIterator[RitualsFile]:
    """The rituals file of the whole app, which has no token, so that nobody is asked for names."""
    app = assemble(Settings(rolecall_database_url=fresh_database(tmp_path)), card=CARD)
    yield app.parts.rituals.file
    await app.parts.chat.close()
    await app.parts.db.close()


async def refusals(file: RitualsFile, header: str, key: str, before: str = "") -> list[str]:
    """Those of the values that are refused for a key; each refusal is lines with their place."""
    line_of_it = re.compile(rf"r\.toml:{before.count(chr(10)) + 2}: .{{1,400}}")
    refused = []
    for value in VALUES:
        try:
            await file.load_text(f"{before}{header}\n{key} = {value}\n", "r.toml")
        except BadFile as bad:
            refused.append(value)
            odd = [line for line in bad.problems if not line_of_it.fullmatch(line)]
            if odd:
                raise AssertionError(odd) from bad
    return refused


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.options], ids=lambda kind: kind.name)
async def test_each_key_of_a_kind_takes_what_it_is_for_and_names_the_rest(
    file: RitualsFile, kind: type[RitualKind]
) -> None:
    own = f'[[ritual]]\nname = "n"\nkind = "{kind.name}"\nchannel = "C1"'
    for key in (option.name for option in kind.options):
        taken = set(VALUES) - set(await refusals(file, 'at = "09:00"', key, before=f"{own}\n"))
        assert {(key, value) for value in taken} <= TAKEN


@pytest.mark.parametrize("key", RITUAL_KEYS)
async def test_each_key_of_every_ritual_does(file: RitualsFile, key: str) -> None:
    whole = {"name": '"n"', "kind": '"lunch"', "channel": '"C1"', "at": '"09:00"'}
    own = "".join(f"{name} = {value}\n" for name, value in whole.items() if name != key)
    taken = set(VALUES) - set(await refusals(file, "", key, before=f"[[ritual]]\n{own}"))
    assert {(key, value) for value in taken} <= TAKEN


@pytest.mark.parametrize("key", TEAM_KEYS)
async def test_each_key_of_the_team_does(file: RitualsFile, key: str) -> None:
    taken = set(VALUES) - set(await refusals(file, "[team]", key))
    assert {(key, value) for value in taken} <= TAKEN


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (f"a = {'9' * 5000}", "r:1: 99999999999999999999… is a number of too many digits"),
        (f"# {'9' * 5000}\na = [1,\n2", "r:3: is no TOML: Unclosed array (at end of document)"),
        (f"\na = {'[' * 5000}{']' * 5000}", "r:1: is no TOML: it is nested too deeply"),
        ("\n\n[[rituals]]\n", 'r:3: rituals is no part of a rituals file; did you mean "ritual"?'),
        ('\n[[ritual.every]]\nkind = "lunch"', "r:2: ritual is written [[ritual]] here"),
        ("\n\nteams.timezone = 1\n", 'r:3: teams is no part of a rituals file; did you mean "team"?'),
        ('[team]\n"a\\nb" = 1', "r:2: a\\nb is no key of [team]."),
    ],
    ids=lambda value: value[:20],
)
async def test_what_is_no_rituals_file_is_said_in_one_line(file: RitualsFile, text: str, problem: str) -> None:
    with pytest.raises(BadFile) as caught:
        await file.load_text(text, "r")
    assert [line.rstrip(".") for line in caught.value.problems] == [problem.rstrip(".")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be"])
async def test_a_byte_order_mark_is_none_of_the_text(file: RitualsFile, tmp_path: Path, encoding: str) -> None:
    text = '[[ritual]]\r\nkind = "lunch"\r\nchannel = "C1"\r\nat = "13:00"\r\ntitle = "Zmittag für alle"\r\n'
    mark = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}.get(encoding, b"")
    (tmp_path / "r.toml").write_bytes(mark + text.encode(encoding))
    assert (await file.load(tmp_path / "r.toml")).made == ["lunch-C1"]
    assert tomllib.loads(await file.export())["ritual"][0]["title"] == "Zmittag für alle"


def test_neither_is_it_of_the_settings(tmp_path: Path) -> None:
    config = tmp_path / "rolecall.toml"
    config.write_bytes(codecs.BOM_UTF8 + b"rolecall_http_port = 8311\r\n")
    assert load({"ROLECALL_CONFIG": str(config)}).rolecall_http_port == 8311


@pytest.mark.parametrize("text", [f"rolecall_http_port = {'9' * 5000}", f"a = {'[' * 5000}{']' * 5000}"])
def test_settings_that_no_parser_reads_are_a_line(tmp_path: Path, text: str) -> None:
    config = tmp_path / "rolecall.toml"
    config.write_text(text)
    with pytest.raises(BadSettings) as caught:
        load({"ROLECALL_CONFIG": str(config)})
    assert [str(config) in line for line in caught.value.problems] == [True]
