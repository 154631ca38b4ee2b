"""Each concern is looked at by itself: what hangs or breaks costs its own line, and looking changes nothing."""

import asyncio
import json
import sqlite3
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
import sqlalchemy as sa

from bot.doctor import mcp, rituals_file
from bot.doctor import slack as slack_look
from bot.doctor import sources as sources_look
from bot.doctor.examination import examine
from bot.doctor.finding import Finding, bad, ok
from bot.doctor.named import missing_channels, missing_groups, missing_people
from bot.doctor.slack import clock
from bot.settings import Settings
from integrations.chat import ChatLimited, ChatRefused, Granted, Identity, Refusal
from integrations.database import Database, DatabaseProblem
from integrations.database.look import look_at
from integrations.entries import ByKey, Entries
from integrations.time import machine_now

SERVER = str(Path(__file__).parent.parent / "mcp" / "server.py")


async def hangs(_settings: Settings) -> Sequence[Finding]:
    await asyncio.Event().wait()
    return []


async def breaks(_settings: Settings) -> Sequence[Finding]:
    raise LookupError("a secret-value in it")


async def works(_settings: Settings) -> Sequence[Finding]:
    return [ok("works", "two\nlines and a secret-value")]


async def test_what_hangs_or_breaks_costs_its_own_line() -> None:
    looks = {"hangs": hangs, "breaks": breaks, "works": works}
    found = await examine(Settings(), looks, limit_s=0.05, secrets=["secret-value"])
    assert found == [
        bad("hangs", "no end of it within 0.05 seconds", "It hangs: does it answer anybody else?"),
        bad("breaks", "this could not be looked at (LookupError)", "The log has why"),
        ok("works", "two lines and a [hidden]"),
    ]


@pytest.mark.parametrize(
    ("seconds", "over_http", "state"),
    [(5, False, "ok"), (-5, True, "ok"), (90, False, "note"), (-90, True, "note"), (400, False, "note")],
)
def test_clocks_that_differ_are_told(seconds: int, over_http: bool, state: str) -> None:
    me = Identity("U1", "B1", "T1", "rolecall", "https://team.example/")
    granted = Granted(me, None, machine_now() + timedelta(seconds=seconds))
    assert [each.state for each in clock(granted, over_http=over_http)] == [state]


def test_a_clock_too_far_away_for_signatures_is_bad_over_http() -> None:
    me = Identity("U1", "B1", "T1", "rolecall", "https://team.example/")
    [told] = clock(Granted(me, None, machine_now() - timedelta(seconds=400)), over_http=True)
    assert told.state == "bad"
    assert told.what.endswith("s ahead, so Slack's signatures are refused")


@pytest.fixture
async def file(tmp_path: Path) -> Path:
    """A database of this version, which nobody has open."""
    database = Database(f"sqlite:///{tmp_path}/rolecall.db")
    await database.upgrade()
    await database.close()
    return tmp_path / "rolecall.db"


def with_schema(file: Path, number: str) -> str:
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (number,))
    connection.close()
    return f"sqlite:///{file}"


async def test_a_database_of_this_version_is_read_and_left_as_it_is(file: Path) -> None:
    before = sorted(file.parent.iterdir())
    looked = await asyncio.to_thread(look_at, f"sqlite:///{file}")
    assert looked.schema == looked.newest
    assert looked.open_to_others == ()
    assert sorted(file.parent.iterdir()) == before


async def test_one_that_is_in_use_is_read_too(file: Path) -> None:
    database = Database(f"sqlite:///{file}")
    async with database.write():
        looked = await asyncio.to_thread(look_at, f"sqlite:///{file}")
    await database.close()
    assert looked.schema == looked.newest


async def test_files_that_others_may_read_are_named_and_stay_so(file: Path) -> None:
    await asyncio.to_thread(file.chmod, 0o644)
    assert (await asyncio.to_thread(look_at, f"sqlite:///{file}")).open_to_others == (file,)
    assert (await asyncio.to_thread(file.stat)).st_mode & 0o777 == 0o644


async def test_an_older_schema_is_told_and_not_upgraded(file: Path) -> None:
    url = await asyncio.to_thread(with_schema, file, "0001")
    for _ in range(2):
        looked = await asyncio.to_thread(look_at, url)
        assert (looked.schema, looked.exists) == ("0001", True)


@pytest.mark.parametrize(("number", "why"), [("9999", "a newer Rolecall"), ("abc", "another program")])
async def test_a_database_that_is_not_ours_is_refused(file: Path, number: str, why: str) -> None:
    url = await asyncio.to_thread(with_schema, file, number)
    with pytest.raises(DatabaseProblem, match=why):
        await asyncio.to_thread(look_at, url)


