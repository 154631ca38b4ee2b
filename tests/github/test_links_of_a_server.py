"""What a server of its own writes into its answers leads the token nowhere, and nobody into a script."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.sources import Sources
from integrations.github.github import GitHub
from integrations.source import SourceError
from tests.github.server import TOKEN
from tests.stage import BACKEND, opened, staged

REPO = "sample/payments"
Answer = tuple[int, dict[str, str], object]
Answers = Callable[[str], Answer]


@asynccontextmanager
async def answering(answers: Answers) -> AsyncIterator[tuple[str, list[tuple[str, str | None]]]]:
    """A server, and what it was asked: paths, and the token that came along."""
    asked: list[tuple[str, str | None]] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while line := await reader.readline():
                headers: dict[str, str] = {}
                while (each := (await reader.readline()).decode().strip()) != "":
                    name, _, value = each.partition(":")
                    headers[name.lower()] = value.strip()
                await reader.readexactly(int(headers.get("content-length", 0)))
                path = line.split()[1].decode()
                asked.append((path, headers.get("authorization")))
                status, more, data = answers(path)
                body = json.dumps(data).encode()
                told = "".join(f"{name}: {value}\r\n" for name, value in more.items())
                writer.write(f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\n{told}".encode())
                writer.write(f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", asked
    finally:
        server.close()


def pull(url: str) -> dict[str, object]:
    return {
        "number": 7,
        "title": "Index",
        "html_url": url,
        "user": {"login": "ana", "type": "User"},
        "draft": False,
        "state": "open",
        "created_at": "2026-11-20T09:00:00Z",
        "updated_at": "2026-11-20T09:00:00Z",
        "merged_at": None,
        "head": {"sha": "abc", "ref": "x"},
        "base": {"sha": "base", "ref": "main", "repo": {"full_name": REPO}},
        "requested_reviewers": [],
        "requested_teams": [],
    }


def of_pulls(path: str, url: str, headers: dict[str, str]) -> Answer:
    if path.endswith("/graphql"):
        return 404, {}, {}
    if "/pulls?" in path:
        return 200, headers, [pull(url)]
    if "/reviews" in path:
        return 200, {}, []
    if "/check-runs" in path:
        return 200, {}, {"check_runs": []}
    return 200, {}, pull(url)


@pytest.mark.parametrize("how", ["link", "redirect"])
@pytest.mark.parametrize(
    "where",
    [
        "{other}/next",
        "{other}/github/api/v3/next",
        "//{bare}/next",
        "{ours}/other-app/next",
        "../../../../../../../next",
    ],
)
async def test_the_token_leaves_the_path_of_the_api_by_no_way(how: str, where: str) -> None:
    """An Enterprise Server that shares its host with other programs, below a path."""
    async with answering(lambda _: (200, {}, [])) as (other, asked_there):

        def answers(path: str) -> Answer:
            to = where.format(other=other, bare=other.partition("//")[2], ours=ours)
            if not path.startswith("/github/api/v3/") and not path.startswith("/github/api/graphql"):
                return 200, {}, []
            if how == "redirect" and "/pulls?" in path:
                return 302, {"Location": to}, {}
            return of_pulls(path, f"{ours}/{REPO}/pull/7", {"Link": f'<{to}>; rel="next"'})

        async with answering(answers) as (ours, asked):
            github = GitHub(TOKEN, (REPO,), api_url=f"{ours}/github/api/v3", timeout_s=5)
            with contextlib.suppress(SourceError):
                await github.open_pulls(REPO)
            await github.close()
    assert asked_there == []
    assert all(path.startswith("/github/api/") for path, token in asked if token)


async def test_a_next_page_below_the_path_is_read() -> None:
    def answers(path: str) -> Answer:
        more = {} if "page=2" in path else {"Link": f'<{ours}/github/api/v3/repositories/1/pulls?page=2>; rel="next"'}
        status, headers, data = of_pulls(path, f"{ours}/{REPO}/pull/7", more)
        return status, headers, [pull(f"{ours}/{REPO}/pull/8") | {"number": 8}] if "page=2" in path else data

    async with answering(answers) as (ours, asked):
        github = GitHub(TOKEN, (REPO,), api_url=f"{ours}/github/api/v3", timeout_s=5)
        assert len(await github.open_pulls(REPO)) == 2
        await github.close()
    assert [path for path, _ in asked if "page=2" in path] == ["/github/api/v3/repositories/1/pulls?page=2"]


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "data:text/html,<b>", " vbscript:x", "x"],
)
async def test_an_address_that_is_none_is_neither_live_nor_shown(tmp_path: Path, url: str) -> None:
    async with answering(lambda path: of_pulls(path, url, {})) as (ours, _):
        github = GitHub(TOKEN, (REPO,), api_url=ours, timeout_s=5)
        async with staged(tmp_path, sources=Sources(codehost=github)) as stage:
            await stage.workspace.member("Ana").command("/ritual run review_queue", BACKEND)
            await stage.pass_(seconds=8)
            said = opened(stage)
    assert "payments#7" in said.shown
    assert "'type': 'link'" not in str(said.blocks)
    assert "script" not in said.shown.casefold()
    assert "data:" not in said.shown


async def test_what_moves_to_the_next_page_while_a_list_is_read_is_told_once() -> None:
    def answers(path: str) -> Answer:
        if path.endswith(("/graphql", "/meta")):
            return 404, {}, {}
        if "/pulls?" not in path:
            return of_pulls(path, f"{ours}/{REPO}/pull/7", {})
        numbers = (8, 7) if "page=2" in path else (9, 8)
        more = {} if "page=2" in path else {"Link": f'<{ours}/repos/{REPO}/pulls?page=2>; rel="next"'}
        return 200, more, [pull(f"{ours}/{REPO}/pull/{number}") | {"number": number} for number in numbers]

    async with answering(answers) as (ours, _):
        github = GitHub(TOKEN, (REPO,), api_url=ours, timeout_s=5)
        assert [each.number for each in await github.open_pulls(REPO)] == [9, 8, 7]
        since = datetime(2026, 11, 1, tzinfo=UTC)
        assert [each.pull.number for each in await github.pulls_since(REPO, since)] == [9, 8, 7]
        await github.close()
