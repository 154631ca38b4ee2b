"""Slack's events as what happened: something was said, edited or deleted, a person or a channel changed."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from integrations.chat import PlaceKind
from integrations.chat_events import (
    AnswerStopped,
    ChannelChanged,
    ChannelDeleted,
    Deleted,
    Edited,
    Envelope,
    Event,
    HomeOpened,
    Joined,
    Left,
    PersonChanged,
    Said,
    Unreadable,
)
from integrations.message_text import NO_WORDS
from integrations.slack import envelopes
from integrations.slack.directory import read_person
from integrations.slack.message_text import app_name, forwarded, is_app, text_of
from integrations.slack.reading import read_text

_SPOKEN = (None, "", "file_share", "thread_broadcast", "me_message")
"""Subtypes that are a person speaking; others tell of joins, topics, pins and the like."""
_POSTED = (*_SPOKEN, "bot_message")
_CONVERTED = "channel_convert_to_"
_EDITS = ("message_changed", "message_deleted")
_KINDS: dict[str, PlaceKind] = {
    "channel": PlaceKind.PUBLIC,
    "group": PlaceKind.PRIVATE,
    "im": PlaceKind.DIRECT,
    "mpim": PlaceKind.GROUP,
}
_SLACKBOT = "USLACKBOT"
_NO_MOMENT = datetime.fromtimestamp(0, UTC)
LONGEST_NAME = 255
"""Characters of an event's or a message's name in an envelope; Slack's have about 20."""


def read(body: Mapping[str, Any]) -> Event | None:
    """What an Events API payload tells; None for what is nobody's doing, or no concern of ours.

    Raises `Unreadable` for what is no event as Slack documents it.
    """
    event = envelopes.event_of(body)
    reader = READERS.get(event["type"])
    if reader is None:
        return None
    envelopes.check(event)
    try:
        return reader(event)
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as problem:
        raise Unreadable(repr(problem)) from problem


def read_past(channel: str, message: Mapping[str, Any]) -> Said | Edited | Deleted | None:
    """What a message of a history or of an export tells; None for what says nothing, such as that somebody joined.

    One that was edited says so, with what it says now. Raises `Unreadable`.
    """
    if message.get("type", "message") != "message":
        raise Unreadable("is no message")
    try:
        envelopes.check(message)
        if message.get("subtype") in _EDITS:  # an export can have the log of edits and deletions
            return _told(_of_message({**message, "channel": channel}))
        if said_at(str(message.get("ts") or "")) == _NO_MOMENT:
            raise Unreadable("its ts is none")
        if message.get("subtype") == "tombstone":
            return _deleted(channel, str(message["ts"]))
        said, edited = _said(channel, message, message), message.get("edited") or {}
        return Edited(said, said_at(str(edited["ts"]))) if said is not None and edited.get("ts") else said
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as problem:
        raise Unreadable(repr(problem)) from problem


def envelope(body: Mapping[str, Any]) -> Envelope:
    """What has to be known of an Events API payload to keep it, whatever it holds."""
    given, event = body.get("event_id"), body.get("event")
    known = isinstance(given, str) and 0 < len(given) <= LONGEST_NAME
    kind = event.get("type") if isinstance(event, Mapping) else None
    if not isinstance(event, Mapping) or not isinstance(kind, str):
        return Envelope(given if known else None, "")
    return Envelope(given if known else None, kind, _message(kind, event), _about(kind, event))


def said_at(ts: str) -> datetime:
    """The moment that a message's ts names; 1970 where it names none."""
    try:
        return datetime.fromtimestamp(float(ts), UTC)
    except (ValueError, OverflowError, OSError):
        return _NO_MOMENT


# --- envelopes ---------------------------------------------------------------------


def _message(kind: str, event: Mapping[str, Any]) -> str | None:
    """What names the new message that an event tells of: a mention comes as `app_mention` and as `message`."""
    channel, ts = event.get("channel"), event.get("ts")
    if kind not in ("message", "app_mention") or event.get("subtype") in _EDITS:
        return None
    if not (isinstance(channel, str) and isinstance(ts, str) and channel and ts):
        return None
    name = f"{channel}:{ts}"
    return name if len(name) <= LONGEST_NAME else None


def _about(kind: str, event: Mapping[str, Any]) -> str | None:
    """The id of the person or channel that an event has news of."""
    if kind in _OF_PEOPLE:
        return _id(event.get("user"))
    converted = kind == "message" and str(event.get("subtype") or "").startswith(_CONVERTED)
    return _id(event.get("channel")) if converted or kind in _OF_CHANNELS else None


def _id(named: object) -> str | None:
    if isinstance(named, Mapping):
        named = named.get("id")
    return named[: envelopes.LONGEST_ID] if isinstance(named, str) and named else None


# --- what is said ------------------------------------------------------------------


def _of_message(event: Mapping[str, Any]) -> Event | None:
    channel, subtype = str(event.get("channel") or ""), str(event.get("subtype") or "")
    if subtype == "message_deleted":
        ts = event.get("deleted_ts") or (event.get("previous_message") or {}).get("ts")
        return _deleted(channel, str(ts or ""))
    if subtype == "message_changed":
        return _changed(channel, event)
    if subtype.startswith(_CONVERTED):
        return ChannelChanged(channel)
    # An edit that adds a mention comes as app_mention too; as message_changed it says what was there before.
    return None if event.get("edited") else _said(channel, event, event)