async def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "rolecall.db").write_text("Dear diary, " * 100)
    with pytest.raises(DatabaseProblem, match="no SQLite database"):
        await asyncio.to_thread(look_at, f"sqlite:///{tmp_path}/rolecall.db")


async def test_the_postgresql_that_we_keep_things_in_is_looked_at(postgres_url: str) -> None:
    looked = await asyncio.to_thread(look_at, postgres_url)
    assert looked.schema == looked.newest
    assert looked.exists
    empty = sa.make_url(postgres_url).set(database="postgres").render_as_string(hide_password=False)
    assert (await asyncio.to_thread(look_at, empty)).schema is None


async def test_a_rituals_file_is_read_where_there_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert await rituals_file.look(Settings()) == []
    (tmp_path / "rituals.toml").write_text('[[ritual]]\nkind = "standup"\nchannel = "#backend"\nat = "09:00"\n')
    assert [each.state for each in await rituals_file.look(Settings())] == ["ok"]
    (tmp_path / "rituals.toml").write_text('[team]\ntimezon = "UTC"\n\n[[ritual]]\nevery = "two"\n')
    assert [(each.state, each.what.split(": ")[0]) for each in await rituals_file.look(Settings())] == [
        ("bad", "rituals.toml:2"),
        ("bad", "rituals.toml:5"),
    ]
    (tmp_path / "rituals.toml").write_text("[[ritual]\n")
    assert [each.state for each in await rituals_file.look(Settings())] == ["bad"]


async def test_a_name_below_approvers_that_no_mcp_server_offers_is_told_with_the_one_that_may_be_meant(
    tmp_path: Path,
) -> None:
    servers = {"queues": {"command": sys.executable, "args": [SERVER, "well"]}}
    file = tmp_path / "mcp.json"
    file.write_text(json.dumps({"mcpServers": servers}), "utf-8")
    named = dict.fromkeys(("mcp_queues_flush", "mcp_queues_*", "mcp_queues_flsh", "mcp_other_x"), ("U0SOMEONE",))
    found = await mcp.look(Settings(rolecall_mcp_config=file, approvers=named))
    assert [(each.what, each.mend) for each in found if each.state == "bad"] == [
        ("[approvers] has mcp_queues_flsh, and no server offers such a tool", "Is it mcp_queues_flush?"),
        (
            "[approvers] has mcp_other_x, and no server offers such a tool",
            "It is mcp_SERVER_TOOL, as the log and the audit have it",
        ),
    ]


async def test_a_tool_that_cannot_be_used_is_named_with_its_reason_and_the_others_are_counted(tmp_path: Path) -> None:
    servers = {"queues": {"command": sys.executable, "args": [SERVER, "misshapen"], "allow": ["queue", "bare"]}}
    file = tmp_path / "mcp.json"
    file.write_text(json.dumps({"mcpServers": servers}), "utf-8")
    found = await mcp.look(Settings(rolecall_mcp_config=file))
    assert [(each.state, each.what) for each in found if each.about == "MCP queues"] == [
        ("ok", "4 tools; at once: queue; 3 ask with a button"),
        ("note", "left out: bare (it has no inputSchema)"),
        ("note", "left out: listed, said, another-type, untyped (its inputSchema is not what MCP wants)"),
        ("note", "left out: no-description (its description is not what MCP wants)"),
        ("note", "left out: number 7 (its name is not what MCP wants)"),
        ("note", "left out: number 8 (it has no name)"),
        ("note", "left out: number 9, number 10 (it is no object)"),
        ("bad", '"allow" has bare, which cannot be used: it has no inputSchema'),
    ]


async def test_addresses_and_groups_that_are_nobodys_are_told() -> None:
    named = {"comment_on_issue": ("ana@team.example", "nobody@team.example", "@leads"), "*": ("@payments", "@former")}
    settings = Settings(rolecall_admins=("guest@team.example",), approvers=named)
    people = [
        SimpleNamespace(email="Ana@team.example", gone=False, is_guest=False),
        SimpleNamespace(email="guest@team.example", gone=False, is_guest=True),
        SimpleNamespace(email="nobody@team.example", gone=True, is_guest=False),
    ]

    class Chat:
        is_person_id = staticmethod(lambda each: each.startswith("U"))

        async def people(self) -> list[SimpleNamespace]:
            return people

        async def groups(self) -> dict[str, str]:
            return {"S1": "Payments", "S2": "former"}

        async def group_members(self, handle: str) -> list[str]:
            return ["U0ANA"] if handle == "payments" else []

    found = await slack_look._named(settings, Chat())  # type: ignore[arg-type]
    assert [(each.state, each.about, each.what) for each in found] == [
        ("bad", "ROLECALL_ADMINS", "guest@team.example is a guest's"),
        ("bad", "approvers of comment_on_issue", "nobody has the address nobody@team.example"),
        ("bad", "approvers of comment_on_issue", "there is no user group @leads"),
        ("bad", "approvers of *", "nobody is in the user group @former, or it is switched off"),
    ]
    gone = await missing_groups({"partner QA": ("S1",), "partner SRE": ("S9",)}, Chat())  # type: ignore[arg-type]
    assert [(each.about, each.what) for each in gone] == [("partner SRE", "its user group S9 is gone")]


