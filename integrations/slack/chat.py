"""Slack as a chat of ours: what we say, ask and read there, in our own words."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, TypeVar

from integrations.chat import (
    Channel,
    ChatRefused,
    Granted,
    Growing,
    Identity,
    Limits,
    Person,
    PictureShelf,
    Posted,
    Refusal,
)
from integrations.chat_events import Envelope, Event
from integrations.chat_history import ChatExport, HistoryPage
from integrations.entries import ODD_FORM, ByKey, Entries, read_each
from integrations.form import Form
from integrations.post import Block, Post
from integrations.slack import SLACK_API, events, forms, render
from integrations.slack.directory import read_group_members, read_handle, read_listed_channel, read_person
from integrations.slack.growing import GrowingMessages, posted, still_grows
from integrations.slack.history import read_page
from integrations.slack.ids import SLACK_IDS
from integrations.slack.limits import INPUT, ROOM
from integrations.slack.pictures import SlackPictures
from integrations.slack.pieces import NO_PICTURES, Pictures
from integrations.slack.web_api import ODD_ANSWER, PAGE, TIMEOUT_S, AsyncWebClient, WebApi
from integrations.source import SourceError

MOST_ANSWERS = 4
"""Messages of one private answer: a response URL takes five, and whoever answered may have more to say."""
NAME = "Slack"
METADATA_EVENT = "rolecall_letter"
T = TypeVar("T")


class Chat:
    """The calls that Rolecall makes, with our types and errors.

    Every method raises `ChatRefused`, `ChatLimited` or `ChatUncertain`.
    """

    chat_name = NAME
    pace = timedelta(seconds=1)
    """Slack takes one `chat.postMessage` a second a channel."""
    limits = Limits(message=ROOM, typed=INPUT)

    def __init__(
        self, token: str, *, api_url: str = SLACK_API, timeout: float = TIMEOUT_S, shelf: PictureShelf | None = None
    ) -> None:
        """Prepare; the first call opens the connection. `timeout` is in seconds, a call.

        Without a `shelf` there are no pictures, and charts are shown in words.
        """
        self._api = WebApi(token, api_url, timeout)
        self._me: Identity | None = None
        self._dms: dict[str, str] = {}
        self._pictures = SlackPictures(self._own_file, self._api.read, shelf) if shelf else None
        self._growing = GrowingMessages(self._api.call, lambda *message: self.update(*message[:3], key=message[3]))

    @property
    def client(self) -> AsyncWebClient:
        """The SDK's client, for Bolt and Socket Mode."""
        return self._api.client

    async def close(self) -> None:
        """Close the connections."""
        await self._api.close()

    def envelope(self, body: Mapping[str, Any]) -> Envelope:
        """What has to be known of an Events API payload to keep it."""
        return events.envelope(body)

    def read(self, body: Mapping[str, Any]) -> Event | None:
        """What an Events API payload tells. Raises `Unreadable` alone."""
        return events.read(body)

    # --- who and where -------------------------------------------------------------

    async def me(self) -> Identity:
        """Who the token belongs to; asked once."""
        if self._me is None:
            self._me = _identity(await self._api.call("auth.test"))
        return self._me

    async def granted(self) -> Granted:
        """What Slack says of our token, whenever it is asked."""
        data, headers = await self._api.answer("auth.test")
        scopes = headers.get("x-oauth-scopes")
        try:
            at = parsedate_to_datetime(headers.get("date", ""))
        except ValueError:
            at = None
        named = frozenset(each.strip() for each in scopes.split(",")) if scopes is not None else None
        return Granted(_identity(data), named, at)

    async def check(self) -> None:
        """Ask Slack whether it takes our token."""
        await self._api.call("auth.test")

    async def person(self, user: str) -> Person:
        """One member of the workspace."""
        return _read(lambda data: read_person(data["user"]), await self._api.read("users.info", user=user))

    async def people(self) -> list[Person]:
        """Every member of the workspace who can be read."""
        return await _each(read_person, self._api.pages("users.list", "members", patient=True))

    async def channel(self, channel: str) -> Channel:
        """Return one channel, or direct messages."""
        data = await self._api.read("conversations.info", channel=channel)
        return _read(lambda data: read_listed_channel(data["channel"]), data)

    async def channels(self) -> list[Channel]:
        """Every public channel, and the private ones we are in, that can be read."""
        kinds = "public_channel,private_channel,mpim,im"
        pages = self._api.pages("conversations.list", "channels", patient=True, types=kinds)
        return await _each(read_listed_channel, pages)

    async def members(self, channel: str) -> list[str]:
        """The user ids of a conversation, ours among them. Refused where one of them is none: it hears too."""
        pages = self._api.pages("conversations.members", "members", patient=True, channel=channel)
        return _read(read_group_members, {"users": [user.get("id") async for user in pages]})

    async def groups(self) -> dict[str, str]:
        """The handle of every user group, by id; those that are switched off too. Needs `usergroups:read`."""
        data = await self._api.read("usergroups.list", include_disabled=True)
        found = _groups(read_handle, data)
        return ByKey(dict(found), unread=found.unread)

    async def group_members(self, handle: str) -> list[str]:
        """The people of the user group of that handle. Needs `usergroups:read`."""
        data = await self._api.read("usergroups.list", include_users=True)
        named = _groups(lambda each: (read_handle(each)[1], each), data)
        found = [each for called, each in named if called.casefold() == handle.casefold()]
        return [user for each in found for user in _read(read_group_members, each)]

    async def open_dm(self, user: str) -> str:
        """The id of our DM with `user`, opened where it is not yet."""
        if user not in self._dms:
            self._dms[user] = (await self._api.call("conversations.open", users=user))["channel"]["id"]
        return self._dms[user]

    async def place_of(self, address: str) -> str:
        """The place that an address is: our DM with a person, else what it is itself."""
        return await self.open_dm(address) if SLACK_IDS.is_person(address) else address

    def is_person_id(self, text: str) -> bool:
        """Return True if `text` has the form of a person's id."""
        return SLACK_IDS.is_person(text)

    def is_channel_id(self, text: str) -> bool:
        """Return True if `text` has the form of a channel's id."""
        return SLACK_IDS.is_channel(text)

    # --- saying --------------------------------------------------------------------

    async def prepare(self, post: Post, *, key: str) -> None:
        """Upload the pictures of `post`, as far as they are not there yet."""
        if self._pictures:
            await self._pictures.prepare(key, post.blocks)

    async def post(self, channel: str, post: Post, *, key: str, thread: str | None = None) -> Posted:
        """Post once, with `key` as message metadata.

        Raises `ChatRefused` of `Refusal.MESSAGE_GONE` where what it was to answer is gone.
        """

        async def say(pictures: Pictures) -> dict[str, Any]:
            drawn = render.render(post, key=key, pictures=pictures)
            return await self._api.call(
                "chat.postMessage",
                channel=channel,
                text=drawn.text,
                blocks=drawn.blocks,
                thread_ts=thread,
                metadata=_metadata(key),
                unfurl_links=False,
                unfurl_media=False,
            )

        data = await self._with_pictures(key, post.blocks, say)
        said = data.get("message")
        if thread is not None and isinstance(said, dict) and not said.get("thread_ts"):
            # Slack refuses nothing here: it says the answer to a deleted message to the whole channel.
            await self._api.call("chat.delete", channel=channel, ts=data["ts"])
            raise ChatRefused("thread_not_found", Refusal.MESSAGE_GONE)
        return posted(data)

    async def update(self, channel: str, message_id: str, post: Post, *, key: str) -> None:
        """Replace a message of ours. `key` stays the first post's, so that it is still found."""

        async def change(pictures: Pictures) -> None:
            drawn = render.render(post, key=key, pictures=pictures)
            await self._api.call(
                "chat.update",
                channel=channel,
                ts=message_id,
                text=drawn.text,
                blocks=drawn.blocks,
                metadata=_metadata(key),
            )

        await self._with_pictures(key, post.blocks, change)
        if self._pictures:
            await self._pictures.tidy(key, post.blocks)

    async def _with_pictures(self, place: str, blocks: Sequence[Block], call: Callable[[Pictures], Awaitable[T]]) -> T:
        return await (self._pictures.show(place, blocks, call) if self._pictures else call(NO_PICTURES))

    async def begin(self, channel: str, post: Post, *, key: str, thread: str | None, reader: str) -> Growing:
        """Begin a message that grows: a stream in a thread; elsewhere, where Slack has none, a post that is edited."""
        if thread is not None:
            return await self._growing.begin(channel, post, thread, reader, (await self.me()).team)
        posted = await self.post(channel, post, key=key)
        return Growing(channel, posted.id, posted.at)

    async def grow(self, message: Growing, post: Post, *, key: str) -> None:
        """Let a message that is being written show all of `post`."""
        await self._growing.grow(message, post, key=key)

    async def finish(self, channel: str, message_id: str, post: Post, *, key: str) -> None:
        """Let it be `post`, and end its stream where it has one. Safe to repeat."""
        await self._growing.finish(channel, message_id, post, key=key)

    async def rest(self, channel: str, thread: str) -> None:
        """End the "processing" of a thread's session: it stays where somebody pressed Slack's own stop button."""
        await self._api.call("agents.sessions.setStatus", channel_id=channel, thread_ts=thread, status="active")

    async def unfinished(
        self, channel: str, key: str, *, since: datetime, thread: str | None, besides: Collection[str] = ()
    ) -> Posted | None:
        """Our message that was begun under `key`; a stream takes none, so it is the thread's first unknown one."""
        if thread is None:
            return await self.find(channel, key, since=since)
        mine, oldest = await self.me(), since.timestamp()
        async for raw in self._api.pages("conversations.replies", "messages", channel=channel, ts=thread):
            ours = mine.user == raw.get("user") and still_grows(raw) and raw["ts"] not in besides
            if ours and float(raw["ts"]) >= oldest:
                return posted(raw)
        return None

    async def whisper(self, channel: str, user: str, post: Post, *, thread: str | None = None) -> None:
        """Say it so that only `user` sees it. Best effort: Slack keeps no record of it."""
        for drawn in render.render_all(post, most=MOST_ANSWERS):
            await self._api.call(
                "chat.postEphemeral", channel=channel, user=user, text=drawn.text, blocks=drawn.blocks, thread_ts=thread
            )

    async def respond(self, response_url: str, post: Post, *, replace: bool = False) -> None:
        """Answer a command or a click privately through its response URL. Best effort.

        A long post takes several messages; where it takes more than the URL allows, the last
        one says how much is left out.
        """
        for drawn in render.render_all(post, most=MOST_ANSWERS):
            await self._api.respond(
                response_url,
                text=drawn.text,
                blocks=drawn.blocks,
                response_type="ephemeral",
                replace_original=replace,
                unfurl_links=False,
                unfurl_media=False,
            )
            replace = False

    async def send_file(self, user: str, name: str, content: bytes, post: Post) -> str:
        """Give `user` a file in our DM with them, the headline of `post` above it, and return the DM's address.

        Needs `files:write`, and is tried once. The content goes, without our token, to where Slack says.
        """
        channel = await self.open_dm(user)
        words = render.render(post).text
        await self._file(name, content, channel_id=channel, initial_comment=words)
        return f"{(await self.me()).url}archives/{channel}"

    async def _own_file(self, name: str, content: bytes) -> str:
        return await self._file(name, content)

    async def _file(self, name: str, content: bytes, **shared: str) -> str:
        given = await self._api.read("files.getUploadURLExternal", filename=name, length=len(content))
        await self._api.upload(str(given["upload_url"]), content)
        files = json.dumps([{"id": given["file_id"], "title": name}])
        await self._api.read("files.completeUploadExternal", files=files, **shared)
        return str(given["file_id"])

    async def find(self, channel: str, key: str, *, since: datetime, thread: str | None = None) -> Posted | None:
        """Our own message that carries `key`, posted after `since`; None if absent."""
        mine = await self.me()
        oldest = f"{since.timestamp():.6f}"
        pages = (
            self._api.pages("conversations.replies", "messages", channel=channel, ts=thread, include_all_metadata=True)
            if thread
            else self._api.pages(
                "conversations.history", "messages", channel=channel, oldest=oldest, include_all_metadata=True
            )
        )
        async for raw in pages:
            ours = raw.get("bot_id") == mine.bot or raw.get("user") == mine.user
            if ours and _key(raw) == key:
                return posted(raw)
        return None

    async def history(self, channel: str, *, since: datetime, following: str | None = None) -> HistoryPage:
        """A page of what was said, newest first; threads are not in it."""
        oldest = f"{since.timestamp():.6f}"
        answer = await self._api.read(
            "conversations.history", channel=channel, oldest=oldest, latest=following, limit=PAGE
        )
        return read_page(channel, answer)

    async def replies(self, channel: str, thread: str, *, following: str | None = None) -> HistoryPage:
        """A page of a thread, oldest first."""
        answer = await self._api.read("conversations.replies", channel=channel, ts=thread, oldest=following, limit=PAGE)
        return read_page(channel, answer)

    def open_export(self, path: Path) -> ChatExport:
        """Open Slack's zip, or the folder that it was unpacked to. It blocks. Raises `NoExport` and OSError."""
        from integrations.slack.export import SlackExport  # one command wants it

        return SlackExport(path)

    async def permalink(self, channel: str, message_id: str) -> str | None:
        """The address of a message, or None where it is gone."""
        try:
            data = await self._api.read("chat.getPermalink", channel=channel, message_ts=message_id)
        except ChatRefused:
            return None
        return str(data["permalink"])

    async def set_status(self, channel: str, thread: str, status: str) -> None:
        """Show "is thinking…" below a thread until the next message of ours."""
        await self._api.call("assistant.threads.setStatus", channel_id=channel, thread_ts=thread, status=status)

    # --- forms and the App Home ----------------------------------------------------

    async def open_form(self, trigger_id: str, form: Form) -> str:
        """Open a modal, and return its view id. The trigger lives 3 s."""
        data = await self._api.call("views.open", trigger_id=trigger_id, view=forms.render_form(form))
        return str(data["view"]["id"])

    async def update_form(self, view_id: str, form: Form) -> None:
        """Replace an open modal."""
        await self._api.call("views.update", view_id=view_id, view=forms.render_form(form))

    async def publish_home(self, user: str, blocks: Sequence[Block], *, whole: bool = True) -> None:
        """Show `blocks` in the App Home of `user`: at once in words, where a picture of them is yet to be uploaded."""

        async def publish(pictures: Pictures) -> None:
            await self._api.call("views.publish", user_id=user, view=forms.render_home(blocks, pictures))

        place = f"home:{user}"
        if self._pictures and await self._pictures.lacking(place, blocks):
            await publish(NO_PICTURES)
            await self._pictures.prepare(place, blocks)
        await self._with_pictures(place, blocks, publish)
        if self._pictures and whole:
            await self._pictures.tidy(place, blocks)