def _told(event: Event | None) -> Said | Edited | Deleted | None:
    return event if isinstance(event, Said | Edited | Deleted) else None


def _changed(channel: str, event: Mapping[str, Any]) -> Edited | Deleted | None:
    message: Mapping[str, Any] = event.get("message") or {}
    if message.get("subtype") == "tombstone":
        return _deleted(channel, str(message.get("ts") or ""))
    before = event.get("previous_message")
    was = before if isinstance(before, Mapping) else None
    if was is not None and _words(was) == _words(message):
        return None  # a link unfolded, or a reply was counted
    said = _said(channel, message, event)
    at = str(event.get("event_ts") or event.get("ts") or (message.get("edited") or {}).get("ts") or "")
    return Edited(said, said_at(at), read_text(str((was or {}).get("text") or ""))) if said and at else None


def _deleted(channel: str, ts: str) -> Deleted | None:
    return Deleted(channel, ts, said_at(ts)) if channel and ts else None


def _words(message: Mapping[str, Any]) -> tuple[str, str]:
    """What a message says itself, and what was forwarded with it."""
    if is_app(message):
        return text_of(message), ""
    text = message.get("text")
    return text if isinstance(text, str) else "", forwarded(message)


def _said(channel: str, message: Mapping[str, Any], event: Mapping[str, Any]) -> Said | None:
    by_app = is_app(message)
    # An app that has no user, as a webhook's has none, is its bot's id.
    user, ts = str(message.get("user") or (message.get("bot_id") if by_app else "") or ""), str(message.get("ts") or "")
    subtypes = _POSTED if by_app else _SPOKEN
    if not (channel and ts and user and user != _SLACKBOT and message.get("subtype") in subtypes):
        return None
    thread_ts = message.get("thread_ts")
    text, shared = _words(message)
    return Said(
        channel=channel,
        id=ts,
        user=user,
        text=read_text(text),
        # The first message of a thread names itself.
        thread=str(thread_ts) if thread_ts and thread_ts != ts else None,
        at=said_at(ts),
        kind=_KINDS.get(str(event.get("channel_type") or "")),
        forwarded=read_text(shared) if shared else NO_WORDS,
        files=bool(message.get("files")),
        app=app_name(message) if by_app else None,
    )


# --- people and channels -----------------------------------------------------------


def _person_changed(event: Mapping[str, Any]) -> PersonChanged:
    return PersonChanged(read_person(event["user"]))


def _channel_changed(event: Mapping[str, Any]) -> ChannelChanged:
    return ChannelChanged(_channel(event))


def _channel_reopened(event: Mapping[str, Any]) -> ChannelChanged:
    return ChannelChanged(_channel(event), reopened=True)


def _channel_shared(event: Mapping[str, Any]) -> ChannelChanged:
    return ChannelChanged(_channel(event), shared=True)


def _channel_deleted(event: Mapping[str, Any]) -> ChannelDeleted:
    return ChannelDeleted(_channel(event))


def _joined(event: Mapping[str, Any]) -> Joined:
    return Joined(_channel(event), str(event["user"]))


def _left(event: Mapping[str, Any]) -> Left:
    return Left(_channel(event), str(event["user"]))


def _we_left(event: Mapping[str, Any]) -> Left:
    return Left(_channel(event), None)


def _home_opened(event: Mapping[str, Any]) -> HomeOpened | None:
    return HomeOpened(str(event["user"])) if event.get("tab") == "home" else None


def _channel(event: Mapping[str, Any]) -> str:
    channel = event["channel"]
    return str(channel["id"] if isinstance(channel, Mapping) else channel)


def _answer_stopped(event: Mapping[str, Any]) -> AnswerStopped:
    messages = tuple(map(str, event.get("streaming_message_ts") or ()))
    return AnswerStopped(str(event["channel"]), str(event["thread_ts"]), str(event["user"]), messages)


_OF_PEOPLE: dict[str, Callable[[Mapping[str, Any]], Event | None]] = {
    "team_join": _person_changed,
    "user_change": _person_changed,
}
_OF_CHANNELS: dict[str, Callable[[Mapping[str, Any]], Event | None]] = {
    "channel_archive": _channel_changed,
    "channel_created": _channel_changed,
    "channel_deleted": _channel_deleted,
    "channel_left": _we_left,
    "channel_rename": _channel_changed,
    "channel_shared": _channel_shared,
    "channel_unarchive": _channel_reopened,
    "channel_unshared": _channel_shared,
    "group_archive": _channel_changed,
    "group_deleted": _channel_deleted,
    "group_left": _we_left,
    "group_rename": _channel_changed,
    "group_unarchive": _channel_reopened,
    "member_joined_channel": _joined,
    "member_left_channel": _left,
}
READERS: dict[str, Callable[[Mapping[str, Any]], Event | None]] = {
    "agent_session_stopped": _answer_stopped,
    "app_home_opened": _home_opened,
    "app_mention": _of_message,
    "message": _of_message,
    **_OF_PEOPLE,
    **_OF_CHANNELS,
}
"""How each event is read that the app's manifest subscribes to."""
