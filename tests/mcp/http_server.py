"""A server over HTTP that speaks just enough MCP, and can be ill once it is called."""

import asyncio
import contextlib
import gzip
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

JSON, EVENTS = "application/json", "text/event-stream"


@dataclass
class HttpServer:
    """How it is ill, and what it was asked with which headers."""

    how: str = "well"
    url: str = ""
    elsewhere: str = "http://127.0.0.1:9"
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    """Method of HTTP, and headers by their names in small letters."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while line := await reader.readline():
                headers: dict[str, str] = {}
                while (each := (await reader.readline()).decode().strip()) != "":
                    name, _, value = each.partition(":")
                    headers[name.lower()] = value.strip()
                body = await reader.readexactly(int(headers.get("content-length", 0)))
                verb = line.split()[0].decode()
                self.asked.append((verb, headers))
                await self.answer(writer, verb, json.loads(body) if body else {})
        writer.close()

    async def answer(self, writer: asyncio.StreamWriter, verb: str, request: dict[str, Any]) -> None:
        method, number = request.get("method"), request.get("id")
        if verb != "POST":
            return head(writer, 405)
        if number is None:
            return head(writer, 202)
        if method == "initialize":
            info = {"name": "sample", "version": "1"}
            return said(
                writer, number, {"protocolVersion": "2025-06-18", "capabilities": {"tools": {}}, "serverInfo": info}
            )
        if method == "tools/list":
            return said(writer, number, {"tools": []})
        if method != "tools/call":
            return head(writer, 404)
        whole = {"content": [{"type": "text", "text": "7"}]}
        match self.how:
            case "endless":
                head(writer, 200, JSON, "Transfer-Encoding: chunked")
                while True:
                    await chunk(writer, b"x" * 100_000)
            case "endless events":
                head(writer, 200, EVENTS, "Transfer-Encoding: chunked")
                while True:
                    await chunk(writer, b": nothing yet\n\n" * 1_000)
            case "packed":
                body = gzip.compress(b'{"x": "' + b"x" * 50_000_000 + b'"}')
                head(writer, 200, JSON, "Content-Encoding: gzip", f"Content-Length: {len(body)}")
                writer.write(body)
            case "drips":
                head(writer, 200, JSON, "Content-Length: 1000")
                while True:
                    writer.write(b" ")
                    await writer.drain()
                    await asyncio.sleep(0.1)
            case "moved":
                head(writer, 307, JSON, f"Location: {self.elsewhere}/mcp", "Content-Length: 0")
            case "locked":
                where = f'resource_metadata="{self.elsewhere}/.well-known/oauth-protected-resource"'
                head(writer, 401, JSON, f"WWW-Authenticate: Bearer {where}", "Content-Length: 0")
            case "broken":
                head(writer, 500, "text/html", "Content-Length: 5")
                writer.write(b"<h1>!")
            case "a page":
                head(writer, 200, "text/html", "Content-Length: 5")
                writer.write(b"<h1>!")
            case "nonsense":
                head(writer, 200, JSON, "Content-Length: 5")
                writer.write(b"{'x':")
            case "cut":
                head(writer, 200, JSON, "Content-Length: 5000")
                writer.write(b"{")
                writer.close()
            case _:
                said(writer, number, whole)


def head(writer: asyncio.StreamWriter, status: int, kind: str = JSON, *headers: str) -> None:
    lines = [f"HTTP/1.1 {status} Said", f"Content-Type: {kind}", *(headers or ["Content-Length: 0"])]
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())


def said(writer: asyncio.StreamWriter, number: object, result: dict[str, Any]) -> None:
    body = json.dumps({"jsonrpc": "2.0", "id": number, "result": result}).encode()
    head(writer, 200, JSON, f"Content-Length: {len(body)}")
    writer.write(body)


async def chunk(writer: asyncio.StreamWriter, body: bytes) -> None:
    writer.write(f"{len(body):x}\r\n".encode() + body + b"\r\n")
    await writer.drain()


@asynccontextmanager
async def serving(how: str, elsewhere: str = "") -> AsyncIterator[HttpServer]:
    """Answer on a free port of loopback."""
    ill = HttpServer(how, elsewhere=elsewhere)
    server = await asyncio.start_server(ill.serve, "127.0.0.1", 0)
    ill.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield ill
    finally:
        server.close()
