"""What was recalled, ready to be shown: by whom, and where it can be read."""

from collections.abc import Iterable

from bot.memory import Recalled
from integrations.chat import Channel, ChatError, ChatLinks, PlaceKind
from integrations.deferred import dataclass
from jobs.people.directory import Directory, name_of

TOLD = "told:"
"""How the id of a note begins that was made in a form; it is no message, and is read in the thread of its question."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """Something recalled, with the name of its author and its address."""

    said: Recalled
    name: str
    kind: PlaceKind | None
    permalink: str | None


class Quotes:
    """Looks up names and addresses."""

    def __init__(self, chat: ChatLinks, team: Directory) -> None:
        """Read quoted messages from `chat`; `team` says who may hear them."""
        self._chat = chat
        self._team = team

    async def of(self, found: Iterable[Recalled], most: int) -> list[Quoted]:
        """Return the first `most` of them, without what the chat no longer has."""
        quotes: list[Quoted] = []
        for each in found:
            if len(quotes) == most:
                break
            message = each.thread if each.message_id.startswith(TOLD) else each.message_id
            try:
                permalink = await self._chat.permalink(each.channel, message) if message else None
            except ChatError:
                permalink = None
            else:
                if permalink is None and message == each.message_id:
                    continue
            channel = await self._channel(each.channel)
            quotes.append(
                Quoted(each, await name_of(self._team, each.user), channel.kind if channel else None, permalink)
            )
        return quotes

    async def _channel(self, channel: str) -> Channel | None:
        try:
            return await self._team.channel(channel)
        except ChatError:
            return None