class OddSlack:
    """A Slack some of whose entries cannot be read, and which says no for other reasons than that there is none."""

    is_person_id = staticmethod(lambda each: each.startswith("U"))
    is_channel_id = staticmethod(lambda each: each.startswith("C"))

    async def person(self, user: str) -> object:
        raise {"U0ODD": ChatRefused("odd_answer"), "U0LATE": ChatLimited(3)}.get(
            user, ChatRefused("user_not_found", Refusal.PERSON_UNKNOWN)
        )

    async def channel(self, channel: str) -> object:
        raise {
            "C0ODD": ChatRefused("odd_answer"),
            "C0SCOPE": ChatRefused("missing_scope", Refusal.MISSING_PERMISSION),
        }.get(channel, ChatRefused("channel_not_found", Refusal.PLACE_GONE))

    async def people(self) -> Entries[object]:
        return Entries([], unread=2)

    async def channels(self) -> Entries[object]:
        return Entries([], unread=1)

    async def groups(self) -> ByKey[str]:
        return ByKey({"S1": "payments", "S2": "leads"}, unread=1)

    async def group_members(self, handle: str) -> list[str]:
        if handle == "payments":
            raise ChatRefused("odd_answer")
        return []


async def test_nobody_is_said_of_nothing_that_could_merely_not_be_read() -> None:
    people = {"admins": ("U0ODD", "U0LATE", "U0NOBODY", "ben@team.example", "@data", "@payments", "@leads")}
    found = [
        *await missing_people(people, OddSlack()),  # type: ignore[arg-type]
        *await missing_channels({"channels": ("C0ODD", "C0SCOPE", "C0NOWHERE", "#nowhere")}, OddSlack()),  # type: ignore[arg-type]
        *await missing_groups({"partner QA": ("S1", "S9")}, OddSlack()),  # type: ignore[arg-type]
    ]
    entries = "as far as Slack's list can be read"
    assert [(each.state, each.what) for each in found] == [
        ("note", "the user id U0ODD could not be looked up (odd_answer)"),
        ("note", "the user id U0LATE could not be looked up (ratelimited)"),
        ("bad", "nobody has the user id U0NOBODY"),
        ("note", f"nobody has the address ben@team.example, {entries}: 2 entries could not be read"),
        ("note", f"there is no user group @data, {entries}: 1 entry could not be read"),
        ("note", "who is in the user group @payments could not be looked up (odd_answer)"),
        ("bad", "nobody is in the user group @leads, or it is switched off"),
        ("note", "the channel C0ODD could not be looked up (odd_answer)"),
        ("note", "the channel C0SCOPE could not be looked up (missing_scope)"),
        ("bad", "the app sees no channel C0NOWHERE"),
        ("note", f"the app sees no channel #nowhere, {entries}: 1 entry could not be read"),
        ("note", f"its user group S9 is gone, {entries}: 1 entry could not be read"),
    ]
    assert all(each.mend for each in found)


@pytest.mark.parametrize(
    ("role", "told"),
    [
        ("watcher", None),
        ("writer", "its role may write to 1 tables"),
        ("holder", "its role owns 1 tables, so it could drop them"),
        ("rolecall", "its role is a superuser, so no plan is asked for"),
    ],
)
async def test_what_the_watching_role_may_do_besides_is_told(
    empty_postgres_url: str, role: str, told: str | None
) -> None:
    with psycopg.connect(empty_postgres_url, autocommit=True) as owner:
        owner.execute("CREATE ROLE watcher LOGIN; CREATE ROLE writer LOGIN; CREATE ROLE holder LOGIN")
        owner.execute("CREATE TABLE orders (id int); CREATE TABLE notes (id int); ALTER TABLE notes OWNER TO holder")
        owner.execute("GRANT SELECT ON orders TO watcher; GRANT DELETE ON orders TO writer")
        try:
            dsn = empty_postgres_url.replace("rolecall@", f"{role}@")
            found = await sources_look._too_much("PostgreSQL", Settings(rolecall_postgres_dsn=dsn))
        finally:
            owner.execute("DROP OWNED BY watcher, writer, holder")
            owner.execute("DROP ROLE watcher, writer, holder")
    assert [each.what for each in found] == ([told] if told else [])
