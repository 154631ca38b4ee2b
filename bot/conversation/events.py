"""Slack's message events as what happened: something was said, edited or deleted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from integrations.chat import ChannelKind
from integrations.slack.message_text import app_name, forwarded, is_app, text_of

_SPOKEN = (None, "", "file_share", "thread_broadcast", "me_message")
"""Subtypes that are a person speaking; others tell of joins, topics, pins and the like."""
_POSTED = (*_SPOKEN, "bot_message")
_KINDS: dict[str, ChannelKind] = {"channel": "public", "group": "private", "im": "im", "mpim": "mpim"}
_SLACKBOT = "USLACKBOT"


@dataclass(frozen=True, slots=True)
class Said:
    """A person or an app said something; `text` is mrkdwn as Slack sends it.

    An app that has no user, as a webhook's has none, is its bot's id.
    """

    channel: str
    ts: str
    user: str
    text: str
    thread_ts: str | None
    kind: ChannelKind | None
    """What sort of conversation it is, where the event says so."""
    forwarded: str = ""
    """The words of messages that they forwarded with it, as mrkdwn."""
    files: bool = False
    """Whether pictures or other files came with it."""
    app: str | None = None
    """The name of the app that posted it, "" where Slack does not say; None where a person did."""


@dataclass(frozen=True, slots=True)
class Edited:
    """A person changed what they had said; `version` grows with each change."""

    message: Said
    version: str
    before: str = ""
    """What it said until then, as far as Slack tells."""


@dataclass(frozen=True, slots=True)
class Deleted:
    """A message is gone."""

    channel: str
    ts: str


def read(event: Mapping[str, Any]) -> Said | Edited | Deleted | None:
    """What a `message` or `app_mention` event tells; None for what is no person's doing."""
    channel = str(event.get("channel") or "")
    match event.get("subtype"):
        case "message_deleted":
            ts = str(event.get("deleted_ts") or (event.get("previous_message") or {}).get("ts") or "")
            return Deleted(channel, ts) if channel and ts else None
        case "message_changed":
            return _changed(channel, event)
        case _:
            # An edit that adds a mention comes as app_mention too; as message_changed it says what was there before.
            return None if event.get("edited") else _said(channel, event, event)


def _changed(channel: str, event: Mapping[str, Any]) -> Edited | Deleted | None:
    message: Mapping[str, Any] = event.get("message") or {}
    ts = str(message.get("ts") or "")
    if message.get("subtype") == "tombstone":
        return Deleted(channel, ts) if channel and ts else None
    before = event.get("previous_message")
    was = before if isinstance(before, Mapping) else None
    if was is not None and _words(was) == _words(message):
        return None  # a link unfolded, or a reply was counted
    said = _said(channel, message, event)
    version = str(event.get("event_ts") or event.get("ts") or (message.get("edited") or {}).get("ts") or "")
    return Edited(said, version, str((was or {}).get("text") or "")) if said and version else None


def _words(message: Mapping[str, Any]) -> tuple[str, str]:
    """What a message says itself, and what was forwarded with it."""
    if is_app(message):
        return text_of(message), ""
    text = message.get("text")
    return text if isinstance(text, str) else "", forwarded(message)


def _said(channel: str, message: Mapping[str, Any], event: Mapping[str, Any]) -> Said | None:
    by_app = is_app(message)
    user, ts = str(message.get("user") or (message.get("bot_id") if by_app else "") or ""), str(message.get("ts") or "")
    subtypes = _POSTED if by_app else _SPOKEN
    if not (channel and ts and user and user != _SLACKBOT and message.get("subtype") in subtypes):
        return None
    thread_ts = message.get("thread_ts")
    text, shared = _words(message)
    return Said(
        channel=channel,
        ts=ts,
        user=user,
        text=text,
        # The first message of a thread names itself.
        thread_ts=str(thread_ts) if thread_ts and thread_ts != ts else None,
        kind=_KINDS.get(str(event.get("channel_type") or "")),
        forwarded=shared,
        files=bool(message.get("files")),
        app=app_name(message) if by_app else None,
    )
