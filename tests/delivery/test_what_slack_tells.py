"""Every event of Slack's becomes what happened, in words of no chat."""

from datetime import UTC, datetime
from typing import Any

import pytest

from integrations.chat import PlaceKind
from integrations.chat_events import (
    ChannelChanged,
    ChannelDeleted,
    Deleted,
    Edited,
    Event,
    HomeOpened,
    Joined,
    Left,
    PersonChanged,
    Said,
)
from integrations.slack.events import READERS, envelope, read
from integrations.slack.reading import read_text

TS = "1795000000.000100"
AT = datetime.fromtimestamp(1795000000, UTC).replace(microsecond=100)
MESSAGE: dict[str, Any] = {"type": "message", "channel": "C1", "user": "U1", "text": "hi <@U2>", "ts": TS}
SAID = Said("C1", TS, "U1", read_text("hi <@U2>"), None, AT, None)


def told(kind: str, **event: Any) -> Event | None:
    return read({"event": {"type": kind, **event}})


@pytest.mark.parametrize("kind", ["message", "app_mention"])
def test_either_name_of_a_message_is_the_same_message(kind: str) -> None:
    body = {"event_id": "Ev1", "event": MESSAGE | {"type": kind}}
    assert read(body) == SAID
    assert envelope(body).message == f"C1:{TS}"


@pytest.mark.parametrize(
    ("more", "means"),
    [
        ({"thread_ts": TS}, {"thread": None}),
        ({"thread_ts": "1794.0"}, {"thread": "1794.0"}),
        ({"channel_type": "im"}, {"kind": PlaceKind.DIRECT}),
        ({"channel_type": "group"}, {"kind": PlaceKind.PRIVATE}),
        ({"files": [{"id": "F1"}]}, {"files": True}),
        ({"bot_id": "B1", "bot_profile": {"name": "pager"}}, {"app": "pager"}),
        ({"user": None, "bot_id": "B1"}, {"user": "B1", "app": ""}),
    ],
)
def test_where_and_how_it_was_said_is_read(more: dict[str, Any], means: dict[str, Any]) -> None:
    said = read({"event": MESSAGE | more})
    assert isinstance(said, Said)
    assert {name: getattr(said, name) for name in means} == means


@pytest.mark.parametrize("more", [{"subtype": "channel_join"}, {"user": "USLACKBOT"}, {"edited": {"ts": "1"}}])
def test_what_nobody_said_is_no_message(more: dict[str, Any]) -> None:
    assert read({"event": MESSAGE | more}) is None


def test_an_edit_has_what_was_said_before_and_when_it_was_changed() -> None:
    edit = {"subtype": "message_changed", "message": MESSAGE, "event_ts": "1795000009.0", "channel": "C1"}
    was = {"previous_message": MESSAGE | {"text": "hello"}}
    at = datetime.fromtimestamp(1795000009, UTC)
    assert told("message", **edit, **was) == Edited(SAID, at, read_text("hello"))
    assert told("message", **edit, previous_message=MESSAGE) is None  # a link was unfolded


def test_a_message_is_deleted_in_either_of_two_ways() -> None:
    gone = Deleted("C1", TS, AT)
    assert told("message", subtype="message_deleted", channel="C1", deleted_ts=TS) == gone
    stone = {"subtype": "tombstone", "ts": TS}
    assert told("message", subtype="message_changed", channel="C1", message=stone) == gone


@pytest.mark.parametrize(
    ("event", "means"),
    [
        ({"type": "channel_rename", "channel": {"id": "C1", "name": "new"}}, ChannelChanged("C1")),
        ({"type": "group_archive", "channel": "C1", "user": "U1"}, ChannelChanged("C1")),
        ({"type": "channel_unarchive", "channel": "C1"}, ChannelChanged("C1", reopened=True)),
        ({"type": "channel_shared", "channel": "C1"}, ChannelChanged("C1", shared=True)),
        (MESSAGE | {"subtype": "channel_convert_to_private"}, ChannelChanged("C1")),
        ({"type": "group_deleted", "channel": "C1"}, ChannelDeleted("C1")),
        ({"type": "member_joined_channel", "channel": "C1", "user": "U1"}, Joined("C1", "U1")),
        ({"type": "member_left_channel", "channel": "C1", "user": "U1"}, Left("C1", "U1")),
        ({"type": "channel_left", "channel": "C1"}, Left("C1", None)),
    ],
)
def test_a_change_of_a_channel_is_read_and_its_envelope_names_it(event: dict[str, Any], means: Event) -> None:
    assert read({"event": event}) == means
    assert envelope({"event": event}).about == "C1"


def test_a_change_of_a_person_is_read_and_its_envelope_names_them() -> None:
    event = {"type": "user_change", "user": {"id": "U1", "name": "ana", "deleted": True}}
    changed = read({"event": event})
    assert isinstance(changed, PersonChanged)
    assert (changed.person.id, changed.person.gone) == ("U1", True)
    assert envelope({"event": event}).about == "U1"


def test_only_the_home_tab_is_a_home() -> None:
    assert told("app_home_opened", user="U1", tab="home") == HomeOpened("U1")
    assert told("app_home_opened", user="U1", tab="messages") is None


def test_what_we_do_not_subscribe_to_is_no_concern_of_ours() -> None:
    assert "emoji_changed" not in READERS
    assert told("emoji_changed", channel=["no", "id"]) is None


def test_nothing_that_we_did_ourselves_is_left_out() -> None:
    """Whose doing it was is told from the rest where it is handled."""
    assert isinstance(read({"event": MESSAGE | {"bot_id": "B0BOT"}}), Said)
    assert told("channel_archive", channel="C1", user="U0BOT") == ChannelChanged("C1")