def _read(read: Callable[[Mapping[str, Any]], T], answer: Mapping[str, Any]) -> T:
    """Return what `read` makes of an answer. Raises `ChatRefused` for one of another form than Slack documents."""
    try:
        return read(answer)
    except ODD_FORM as problem:
        raise ChatRefused(ODD_ANSWER) from problem


async def _each(read: Callable[[Any], T], pages: AsyncIterator[dict[str, Any]]) -> Entries[T]:
    found: Entries[T] = Entries()
    number = 0
    async for entry in pages:
        found.read(NAME, read, entry, number)
        number += 1
    return found


def _groups(read: Callable[[Any], T], data: Mapping[str, Any]) -> Entries[T]:
    try:
        return read_each(NAME, read, data.get("usergroups"))
    except SourceError as problem:
        raise ChatRefused(ODD_ANSWER) from problem


def _identity(data: Mapping[str, Any]) -> Identity:
    return Identity(
        user=data["user_id"],
        bot=data.get("bot_id") or "",
        team=data["team_id"],
        name=data.get("user") or "",
        url=data.get("url") or "",
    )


def _metadata(key: str) -> dict[str, Any]:
    return {"event_type": METADATA_EVENT, "event_payload": {"key": key}}


def _key(raw: Mapping[str, Any]) -> str | None:
    metadata = raw.get("metadata") or {}
    if metadata.get("event_type") != METADATA_EVENT:
        return None
    return (metadata.get("event_payload") or {}).get("key")
