"""Charts as pictures in Slack: drawn and uploaded before they are shown, and deleted when they are shown no more.

A file that is shared nowhere is seen by nobody until a message or an App Home shows it, and then by those who see
that. Slack takes it in some moments after the upload, and refuses blocks with it until then; when it has, it says in
nothing that `files:write` alone lets us read. Whatever goes wrong with a picture, what it shows is said in words.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Collection, Iterable
from typing import Any, TypeVar

import structlog

from integrations.chart_picture import STYLE, draw, is_drawable
from integrations.chat import ChatError, ChatRefused, PictureShelf, Refusal
from integrations.post import Block, Chart
from integrations.slack.pieces import NO_PICTURES, Pictures

log = structlog.get_logger()

PATIENCE_S = 10
"""How long the pictures of one message or page may take until they are uploaded."""
PAUSES_S = (0.5, 1, 2, 3)
"""Between tries to show a picture that Slack has not taken in yet."""
_GONE = ("file_not_found", "file_deleted")
T = TypeVar("T")
Upload = Callable[[str, bytes], Awaitable[str]]
"""(name, content) -> the id of a file that is shared nowhere."""


class SlackPictures:
    """The pictures of messages and App Homes. A `place` is the key of a message, or names an App Home."""

    def __init__(self, upload: Upload, call: Callable[..., Awaitable[dict[str, Any]]], shelf: PictureShelf) -> None:
        """`call` writes to Slack; `shelf` keeps what shows which file."""
        self._upload = upload
        self._call = call
        self._shelf = shelf

    async def prepare(self, place: str, blocks: Iterable[Block]) -> None:
        """Upload what is not there yet. Safe to repeat; what fails is logged, and shown in words."""
        wanted = {imprint(each): each for each in _charts(blocks)}
        if not wanted:
            return
        try:
            async with asyncio.timeout(PATIENCE_S):
                there = await self._shelf.of(place)
                for print_, chart in wanted.items():
                    if print_ in there:
                        continue
                    content = await asyncio.to_thread(draw, chart)
                    file = await self._upload("chart.png", content)
                    if await self._shelf.put(place, print_, file) != file:
                        await self._call("files.delete", file=file)  # another replica draws the same page
        except (ChatError, TimeoutError) as problem:
            log.warning("picture_not_uploaded", place=place, why=str(problem) or type(problem).__name__)

    async def lacking(self, place: str, blocks: Iterable[Block]) -> bool:
        """Return True if a picture of these is still to be uploaded."""
        wanted = {imprint(each) for each in _charts(blocks)}
        return bool(wanted) and not wanted <= (await self._shelf.of(place)).keys()

    async def show(self, place: str, blocks: Iterable[Block], call: Callable[[Pictures], Awaitable[T]]) -> T:
        """Make a call that shows `blocks` with their pictures; in words, where Slack does not take these in time."""
        pictures = await self._of(place, blocks)
        for pause in PAUSES_S if pictures else ():
            try:
                return await call(pictures)
            except ChatRefused as refusal:
                if refusal.meaning is not Refusal.PICTURE_UNKNOWN:
                    raise
            await asyncio.sleep(pause)
        if pictures:
            log.warning("picture_not_taken", place=place)
            await self._delete(place, pictures.values())
        return await call(NO_PICTURES)

    async def tidy(self, place: str, blocks: Iterable[Block]) -> None:
        """Delete the pictures that the place showed before and shows no more. What fails is tried the next time."""
        shown = {imprint(each) for each in _charts(blocks)}
        there = await self._shelf.of(place)
        await self._delete(place, [file for print_, file in there.items() if print_ not in shown])

    async def _of(self, place: str, blocks: Iterable[Block]) -> Pictures:
        charts = _charts(blocks)
        there = await self._shelf.of(place) if charts else {}
        return {each: there[print_] for each in charts if (print_ := imprint(each)) in there}

    async def _delete(self, place: str, files: Collection[str]) -> None:
        for file in files:
            try:
                await self._call("files.delete", file=file)
            except ChatError as problem:
                if problem.code not in _GONE:
                    log.warning("picture_not_deleted", place=place, why=problem.code)
                    continue
            await self._shelf.drop(place, file)


def imprint(chart: Chart) -> str:
    """What tells one picture from another."""
    return hashlib.sha256(f"{STYLE}|{chart.model_dump_json()}".encode()).hexdigest()[:32]


def _charts(blocks: Iterable[Block]) -> list[Chart]:
    return [each for each in blocks if isinstance(each, Chart) and is_drawable(each)]
