"""Somebody types their standup: it is taken, and shown to them, or they are given the button to press."""

import contextlib
import re
from dataclasses import replace
from datetime import datetime

from bot.conversation.intents import Question, intent
from integrations.chat import ChatAsides, ChatError, PlaceKind
from integrations.chat_events import Said
from integrations.database import Database
from integrations.deferred import pattern
from jobs.messages import Outgoing, OutgoingMessage, Priority
from jobs.standup import posts
from jobs.standup.model import AHEAD
from jobs.standup.typed_answers import Typed, TypedOutcome, Where

_ASKS_US = pattern(
    r"\W*(?:please\s+)?(?:tell|show|list|find|give|explain|draft|write|help|search|look|do|does|is|are|can|could|would"
    r"|should|what|who|when|where|why|how|which|remember|note|forget|don't|let)\b",
    re.IGNORECASE,
)
"""How people begin who want something of us, or of others."""


class TypedStandups:
    """Takes an answer to a standup that was typed in its thread or in a direct message."""

    def __init__(self, db: Database, typed: Typed, outbox: Outgoing, chat: ChatAsides) -> None:
        """Hand it to `typed`, and say privately what came of it."""
        self._db = db
        self._typed = typed
        self._outbox = outbox
        self._chat = chat

    async def heard(self, said: Said, words: str, kind: PlaceKind | None) -> bool:
        """Take a message that has the labels of a standup; return True if that was all there was to it."""
        return await self._heard(said, words, kind, chatty=True)

    async def wondered(self, said: Said, words: str, kind: PlaceKind | None, us: str) -> bool:
        """Take a message that may be a standup without labels, or say how to answer; return True if we did."""
        named = any(user != us for user in said.text.people)
        unread = said.files and not words
        asks = not unread and ("?" in words or bool(_ASKS_US.match(words)) or not isinstance(intent(words), Question))
        if named or asks or (said.thread is None and kind != PlaceKind.DIRECT):
            return False
        return await self._heard(said, words, kind, chatty=False, unread=unread)

    async def _heard(
        self, said: Said, words: str, kind: PlaceKind | None, *, chatty: bool, unread: bool = False
    ) -> bool:
        where = Where(said.channel, said.thread, kind == PlaceKind.DIRECT)
        heard = await self._typed.heard(said.user, where, words, chatty=chatty, unread=unread)
        await self._tell(said, kind, heard, said.id)
        return heard.what != "nothing"

    async def edited(self, said: Said, words: str, before: str, kind: PlaceKind | None, at: datetime) -> None:
        """Take the change, made `at` that moment, of a message that was an answer."""
        where = Where(said.channel, said.thread, kind == PlaceKind.DIRECT)
        heard = await self._typed.heard(said.user, where, words, before=before, chatty=True)
        await self._tell(replace(said, at=at), kind, heard, f"{said.id}:{at.timestamp():.6f}")

    async def _tell(self, said: Said, kind: PlaceKind | None, heard: TypedOutcome, once: str) -> None:
        if heard.ahead is not None:
            about, post = f"{AHEAD}{heard.ahead.id}", posts.kept_ahead(heard.ahead)
        elif heard.round is not None:
            about = heard.round.key
            taken = posts.taken(heard.round, heard.answer) if heard.answer is not None else None
            post = taken or posts.press_answer(heard.round, heard.why)
        else:
            return
        if kind != PlaceKind.DIRECT:
            with contextlib.suppress(ChatError):
                await self._chat.whisper(said.channel, said.user, post, thread=said.thread)
            return
        key = f"standup:{about}:typed:{said.user}:{once}"
        message = OutgoingMessage(
            key,
            said.user,
            post,
            priority=Priority.REPLY,
            thread=said.thread,
            person=said.user,
            answers_at=said.at,
        )
        async with self._db.write() as tx:
            await self._outbox.put(tx, message)
