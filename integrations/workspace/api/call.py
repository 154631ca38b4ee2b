"""One call of a method, as its handler gets it."""

import base64
import binascii
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from integrations.workspace import limits
from integrations.workspace.errors import Refused
from integrations.workspace.model import Conversation, Json, Member
from integrations.workspace.workspace import Workspace

T = TypeVar("T")

PAGE = 100
"""Items of a page where the call does not say."""
LARGEST_PAGE = 999
_TS = re.compile(r"(\d{1,10})(?:\.(\d{1,6}))?")


@dataclass(frozen=True, slots=True)
class Call:
    """What was asked, of which workspace, at which address (`http://host:port`)."""

    workspace: Workspace
    args: Json
    address: str

    @property
    def me(self) -> Member:
        """The bot user, whose token was used."""
        return self.workspace.state.bot

    def text(self, name: str) -> str | None:
        """An argument as text; None where it is missing or empty."""
        value = self.args.get(name)
        return None if value in (None, "") else str(value)

    def need(self, name: str, code: str = "invalid_arguments") -> str:
        """An argument that must be there. Raises Refused(code)."""
        value = self.text(name)
        if value is None:
            raise Refused(code, [f"[ERROR] missing required field: {name}"] if code == "invalid_arguments" else ())
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        """A yes or no, in any of the spellings that Slack takes."""
        value = self.args.get(name)
        return default if value is None else str(value).lower() in ("1", "true")

    def ts(self, name: str, code: str) -> str | None:
        """A timestamp, in Slack's own spelling. Raises Refused(code) for what is none."""
        value = self.text(name)
        if value is None:
            return None
        match = _TS.fullmatch(value)
        if match is None:
            raise Refused(code)
        return f"{int(match.group(1)):010d}.{(match.group(2) or '').ljust(6, '0')}"

    def conversation(self, name: str = "channel") -> Conversation:
        """The conversation that is meant, a user id meaning the DM with them. Raises Refused."""
        where = self.need(name, "channel_not_found")
        member = self.workspace.state.members.get(where)
        if member is not None:
            return self.workspace.state.dm(self.me.id, member.id)
        return self.workspace.state.conversation(where, self.me.id)

    def content(self, *, text_limit: int | None = None) -> tuple[str, list[Json] | None]:
        """The text and the blocks of a message that is to be said. Raises Refused."""
        text, blocks = limits.check_content(self.args, text_limit=text_limit)
        self.workspace.files.check_pictures(blocks or (), "/blocks", "invalid_blocks")
        return text, blocks

    def view(self, *allowed: str) -> Json:
        """The view that is to be shown, of one of the `allowed` types. Raises Refused."""
        view = limits.check_view(self.args.get("view"), allowed=allowed)
        self.workspace.files.check_pictures(view["blocks"], "/view/blocks", "invalid_arguments")
        return view

    def page(self, items: Sequence[T], *, default: int = PAGE) -> tuple[Sequence[T], Json]:
        """A page of `items` and its `response_metadata`. Raises Refused: `invalid_limit`, `invalid_cursor`."""
        size = self._size(default)
        start = _offset(self.text("cursor"))
        if start > len(items):
            raise Refused("invalid_cursor")
        end = start + size
        return items[start:end], {"next_cursor": _cursor("next", end) if end < len(items) else ""}

    def page_by_ts(self, messages: Sequence[Json], *, default: int = PAGE) -> tuple[Sequence[Json], Json]:
        """The first page of `messages`, whose cursor names the message that the next page begins with, as Slack's does.

        Raises Refused("invalid_limit").
        """
        size = self._size(default)
        more = len(messages) > size
        cursor = _cursor("next_ts", int(messages[size]["ts"].replace(".", ""))) if more else ""
        return messages[:size], {"next_cursor": cursor}

    def next_ts(self) -> str | None:
        """The ts that a cursor of `page_by_ts` names; None without one. Raises Refused("invalid_cursor")."""
        cursor = self.text("cursor")
        if cursor is None:
            return None
        number = f"{_number(cursor, 'next_ts'):016d}"
        return f"{number[:-6]}.{number[-6:]}"

    def _size(self, default: int) -> int:
        limit = self.text("limit") or str(default)
        if not limit.lstrip("-").isdigit() or int(limit) < 0:
            raise Refused("invalid_limit")
        return min(int(limit) or default, LARGEST_PAGE)


def _cursor(word: str, number: int) -> str:
    return base64.b64encode(f"{word}:{number}".encode()).decode()


def _offset(cursor: str | None) -> int:
    return 0 if cursor is None else _number(cursor, "next")


def _number(cursor: str, wanted: str) -> int:
    try:
        word, _, number = base64.b64decode(cursor, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise Refused("invalid_cursor") from None
    if word != wanted or not number.isdigit():
        raise Refused("invalid_cursor")
    return int(number)


Handler = Callable[[Call], Awaitable[Json]]


@dataclass(frozen=True, slots=True)
class Method:
    """A method: who answers it, and what the caller needs for that."""

    handler: Handler
    scopes: tuple[str, ...] = ()
    """Any one of these will do; none: any token."""
    caller: Literal["bot", "app", "anyone"] = "bot"
    """Whose token it takes."""
    json: bool = True
    """Whether arguments may come as a JSON body; methods that read take forms only."""


def reading(handler: Callable[[Call], Awaitable[Any]], *scopes: str) -> Method:
    """A method that reads."""
    return Method(handler, scopes, json=False)


def writing(handler: Callable[[Call], Awaitable[Any]], *scopes: str) -> Method:
    """A method that writes."""
    return Method(handler, scopes)
